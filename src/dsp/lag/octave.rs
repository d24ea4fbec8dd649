//! Pitch differences with octaves folded away, and the key a take is sung in.
//!
//! A man sings most songs an octave below the guide, and a tracker's worst fault is the octave too. Both vanish when a
//! difference is folded into −6…+6 semitones. A take in another key than the guide has differences that cluster round
//! some other value than 0: the mode of their histogram on the circle of 12 semitones, smoothed by a Gaussian.

/// Semitones in an octave.
pub(crate) const OCTAVE: f64 = 12.0;

/// A difference in semitones, folded into [−6, 6).
pub(crate) fn fold(semitones: f64) -> f64 {
    semitones - OCTAVE * libm::floor(semitones / OCTAVE + 0.5)
}

/// Weighted histogram on the circle of 12 semitones.
pub(crate) struct Circle {
    bins: Vec<f64>,
    kernel: Vec<f64>,
}

impl Circle {
    /// A histogram of `bins` equal bins whose counts are smoothed by a Gaussian of the given width.
    pub(crate) fn new(bins: usize, smoothing_cents: f64) -> Self {
        let bin_cents = 100.0 * OCTAVE / bins as f64;
        let reach = (3.0 * smoothing_cents / bin_cents).ceil() as usize;
        let gauss = |k: usize| libm::exp(-0.5 * libm::pow(k as f64 * bin_cents / smoothing_cents, 2.0));
        Self {
            bins: vec![0.0; bins],
            kernel: (0..=reach.min(bins / 2)).map(gauss).collect(),
        }
    }

    /// Forgets all counts.
    pub(crate) fn clear(&mut self) {
        self.bins.fill(0.0);
    }

    /// The bin of a difference in semitones.
    pub(crate) fn bin_of(&self, semitones: f64) -> usize {
        let turns = semitones / OCTAVE;
        let position = (turns - libm::floor(turns)) * self.bins.len() as f64 + 0.5;
        position as usize % self.bins.len()
    }

    /// Adds weight at a difference in semitones.
    pub(crate) fn add(&mut self, semitones: f64, weight: f64) {
        let bin = self.bin_of(semitones);
        self.bins[bin] += weight;
    }

    /// Adds a histogram turned back by some bins: counts of pitches become counts of their distances from a note.
    pub(crate) fn add_turned(&mut self, counts: &[f64], bins: usize) {
        let (wrapped, straight) = counts.split_at(bins);
        let split = straight.len();
        for (slot, count) in self.bins[..split].iter_mut().zip(straight) {
            *slot += count;
        }
        for (slot, count) in self.bins[split..].iter_mut().zip(wrapped) {
            *slot += count;
        }
    }

    /// Weight near a bin, counted by the smoothing kernel (1 at the bin itself).
    fn near(&self, bin: usize) -> f64 {
        let count = self.bins.len();
        let sides = self.kernel.iter().enumerate().skip(1);
        self.bins[bin] * self.kernel[0]
            + sides
                .map(|(k, gain)| gain * (self.bins[(bin + k) % count] + self.bins[(bin + count - k) % count]))
                .sum::<f64>()
    }

    /// The difference round which most weight lies, semitones in [−6, 6), and that weight.
    pub(crate) fn mode(&self) -> (f64, f64) {
        let mut best = (0, f64::NEG_INFINITY);
        for bin in 0..self.bins.len() {
            let weight = self.near(bin);
            if weight > best.1 {
                best = (bin, weight);
            }
        }
        (fold(best.0 as f64 * OCTAVE / self.bins.len() as f64), best.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octaves_fold_away() {
        for (semitones, folded) in [
            (0.0, 0.0),
            (12.0, 0.0),
            (-24.0, 0.0),
            (7.0, -5.0),
            (-7.0, 5.0),
            (6.0, -6.0),
            (-11.5, 0.5),
        ] {
            assert_eq!(fold(semitones), folded, "{semitones}");
        }
    }

    #[test]
    fn the_mode_is_the_key() {
        let mut circle = Circle::new(120, 50.0);
        for (semitones, weight) in [(2.0, 1.0), (2.2, 1.0), (-9.9, 1.0), (5.0, 2.0)] {
            circle.add(semitones, weight);
        }
        let (key, weight) = circle.mode();
        assert!((key - 2.1).abs() < 0.06, "{key}");
        assert!(weight > 2.9 && weight < 3.0, "{weight}");
    }

    #[test]
    fn a_turned_histogram_counts_distances() {
        let mut pitches = vec![0.0; 12];
        pitches[7] = 1.0;
        pitches[1] = 2.0;
        let mut circle = Circle::new(12, 1.0);
        circle.add_turned(&pitches, 5);
        let mut expected = Circle::new(12, 1.0);
        expected.add(7.0 - 5.0, 1.0);
        expected.add(1.0 - 5.0, 2.0);
        assert_eq!(circle.bins, expected.bins);
    }

    #[test]
    fn the_circle_closes() {
        let mut circle = Circle::new(120, 50.0);
        circle.add(-0.01, 1.0);
        circle.add(12.01, 1.0);
        assert_eq!(circle.mode(), (0.0, 2.0));
        circle.clear();
        assert_eq!(circle.mode().1, 0.0);
    }
}
