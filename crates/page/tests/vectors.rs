//! The vectors of `tests/shared`, through the C interface, natively.
//!
//! `tests/shared/vectors.json` says what the rules must answer and which signals to make; `measured.json` is what this test
//! measured of them. The page's build must measure the same (`tests/shared/vectors.mjs`). After a change that is meant,
//! `STEMFORGE_WRITE_VECTORS=1 cargo test -p stemforge-page --test vectors` writes `measured.json` anew.
#![expect(unsafe_code, reason = "the interface takes addresses")]

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use stemforge_page::abi::*;

#[derive(Deserialize)]
struct Vectors {
    names: Vec<NameVector>,
    teams: Vec<TeamVector>,
    terms: Vec<TermsVector>,
    durations: Vec<DurationVector>,
    consents: Vec<TickVector>,
    ages: Vec<TickVector>,
    pitch: Vec<PitchVector>,
    probes: Vec<ProbeVector>,
    probe_starts_s: [f64; 4],
    probe_seconds: f64,
}

#[derive(Deserialize)]
struct NameVector {
    name: String,
    fault: Option<String>,
    standing: String,
}

#[derive(Deserialize)]
struct TeamVector {
    team: String,
    codes: Vec<String>,
    fault: Option<String>,
}

#[derive(Deserialize)]
struct TermsVector {
    terms: String,
    fault: Option<String>,
}

#[derive(Deserialize)]
struct DurationVector {
    duration_ms: f64,
    max_duration_ms: f64,
    fault: Option<String>,
}

#[derive(Deserialize)]
struct TickVector {
    ticked: Option<bool>,
    fault: Option<String>,
}

#[derive(Deserialize)]
struct PitchVector {
    signal: String,
    sample_rate_hz: u32,
    parts: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(default)]
struct Part {
    seconds: f64,
    from_hz: f64,
    to_hz: f64,
    vibrato_hz: f64,
    vibrato_cents: f64,
    amplitude: f64,
    noise: f64,
}

impl Default for Part {
    fn default() -> Self {
        Self {
            seconds: 0.0,
            from_hz: 0.0,
            to_hz: 0.0,
            vibrato_hz: 0.0,
            vibrato_cents: 0.0,
            amplitude: 0.3,
            noise: 0.0,
        }
    }
}

#[derive(Deserialize)]
struct ProbeVector {
    signal: String,
    sample_rate_hz: u32,
    lag_ms: f64,
    chirp_amplitudes: [f64; 4],
    noise: f64,
}

/// Time, F0, confidence, level.
type Reading = [f64; 4];
/// Lag, peak and whether it is sure, as 0 or 1.
type Found = [f64; 3];

#[derive(Deserialize)]
struct Measured {
    pitch: BTreeMap<String, Vec<Reading>>,
    probes: BTreeMap<String, Option<Found>>,
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/shared")
        .join(name)
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let text = fs::read_to_string(file(name)).expect("a file of tests/shared");
    serde_json::from_str(&text).expect("vectors of this shape")
}

fn vectors() -> Vectors {
    read("vectors.json")
}

/// The code word of a fault's number.
fn code(fault: u32) -> Option<String> {
    let length = page_fault_code_length(fault);
    // SAFETY: the word of a fault is that long.
    let word = (length > 0).then(|| unsafe { std::slice::from_raw_parts(page_fault_code(fault), length) });
    word.map(|word| String::from_utf8_lossy(word).into_owned())
}

/// Uniform noise in −1…1; the page's tests make the same.
fn noise(state: &mut u32) -> f64 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    f64::from(*state >> 8) / 8_388_608.0 - 1.0
}

/// Six partials gliding from one F0 to another, with vibrato, in noise; one part after the other.
fn sung(vector: &PitchVector) -> Vec<f32> {
    let rate = f64::from(vector.sample_rate_hz);
    let (mut phase, mut state) = (0.0_f64, 1_u32);
    let mut samples = Vec::new();
    for part in &vector.parts {
        let length = (part.seconds * rate).round();
        for n in 0..length as usize {
            let (time_s, place) = (n as f64 / rate, n as f64 / length);
            let mut sample = 0.0;
            if part.from_hz > 0.0 {
                let sway = part.vibrato_cents / 1200.0 * (TAU * part.vibrato_hz * time_s).sin();
                let f0_hz = part.from_hz * (part.to_hz / part.from_hz).powf(place) * sway.exp2();
                phase = (phase + f0_hz / rate) % 1.0;
                let partials: f64 = (1..=6).map(|h| (TAU * f64::from(h) * phase).sin() / f64::from(h)).sum();
                sample += part.amplitude * partials;
            }
            if part.noise > 0.0 {
                sample += part.noise * noise(&mut state);
            }
            samples.push(sample as f32);
        }
    }
    samples
}

/// Readings every 100 ms.
fn readings(vector: &PitchVector) -> Vec<Reading> {
    let tracker = page_pitch_new(vector.sample_rate_hz);
    assert!(tracker > 0);
    let samples = sung(vector);
    let blocks = samples.chunks_exact(vector.sample_rate_hz as usize / 10);
    let readings = blocks.map(|block| {
        let mut reading = [0.0; 4];
        // SAFETY: both slices are there for the call.
        let known = unsafe { page_pitch_push(tracker, block.as_ptr(), block.len(), reading.as_mut_ptr()) };
        assert_eq!(known, 1);
        reading
    });
    let readings = readings.collect();
    page_pitch_free(tracker);
    readings
}

/// Chirps on whole samples, in noise.
fn count_in(vector: &ProbeVector, all: &Vectors) -> Vec<f32> {
    let rate = f64::from(vector.sample_rate_hz);
    let mut state = 1;
    let mut samples: Vec<f32> = (0..(all.probe_seconds * rate).round() as usize)
        .map(|_| (vector.noise * noise(&mut state)) as f32)
        .collect();
    let length = page_chirp_length(vector.sample_rate_hz);
    for (index, (start_s, amplitude)) in all.probe_starts_s.iter().zip(vector.chirp_amplitudes).enumerate() {
        let mut chirp = vec![0.0_f32; length];
        // SAFETY: there is room for all.
        let written = unsafe { page_chirp(index, vector.sample_rate_hz, chirp.as_mut_ptr(), length) };
        assert_eq!(written, length);
        let first = ((start_s + vector.lag_ms / 1000.0) * rate).round() as usize;
        for (sample, chirp) in samples[first..].iter_mut().zip(chirp) {
            *sample += (amplitude * f64::from(chirp)) as f32;
        }
    }
    samples
}

fn found(vector: &ProbeVector, all: &Vectors) -> Option<Found> {
    let samples = count_in(vector, all);
    let mut found = [0.0; 2];
    // SAFETY: all slices are there for the call.
    let verdict = unsafe {
        page_probe(
            samples.as_ptr(),
            samples.len(),
            vector.sample_rate_hz,
            all.probe_starts_s.as_ptr(),
            found.as_mut_ptr(),
        )
    };
    (verdict > 0).then(|| [found[0], found[1], f64::from(verdict - 1)])
}

/// Both measurements as JSON, a line for each signal.
fn written(pitch: &[(String, Vec<Reading>)], probes: &[(String, Option<Found>)]) -> String {
    fn lines<T: serde::Serialize>(values: &[(String, T)]) -> String {
        let line = |(name, value): &(String, T)| {
            let value = serde_json::to_string(value).expect("numbers are JSON");
            format!("    \"{name}\": {value}")
        };
        values.iter().map(line).collect::<Vec<_>>().join(",\n")
    }
    format!(
        "{{\n  \"pitch\": {{\n{}\n  }},\n  \"probes\": {{\n{}\n  }}\n}}\n",
        lines(pitch),
        lines(probes)
    )
}

#[test]
fn the_rules_answer_as_they_must() {
    let vectors = vectors();
    assert!(vectors.names.len() > 80);
    for NameVector { name, fault, standing } in &vectors.names {
        // SAFETY: the text is there for the call.
        let (answer, held) = unsafe {
            (
                page_check_name(name.as_ptr(), name.len()),
                page_name_standing(name.as_ptr(), name.len()),
            )
        };
        assert_eq!(code(answer), *fault, "{name:?}");
        assert_eq!(["shown", "held"][held as usize], standing, "{name:?}");
    }
    for TeamVector { team, codes, fault } in &vectors.teams {
        let codes = codes.join("\n");
        // SAFETY: both texts are there for the call.
        let answer = unsafe { page_check_team(team.as_ptr(), team.len(), codes.as_ptr(), codes.len()) };
        assert_eq!(code(answer), *fault, "{team:?} of {codes:?}");
    }
    for TermsVector { terms, fault } in &vectors.terms {
        // SAFETY: the text is there for the call.
        assert_eq!(
            code(unsafe { page_check_terms(terms.as_ptr(), terms.len()) }),
            *fault,
            "{terms:?}"
        );
    }
    for vector in &vectors.durations {
        let answer = page_check_duration(vector.duration_ms, vector.max_duration_ms);
        assert_eq!(code(answer), vector.fault, "{} ms", vector.duration_ms);
    }
    for (ticks, check) in [
        (&vectors.consents, page_check_consent as extern "C" fn(i32) -> u32),
        (&vectors.ages, page_check_age),
    ] {
        for TickVector { ticked, fault } in ticks {
            assert_eq!(code(check(ticked.map_or(-1, i32::from))), *fault, "{ticked:?}");
        }
    }
}

#[test]
fn pitch_and_lag_are_those_that_were_measured() {
    let vectors = vectors();
    let pitch: Vec<_> = vectors.pitch.iter().map(|v| (v.signal.clone(), readings(v))).collect();
    let probes: Vec<_> = vectors
        .probes
        .iter()
        .map(|v| (v.signal.clone(), found(v, &vectors)))
        .collect();
    if std::env::var_os("STEMFORGE_WRITE_VECTORS").is_some() {
        fs::write(file("measured.json"), written(&pitch, &probes)).unwrap();
    }
    let measured: Measured = read("measured.json");
    assert_eq!(
        (measured.pitch.len(), measured.probes.len()),
        (pitch.len(), probes.len())
    );
    for (signal, readings) in pitch {
        let expected = &measured.pitch[&signal];
        assert_eq!(readings.len(), expected.len(), "{signal}");
        for (reading, expected) in readings.iter().zip(expected) {
            assert!(agree(reading, expected), "{signal}: {reading:?}, not {expected:?}");
        }
    }
    for (signal, found) in probes {
        let (found, expected) = (found, measured.probes[&signal]);
        assert_eq!(found.is_some(), expected.is_some(), "{signal}");
        if let (Some(found), Some(expected)) = (found, expected) {
            let is_near = (found[0] - expected[0]).abs() < 0.01 && (found[1] - expected[1]).abs() < 0.1;
            assert!(
                is_near && found[2] == expected[2],
                "{signal}: {found:?}, not {expected:?}"
            );
        }
    }
}

/// Another transform, or another machine's vector units, differ in the last bits of `f32`, 1 part in 10 million. That is
/// 0.0002 cents and 0.000001 dB; 0.1 cents, a thousandth of confidence and of a dB leave room for what rests on differences.
fn agree(reading: &Reading, expected: &Reading) -> bool {
    let is_same_pitch = if expected[1] > 0.0 {
        (1200.0 * (reading[1] / expected[1]).log2()).abs() < 0.1
    } else {
        reading[1] == 0.0
    };
    is_same_pitch
        && (reading[0] - expected[0]).abs() < 1e-9
        && (reading[2] - expected[2]).abs() < 1e-3
        && (reading[3] - expected[3]).abs() < 1e-3
}

#[test]
fn what_was_measured_is_what_was_sung() {
    let vectors = vectors();
    for vector in vectors.pitch.iter().filter(|vector| vector.parts.len() == 1) {
        let part = &vector.parts[0];
        for [time_s, f0_hz, ..] in readings(vector).into_iter().skip(3) {
            if part.from_hz == 0.0 {
                assert_eq!(f0_hz, 0.0, "{} at {time_s} s", vector.signal);
                continue;
            }
            let sway = part.vibrato_cents / 1200.0 * (TAU * part.vibrato_hz * time_s).sin();
            let truth_hz = part.from_hz * (part.to_hz / part.from_hz).powf(time_s / part.seconds) * sway.exp2();
            let cents = 1200.0 * (f0_hz / truth_hz).log2();
            assert!(
                cents.abs() < 15.0,
                "{} at {time_s} s: {f0_hz} Hz, not {truth_hz}",
                vector.signal
            );
        }
    }
    for vector in &vectors.probes {
        let is_there = vector
            .chirp_amplitudes
            .iter()
            .filter(|&&amplitude| amplitude > 0.0)
            .count()
            >= 3;
        let is_right =
            found(vector, &vectors).is_some_and(|found| (found[0] - vector.lag_ms).abs() < 0.1 && found[2] == 1.0);
        assert_eq!(is_right, is_there, "{}: {:?}", vector.signal, found(vector, &vectors));
    }
}
