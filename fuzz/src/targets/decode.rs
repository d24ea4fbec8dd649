//! A whole file, probed and decoded.

use std::sync::Arc;

use stemforge::ingest::{Limits, decode};
use stemforge::model::audio::RawAudio;
use stemforge::model::reason::ReasonCode;

use super::foreign;

/// Shorter than any campaign's, so that a bomb costs the fuzzer little.
const MAX_DURATION_S: f64 = 8.0;

/// Decodes the bytes as a take's.
pub fn run(bytes: &[u8]) {
    decoded(bytes);
}

/// Decodes, and checks what every recording and every refusal promises.
pub fn decoded(bytes: &[u8]) -> Option<RawAudio> {
    let limits = Limits {
        max_duration_s: MAX_DURATION_S,
        ..Limits::default()
    };
    match foreign::contained(|| decode(Arc::from(bytes), None, &limits))? {
        Ok(audio) => {
            check(&audio, &limits);
            Some(audio)
        }
        Err(error) => {
            assert!(!error.detail.is_empty(), "a refusal without a word");
            assert!(
                matches!(
                    error.reason,
                    ReasonCode::Undecodable | ReasonCode::UnsupportedCodec | ReasonCode::TooLarge | ReasonCode::TooLong
                ),
                "{:?} is no reason of a decoder",
                error.reason
            );
            None
        }
    }
}

fn check(audio: &RawAudio, limits: &Limits) {
    let len = audio.len_samples();
    assert!(len > 0, "a recording without samples");
    assert!(audio.duration_s() <= limits.max_duration_s, "longer than the limit");
    assert!((1..=limits.max_channels as usize).contains(&audio.channels.len()));
    assert!((4_000..=limits.max_sample_rate_hz).contains(&audio.sample_rate_hz));
    for channel in &audio.channels {
        assert_eq!(channel.len(), len, "channels of two lengths");
        assert!(channel.iter().all(|sample| sample.is_finite()), "not a number");
    }
}
