//! The F0 of a singer while the song goes on.
//!
//! The same spectrum, candidates, periodicity and regression as [`track`](crate::track), frame by frame, with what lies
//! ahead left out: the noise is that of the last seconds (`running_floor`), the path ends at the best candidate there is
//! now, and voicing is decided forwards (`presence`). That the score of a path carries its past, less the price of each
//! jump, is hysteresis enough: holding on to the last choice for a lead of 0.15 to 0.6 more made it worse. Frame `i` is
//! centred on `i × 10 ms` of the stream's own clock, as there; it is known 33 ms after that.
//!
//! Any rate from 8 to 192 kHz, pieces of any size, any values. Memory is fixed when the tracker is made (300 kB); a push
//! allocates nothing.

mod decimate;
mod presence;
mod running_floor;

pub use decimate::Decimator;

use crate::decibels::{SILENCE_DB, db_from_power};
use crate::path::{self, Ending};
use crate::periodicity::Periodicity;
use crate::salience::Salience;
use crate::spectrum::{Spectrum, WINDOW_LEN};
use crate::{Candidate, HOP_S, HOP_SAMPLES};
use presence::Judge;
use running_floor::RunningFloor;

/// Louder samples count as this loud: 18 dB over full scale, so that no square overflows.
const MOST_AMPLITUDE: f32 = 8.0;
/// Pole of the filter that takes out a constant offset: 10 Hz.
const OFFSET_POLE: f32 = 0.996;

/// What is heard at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Middle of the frame, in seconds from the first sample of the stream.
    pub time_s: f64,
    /// F0 in Hz; 0 where no voice is heard.
    pub f0_hz: f32,
    /// Chance that a voice is there and `f0_hz` right within 50 cents, 0–1.
    pub confidence: f32,
    /// Level of the frame, dB re full scale.
    pub level_db: f32,
}

/// Follows one stream.
pub struct LivePitch {
    decimator: Decimator,
    frames: Frames,
}

/// What happens at the tracker's own rate.
struct Frames {
    /// Last input and output of the offset filter.
    offset: (f32, f32),
    /// The samples under the window, and those that will move it on.
    window: Vec<f32>,
    fresh: Vec<f32>,
    wanted: usize,
    count: u64,
    spectrum: Spectrum,
    floor: RunningFloor,
    salience: Salience,
    periodicity: Periodicity,
    found: Vec<Candidate>,
    before: Vec<Ending>,
    here: Vec<Ending>,
    judge: Judge,
    latest: Reading,
}

impl LivePitch {
    /// A tracker of a stream at `sample_rate_hz`; `None` unless that is from 8 to 192 kHz.
    pub fn new(sample_rate_hz: u32) -> Option<Self> {
        Some(Self {
            decimator: Decimator::new(sample_rate_hz)?,
            frames: Frames::new(),
        })
    }

    /// Takes in the next samples.
    pub fn push(&mut self, samples: &[f32]) {
        self.push_and(samples, |_| ());
    }

    /// Takes in the next samples and hands on every reading that they bring.
    pub fn push_and(&mut self, samples: &[f32], mut each: impl FnMut(Reading)) {
        let frames = &mut self.frames;
        self.decimator.push(samples, |sample| {
            if frames.take(sample) {
                each(frames.latest);
            }
        });
    }

    /// The last reading; silence at time 0 before there is any.
    pub fn latest(&self) -> Reading {
        self.frames.latest
    }
}

impl Frames {
    fn new() -> Self {
        let spectrum = Spectrum::new();
        let cells = spectrum.log_axis().len();
        Self {
            offset: (0.0, 0.0),
            window: vec![0.0; WINDOW_LEN],
            fresh: Vec::with_capacity(WINDOW_LEN),
            wanted: WINDOW_LEN / 2,
            count: 0,
            floor: RunningFloor::new(cells),
            salience: Salience::new(),
            periodicity: Periodicity::new(),
            found: Vec::with_capacity(cells),
            before: Vec::with_capacity(cells),
            here: Vec::with_capacity(cells),
            judge: Judge::new(),
            latest: Reading {
                time_s: 0.0,
                f0_hz: 0.0,
                confidence: 0.0,
                level_db: SILENCE_DB as f32,
            },
            spectrum,
        }
    }

    /// Takes in one sample; whether that completed a frame.
    fn take(&mut self, sample: f32) -> bool {
        let sample = if sample.is_nan() {
            0.0
        } else {
            sample.clamp(-MOST_AMPLITUDE, MOST_AMPLITUDE)
        };
        let without_offset = sample - self.offset.0 + OFFSET_POLE * self.offset.1;
        self.offset = (sample, without_offset);
        self.fresh.push(without_offset);
        if self.fresh.len() < self.wanted {
            return false;
        }
        self.window.copy_within(self.wanted.., 0);
        self.window[WINDOW_LEN - self.wanted..].copy_from_slice(&self.fresh);
        self.fresh.clear();
        self.wanted = HOP_SAMPLES;
        self.analyse();
        true
    }

    fn analyse(&mut self) {
        self.spectrum.analyse(&self.window, WINDOW_LEN / 2);
        let noise = self.floor.learn(self.spectrum.log_axis());
        self.salience
            .candidates(self.spectrum.log_axis(), noise, &mut self.found);
        self.periodicity.examine(self.spectrum.linear_axis(), &mut self.found);
        std::mem::swap(&mut self.before, &mut self.here);
        path::advance(&self.before, &self.found, &mut self.here);
        let candidate = path::best_of(&self.here).map(|k| self.here[k].candidate);
        let level_db = db_from_power(self.spectrum.mean_square());
        let presence = self.judge.judge(candidate, level_db);
        self.latest = Reading {
            time_s: self.count as f64 * HOP_S,
            f0_hz: candidate
                .filter(|_| presence.is_voiced)
                .map_or(0.0, |candidate| candidate.f0_hz),
            confidence: presence.confidence,
            level_db: level_db as f32,
        };
        self.count += 1;
    }
}

#[cfg(test)]
mod tests;
