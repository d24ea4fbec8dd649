//! Filters: second-order sections, and the vocal tract as a cascade of resonances.
//!
//! Each formant is the digital resonator of Klatt (1980), `y = a·x + b·y₁ + c·y₂` with unit gain at 0 Hz, so that a
//! cascade sets the formants' levels by itself, as a tube does.

use super::syllable::Formants;
use std::f64::consts::{PI, SQRT_2, TAU};

/// A second-order section, direct form 1 transposed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Section {
    b: [f64; 3],
    a: [f64; 2],
    state: [f64; 2],
}

impl Section {
    /// Butterworth-like low-pass (Bristow-Johnson's cookbook) with quality `q`.
    pub(crate) fn low_pass(corner_hz: f64, q: f64, rate_hz: f64) -> Self {
        let (cosine, alpha) = cookbook(corner_hz, q, rate_hz);
        let b1 = 1.0 - cosine;
        Self::normalised([b1 / 2.0, b1, b1 / 2.0], [1.0 + alpha, -2.0 * cosine, 1.0 - alpha])
    }

    /// High-pass of the same family.
    pub(crate) fn high_pass(corner_hz: f64, q: f64, rate_hz: f64) -> Self {
        let (cosine, alpha) = cookbook(corner_hz, q, rate_hz);
        let b1 = 1.0 + cosine;
        Self::normalised([b1 / 2.0, -b1, b1 / 2.0], [1.0 + alpha, -2.0 * cosine, 1.0 - alpha])
    }

    /// Band-pass of the same family, 0 dB at its centre.
    pub(crate) fn band_pass(centre_hz: f64, q: f64, rate_hz: f64) -> Self {
        let (cosine, alpha) = cookbook(centre_hz, q, rate_hz);
        Self::normalised([alpha, 0.0, -alpha], [1.0 + alpha, -2.0 * cosine, 1.0 - alpha])
    }

    fn normalised(b: [f64; 3], a: [f64; 3]) -> Self {
        Self {
            b: b.map(|x| x / a[0]),
            a: [a[1] / a[0], a[2] / a[0]],
            state: [0.0; 2],
        }
    }

    /// Takes over the coefficients of another section and goes on.
    pub(crate) fn retune(&mut self, other: &Self) {
        (self.b, self.a) = (other.b, other.a);
    }

    /// One sample.
    pub(crate) fn next(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.state[0];
        self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
        self.state[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

fn cookbook(hz: f64, q: f64, rate_hz: f64) -> (f64, f64) {
    let omega = TAU * hz.clamp(1.0, 0.49 * rate_hz) / rate_hz;
    (libm::cos(omega), libm::sin(omega) / (2.0 * q))
}

/// Quality of a Butterworth section of order two.
pub(crate) const BUTTERWORTH: f64 = 1.0 / SQRT_2;

/// One formant.
#[derive(Debug, Clone, Copy, Default)]
struct Resonator {
    a: f64,
    b: f64,
    c: f64,
    y1: f64,
    y2: f64,
}

impl Resonator {
    fn tune(&mut self, centre_hz: f64, bandwidth_hz: f64, rate_hz: f64) {
        let radius = libm::exp(-PI * bandwidth_hz / rate_hz);
        self.c = -radius * radius;
        self.b = 2.0 * radius * libm::cos(TAU * centre_hz / rate_hz);
        self.a = 1.0 - self.b - self.c;
    }

    fn next(&mut self, x: f64) -> f64 {
        let y = self.a * x + self.b * self.y1 + self.c * self.y2;
        self.y2 = self.y1;
        self.y1 = y;
        y
    }
}

/// Bandwidths of the first three formants, Hz.
const BANDWIDTHS_HZ: [f64; 3] = [75.0, 100.0, 150.0];
/// Formants above the third stand this far apart in an adult man's tract of 17 cm, Hz.
const SPACING_HZ: f64 = 1_000.0;
/// Above this no formant is modelled: the breath takes over.
const HIGHEST_FORMANT_HZ: f64 = 9_500.0;

/// A vocal tract.
#[derive(Debug, Clone)]
pub(crate) struct Tract {
    moving: [Resonator; 3],
    fixed: Vec<Resonator>,
    scale: f64,
    bandwidth_scale: f64,
    rate_hz: f64,
}

impl Tract {
    /// A tract whose formants lie at `scale` times the table's.
    pub(crate) fn new(scale: f64, bandwidth_scale: f64, rate_hz: f64) -> Self {
        let highest_hz = HIGHEST_FORMANT_HZ.min(0.45 * rate_hz);
        let fixed = (0..)
            .map(|i| scale * (3.5 + f64::from(i)) * SPACING_HZ)
            .take_while(|&hz| hz < highest_hz)
            .map(|hz| {
                let mut resonator = Resonator::default();
                resonator.tune(hz, bandwidth_scale * 0.055 * hz, rate_hz);
                resonator
            })
            .collect();
        Self {
            moving: [Resonator::default(); 3],
            fixed,
            scale,
            bandwidth_scale,
            rate_hz,
        }
    }

    /// Moves the formants. The first follows a fundamental that would pass it, as singers let it.
    pub(crate) fn shape(&mut self, formants: Formants, f0_hz: f64) {
        for (i, resonator) in self.moving.iter_mut().enumerate() {
            let mut hz = self.scale * formants[i];
            if i == 0 {
                hz = hz.max(1.03 * f0_hz);
            }
            resonator.tune(
                hz.min(0.45 * self.rate_hz),
                self.bandwidth_scale * BANDWIDTHS_HZ[i],
                self.rate_hz,
            );
        }
    }

    /// One sample.
    pub(crate) fn next(&mut self, x: f64) -> f64 {
        let through = self.moving.iter_mut().fold(x, |x, resonator| resonator.next(x));
        self.fixed.iter_mut().fold(through, |x, resonator| resonator.next(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain(mut filter: impl FnMut(f64) -> f64, hz: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for n in 0..48_000 {
            let phase = TAU * hz * f64::from(n) / 48_000.0;
            let y = filter(phase.sin());
            if n >= 24_000 {
                re += y * phase.sin();
                im += y * phase.cos();
            }
        }
        (re * re + im * im).sqrt() / 12_000.0
    }

    #[test]
    fn sections_have_their_corners() {
        let low = |hz| {
            let mut section = Section::low_pass(1_000.0, BUTTERWORTH, 48_000.0);
            gain(move |x| section.next(x), hz)
        };
        assert!((low(50.0) - 1.0).abs() < 0.001);
        assert!((low(1_000.0) - BUTTERWORTH).abs() < 0.001);
        assert!(low(8_000.0) < 0.02);
        let mut high = Section::high_pass(300.0, BUTTERWORTH, 48_000.0);
        assert!((gain(move |x| high.next(x), 300.0) - BUTTERWORTH).abs() < 0.001);
        let mut band = Section::band_pass(2_000.0, 3.0, 48_000.0);
        assert!((gain(move |x| band.next(x), 2_000.0) - 1.0).abs() < 0.001);
    }

    #[test]
    fn formants_are_where_they_were_put() {
        let at = |hz| {
            let mut tract = Tract::new(1.0, 1.0, 48_000.0);
            tract.shape([700.0, 1_100.0, 2_500.0], 120.0);
            gain(move |x| tract.next(x), hz)
        };
        for formant_hz in [700.0, 1_100.0, 2_500.0, 3_500.0] {
            assert!(at(formant_hz) > 1.3 * at(formant_hz - 190.0), "{formant_hz} Hz");
            assert!(at(formant_hz) > 1.3 * at(formant_hz + 190.0), "{formant_hz} Hz");
        }
    }
}
