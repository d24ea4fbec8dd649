//! Takes under one root, or named in a list.
//!
//! ```text
//! root   any folder of recordings, each with or without a sidecar `<name>.json`
//!        takes/<xx>/<take-id>/audio.<ext> + take.json   (a campaign's own layout)
//!        withdrawn/<take-id>                            (that take no longer exists)
//! list   a .csv with a column `uri`, or a .jsonl with a key `uri`; each a path relative to the list, or `s3://…`
//! ```

use super::{Address, Directory, Key, Object, StorageError, StorageErrorKind, Store, layout, list, scan, sidecar};
use crate::model::take::{Metadata, Take, TakeId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Greatest list: a million lines of some length.
const MAX_LIST_BYTES: u64 = 1 << 30;

/// Takes of a list that are fetched at once.
const LIST_CONCURRENCY: usize = 16;

/// What a root or a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Every take that is not withdrawn, sorted by id.
    pub takes: Vec<Take>,
    /// Takes whose sidecar could not be read, with the reason: another run may. Sorted by id.
    pub unread: Vec<(Take, String)>,
}

/// Takes, and how to get their bytes.
#[derive(Debug, Clone)]
pub struct TakeStore {
    store: Arc<dyn Store>,
    /// What lies between the store's root and the takes': empty, or ends with a slash.
    under: String,
    /// The folder, where the takes are on this machine.
    folder: Option<PathBuf>,
    list: Option<Key>,
    /// Stores of the buckets that a list names, by bucket.
    others: Arc<Mutex<BTreeMap<String, Arc<dyn Store>>>>,
}

impl TakeStore {
    /// The takes at `uri`: a directory or a list on this machine, which must exist, or either in S3.
    pub fn open(uri: &str) -> Result<Self, StorageError> {
        match Address::parse(uri)? {
            Address::Local(path) => Self::open_local(&path),
            Address::S3 { bucket, prefix } => {
                let (folder, name) = prefix.rsplit_once('/').unwrap_or(("", &prefix));
                if list::is_list(name) {
                    return Ok(Self {
                        list: Some(Key::parse(name)?),
                        ..Self::over(super::open(&format!("s3://{bucket}/{folder}"))?, "", None)
                    });
                }
                // `withdrawn/` lies beside `takes/`.
                let (root, under) = if name == layout::TAKES {
                    (folder, "takes/")
                } else {
                    (&*prefix, "")
                };
                Ok(Self::over(super::open(&format!("s3://{bucket}/{root}"))?, under, None))
            }
        }
    }

    fn open_local(path: &Path) -> Result<Self, StorageError> {
        let failed = |cause| StorageError::io("read", path.display(), &cause);
        if std::fs::metadata(path).map_err(failed)?.is_dir() {
            // `withdrawn/` lies beside `takes/`.
            let is_inner = path.file_name().is_some_and(|name| name == layout::TAKES);
            let (root, under) = match path.parent().filter(|_| is_inner) {
                Some(root) => (root, "takes/"),
                None => (path, ""),
            };
            let store = Arc::new(Directory::open(here_if_empty(root))?);
            return Ok(Self::over(store, under, Some(path.to_owned())));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !list::is_list(&name) {
            return Err(StorageError::new(
                StorageErrorKind::Invalid,
                "read",
                format!("`{}`", path.display()),
                "takes are a folder, a `.csv` with a column `uri`, or a `.jsonl` with a key `uri`",
            ));
        }
        let folder = here_if_empty(path.parent().unwrap_or(Path::new("")));
        Ok(Self {
            list: Some(Key::parse(&name)?),
            ..Self::over(Arc::new(Directory::open(folder)?), "", Some(folder.to_owned()))
        })
    }

    /// The takes of a store that is open already.
    pub fn of(store: Arc<dyn Store>) -> Self {
        Self::over(store, "", None)
    }

    fn over(store: Arc<dyn Store>, under: &str, folder: Option<PathBuf>) -> Self {
        Self {
            store,
            under: under.to_owned(),
            folder,
            list: None,
            others: Arc::default(),
        }
    }

    /// Every take, sorted by id. Withdrawn takes are left out.
    pub fn list(&self) -> Result<Listing, StorageError> {
        let (mut listing, withdrawn) = match &self.list {
            Some(list) => {
                let bytes = self.store.get(list, MAX_LIST_BYTES)?;
                let takes = list::parse(list.as_str(), &bytes)?;
                let marks = self.store.list(&format!("{}/", layout::WITHDRAWN))?;
                (
                    Listing {
                        takes,
                        ..Listing::default()
                    },
                    marks,
                )
            }
            None => {
                let objects = self.store.list(&self.under)?;
                let mut marks = self.store.list(&format!("{}{}/", self.under, layout::WITHDRAWN))?;
                if !self.under.is_empty() {
                    marks.extend(self.store.list(&format!("{}/", layout::WITHDRAWN))?);
                }
                (self.scan(&objects), marks)
            }
        };
        let id_of = |mark: &'_ Object| {
            let (_, id) = mark.key.as_str().split_once(&format!("{}/", layout::WITHDRAWN))?;
            Some(id.to_owned())
        };
        let withdrawn: BTreeSet<String> = withdrawn.iter().filter_map(id_of).collect();
        listing.takes.retain(|take| !withdrawn.contains(&take.id.0));
        listing.unread.retain(|(take, _)| !withdrawn.contains(&take.id.0));
        listing.takes.sort();
        listing.unread.sort();
        if let Some(pair) = listing.takes.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(StorageError::new(
                StorageErrorKind::Invalid,
                "read",
                format!("`{}`", pair[1].uri),
                format!("two takes are named `{}`; give each its own `take_id`", pair[0].id),
            ));
        }
        Ok(listing)
    }

    /// The takes among the objects of the root, with what their sidecars say; many sidecars are read at a time.
    fn scan(&self, objects: &[Object]) -> Listing {
        let found = scan::takes(objects, &self.under);
        let next = AtomicUsize::new(0);
        let listing = Mutex::new(Listing::default());
        std::thread::scope(|scope| {
            for _ in 0..self.store.concurrency().min(found.len()) {
                scope.spawn(|| {
                    while let Some(found) = found.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let metadata = found
                            .sidecar
                            .map_or(Ok(Metadata::default()), |sidecar| self.sidecar(sidecar));
                        let take = |metadata| Take {
                            id: TakeId(found.id.to_owned()),
                            uri: found.audio.key.as_str()[self.under.len()..].to_owned(),
                            metadata,
                            size_bytes: Some(found.audio.size_bytes),
                            version: found.audio.version.clone(),
                        };
                        let mut listing = listing.lock().unwrap_or_else(PoisonError::into_inner);
                        match metadata {
                            Ok(metadata) => listing.takes.push(take(metadata)),
                            Err(cause) => listing.unread.push((take(Metadata::default()), cause.to_string())),
                        }
                    }
                });
            }
        });
        listing.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn sidecar(&self, key: &Key) -> Result<Metadata, StorageError> {
        let text = self.store.get(key, sidecar::MAX_BYTES + 1);
        match text {
            Err(cause) if cause.kind == StorageErrorKind::NotFound => Ok(Metadata::default()),
            text => Ok(sidecar::parse(&text?)),
        }
    }

    fn key(&self, uri: &str) -> Result<Key, StorageError> {
        Key::parse(&format!("{}{uri}", self.under))
    }

    /// Where a take's audio is, if that is on this machine.
    pub fn path(&self, take: &Take) -> Option<PathBuf> {
        match Address::parse(&take.uri).ok()? {
            Address::Local(path) => Some(self.folder.as_ref()?.join(path)),
            Address::S3 { .. } => None,
        }
    }

    /// Takes that are worth fetching at once.
    pub fn concurrency(&self) -> usize {
        match self.list {
            // It may name objects anywhere.
            Some(_) => self.store.concurrency().max(LIST_CONCURRENCY),
            None => self.store.concurrency(),
        }
    }

    /// A take's bytes, at most `max_bytes + 1` of them: one more than allowed tells the decoder that there were more.
    pub fn fetch(&self, take: &Take, max_bytes: u64) -> Result<Arc<[u8]>, StorageError> {
        let most = max_bytes.saturating_add(1);
        let bytes = match (Address::parse(&take.uri), self.path(take)) {
            (Ok(Address::S3 { bucket, prefix }), _) => self.other(&bucket)?.get(&Key::parse(&prefix)?, most),
            // A list may name files above its folder, or anywhere.
            (_, Some(path)) => super::directory::read_at_most(&path, most),
            _ => self.store.get(&self.key(&take.uri)?, most),
        };
        bytes.map(Arc::from)
    }

    fn other(&self, bucket: &str) -> Result<Arc<dyn Store>, StorageError> {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = others.get(bucket) {
            return Ok(Arc::clone(store));
        }
        let store = super::open(&format!("s3://{bucket}"))?;
        others.insert(bucket.to_owned(), Arc::clone(&store));
        Ok(store)
    }
}

/// The empty path is the current folder.
fn here_if_empty(path: &Path) -> &Path {
    if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn at(path: &Path) -> &str {
        path.to_str().unwrap()
    }

    fn ids(takes: &[Take]) -> Vec<&str> {
        takes.iter().map(|take| take.id.0.as_str()).collect()
    }

    #[test]
    fn a_plain_folder_is_takes_with_or_without_sidecars() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("more")).unwrap();
        fs::create_dir_all(folder.path().join("out/stems")).unwrap();
        for name in [
            "b.wav",
            "a.webm",
            "more/c.mp3",
            "notes.txt",
            ".hidden.wav",
            "out/ledger.sqlite",
            "out/stems/x.wav",
        ] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        fs::write(folder.path().join("b.json"), r#"{"fan": "bea", "consent": false}"#).unwrap();
        let store = TakeStore::open(at(folder.path())).unwrap();
        let takes = store.list().unwrap().takes;
        assert_eq!(ids(&takes), ["a.webm", "b.wav", "more/c.mp3"]);
        assert_eq!(takes[1].metadata.fan.as_deref(), Some("bea"));
        assert_eq!(takes[1].metadata.consent, Some(false));
        assert_eq!(&store.fetch(&takes[2], 100).unwrap()[..], b"more/c.mp3");
    }

    #[test]
    fn a_campaigns_own_layout_names_takes_by_folder_and_forgets_the_withdrawn() {
        let root = tempfile::tempdir().unwrap();
        for (shard, id) in [("0a", "one"), ("0b", "two"), ("0c", "unfinished")] {
            let folder = root.path().join("takes").join(shard).join(id);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("audio.webm"), id).unwrap();
            if id != "unfinished" {
                fs::write(folder.join("take.json"), r#"{"country": "FR"}"#).unwrap();
            }
        }
        fs::create_dir(root.path().join("withdrawn")).unwrap();
        fs::write(root.path().join("withdrawn/two"), "").unwrap();
        let takes = TakeStore::open(at(root.path())).unwrap().list().unwrap().takes;
        assert_eq!(ids(&takes), ["one"]);
        assert_eq!(takes[0].uri, "takes/0a/one/audio.webm");
        assert_eq!(takes[0].metadata.country.as_deref(), Some("FR"));
        let within = TakeStore::open(at(&root.path().join("takes"))).unwrap();
        assert_eq!(ids(&within.list().unwrap().takes), ["one"], "withdrawn/ lies beside");
        fs::write(root.path().join("takes/0a/one/audio.webm.part1"), "an upload's litter").unwrap();
        assert_eq!(ids(&within.list().unwrap().takes), ["one"]);
    }

    #[test]
    fn lists_name_takes_by_uri() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.wav"), "x").unwrap();
        fs::write(folder.path().join("takes.csv"), "uri,fan\nx.wav,xi\n").unwrap();
        fs::write(
            folder.path().join("takes.jsonl"),
            "{\"uri\": \"x.wav\", \"take_id\": \"ex\"}\n\n",
        )
        .unwrap();
        let takes = TakeStore::open(at(&folder.path().join("takes.csv")))
            .unwrap()
            .list()
            .unwrap()
            .takes;
        assert_eq!(
            (takes[0].id.0.as_str(), takes[0].metadata.fan.as_deref()),
            ("x.wav", Some("xi"))
        );
        let takes = TakeStore::open(at(&folder.path().join("takes.jsonl")))
            .unwrap()
            .list()
            .unwrap()
            .takes;
        assert_eq!(ids(&takes), ["ex"]);
    }

    #[test]
    fn a_broken_sidecar_proves_no_consent_and_costs_no_other_take() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a.wav", "a"), ("a.json", "{"), ("b.wav", "b")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let takes = TakeStore::open(at(folder.path())).unwrap().list().unwrap().takes;
        assert_eq!(
            takes.iter().map(|take| take.metadata.consent).collect::<Vec<_>>(),
            [Some(false), None]
        );
    }

    #[test]
    fn two_takes_of_one_name_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("takes.csv"), "uri,take_id\nx.wav,same\ny.wav,same\n").unwrap();
        let error = TakeStore::open(at(&folder.path().join("takes.csv")))
            .unwrap()
            .list()
            .unwrap_err();
        assert!(error.to_string().contains("two takes are named `same`"), "{error}");
    }

    #[test]
    fn more_bytes_than_allowed_are_not_held() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("big.wav"), vec![0; 10_000]).unwrap();
        let store = TakeStore::open(at(folder.path())).unwrap();
        assert_eq!(store.fetch(&store.list().unwrap().takes[0], 100).unwrap().len(), 101);
    }
}
