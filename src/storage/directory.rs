//! Takes in a directory tree.
//!
//! A folder that holds `take.json` beside `audio.*` is one take, named after the folder. Any other file that could be
//! audio is a take named by its path; we do not guess by extension what can be decoded, we only leave out what is
//! plainly something else. Links to directories are not followed.

use super::StorageError;
use super::sidecar::Sidecar;
use crate::model::take::{Take, TakeId};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Files that lie beside takes without being any.
const NOT_TAKES: [&str; 13] = [
    "json", "jsonl", "csv", "txt", "md", "toml", "mid", "midi", "html", "pdf", "png", "jpg", "part",
];

/// Folder of a campaign that names, by empty files, the takes that their fans took back.
const WITHDRAWN: &str = "withdrawn";

/// Folders deeper than this are somebody's accident.
const MAX_DEPTH: usize = 16;

pub(super) fn scan(root: &Path) -> Result<Vec<Take>, StorageError> {
    let mut takes = Vec::new();
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let (mut files, mut inner) = entries(&folder)?;
        files.sort();
        if files
            .iter()
            .any(|file| file.file_name().is_some_and(|name| name == "ledger.sqlite"))
        {
            // Results of an earlier run: stems are no takes.
            continue;
        }
        inner.retain(|inner| *inner != root.join(WITHDRAWN));
        let committed = files
            .iter()
            .any(|file| file.file_name().is_some_and(|name| name == "take.json"));
        let audio = files.iter().filter(|file| is_take(file));
        if committed {
            // One take a folder, whatever else an upload left there.
            takes.extend(
                audio
                    .filter(|file| is_audio_object(file))
                    .take(1)
                    .map(|file| committed_take(root, &folder, file)),
            );
        } else if !in_own_layout(root, &folder) {
            takes.extend(audio.map(|file| plain_take(root, file)));
        }
        if depth < MAX_DEPTH {
            folders.extend(inner.into_iter().map(|folder| (folder, depth + 1)));
        }
    }
    Ok(takes)
}

fn is_audio_object(file: &Path) -> bool {
    file.file_stem().is_some_and(|stem| stem == "audio")
}

/// Ids of withdrawn takes: files in `withdrawn/` of the root, or beside it where the root is a campaign's `takes/`.
pub(super) fn withdrawn_from(root: &Path) -> Result<BTreeSet<String>, StorageError> {
    let mut ids = withdrawn(&root.join(WITHDRAWN))?;
    if root.file_name().is_some_and(|name| name == "takes") {
        ids.extend(withdrawn(&root.with_file_name(WITHDRAWN))?);
    }
    Ok(ids)
}

fn withdrawn(folder: &Path) -> Result<BTreeSet<String>, StorageError> {
    if !folder.is_dir() {
        return Ok(BTreeSet::new());
    }
    let (files, _) = entries(folder)?;
    Ok(files
        .iter()
        .filter_map(|file| file.file_name()?.to_str().map(str::to_owned))
        .collect())
}

/// Visible files and folders of a folder.
fn entries(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), StorageError> {
    let failed = |cause| StorageError::io(folder, &cause);
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let kind = entry.file_type().map_err(failed)?;
        if hidden {
            continue;
        }
        if kind.is_dir() {
            folders.push(entry.path());
        } else if kind.is_file() || (kind.is_symlink() && entry.path().is_file()) {
            files.push(entry.path());
        }
    }
    Ok((files, folders))
}

fn is_take(file: &Path) -> bool {
    let extension = file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("")
        .to_ascii_lowercase();
    !NOT_TAKES.contains(&extension.as_str())
}

/// `takes/<xx>/<take-id>`: without its `take.json`, what lies here is an upload that never ended.
fn in_own_layout(root: &Path, folder: &Path) -> bool {
    let inside = |path: &&Path| path.starts_with(root);
    let Some(shard) = folder.parent().filter(inside) else {
        return false;
    };
    let is_shard = shard
        .file_name()
        .is_some_and(|name| name.len() == 2 && name.as_encoded_bytes().iter().all(u8::is_ascii_hexdigit));
    is_shard
        && shard
            .parent()
            .filter(inside)
            .and_then(Path::file_name)
            .is_some_and(|name| name == "takes")
}

fn committed_take(root: &Path, folder: &Path, file: &Path) -> Take {
    let id = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Take {
        id: TakeId(id),
        uri: relative(root, file),
        metadata: Sidecar::beside(&folder.join("take.json")),
    }
}

fn plain_take(root: &Path, file: &Path) -> Take {
    let uri = relative(root, file);
    Take {
        id: TakeId(uri.clone()),
        uri,
        metadata: Sidecar::beside(&file.with_extension("json")),
    }
}

/// Path below the root with forward slashes. A name that is not UTF-8 is written with replacement characters; fetching
/// it then fails, and the run says so for that take.
fn relative(root: &Path, file: &Path) -> String {
    let inner = file
        .strip_prefix(root)
        .expect("invariant: only files below the root are visited");
    inner
        .iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
