//! Candidates for the period in one frame: peaks of the autocorrelation, corrected for the window (P. Boersma 1993).

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner};

use super::{HIGHEST_HZ, LOWEST_HZ, RATE_HZ};
use crate::dsp::stft::{Stft, hann};

/// Window: 64 ms, three and a half periods of the lowest voice.
const WINDOW_LEN: usize = 1024;
/// Transform: the window and as many zeros, so that the autocorrelation does not wrap.
const FFT_LEN: usize = 2048;
/// Most candidates a frame.
const MOST: usize = 8;

/// One possible F0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) f0_hz: f32,
    /// Normalised autocorrelation at its period, about 0–1.
    pub(super) periodicity: f32,
}

/// What was found in one frame.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    pub(super) candidates: Vec<Candidate>,
    /// Mean square under the window, of the normalised recording.
    pub(super) power: f64,
}

/// Finds candidates; owns the buffers.
pub(super) struct Candidates {
    stft: Stft,
    inverse: Arc<dyn ComplexToReal<f32>>,
    power_spectrum: Vec<Complex<f32>>,
    autocorrelation: Vec<f32>,
    scratch: Vec<Complex<f32>>,
    window_correction: Vec<f32>,
}

impl Candidates {
    pub(super) fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let stft = Stft::new(&mut planner, hann(WINDOW_LEN), FFT_LEN);
        let inverse = planner.plan_fft_inverse(FFT_LEN);
        let window = hann(WINDOW_LEN);
        let longest = (RATE_HZ as f32 / LOWEST_HZ).ceil() as usize + 2;
        let at = |lag: usize| window.iter().zip(&window[lag..]).map(|(a, b)| a * b).sum::<f32>();
        let window_correction = (0..longest).map(|lag| at(0) / at(lag)).collect();
        Self {
            stft,
            power_spectrum: inverse.make_input_vec(),
            autocorrelation: inverse.make_output_vec(),
            scratch: inverse.make_scratch_vec(),
            inverse,
            window_correction,
        }
    }

    pub(super) fn around(&mut self, samples: &[f32], centre: usize) -> Frame {
        for (p, bin) in self.power_spectrum.iter_mut().zip(self.stft.around(samples, centre)) {
            *p = Complex::new(bin.norm_sqr(), 0.0);
        }
        self.inverse
            .process_with_scratch(&mut self.power_spectrum, &mut self.autocorrelation, &mut self.scratch)
            .expect("invariant: buffers were made by the plan");
        let total = self.autocorrelation[0];
        let power = f64::from(total) / FFT_LEN as f64 / (0.375 * WINDOW_LEN as f64);
        let mut candidates = Vec::new();
        if total > 0.0 {
            let r = |lag: usize| self.autocorrelation[lag] / total * self.window_correction[lag];
            let shortest = (RATE_HZ as f32 / HIGHEST_HZ) as usize;
            for lag in shortest..self.window_correction.len() - 1 {
                let (before, here, after) = (r(lag - 1), r(lag), r(lag + 1));
                if here > before && here >= after && here > 0.2 {
                    let curvature = before - 2.0 * here + after;
                    let offset = 0.5 * (before - after) / curvature;
                    let f0_hz = RATE_HZ as f32 / (lag as f32 + offset);
                    let periodicity = here - 0.25 * (before - after) * offset;
                    if (LOWEST_HZ..=HIGHEST_HZ).contains(&f0_hz) {
                        candidates.push(Candidate {
                            f0_hz,
                            periodicity: periodicity.min(1.0),
                        });
                    }
                }
            }
            let worth = |c: &Candidate| c.periodicity + 0.02 * libm::log2f(c.f0_hz);
            candidates.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
            candidates.truncate(MOST);
        }
        Frame { candidates, power }
    }
}
