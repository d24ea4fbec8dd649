//! The takes among a store's objects.
//!
//! A folder that holds `take.json` beside `audio.*` is one take, named after the folder. Any other object that could be
//! audio is a take named by its path; we do not guess by extension what can be decoded, we only leave out what is
//! plainly something else.

use super::layout::{COMMIT, ERASING, TAKES, UPLOADS, WITHDRAWN};
use super::{Key, Object};
use std::collections::{BTreeMap, BTreeSet};

/// Objects that lie beside takes without being any.
const NOT_TAKES: [&str; 14] = [
    "json", "jsonl", "csv", "txt", "md", "toml", "mid", "midi", "html", "pdf", "png", "jpg", "part", "key",
];

/// A folder of results holds this. Stems of an earlier run are no takes.
const LEDGER: &str = "ledger.sqlite";

/// A take whose sidecar has not been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) id: &'a str,
    pub(super) audio: &'a Object,
    pub(super) sidecar: Option<&'a Key>,
}

/// The takes among `objects`, which are all whose key starts with `under`. Names are told without it.
pub(super) fn takes<'a>(objects: &'a [Object], under: &str) -> Vec<Found<'a>> {
    let inner = |path: &'a str| path.get(under.len()..).unwrap_or("");
    let results: BTreeSet<&str> = objects
        .iter()
        .filter(|object| object.key.name() == LEDGER)
        .map(|object| object.key.folder())
        .collect();
    let mut folders: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for object in objects {
        folders.entry(object.key.folder()).or_default().push(object);
    }
    let mut found = Vec::new();
    for (folder, objects) in folders {
        if is_ours(inner(folder)) || ancestors(folder).any(|folder| results.contains(folder)) {
            continue;
        }
        let commit = objects.iter().find(|object| object.key.name() == COMMIT);
        let audio = objects.iter().filter(|object| is_take(&object.key));
        let committed = audio.clone().find(|object| stem(&object.key) == "audio");
        if let Some((commit, audio)) = commit.zip(committed).filter(|_| !folder.is_empty()) {
            // One take a folder, whatever else an upload left there.
            found.push(Found {
                id: folder.rsplit_once('/').map_or(folder, |(_, name)| name),
                audio,
                sidecar: Some(&commit.key),
            });
        } else if !in_own_layout(folder) {
            found.extend(audio.map(|audio| {
                let sidecar_name = format!("{}.json", stem(&audio.key));
                Found {
                    id: inner(audio.key.as_str()),
                    audio,
                    sidecar: objects
                        .iter()
                        .find(|object| object.key.name() == sidecar_name)
                        .map(|object| &object.key),
                }
            }));
        }
    }
    found
}

/// Folders of a campaign that hold no takes.
fn is_ours(folder: &str) -> bool {
    let mut segments = folder.split('/');
    match segments.next() {
        Some(WITHDRAWN | ERASING) => true,
        // Others may call a folder of recordings so.
        Some(UPLOADS) => segments.next().is_some_and(is_shard),
        _ => false,
    }
}

/// Two hexadecimal digits.
fn is_shard(name: &str) -> bool {
    name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A folder and all that it lies in, the root included.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let inner = folder.match_indices('/').map(|(at, _)| &folder[..at]);
    inner.chain([folder, ""])
}

/// A name without its extension.
fn stem(key: &Key) -> &str {
    key.name().rsplit_once('.').map_or(key.name(), |(stem, _)| stem)
}

fn is_take(key: &Key) -> bool {
    let extension = key.name().rsplit_once('.').map_or("", |(_, extension)| extension);
    !NOT_TAKES.contains(&extension.to_ascii_lowercase().as_str())
}

/// `takes/<xx>/<take-id>`: without its `take.json`, what lies here is an upload that never ended.
fn in_own_layout(folder: &str) -> bool {
    let mut segments = folder.rsplit('/').skip(1);
    segments.next().is_some_and(is_shard) && segments.next() == Some(TAKES)
}
