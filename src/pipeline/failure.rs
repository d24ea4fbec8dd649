//! Why a run ended early, and what to do about it.

use crate::ledger::LedgerError;
use crate::storage::{StorageError, StorageErrorKind};
use std::fmt;

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The person who wrote the command or the campaign file.
    Configuration,
    /// The machine: a disk, a permission, a defect of ours.
    Machine,
    /// Somebody pressed Ctrl-C; everything done so far is kept.
    Interrupted,
}

/// A run that ended early: one line that says what and where, and one that says what to do.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Who has to act.
    pub kind: FailureKind,
    what: String,
    hint: Option<String>,
}

impl Failure {
    /// The campaign or the command is wrong.
    pub fn configuration(what: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Configuration,
            what: what.into(),
            hint: None,
        }
    }

    /// The machine failed.
    pub fn machine(what: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Machine,
            what: what.into(),
            hint: None,
        }
    }

    /// Stopped by hand.
    pub fn interrupted() -> Self {
        let hint = Some("run the same command again: it goes on where it stopped".to_owned());
        Self {
            kind: FailureKind::Interrupted,
            what: "interrupted".to_owned(),
            hint,
        }
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What to do next, if there is more to say than the message does.
    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

impl From<StorageError> for Failure {
    fn from(cause: StorageError) -> Self {
        let hint = "check `takes.uri` in the campaign file or `--takes`";
        match cause.kind {
            StorageErrorKind::NotFound | StorageErrorKind::Invalid | StorageErrorKind::AlreadyExists => {
                Self::configuration(format!("failed to {cause}")).hint(hint)
            }
            _ => Self::machine(format!("failed to {cause}")).hint(hint),
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(cause: LedgerError) -> Self {
        match cause {
            LedgerError::Foreign(_) => Self::configuration(format!("failed to {cause}")),
            _ => Self::machine(format!("failed to {cause}")),
        }
    }
}
