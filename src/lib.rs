//! stemforge compiles thousands of strangers' recordings of one tune into choir stems.
//!
//! The modules stand in the order in which a take passes through them; ARCHITECTURE.md walks through
//! the life of one take.

pub mod model;

pub mod storage;

pub mod ledger;

pub mod ingest;

pub mod dsp;

pub mod score;

pub mod select;

pub mod stems;

pub mod report;

pub mod config;

#[cfg(feature = "studio")]
pub mod studio;

pub mod synth;

pub mod pipeline;

pub mod cli;
