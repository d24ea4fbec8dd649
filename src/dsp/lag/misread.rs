//! A recording whose header states the wrong sample rate.
//!
//! Played at 44.1 kHz instead of 48 kHz, everything is 8.8 % slower and 1.47 semitones lower; at half the rate, an octave
//! and twice as long. Neither alone says anything, since people sing in any key: but a contour that lies badly on the guide
//! as it was read, and well, *in the guide's own key or an octave of it*, once time and pitch are scaled by one ratio of
//! two usual sample rates, was recorded at the other rate. Nobody sings 8.8 % too slow and just 147 cents flat by chance
//! while the backing plays.
//!
//! For each usual rate the contour is scaled by `r = rate / stated rate` (times by 1/r, pitches by 12 log2 r semitones) and
//! laid over the guide at every lag, as in [`super::contour`]; of the fits, only those within 0.8
//! semitones of the guide's key count. What is sung well as it was read ends the search at once.
//!
//! Of 18 s takes read 8.8 % off, 0.3 to 0.45 of the singing lies on the guide as read, and 0.88 at the true rate.
//!
//! Cost: 1 ms for 20 s where the take fits as it was read, some 10 ms where it does not.

use super::Search;
use super::contour::{Contour, REST_COST, lay_over, spans};
use super::octave::Circle;
use crate::model::f0::{F0Track, HOP_S};
use crate::model::melody::Melody;

/// Rates of recorders.
const USUAL_RATES_HZ: [u32; 11] = [
    8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000,
];
/// Ratios that are looked at.
const LEAST_RATIO: f64 = 0.45;
const GREATEST_RATIO: f64 = 2.2;
/// Step of the lags, seconds: a quarter of a short note.
const STEP_S: f64 = 0.03;
/// Most lags that are tried; a wider search has coarser steps.
const MOST_LAGS: usize = 400;
/// Width of the pitch kernel, cents: that of the search for the lag.
const PITCH_WIDTH_CENTS: f64 = 60.0;
/// Least voiced time that says anything, seconds: with less, some ratio fits by chance.
const LEAST_VOICED_S: f64 = 3.0;
/// Share of the singing on the guide with which a take is believed as it was read.
const BELIEVED_SHARE: f64 = 0.7;
/// Least share of the singing on the guide at another rate.
const LEAST_SHARE: f64 = 0.55;
/// By how much another rate must be better than the stated one, and than a third.
const MARGIN: f64 = 0.15;
/// Greatest distance from the guide's key at another rate, semitones.
const KEY_SEMITONES: f64 = 0.8;

/// The rate at which a recording was made, if that is not the one that was stated; `None` also where nothing tells.
pub fn true_rate_hz(f0: &F0Track, level_dbfs: &[f32], melody: &Melody, search: &Search, stated_hz: u32) -> Option<u32> {
    if !search.is_sound() || stated_hz == 0 {
        return None;
    }
    let contour = Contour::new(f0, 1).audible(level_dbfs);
    if contour.total_weight() * HOP_S < LEAST_VOICED_S {
        return None;
    }
    let notes = spans(melody);
    let as_read = best_share(&contour, &notes, search, None);
    if as_read >= BELIEVED_SHARE {
        return None;
    }
    let mut shares: Vec<(f64, u32)> = USUAL_RATES_HZ
        .into_iter()
        .filter(|&rate_hz| rate_hz != stated_hz)
        .map(|rate_hz| (f64::from(rate_hz) / f64::from(stated_hz), rate_hz))
        .filter(|(ratio, _)| (LEAST_RATIO..=GREATEST_RATIO).contains(ratio))
        .map(|(ratio, rate_hz)| {
            (
                best_share(&scaled(&contour, ratio), &notes, search, Some(KEY_SEMITONES)),
                rate_hz,
            )
        })
        .collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let &(share, rate_hz) = shares.first()?;
    let next = shares.get(1).map_or(0.0, |next| next.0).max(as_read);
    (share >= LEAST_SHARE && share >= next + MARGIN).then_some(rate_hz)
}

/// The contour as it sounds at another rate.
fn scaled(contour: &Contour, ratio: f64) -> Contour {
    let semitones = 12.0 * libm::log2(ratio);
    Contour {
        hop_s: contour.hop_s / ratio,
        midi: contour.midi.iter().map(|midi| midi + semitones).collect(),
        weight: contour.weight.clone(),
    }
}

/// The greatest share of the singing that lies on the guide at any lag, singing in rests taken off.
fn best_share(contour: &Contour, notes: &[(f64, f64, f64)], search: &Search, greatest_key: Option<f64>) -> f64 {
    let span_s = (search.latest_ms - search.earliest_ms) / 1000.0;
    let step_s = STEP_S.max(span_s / MOST_LAGS as f64);
    let mut circle = Circle::new(120, PITCH_WIDTH_CENTS);
    let mut best: f64 = 0.0;
    for k in 0..=(span_s / step_s) as usize {
        let lag_s = search.earliest_ms / 1000.0 + k as f64 * step_s;
        let fit = lay_over(contour, notes, lag_s, &mut circle);
        if greatest_key.is_none_or(|greatest| fit.key_semitones.abs() <= greatest) {
            best = best.max(fit.on_notes - REST_COST * fit.in_rests);
        }
    }
    best / contour.total_weight()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::f0::midi_to_hz;
    use crate::model::melody::Note;

    fn melody() -> Melody {
        // Long enough to hold three seconds of singing when it is read at twice its rate.
        let midis = [
            60.0, 62.0, 64.0, 60.0, 67.0, 65.0, 64.0, 62.0, 59.0, 60.0, 64.0, 67.0, 65.0, 60.0, 57.0, 59.0, 64.0, 62.0,
        ];
        let note = |(n, midi): (usize, &f64)| Note {
            onset_s: 0.5 + 0.6 * n as f64,
            duration_s: if n % 4 == 3 { 0.4 } else { 0.55 },
            midi: *midi,
            syllable: String::new(),
        };
        Melody::new(midis.iter().enumerate().map(note).collect()).expect("a melody")
    }

    /// The melody sung 120 ms late, in another key, recorded at one rate and read at another.
    fn read_at(true_hz: f64, stated_hz: f64, key_semitones: f64) -> F0Track {
        let melody = melody();
        let ratio = true_hz / stated_hz;
        let frames = ((melody.end_s() + 1.0) * ratio / HOP_S) as usize;
        let mut track = F0Track::default();
        for i in 0..frames {
            let note = melody.at(i as f64 * HOP_S / ratio - 0.12);
            let hz = note.map_or(0.0, |note| midi_to_hz(note.midi + key_semitones) / ratio);
            track.f0_hz.push(hz as f32);
            track.voiced.push(note.is_some());
            track.confidence.push(if note.is_some() { 0.9 } else { 0.0 });
        }
        track
    }

    fn found(track: &F0Track, stated_hz: u32) -> Option<u32> {
        true_rate_hz(track, &[], &melody(), &Search::default(), stated_hz)
    }

    #[test]
    fn usual_confusions_are_seen_through() {
        for (true_hz, stated_hz) in [
            (48_000, 44_100),
            (44_100, 48_000),
            (48_000, 24_000),
            (24_000, 48_000),
            (16_000, 8_000),
            (32_000, 48_000),
        ] {
            for octave in [0.0, -12.0] {
                let track = read_at(f64::from(true_hz), f64::from(stated_hz), octave);
                assert_eq!(found(&track, stated_hz), Some(true_hz), "{true_hz} read at {stated_hz}");
            }
        }
    }

    #[test]
    fn singers_in_another_key_or_tempo_are_believed() {
        for key_semitones in [0.0, -1.47, 1.47, 3.0, -5.0] {
            assert_eq!(found(&read_at(48_000.0, 48_000.0, key_semitones), 48_000), None);
        }
        // 8.8 % slow, but in key; or as slow and as flat as a wrong rate, but a third higher.
        for key_semitones in [1.47, 4.0] {
            assert_eq!(found(&read_at(48_000.0, 44_100.0, key_semitones), 44_100), None);
        }
    }

    #[test]
    fn another_song_and_too_little_of_this_one_say_nothing() {
        let mut other = read_at(48_000.0, 48_000.0, 0.0);
        other.f0_hz.reverse();
        other.voiced.reverse();
        other.confidence.reverse();
        assert_eq!(found(&other, 48_000), None);
        let mut short = read_at(48_000.0, 44_100.0, 0.0);
        short.f0_hz.truncate(250);
        short.voiced.truncate(250);
        short.confidence.truncate(250);
        assert_eq!(found(&short, 44_100), None);
        assert_eq!(found(&F0Track::default(), 44_100), None);
        assert_eq!(found(&read_at(48_000.0, 44_100.0, 0.0), 0), None);
    }
}
