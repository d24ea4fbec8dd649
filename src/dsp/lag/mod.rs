//! Where a take lies on the timeline of the song.
//!
//! Two witnesses, each in its own file. [`bleed`]: the backing that leaked into the microphone is a timecode, exact to
//! a fraction of a sample; it is asked first. [`contour`]: what was sung, laid over what should have been; good to some
//! 10 ms, and unable to tell a late singer from a late device.
//!
//! Song time = take time − lag, at the take's first sample.

pub mod bleed;
mod bleed_level;
mod blocks;
pub mod contour;
pub mod misread;
pub(crate) mod octave;
mod stack;
mod whiten;

/// Sample rate of the audio that [`bleed`] compares.
pub const RATE_HZ: u32 = 16_000;

/// The lags that are thought possible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// Least lag, ms; below 0: the recording began before the song did.
    pub earliest_ms: f64,
    /// Greatest lag, ms.
    pub latest_ms: f64,
    /// Greatest difference between the clocks of fan and song that is looked for, parts per million.
    pub greatest_drift_ppm: f64,
}

impl Default for Search {
    /// −100…+700 ms: wired microphones lag by some 20–180 ms, phones and wireless headphones by up to 500 ms. Crystal
    /// clocks differ by up to 200 ppm.
    fn default() -> Self {
        Self {
            earliest_ms: -100.0,
            latest_ms: 700.0,
            greatest_drift_ppm: 250.0,
        }
    }
}

impl Search {
    /// Whether the range is one: finite, and not empty.
    pub(crate) fn is_sound(&self) -> bool {
        self.earliest_ms.is_finite() && self.latest_ms.is_finite() && self.earliest_ms <= self.latest_ms
    }
}
