//! What the crowd was told, what the takes' folder holds, and whether the two agree.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use stemforge::storage::TakeStore;

/// The load tool's journal.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// Announced takes: where their bytes go.
    pub(super) created: BTreeMap<String, String>,
    /// Takes whose confirmation was asked for, perhaps without an answer.
    pub(super) completing: BTreeSet<String>,
    /// Confirmed takes and their SHA-256.
    pub(super) received: BTreeMap<String, String>,
}

impl Journal {
    pub(super) fn read(path: &Path) -> Self {
        let mut journal = Self::default();
        // The last line may still be on its way.
        let text = fs::read_to_string(path).unwrap_or_default();
        let whole = &text[..text.rfind('\n').map_or(0, |end| end + 1)];
        for line in whole.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            let id = text("take_id");
            match &*text("event") {
                "created" => {
                    journal.created.insert(id, text("upload_url"));
                }
                "completing" => {
                    journal.completing.insert(id);
                }
                "received" => {
                    journal.received.insert(id, text("sha256"));
                }
                other => panic!("`{other}` in the journal"),
            }
        }
        journal
    }
}

/// The takes that `stemforge compile` would see, by id.
pub(super) fn listed(data: &Path) -> BTreeMap<String, PathBuf> {
    let listing = TakeStore::open(data.to_str().unwrap()).unwrap().list().unwrap();
    assert!(listing.unread.is_empty(), "{:?}", listing.unread);
    let takes = listing.takes.into_iter();
    takes.map(|take| (take.id.0, data.join(take.uri))).collect()
}

/// What `take.json` says.
pub(super) fn sidecar(audio: &Path) -> Value {
    serde_json::from_slice(&fs::read(audio.with_file_name("take.json")).unwrap()).unwrap()
}

/// A take is whole: as long as it says, with the SHA-256 that it says. Returns that SHA-256.
pub(super) fn assert_whole(id: &str, audio: &Path) -> String {
    let bytes = fs::read(audio).unwrap();
    let said = sidecar(audio);
    assert_eq!(said["take_id"], id);
    assert_eq!(said["size_bytes"], bytes.len());
    let sha256 = super::takes::sha256(&bytes);
    assert_eq!(said["sha256"], *sha256, "{id}");
    sha256
}
