//! What nothing here decodes: named without an external decoder, heard with one, and never at the cost of the run.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod codecs;
mod decoder;
#[path = "../ffmpeg/mod.rs"]
mod ffmpeg;
mod run;
