//! Voiced or not, and how sure, from what is past.
//!
//! The same regression and gates as `voicing`, without the rest of the take: the loud frames are those of the last seconds
//! (a level that rises within 100 ms and sinks by 1 dB a second), an anchor is a tenth of a second that has just passed
//! instead of a quarter that may lie ahead, and the decision is the forward half of the same two-state path, so that no
//! single frame flickers.

use super::super::Candidate;
use super::super::voicing::{
    ANCHOR_PERIODICITY, ANCHOR_REACH_FRAMES, ANCHOR_STRENGTH, IMPOSSIBLE, SILENCE_DBFS, chance_of, next_lead, odds_of,
    strength_of,
};

/// Frames of an anchor: 100 ms.
const ANCHOR_FRAMES: usize = 10;
/// Where the level of the loud frames starts and never sinks below.
const LEAST_LOUD_DBFS: f64 = -50.0;
/// Share of the way to a louder frame's level that is made in one frame.
const ATTACK: f64 = 0.1;
/// How far the level of the loud frames sinks in a frame, dB.
const RELEASE_DB: f64 = 0.01;

/// What is decided of one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Presence {
    pub(super) is_voiced: bool,
    /// Chance that the frame is voiced and its F0 right, 0–1.
    pub(super) confidence: f32,
}

/// Decides frame after frame.
pub(super) struct Judge {
    loud_dbfs: f64,
    /// √s and r₂ of the last frames, in a ring.
    recent: [(f32, f32); ANCHOR_FRAMES],
    frames: usize,
    /// Frames since the last anchor.
    since_anchor: usize,
    voiced_lead: f32,
}

impl Judge {
    pub(super) fn new() -> Self {
        Self {
            loud_dbfs: LEAST_LOUD_DBFS,
            recent: [(0.0, 0.0); ANCHOR_FRAMES],
            frames: 0,
            since_anchor: ANCHOR_REACH_FRAMES,
            voiced_lead: 0.0,
        }
    }

    /// What to say of a frame with this candidate, if any, and this level.
    pub(super) fn judge(&mut self, candidate: Option<Candidate>, level_dbfs: f64) -> Presence {
        let above_db = level_dbfs - self.loud_dbfs;
        self.loud_dbfs = if above_db > 0.0 {
            self.loud_dbfs + ATTACK * above_db
        } else {
            (self.loud_dbfs - RELEASE_DB).max(LEAST_LOUD_DBFS)
        };
        let strength = candidate.map_or(0.0, strength_of);
        let two_periods = candidate.map_or(0.0, |candidate| candidate.two_periods);
        self.recent[self.frames % ANCHOR_FRAMES] = (strength, two_periods);
        self.frames = self.frames.wrapping_add(1);
        let sums = self
            .recent
            .iter()
            .fold((0.0, 0.0), |sums, frame| (sums.0 + frame.0, sums.1 + frame.1));
        let is_anchor =
            sums.0 >= ANCHOR_STRENGTH * ANCHOR_FRAMES as f32 || sums.1 >= ANCHOR_PERIODICITY * ANCHOR_FRAMES as f32;
        self.since_anchor = if is_anchor {
            0
        } else {
            self.since_anchor.saturating_add(1)
        };

        let is_possible = candidate.is_some() && level_dbfs >= SILENCE_DBFS && self.since_anchor <= ANCHOR_REACH_FRAMES;
        let odds = if is_possible {
            odds_of(strength, level_dbfs - self.loud_dbfs, two_periods)
        } else {
            IMPOSSIBLE
        };
        self.voiced_lead = next_lead(self.voiced_lead, odds);
        Presence {
            is_voiced: self.voiced_lead > 0.0 && odds > IMPOSSIBLE,
            confidence: chance_of(odds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(salience: f32, two_periods: f32) -> Option<Candidate> {
        Some(Candidate {
            f0_hz: 200.0,
            salience,
            one_period: two_periods,
            two_periods,
        })
    }

    #[test]
    fn a_note_is_heard_after_an_anchor_and_its_end_at_once() {
        let mut judge = Judge::new();
        let onset: Vec<bool> = (0..20)
            .map(|_| judge.judge(candidate(2.5, 0.95), -20.0).is_voiced)
            .collect();
        let first = onset.iter().position(|&voiced| voiced).unwrap();
        assert!((3..=8).contains(&first), "{first}");
        assert!(onset[first..].iter().all(|&voiced| voiced));
        assert!(judge.judge(candidate(2.5, 0.95), -20.0).confidence > 0.95);
        assert!(!judge.judge(None, -120.0).is_voiced);
    }

    #[test]
    fn what_is_weak_or_too_quiet_is_no_voice() {
        let mut judge = Judge::new();
        assert!(
            (0..300).all(|_| !judge.judge(candidate(0.6, 0.3), -30.0).is_voiced),
            "no anchor"
        );
        assert!(
            (0..300).all(|_| !judge.judge(candidate(2.5, 0.95), -66.0).is_voiced),
            "under the gate"
        );
        for _ in 0..100 {
            judge.judge(candidate(2.5, 0.95), -10.0);
        }
        assert!(
            !judge.judge(candidate(2.5, 0.95), -62.0).is_voiced,
            "far under the loud frames"
        );
    }

    #[test]
    fn one_doubtful_frame_does_not_break_a_note() {
        let mut judge = Judge::new();
        for _ in 0..50 {
            judge.judge(candidate(2.5, 0.95), -20.0);
        }
        assert!(judge.judge(candidate(0.3, 0.3), -25.0).is_voiced);
    }
}
