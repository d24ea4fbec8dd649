//! A stream brought to the tracker's rate, sample by sample.
//!
//! Output sample n is the input at time n / 16,000 s, interpolated with a windowed sinc: cut off at 7.2 kHz or at 90 % of
//! the input's own Nyquist rate, ten zero crossings either way under a Blackman window. A voice up to 5 kHz passes with
//! less than 0.1 dB of change; what would fold back to under 5 kHz is damped by more than 60 dB. The kernel is sampled once
//! at every fraction of a sample that the two rates meet in, at most 320 of them (44.1 kHz needs 160); rates that meet in
//! more take the nearest of these, off by at most 1/640 of a sample. Time stays exact: no drift, no offset.

use super::super::RATE_HZ;

/// Where the filter has fallen to a half, Hz.
const CUTOFF_HZ: f64 = 7200.0;
/// The same, as a share of the input's Nyquist rate, where that is lower.
const CUTOFF_SHARE: f64 = 0.9;
/// Zero crossings of the sinc on either side.
const CROSSINGS: f64 = 10.0;
/// Most fractions of a sample at which the kernel is tabled.
const MOST_PHASES: u64 = 320;
/// Input samples that are taken in at once.
const BLOCK_SAMPLES: usize = 512;
/// Lowest input rate.
const LEAST_RATE_HZ: u32 = 8000;
/// Highest input rate.
const GREATEST_RATE_HZ: u32 = 192_000;

/// Brings a stream of any usual rate to [`RATE_HZ`].
pub struct Decimator {
    rate_hz: u64,
    /// One kernel after the other, `taps` each.
    kernels: Vec<f32>,
    phases: u64,
    taps: usize,
    /// The last `taps` samples and up to a block of new ones.
    history: Vec<f32>,
    held: usize,
    /// Time of the next output sample, from the middle of the first kernel's place in `history`, in 1 / 16,000 of an
    /// input sample.
    next: u64,
}

impl Decimator {
    /// For a stream at `rate_hz`; `None` unless that is from 8 to 192 kHz.
    pub fn new(rate_hz: u32) -> Option<Self> {
        if !(LEAST_RATE_HZ..=GREATEST_RATE_HZ).contains(&rate_hz) {
            return None;
        }
        // Cycles per input sample.
        let cutoff = CUTOFF_HZ.min(CUTOFF_SHARE * f64::from(rate_hz) / 2.0) / f64::from(rate_hz);
        let half = (CROSSINGS / (2.0 * cutoff)).ceil() as usize;
        let taps = 2 * half + 1;
        let common = greatest_common_divisor(rate_hz, RATE_HZ);
        let phases = u64::from(RATE_HZ / common).min(MOST_PHASES);
        let mut kernels = Vec::with_capacity(phases as usize * taps);
        for phase in 0..phases {
            let fraction = phase as f64 / phases as f64;
            let kernel: Vec<f64> = (0..taps)
                .map(|tap| kernel_at(tap as f64 - half as f64 - fraction, cutoff, half as f64 + 1.0))
                .collect();
            // Every phase passes a constant as it is.
            let sum: f64 = kernel.iter().sum();
            kernels.extend(kernel.iter().map(|tap| (tap / sum) as f32));
        }
        Some(Self {
            rate_hz: u64::from(rate_hz),
            kernels,
            phases,
            taps,
            // Silence before the first sample, which is then the middle of the first kernel.
            history: vec![0.0; taps + BLOCK_SAMPLES],
            held: half,
            next: 0,
        })
    }

    /// Takes in samples and hands on those that come out. Output n is known once the input reaches half a kernel over
    /// its time: 0.7 ms at most.
    pub fn push(&mut self, samples: &[f32], mut out: impl FnMut(f32)) {
        for block in samples.chunks(BLOCK_SAMPLES) {
            self.history[self.held..self.held + block.len()].copy_from_slice(block);
            self.held += block.len();
            loop {
                let nearest = self.next + u64::from(RATE_HZ) / (2 * self.phases);
                let start = (nearest / u64::from(RATE_HZ)) as usize;
                if start + self.taps > self.held {
                    break;
                }
                let fraction = nearest % u64::from(RATE_HZ);
                let phase = (fraction * self.phases / u64::from(RATE_HZ)) as usize;
                let kernel = &self.kernels[phase * self.taps..(phase + 1) * self.taps];
                let piece = &self.history[start..start + self.taps];
                out(piece.iter().zip(kernel).map(|(x, h)| x * h).sum());
                self.next += self.rate_hz;
            }
            let done = ((self.next / u64::from(RATE_HZ)) as usize).min(self.held);
            self.history.copy_within(done..self.held, 0);
            self.held -= done;
            self.next -= done as u64 * u64::from(RATE_HZ);
        }
    }

    /// A whole recording, of which output n lies at n / 16,000 s.
    pub fn whole(rate_hz: u32, samples: &[f32]) -> Option<Vec<f32>> {
        let mut decimator = Self::new(rate_hz)?;
        let length = (samples.len() as u64 * u64::from(RATE_HZ)).div_ceil(u64::from(rate_hz)) as usize;
        let mut whole = Vec::with_capacity(length);
        decimator.push(samples, |sample| whole.push(sample));
        let silence = vec![0.0; decimator.taps];
        decimator.push(&silence, |sample| whole.push(sample));
        whole.truncate(length);
        Some(whole)
    }
}

/// The windowed sinc at `offset` samples from its middle, `reach` samples from end to middle.
fn kernel_at(offset: f64, cutoff: f64, reach: f64) -> f64 {
    use std::f64::consts::PI;
    let x = 2.0 * PI * cutoff * offset;
    let sinc = if x.abs() < 1e-9 { 1.0 } else { libm::sin(x) / x };
    let place = PI * offset / reach;
    let blackman = 0.42 + 0.5 * libm::cos(place) + 0.08 * libm::cos(2.0 * place);
    sinc * blackman.max(0.0)
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    const RATES_HZ: [u32; 10] = [
        8000, 11_025, 16_000, 22_050, 32_000, 44_100, 47_999, 48_000, 96_000, 192_000,
    ];

    fn sine(rate_hz: u32, hz: f64) -> Vec<f32> {
        (0..rate_hz)
            .map(|n| (TAU * hz * f64::from(n) / f64::from(rate_hz)).sin() as f32)
            .collect()
    }

    /// Largest error against the same sine at 16 kHz, away from the ends.
    fn worst_error(rate_hz: u32, hz: f64) -> f32 {
        let ours = Decimator::whole(rate_hz, &sine(rate_hz, hz)).unwrap();
        let truth = sine(RATE_HZ, hz);
        assert_eq!(ours.len(), truth.len(), "{rate_hz} Hz");
        let pairs = ours.iter().zip(&truth).skip(200).take(15_600);
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_voice_passes_unchanged_and_in_place() {
        for rate_hz in RATES_HZ {
            for hz in [100.0, 1000.0, 2500.0] {
                // At 11,025 Hz 1/640 of a sample is 0.002 radians at 2.5 kHz; the filter's ripple is 0.0005.
                assert!(
                    worst_error(rate_hz, hz) < 3e-3,
                    "{rate_hz} Hz, {hz} Hz: {}",
                    worst_error(rate_hz, hz)
                );
            }
        }
        assert!(worst_error(48_000, 5000.0) < 0.012, "{}", worst_error(48_000, 5000.0));
    }

    #[test]
    fn what_would_fold_back_into_the_voice_is_damped() {
        for (rate_hz, hz) in [
            (44_100, 11_500.0),
            (48_000, 15_000.0),
            (96_000, 31_000.0),
            (192_000, 17_000.0),
        ] {
            let folded = Decimator::whole(rate_hz, &sine(rate_hz, hz)).unwrap();
            let loudest = folded[200..15_600].iter().fold(0.0, |most: f32, x| most.max(x.abs()));
            assert!(loudest < 1e-3, "{rate_hz} Hz, {hz} Hz: {loudest}");
        }
    }

    #[test]
    fn pieces_of_any_size_make_the_same_stream() {
        let samples = sine(44_100, 777.0);
        let whole = Decimator::whole(44_100, &samples).unwrap();
        for size in [1, 7, 128, 511, 513, 4096] {
            let mut decimator = Decimator::new(44_100).unwrap();
            let mut stream = Vec::new();
            for piece in samples.chunks(size) {
                decimator.push(piece, |sample| stream.push(sample));
            }
            assert!(stream.len() > 15_950 && stream == whole[..stream.len()], "{size}");
        }
    }

    #[test]
    fn rates_out_of_range_are_refused_and_nothing_makes_nothing() {
        assert!(Decimator::new(7999).is_none() && Decimator::new(192_001).is_none() && Decimator::new(0).is_none());
        assert_eq!(Decimator::whole(48_000, &[]), Some(vec![]));
        assert_eq!(Decimator::whole(48_000, &[1.0]).map(|one| one.len()), Some(1));
    }
}
