//! What a run comes to: counts and distributions, gathered in one pass over the rows.
//!
//! Memory does not grow with the rows: counts, histograms, and the first few thousand rows for the table.

use crate::model::reason::ReasonCode;
use crate::model::row::{ScoreRow, Status};
use std::collections::BTreeMap;

/// Bars of a histogram of scores, each this many points wide.
pub const POINTS_A_BAR: f64 = 2.5;
/// Bars from 0 to 100.
pub const BARS: usize = 40;

/// Everything the report says about the rows as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// Rows seen.
    pub rows: u64,
    /// Rows whose recording could be decoded.
    pub decoded: u64,
    /// Rows with a place on the song's timeline.
    pub placed: u64,
    /// Rows of each status.
    pub accepted: u64,
    /// See `accepted`.
    pub flagged: u64,
    /// See `accepted`.
    pub rejected: u64,
    /// Voices in the `group` layer or closer.
    pub in_group: u64,
    /// Voices in the `close` layer.
    pub in_close: u64,
    /// Length of all decoded recordings, seconds.
    pub audio_s: f64,
    /// How often each reason was given.
    pub reasons: BTreeMap<ReasonCode, ReasonCount>,
    /// Total, pitch, timing and coverage scores.
    pub scores: [Histogram; 4],
}

/// How often one reason was given, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReasonCount {
    /// To takes that are not on the record.
    pub rejected: u64,
    /// To takes that are.
    pub kept: u64,
}

/// Scores 0–100 in [`BARS`] bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// What is counted.
    pub name: &'static str,
    /// Takes on the record, by bar.
    pub kept: [u64; BARS],
    /// Takes that are not, by bar.
    pub rejected: [u64; BARS],
}

impl Histogram {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            kept: [0; BARS],
            rejected: [0; BARS],
        }
    }

    fn add(&mut self, score: Option<f64>, is_kept: bool) {
        let Some(score) = score.filter(|score| score.is_finite()) else {
            return;
        };
        let bar = ((score / POINTS_A_BAR).max(0.0) as usize).min(BARS - 1);
        let bars = if is_kept { &mut self.kept } else { &mut self.rejected };
        bars[bar] += 1;
    }

    /// Takes in each bar, kept or not.
    pub fn totals(&self) -> [u64; BARS] {
        std::array::from_fn(|bar| self.kept[bar] + self.rejected[bar])
    }

    /// Takes with a score.
    pub fn count(&self) -> u64 {
        self.totals().iter().sum()
    }

    /// The median of the scores kept, by straight line within its bar; `None` where none is kept.
    pub fn median_kept(&self) -> Option<f64> {
        let half = self.kept.iter().sum::<u64>() as f64 / 2.0;
        let mut below = 0.0;
        for (bar, &count) in self.kept.iter().enumerate() {
            let count = count as f64;
            if count > 0.0 && below + count >= half {
                return Some((bar as f64 + (half - below) / count) * POINTS_A_BAR);
            }
            below += count;
        }
        None
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            rows: 0,
            decoded: 0,
            placed: 0,
            accepted: 0,
            flagged: 0,
            rejected: 0,
            in_group: 0,
            in_close: 0,
            audio_s: 0.0,
            reasons: BTreeMap::new(),
            scores: ["total", "pitch", "timing", "coverage"].map(Histogram::new),
        }
    }
}

impl Tally {
    /// Counts one row.
    pub fn add(&mut self, row: &ScoreRow) {
        let is_kept = row.status != Status::Rejected;
        self.rows += 1;
        self.decoded += u64::from(row.duration_s.is_some());
        self.placed += u64::from(row.lag_ms.is_some());
        self.audio_s += row
            .duration_s
            .filter(|duration_s| duration_s.is_finite())
            .unwrap_or(0.0);
        match row.status {
            Status::Accepted => self.accepted += 1,
            Status::Flagged => self.flagged += 1,
            Status::Rejected => self.rejected += 1,
        }
        let is_in = |layer: &str| {
            let layers = row.layer.as_deref().unwrap_or_default();
            layers.split_whitespace().any(|name| name == layer)
        };
        self.in_close += u64::from(is_in("close"));
        self.in_group += u64::from(is_in("close") || is_in("group"));
        for reason in &row.reasons {
            let count = self.reasons.entry(*reason).or_default();
            if is_kept {
                count.kept += 1;
            } else {
                count.rejected += 1;
            }
        }
        let scores = [row.total_score, row.pitch_score, row.timing_score, row.coverage_score];
        for (histogram, score) in self.scores.iter_mut().zip(scores) {
            histogram.add(score, is_kept);
        }
    }

    /// Voices on the record.
    pub fn on_the_record(&self) -> u64 {
        self.accepted + self.flagged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::take::TakeId;

    fn row(status: Status, total_score: Option<f64>, layer: Option<&str>) -> ScoreRow {
        let mut row = ScoreRow::empty(TakeId(String::new()), String::new());
        row.status = status;
        row.total_score = total_score;
        row.layer = layer.map(str::to_owned);
        row
    }

    #[test]
    fn layers_nest() {
        let mut tally = Tally::default();
        for layer in [
            Some("close"),
            Some("group"),
            Some("crowd"),
            Some("close group crowd"),
            None,
        ] {
            tally.add(&row(Status::Accepted, None, layer));
        }
        assert_eq!((tally.in_close, tally.in_group, tally.on_the_record()), (2, 3, 5));
    }

    #[test]
    fn scores_fall_in_their_bars() {
        let mut tally = Tally::default();
        for score in [0.0, 2.49, 2.5, 100.0, -1.0, 700.0, f64::NAN] {
            tally.add(&row(Status::Rejected, Some(score), None));
        }
        let total = &tally.scores[0];
        assert_eq!((total.rejected[0], total.rejected[1], total.rejected[39]), (3, 1, 2));
        assert_eq!(total.count(), 6);
        assert_eq!(total.median_kept(), None);
    }

    #[test]
    fn the_median_is_that_of_the_kept() {
        let mut histogram = Histogram::new("total");
        for _ in 0..4 {
            histogram.add(Some(51.0), true);
            histogram.add(Some(1.0), false);
        }
        assert_eq!(histogram.median_kept(), Some(51.25));
    }

    #[test]
    fn reasons_know_whom_they_were_given_to() {
        let mut tally = Tally::default();
        let mut noisy = row(Status::Rejected, None, None);
        noisy.reasons = vec![ReasonCode::Noisy, ReasonCode::Clipped];
        tally.add(&noisy);
        noisy.status = Status::Flagged;
        tally.add(&noisy);
        assert_eq!(tally.reasons[&ReasonCode::Noisy], ReasonCount { rejected: 1, kept: 1 });
        assert_eq!((tally.rejected, tally.flagged), (1, 1));
    }
}
