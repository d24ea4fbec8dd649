//! Lag from the backing that leaked into the microphone.
//!
//! 1. Take and backing are whitened in time and frequency (`whiten`).
//! 2. Blocks of 1 s of the take are correlated with the backing over all candidate lags, by FFT; the spectra of the
//!    backing's blocks are prepared once a campaign.
//! 3. The blocks' correlations are summed along straight lines in (time, lag), one slope for each clock difference: a
//!    whole-take correlation loses its peak to a clock that is 100 ppm off. The strongest sum wins; a microphone may
//!    invert, so strength is magnitude.
//! 4. In a room the loudest arrival can be a reflection: the earliest peak of at least half the strength within 20 ms
//!    before the strongest is taken for the direct sound, unless its mirror image stands as long after.
//! 5. Groups of blocks look for the peak once more, each alone, within ±1 ms. Their lags give drift and lag by the
//!    Theil–Sen line, to a fraction of a sample.
//! 6. The lag is accepted on evidence only: the peak stands far above the rest of the curve (in robust standard
//!    deviations) and well above its strongest rival, most groups see it, and at that lag the take holds more of the
//!    backing than chance would give (`bleed_level`). A take without bleed, or with another song's, has no such peak;
//!    then there is no answer, and the contour is asked.
//!
//! Thresholds: of 660 trials without bleed or with another song's (six singers, 45 backings, 5–20 s) none passed; no
//! peak there was higher than 5.9, and of the 72 without any bleed none held more than 1.2 times what chance gives.
//! What deceives it is a copy of the backing itself; a melody sung twice does not: no two voices keep in phase.
//!
//! Range: bleed down to some −40 dB below the voice, takes from 4 s. Cost: one short-time transform and two FFTs a block.

use super::blocks::{Layout, correlate_blocks};
use super::stack::{Peak, best_stack, find_peak, follow, greatest, strongest_window};
use super::{RATE_HZ, Search, bleed_level};
use crate::model::features::{Evidence, Lag, LagMethod};

pub use super::blocks::Backing;

/// Points of the evidence curve at most.
const EVIDENCE_POINTS: usize = 600;

/// Least height of an accepted peak, robust standard deviations of the curve.
const LEAST_HEIGHT: f64 = 6.0;

/// Least ratio of an accepted peak to its strongest rival.
const LEAST_MARGIN: f64 = 1.35;

/// Least power of the backing at the lag, against what chance alone would give.
const LEAST_OVER_CHANCE: f64 = 1.25;

/// Least share of groups that see an accepted peak.
const LEAST_AGREEMENT: f64 = 0.75;

/// Lag of a take, mono at [`RATE_HZ`], by the backing heard in it; `None` without evidence.
pub fn by_bleed(take: &[f32], backing: &Backing, search: &Search) -> Option<Lag> {
    let layout = Layout::new(search)?;
    let blocks = correlate_blocks(take, backing, &layout)?;
    let window = strongest_window(&blocks);
    let origin = 0.5 * (window.start + window.end - 1) as f64;
    let (stack, drift_ppm) = best_stack(&blocks, window, origin, search.greatest_drift_ppm.abs());
    let peak = find_peak(&stack, &blocks, origin, drift_ppm);
    if !peak.is_evidence() {
        return None;
    }
    let line = follow(&blocks, peak.index, origin, drift_ppm);
    let lag_samples = layout.earliest as f64 + line.lag_at_start;
    let heard = bleed_level::hear(take, &backing.plain, lag_samples, line.drift_ppm.unwrap_or(drift_ppm))?;
    if heard.over_chance < LEAST_OVER_CHANCE {
        return None;
    }
    let ms = |samples: f64| samples * 1000.0 / f64::from(RATE_HZ);
    Some(Lag {
        lag_ms: ms(lag_samples),
        method: LagMethod::Bleed,
        confidence: peak.confidence(),
        drift_ppm: line.drift_ppm,
        bleed_db: heard.bleed_db,
        evidence: evidence(&stack, peak.index, ms(layout.earliest as f64)),
    })
}

impl Peak {
    fn is_evidence(&self) -> bool {
        self.height >= LEAST_HEIGHT && self.margin >= LEAST_MARGIN && self.agreement >= LEAST_AGREEMENT
    }

    /// From the height beyond what is needed, and the agreement: 0.9 and more for any peak that was accepted with room.
    fn confidence(&self) -> f64 {
        let height = 1.0 / (1.0 + libm::exp(-(self.height - 0.75 * LEAST_HEIGHT)));
        height * (0.5 + 0.5 * self.agreement)
    }
}

/// The curve for people: the greatest magnitude in each of at most 600 equal parts, the peak's own as 1.
fn evidence(stack: &[f32], index: usize, first_lag_ms: f64) -> Evidence {
    let width = stack.len().div_ceil(EVIDENCE_POINTS);
    let step_ms = width as f64 * 1000.0 / f64::from(RATE_HZ);
    let top = stack[index].abs().max(greatest(stack)).max(f32::MIN_POSITIVE);
    Evidence {
        first_lag_ms: first_lag_ms + 0.5 * (step_ms - 1000.0 / f64::from(RATE_HZ)),
        step_ms,
        strength: stack.chunks(width).map(|part| greatest(part) / top).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    const RATE: f64 = RATE_HZ as f64;

    struct Random(u64);

    impl Random {
        fn next(&mut self) -> f64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1u64 << 53) as f64
        }
    }

    /// A song as a function of time, so that any lag and drift is exact: struck notes of a few decaying partials.
    struct Song(Vec<(f64, Vec<f64>)>);

    impl Song {
        fn new(seed: u64, length_s: f64) -> Self {
            let mut random = Random(seed);
            for _ in 0..10 {
                random.next();
            }
            let mut at_s = 0.0;
            let mut strikes = Vec::new();
            while at_s < length_s {
                let root_hz = 110.0 * libm::exp2((random.next() * 24.0).floor() / 12.0);
                let mut partials: Vec<f64> = (1..5).map(|k| root_hz * f64::from(k)).collect();
                partials.extend((0..6).map(|_| 1500.0 + 5000.0 * random.next()));
                strikes.push((at_s, partials));
                at_s += 0.12 + 0.3 * random.next();
            }
            Self(strikes)
        }

        fn at(&self, song_s: f64) -> f64 {
            let end = self.0.partition_point(|strike| strike.0 <= song_s);
            self.0[end.saturating_sub(4)..end]
                .iter()
                .map(|(at_s, partials)| {
                    let age_s = song_s - at_s;
                    let tone = |(k, hz): (usize, &f64)| {
                        let decay = if k < 4 { 6.0 } else { 40.0 };
                        libm::exp(-decay * age_s) * libm::sin(TAU * hz * age_s + k as f64)
                    };
                    partials.iter().enumerate().map(tone).sum::<f64>()
                })
                .sum()
        }

        fn recorded(&self, length_s: f64, lag_ms: f64, drift_ppm: f64) -> Vec<f32> {
            (0..(length_s * RATE) as usize)
                .map(|n| {
                    let take_s = n as f64 / RATE;
                    self.at(take_s * (1.0 - 1e-6 * drift_ppm) - lag_ms / 1000.0) as f32
                })
                .collect()
        }
    }

    /// A voice of ten harmonics that wanders, with vibrato and pauses.
    fn voice(seed: u64, length_s: f64) -> Vec<f32> {
        let mut random = Random(seed.wrapping_add(99));
        for _ in 0..10 {
            random.next();
        }
        let notes: Vec<f64> = (0..200)
            .map(|_| 150.0 * libm::exp2((random.next() * 12.0).floor() / 12.0))
            .collect();
        let (vibrato_hz, mut phase) = (4.5 + 2.0 * random.next(), 0.0);
        (0..(length_s * RATE) as usize)
            .map(|n| {
                let take_s = n as f64 / RATE;
                let hz = notes[(take_s / 0.45) as usize % 200] * (1.0 + 0.02 * libm::sin(TAU * vibrato_hz * take_s));
                phase = (phase + hz / RATE) % 1.0;
                let open = if (take_s / 0.45).fract() < 0.85 { 1.0 } else { 0.0 };
                let noise = 1e-3 * (random.next() - 0.5);
                let tone: f64 = (1..=10)
                    .map(|k| libm::sin(TAU * f64::from(k) * phase) / f64::from(k))
                    .sum();
                (0.1 * (open * tone + noise)) as f32
            })
            .collect()
    }

    fn rms(samples: &[f32]) -> f32 {
        (samples.iter().map(|x| x * x).sum::<f32>() / samples.len() as f32).sqrt()
    }

    fn mixed(voice: &[f32], bleed: &[f32], bleed_db: f32) -> Vec<f32> {
        let gain = rms(voice) / rms(bleed) * 10.0_f32.powf(bleed_db / 20.0);
        voice.iter().zip(bleed).map(|(v, b)| v + gain * b).collect()
    }

    fn backing(song: &Song, length_s: f64) -> Backing {
        Backing::new(&song.recorded(length_s, 0.0, 0.0))
    }

    #[test]
    fn a_planted_lag_is_found_to_a_fraction_of_a_sample() {
        let song = Song::new(1, 14.0);
        let backing = backing(&song, 14.0);
        for (lag_ms, bleed_db) in [
            (0.0, -10.0),
            (123.456, -20.0),
            (350.01, -30.0),
            (649.97, -20.0),
            (-60.3, -20.0),
        ] {
            let take = mixed(
                &voice(f64::to_bits(lag_ms), 12.0),
                &song.recorded(12.0, lag_ms, 0.0),
                bleed_db,
            );
            let lag = by_bleed(&take, &backing, &Search::default()).expect("the backing is there");
            // A quarter of a sample is 0.016 ms; a voice 30 dB above pulls the parabola by some more.
            assert!(
                (lag.lag_ms - lag_ms).abs() < 0.06,
                "{lag_ms} ms at {bleed_db} dB: {}",
                lag.lag_ms
            );
            assert!(lag.confidence > 0.5, "{}", lag.confidence);
            assert_eq!(lag.method, LagMethod::Bleed);
            let level = lag.bleed_db.expect("it is above chance");
            assert!((level - f64::from(bleed_db)).abs() < 4.0, "{level} for {bleed_db} dB");
        }
    }

    #[test]
    fn an_inverted_microphone_is_heard_too() {
        let song = Song::new(2, 10.0);
        let bleed: Vec<f32> = song.recorded(9.0, 200.0, 0.0).iter().map(|x| -x).collect();
        let take = mixed(&voice(2, 9.0), &bleed, -15.0);
        let lag = by_bleed(&take, &backing(&song, 10.0), &Search::default()).expect("the backing is there");
        assert!((lag.lag_ms - 200.0).abs() < 0.06, "{}", lag.lag_ms);
    }

    #[test]
    fn a_clock_that_is_off_is_followed_and_measured() {
        let song = Song::new(3, 42.0);
        let backing = backing(&song, 42.0);
        for drift_ppm in [-120.0, 40.0, 100.0] {
            let take = mixed(&voice(3, 40.0), &song.recorded(40.0, 250.0, drift_ppm), -15.0);
            let lag = by_bleed(&take, &backing, &Search::default()).expect("the backing is there");
            let measured = lag.drift_ppm.expect("40 s are enough");
            assert!((measured - drift_ppm).abs() < 1.5, "{drift_ppm} ppm: {measured}");
            assert!((lag.lag_ms - 250.0).abs() < 0.06, "{drift_ppm} ppm: {} ms", lag.lag_ms);
        }
    }

    #[test]
    fn no_bleed_no_answer() {
        let backing = backing(&Song::new(4, 12.0), 12.0);
        for seed in 0..12 {
            let lag = by_bleed(&voice(seed, 8.0), &backing, &Search::default());
            assert_eq!(lag, None, "voice {seed}");
        }
    }

    #[test]
    fn another_song_is_no_answer() {
        let backing = backing(&Song::new(5, 12.0), 12.0);
        for seed in 100..112 {
            let other = Song::new(seed, 12.0).recorded(8.0, 100.0, 0.0);
            let take = mixed(&voice(seed, 8.0), &other, -5.0);
            assert_eq!(by_bleed(&take, &backing, &Search::default()), None, "song {seed}");
        }
    }

    #[test]
    fn another_search_gives_the_same_lag() {
        let song = Song::new(6, 10.0);
        let take = mixed(&voice(6, 9.0), &song.recorded(9.0, 300.0, 0.0), -15.0);
        let backing = backing(&song, 10.0);
        let narrow = Search {
            earliest_ms: 200.0,
            latest_ms: 400.0,
            ..Search::default()
        };
        let lag = by_bleed(&take, &backing, &narrow).expect("the backing is there");
        assert!((lag.lag_ms - 300.0).abs() < 0.06, "{}", lag.lag_ms);
    }

    #[test]
    fn evidence_peaks_where_the_lag_is() {
        let song = Song::new(7, 10.0);
        let take = mixed(&voice(7, 9.0), &song.recorded(9.0, 300.0, 0.0), -15.0);
        let lag = by_bleed(&take, &backing(&song, 10.0), &Search::default()).expect("the backing is there");
        let Evidence {
            first_lag_ms,
            step_ms,
            strength,
        } = lag.evidence;
        assert!(strength.len() <= EVIDENCE_POINTS);
        let top = strength.iter().position(|&x| x == 1.0).expect("the peak is 1");
        assert!((first_lag_ms + top as f64 * step_ms - 300.0).abs() <= step_ms);
    }

    #[test]
    fn degenerate_input_has_no_lag() {
        let song = Song::new(8, 10.0);
        let whole = backing(&song, 10.0);
        let search = Search::default();
        let nothing: [&[f32]; 5] = [&[], &[0.5], &[0.0; 20_000], &[0.0; 200_000], &[f32::NAN; 100_000]];
        for take in nothing {
            assert_eq!(by_bleed(take, &whole, &search), None, "{} samples", take.len());
        }
        let take = song.recorded(9.0, 0.0, 0.0);
        assert_eq!(by_bleed(&take, &Backing::new(&[]), &search), None);
        assert_eq!(by_bleed(&take, &Backing::new(&[0.0; 50_000]), &search), None);
        for (earliest_ms, latest_ms) in [(10.0, -10.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            let search = Search {
                earliest_ms,
                latest_ms,
                ..search
            };
            assert_eq!(by_bleed(&take, &whole, &search), None);
        }
    }
}
