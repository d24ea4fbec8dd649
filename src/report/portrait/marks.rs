//! What was found in a recording, by column of the plot.

use super::Portrait;
use super::layout::PLOT;
use crate::dsp::quality::dropouts::{self, DropoutKind};
use crate::dsp::quality::flat_runs;
use std::ops::Range;

/// Damage of each kind.
pub(super) struct Marks {
    pub(super) gaps: Found,
    pub(super) repeats: Found,
    pub(super) clipped: Found,
}

/// Stretches of one kind: how many, and the columns that they touch.
pub(super) struct Found {
    pub(super) count: usize,
    pub(super) columns: Vec<Range<usize>>,
}

impl Marks {
    /// Finds it.
    pub(super) fn of(portrait: &Portrait<'_>) -> Self {
        let dropouts = dropouts::find(portrait.voice, portrait.rate_hz);
        let len = portrait.voice.len();
        let of_kind = |kind| {
            let of_kind = dropouts.iter().filter(|dropout| dropout.kind == kind);
            Found::of(of_kind.map(|dropout| dropout.samples.clone()), len)
        };
        Self {
            gaps: of_kind(DropoutKind::Gap),
            repeats: of_kind(DropoutKind::Repeat),
            clipped: Found::of(flat_runs(portrait.voice).into_iter(), len),
        }
    }
}

impl Found {
    /// Stretches in order; what falls into the same or the next column is joined, so there are never more than columns.
    fn of(stretches: impl Iterator<Item = Range<usize>>, len: usize) -> Self {
        let mut found = Self {
            count: 0,
            columns: Vec::new(),
        };
        let column = |sample: usize| (sample as f64 / len.max(1) as f64 * PLOT as f64) as usize;
        for stretch in stretches {
            found.count += 1;
            let columns = column(stretch.start)..(column(stretch.end.saturating_sub(1)) + 1).min(PLOT);
            match found.columns.last_mut() {
                Some(last) if columns.start <= last.end => last.end = last.end.max(columns.end),
                _ => found.columns.push(columns),
            }
        }
        found
    }
}
