//! Where takes come from: a directory, or a list of files.
//!
//! ```text
//! directory   any folder of audio files, each with or without a sidecar `<name>.json`
//!             takes/<xx>/<take-id>/audio.<ext> + take.json   (a campaign's own layout)
//!             withdrawn/<take-id>                            (that take no longer exists)
//! list        a .csv with a column `uri`, or a .jsonl with a key `uri`; paths are relative to it
//! ```

mod directory;
mod error;
mod list;
mod sidecar;

pub use error::{StorageError, StorageErrorKind};

use crate::model::take::Take;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Takes under one root, addressed by URIs relative to it.
#[derive(Debug, Clone)]
pub struct TakeStore {
    root: PathBuf,
    list: Option<PathBuf>,
}

impl TakeStore {
    /// A store at `location`, a directory or a list file, which must exist.
    pub fn open(location: &Path) -> Result<Self, StorageError> {
        let metadata = std::fs::metadata(location).map_err(|cause| StorageError::io(location, &cause))?;
        if metadata.is_dir() {
            return Ok(Self {
                root: location.to_owned(),
                list: None,
            });
        }
        let root = location.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self {
            root,
            list: Some(location.to_owned()),
        })
    }

    /// Every take, sorted by id. Withdrawn takes are left out.
    pub fn list(&self) -> Result<Vec<Take>, StorageError> {
        let mut takes = match &self.list {
            Some(list) => list::read(list)?,
            None => directory::scan(&self.root)?,
        };
        let withdrawn = directory::withdrawn_from(&self.root)?;
        takes.retain(|take| !withdrawn.contains(&take.id.0));
        takes.sort();
        if let Some(pair) = takes.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(StorageError::new(
                StorageErrorKind::Invalid,
                &self.root.join(&pair[1].uri),
                format!("two takes are named `{}`; give each its own `take_id`", pair[0].id),
            ));
        }
        Ok(takes)
    }

    /// Where a take's audio is on disk.
    pub fn path(&self, take: &Take) -> PathBuf {
        self.root.join(&take.uri)
    }

    /// A take's bytes, at most `max_bytes + 1` of them: one more than allowed tells the decoder that there were more.
    pub fn fetch(&self, take: &Take, max_bytes: u64) -> Result<Arc<[u8]>, StorageError> {
        let path = self.path(take);
        let read = || -> std::io::Result<Vec<u8>> {
            let file = File::open(&path)?;
            let mut bytes = Vec::with_capacity(file.metadata()?.len().min(max_bytes) as usize + 1);
            file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map(Arc::from).map_err(|cause| StorageError::io(&path, &cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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
        let store = TakeStore::open(folder.path()).unwrap();
        let takes = store.list().unwrap();
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
        let takes = TakeStore::open(root.path()).unwrap().list().unwrap();
        assert_eq!(ids(&takes), ["one"]);
        assert_eq!(takes[0].uri, "takes/0a/one/audio.webm");
        assert_eq!(takes[0].metadata.country.as_deref(), Some("FR"));
        let within = TakeStore::open(&root.path().join("takes")).unwrap();
        assert_eq!(ids(&within.list().unwrap()), ["one"], "withdrawn/ lies beside");
        fs::write(root.path().join("takes/0a/one/audio.webm.part1"), "an upload's litter").unwrap();
        assert_eq!(ids(&within.list().unwrap()), ["one"]);
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
        let takes = TakeStore::open(&folder.path().join("takes.csv"))
            .unwrap()
            .list()
            .unwrap();
        assert_eq!(
            (takes[0].id.0.as_str(), takes[0].metadata.fan.as_deref()),
            ("x.wav", Some("xi"))
        );
        let takes = TakeStore::open(&folder.path().join("takes.jsonl"))
            .unwrap()
            .list()
            .unwrap();
        assert_eq!(ids(&takes), ["ex"]);
    }

    #[test]
    fn a_broken_sidecar_proves_no_consent_and_costs_no_other_take() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a.wav", "a"), ("a.json", "{"), ("b.wav", "b")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let takes = TakeStore::open(folder.path()).unwrap().list().unwrap();
        assert_eq!(
            takes.iter().map(|take| take.metadata.consent).collect::<Vec<_>>(),
            [Some(false), None]
        );
    }

    #[test]
    fn two_takes_of_one_name_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("takes.csv"), "uri,take_id\nx.wav,same\ny.wav,same\n").unwrap();
        let error = TakeStore::open(&folder.path().join("takes.csv"))
            .unwrap()
            .list()
            .unwrap_err();
        assert!(error.to_string().contains("two takes are named `same`"), "{error}");
    }

    #[test]
    fn more_bytes_than_allowed_are_not_held() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("big.wav"), vec![0; 10_000]).unwrap();
        let store = TakeStore::open(folder.path()).unwrap();
        assert_eq!(store.fetch(&store.list().unwrap()[0], 100).unwrap().len(), 101);
    }
}
