//! The crowd while takes are being heard: accepted voices are added with their samples in hand.
//!
//! Every so often the sums are saved together with the names of the voices in them, so that a kill costs some decoding
//! and never a voice, and no voice is added twice.

use super::choose::crowd_part;
use super::failure::Failure;
use super::hear::Voice;
use super::render::Renderer;
use crate::config::Plan;
use crate::ledger::Judgement;
use crate::stems::buses::StoredBus;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// At most this much work is lost by a kill.
const SAVE_EVERY: Duration = Duration::from_secs(60);

/// Crowd buses of every section, shared by the workers.
pub(super) struct Crowd<'a> {
    plan: &'a Plan,
    renderer: &'a Renderer<'a>,
    state: Mutex<State>,
}

struct State {
    buses: BTreeMap<String, StoredBus>,
    saved: Instant,
}

impl<'a> Crowd<'a> {
    /// The crowd as an earlier run left it.
    pub(super) fn load(plan: &'a Plan, renderer: &'a Renderer<'a>) -> Result<Self, Failure> {
        let buses = renderer.stored_crowds()?;
        Ok(Self {
            plan,
            renderer,
            state: Mutex::new(State {
                buses,
                saved: Instant::now(),
            }),
        })
    }

    /// Adds a voice, unless it is there already.
    pub(super) fn add_in_hand(&self, judgement: &Judgement, voice: &Voice) {
        let part = crowd_part(judgement, self.plan);
        let section = &part.placement.section;
        let take_id = &judgement.row.take_id;
        if self
            .lock()
            .buses
            .get(section)
            .is_some_and(|bus| bus.members.contains_key(take_id))
        {
            return;
        }
        let contribution = self.renderer.contribution(voice, &part.placement);
        let mut state = self.lock();
        let stored = state
            .buses
            .entry(section.clone())
            .or_insert_with(|| self.renderer.silent_bus());
        if !stored.members.contains_key(take_id) {
            stored.bus.add(&contribution);
            stored.members.insert(take_id.clone(), part.key);
        }
    }

    /// Saves the sums if that is due.
    pub(super) fn save_now_and_then(&self) -> Result<(), Failure> {
        if self.lock().saved.elapsed() < SAVE_EVERY {
            return Ok(());
        }
        self.save()
    }

    /// Saves the sums.
    pub(super) fn save(&self) -> Result<(), Failure> {
        let mut state = self.lock();
        for (section, stored) in &state.buses {
            self.renderer.save_crowd(section, stored)?;
        }
        state.saved = Instant::now();
        Ok(())
    }

    /// The sums, by section.
    pub(super) fn into_buses(self) -> BTreeMap<String, StoredBus> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).buses
    }

    /// A worker that panics does so outside the lock; the sums behind it are whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
