//! What can go wrong between us and a take's bytes, with a kind that policy can match on.

use std::io;
use std::path::Path;

/// Kind of a storage failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageErrorKind {
    /// Nothing is there.
    NotFound,
    /// It is there, and we may not read it.
    Denied,
    /// It is there, and it is not what it should be: a list without a `uri`, a sidecar that is not JSON.
    Invalid,
    /// Anything else: worth another run.
    Io,
}

/// A storage failure; its text completes "failed to …".
#[derive(Debug, Clone, thiserror::Error)]
#[error("read `{path}`: {detail}")]
pub struct StorageError {
    /// What sort of failure it is.
    pub kind: StorageErrorKind,
    path: String,
    detail: String,
}

impl StorageError {
    pub(super) fn new(kind: StorageErrorKind, path: &Path, detail: impl Into<String>) -> Self {
        Self {
            kind,
            path: path.display().to_string(),
            detail: detail.into(),
        }
    }

    pub(super) fn io(path: &Path, cause: &io::Error) -> Self {
        let kind = match cause.kind() {
            io::ErrorKind::NotFound => StorageErrorKind::NotFound,
            io::ErrorKind::PermissionDenied => StorageErrorKind::Denied,
            _ => StorageErrorKind::Io,
        };
        Self::new(kind, path, cause.to_string())
    }
}
