//! From a recipe to samples: voice ▸ room ▸ bleed ▸ microphone ▸ noise ▸ converter.

use super::device::{Microphone, loudspeaker, noise, transmitted};
use super::fault::Fault;
use super::performance::{Performance, Treatment};
use super::random::Random;
use super::recipe::Recipe;
use super::room::Room;
use super::singer::Singer;
use super::voice::Voice;
use crate::dsp::decibels::gain_from_db;
use crate::model::melody::{Melody, Note};

/// The backing that a fan hears, one channel.
#[derive(Debug, Clone, Copy)]
pub struct Backing<'a> {
    /// Samples, the first at song time 0.
    pub samples: &'a [f32],
    /// Samples a second.
    pub sample_rate_hz: u32,
}

/// Time that the recorder runs on after the last note, seconds.
const TAIL_S: f64 = 0.8;
/// Longest take, seconds: a guide may claim hours.
const LONGEST_S: f64 = 1_200.0;
/// Loudest sample of a recording that does not clip.
const HEADROOM: f32 = 0.97;

/// Makes the samples of a take, one channel within ±1, at `recipe.sample_rate_hz`.
///
/// Song time 0 is `recipe.lag_ms` after the first sample.
pub fn sing(recipe: &Recipe, melody: &Melody, backing: Option<Backing<'_>>) -> Vec<f32> {
    let true_rate_hz = f64::from(recipe.sample_rate_hz) * (1.0 + recipe.drift_ppm * 1e-6);
    let lag_s = recipe.lag_ms / 1_000.0;
    let length_s = match recipe.fault {
        Fault::TooShort => 1.0,
        _ => (melody.end_s() + TAIL_S + lag_s).min(LONGEST_S),
    };
    let samples = (length_s * true_rate_hz) as usize;
    let stream = |purpose: &str| Random::new(recipe.seed, purpose);
    if recipe.fault == Fault::Silent {
        return vec![0.0; samples];
    }

    // 1. The voice.
    let mut singer = Singer::draw(recipe.register, &mut stream("singer"));
    let notes = notes_for(recipe, melody, &mut singer);
    let treatment = Treatment {
        semitones: 12.0 * f64::from(recipe.octave) + recipe.cents / 100.0,
        late_s: recipe.late_ms / 1_000.0,
        scatter_s: recipe.scatter_ms / 1_000.0,
    };
    let mut performance = Performance::new(&notes, &singer, treatment, stream("performance"));
    let mut voice = Voice::sing(
        &mut performance,
        &singer,
        -lag_s,
        true_rate_hz,
        samples,
        stream("throat"),
    );
    let mut take = std::mem::take(&mut voice.samples);

    // 2. Its room and its microphone, to the asked level.
    let mut place = stream("room");
    let direct_db = if recipe.fault == Fault::Reverb {
        -2.0
    } else {
        place.between(8.0, 16.0)
    };
    Room::new(recipe.room_t60_s, direct_db, true_rate_hz, &mut place).reflect(&mut take);
    let microphone = Microphone::new(recipe.device, true_rate_hz, &mut stream("microphone"));
    microphone.record(&mut take);
    let level = gain_from_db(recipe.level_dbfs);
    let sung_level = voice.sounding_rms(&take);
    if sung_level > 0.0 {
        scale(&mut take, level / sung_level);
    }

    // 3. The backing through a loudspeaker and the same room, farther from the microphone.
    if let (Some(backing), Some(bleed_db)) = (backing, recipe.bleed_db) {
        let mut bleed = played_back(backing, -lag_s, true_rate_hz, samples);
        loudspeaker(recipe.device, &mut bleed, true_rate_hz);
        let far_db = place.between(0.0, 8.0);
        Room::new(recipe.room_t60_s, far_db, true_rate_hz, &mut place).reflect(&mut bleed);
        microphone.record(&mut bleed);
        add_at_level(&mut take, &bleed, level * gain_from_db(bleed_db));
    }

    // 4. Noise, the line, and the converter.
    let mut floor = noise(samples, true_rate_hz, &mut stream("noise"));
    microphone.record(&mut floor);
    add_at_level(&mut take, &floor, level * gain_from_db(-recipe.snr_db));
    let mut take = transmitted(recipe.device, take, recipe.sample_rate_hz);
    let peak = take.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    if recipe.fault != Fault::Clipped && peak > HEADROOM {
        scale(&mut take, f64::from(HEADROOM / peak));
    }
    for x in &mut take {
        *x = x.clamp(-1.0, 1.0);
    }
    take
}

/// The notes that this singer sings, and what the fault does to the singer.
fn notes_for(recipe: &Recipe, melody: &Melody, singer: &mut Singer) -> Vec<Note> {
    let guide = melody.notes();
    let first_s = guide.first().map_or(0.0, |note| note.onset_s);
    let end_s = melody.end_s().min(LONGEST_S);
    let mut random = Random::new(recipe.seed, "tune");
    match recipe.fault {
        Fault::NoiseOnly => Vec::new(),
        Fault::Half => {
            let half_s = (first_s + end_s) / 2.0;
            guide.iter().filter(|note| note.onset_s < half_s).cloned().collect()
        }
        Fault::Monotone => {
            let mean = guide.iter().map(|note| note.midi).sum::<f64>() / guide.len() as f64;
            let pitch = libm::round(mean);
            let on_one_pitch = |note: &Note| Note {
                midi: pitch,
                ..note.clone()
            };
            guide.iter().map(on_one_pitch).collect()
        }
        Fault::OtherSong => other_song(first_s, end_s, guide[0].midi, &mut random),
        Fault::Talking => {
            singer.vibrato_cents = 0.0;
            singer.glide_s = 0.16;
            singer.wander_cents = 60.0;
            singer.scoop_chance = 0.0;
            speech(first_s, end_s, recipe, &mut random)
        }
        _ => guide.to_vec(),
    }
}

/// A tune that was never asked for: a walk on a minor scale in another rhythm.
fn other_song(first_s: f64, end_s: f64, first_midi: f64, random: &mut Random) -> Vec<Note> {
    const MINOR: [f64; 7] = [0.0, 2.0, 3.0, 5.0, 7.0, 8.0, 10.0];
    const BEATS_S: [f64; 4] = [0.31, 0.31, 0.62, 0.93];
    const WORDS: [&str; 5] = ["la", "na", "doo", "lee", "ma"];
    let tonic = libm::round(first_midi) - 1.0;
    let mut degree = 4_i32;
    let mut onset_s = first_s + random.between(0.0, 0.3);
    let mut notes = Vec::new();
    while onset_s < end_s - 0.4 {
        let duration_s = *random.pick(&BEATS_S);
        let octave = f64::from(degree.div_euclid(7));
        notes.push(Note {
            onset_s,
            duration_s: 0.92 * duration_s,
            midi: tonic + 12.0 * octave + MINOR[degree.rem_euclid(7) as usize],
            syllable: (*random.pick(&WORDS)).to_owned(),
        });
        onset_s += duration_s * if random.chance(0.12) { 2.0 } else { 1.0 };
        let leap = *random.pick(&[-3, -2, -1, -1, 1, 1, 2, 4]);
        degree = (degree + leap).clamp(-2, 9);
    }
    notes
}

/// Speech: short syllables on a pitch that is never still.
fn speech(first_s: f64, end_s: f64, recipe: &Recipe, random: &mut Random) -> Vec<Note> {
    const SOUNDS: [&str; 10] = ["ta", "ki", "so", "men", "we", "go", "and", "lo", "ri", "ba"];
    // Speech lies about a fifth below the middle of the singing range.
    let usual_midi = recipe.register.centre_midi() - 7.0 - 12.0 * f64::from(recipe.octave);
    let mut onset_s = first_s;
    let mut left_in_phrase = 0;
    let mut height = 0.0;
    let mut notes = Vec::new();
    while onset_s < end_s - 0.3 {
        if left_in_phrase == 0 {
            left_in_phrase = 5 + random.bits() % 7;
            height = random.between(2.0, 5.0);
            onset_s += random.between(0.25, 0.8);
        }
        left_in_phrase -= 1;
        let duration_s = random.between(0.11, 0.26);
        notes.push(Note {
            onset_s,
            duration_s,
            midi: usual_midi + height + 1.6 * random.bell(),
            syllable: (*random.pick(&SOUNDS)).to_owned(),
        });
        height -= 0.7;
        onset_s += duration_s;
    }
    notes
}

/// The backing as a clock of `rate_hz` hears it from song time `first_s`: cubic interpolation.
fn played_back(backing: Backing<'_>, first_s: f64, rate_hz: f64, samples: usize) -> Vec<f32> {
    let ratio = f64::from(backing.sample_rate_hz) / rate_hz;
    let first = first_s * f64::from(backing.sample_rate_hz);
    let at = |i: i64| {
        usize::try_from(i)
            .ok()
            .and_then(|i| backing.samples.get(i))
            .map_or(0.0, |&x| f64::from(x))
    };
    (0..samples)
        .map(|n| {
            let position = first + n as f64 * ratio;
            let whole = libm::floor(position);
            let t = position - whole;
            let i = whole as i64;
            let (y0, y1, y2, y3) = (at(i - 1), at(i), at(i + 1), at(i + 2));
            let c1 = 0.5 * (y2 - y0);
            let c2 = y0 - 2.5 * y1 + 2.0 * y2 - 0.5 * y3;
            let c3 = 0.5 * (y3 - y0) + 1.5 * (y1 - y2);
            (y1 + t * (c1 + t * (c2 + t * c3))) as f32
        })
        .collect()
}

/// Adds `other`, scaled so that its root mean square is `level`.
fn add_at_level(take: &mut [f32], other: &[f32], level: f64) {
    let energy: f64 = other.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    let rms = libm::sqrt(energy / other.len().max(1) as f64);
    if rms > 0.0 {
        let gain = (level / rms) as f32;
        for (y, x) in take.iter_mut().zip(other) {
            *y += gain * x;
        }
    }
}

fn scale(samples: &mut [f32], gain: f64) {
    for x in samples {
        *x = (f64::from(*x) * gain) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::decibels::rms_dbfs;
    use crate::model::f0::{hz_to_midi, midi_to_hz};
    use crate::synth::encode::{FileSpec, Format};
    use crate::synth::plan::{PlanSettings, plan};

    fn tune() -> Melody {
        let notes = [(0.5, 60.0), (1.5, 64.0), (2.5, 67.0), (3.5, 62.0)]
            .map(|(onset_s, midi)| Note {
                onset_s,
                duration_s: 0.9,
                midi,
                syllable: "oh".to_owned(),
            })
            .to_vec();
        Melody::new(notes).unwrap()
    }

    fn recipes(fault: Fault, takes: usize) -> Vec<Recipe> {
        let settings = PlanSettings {
            seed: 7,
            takes,
            faults: vec![fault],
            formats: vec![FileSpec {
                format: Format::Wav,
                sample_rate_hz: Some(16_000),
            }],
            has_backing: true,
        };
        plan(&settings, &tune()).unwrap()
    }

    /// Noise that comes and goes: it correlates with itself at one lag only.
    fn backing_samples() -> Vec<f32> {
        let mut random = Random::new(3, "backing");
        (0..80_000).map(|_| 0.2 * random.bell() as f32).collect()
    }

    fn normalised_correlation(a: &[f32], b: &[f32]) -> f64 {
        let dot = |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum() };
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt().max(1e-12)
    }

    /// Pitch by autocorrelation around the expected one, MIDI.
    fn pitch_midi(frame: &[f32], expected_midi: f64, rate_hz: f64) -> f64 {
        let period = rate_hz / midi_to_hz(expected_midi);
        let (from, to) = ((period * 0.8) as usize, (period * 1.25) as usize);
        let at = |lag: usize| normalised_correlation(&frame[..frame.len() - lag], &frame[lag..]);
        let best = (from..=to).max_by(|&a, &b| at(a).total_cmp(&at(b))).unwrap();
        let (y0, y1, y2) = (at(best - 1), at(best), at(best + 1));
        let peak = best as f64 + 0.5 * (y0 - y2) / (y0 - 2.0 * y1 + y2);
        hz_to_midi(rate_hz / peak)
    }

    #[test]
    fn equal_recipes_make_equal_samples_and_other_seeds_others() {
        let takes = recipes(Fault::Good, 2);
        let backing_samples = backing_samples();
        let backing = Some(Backing {
            samples: &backing_samples,
            sample_rate_hz: 16_000,
        });
        assert_eq!(sing(&takes[0], &tune(), backing), sing(&takes[0], &tune(), backing));
        assert_ne!(sing(&takes[0], &tune(), backing), sing(&takes[1], &tune(), backing));
    }

    #[test]
    fn every_fault_is_finite_and_within_full_scale() {
        let backing_samples = backing_samples();
        for fault in Fault::ALL {
            for backing in [None, Some(backing_samples.as_slice())] {
                let backing = backing.map(|samples| Backing {
                    samples,
                    sample_rate_hz: 16_000,
                });
                let take = sing(&recipes(fault, 2)[1], &tune(), backing);
                assert!(take.len() >= 15_999, "{fault}");
                assert!(take.iter().all(|x| x.is_finite() && x.abs() <= 1.0), "{fault}");
                assert_eq!(take.iter().any(|&x| x != 0.0), fault != Fault::Silent, "{fault}");
            }
        }
    }

    #[test]
    fn planted_pitch_is_what_autocorrelation_finds() {
        for (fault, planted_cents) in [(Fault::Good, 0.0), (Fault::Flat, -60.0), (Fault::KeyShift, 300.0)] {
            let mut found_cents = Vec::new();
            for recipe in recipes(fault, 12) {
                let take = sing(&recipe, &tune(), None);
                for note in tune().notes() {
                    let expected = note.midi + 12.0 * f64::from(recipe.octave) + planted_cents / 100.0;
                    let middle_s = note.onset_s + 0.45 + recipe.lag_ms / 1_000.0;
                    let from = (middle_s * 16_000.0) as usize;
                    let found = pitch_midi(&take[from..from + 2_400], expected, 16_000.0);
                    found_cents.push(100.0 * (found - expected));
                }
            }
            found_cents.sort_by(f64::total_cmp);
            let median = found_cents[found_cents.len() / 2];
            // 48 notes with a standard deviation of some 16 cents, vibrato included: three standard errors are 9.
            assert!(median.abs() < 9.0, "{fault}: {median}");
            let astray = found_cents.iter().filter(|cents| cents.abs() > 80.0).count();
            assert!(astray <= 2, "{fault}: {found_cents:?}");
        }
    }

    #[test]
    fn backing_leaks_in_at_the_planted_lag() {
        let backing_samples = backing_samples();
        let backing = Some(Backing {
            samples: &backing_samples,
            sample_rate_hz: 16_000,
        });
        for recipe in recipes(Fault::BleedLoud, 4) {
            let take = sing(&recipe, &tune(), backing);
            let lag = (recipe.lag_ms * 16.0).round() as usize;
            let match_at =
                |lag: usize| normalised_correlation(&take[lag..lag + 16_000], &backing_samples[..16_000]).abs();
            let best = (0..8_000).max_by(|&a, &b| match_at(a).total_cmp(&match_at(b))).unwrap();
            // The filters of loudspeaker and microphone smear by a sample or so.
            assert!(best.abs_diff(lag) <= 3, "{best} for {lag}");
        }
    }

    #[test]
    fn voice_and_noise_are_at_the_planted_levels() {
        for recipe in recipes(Fault::Good, 3) {
            let at = |snr_db| Recipe {
                level_dbfs: -40.0,
                snr_db,
                bleed_db: None,
                ..recipe.clone()
            };
            let clean = sing(&at(120.0), &tune(), None);
            let noisy = sing(&at(10.0), &tune(), None);
            let noise: Vec<f32> = noisy.iter().zip(&clean).map(|(a, b)| a - b).collect();
            assert!((rms_dbfs(&noise) + 50.0).abs() < 0.1, "{}", rms_dbfs(&noise));
            let lag_s = recipe.lag_ms / 1_000.0;
            let sung: Vec<f32> = tune()
                .notes()
                .iter()
                .flat_map(|note| {
                    let from = ((note.onset_s + 0.1 + lag_s) * 16_000.0) as usize;
                    clean[from..from + 11_200].to_vec()
                })
                .collect();
            // The level counts while a vowel sounds at more than 0.4 of its strength; this is the loudest part of that.
            assert!((rms_dbfs(&sung) + 40.0).abs() < 1.0, "{}", rms_dbfs(&sung));
        }
    }
}
