//! The pitch as lines on the paper.

use super::Portrait;
use super::layout::{GRID, LEFT, PLOT, y_of};
use crate::model::f0::HOP_S;

/// A leap of the pitch by more than this is no glide, as a ratio.
const LARGEST_LEAP: f64 = 1.06;

/// Points of every line: the median of each column's voiced frames, joined where neighbours are near.
pub(super) fn runs(portrait: &Portrait<'_>) -> Vec<Vec<(f64, f64)>> {
    let duration_s = portrait.voice.len() as f64 / f64::from(portrait.rate_hz.max(1));
    let f0 = portrait.f0;
    let column_of = |frame: usize| frame as f64 * HOP_S / duration_s * PLOT as f64;
    // Frames that may lie between two points of one line: one is always missing at the border of two columns.
    let nearest_px = (PLOT as f64 * HOP_S / duration_s).max(1.0) * 1.5;
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut frame = 0;
    let mut last: Option<(f64, f64)> = None;
    while frame < f0.len() {
        let column = column_of(frame);
        let same = (frame..f0.len())
            .take_while(|&i| column_of(i) < column.floor() + 1.0)
            .count()
            .max(1);
        let mut sung: Vec<f64> = (frame..frame + same)
            .filter(|&i| f0.voiced.get(i).copied().unwrap_or(false))
            .map(|i| f64::from(f0.f0_hz[i]))
            .filter(|hz| (GRID.lowest_hz..=GRID.highest_hz).contains(hz))
            .collect();
        frame += same;
        if sung.is_empty() || column > PLOT as f64 {
            continue;
        }
        sung.sort_by(f64::total_cmp);
        let hz = sung[sung.len() / 2];
        let point = (LEFT as f64 + column, y_of(hz));
        let goes_on = last.is_some_and(|(last_column, last_hz)| {
            column - last_column <= nearest_px && (hz / last_hz).max(last_hz / hz) <= LARGEST_LEAP
        });
        match runs.last_mut() {
            Some(run) if goes_on => run.push(point),
            _ => runs.push(vec![point]),
        }
        last = Some((column, hz));
    }
    runs
}
