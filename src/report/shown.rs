//! Which takes get a card in the report.
//!
//! A producer cannot hear ten thousand takes; a report shows a few dozen that answer the questions they
//! would ask: what do the best sound like, what is the ordinary voice of this choir, where was the line
//! drawn and on whom, and what does each reason look like? Six strata, filled in turn until the cap:
//!
//! | stratum | chosen by |
//! |---|---|
//! | best | highest total score among the accepted |
//! | last in | lowest total score among the accepted |
//! | first out | highest total score among those rejected for `LOW_SCORE` |
//! | to be heard | the flagged, drawn by lot |
//! | typical | the accepted, drawn by lot |
//! | reasons | rejected takes of each reason, drawn by lot, one of each, then a second, … |
//!
//! A lot is the BLAKE3 hash of the take id: an unbiased sample that is the same in every run. One pass,
//! memory bounded by the cap, whatever the order of the rows.

use crate::model::reason::ReasonCode;
use crate::model::row::{ScoreRow, Status};
use crate::model::take::TakeId;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// Cards in a report unless somebody says otherwise.
pub const DEFAULT_SHOWN_TAKES: usize = 60;

/// A take worth a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub take_id: TakeId,
    /// Why it was chosen, for people: `best`, `last in`, `example of NOISY`.
    pub why: String,
}

/// Chooses at most `cap` takes, in the order in which they are shown.
pub fn choose_shown(rows: impl IntoIterator<Item: Borrow<ScoreRow>>, cap: usize) -> Vec<Choice> {
    let mut best = Lowest::new(cap);
    let mut last_in = Lowest::new(cap);
    let mut first_out = Lowest::new(cap);
    let mut flagged = Lowest::new(cap);
    let mut typical = Lowest::new(cap);
    let mut by_reason: BTreeMap<ReasonCode, Lowest> = BTreeMap::new();

    for row in rows {
        let row = row.borrow();
        let lot = lot(&row.take_id);
        let score_rank = row.total_score.map(rank_of);
        match row.status {
            Status::Accepted => {
                if let Some(rank) = score_rank {
                    best.offer(u64::MAX - rank, &row.take_id);
                    last_in.offer(rank, &row.take_id);
                }
                typical.offer(lot, &row.take_id);
            }
            Status::Flagged => flagged.offer(lot, &row.take_id),
            Status::Rejected => {
                if let (Some(rank), [ReasonCode::LowScore]) = (score_rank, row.reasons.as_slice()) {
                    first_out.offer(u64::MAX - rank, &row.take_id);
                }
                for reason in &row.reasons {
                    let examples = by_reason.entry(*reason).or_insert_with(|| Lowest::new(cap));
                    examples.offer(lot, &row.take_id);
                }
            }
        }
    }

    let mut list = ShownList::new(cap);
    list.take_from(&best, cap.div_ceil(5), "best");
    list.take_from(&typical, cap.div_ceil(10), "typical");
    list.take_from(&last_in, cap.div_ceil(10), "last in");
    list.take_from(&first_out, cap.div_ceil(10), "first out");
    list.take_from(&flagged, cap.div_ceil(10), "flagged");
    list.take_in_turn(&by_reason);
    list.take_from(&flagged, cap, "flagged");
    list.take_from(&best, cap, "best");
    list.in_reading_order()
}

/// Order of the strata in the report.
const STRATA: [&str; 5] = ["best", "typical", "last in", "first out", "flagged"];

struct ShownList {
    cap: usize,
    seen: BTreeSet<TakeId>,
    choices: Vec<Choice>,
}

impl ShownList {
    fn new(cap: usize) -> Self {
        Self {
            cap,
            seen: BTreeSet::new(),
            choices: Vec::new(),
        }
    }

    /// Adds a take unless it is there already or the list is full; says whether it did.
    fn add(&mut self, take_id: &TakeId, why: &str) -> bool {
        if self.choices.len() == self.cap || !self.seen.insert(take_id.clone()) {
            return false;
        }
        self.choices.push(Choice {
            take_id: take_id.clone(),
            why: why.to_owned(),
        });
        true
    }

    fn take_from(&mut self, stratum: &Lowest, most: usize, why: &str) {
        let mut added = 0;
        for take_id in stratum.in_order() {
            if added == most {
                return;
            }
            added += usize::from(self.add(take_id, why));
        }
    }

    /// One example of each reason, then a second of each, until all are shown or the list is full.
    fn take_in_turn(&mut self, by_reason: &BTreeMap<ReasonCode, Lowest>) {
        let mut queues: Vec<_> = by_reason
            .iter()
            .map(|(reason, examples)| (format!("example of {reason}"), examples.in_order()))
            .collect();
        loop {
            let mut any_added = false;
            for (why, queue) in &mut queues {
                any_added |= queue.by_ref().any(|take_id| self.add(take_id, why));
            }
            if !any_added {
                return;
            }
        }
    }

    /// Strata together, in the order of the table above; within one, as chosen.
    fn in_reading_order(self) -> Vec<Choice> {
        let place = |choice: &Choice| {
            STRATA
                .iter()
                .position(|name| *name == choice.why)
                .unwrap_or(STRATA.len())
        };
        let reason = |choice: &Choice| {
            let word = choice.why.strip_prefix("example of ")?;
            ReasonCode::from_word(word)
        };
        let mut choices = self.choices;
        choices.sort_by_key(|choice| (place(choice), reason(choice)));
        choices
    }
}

/// The `cap` entries of lowest rank, ties broken by take id.
struct Lowest {
    cap: usize,
    entries: BTreeSet<(u64, TakeId)>,
}

impl Lowest {
    fn new(cap: usize) -> Self {
        Self {
            cap,
            entries: BTreeSet::new(),
        }
    }

    fn offer(&mut self, rank: u64, take_id: &TakeId) {
        let is_full = self.entries.len() >= self.cap;
        if is_full && self.entries.last().is_none_or(|(highest, _)| rank > *highest) {
            return;
        }
        self.entries.insert((rank, take_id.clone()));
        if self.entries.len() > self.cap {
            self.entries.pop_last();
        }
    }

    fn in_order(&self) -> impl Iterator<Item = &TakeId> {
        self.entries.iter().map(|(_, take_id)| take_id)
    }
}

/// A score as a whole number that sorts the same way: millionths, not-a-number last.
fn rank_of(score: f64) -> u64 {
    if score.is_finite() {
        (score.clamp(0.0, 100.0) * 1e6).round() as u64
    } else {
        0
    }
}

/// A lot that the take cannot choose and every run draws again.
fn lot(take_id: &TakeId) -> u64 {
    let hash = blake3::hash(take_id.0.as_bytes());
    let first: [u8; 8] = hash.as_bytes()[..8]
        .try_into()
        .expect("invariant: a BLAKE3 hash has 32 bytes");
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, status: Status, score: Option<f64>, reasons: &[ReasonCode]) -> ScoreRow {
        let mut row = ScoreRow::empty(TakeId(id.to_owned()), String::new());
        row.status = status;
        row.total_score = score;
        row.reasons = reasons.to_vec();
        row
    }

    fn campaign() -> Vec<ScoreRow> {
        let mut rows = Vec::new();
        for i in 0..200 {
            rows.push(row(
                &format!("good_{i:03}"),
                Status::Accepted,
                Some(50.0 + f64::from(i) / 5.0),
                &[],
            ));
        }
        for i in 0..40 {
            let score = 10.0 + f64::from(i);
            rows.push(row(
                &format!("low_{i:02}"),
                Status::Rejected,
                Some(score),
                &[ReasonCode::LowScore],
            ));
        }
        for i in 0..30 {
            rows.push(row(
                &format!("noisy_{i:02}"),
                Status::Rejected,
                None,
                &[ReasonCode::Noisy],
            ));
        }
        rows.push(row(
            "cut",
            Status::Rejected,
            None,
            &[ReasonCode::Truncated, ReasonCode::TooShort],
        ));
        rows.push(row("odd", Status::Flagged, Some(70.0), &[ReasonCode::Processed]));
        rows
    }

    fn of<'a>(choices: &'a [Choice], why: &str) -> Vec<&'a str> {
        let with = choices.iter().filter(|choice| choice.why == why);
        with.map(|choice| choice.take_id.0.as_str()).collect()
    }

    #[test]
    fn every_question_has_its_takes() {
        let chosen = choose_shown(campaign(), 60);
        assert_eq!(chosen.len(), 60);
        assert_eq!(of(&chosen, "best")[..2], ["good_199", "good_198"]);
        assert_eq!(of(&chosen, "last in")[..2], ["good_000", "good_001"]);
        assert_eq!(of(&chosen, "first out")[..2], ["low_39", "low_38"]);
        assert_eq!(of(&chosen, "flagged"), ["odd"]);
        assert_eq!(of(&chosen, "typical").len(), 6);
        assert_eq!(of(&chosen, "example of TRUNCATED"), ["cut"]);
        assert!(of(&chosen, "example of NOISY").len() >= 5);
    }

    #[test]
    fn nobody_is_shown_twice_and_the_order_of_rows_is_nothing() {
        let mut rows = campaign();
        let chosen = choose_shown(&rows, 60);
        let ids: BTreeSet<_> = chosen.iter().map(|choice| &choice.take_id).collect();
        assert_eq!(ids.len(), chosen.len());
        rows.reverse();
        assert_eq!(choose_shown(&rows, 60), chosen);
        rows.rotate_left(77);
        assert_eq!(choose_shown(&rows, 60), chosen);
    }

    #[test]
    fn a_small_campaign_is_shown_whole() {
        let rows = campaign();
        let few: Vec<_> = rows.iter().take(7).chain(rows.iter().rev().take(4)).collect();
        assert_eq!(choose_shown(few.iter().copied(), 60).len(), 11);
    }

    #[test]
    fn no_cap_no_rows_no_scores() {
        assert!(choose_shown(campaign(), 0).is_empty());
        assert!(choose_shown(Vec::<ScoreRow>::new(), 60).is_empty());
        let unscored = row("a", Status::Accepted, Some(f64::NAN), &[]);
        assert_eq!(choose_shown([unscored], 1).len(), 1);
    }
}
