//! Fourier transforms and resampling of 32-bit samples, compiled once.
//!
//! rustfft is generic over its number type, so its kernels are compiled into the crate that names one. Named in
//! stemforge itself they made up three quarters of its machine code: every build of it and of each of its tests took
//! a minute and more. Here they are built once, like any other dependency, and called through their traits.

#[cfg(any(test, target_arch = "wasm32"))]
mod small;
pub mod stft;

pub use realfft::{ComplexToReal, FftError, RealToComplex, num_complex};

#[cfg(feature = "resample")]
use audioadapter_buffers::direct::InterleavedSlice;
#[cfg(feature = "resample")]
use rubato::{Fft, FixedSync, Resampler, WindowFunction};
use std::marker::PhantomData;
use std::sync::Arc;

/// Plans real transforms; the same as `realfft`'s, for `f32` alone.
///
/// In WebAssembly a planner of ours stands in its place, for power-of-two lengths alone: see the module `small`.
pub struct RealFftPlanner<T> {
    #[cfg(not(target_arch = "wasm32"))]
    planner: realfft::RealFftPlanner<f32>,
    number: PhantomData<T>,
}

#[cfg(not(target_arch = "wasm32"))]
impl RealFftPlanner<f32> {
    /// A planner without plans.
    #[expect(clippy::new_without_default, reason = "it stands in for `realfft`'s, which has none")]
    pub fn new() -> Self {
        Self {
            planner: realfft::RealFftPlanner::new(),
            number: PhantomData,
        }
    }

    /// A transform of `length` real samples to `length / 2 + 1` bins, not normalised.
    pub fn plan_fft_forward(&mut self, length: usize) -> Arc<dyn RealToComplex<f32>> {
        self.planner.plan_fft_forward(length)
    }

    /// A transform of `length / 2 + 1` bins to `length` real samples, not normalised.
    pub fn plan_fft_inverse(&mut self, length: usize) -> Arc<dyn ComplexToReal<f32>> {
        self.planner.plan_fft_inverse(length)
    }
}

#[cfg(target_arch = "wasm32")]
impl RealFftPlanner<f32> {
    /// A planner without plans.
    #[expect(clippy::new_without_default, reason = "it stands in for `realfft`'s, which has none")]
    pub fn new() -> Self {
        Self { number: PhantomData }
    }

    /// A transform of `length` real samples, a power of two, to `length / 2 + 1` bins, not normalised.
    pub fn plan_fft_forward(&mut self, length: usize) -> Arc<dyn RealToComplex<f32>> {
        Arc::new(small::SmallTransform::new(length))
    }

    /// A transform of `length / 2 + 1` bins to `length` real samples, a power of two, not normalised.
    pub fn plan_fft_inverse(&mut self, length: usize) -> Arc<dyn ComplexToReal<f32>> {
        Arc::new(small::SmallTransform::new(length))
    }
}

/// Resamples one channel in blocks of `block_samples` input samples, which must be a multiple of the reduced input
/// rate; rates must be above 0. The resampler's delay is trimmed by whole samples.
#[cfg(feature = "resample")]
pub fn resample(samples: &[f32], from_hz: u32, to_hz: u32, block_samples: usize) -> Vec<f32> {
    let window = WindowFunction::BlackmanHarris2;
    let mut resampler = Fft::<f32>::new_custom(
        from_hz as usize,
        to_hz as usize,
        block_samples,
        1,
        1,
        window,
        FixedSync::Both,
    )
    .expect("invariant: both rates are above 0 and the block is not empty");
    let input = InterleavedSlice::new(samples, 1, samples.len()).expect("invariant: one channel of `len` frames");
    let output = resampler
        .process_all(&input, samples.len(), None)
        .expect("invariant: the input holds `len` frames");
    output.take_data()
}
