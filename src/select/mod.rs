//! Who is on the record: gates for each take alone, then duplicates, fan caps, ranks, sections and layers for all.
//!
//! [`select`] sees every take at once and is a pure function of what it sees: the order of its input, the clock and
//! the thread count do not reach it, and every tie breaks by the take id.

mod candidate;
mod choose;
pub mod gates;

pub use candidate::{Candidate, Choice, Layer, Settings};
pub use choose::{HIGH_SECTION, LOW_SECTION, is_section_name, section_of, select};
