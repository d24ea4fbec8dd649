//! The desk: two channels, one reverb, a limiter, and the file.

use anyhow::Result;
use ebur128::{EbuR128, Mode};
use stemforge::synth::encode;

/// Samples a second.
pub(crate) const RATE_HZ: f64 = 44_100.0;
/// Loudest sample after the limiter: −1.5 dB below full scale.
const CEILING: f64 = 0.841;
/// How far the limiter looks ahead, samples: 4 ms.
const LOOK_AHEAD: usize = 176;

/// The mix.
pub(crate) struct Stereo {
    dry: [Vec<f64>; 2],
    send: [Vec<f64>; 2],
}

impl Stereo {
    /// So many seconds of nothing.
    pub(crate) fn silence(seconds: f64) -> Self {
        let channel = vec![0.0; (seconds * RATE_HZ) as usize];
        Self {
            dry: [channel.clone(), channel.clone()],
            send: [channel.clone(), channel],
        }
    }

    /// Adds one sample, `reverb` of it also to the hall; what lies after the end is lost.
    pub(crate) fn add(&mut self, n: usize, left: f64, right: f64, reverb: f64) {
        for (channel, x) in [left, right].into_iter().enumerate() {
            if let Some(y) = self.dry[channel].get_mut(n) {
                *y += x;
                self.send[channel][n] += reverb * x;
            }
        }
    }

    /// Hall, loudness, limiter, a fade at the very end.
    pub(crate) fn master(&mut self, loudness_lufs: f64) -> Result<()> {
        for channel in 0..2 {
            // The two sides differ by a few samples: width.
            hall(&self.send[channel], 23 * channel, &mut self.dry[channel]);
            low_cut(&mut self.dry[channel]);
        }
        // Twice, since the limiter takes a little of the loudness.
        for _ in 0..2 {
            let gain = libm::exp10((loudness_lufs - self.loudness_lufs()?) / 20.0);
            self.limit(gain);
        }
        let length = self.dry[0].len();
        let fade = (0.3 * RATE_HZ) as usize;
        for channel in &mut self.dry {
            for (n, y) in channel[length - fade..].iter_mut().enumerate() {
                *y *= 1.0 - n as f64 / fade as f64;
            }
        }
        Ok(())
    }

    /// Gain, then a limiter: gain falls within the look-ahead and recovers in 80 ms.
    fn limit(&mut self, gain: f64) {
        let length = self.dry[0].len();
        let peak = |n: usize, dry: &[Vec<f64>; 2]| (dry[0][n].abs().max(dry[1][n].abs())) * gain;
        let wanted: Vec<f64> = (0..length).map(|n| (CEILING / peak(n, &self.dry)).min(1.0)).collect();
        let mut now = 1.0_f64;
        let recovery = 1.0 - libm::exp(-1.0 / (0.08 * RATE_HZ));
        let held: Vec<f64> = (0..length)
            .map(|n| {
                let ahead = &wanted[n..(n + LOOK_AHEAD).min(length)];
                let least = ahead.iter().copied().fold(1.0, f64::min);
                now = (now + recovery * (1.0 - now)).min(least);
                now
            })
            .collect();
        for n in 0..length {
            // A moving mean over the look-ahead turns the steps into ramps that still arrive in time.
            let window = &held[n.saturating_sub(LOOK_AHEAD - 1)..=n];
            let smooth = window.iter().sum::<f64>() / window.len() as f64;
            for channel in &mut self.dry {
                channel[n] *= gain * smooth;
            }
        }
    }

    fn interleaved(&self) -> Vec<f64> {
        let pairs = self.dry[0].iter().zip(&self.dry[1]);
        pairs.flat_map(|(&left, &right)| [left, right]).collect()
    }

    /// The mix as a 16-bit FLAC.
    pub(crate) fn flac(&self) -> Result<Vec<u8>> {
        let samples: Vec<f32> = self.interleaved().iter().map(|&x| x as f32).collect();
        Ok(encode::flac(&samples, 2, RATE_HZ as u32)?)
    }

    fn loudness_lufs(&self) -> Result<f64> {
        let mut meter = EbuR128::new(2, RATE_HZ as u32, Mode::I | Mode::TRUE_PEAK)?;
        meter.add_frames_f64(&self.interleaved())?;
        Ok(meter.loudness_global()?)
    }

    /// Loudness and peak, for the terminal.
    pub(crate) fn describe(&self) -> Result<String> {
        let peak = self.interleaved().iter().fold(0.0_f64, |peak, x| peak.max(x.abs()));
        Ok(format!(
            "backing: {:.1} s, {:.1} LUFS, peak {:.1} dBFS",
            self.dry[0].len() as f64 / RATE_HZ,
            self.loudness_lufs()?,
            20.0 * libm::log10(peak)
        ))
    }
}

/// Schroeder's reverberator (1962): four combs, then two all-passes; 1.4 s.
fn hall(input: &[f64], offset: usize, out: &mut [f64]) {
    const COMBS: [usize; 4] = [1_309, 1_637, 1_811, 1_933];
    const ALL_PASSES: [usize; 2] = [221, 75];
    let mut combs = COMBS.map(|length| (vec![0.0; length + offset], 0.0));
    let mut all_passes = ALL_PASSES.map(|length| vec![0.0; length + offset]);
    for (n, (&x, y)) in input.iter().zip(out).enumerate() {
        let mut wet = 0.0;
        for (line, damped) in &mut combs {
            let at = n % line.len();
            let gain = libm::exp10(-3.0 * line.len() as f64 / RATE_HZ / 1.4);
            let delayed: f64 = line[at];
            *damped += 0.5 * (delayed - *damped);
            line[at] = x + gain * *damped;
            wet += 0.25 * delayed;
        }
        for line in &mut all_passes {
            let at = n % line.len();
            let delayed = line[at];
            let fed = wet + 0.6 * delayed;
            line[at] = fed;
            wet = delayed - 0.6 * fed;
        }
        *y += wet;
    }
}

/// Nothing below 30 Hz.
fn low_cut(channel: &mut [f64]) {
    let k = 1.0 - libm::exp(-std::f64::consts::TAU * 30.0 / RATE_HZ);
    let mut low = 0.0;
    for y in channel {
        low += k * (*y - low);
        *y -= low;
    }
}
