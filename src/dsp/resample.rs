//! Sample-rate conversion of a whole recording by a fixed rational ratio.
//!
//! rubato's FFT resampler filters in blocks of `k × from/g` input and `k × to/g` output samples, `g` the rates' greatest
//! common divisor. It delays by half a block: a whole number of samples only where `k` is even. With its own choice of
//! `k` the content lands up to 0.54 sample off; with ours it stays within 0.02 sample, which the tests hold. Cost:
//! 10 ms for 30 s from 44.1 to 48 kHz.

/// Least input samples a block: shorter blocks have a wide transition band.
const LEAST_BLOCK_SAMPLES: u32 = 512;

/// Converts `samples` from one rate to another; the length is `ceil(len × to / from)` and time zero stays in place.
///
/// Both rates must be above 0. Equal rates copy.
pub fn resample(samples: &[f32], from_hz: u32, to_hz: u32) -> Vec<f32> {
    if from_hz == to_hz || samples.is_empty() {
        return samples.to_vec();
    }
    let reduced_from = from_hz / greatest_common_divisor(from_hz, to_hz);
    let even_multiple = LEAST_BLOCK_SAMPLES.div_ceil(reduced_from).next_multiple_of(2);
    let block_samples = (reduced_from * even_multiple) as usize;
    let mut resampled = realfft::resample(samples, from_hz, to_hz, block_samples);
    resampled.truncate((samples.len() as u64 * u64::from(to_hz)).div_ceil(u64::from(from_hz)) as usize);
    resampled
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(rate_hz: u32, hz: f64, samples: usize) -> Vec<f32> {
        (0..samples)
            .map(|n| (std::f64::consts::TAU * hz * n as f64 / f64::from(rate_hz)).sin() as f32)
            .collect()
    }

    /// Offset in output samples that fits best between `measured` and the analytic sine, from its phase at `hz`.
    fn offset_samples(measured: &[f32], rate_hz: u32, hz: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (n, &x) in measured.iter().enumerate().skip(2000).take(16_000) {
            let phase = std::f64::consts::TAU * hz * n as f64 / f64::from(rate_hz);
            re += f64::from(x) * phase.sin();
            im += f64::from(x) * phase.cos();
        }
        -im.atan2(re) / (std::f64::consts::TAU * hz) * f64::from(rate_hz)
    }

    #[test]
    fn content_stays_in_place_at_every_rate_we_meet() {
        for (from_hz, to_hz) in [
            (44_100, 48_000),
            (48_000, 16_000),
            (44_100, 16_000),
            (8_000, 48_000),
            (96_000, 48_000),
            (22_050, 16_000),
        ] {
            let seconds = 3;
            let resampled = resample(&sine(from_hz, 440.0, (from_hz * seconds) as usize), from_hz, to_hz);
            assert_eq!(resampled.len(), (to_hz * seconds) as usize);
            let offset = offset_samples(&resampled, to_hz, 440.0);
            assert!(offset.abs() < 0.02, "{from_hz} to {to_hz} Hz: {offset} samples");
        }
    }

    #[test]
    fn short_and_empty_input() {
        assert!(resample(&[], 44_100, 48_000).is_empty());
        assert_eq!(resample(&[0.5], 44_100, 48_000).len(), 2);
        assert_eq!(resample(&[0.5; 10], 48_000, 16_000).len(), 4);
    }
}
