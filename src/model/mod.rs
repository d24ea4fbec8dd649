//! Plain data that every stage speaks: takes, recordings, melodies, features, scores, rows.
//!
//! Nothing here reads a file or a clock. Units stand in the names.

pub mod analysis;
pub mod audio;
pub mod f0;
pub mod features;
pub mod melody;
pub mod reason;
pub mod row;
pub mod score;
pub mod spreadsheet;
pub mod take;
