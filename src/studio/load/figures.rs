//! What a run is counted in. Every duration is kept, so that percentiles are exact.

use super::plan::Phase;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Kinds of requests, and what is made of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    Connect,
    Create,
    Head,
    Patch,
    Complete,
    Status,
    Put,
    /// From the fan's arrival to the confirmation, with all waits and tries.
    Take,
}

impl Ask {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Create => "create",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Complete => "complete",
            Self::Status => "status",
            Self::Put => "put",
            Self::Take => "take",
        }
    }
}

/// Counters that all fans share.
#[derive(Debug, Default)]
pub(super) struct Figures {
    requests: AtomicU64,
    acknowledged_bytes: AtomicU64,
    sent_again_bytes: AtomicU64,
    planned_cuts: AtomicU64,
    broken: AtomicU64,
    counts: Mutex<Counts>,
}

/// What is counted by name.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts {
    /// Microseconds by kind and phase.
    pub(super) micros: BTreeMap<(Ask, Phase), Vec<u32>>,
    /// Requests that were told to come again later, by status and code.
    pub(super) told_to_wait: BTreeMap<String, u64>,
    /// Garbage that was refused as it should be, by status and code.
    pub(super) refused: BTreeMap<String, u64>,
    /// Everything that should not have happened.
    pub(super) errors: BTreeMap<String, u64>,
}

/// Totals of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Totals {
    pub(super) requests: u64,
    pub(super) acknowledged_bytes: u64,
    pub(super) sent_again_bytes: u64,
    pub(super) planned_cuts: u64,
    pub(super) broken: u64,
}

impl Figures {
    /// A request was answered.
    pub(super) fn answered(&self, ask: Ask, phase: Phase, took: Duration, status: u16) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        // How fast somebody is sent away says nothing about how fast anybody is served.
        if status < 500 && status != 429 {
            self.took(ask, phase, took);
        }
    }

    /// Something took so long.
    pub(super) fn took(&self, ask: Ask, phase: Phase, took: Duration) {
        let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        self.change(|counts| counts.micros.entry((ask, phase)).or_default().push(micros));
    }

    pub(super) fn connected(&self, phase: Phase, took: Duration) {
        self.took(Ask::Connect, phase, took);
    }

    /// The service has so many bytes more.
    pub(super) fn acknowledged(&self, bytes: u64) {
        self.acknowledged_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes that were sent before and have to be sent once more.
    pub(super) fn sent_again(&self, bytes: u64) {
        self.sent_again_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn cut(&self) {
        self.planned_cuts.fetch_add(1, Ordering::Relaxed);
    }

    /// A connection broke, or there was none, and nobody had planned it.
    pub(super) fn broke(&self) {
        self.broken.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn told_to_wait(&self, what: String) {
        self.change(|counts| *counts.told_to_wait.entry(what).or_default() += 1);
    }

    pub(super) fn refused(&self, what: String) {
        self.change(|counts| *counts.refused.entry(what).or_default() += 1);
    }

    pub(super) fn error(&self, what: String) {
        self.change(|counts| *counts.errors.entry(what).or_default() += 1);
    }

    pub(super) fn totals(&self) -> Totals {
        Totals {
            requests: self.requests.load(Ordering::Relaxed),
            acknowledged_bytes: self.acknowledged_bytes.load(Ordering::Relaxed),
            sent_again_bytes: self.sent_again_bytes.load(Ordering::Relaxed),
            planned_cuts: self.planned_cuts.load(Ordering::Relaxed),
            broken: self.broken.load(Ordering::Relaxed),
        }
    }

    /// A copy of what was counted by name, durations sorted.
    pub(super) fn counts(&self) -> Counts {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        counts.micros.values_mut().for_each(|micros| micros.sort_unstable());
        counts
    }

    fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The value that a share of `sorted` does not exceed, in milliseconds: nearest rank.
pub(super) fn percentile_ms(sorted: &[u32], share: f64) -> Option<f64> {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    let micros = sorted.get(rank.max(1) - 1)?;
    Some(f64::from(*micros) / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let sorted: Vec<u32> = (1..=200).map(|ms| ms * 1000).collect();
        assert_eq!(percentile_ms(&sorted, 0.5), Some(100.0));
        assert_eq!(percentile_ms(&sorted, 0.99), Some(198.0));
        assert_eq!(percentile_ms(&sorted, 1.0), Some(200.0));
        assert_eq!(percentile_ms(&[7000], 0.5), Some(7.0));
        assert_eq!(percentile_ms(&[], 0.5), None);
    }

    #[test]
    fn whoever_is_sent_away_was_not_served_fast() {
        let figures = Figures::default();
        figures.answered(Ask::Create, Phase::Before, Duration::from_millis(9), 201);
        figures.answered(Ask::Create, Phase::Before, Duration::from_millis(1), 503);
        assert_eq!(figures.totals().requests, 2);
        assert_eq!(figures.counts().micros[&(Ask::Create, Phase::Before)], [9000]);
    }
}
