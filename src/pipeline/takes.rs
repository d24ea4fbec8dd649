//! Hear and judge every take, many at once, and keep what is found.
//!
//! Workers hear and judge what is fetched ahead of them; this thread alone writes the ledger. A take whose keys are known
//! costs a read and a hash, and not even these where storage vouches that its bytes are the same. A take that passes the gates is added to the crowd while its samples are in hand.

use super::crowd::Crowd;
use super::failure::Failure;
use super::fetch::Fetching;
use super::hear::{Hearing, listen};
use super::isolate::{Defect, isolated};
use super::judge::{Judging, judge};
use super::keys;
use super::progress::Progress;
use super::song::Song;
use crate::ledger::{Entry, Judgement, Key, KnownKeys, Ledger};
use crate::model::analysis::Outcome;
use crate::model::row::Status;
use crate::model::take::{Take, TakeId};
use crate::storage::{StorageError, TakeStore};
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// Rows a transaction: a kill loses no more than these.
const BATCH_ROWS: usize = 64;
/// A slow batch is written after this all the same.
const BATCH_WAIT: Duration = Duration::from_secs(1);

/// Everything that hearing needs.
pub(super) struct Stage<'a> {
    pub(super) store: &'a TakeStore,
    pub(super) takes: &'a [Take],
    pub(super) song: &'a Song,
    pub(super) hearing: &'a Hearing,
    pub(super) judging: &'a Judging,
    pub(super) crowd: Option<&'a Crowd<'a>>,
    pub(super) pool: &'a ThreadPool,
    pub(super) stop: &'a AtomicBool,
    pub(super) progress: &'a dyn Progress,
}

/// What became of the takes, as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Hearings {
    /// Takes decoded in this run.
    pub decoded: u64,
    /// Takes known from an earlier run.
    pub known: u64,
    /// Takes that could not be read, with the reason; another run may read them.
    pub unread: BTreeMap<TakeId, String>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "nearly all messages of a first run are of the large kind"
)]
enum Message<'t> {
    /// Its row stands. The store's word for its bytes may be new.
    Known(&'t Take),
    Rejudge {
        take: &'t Take,
        content_hash: String,
        judged_key: Key,
    },
    Heard {
        entry: Entry,
        judged_key: Key,
        judgement: Judgement,
    },
    Unread(TakeId, String),
}

impl Stage<'_> {
    /// Brings the ledger up to date with the takes.
    pub(super) fn run(&self, ledger: &mut Ledger) -> Result<Hearings, Failure> {
        let known = ledger.known_keys()?;
        let base = Keys::of(self.song, self.hearing, self.judging);
        self.progress.begin("hearing", self.takes.len() as u64);
        let (sender, receiver) = sync_channel(4 * BATCH_ROWS);
        std::thread::scope(|scope| {
            let worker = scope.spawn(|| {
                let sender = sender;
                let mut to_fetch = Vec::new();
                for take in self.takes {
                    match self.vouched(take, &known, &base) {
                        Some(message) => drop(sender.send(message)),
                        None => to_fetch.push(take),
                    }
                }
                let fetching = Fetching {
                    store: self.store,
                    max_bytes: self.hearing.limits.max_bytes,
                    pool: self.pool,
                    stop: self.stop,
                };
                fetching.each(&to_fetch, |index, bytes| {
                    if !self.stop.load(Ordering::Relaxed) {
                        // The receiver outlives every sender, unless writing the ledger failed: then nobody waits.
                        let _ = sender.send(self.one(to_fetch[index], bytes, &known, &base));
                    }
                })
            });
            let hearings = self.collect(&receiver, &known, ledger);
            if hearings.is_err() {
                self.stop.store(true, Ordering::Relaxed);
            }
            drop(receiver);
            let fetched = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
            let hearings = hearings?;
            fetched?;
            Ok(hearings)
        })
    }

    /// What there is to do for a take whose bytes, storage says, are those that its row was made from.
    fn vouched<'t>(&self, take: &'t Take, known: &BTreeMap<TakeId, KnownKeys>, base: &Keys<'_>) -> Option<Message<'t>> {
        let keys = known.get(&take.id)?;
        (take.version.is_some() && take.version == keys.version)
            .then(|| base.known(take, &keys.content_hash, keys))
            .flatten()
    }

    /// One take, on a worker.
    fn one<'t>(
        &self,
        take: &'t Take,
        bytes: Result<Arc<[u8]>, StorageError>,
        known: &BTreeMap<TakeId, KnownKeys>,
        base: &Keys<'_>,
    ) -> Message<'t> {
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(cause) => return Message::Unread(take.id.clone(), cause.to_string()),
        };
        let content_hash = blake3::hash(&bytes).to_hex().to_string();
        let keys = known.get(&take.id);
        if let Some(message) = keys.and_then(|keys| base.known(take, &content_hash, keys)) {
            return message;
        }
        let given_lag_ms = take.metadata.lag_us.map(|us| us as f64 / 1000.0);
        let extension = take.uri.rsplit_once('.').map(|(_, extension)| extension);
        let hash = || content_hash.clone();
        let broken = |defect: Defect| {
            self.progress.note(&format!("take `{}`: {defect}", take.id));
            (Outcome::Refused(defect.into()), None)
        };
        let heard = listen(&bytes, extension, given_lag_ms, Some(self.song), self.hearing);
        let (mut outcome, mut voice) = match heard.unwrap_or_else(|defect| Ok(broken(defect))) {
            Ok(heard) => heard,
            Err(cause) => return Message::Unread(take.id.clone(), cause.to_string()),
        };
        let judge = |outcome: &Outcome| judge(take, &content_hash, outcome, Some(&self.song.melody), self.judging);
        let judgement = isolated(hash, || judge(&outcome)).unwrap_or_else(|defect| {
            (outcome, voice) = broken(defect);
            judge(&outcome)
        });
        let analysis_key = base.of_outcome(take, &content_hash, &outcome);
        let judged_key = base.judged(&analysis_key, take);
        let passed = judgement.row.status != Status::Rejected;
        if let (Some(crowd), Some(voice), true) = (self.crowd, voice, passed) {
            // What breaks here breaks again when the crowd is reconciled, and is reported there.
            let _ = isolated(hash, || crowd.add_in_hand(&judgement, &voice));
        }
        let entry = Entry {
            take_id: take.id.clone(),
            content_hash,
            version: take.version.clone(),
            analysis_key,
            outcome,
        };
        Message::Heard {
            entry,
            judged_key,
            judgement,
        }
    }

    fn collect(
        &self,
        receiver: &Receiver<Message<'_>>,
        known: &BTreeMap<TakeId, KnownKeys>,
        ledger: &mut Ledger,
    ) -> Result<Hearings, Failure> {
        let mut hearings = Hearings::default();
        let mut analyses = Vec::new();
        let mut judgements = Vec::new();
        let mut versions = Vec::new();
        let mut written = Instant::now();
        loop {
            match receiver.recv_timeout(BATCH_WAIT) {
                Ok(message) => {
                    self.progress.step();
                    match message {
                        Message::Known(take) => {
                            hearings.known += 1;
                            note_version(take, known, &mut versions);
                        }
                        Message::Unread(take, cause) => {
                            hearings.unread.insert(take, cause);
                        }
                        Message::Rejudge {
                            take,
                            content_hash,
                            judged_key,
                        } => {
                            hearings.known += 1;
                            note_version(take, known, &mut versions);
                            let outcome = self.stored(ledger, &take.id)?;
                            let melody = Some(&self.song.melody);
                            judgements.push((judged_key, judge(take, &content_hash, &outcome, melody, self.judging)));
                        }
                        Message::Heard {
                            entry,
                            judged_key,
                            judgement,
                        } => {
                            hearings.decoded += 1;
                            analyses.push(entry);
                            judgements.push((judged_key, judgement));
                        }
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if judgements.len() >= BATCH_ROWS || written.elapsed() >= BATCH_WAIT {
                write(ledger, &mut analyses, &mut judgements)?;
                self.checkpoint()?;
                written = Instant::now();
            }
        }
        write(ledger, &mut analyses, &mut judgements)?;
        ledger.put_versions(&versions)?;
        if self.stop.load(Ordering::Relaxed) {
            if let Some(crowd) = self.crowd {
                crowd.save()?;
            }
            return Err(Failure::interrupted());
        }
        Ok(hearings)
    }

    fn stored(&self, ledger: &Ledger, take: &TakeId) -> Result<Outcome, Failure> {
        ledger
            .outcome(take)?
            .ok_or_else(|| Failure::machine(format!("the ledger lost take `{take}`")))
    }

    fn checkpoint(&self) -> Result<(), Failure> {
        self.crowd.map_or(Ok(()), Crowd::save_now_and_then)
    }
}

/// What the keys of all takes have in common.
struct Keys<'a> {
    song: Key,
    settings: &'a Hearing,
    hearing: Key,
    judging: Key,
}

impl<'a> Keys<'a> {
    fn of(song: &Song, hearing: &'a Hearing, judging: &Judging) -> Self {
        Self {
            song: song.key(),
            settings: hearing,
            hearing: keys::hearing(hearing),
            judging: keys::settings("judging", judging),
        }
    }

    /// What there is to do for a take of this content that has a row; `None` if all of it.
    fn known<'t>(&self, take: &'t Take, content_hash: &str, keys: &KnownKeys) -> Option<Message<'t>> {
        if !self.stands(take, content_hash, &keys.analysis) {
            return None;
        }
        let judged_key = self.judged(&keys.analysis, take);
        Some(if keys.judged == Some(judged_key) {
            Message::Known(take)
        } else {
            Message::Rejudge {
                take,
                content_hash: content_hash.to_owned(),
                judged_key,
            }
        })
    }

    /// Key of an analysis with this outcome: another external decoder makes a new one of those alone that rest on it.
    fn of_outcome(&self, take: &Take, content_hash: &str, outcome: &Outcome) -> Key {
        let analysis = keys::analysis(content_hash, take, &self.song, &self.hearing);
        if outcome.rests_on_external_decoder() {
            keys::with_external_decoder(&analysis, self.settings)
        } else {
            analysis
        }
    }

    /// Whether an analysis of that key would come out the same today.
    fn stands(&self, take: &Take, content_hash: &str, key: &Key) -> bool {
        let analysis = keys::analysis(content_hash, take, &self.song, &self.hearing);
        *key == analysis || *key == keys::with_external_decoder(&analysis, self.settings)
    }

    /// Key of the judgement on an analysis.
    fn judged(&self, analysis: &Key, take: &Take) -> Key {
        keys::judged(analysis, take, &self.judging)
    }
}

/// A take that could not be read keeps what is known of it, unless that was found for another song or with other
/// settings: it would be mixed where it does not belong.
pub(super) fn forget_stale<'t>(
    ledger: &mut Ledger,
    unread: impl Iterator<Item = &'t Take>,
    song: &Song,
    hearing: &Hearing,
    judging: &Judging,
) -> Result<(), Failure> {
    let base = Keys::of(song, hearing, judging);
    let mut known = ledger.known_keys()?;
    let before = known.len();
    for take in unread {
        let is_stale = |keys: &KnownKeys| !base.stands(take, &keys.content_hash, &keys.analysis);
        if known.get(&take.id).is_some_and(is_stale) {
            known.remove(&take.id);
        }
    }
    if known.len() < before {
        ledger.retain(&known.into_keys().collect())?;
    }
    Ok(())
}

/// Selecting and mixing from scores of another song or other settings would make a record that nobody asked for.
pub(super) fn refuse_stale(
    ledger: &Ledger,
    takes: &[Take],
    song: &Song,
    hearing: &Hearing,
    judging: &Judging,
) -> Result<(), Failure> {
    let base = Keys::of(song, hearing, judging);
    let known = ledger.known_keys()?;
    for take in takes {
        // Takes that came since are not scored, and so not chosen.
        let Some(keys) = known.get(&take.id) else {
            continue;
        };
        let stands = base.stands(take, &keys.content_hash, &keys.analysis);
        if !stands || keys.judged != Some(base.judged(&keys.analysis, take)) {
            return Err(Failure::configuration(format!(
                "take `{}` was scored for another song or with other settings",
                take.id
            ))
            .hint("run `stemforge score` or `stemforge compile` first"));
        }
    }
    if known.is_empty() {
        return Err(Failure::configuration("no take has been scored yet")
            .hint("run `stemforge score` or `stemforge compile` first"));
    }
    Ok(())
}

/// Takes that moved from one store to another, or were sent again: the next run need not read them.
fn note_version(take: &Take, known: &BTreeMap<TakeId, KnownKeys>, versions: &mut Vec<(TakeId, String)>) {
    let before = known.get(&take.id).and_then(|keys| keys.version.as_ref());
    if let Some(version) = take.version.as_ref().filter(|version| Some(*version) != before) {
        versions.push((take.id.clone(), version.clone()));
    }
}

fn write(
    ledger: &mut Ledger,
    analyses: &mut Vec<Entry>,
    judgements: &mut Vec<(Key, Judgement)>,
) -> Result<(), Failure> {
    if !analyses.is_empty() {
        ledger.put_analyses(analyses)?;
    }
    if !judgements.is_empty() {
        ledger.put_judgements(judgements)?;
    }
    analyses.clear();
    judgements.clear();
    Ok(())
}
