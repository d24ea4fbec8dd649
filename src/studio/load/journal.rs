//! What the crowd was told, written down as it happens: a witness that outlives the service.

use crate::studio::app::OpenError;
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// An open journal. A line is one write, so a reader sees whole lines only, in the order of events.
#[derive(Debug)]
pub(super) struct Journal(File);

impl Journal {
    pub(super) fn open(path: &Path) -> Result<Self, OpenError> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.map(Self)
            .map_err(OpenError::io("open the journal", path.display()))
    }

    pub(super) fn append(&self, line: &Value) -> io::Result<()> {
        (&self.0).write_all(format!("{line}\n").as_bytes())
    }
}
