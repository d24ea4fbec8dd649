//! Candidates by harmonic summation on a logarithmic axis (D. Hermes 1988), with the troughs of SWIPE (A. Camacho 2008).
//!
//! Each cell's power P becomes a = ln(1 + P / (3 N + 0.1 P̄)): how far it stands out of the noise N and of the frame's own
//! mean P̄. In noise the first term rules and drowned harmonics count for nothing; in a clean recording the second levels
//! formants and keeps what is 10 dB under the mean from counting. The salience of an F0 is then a sum over its harmonics,
//!
//! S(f) = Σₕ wₕ (a(h f) − ¼ a((h − ½) f) − ¼ a((h + ½) f)), wₕ ∝ h^−0.8, h = 1…12,
//!
//! which on this axis is a sum of shifted copies of `a`. The falling weights speak against subharmonics, the
//! troughs against overtones.

use super::parabola::{is_peak, vertex};
use super::spectrum::{CELLS_PER_OCTAVE, cell_count, cell_hz, cell_of};
use super::{Candidate, HIGHEST_HZ, LOWEST_HZ};

/// Harmonics in the sum.
const HARMONICS: usize = 12;
/// Exponent of the falling weights.
const DECAY: f32 = 0.8;
/// Weight of the trough on either side of a harmonic.
const TROUGH: f32 = 0.25;
/// The decile that is called noise lies under the noise's mean, and its peaks above.
const NOISE_FACTOR: f32 = 3.0;
/// Share of the frame's mean power under which a cell counts for little: −10 dB.
const MEAN_SHARE: f32 = 0.1;
/// Keeps the quotient finite in digital silence: under −180 dBFS.
const TINY: f32 = 1e-13;
/// Most candidates a frame.
const MOST_CANDIDATES: usize = 12;

/// Finds candidates; owns the buffers.
pub(super) struct Salience {
    /// Offset in cells and weight of each term of the sum.
    kernel: Vec<(isize, f32)>,
    prominence: Vec<f32>,
    sum: Vec<f32>,
}

impl Salience {
    pub(super) fn new() -> Self {
        let offset = |multiple: f32| (CELLS_PER_OCTAVE * libm::log2f(multiple)).round() as isize;
        let weights: Vec<f32> = (1..=HARMONICS).map(|h| libm::powf(h as f32, -DECAY)).collect();
        let total: f32 = weights.iter().sum();
        let mut kernel = Vec::new();
        for (i, weight) in weights.iter().map(|w| w / total).enumerate() {
            let harmonic = (i + 1) as f32;
            kernel.push((offset(harmonic), weight));
            kernel.push((offset(harmonic - 0.5), -TROUGH * weight));
            kernel.push((offset(harmonic + 0.5), -TROUGH * weight));
        }
        // One cell more than needed, so that a peak at the highest F0 has two neighbours.
        let cells = cell_of(HIGHEST_HZ) as usize + 3;
        Self {
            kernel,
            prominence: Vec::with_capacity(cell_count()),
            sum: vec![0.0; cells],
        }
    }

    /// The most salient F0s of one frame, best first, in place of what `found` held; their periodicity is still 0.
    pub(super) fn candidates(&mut self, power: &[f32], noise: &[f32], found: &mut Vec<Candidate>) {
        let mean = power.iter().sum::<f32>() / power.len() as f32;
        let own_floor = MEAN_SHARE * mean + TINY;
        self.prominence.clear();
        self.prominence.extend(
            power
                .iter()
                .zip(noise)
                .map(|(p, n)| libm::logf(1.0 + p / (NOISE_FACTOR * n + own_floor))),
        );

        self.sum.fill(0.0);
        for &(offset, weight) in &self.kernel {
            let first = offset.min(0).unsigned_abs();
            let shifted = &self.prominence[offset.max(0) as usize..];
            for (sum, a) in self.sum[first..].iter_mut().zip(shifted) {
                *sum += weight * a;
            }
        }

        found.clear();
        for cell in 1..self.sum.len() - 1 {
            let (before, here, after) = (self.sum[cell - 1], self.sum[cell], self.sum[cell + 1]);
            if is_peak(before, here, after) && here > 0.0 {
                let f0_hz = cell_hz(cell as f32 + vertex(before, here, after));
                if (LOWEST_HZ..=HIGHEST_HZ).contains(&f0_hz) {
                    let candidate = Candidate {
                        f0_hz,
                        salience: here,
                        one_period: 0.0,
                        two_periods: 0.0,
                    };
                    keep_if_among_the_best(found, candidate);
                }
            }
        }
    }
}

/// Puts a candidate in its place among the most salient, of which there are so many and no more.
fn keep_if_among_the_best(best: &mut Vec<Candidate>, candidate: Candidate) {
    let is_before = |other: &Candidate| {
        let order = candidate.salience.total_cmp(&other.salience);
        order.then(other.f0_hz.total_cmp(&candidate.f0_hz)).is_lt()
    };
    let place = best.partition_point(is_before);
    if place < MOST_CANDIDATES {
        best.truncate(MOST_CANDIDATES - 1);
        best.insert(place, candidate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(power: &[f32], noise: &[f32]) -> Vec<Candidate> {
        let mut found = Vec::new();
        Salience::new().candidates(power, noise, &mut found);
        found
    }

    /// The logarithmic axis with power 1 round the given frequencies and little elsewhere.
    fn lines(hz: &[f32]) -> Vec<f32> {
        let mut power = vec![1e-6; cell_of(5000.0) as usize + 1];
        for cell in hz.iter().map(|&hz| cell_of(hz).round() as usize) {
            for near in power.iter_mut().take(cell + 2).skip(cell - 1) {
                *near = 1.0;
            }
        }
        power
    }

    #[test]
    fn harmonics_vote_for_their_fundamental() {
        let power = lines(&[200.0, 400.0, 600.0, 800.0, 1000.0]);
        let found = candidates(&power, &vec![1e-6; power.len()]);
        assert!((found[0].f0_hz - 200.0).abs() < 4.0, "{found:?}");
        assert!(found.windows(2).all(|pair| pair[0].salience >= pair[1].salience));
    }

    #[test]
    fn even_without_the_fundamental() {
        let power = lines(&[600.0, 800.0, 1000.0, 1200.0]);
        let found = candidates(&power, &vec![1e-6; power.len()]);
        // 600 Hz explains half of the lines, and well; the periodicity will settle it.
        assert!(found[..2].iter().any(|c| (c.f0_hz - 200.0).abs() < 4.0), "{found:?}");
    }

    #[test]
    fn what_drowns_in_noise_has_no_vote() {
        let power = lines(&[150.0, 300.0, 450.0, 1000.0, 2000.0, 3000.0]);
        let noise: Vec<f32> = (0..power.len())
            .map(|cell| if cell_hz(cell as f32) < 600.0 { 1.0 } else { 1e-6 })
            .collect();
        let found = candidates(&power, &noise);
        assert!((found[0].f0_hz - 1000.0).abs() < 20.0, "{found:?}");
    }

    #[test]
    fn silence_has_no_candidates() {
        let axis = vec![0.0; cell_of(5000.0) as usize + 1];
        assert_eq!(candidates(&axis, &axis), []);
    }
}
