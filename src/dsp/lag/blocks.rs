//! A take cut into blocks of 1 s, each correlated with the backing over all candidate lags, by FFT.
//!
//! Block `b` of the take, samples `bB…bB+B`, can meet the backing's samples `bB − latest…bB + B − earliest`: a segment of
//! `B + lags − 1` samples, whose spectrum is the same for every take and prepared once a campaign. Cost: two transforms
//! of `B + lags` samples a block.

use std::borrow::Cow;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::whiten::whiten;
use super::{RATE_HZ, Search};

/// Samples in a block: 1.024 s. Longer ones are smeared by a clock that is off, shorter ones cost more.
const BLOCK: usize = 1 << 14;

/// Fewest samples of a take that can give evidence: 4 blocks.
const LEAST_TAKE: usize = 4 * BLOCK;

/// How blocks, lags and FFT fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Least lag, samples.
    pub(super) earliest: i64,
    /// Number of lags.
    pub(super) lags: usize,
    fft: usize,
}

impl Layout {
    /// `None` where the search is no range or longer than two minutes.
    pub(super) fn new(search: &Search) -> Option<Self> {
        let samples = |ms: f64| (ms * f64::from(RATE_HZ) / 1000.0).round() as i64;
        let bounded = search.earliest_ms.abs() <= 120_000.0 && search.latest_ms.abs() <= 120_000.0;
        if !(search.is_sound() && bounded) {
            return None;
        }
        let lags = (samples(search.latest_ms) - samples(search.earliest_ms) + 1) as usize;
        Some(Self {
            earliest: samples(search.earliest_ms),
            lags,
            fft: (BLOCK + lags).next_power_of_two(),
        })
    }

    /// First sample of the backing that block `b` can meet.
    fn backing_start(&self, b: usize) -> i64 {
        (b * BLOCK) as i64 - self.earliest - (self.lags as i64 - 1)
    }
}

/// The backing of a campaign, made ready once for all its takes.
#[derive(Debug, Clone)]
pub struct Backing {
    pub(super) plain: Vec<f32>,
    whitened: Vec<f32>,
    layout: Option<Layout>,
    spectra: Vec<Vec<Complex<f32>>>,
}

impl Backing {
    /// Prepares a backing, mono at [`RATE_HZ`], for [`Search::default`].
    pub fn new(samples: &[f32]) -> Self {
        Self::for_search(samples, &Search::default())
    }

    /// Prepares a backing for another search; [`by_bleed`](super::bleed::by_bleed) works with any, fastest with this.
    pub fn for_search(samples: &[f32], search: &Search) -> Self {
        let mut backing = Self {
            plain: samples.iter().map(|x| if x.is_finite() { *x } else { 0.0 }).collect(),
            whitened: whiten(samples),
            layout: Layout::new(search),
            spectra: Vec::new(),
        };
        if let Some(layout) = backing.layout {
            let mut transform = Transform::new(layout.fft);
            let last = samples.len() as i64;
            let blocks = (0..).take_while(|&b| layout.backing_start(b) < last);
            backing.spectra = blocks
                .map(|b| transform.spectrum_of(&backing.segment(&layout, b)))
                .collect();
        }
        backing
    }

    /// Spectrum of the part that block `b` can meet; `None` past the end.
    fn spectrum(&self, layout: &Layout, b: usize, transform: &mut Transform) -> Option<Cow<'_, [Complex<f32>]>> {
        if layout.backing_start(b) >= self.whitened.len() as i64 {
            return None;
        }
        if self.layout == Some(*layout) {
            return self.spectra.get(b).map(|spectrum| Cow::Borrowed(&spectrum[..]));
        }
        Some(Cow::Owned(transform.spectrum_of(&self.segment(layout, b))))
    }

    fn segment(&self, layout: &Layout, b: usize) -> Vec<f32> {
        let start = layout.backing_start(b);
        let sample = |i: i64| {
            usize::try_from(i)
                .ok()
                .and_then(|i| self.whitened.get(i))
                .copied()
                .unwrap_or(0.0)
        };
        let length = (BLOCK + layout.lags - 1) as i64;
        (start..start + length).map(sample).collect()
    }
}

/// FFT plans and buffers of one length.
struct Transform {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    time: Vec<f32>,
    frequency: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Transform {
    fn new(length: usize) -> Self {
        let mut planner = RealFftPlanner::<f32>::new();
        let (forward, inverse) = (planner.plan_fft_forward(length), planner.plan_fft_inverse(length));
        let scratch = forward.get_scratch_len().max(inverse.get_scratch_len());
        Self {
            time: forward.make_input_vec(),
            frequency: forward.make_output_vec(),
            scratch: vec![Complex::default(); scratch],
            forward,
            inverse,
        }
    }

    /// Spectrum of samples, padded with zeros; at most the length of the transform.
    fn spectrum_of(&mut self, samples: &[f32]) -> Vec<Complex<f32>> {
        self.time.fill(0.0);
        self.time[..samples.len()].copy_from_slice(samples);
        self.forward
            .process_with_scratch(&mut self.time, &mut self.frequency, &mut self.scratch)
            .expect("invariant: buffers are made by the plan");
        self.frequency.clone()
    }

    /// Correlation over all lags, from the least on, of a block with the segment of the backing that it can meet.
    fn correlate(&mut self, block: &[f32], backing: &[Complex<f32>], lags: usize) -> Vec<f32> {
        let block = self.spectrum_of(block);
        for ((slot, take), backing) in self.frequency.iter_mut().zip(&block).zip(backing) {
            *slot = take.conj() * backing;
        }
        for edge in [0, block.len() - 1] {
            self.frequency[edge].im = 0.0;
        }
        self.inverse
            .process_with_scratch(&mut self.frequency, &mut self.time, &mut self.scratch)
            .expect("invariant: the edges are real");
        (0..lags).map(|k| self.time[lags - 1 - k]).collect()
    }
}

/// Correlations of every block, and their place in time.
pub(super) struct Blocks {
    /// One curve over lags a block.
    pub(super) curves: Vec<Vec<f32>>,
    /// Seconds from block to block.
    pub(super) step_s: f64,
    pub(super) lags: usize,
}

/// Correlates every block; `None` for takes of less than [`LEAST_TAKE`] or without overlap with the backing.
pub(super) fn correlate_blocks(take: &[f32], backing: &Backing, layout: &Layout) -> Option<Blocks> {
    if take.len() < LEAST_TAKE || backing.whitened.is_empty() {
        return None;
    }
    let whitened = whiten(take);
    let mut transform = Transform::new(layout.fft);
    let mut curves = Vec::with_capacity(take.len() / BLOCK + 1);
    for (b, block) in whitened.chunks(BLOCK).enumerate() {
        let Some(spectrum) = backing.spectrum(layout, b, &mut transform) else {
            break;
        };
        curves.push(transform.correlate(block, &spectrum, layout.lags));
    }
    (curves.len() >= 2).then(|| Blocks {
        curves,
        step_s: BLOCK as f64 / f64::from(RATE_HZ),
        lags: layout.lags,
    })
}
