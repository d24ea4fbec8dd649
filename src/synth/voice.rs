//! The voice: performance → pulses and noise → tract.

use super::glottis::Glottis;
use super::performance::Performance;
use super::random::Random;
use super::singer::{RING_HZ, Singer};
use super::tract::{Section, Tract};
use std::f64::consts::TAU;

/// Samples between two looks at the performance: 1.3 ms at 48 kHz, finer than any articulation.
const STEP: usize = 64;

/// A sung recording without room, device or noise.
#[derive(Debug, Clone)]
pub(crate) struct Voice {
    /// Samples, at no particular level.
    pub(crate) samples: Vec<f32>,
    /// Where a vowel sounds, a flag for each [`STEP`] samples.
    sounding: Vec<bool>,
}

impl Voice {
    /// Sings `samples` samples at the true rate `rate_hz`, the first at song time `first_s`.
    pub(crate) fn sing(
        performance: &mut Performance,
        singer: &Singer,
        first_s: f64,
        rate_hz: f64,
        samples: usize,
        mut random: Random,
    ) -> Self {
        let glottis = Glottis::new(singer.open_quotient);
        let mut tract = Tract::new(singer.tract_scale, singer.bandwidth_scale, rate_hz);
        let mut hiss_filter = Section::default();
        let mut voiced = vec![0.0_f32; samples];
        let mut hissed = vec![0.0_f32; samples];
        let mut sounding = Vec::with_capacity(samples.div_ceil(STEP));
        let step_s = STEP as f64 / rate_hz;
        let mut phase = 0.0;
        let (mut period_scale, mut strength) = (1.0, 1.0);
        let (mut source_low, mut below_ring, mut voice, mut breath) = (0.0, 0.0, 0.0, 0.0);
        let ring_smoothing = 1.0 - libm::exp(-TAU * RING_HZ / rate_hz);
        for (step, (block, hiss_block)) in voiced.chunks_mut(STEP).zip(hissed.chunks_mut(STEP)).enumerate() {
            let moment = performance.moment(first_s + step as f64 * step_s, step_s);
            tract.shape(moment.formants, moment.f0_hz);
            sounding.push(moment.voice > 0.4);
            let table = glottis.table_for(moment.f0_hz, rate_hz);
            let increment = moment.f0_hz / rate_hz;
            // A louder voice is a brighter one.
            let corner_hz = singer.tilt_hz * (0.35 + 0.65 * moment.voice);
            let smoothing = 1.0 - libm::exp(-TAU * corner_hz / rate_hz);
            let voice_slope = (moment.voice - voice) / STEP as f64;
            let breath_slope = (moment.breath - breath) / STEP as f64;
            for out in block.iter_mut() {
                voice += voice_slope;
                breath += breath_slope;
                phase += increment * period_scale;
                if phase >= 1.0 {
                    phase -= 1.0;
                    period_scale = 1.0 + singer.jitter * random.bell();
                    strength = 1.0 + singer.shimmer * random.bell();
                }
                let pulse = glottis.at(table, phase) * strength * voice;
                source_low += smoothing * (pulse - source_low);
                below_ring += ring_smoothing * (source_low - below_ring);
                let source = source_low + singer.ring * (source_low - below_ring);
                let leak = singer.breath * voice * if glottis.is_open(phase) { 1.0 } else { 0.35 };
                *out = tract.next(source + (leak + breath) * 0.35 * random.bell()) as f32;
            }
            if moment.hiss > 0.0 {
                hiss_filter.retune(&Section::band_pass(moment.hiss_hz, 1.5, rate_hz));
                for out in hiss_block {
                    *out = (moment.hiss * hiss_filter.next(random.bell())) as f32;
                }
            }
        }
        let mut sung = Self {
            samples: voiced,
            sounding,
        };
        // Consonants are set against the vowels, whose level the formants made.
        let vowel_level = sung.sounding_rms(&sung.samples) as f32;
        for (y, hiss) in sung.samples.iter_mut().zip(&hissed) {
            *y += 3.0 * vowel_level * hiss;
        }
        sung
    }

    /// Root mean square of `samples`, a filtered version of this voice, while a vowel sounds; 0 if none does.
    pub(crate) fn sounding_rms(&self, samples: &[f32]) -> f64 {
        let (mut sum, mut count) = (0.0, 0_usize);
        for (block, _) in samples.chunks(STEP).zip(&self.sounding).filter(|(_, sounds)| **sounds) {
            sum += block.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>();
            count += block.len();
        }
        if count == 0 {
            0.0
        } else {
            libm::sqrt(sum / count as f64)
        }
    }
}
