//! Pure signal kernels: slices in, numbers out; no clock, no files, no threads, seeds passed in.

pub mod bus;
pub mod condition;
pub mod lag;
pub mod loudness;
pub mod quality;
pub mod resample;
pub mod spectrogram;

// Kernels that the page in the browser needs as well have crates of their own.
pub use realfft::stft;
pub use stemforge_f0::decibels;

/// Fundamental frequency of a singing voice.
pub mod f0 {
    pub use stemforge_f0::{RATE_HZ, track};
}
