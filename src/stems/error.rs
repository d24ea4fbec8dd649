//! What can go wrong between a bus and a file.

use std::io;
use std::path::PathBuf;

/// Completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is full, read-only or gone.
    #[error("write `{}`", path.display())]
    Write {
        /// The file wanted.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that is there could not be read.
    #[error("read `{}`", path.display())]
    Read {
        /// The file wanted.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what we wrote: make it again.
    #[error("use `{}`: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A section would not make a safe file name.
    #[error("name a stem after section `{section}`: 1 to 32 of a-z, 0-9, `_` and `-` are allowed")]
    SectionName {
        /// The name refused.
        section: String,
    },
    /// Two buses claim the same file.
    #[error("write two stems to `{path}`")]
    SameStem {
        /// The file, relative to the output folder.
        path: String,
    },
    /// Buses or backing that do not belong to one song.
    #[error("mix stems of different lengths: `{path}` has {got_samples} samples, others {expected_samples}")]
    Length {
        /// The odd one, relative to the output folder.
        path: String,
        /// Its length.
        got_samples: usize,
        /// The length of the first.
        expected_samples: usize,
    },
}
