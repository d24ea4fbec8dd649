//! Takes named in a CSV or JSONL file.

use super::sidecar::Sidecar;
use super::{StorageError, StorageErrorKind};
use crate::model::take::{Take, TakeId};

/// Whether a file of this name is a list.
pub(super) fn is_list(name: &str) -> bool {
    name.ends_with(".csv") || name.ends_with(".jsonl")
}

/// The takes that the list `name` names.
pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<Vec<Take>, StorageError> {
    let text = std::str::from_utf8(bytes).map_err(|cause| invalid(name, &cause.to_string()))?;
    if name.ends_with(".jsonl") {
        jsonl(name, text)
    } else {
        csv(name, text)
    }
}

fn jsonl(list: &str, text: &str) -> Result<Vec<Take>, StorageError> {
    let mut takes = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if !line.trim_start().starts_with('{') {
            return Err(invalid(list, &format!("line {} is no JSON object", number + 1)));
        }
        let sidecar: Sidecar =
            serde_json::from_str(line).map_err(|cause| invalid(list, &format!("line {}: {cause}", number + 1)))?;
        takes.push(take(list, number + 1, sidecar)?);
    }
    Ok(takes)
}

fn csv(list: &str, text: &str) -> Result<Vec<Take>, StorageError> {
    let mut takes = Vec::new();
    for (number, line) in csv::Reader::from_reader(text.as_bytes()).deserialize().enumerate() {
        let sidecar: Sidecar = line.map_err(|cause| invalid(list, &cause.to_string()))?;
        takes.push(take(list, number + 2, sidecar)?);
    }
    Ok(takes)
}

fn take(list: &str, line: usize, mut sidecar: Sidecar) -> Result<Take, StorageError> {
    let uri = sidecar.uri.take().filter(|uri| !uri.is_empty());
    let uri = uri.ok_or_else(|| invalid(list, &format!("line {line} has no `uri`")))?;
    let id = sidecar.take_id.take().unwrap_or_else(|| uri.clone());
    Ok(Take {
        id: TakeId(id),
        uri,
        metadata: sidecar.metadata(),
        size_bytes: None,
        version: None,
    })
}

fn invalid(list: &str, detail: &str) -> StorageError {
    StorageError::new(StorageErrorKind::Invalid, "read", format!("`{list}`"), detail)
}
