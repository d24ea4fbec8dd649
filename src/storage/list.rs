//! Takes named in a CSV or JSONL file.

use super::sidecar::Sidecar;
use super::{StorageError, StorageErrorKind};
use crate::model::take::{Take, TakeId};
use std::path::Path;

pub(super) fn read(list: &Path) -> Result<Vec<Take>, StorageError> {
    let text = std::fs::read_to_string(list).map_err(|cause| StorageError::io(list, &cause))?;
    let extension = list.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    match extension {
        "jsonl" => jsonl(list, &text),
        "csv" => csv(list, &text),
        _ => Err(invalid(
            list,
            "takes are a folder, a `.csv` with a column `uri`, or a `.jsonl` with a key `uri`",
        )),
    }
}

fn jsonl(list: &Path, text: &str) -> Result<Vec<Take>, StorageError> {
    let mut takes = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let sidecar: Sidecar =
            serde_json::from_str(line).map_err(|cause| invalid(list, &format!("line {}: {cause}", number + 1)))?;
        takes.push(take(list, number + 1, sidecar)?);
    }
    Ok(takes)
}

fn csv(list: &Path, text: &str) -> Result<Vec<Take>, StorageError> {
    let mut takes = Vec::new();
    for (number, line) in csv::Reader::from_reader(text.as_bytes()).deserialize().enumerate() {
        let sidecar: Sidecar = line.map_err(|cause| invalid(list, &cause.to_string()))?;
        takes.push(take(list, number + 2, sidecar)?);
    }
    Ok(takes)
}

fn take(list: &Path, line: usize, mut sidecar: Sidecar) -> Result<Take, StorageError> {
    let uri = sidecar.uri.take().filter(|uri| !uri.is_empty());
    let uri = uri.ok_or_else(|| invalid(list, &format!("line {line} has no `uri`")))?;
    let id = sidecar.take_id.take().unwrap_or_else(|| uri.clone());
    Ok(Take {
        id: TakeId(id),
        uri,
        metadata: sidecar.metadata(),
    })
}

fn invalid(list: &Path, detail: &str) -> StorageError {
    StorageError::new(StorageErrorKind::Invalid, list, detail)
}
