//! Where a run works: the output directory itself or, for an output in a bucket, a directory of ours that stands for it.
//!
//! A bus is summed in place and a ledger is a database: both need a disk. So an output in S3 is worked on in a directory
//! below the caches. Before the run, what an earlier one knew is brought there, unless it is there already; after it,
//! what changed is sent, the manifest last. A kill at any point leaves whole objects, and the next run goes on from them,
//! on this machine or on another.

use super::failure::Failure;
use super::output::{LEDGER, Output, REPORT};
use super::progress::Progress;
use crate::stems::manifest::{MANIFEST_NAME, OutputFile};
use crate::storage::{self, Address, Key, Object, Put, StorageError, StorageErrorKind, Store};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Files sent or brought at a time: enough for one connection to begin while another ends.
const AT_A_TIME: usize = 4;
/// A manifest lists every take: a million of them and more fit.
const MAX_MANIFEST_BYTES: u64 = 1 << 32;

/// Where a run works.
pub(super) struct Workplace {
    folder: PathBuf,
    remote: Option<Remote>,
}

struct Remote {
    store: Arc<dyn Store>,
    uri: String,
    /// Says which state of the bucket the folder belongs to.
    agreed: PathBuf,
    /// The bucket's state when the run began.
    begun_at: String,
    /// Held while the run lasts.
    _lock: File,
}

/// What `agreed` holds from the first change of the bucket to the last: what is here is newer than what is there.
const SENDING: &str = "sending";

impl Workplace {
    /// The place for an output at `out_uri`; one that is not on this machine is worked on below `caches`.
    pub(super) fn of(out_uri: &str, caches: &Path, progress: &dyn Progress) -> Result<Self, Failure> {
        match Address::parse(out_uri).map_err(unreachable)? {
            Address::Local(folder) => Ok(Self { folder, remote: None }),
            Address::S3 { .. } => {
                let name = blake3::hash(storage::identity(out_uri).as_bytes()).to_hex();
                let place = caches.join(&name[..16]);
                let folder = place.join("out");
                let remote = Remote::open(out_uri, &place, &folder, progress)?;
                Ok(Self {
                    folder,
                    remote: Some(remote),
                })
            }
        }
    }

    /// The directory to work in.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where people find the results.
    pub(super) fn uri(&self) -> String {
        match &self.remote {
            None => self.folder.display().to_string(),
            Some(remote) => remote.uri.clone(),
        }
    }

    /// Whether the results stay where they are made.
    pub(super) fn is_local(&self) -> bool {
        self.remote.is_none()
    }

    /// Sends what changed to where people look for it.
    pub(super) fn publish(&self, output: &Output, progress: &dyn Progress) -> Result<(), Failure> {
        self.remote
            .as_ref()
            .map_or(Ok(()), |remote| remote.send(output, progress))
    }
}

impl Remote {
    fn open(uri: &str, place: &Path, folder: &Path, progress: &dyn Progress) -> Result<Self, Failure> {
        let store = storage::open(uri).map_err(unreachable)?;
        fs::create_dir_all(place).map_err(|cause| cannot("create", place, &cause))?;
        let lock_path = place.join("lock");
        let lock = File::create(&lock_path).map_err(|cause| cannot("create", &lock_path, &cause))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(
                    Failure::machine(format!("another run on this machine is working on `{uri}`"))
                        .hint("wait for it to end"),
                );
            }
            Err(TryLockError::Error(cause)) => return Err(cannot("lock", &lock_path, &cause)),
        }
        let objects = store.list("").map_err(unreachable)?;
        let is_foreign = |object: &Object| !Output::is_ours(object.key.as_str());
        if state(&objects) == NOTHING && objects.iter().any(is_foreign) {
            return Err(
                Failure::configuration(format!("`{uri}` holds objects that are not ours"))
                    .hint("give `--out` a prefix that is new, empty, or from an earlier run"),
            );
        }
        let remote = Self {
            store,
            uri: uri.trim_end_matches('/').to_owned(),
            agreed: place.join("agreed"),
            begun_at: state(&objects),
            _lock: lock,
        };
        if !(folder.join(LEDGER).is_file() && remote.belongs(folder)?) {
            remote.bring_known(&objects, folder, progress)?;
        }
        Ok(remote)
    }

    /// Whether the folder goes on from what is in the bucket.
    fn belongs(&self, folder: &Path) -> Result<bool, Failure> {
        let agreed = fs::read_to_string(&self.agreed).unwrap_or_default();
        if agreed != SENDING {
            return Ok(agreed == self.begun_at);
        }
        // A run was killed while it sent. Unless somebody else has published since, what is here is the newest.
        let published = match self.store.get(&Key::known(MANIFEST_NAME), MAX_MANIFEST_BYTES) {
            Err(cause) if cause.kind == StorageErrorKind::NotFound => return Ok(true),
            published => published.map_err(unreachable)?,
        };
        Ok(fs::read(folder.join(MANIFEST_NAME)).is_ok_and(|ours| ours == published))
    }

    /// Brings ledger and buses. What was here belongs to another state of the bucket, and can be known again.
    fn bring_known(&self, objects: &[Object], folder: &Path, progress: &dyn Progress) -> Result<(), Failure> {
        let gone = |result: io::Result<()>, path: &Path| match result {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cannot("remove", path, &cause)),
            _ => Ok(()),
        };
        // First: half of what is brought must not pass for all of it.
        gone(fs::remove_file(&self.agreed), &self.agreed)?;
        gone(fs::remove_dir_all(folder), folder)?;
        let known = objects.iter().map(|object| &object.key);
        let known: Vec<&Key> = known
            .filter(|key| key.as_str() == LEDGER || key.folder() == "buses")
            .collect();
        // Buses alone are what a first run left that was killed while it sent: they tell nothing.
        if known.iter().any(|key| key.as_str() == LEDGER) {
            progress.begin("fetching", known.len() as u64);
            each_of(&known, |key| {
                self.store.download(key, &folder.join(key.as_str()))?;
                progress.step();
                Ok(())
            })
            .map_err(unreachable)?;
        }
        self.agree(&self.begun_at)
    }

    fn send(&self, output: &Output, progress: &dyn Progress) -> Result<(), Failure> {
        let files = output.all_files()?;
        let manifest = Key::known(MANIFEST_NAME);
        let objects = self.store.list("").map_err(unreachable)?;
        if state(&objects) != self.begun_at {
            return Err(self.overtaken());
        }
        let before = self.listed_before()?;
        let is_changed = |name: &&String| {
            let there = objects.iter().any(|object| object.key.as_str() == name.as_str());
            let here = OutputFile::on_disk(output.root(), name).map(|file| file.blake3).ok();
            !there || here.is_none() || before.get(*name) != here.as_ref()
        };
        let changed: Vec<&String> = files.iter().filter(is_changed).collect();
        progress.begin("publishing", changed.len() as u64);
        self.agree(SENDING)?;
        // From here until the new manifest, the bucket tells nobody that it holds the results of one run.
        self.store.delete(&manifest).map_err(unreachable)?;
        each_of(&changed, |name| {
            self.store.upload(&output.file(name), &Key::parse(name)?)?;
            progress.step();
            Ok(())
        })
        .map_err(unreachable)?;
        let path = output.file(MANIFEST_NAME);
        let is_whole = path.is_file();
        for object in &objects {
            let name = object.key.as_str();
            // A run that made no stems says nothing about those that are there; a report would tell of another selection.
            let may_go = (is_whole && Output::is_ours(name)) || name == REPORT;
            if may_go && !files.iter().any(|file| file == name) {
                self.store.delete(&object.key).map_err(unreachable)?;
            }
        }
        if is_whole {
            let bytes = fs::read(&path).map_err(|cause| cannot("read", &path, &cause))?;
            match self.store.put(&manifest, &bytes, Put::Create) {
                Err(cause) if cause.kind == StorageErrorKind::AlreadyExists => {
                    // It vouches for files some of which are ours now.
                    self.store.delete(&manifest).map_err(unreachable)?;
                    return Err(self.overtaken());
                }
                put => put.map_err(unreachable)?,
            }
        }
        self.agree(&state(&self.store.list("").map_err(unreachable)?))
    }

    fn overtaken(&self) -> Failure {
        Failure::machine(format!("another run published to `{}` meanwhile", self.uri))
            .hint("let only one run at a time write there, and run this again")
    }

    /// Hashes of the files that the bucket's manifest lists, by path.
    fn listed_before(&self) -> Result<BTreeMap<String, String>, Failure> {
        #[derive(serde::Deserialize)]
        struct Listed {
            outputs: Vec<OutputFile>,
        }
        let bytes = match self.store.get(&Key::known(MANIFEST_NAME), MAX_MANIFEST_BYTES) {
            Err(cause) if cause.kind == StorageErrorKind::NotFound => return Ok(BTreeMap::new()),
            bytes => bytes.map_err(unreachable)?,
        };
        let listed = serde_json::from_slice::<Listed>(&bytes).map_or_else(|_| Vec::new(), |listed| listed.outputs);
        Ok(listed.into_iter().map(|file| (file.path, file.blake3)).collect())
    }

    fn agree(&self, state: &str) -> Result<(), Failure> {
        fs::write(&self.agreed, state).map_err(|cause| cannot("write", &self.agreed, &cause))
    }
}

/// The state of a bucket without results.
const NOTHING: &str = "- -";

/// The state of an output: which manifest and which ledger it has.
fn state(objects: &[Object]) -> String {
    let version = |name: &str| {
        let object = objects.iter().find(|object| object.key.as_str() == name);
        object.map_or("-", |object| object.version.as_deref().unwrap_or("?"))
    };
    format!("{} {}", version(MANIFEST_NAME), version(LEDGER))
}

/// Does something with each item, a few at a time. The first failure ends it.
fn each_of<T: Sync>(items: &[T], act: impl Fn(&T) -> Result<(), StorageError> + Sync) -> Result<(), StorageError> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME.min(items.len()) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(cause) = act(item) {
                        next.store(items.len(), Ordering::Relaxed);
                        *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(cause);
                    }
                }
            });
        }
    });
    failed
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .map_or(Ok(()), Err)
}

/// Brings a whole output into a folder, to look at it.
pub fn bring(uri: &str, folder: &Path) -> Result<(), Failure> {
    let store = storage::open(uri).map_err(unreachable)?;
    let objects = store.list("").map_err(unreachable)?;
    let ours: Vec<&Key> = objects
        .iter()
        .map(|object| &object.key)
        .filter(|key| Output::is_ours(key.as_str()) || key.as_str() == MANIFEST_NAME)
        .collect();
    each_of(&ours, |key| {
        let path = folder.join(key.as_str());
        store.download(key, &path)
    })
    .map_err(unreachable)
}

fn unreachable(cause: StorageError) -> Failure {
    let what = format!("failed to {cause}");
    match cause.kind {
        StorageErrorKind::NotFound | StorageErrorKind::Invalid => Failure::configuration(what),
        _ => Failure::machine(what),
    }
    .hint("check `output.uri` in the campaign file or `--out`; `stemforge doctor` says what is wrong")
}

fn cannot(verb: &str, path: &Path, cause: &dyn std::fmt::Display) -> Failure {
    Failure::machine(format!("failed to {verb} `{}`: {cause}", path.display()))
        .hint("check the disk's free space and the permissions of the directory for caches")
}
