//! Sums of block correlations along a clock difference, and the peaks in them.
//!
//! A clock that is `d` ppm fast moves the lag by `d` microseconds a second. Blocks are therefore summed along straight
//! lines in (time, lag), one slope for each drift; with the right one all blocks' peaks meet.

use std::ops::Range;

use super::RATE_HZ;
use super::blocks::Blocks;

/// Most blocks that enter the search over drift; longer takes are followed outward from there.
const STACK_BLOCKS: usize = 24;

/// Blocks in a group that looks for the peak alone.
const GROUP_BLOCKS: usize = 4;

/// How far a group may find its peak from where it should be, samples: 1 ms.
const GROUP_REACH: usize = 16;

/// How long before the strongest arrival the direct sound may lie, samples: 20 ms.
const DIRECT_REACH: usize = 320;

/// Strength of the direct sound against the strongest arrival.
const DIRECT_SHARE: f32 = 0.5;

/// Strength of the direct sound against the curve as long after the strongest arrival as it is before.
const DIRECT_OVER_MIRROR: f32 = 1.25;

/// A peak this far off is another lag, not this one's flank or room, samples: 25 ms.
const RIVAL_DISTANCE: usize = 400;

/// Height from which a group sees the peak, robust standard deviations of its own curve.
const GROUP_HEIGHT: f64 = 3.5;

/// Least time between the first and the last group that gives a drift, seconds.
const LEAST_DRIFT_SPAN_S: f64 = 6.0;

/// Least height of the direct sound, robust standard deviations of the curve.
const LEAST_DIRECT_HEIGHT: f32 = 6.0;

impl Blocks {
    /// Samples that the lag has moved by the middle of block `b`, relative to that of block `origin`.
    fn shift(&self, b: usize, origin: f64, drift_ppm: f64) -> i64 {
        let seconds = (b as f64 - origin) * self.step_s;
        (seconds * drift_ppm * 1e-6 * f64::from(RATE_HZ)).round() as i64
    }

    /// Sum of the curves of `blocks` along a drift, lags as in block `origin`.
    fn stack(&self, blocks: Range<usize>, origin: f64, drift_ppm: f64) -> Vec<f32> {
        let mut sum = vec![0.0; self.lags];
        for b in blocks {
            let shift = self.shift(b, origin, drift_ppm);
            let curve = &self.curves[b];
            let (to, from) = if shift < 0 {
                ((-shift) as usize, 0)
            } else {
                (0, shift as usize)
            };
            if to.max(from) < self.lags {
                for (slot, value) in sum[to..].iter_mut().zip(&curve[from..]) {
                    *slot += value;
                }
            }
        }
        sum
    }
}

/// The blocks, at most [`STACK_BLOCKS`] in a row, whose own peaks are highest.
pub(super) fn strongest_window(blocks: &Blocks) -> Range<usize> {
    let count = blocks.curves.len();
    let length = count.min(STACK_BLOCKS);
    let heights: Vec<f64> = blocks
        .curves
        .iter()
        .map(|curve| f64::from(greatest(curve)) / f64::from(spread(curve)).max(1e-12))
        .collect();
    let sum = |start: usize| heights[start..start + length].iter().sum::<f64>();
    let start = (0..=count - length).fold(0, |best, start| if sum(start) > sum(best) { start } else { best });
    start..start + length
}

/// The summed curve with the strongest peak over all drifts, and its drift in ppm.
pub(super) fn best_stack(blocks: &Blocks, window: Range<usize>, origin: f64, most_ppm: f64) -> (Vec<f32>, f64) {
    // Half a step moves the outermost block by one sample.
    let half_s = 0.5 * window.len() as f64 * blocks.step_s;
    let step_ppm = 2.0e6 / (half_s * f64::from(RATE_HZ));
    let steps = (most_ppm.min(1000.0) / step_ppm).floor() as i64;
    // From no drift outward, so that of equals the least drift wins; then in finer steps round the best.
    let mut coarse: Vec<i64> = (-steps..=steps).collect();
    coarse.sort_by_key(|k| (k.abs(), *k));
    let mut best = Slant::new(blocks, window.clone(), origin, 0.0);
    for k in coarse.into_iter().skip(1) {
        best = best.or(Slant::new(blocks, window.clone(), origin, k as f64 * step_ppm));
    }
    let centre_ppm = best.drift_ppm;
    for eighths in [-2.0, 2.0, -4.0, 4.0] {
        best = best.or(Slant::new(
            blocks,
            window.clone(),
            origin,
            centre_ppm + step_ppm * eighths / 8.0,
        ));
    }
    (best.stack, best.drift_ppm)
}

/// A summed curve, its drift, and its greatest magnitude.
struct Slant {
    stack: Vec<f32>,
    drift_ppm: f64,
    strength: f32,
}

impl Slant {
    fn new(blocks: &Blocks, window: Range<usize>, origin: f64, drift_ppm: f64) -> Self {
        let stack = blocks.stack(window, origin, drift_ppm);
        Self {
            strength: greatest(&stack),
            stack,
            drift_ppm,
        }
    }

    /// The stronger of both, this one of equals.
    fn or(self, other: Self) -> Self {
        if other.strength > self.strength { other } else { self }
    }
}

/// A peak of a summed curve and how it stands there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Peak {
    /// Index of the lag.
    pub(super) index: usize,
    /// Height in robust standard deviations.
    pub(super) height: f64,
    /// Ratio to the strongest rival.
    pub(super) margin: f64,
    /// Share of groups that see it.
    pub(super) agreement: f64,
}

pub(super) fn find_peak(stack: &[f32], blocks: &Blocks, origin: f64, drift_ppm: f64) -> Peak {
    let top = stack
        .iter()
        .enumerate()
        .fold(0, |best, (k, x)| if x.abs() > stack[best].abs() { k } else { best });
    let scale = spread(stack).max(1e-12);
    let enough = (DIRECT_SHARE * stack[top].abs()).max(LEAST_DIRECT_HEIGHT * scale);
    let is_peak = |k: usize| {
        let height = stack[k].abs();
        height >= enough && (k == 0 || height >= stack[k - 1].abs()) && height >= stack[k + 1].abs()
    };
    // A tonal backing resembles itself some milliseconds on: such side peaks stand on both sides alike, a room does not.
    let mirrored = |k: usize| {
        let mirror = 2 * top - k;
        let near = mirror.saturating_sub(2)..(mirror + 3).min(stack.len());
        greatest(stack.get(near).unwrap_or(&[]))
    };
    let is_direct = |k: &usize| is_peak(*k) && stack[*k].abs() > DIRECT_OVER_MIRROR * mirrored(*k);
    let index = (top.saturating_sub(DIRECT_REACH)..top).find(is_direct).unwrap_or(top);
    let rivals = stack
        .iter()
        .enumerate()
        .filter(|(k, _)| k.abs_diff(top) > RIVAL_DISTANCE);
    let rival = rivals.map(|(_, x)| x.abs()).fold(0.0, f32::max);
    let groups = groups(blocks, index, origin, drift_ppm);
    let seeing = groups.iter().filter(|group| group.height >= GROUP_HEIGHT).count();
    Peak {
        index,
        height: f64::from(stack[top].abs() / scale),
        margin: f64::from(stack[top].abs() / rival.max(1e-12)),
        agreement: seeing as f64 / groups.len().max(1) as f64,
    }
}

/// What a group of blocks sees near where the peak should be.
struct Group {
    /// Middle of the group on the take's clock, seconds.
    at_s: f64,
    /// Lag, as a fractional index.
    lag: f64,
    /// Height in robust standard deviations of the group's own curve.
    height: f64,
}

fn groups(blocks: &Blocks, index: usize, origin: f64, drift_ppm: f64) -> Vec<Group> {
    let count = blocks.curves.len();
    let groups = (count / GROUP_BLOCKS).max(2);
    (0..groups)
        .map(|g| {
            let range = g * count / groups..(g + 1) * count / groups;
            let middle = 0.5 * (range.start + range.end - 1) as f64;
            let stack = blocks.stack(range, middle, drift_ppm);
            let moved = (middle - origin) * blocks.step_s * drift_ppm * 1e-6 * f64::from(RATE_HZ);
            let near = (index as f64 + moved).round().clamp(0.0, (blocks.lags - 1) as f64) as usize;
            let from = near.saturating_sub(GROUP_REACH);
            let to = (near + GROUP_REACH + 1).min(blocks.lags);
            let top = (from..to).fold(
                near,
                |best, k| if stack[k].abs() > stack[best].abs() { k } else { best },
            );
            Group {
                at_s: (middle + 0.5) * blocks.step_s,
                lag: vertex(&stack, top),
                height: f64::from(stack[top].abs() / spread(&stack).max(1e-12)),
            }
        })
        .collect()
}

/// Lag at the start of the take, as a fractional index, and drift.
pub(super) struct Line {
    pub(super) lag_at_start: f64,
    pub(super) drift_ppm: Option<f64>,
}

/// Lag and drift from the groups that see the peak, by the Theil–Sen line: the median of all pairs' slopes.
pub(super) fn follow(blocks: &Blocks, index: usize, origin: f64, drift_ppm: f64) -> Line {
    let seen: Vec<Group> = groups(blocks, index, origin, drift_ppm)
        .into_iter()
        .filter(|group| group.height >= GROUP_HEIGHT)
        .collect();
    let samples_per_ppm_s = 1e-6 * f64::from(RATE_HZ);
    let mut slopes = Vec::new();
    for (i, a) in seen.iter().enumerate() {
        for b in &seen[i + 1..] {
            slopes.push((b.lag - a.lag) / (b.at_s - a.at_s));
        }
    }
    let span_s = seen.last().map_or(0.0, |last| last.at_s - seen[0].at_s);
    let measured = (seen.len() >= 3 && span_s >= LEAST_DRIFT_SPAN_S)
        .then(|| median(slopes))
        .flatten();
    let slope = measured.unwrap_or(drift_ppm * samples_per_ppm_s);
    let at_start = median(seen.iter().map(|group| group.lag - slope * group.at_s).collect());
    Line {
        lag_at_start: at_start.unwrap_or(index as f64 - slope * (origin + 0.5) * blocks.step_s),
        drift_ppm: measured.map(|slope| slope / samples_per_ppm_s),
    }
}

/// Vertex of the parabola through a peak's magnitude and its neighbours, as a fractional index.
fn vertex(curve: &[f32], top: usize) -> f64 {
    if top == 0 || top + 1 >= curve.len() {
        return top as f64;
    }
    let [before, at, after] = [-1, 0, 1].map(|d: i64| f64::from(curve[(top as i64 + d) as usize].abs()));
    let bend = before - 2.0 * at + after;
    let offset = if bend < 0.0 { 0.5 * (before - after) / bend } else { 0.0 };
    top as f64 + offset.clamp(-0.5, 0.5)
}

/// Robust standard deviation of a curve round 0: median magnitude / 0.6745.
fn spread(curve: &[f32]) -> f32 {
    let mut magnitudes: Vec<f32> = curve.iter().map(|x| x.abs()).collect();
    let middle = magnitudes.len() / 2;
    let (_, &mut median, _) = magnitudes.select_nth_unstable_by(middle, f32::total_cmp);
    median / 0.6745
}

pub(super) fn greatest(curve: &[f32]) -> f32 {
    curve.iter().map(|x| x.abs()).fold(0.0, f32::max)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 {
        upper
    } else {
        0.5 * (upper + values[middle - 1])
    })
}
