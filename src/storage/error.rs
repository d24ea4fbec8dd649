//! What can go wrong between us and an object, with a kind that policy can match on.

use std::io;

/// Kind of a storage failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageErrorKind {
    /// Nothing is there.
    NotFound,
    /// Something is there already, and was not to be overwritten.
    AlreadyExists,
    /// It is there, and we may not read or write it; or nobody believes who we are.
    Denied,
    /// It is there, and it is not what it should be: a list without a `uri`, a name that is no key.
    Invalid,
    /// There is no room for it.
    Full,
    /// Storage is overloaded, unreachable or slow, and stayed so for as long as we were ready to wait.
    Unavailable,
    /// Anything else: worth another run.
    Io,
}

/// A storage failure; its text completes "failed to …".
#[derive(Debug, Clone, thiserror::Error)]
#[error("{verb} {what}: {detail}")]
pub struct StorageError {
    /// What sort of failure it is.
    pub kind: StorageErrorKind,
    verb: &'static str,
    what: String,
    detail: String,
}

impl StorageError {
    /// A failure to `verb` `what`, which is quoted where it is a name.
    pub(crate) fn new(
        kind: StorageErrorKind,
        verb: &'static str,
        what: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            verb,
            what: what.into(),
            detail: detail.into(),
        }
    }

    /// What failed and why, without where: for logs that must not name objects.
    pub fn cause(&self) -> String {
        format!("{}: {}", self.verb, self.detail)
    }

    /// A failure of the file system.
    pub(crate) fn io(verb: &'static str, what: impl std::fmt::Display, cause: &io::Error) -> Self {
        let kind = match cause.kind() {
            // A path through a file leads to nothing.
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => StorageErrorKind::NotFound,
            io::ErrorKind::AlreadyExists => StorageErrorKind::AlreadyExists,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StorageErrorKind::Denied,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                StorageErrorKind::Full
            }
            _ => StorageErrorKind::Io,
        };
        Self::new(kind, verb, format!("`{what}`"), cause.to_string())
    }
}
