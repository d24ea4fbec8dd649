//! Buses brought to exactly the voices that are wanted in them.
//!
//! A bus knows its members. What is missing is added; what should not be there is subtracted, to the bit, if it can
//! still be rendered as it was, else the bus is built anew. Either way the sum is that of the wanted voices and nothing
//! else, whatever was done before.

use super::choose::{Part, Parts};
use super::failure::Failure;
use super::fetch::Fetching;
use super::hear::{self, Hearing, Voice};
use super::isolate::isolated;
use super::output::{Output, disk};
use super::progress::Progress;
use super::song::Song;
use crate::config::Plan;
use crate::dsp::bus::{Bus, Contribution};
use crate::dsp::resample::resample;
use crate::model::row::ANALYSIS_VERSION;
use crate::model::take::{Take, TakeId};
use crate::select::Layer;
use crate::stems::buses::{self, StoredBus};
use crate::stems::placement::Placement;
use crate::stems::voice;
use crate::stems::{self};
use crate::storage::{StorageError, TakeStore};
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Renders voices into buses.
pub(super) struct Renderer<'a> {
    pub(super) plan: &'a Plan,
    pub(super) hearing: &'a Hearing,
    pub(super) store: &'a TakeStore,
    pub(super) takes: &'a BTreeMap<TakeId, Take>,
    pub(super) output: &'a Output,
    pub(super) pool: &'a ThreadPool,
    pub(super) stop: &'a AtomicBool,
    pub(super) progress: &'a dyn Progress,
    pub(super) song_len_samples: usize,
    pub(super) identity: [u8; 32],
}

/// Length of every bus: the whole song.
pub(super) fn song_len_samples(song: &Song) -> usize {
    (song.end_s * f64::from(voice::RATE_HZ)).ceil() as usize
}

/// Everything about a bus that is not in its members' keys.
pub(super) fn bus_identity(plan: &Plan, hearing: &Hearing, song_len_samples: usize) -> [u8; 32] {
    let mut decoding = ANALYSIS_VERSION.to_le_bytes().to_vec();
    // Another external decoder may make other samples of the same bytes.
    decoding.extend(
        hearing
            .external_decoder
            .iter()
            .flat_map(|decoder| decoder.fingerprint()),
    );
    buses::identity(song_len_samples, &plan.voice, &plan.placement, &decoding)
}

/// What bringing a bus up to date took.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Reconciled {
    pub(super) changed: bool,
    pub(super) unread: BTreeMap<TakeId, String>,
}

impl Renderer<'_> {
    /// A take's voice as integers on the timeline of the song.
    pub(super) fn contribution(&self, voice: &Voice, placement: &Placement) -> Contribution {
        let at_stem_rate = resample(&voice.mono, voice.rate_hz, voice::RATE_HZ);
        voice::contribution(&at_stem_rate, placement, &self.plan.voice, self.song_len_samples)
    }

    /// A bus without voices.
    pub(super) fn silent_bus(&self) -> StoredBus {
        StoredBus::silent(self.song_len_samples, self.identity)
    }

    fn path(&self, layer: Layer, section: &str) -> PathBuf {
        self.output.file(&format!("buses/{}_{section}.bus", layer.as_str()))
    }

    /// Whether a bus has been saved.
    pub(super) fn is_on_disk(&self, layer: Layer, section: &str) -> bool {
        self.path(layer, section).is_file()
    }

    /// A stored bus; a silent one where there is none, or one of other settings, or a damaged one.
    pub(super) fn stored(&self, layer: Layer, section: &str) -> Result<StoredBus, Failure> {
        let path = self.path(layer, section);
        match buses::load(&path) {
            Ok(Some(stored)) if stored.identity == self.identity => Ok(stored),
            Ok(_) => Ok(self.silent_bus()),
            Err(stems::Error::Damaged { path, why }) => {
                self.progress
                    .note(&format!("`{}` is damaged ({why}); building it anew", path.display()));
                Ok(self.silent_bus())
            }
            Err(cause) => Err(disk(&cause)),
        }
    }

    /// The crowd bus of every section that has one on disk.
    pub(super) fn stored_crowds(&self) -> Result<BTreeMap<String, StoredBus>, Failure> {
        let mut crowds = BTreeMap::new();
        for (layer, section) in self.output.stored_buses()? {
            if layer == Layer::Crowd {
                crowds.insert(section.clone(), self.stored(layer, &section)?);
            }
        }
        Ok(crowds)
    }

    pub(super) fn save_crowd(&self, section: &str, stored: &StoredBus) -> Result<(), Failure> {
        self.save(Layer::Crowd, section, stored)
    }

    pub(super) fn save(&self, layer: Layer, section: &str, stored: &StoredBus) -> Result<(), Failure> {
        buses::save(&self.path(layer, section), stored)
            .map(|_| ())
            .map_err(|cause| disk(&cause))
    }

    /// Makes `stored` the sum of `wanted`. `spare` says how voices that may have to leave were rendered.
    pub(super) fn reconcile(
        &self,
        stored: &mut StoredBus,
        wanted: &Parts,
        spare: &Parts,
    ) -> Result<Reconciled, Failure> {
        let stale: Vec<(&TakeId, [u8; 32])> = stored
            .members
            .iter()
            .filter(|(take, key)| wanted.get(take).is_none_or(|part| part.key != **key))
            .map(|(take, key)| (take, *key))
            .collect();
        let leaving: Option<Vec<&Part>> = stale
            .iter()
            .map(|(take, key)| spare.get(take).filter(|part| part.key == *key))
            .collect();
        let mut unread = BTreeMap::new();
        let mut changed = !stale.is_empty();
        match leaving {
            Some(leaving) if leaving.len() <= wanted.len() => {
                let gone = self.each_contribution(&leaving, &mut stored.bus, Bus::subtract)?;
                if gone.is_empty() {
                    let left: Vec<TakeId> = leaving.iter().map(|part| part.placement.take_id.clone()).collect();
                    stored.members.retain(|take, _| !left.contains(take));
                } else {
                    *stored = self.silent_bus();
                }
            }
            _ => *stored = self.silent_bus(),
        }
        let missing: Vec<&Part> = wanted
            .iter()
            .filter(|(take, _)| !stored.members.contains_key(*take))
            .map(|(_, part)| part)
            .collect();
        changed |= !missing.is_empty();
        unread.extend(self.each_contribution(&missing, &mut stored.bus, Bus::add)?);
        for part in missing {
            if !unread.contains_key(&part.placement.take_id) {
                stored.members.insert(part.placement.take_id.clone(), part.key);
            }
        }
        Ok(Reconciled { changed, unread })
    }

    /// Renders parts on all workers and applies each to the bus; the order does not matter, the sums are exact.
    /// Returns the takes that could not be read, with the reason.
    fn each_contribution(
        &self,
        parts: &[&Part],
        bus: &mut Bus,
        apply: impl Fn(&mut Bus, &Contribution) + Sync,
    ) -> Result<BTreeMap<TakeId, String>, Failure> {
        let bus = Mutex::new(bus);
        let unread = Mutex::new(BTreeMap::new());
        let lost = |part: &Part, cause: String| {
            let mut unread = unread.lock().unwrap_or_else(PoisonError::into_inner);
            unread.insert(part.placement.take_id.clone(), cause);
            self.progress.step();
        };
        let mut found = Vec::new();
        for &part in parts {
            match self.takes.get(&part.placement.take_id) {
                Some(take) => found.push((part, take)),
                None => lost(part, "it is no longer among the takes".to_owned()),
            }
        }
        let fetching = Fetching {
            store: self.store,
            max_bytes: self.hearing.limits.max_bytes,
            pool: self.pool,
            stop: self.stop,
        };
        let takes: Vec<&Take> = found.iter().map(|(_, take)| *take).collect();
        fetching.each(&takes, |index, bytes| {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let (part, take) = found[index];
            match self
                .voice(part, take, bytes)
                .and_then(|voice| self.render(part, &voice))
            {
                Ok(contribution) => {
                    apply(&mut bus.lock().unwrap_or_else(PoisonError::into_inner), &contribution);
                    self.progress.step();
                }
                Err(cause) => lost(part, cause),
            }
        })?;
        if self.stop.load(Ordering::Relaxed) {
            return Err(Failure::interrupted());
        }
        Ok(unread.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// A defect in rendering one voice costs that voice only.
    fn render(&self, part: &Part, voice: &Voice) -> Result<Contribution, String> {
        let hash = || part.content_hash.clone();
        isolated(hash, || self.contribution(voice, &part.placement)).map_err(|defect| defect.to_string())
    }

    fn voice(&self, part: &Part, take: &Take, bytes: Result<Arc<[u8]>, StorageError>) -> Result<Voice, String> {
        let bytes = bytes.map_err(|cause| cause.to_string())?;
        if blake3::hash(&bytes).to_hex().as_str() != part.content_hash {
            return Err("its bytes changed during the run".to_owned());
        }
        let extension = take.uri.rsplit_once('.').map(|(_, extension)| extension);
        let voice = hear::voice(&bytes, extension, self.hearing).map_err(|refusal| refusal.detail)?;
        let rate_hz = part.rate_hz.unwrap_or(voice.rate_hz);
        Ok(Voice { rate_hz, ..voice })
    }
}
