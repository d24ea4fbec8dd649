//! Short-time spectra: a window cut out of a recording wherever it is asked for, and its Fourier transform.
//!
//! One [`Stft`] owns its plan, window and buffers, so that a whole recording is analysed without allocating. What lies
//! before the first or after the last sample counts as silence.

use std::sync::Arc;

use crate::num_complex::Complex;
use crate::{RealFftPlanner, RealToComplex};

/// The window cos²(πx), −½ ≤ x < ½, sampled at `len` points so that it is symmetric round point `len / 2` (periodic Hann).
pub fn hann(len: usize) -> Vec<f32> {
    (0..len)
        .map(|n| (0.5 - 0.5 * libm::cos(std::f64::consts::TAU * n as f64 / len as f64)) as f32)
        .collect()
}

/// Spectra of windowed pieces of one length.
pub struct Stft {
    window: Vec<f32>,
    plan: Arc<dyn RealToComplex<f32>>,
    padded: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Stft {
    /// A transform of `fft_len` points over `window`, zero-padded. `fft_len` must not be shorter than the window.
    pub fn new(planner: &mut RealFftPlanner<f32>, window: Vec<f32>, fft_len: usize) -> Self {
        assert!(
            fft_len >= window.len() && !window.is_empty(),
            "invariant: the transform holds the window"
        );
        let plan = planner.plan_fft_forward(fft_len);
        Self {
            padded: plan.make_input_vec(),
            spectrum: plan.make_output_vec(),
            scratch: plan.make_scratch_vec(),
            window,
            plan,
        }
    }

    /// The spectrum, `fft_len / 2 + 1` bins, of the piece whose middle (`window.len() / 2`) falls on sample `centre`.
    ///
    /// Phases are those of a piece that starts at time zero. Not normalised.
    pub fn around(&mut self, samples: &[f32], centre: usize) -> &[Complex<f32>] {
        let half = self.window.len() / 2;
        let lead = half.saturating_sub(centre).min(self.window.len());
        let start = (centre + lead).saturating_sub(half).min(samples.len());
        let count = (self.window.len() - lead).min(samples.len() - start);
        self.padded.fill(0.0);
        let piece = self.padded[lead..lead + count]
            .iter_mut()
            .zip(&samples[start..start + count]);
        for ((out, &x), &w) in piece.zip(&self.window[lead..lead + count]) {
            *out = x * w;
        }
        let done = self
            .plan
            .process_with_scratch(&mut self.padded, &mut self.spectrum, &mut self.scratch);
        assert!(done.is_ok(), "invariant: buffers were made by the plan");
        &self.spectrum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_on_a_bin_has_its_amplitude_there() {
        let samples: Vec<f32> = (0..1000)
            .map(|n| 0.5 * (std::f64::consts::TAU * 8.0 * n as f64 / 64.0).cos() as f32)
            .collect();
        let mut stft = Stft::new(&mut RealFftPlanner::new(), hann(64), 64);
        let spectrum = stft.around(&samples, 480);
        // A Hann window sums to half its length, and half of a cosine's amplitude is at the positive frequency.
        assert!((spectrum[8].norm() - 0.5 * 32.0 / 2.0).abs() < 1e-4);
        assert!(spectrum[20].norm() < 1e-4);
    }

    #[test]
    fn a_click_is_seen_where_the_window_says() {
        let mut samples = vec![0.0; 200];
        samples[100] = 1.0;
        let mut stft = Stft::new(&mut RealFftPlanner::new(), hann(64), 128);
        for (centre, expected) in [(100, 1.0), (116, 0.5), (84, 0.5), (132, 0.0), (68, 0.0)] {
            let magnitude = stft.around(&samples, centre)[5].norm();
            assert!((magnitude - expected).abs() < 1e-5, "{centre}: {magnitude}");
        }
    }

    #[test]
    fn pieces_that_reach_over_the_ends_or_miss_altogether() {
        let mut stft = Stft::new(&mut RealFftPlanner::new(), hann(64), 64);
        for len in [0, 1, 10, 64] {
            for centre in [0, 1, 31, 32, 33, 63, 64, 95, 96, 97, 10_000] {
                let spectrum = stft.around(&vec![1.0; len], centre);
                let inside = (0..64).filter(|n| (centre + n).checked_sub(32).is_some_and(|i| i < len));
                let expected: f32 = inside.map(|n| hann(64)[n]).sum();
                assert!((spectrum[0].re - expected).abs() < 1e-4, "{len} {centre}");
            }
        }
    }
}
