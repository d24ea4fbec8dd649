//! A portrait of one recording: waveform above, spectrogram below, its pitch drawn over it, and marks where something
//! was found.
//!
//! `marks` and `pitch` find what is drawn; `panels` lays it out (`layout`) as shapes in pixels (`scene`); `vector` writes
//! them as SVG, `canvas` paints them as PNG with the letters of `lettering`. Its size is the same for a tenth of a second
//! and for ten minutes. `docs/inspect.md` says how to read it.

mod canvas;
mod colours;
mod indexed;
mod layout;
mod lettering;
mod marks;
mod panels;
mod pitch;
mod scene;
mod time;
mod vector;

use crate::model::f0::F0Track;
use thiserror::Error;

/// What is shown.
#[derive(Debug, Clone, Copy)]
pub struct Portrait<'a> {
    /// Name of the recording.
    pub title: &'a str,
    /// Lines of facts below it; what does not fit is cut short.
    pub facts: &'a [String],
    /// The recording, one channel.
    pub voice: &'a [f32],
    /// Samples a second.
    pub rate_hz: u32,
    /// Its pitch, every 10 ms.
    pub f0: &'a F0Track,
    /// Samples cut off before the first and after the last.
    pub trimmed: [u64; 2],
    /// Who said so: `stated`, `assumed`.
    pub trimmed_by: &'a str,
}

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum PortraitError {
    /// The encoder refused.
    #[error("failed to encode the picture as PNG")]
    Encoding(#[from] png::EncodingError),
}

/// The portrait as an SVG document.
pub fn svg(portrait: &Portrait<'_>) -> Result<String, PortraitError> {
    vector::svg(&panels::scene(portrait))
}

/// The portrait as a PNG.
pub fn png(portrait: &Portrait<'_>) -> Result<Vec<u8>, PortraitError> {
    canvas::png(&panels::scene(portrait))
}
