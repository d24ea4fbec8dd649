//! The latency probe: four short chirps on the beats of the count-in, and where a recording has them.
//!
//! A chirp sweeps from 1 to 5 kHz in 20 ms under a Hann window: what a phone's loudspeaker plays, what every microphone
//! from 16 kHz on hears, and little of what a crowd or a kick drum makes. The third of the four sweeps downwards (Barker's
//! code of four), so that a lag of one beat cannot pass for none.
//!
//! The probe brings the recording to 16 kHz and correlates it with each chirp where that should be, for every lag from
//! −20 to 700 ms (fans' devices: median 197 ms, most 598 ms). Each correlation is divided by its own noise. At each lag the
//! loudest of the four is left out and the others are added: one cough does not count, and neither does one lost
//! chirp. The peak of that sum is the lag, placed between the samples by a parabola; its height over the noise of the
//! sum, or over what rings just before the peak if that is louder (a clap rings on both sides, a chirp on neither), says
//! whether to believe it. White noise alone read 10 to 16 dB in 300 tries, 13 in
//! the middle; chirps 5 dB under the noise of a whole recording at 48 kHz read 22 dB and more. From [`SURE_DB`] on the
//! fan's loudspeaker was heard.

use std::f64::consts::{PI, TAU};
use std::ops::RangeInclusive;

use stemforge_f0::RATE_HZ;
use stemforge_f0::decibels::db_from_amplitude;
use stemforge_f0::live::Decimator;

/// Chirps of a probe.
pub const CHIRPS: usize = 4;
/// Length of a chirp, in seconds.
pub const CHIRP_S: f64 = 0.02;
/// Peak over floor from which a lag is to be believed, in dB.
pub const SURE_DB: f64 = 18.0;

/// Where a rising chirp starts, Hz.
const LOW_HZ: f64 = 1000.0;
/// Where it ends.
const HIGH_HZ: f64 = 5000.0;
/// Rates at which there are chirps.
const RATES_HZ: RangeInclusive<u32> = RATE_HZ..=192_000;
/// Which of the chirps fall.
const FALLS: [bool; CHIRPS] = [false, false, true, false];
/// Lags that are tried, in seconds.
const LAGS_S: (f64, f64) = (-0.02, 0.7);
/// What rings before a peak: from this long before it …
const BEFORE_S: f64 = 0.01;
/// … until this long.
const NEAR_S: f64 = 0.001;
/// Median of the amplitude of Gaussian noise, as a share of its standard deviation.
const MEDIAN_OF_NOISE: f32 = 0.6745;
/// Least floor, as a share of the peak: 80 dB are enough for anybody, and digital silence has a floor too.
const LEAST_FLOOR: f32 = 1e-4;

/// What a probe found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// How much later than expected the chirps are in the recording.
    pub lag_ms: f64,
    /// Height of the peak over the floor.
    pub peak_db: f64,
}

impl Found {
    /// Whether the chirps were really heard.
    pub fn is_sure(&self) -> bool {
        self.peak_db >= SURE_DB
    }
}

/// Chirp `index` of the four at `time_s` from its start; nothing outside of its 20 ms.
fn chirp_at(index: usize, time_s: f64) -> f64 {
    if !(0.0..CHIRP_S).contains(&time_s) {
        return 0.0;
    }
    let time_s = if FALLS[index] { CHIRP_S - time_s } else { time_s };
    let window = libm::sin(PI * time_s / CHIRP_S);
    let cycles = LOW_HZ * time_s + (HIGH_HZ - LOW_HZ) * time_s * time_s / (2.0 * CHIRP_S);
    window * window * libm::sin(TAU * cycles)
}

/// The samples of chirp `index` of the four, at full scale; none where there is no such chirp, or the rate is not from 16
/// to 192 kHz.
pub fn chirp(index: usize, rate_hz: u32) -> Vec<f32> {
    if index >= CHIRPS || !RATES_HZ.contains(&rate_hz) {
        return Vec::new();
    }
    let length = (CHIRP_S * f64::from(rate_hz)).ceil() as usize;
    let sample = |n| chirp_at(index, n as f64 / f64::from(rate_hz)) as f32;
    (0..length).map(sample).collect()
}

/// Looks for the chirps in a recording. `starts_s` are the times at which they would start in it without any lag. `None`
/// for a rate under 16 kHz or beyond 192 kHz, for silence, and for starts that are no times in the recording.
pub fn probe(samples: &[f32], rate_hz: u32, starts_s: [f64; CHIRPS]) -> Option<Found> {
    let length_s = samples.len() as f64 / f64::from(rate_hz);
    if !RATES_HZ.contains(&rate_hz) || !starts_s.iter().all(|start_s| (0.0..length_s).contains(start_s)) {
        return None;
    }
    let finite: Vec<f32> = samples
        .iter()
        .map(|x| if x.is_finite() { x.clamp(-8.0, 8.0) } else { 0.0 })
        .collect();
    let recording = Decimator::whole(rate_hz, &finite)?;
    let mut matches: Vec<Vec<f32>> = Vec::with_capacity(CHIRPS);
    for (index, start_s) in starts_s.into_iter().enumerate() {
        matches.push(correlate(&recording, index, start_s));
    }
    let loudest = matches.iter().flatten().fold(0.0_f32, |most, x| most.max(x.abs()));
    if loudest <= 0.0 {
        return None;
    }
    for correlation in &mut matches {
        let floor = noise_of(correlation).max(LEAST_FLOOR * loudest);
        correlation.iter_mut().for_each(|x| *x /= floor);
    }
    let sum: Vec<f32> = (0..matches[0].len())
        .map(|lag| without_loudest(matches.iter().map(|correlation| correlation[lag])))
        .collect();
    let peak = (0..sum.len()).fold(0, |best, lag| if sum[lag] > sum[best] { lag } else { best });
    let rate = f64::from(RATE_HZ);
    let before = peak.saturating_sub((BEFORE_S * rate) as usize)..peak.saturating_sub((NEAR_S * rate) as usize);
    let ringing = root_mean_square(&sum[before]);
    let floor = noise_of(&sum).max(ringing).max(LEAST_FLOOR * sum[peak]);
    Some(Found {
        lag_ms: 1000.0 * (LAGS_S.0 + (peak as f64 + between(&sum, peak)) / rate),
        peak_db: db_from_amplitude(f64::from(sum[peak] / floor)),
    })
}

/// The recording against one chirp, from the first lag to the last; what lies outside of the recording is silence.
fn correlate(recording: &[f32], index: usize, start_s: f64) -> Vec<f32> {
    let rate = f64::from(RATE_HZ);
    // The chirp is moved by the fraction of a sample that its first place has.
    let first = (start_s + LAGS_S.0) * rate;
    let fraction = first - first.floor();
    let template: Vec<f32> = (0..=(CHIRP_S * rate) as usize)
        .map(|n| chirp_at(index, (n as f64 - fraction) / rate) as f32)
        .collect();
    let lags = ((LAGS_S.1 - LAGS_S.0) * rate) as i64;
    (0..lags)
        .map(|lag| {
            let start = first.floor() as i64 + lag;
            let skipped = (-start).clamp(0, template.len() as i64) as usize;
            let there = recording.get(start.max(0) as usize..).unwrap_or_default();
            let pairs = there.iter().zip(&template[skipped..]);
            pairs.map(|(x, chirp)| x * chirp).sum()
        })
        .collect()
}

/// Amplitude of the sum of all but the one that is loudest, brought to the noise of one.
fn without_loudest(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let sum: f32 = values.clone().sum();
    let loudest = values.fold(0.0_f32, |loudest, x| if x.abs() > loudest.abs() { x } else { loudest });
    (sum - loudest).abs() / ((CHIRPS - 1) as f32).sqrt()
}

/// Standard deviation of the noise, by the median of the amplitudes: a peak does not count.
fn noise_of(values: &[f32]) -> f32 {
    let mut amplitudes: Vec<f32> = values.iter().map(|x| x.abs()).collect();
    let middle = amplitudes.len() / 2;
    *amplitudes.select_nth_unstable_by(middle, f32::total_cmp).1 / MEDIAN_OF_NOISE
}

fn root_mean_square(values: &[f32]) -> f32 {
    let sum: f32 = values.iter().map(|x| x * x).sum();
    (sum / values.len().max(1) as f32).sqrt()
}

/// How far the top of the parabola through a peak and its neighbours lies from it, in samples.
fn between(values: &[f32], peak: usize) -> f64 {
    if peak == 0 || peak + 1 == values.len() {
        return 0.0;
    }
    let (before, here, after) = (values[peak - 1], values[peak], values[peak + 1]);
    let curve = before - 2.0 * here + after;
    if curve < 0.0 {
        f64::from(0.5 * (before - after) / curve)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
