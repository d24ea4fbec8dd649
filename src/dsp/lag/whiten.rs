//! Whitening in time and frequency: every bin of every frame becomes about equally strong.
//!
//! `W = X / (|X| + 0.1·median|X|)` on a short-time spectrum of 1024 samples (64 ms), square-root Hann windows, half
//! overlap, then resynthesis. What correlates afterwards is phase alone: a loud voice gains nothing over the faint
//! backing in its gaps, between its harmonics and above its formants, which is why a backing 40 dB below the voice is
//! found where whitening of the whole spectrum at once (GCC-PHAT, Knapp & Carter 1976) fails. The median keeps bins that
//! hold nothing but rounding noise from being lifted to the level of music.
//!
//! Bins outside 100–7000 Hz are dropped: hum below, nothing left by codecs above.

use realfft::RealFftPlanner;

use super::RATE_HZ;

/// Frame length, samples.
const FRAME: usize = 1024;

/// Samples between frames.
const HOP: usize = FRAME / 2;

/// Part of a frame's median magnitude that is added to every bin's own.
const MEDIAN_SHARE: f32 = 0.1;

/// Added to every magnitude: a frame of nothing but rounding noise at 16 bits has magnitudes of 10⁻³.
const LEAST_MAGNITUDE: f32 = 1e-3;

/// Band that is kept, Hz.
const BAND_HZ: (u32, u32) = (100, 7000);

/// Whitens a recording at [`RATE_HZ`]; the length stays, samples that are not finite count as 0.
pub(super) fn whiten(samples: &[f32]) -> Vec<f32> {
    let mut planner = RealFftPlanner::<f32>::new();
    let forward = planner.plan_fft_forward(FRAME);
    let inverse = planner.plan_fft_inverse(FRAME);
    let window = sine_window();
    let bin = |hz: u32| (hz as usize * FRAME) / RATE_HZ as usize;
    let band = bin(BAND_HZ.0)..bin(BAND_HZ.1);

    let mut frame = forward.make_input_vec();
    let mut spectrum = forward.make_output_vec();
    let mut scratch = forward.make_scratch_vec();
    let mut inverse_scratch = inverse.make_scratch_vec();
    let mut magnitudes: Vec<f32> = Vec::with_capacity(band.len());
    // One hop of lead, so that the first samples lie under two windows like all others.
    let mut whitened = vec![0.0; samples.len() + 2 * FRAME];
    for start in (0..samples.len() + HOP).step_by(HOP) {
        for (k, (slot, gain)) in frame.iter_mut().zip(&window).enumerate() {
            let sample = (start + k).checked_sub(HOP).and_then(|i| samples.get(i)).copied();
            *slot = gain * sample.filter(|x| x.is_finite()).unwrap_or(0.0);
        }
        forward
            .process_with_scratch(&mut frame, &mut spectrum, &mut scratch)
            .expect("invariant: buffers are made by the plan");
        magnitudes.clear();
        magnitudes.extend(
            spectrum[band.clone()]
                .iter()
                .map(|x| (x.re * x.re + x.im * x.im).sqrt()),
        );
        let mut sorted = magnitudes.clone();
        let middle = sorted.len() / 2;
        let (_, &mut median, _) = sorted.select_nth_unstable_by(middle, f32::total_cmp);
        let floor = MEDIAN_SHARE * median + LEAST_MAGNITUDE;
        for (k, x) in spectrum.iter_mut().enumerate() {
            *x = if band.contains(&k) {
                *x / (magnitudes[k - band.start] + floor)
            } else {
                0.0.into()
            };
        }
        inverse
            .process_with_scratch(&mut spectrum, &mut frame, &mut inverse_scratch)
            .expect("invariant: the first and last bin are 0");
        for ((slot, value), gain) in whitened[start..].iter_mut().zip(&frame).zip(&window) {
            *slot += gain * value;
        }
    }
    whitened.drain(..HOP);
    whitened.truncate(samples.len());
    whitened
}

/// Square root of a periodic Hann window: squared and shifted by half it sums to 1.
fn sine_window() -> Vec<f32> {
    (0..FRAME)
        .map(|n| libm::sin(std::f64::consts::PI * (n as f64 + 0.5) / FRAME as f64) as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(samples: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        (0..samples)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 8_388_608.0 - 1.0
            })
            .collect()
    }

    fn rms(samples: &[f32]) -> f32 {
        (samples.iter().map(|x| x * x).sum::<f32>() / samples.len() as f32).sqrt()
    }

    #[test]
    fn level_does_not_matter() {
        let loud = noise(16_000, 1);
        let soft: Vec<f32> = loud.iter().map(|x| 0.1 * x).collect();
        let (loud, soft) = (whiten(&loud), whiten(&soft));
        let difference: Vec<f32> = loud.iter().zip(&soft).map(|(a, b)| a - b).collect();
        assert!(
            rms(&difference) < 0.01 * rms(&loud),
            "{} of {}",
            rms(&difference),
            rms(&loud)
        );
    }

    #[test]
    fn a_click_stays_where_it_is() {
        for at in [0, 511, 512, 5000, 7999] {
            let mut click = vec![0.0; 8000];
            click[at] = 1.0;
            let whitened = whiten(&click);
            assert_eq!(whitened.len(), 8000);
            let peak = (0..8000).max_by(|&a, &b| whitened[a].abs().total_cmp(&whitened[b].abs()));
            assert_eq!(peak, Some(at));
        }
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert!(whiten(&[]).is_empty());
        assert_eq!(whiten(&[0.5]).len(), 1);
        assert!(whiten(&[0.0; 3000]).iter().all(|&x| x == 0.0));
        assert!(whiten(&[f32::NAN, f32::INFINITY, 0.1]).iter().all(|x| x.is_finite()));
    }
}
