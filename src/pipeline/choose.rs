//! All rows at once: who is on the record, and where each chosen voice stands.

use super::failure::Failure;
use crate::config::Plan;
use crate::ledger::{Judgement, Ledger};
use crate::model::row::{ScoreRow, Status};
use crate::model::take::TakeId;
use crate::select::{self, Candidate, Choice, Layer};
use crate::stems::placement::{Placement, Voice, place};
use std::collections::BTreeMap;

/// A voice as it is wanted in one bus.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) placement: Placement,
    pub(super) content_hash: String,
    /// The rate at which it was heard, which need not be the one that the file states.
    pub(super) rate_hz: Option<u32>,
    pub(super) key: [u8; 32],
}

/// Members of one bus, by take.
pub(super) type Parts = BTreeMap<TakeId, Part>;

/// The selection, and what follows from it for every bus.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    /// One choice a take, sorted by take id.
    pub choices: Vec<Choice>,
    pub(super) buses: BTreeMap<(Layer, String), Parts>,
    /// Crowd parts of takes that passed the gates and were left out all the same: an earlier pass may have added them.
    pub(super) spare: Parts,
}

/// Selects from every judgement in the ledger.
pub(super) fn choose(ledger: &Ledger, plan: &Plan) -> Result<Chosen, Failure> {
    let mut candidates = Vec::new();
    let mut passed = BTreeMap::new();
    ledger.each_judgement(|judgement| {
        candidates.push(candidate(&judgement));
        if judgement.row.status != Status::Rejected {
            passed.insert(judgement.row.take_id.clone(), Facts::of(&judgement));
        }
    })?;
    let choices = select::select(&candidates, &plan.select);
    let mut chosen = Chosen::default();
    for choice in &choices {
        let Some(facts) = passed.get(&choice.take_id) else {
            continue;
        };
        match &choice.section {
            Some(section) => {
                for &layer in &choice.layers {
                    let part = facts.part(&choice.take_id, layer, section, choice.rank, plan);
                    let bus = chosen.buses.entry((layer, section.clone())).or_default();
                    bus.insert(choice.take_id.clone(), part);
                }
            }
            None => {
                let part = facts.part(&choice.take_id, Layer::Crowd, facts.section(plan), None, plan);
                chosen.spare.insert(choice.take_id.clone(), part);
            }
        }
    }
    chosen.choices = choices;
    Ok(chosen)
}

/// The crowd part of a take that just passed the gates, before anything is known of the others.
pub(super) fn crowd_part(judgement: &Judgement, plan: &Plan) -> Part {
    let facts = Facts::of(judgement);
    facts.part(&judgement.row.take_id, Layer::Crowd, facts.section(plan), None, plan)
}

/// A row as the selection leaves it.
pub(super) fn final_row(mut row: ScoreRow, choice: &Choice) -> ScoreRow {
    row.status = choice.status;
    row.reasons.clone_from(&choice.reasons);
    row.section = choice.section.clone().or(row.section);
    row.layer = choice.nearest_layer().map(|layer| layer.as_str().to_owned());
    row
}

fn candidate(judgement: &Judgement) -> Candidate {
    let row = &judgement.row;
    Candidate {
        take_id: row.take_id.clone(),
        content_hash: row.content_hash.clone().unwrap_or_default(),
        fan: row.fan.clone(),
        section_asked: row.section.clone(),
        median_midi: judgement.median_midi,
        status: row.status,
        reasons: row.reasons.clone(),
        total_score: row.total_score,
        technical_score: row.technical_score,
        lag_confidence: row.lag_confidence,
    }
}

/// What placing needs of a take.
struct Facts {
    content_hash: String,
    rate_hz: Option<u32>,
    section_asked: Option<String>,
    median_midi: Option<f64>,
    voice_dbfs: Option<f64>,
    lag_ms: f64,
    drift_ppm: Option<f64>,
}

impl Facts {
    fn of(judgement: &Judgement) -> Self {
        let row = &judgement.row;
        Self {
            content_hash: row.content_hash.clone().unwrap_or_default(),
            rate_hz: row.sample_rate_hz,
            section_asked: row.section.clone(),
            median_midi: judgement.median_midi,
            voice_dbfs: judgement.voice_dbfs,
            lag_ms: row.lag_ms.unwrap_or(0.0),
            drift_ppm: row.drift_ppm,
        }
    }

    fn section<'a>(&self, plan: &'a Plan) -> &'a str {
        select::section_of(self.section_asked.as_deref(), self.median_midi, &plan.select)
    }

    fn part(&self, take_id: &TakeId, layer: Layer, section: &str, rank: Option<u32>, plan: &Plan) -> Part {
        let voice = Voice {
            take_id,
            section,
            rank,
            voiced_dbfs: self.voice_dbfs,
            lag_ms: self.lag_ms,
            drift_ppm: self.drift_ppm,
        };
        // The crowd must not move when ranks do.
        let voice = if layer == Layer::Crowd {
            Voice { rank: None, ..voice }
        } else {
            voice
        };
        let placement = place(&voice, layer, &plan.placement);
        let rate_hz = self.rate_hz.unwrap_or_default();
        Part {
            key: placement.contribution_key(&format!("{} at {rate_hz} Hz", self.content_hash)),
            content_hash: self.content_hash.clone(),
            rate_hz: self.rate_hz,
            placement,
        }
    }
}
