//! Real transforms of power-of-two lengths in a few kilobytes of code, for the page.
//!
//! rustfft's planner brings every algorithm that any length might need: 80 kB of compressed WebAssembly, nearly all that
//! the page may weigh. The page needs two lengths. A real signal of N samples is read as N/2 complex ones, z = x(2n) +
//! i x(2n + 1), transformed, and its spectrum untangled (W. Press et al., Numerical Recipes, 12.3):
//!
//! X(k) = ½ (Z(k) + Z*(N/2 − k)) − ½ i e^(−2πik/N) (Z(k) − Z*(N/2 − k)).
//!
//! The complex transform is Stockham's, radix 2: it sorts as it goes and needs no bit reversal. Results agree with
//! rustfft's to the rounding of `f32`, not to the bit. Cost: 5 (N/2) log2(N/2) operations and one buffer of N/2.

use crate::num_complex::Complex;
use crate::{ComplexToReal, FftError, RealToComplex};

/// A plan for one length, both ways.
pub(crate) struct SmallTransform {
    len: usize,
    /// e^(−2πik/N), k below N/2.
    roots: Vec<Complex<f32>>,
}

/// Sign of the exponent.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Forward,
    Inverse,
}

impl SmallTransform {
    /// A plan for `len` real samples, which must be a power of two from 2 on.
    pub(crate) fn new(len: usize) -> Self {
        assert!(
            len.is_power_of_two() && len >= 2,
            "invariant: the page's transforms have power-of-two lengths"
        );
        let root = |k: usize| {
            let (sin, cos) = libm::sincos(-std::f64::consts::TAU * k as f64 / len as f64);
            Complex::new(cos as f32, sin as f32)
        };
        Self {
            len,
            roots: (0..len / 2).map(root).collect(),
        }
    }

    fn half(&self) -> usize {
        self.len / 2
    }

    /// e^(∓2πik/N).
    fn root(&self, k: usize, direction: Direction) -> Complex<f32> {
        match direction {
            Direction::Forward => self.roots[k],
            Direction::Inverse => self.roots[k].conj(),
        }
    }

    /// The complex transform of N/2 points, in place, not normalised.
    fn complex(&self, data: &mut [Complex<f32>], scratch: &mut [Complex<f32>], direction: Direction) {
        let half = self.half();
        let (mut from, mut to) = (&mut *data, &mut *scratch);
        let mut stride = 1;
        while stride < half {
            let blocks = half / (2 * stride);
            let (first, second) = from.split_at(half / 2);
            let pairs = first.chunks_exact(stride).zip(second.chunks_exact(stride));
            for (block, ((first, second), out)) in pairs.zip(to.chunks_exact_mut(2 * stride)).enumerate() {
                let root = self.root(block * self.len / (2 * blocks), direction);
                let (sums, differences) = out.split_at_mut(stride);
                let ends = sums.iter_mut().zip(differences);
                for ((sum, difference), (a, b)) in ends.zip(first.iter().zip(second)) {
                    *sum = a + b;
                    *difference = (a - b) * root;
                }
            }
            (from, to) = (to, from);
            stride *= 2;
        }
        // After an odd number of passes the result lies in the scratch.
        if half.trailing_zeros() % 2 == 1 {
            data.copy_from_slice(scratch);
        }
    }

    /// Turns the spectrum of z into that of x, or back; in place, bins 0 to N/2 − 1, each with its mirror.
    fn untangle(&self, bins: &mut [Complex<f32>], direction: Direction) {
        let half = self.half();
        // −i forwards, +i backwards.
        let turn = |z: Complex<f32>| match direction {
            Direction::Forward => Complex::new(z.im, -z.re),
            Direction::Inverse => Complex::new(-z.im, z.re),
        };
        let scale = if direction == Direction::Forward { 0.5 } else { 1.0 };
        for k in 1..=half / 2 {
            let (bin, mirror) = (bins[k], bins[half - k].conj());
            let (even, odd) = (bin + mirror, turn((bin - mirror) * self.root(k, direction)));
            bins[k] = (even + odd) * scale;
            bins[half - k] = ((even - odd) * scale).conj();
        }
    }

    /// Whether the buffers have the lengths they should have: wanted first, then given.
    fn check(&self, input: (usize, usize), output: (usize, usize), scratch: usize) -> Result<(), FftError> {
        if input.0 != input.1 {
            return Err(FftError::InputBuffer(input.0, input.1));
        }
        if output.0 != output.1 {
            return Err(FftError::OutputBuffer(output.0, output.1));
        }
        if scratch < self.half() {
            return Err(FftError::ScratchBuffer(self.half(), scratch));
        }
        Ok(())
    }
}

impl RealToComplex<f32> for SmallTransform {
    fn process(&self, input: &mut [f32], output: &mut [Complex<f32>]) -> Result<(), FftError> {
        let mut scratch = RealToComplex::make_scratch_vec(self);
        RealToComplex::process_with_scratch(self, input, output, &mut scratch)
    }

    fn process_with_scratch(
        &self,
        input: &mut [f32],
        output: &mut [Complex<f32>],
        scratch: &mut [Complex<f32>],
    ) -> Result<(), FftError> {
        let half = self.half();
        self.check((self.len, input.len()), (half + 1, output.len()), scratch.len())?;
        for (z, pair) in output.iter_mut().zip(input.chunks_exact(2)) {
            *z = Complex::new(pair[0], pair[1]);
        }
        self.complex(&mut output[..half], &mut scratch[..half], Direction::Forward);
        let first = output[0];
        self.untangle(&mut output[..half], Direction::Forward);
        output[0] = Complex::new(first.re + first.im, 0.0);
        output[half] = Complex::new(first.re - first.im, 0.0);
        Ok(())
    }

    fn get_scratch_len(&self) -> usize {
        self.half()
    }

    fn len(&self) -> usize {
        self.len
    }

    fn make_input_vec(&self) -> Vec<f32> {
        vec![0.0; self.len]
    }

    fn make_output_vec(&self) -> Vec<Complex<f32>> {
        vec![Complex::default(); self.half() + 1]
    }

    fn make_scratch_vec(&self) -> Vec<Complex<f32>> {
        vec![Complex::default(); self.half()]
    }
}

impl ComplexToReal<f32> for SmallTransform {
    fn process(&self, input: &mut [Complex<f32>], output: &mut [f32]) -> Result<(), FftError> {
        let mut scratch = ComplexToReal::make_scratch_vec(self);
        ComplexToReal::process_with_scratch(self, input, output, &mut scratch)
    }

    fn process_with_scratch(
        &self,
        input: &mut [Complex<f32>],
        output: &mut [f32],
        scratch: &mut [Complex<f32>],
    ) -> Result<(), FftError> {
        let half = self.half();
        self.check((half + 1, input.len()), (self.len, output.len()), scratch.len())?;
        let (first, last) = (input[0], input[half]);
        self.untangle(&mut input[..half], Direction::Inverse);
        input[0] = Complex::new(first.re + last.re, first.re - last.re);
        self.complex(&mut input[..half], &mut scratch[..half], Direction::Inverse);
        for (pair, z) in output.chunks_exact_mut(2).zip(&*input) {
            (pair[0], pair[1]) = (z.re, z.im);
        }
        if first.im != 0.0 || last.im != 0.0 {
            return Err(FftError::InputValues(first.im != 0.0, last.im != 0.0));
        }
        Ok(())
    }

    fn get_scratch_len(&self) -> usize {
        self.half()
    }

    fn len(&self) -> usize {
        self.len
    }

    fn make_input_vec(&self) -> Vec<Complex<f32>> {
        RealToComplex::make_output_vec(self)
    }

    fn make_output_vec(&self) -> Vec<f32> {
        RealToComplex::make_input_vec(self)
    }

    fn make_scratch_vec(&self) -> Vec<Complex<f32>> {
        RealToComplex::make_scratch_vec(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RealFftPlanner;

    /// Numbers without a pattern in −1…1.
    fn samples(len: usize) -> Vec<f32> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        (0..len).map(|_| next()).collect()
    }

    /// Largest difference between the bins of both, relative to the largest bin.
    fn difference(a: &[Complex<f32>], b: &[Complex<f32>]) -> f32 {
        let largest = a.iter().map(|bin| bin.norm()).fold(0.0, f32::max);
        a.iter().zip(b).map(|(a, b)| (a - b).norm()).fold(0.0, f32::max) / largest
    }

    #[test]
    fn both_ways_agree_with_rustfft_at_every_length() {
        for len in (1..=12).map(|power| 1 << power) {
            let small = SmallTransform::new(len);
            let (mut ours, mut theirs) = (samples(len), samples(len));
            let mut bins = RealToComplex::make_output_vec(&small);
            let mut expected = bins.clone();
            RealToComplex::process(&small, &mut ours, &mut bins).unwrap();
            let large = RealFftPlanner::new().plan_fft_forward(len);
            large.process(&mut theirs, &mut expected).unwrap();
            // Rounding grows with the logarithm of the length: a few 1e-7.
            assert!(
                difference(&expected, &bins) < 1e-6,
                "{len}: {}",
                difference(&expected, &bins)
            );

            let mut back = ComplexToReal::make_output_vec(&small);
            ComplexToReal::process(&small, &mut bins, &mut back).unwrap();
            for (back, sample) in back.iter().zip(samples(len)) {
                assert!((back / len as f32 - sample).abs() < 1e-6, "{len}");
            }
        }
    }

    #[test]
    fn a_click_and_a_constant_have_the_spectra_they_must_have() {
        let small = SmallTransform::new(8);
        let mut bins = RealToComplex::make_output_vec(&small);
        RealToComplex::process(&small, &mut [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], &mut bins).unwrap();
        assert!(bins.iter().all(|bin| (bin - 1.0).norm() < 1e-6), "{bins:?}");
        RealToComplex::process(&small, &mut [1.0; 8], &mut bins).unwrap();
        assert!((bins[0] - 8.0).norm() < 1e-6 && bins[1..].iter().all(|bin| bin.norm() < 1e-6));
    }

    #[test]
    fn wrong_buffers_are_refused() {
        let small = SmallTransform::new(8);
        let bin = Complex::new(0.0, 0.0);
        let forward = |input: usize, output: usize, scratch: usize| {
            let (mut input, mut output, mut scratch) = (vec![0.0; input], vec![bin; output], vec![bin; scratch]);
            RealToComplex::process_with_scratch(&small, &mut input, &mut output, &mut scratch)
        };
        assert!(matches!(forward(7, 5, 4), Err(FftError::InputBuffer(8, 7))));
        assert!(matches!(forward(8, 4, 4), Err(FftError::OutputBuffer(5, 4))));
        assert!(matches!(forward(8, 5, 3), Err(FftError::ScratchBuffer(4, 3))));
        let mut crooked = vec![Complex::new(0.0, 1.0); 5];
        let inverse = ComplexToReal::process(&small, &mut crooked, &mut [0.0; 8]);
        assert!(matches!(inverse, Err(FftError::InputValues(true, true))));
    }
}
