//! A take's curves as bytes: 4 a frame of F0, so that 20 s of singing take 8 kB.
//!
//! ```text
//! u32 frames | frames × (u16 F0, u8 confidence and voicing, u8 level) | u32 n, n × u8 overview | u32 n, n × u8 evidence
//! ```
//! F0 in steps of 0.1 cent above 27.5 Hz (0: none), confidence in 1/127 with the voiced flag above it, level in half
//! decibels above −120 dBFS, evidence in 1/255; all little-endian.
//!
//! A take that was just heard must be judged exactly like one read back from the ledger, so [`as_stored`] brings fresh
//! features to this precision before anything looks at them.

use crate::model::f0::F0Track;
use crate::model::features::Features;

const LOWEST_HZ: f64 = 27.5;
const STEPS_PER_OCTAVE: f64 = 12_000.0;
const FLOOR_DBFS: f32 = -120.0;

/// The parts of [`Features`] that are stored as bytes.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Curves {
    pub(super) f0: F0Track,
    pub(super) level_dbfs: Vec<f32>,
    pub(super) overview: Vec<u8>,
    pub(super) evidence: Vec<f32>,
}

/// The same features at the precision of the ledger.
pub fn as_stored(mut features: Features) -> Features {
    let curves = decode(&encode(&features)).expect("invariant: `decode` reads what `encode` wrote");
    features.f0 = curves.f0;
    features.level_dbfs = curves.level_dbfs;
    features.overview = curves.overview;
    if let Some(lag) = &mut features.lag {
        lag.evidence.strength = curves.evidence;
    }
    features
}

pub(super) fn encode(features: &Features) -> Vec<u8> {
    let F0Track {
        f0_hz,
        voiced,
        confidence,
    } = &features.f0;
    let mut bytes = Vec::with_capacity(16 + 4 * f0_hz.len() + features.overview.len());
    bytes.extend((f0_hz.len() as u32).to_le_bytes());
    for i in 0..f0_hz.len() {
        bytes.extend(pitch_step(f0_hz[i]).to_le_bytes());
        let certainty = (confidence[i].clamp(0.0, 1.0) * 127.0).round() as u8;
        bytes.push(certainty | (u8::from(voiced[i]) << 7));
        let level_dbfs = features.level_dbfs.get(i).copied().unwrap_or(FLOOR_DBFS);
        bytes.push(((level_dbfs - FLOOR_DBFS) * 2.0).round().clamp(0.0, 255.0) as u8);
    }
    let evidence = features.lag.as_ref().map_or(&[][..], |lag| &lag.evidence.strength);
    bytes.extend((features.overview.len() as u32).to_le_bytes());
    bytes.extend(&features.overview);
    bytes.extend((evidence.len() as u32).to_le_bytes());
    bytes.extend(
        evidence
            .iter()
            .map(|strength| (strength.clamp(0.0, 1.0) * 255.0).round() as u8),
    );
    bytes
}

/// `None` where the bytes are not what [`encode`] writes.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Curves> {
    let mut curves = Curves::default();
    let frames = take_count(&mut bytes)?;
    for frame in take(&mut bytes, frames.checked_mul(4)?)?.chunks_exact(4) {
        curves.f0.f0_hz.push(pitch_hz(u16::from_le_bytes([frame[0], frame[1]])));
        curves.f0.confidence.push(f32::from(frame[2] & 127) / 127.0);
        curves.f0.voiced.push(frame[2] >> 7 == 1);
        curves.level_dbfs.push(f32::from(frame[3]) / 2.0 + FLOOR_DBFS);
    }
    let slices = take_count(&mut bytes)?;
    curves.overview = take(&mut bytes, slices)?.to_vec();
    let points = take_count(&mut bytes)?;
    curves.evidence = take(&mut bytes, points)?
        .iter()
        .map(|&step| f32::from(step) / 255.0)
        .collect();
    bytes.is_empty().then_some(curves)
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

fn take_count(bytes: &mut &[u8]) -> Option<usize> {
    let count = take(bytes, 4)?;
    Some(u32::from_le_bytes([count[0], count[1], count[2], count[3]]) as usize)
}

fn pitch_step(f0_hz: f32) -> u16 {
    if f0_hz <= 0.0 {
        return 0;
    }
    (libm::log2(f64::from(f0_hz) / LOWEST_HZ) * STEPS_PER_OCTAVE)
        .round()
        .clamp(1.0, 65_535.0) as u16
}

fn pitch_hz(step: u16) -> f32 {
    if step == 0 {
        0.0
    } else {
        (LOWEST_HZ * libm::exp2(f64::from(step) / STEPS_PER_OCTAVE)) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::features::{Evidence, Lag, LagMethod, Quality};

    fn features() -> Features {
        let f0_hz: Vec<f32> = (0..200)
            .map(|i| if i % 7 == 0 { 0.0 } else { 55.0 + 5.7 * i as f32 })
            .collect();
        Features {
            lag: Some(Lag {
                lag_ms: 1.25,
                method: LagMethod::Bleed,
                confidence: 0.9,
                drift_ppm: None,
                bleed_db: None,
                evidence: Evidence {
                    first_lag_ms: -100.0,
                    step_ms: 2.0,
                    strength: vec![0.0, 0.3, 1.0],
                },
            }),
            quality: Quality::default(),
            f0: F0Track {
                voiced: f0_hz.iter().map(|&hz| hz > 0.0).collect(),
                confidence: (0..200).map(|i| i as f32 / 199.0).collect(),
                f0_hz,
            },
            level_dbfs: (0..200).map(|i| -120.0 + 0.6 * i as f32).collect(),
            overview: (0..=255).collect(),
        }
    }

    #[test]
    fn precision_is_a_tenth_of_a_cent_and_half_a_decibel() {
        let (before, after) = (features(), as_stored(features()));
        for i in 0..before.f0.len() {
            let (a, b) = (f64::from(before.f0.f0_hz[i]), f64::from(after.f0.f0_hz[i]));
            assert!(a == b || (1200.0 * (b / a).log2()).abs() <= 0.06, "{a} {b}");
            assert!((before.level_dbfs[i] - after.level_dbfs[i]).abs() <= 0.2501);
        }
        assert_eq!(before.f0.voiced, after.f0.voiced);
    }

    #[test]
    fn what_was_stored_once_is_stored_again_as_it_is() {
        let once = as_stored(features());
        assert_eq!(as_stored(once.clone()), once);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = encode(&features());
        for length in 0..bytes.len() {
            assert_eq!(decode(&bytes[..length]), None);
        }
        assert_eq!(decode(&[255; 40]), None);
    }
}
