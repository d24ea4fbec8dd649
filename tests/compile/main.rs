//! `stemforge compile` and its parts, driven as people drive them: the built binary, real files, real formats.

mod campaign;
mod demo;
mod refusals;
mod resume;
mod same_bytes;
