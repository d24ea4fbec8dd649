//! The probe in rooms that are known.

use super::*;

/// Starts of the chirps at 120 beats a minute.
const STARTS_S: [f64; CHIRPS] = [0.1, 0.6, 1.1, 1.6];

/// Roughly Gaussian noise of unit variance.
fn noise(seed: &mut u32) -> f64 {
    let mut uniform = || {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(*seed >> 8) / 16_777_216.0 - 0.5
    };
    (0..12).map(|_| uniform()).sum()
}

fn gain(db: f64) -> f64 {
    10_f64.powf(db / 20.0)
}

/// The count-in as a device hears itself: chirps late by `lag_ms`, in noise of −50 dBFS, with two echoes. `chirp_db` is
/// the amplitude of each chirp.
fn heard(rate_hz: u32, lag_ms: f64, chirp_db: [Option<f64>; CHIRPS], seed: u32) -> Vec<f32> {
    let mut seed = seed;
    let rate = f64::from(rate_hz);
    (0..(2.5 * rate) as usize)
        .map(|n| {
            let time_s = n as f64 / rate - lag_ms / 1000.0;
            let chirps: f64 = (0..CHIRPS)
                .filter_map(|i| Some((i, chirp_db[i]?)))
                .map(|(i, db)| {
                    let since = time_s - STARTS_S[i];
                    let echoes = 0.4 * chirp_at(i, since - 0.0043) - 0.25 * chirp_at(i, since - 0.0111);
                    gain(db) * (chirp_at(i, since) + echoes)
                })
                .sum();
            (chirps + gain(-50.0) * noise(&mut seed)) as f32
        })
        .collect()
}

#[test]
fn the_lag_is_exact_at_every_rate() {
    for rate_hz in [16_000, 22_050, 44_100, 48_000, 96_000] {
        for lag_ms in [-5.3, 0.0, 61.37, 196.8, 500.0, 650.21] {
            let found = probe(&heard(rate_hz, lag_ms, [Some(-30.0); 4], 1), rate_hz, STARTS_S).unwrap();
            assert!(
                (found.lag_ms - lag_ms).abs() < 0.05,
                "{rate_hz} Hz, {lag_ms} ms: {found:?}"
            );
            assert!(found.is_sure(), "{rate_hz} Hz, {lag_ms} ms: {found:?}");
        }
    }
}

#[test]
fn faint_chirps_are_found_and_none_are_not_sure() {
    for db in [-20.0, -40.0, -55.0] {
        let found = probe(&heard(48_000, 123.4, [Some(db); 4], 2), 48_000, STARTS_S).unwrap();
        assert!(
            found.is_sure() && (found.lag_ms - 123.4).abs() < 0.1,
            "{db} dB: {found:?}"
        );
    }
    for seed in 0..20 {
        let found = probe(&heard(48_000, 0.0, [None; 4], seed), 48_000, STARTS_S).unwrap();
        assert!(found.peak_db < 16.5, "seed {seed}: {found:?}");
    }
}

#[test]
fn any_one_of_the_four_may_be_lost_or_late() {
    for lost in 0..CHIRPS {
        let mut db = [Some(-35.0); 4];
        db[lost] = None;
        for lag_ms in [20.0, 520.0] {
            let found = probe(&heard(48_000, lag_ms, db, 3), 48_000, STARTS_S).unwrap();
            assert!(
                (found.lag_ms - lag_ms).abs() < 0.1 && found.is_sure(),
                "chirp {lost}, {lag_ms} ms: {found:?}"
            );
        }
    }
}

#[test]
fn two_chirps_are_not_enough() {
    let found = probe(
        &heard(48_000, 50.0, [Some(-30.0), None, None, None], 4),
        48_000,
        STARTS_S,
    )
    .unwrap();
    assert!(!found.is_sure(), "one alone: {found:?}");
}

#[test]
fn claps_on_the_beat_coughs_and_songs_are_no_chirps() {
    let rate = 48_000.0;
    let mut seed = 7;
    let mut clapped = heard(48_000, 0.0, [None; 4], 5);
    for (beat, start_s) in STARTS_S.into_iter().enumerate() {
        let first = ((start_s + 0.18 + 0.004 * beat as f64) * rate) as usize;
        for n in 0..4800 {
            clapped[first + n] += (0.5 * (-(n as f64) / 300.0).exp() * noise(&mut seed)) as f32;
        }
    }
    let found = probe(&clapped, 48_000, STARTS_S).unwrap();
    assert!(!found.is_sure(), "claps: {found:?}");

    let mut coughed = heard(48_000, 81.0, [Some(-40.0); 4], 6);
    for n in 0..9600 {
        coughed[40_000 + n] += (0.5 * (-(n as f64) / 2000.0).exp() * noise(&mut seed)) as f32;
    }
    let found = probe(&coughed, 48_000, STARTS_S).unwrap();
    assert!(
        found.is_sure() && (found.lag_ms - 81.0).abs() < 0.1,
        "a cough: {found:?}"
    );

    // A saw-tooth that glides like a voice, with a pulse on each beat.
    let mut phase = 0.0;
    let sung: Vec<f32> = (0..120_000)
        .map(|n| {
            let t = n as f64 / rate;
            phase = (phase + (220.0 + 60.0 * (TAU * 2.0 * t).sin()) / rate) % 1.0;
            let pulse = (-((t * 2.0) % 1.0) / 0.05).exp();
            (0.3 * pulse * (2.0 * phase - 1.0) + 0.003 * noise(&mut seed)) as f32
        })
        .collect();
    let found = probe(&sung, 48_000, STARTS_S).unwrap();
    assert!(!found.is_sure(), "a song: {found:?}");
}

#[test]
fn what_holds_no_probe_has_no_answer() {
    assert_eq!(probe(&[], 48_000, STARTS_S), None);
    assert_eq!(probe(&[0.0; 120_000], 48_000, STARTS_S), None);
    assert_eq!(probe(&[0.1; 120_000], 8000, STARTS_S), None);
    for wrong in [f64::NAN, -0.1, 3.0, f64::INFINITY] {
        assert_eq!(probe(&[0.1; 120_000], 48_000, [0.1, 0.6, wrong, 1.6]), None, "{wrong}");
    }
    let broken = probe(&[f32::NAN, f32::INFINITY, 1e30, 0.1].repeat(30_000), 48_000, STARTS_S).unwrap();
    assert!(broken.lag_ms.is_finite() && broken.peak_db.is_finite());
    // Chirps at the very end: the rest of the lags is silence.
    let short = heard(48_000, 10.0, [Some(-20.0); 4], 8);
    let found = probe(&short[..81_000], 48_000, STARTS_S).unwrap();
    assert!((found.lag_ms - 10.0).abs() < 0.1, "{found:?}");
}

#[test]
fn a_chirp_is_twenty_milliseconds_between_silences() {
    for rate_hz in [16_000, 44_100, 48_000] {
        for index in 0..CHIRPS {
            let samples = chirp(index, rate_hz);
            assert_eq!(samples.len(), (0.02 * f64::from(rate_hz)).ceil() as usize);
            let loudest = samples.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
            assert!((0.95..=1.0).contains(&loudest), "{loudest}");
            assert!(samples[0].abs() < 1e-3 && samples[samples.len() - 1].abs() < 0.02);
        }
    }
    assert!(chirp(4, 48_000).is_empty() && chirp(0, 8000).is_empty() && chirp(0, u32::MAX).is_empty());
}
