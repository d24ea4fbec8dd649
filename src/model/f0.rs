//! A fundamental-frequency contour on a fixed 10 ms grid; it lives with its tracker, which the page has too.

pub use stemforge_f0::{F0Track, HOP_S, hz_to_midi, midi_to_hz};
