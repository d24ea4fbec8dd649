//! What the fuzz targets share: the functions that take the bytes, and what counts as a finding.

#![warn(missing_docs)]

pub mod allocation;
pub mod panics;
pub mod targets;
