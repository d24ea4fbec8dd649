//! From chosen takes to files for a producer's session.
//!
//! [`placement`] decides gain, pan and polarity, [`voice`] turns a take into a bus contribution, [`buses`] keeps the
//! exact sums between runs, [`master`] renders them, [`broadcast_wave`] writes them, [`manifest`] says what was written and
//! [`verify`] checks it.

pub mod aside;
pub mod broadcast_wave;
pub mod buses;
pub mod dither;
mod error;
pub mod manifest;
pub mod master;
pub mod placement;
pub mod selection_csv;
pub mod verify;
pub mod voice;

pub use error::Error;
