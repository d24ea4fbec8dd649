//! `stemforge compile` and its parts, driven as people drive them: the built binary, real files, real formats.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its campaign up has failed")]

mod campaign;
mod demo;
mod isolation;
mod refusals;
mod resume;
mod same_bytes;
