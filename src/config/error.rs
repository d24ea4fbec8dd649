//! What can be wrong with a campaign file, each with the place and the fix.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a campaign file is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It is not there, or may not be read.
    #[error("{}: {}", file.display(), unreadable(source))]
    Unreadable {
        /// The campaign file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something on one line.
    #[error("{}:{line}: {problem}", file.display())]
    Line {
        /// The campaign file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong there, and what would be right.
        problem: String,
    },
    /// Something about the file as a whole.
    #[error("{}: {problem}", file.display())]
    Whole {
        /// The campaign file.
        file: PathBuf,
        /// What is wrong, and what would be right.
        problem: String,
    },
}

fn unreadable(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::NotFound => {
            "there is no such campaign file; `stemforge init GUIDE` writes one, `--config FILE` names another"
                .to_owned()
        }
        io::ErrorKind::InvalidData => "it is not UTF-8 text, as a campaign file is".to_owned(),
        _ => source.to_string(),
    }
}
