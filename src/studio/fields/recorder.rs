//! How a page recorded: what an engineer wants to know of a take that sounds strange, and nothing of the fan.

use super::check::Check;
use serde::{Deserialize, Serialize};

/// How the page recorded. All of it is the page's word: a hint for the engineer, never the ground of a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::studio) struct Recorder {
    /// What took the samples.
    method: Method,
    /// Rate of the recording.
    #[schema(minimum = 1, maximum = 768000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sample_rate_hz: Option<u32>,
    /// From the loudspeaker to the recording.
    #[schema(minimum = -60000, maximum = 60000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round_trip_ms: Option<f64>,
    /// How that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round_trip_method: Option<RoundTrip>,
    /// How far the count-in's chirps stand out of the recording.
    #[schema(minimum = -200, maximum = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chirp_peak_db: Option<f64>,
    /// `AudioContext.baseLatency`.
    #[schema(minimum = 0, maximum = 60000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base_latency_ms: Option<f64>,
    /// `AudioContext.outputLatency`.
    #[schema(minimum = 0, maximum = 60000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    output_latency_ms: Option<f64>,
    /// What the browser did to the microphone's signal, as it says itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    processing: Option<Processing>,
    /// The page saw clipping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clipped: Option<bool>,
    /// The page found it too quiet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    too_quiet: Option<bool>,
    /// The fan wore headphones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    headphones: Option<bool>,
}

/// What took the samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Method {
    /// An AudioWorklet.
    Worklet,
    /// A MediaRecorder.
    MediaRecorder,
    /// A file that the fan chose.
    File,
}

/// How a round trip was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum RoundTrip {
    /// Heard in the recording.
    Chirp,
    /// What the browser says.
    Api,
}

/// What the browser did to the microphone's signal; what it does not say is absent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Processing {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    echo_cancellation: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    noise_suppression: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auto_gain_control: Option<bool>,
}

/// Looks at the fields of a recorder.
pub(super) fn look(check: &mut Check<'_>) {
    check.word("method", true, &["worklet", "media_recorder", "file"]);
    check.whole("sample_rate_hz", false, 1, 768_000);
    check.number("round_trip_ms", -60_000.0, 60_000.0);
    check.word("round_trip_method", false, &["chirp", "api"]);
    check.number("chirp_peak_db", -200.0, 200.0);
    check.number("base_latency_ms", 0.0, 60_000.0);
    check.number("output_latency_ms", 0.0, 60_000.0);
    check.inner("processing", "recorder.processing.", |check| {
        for field in PROCESSING {
            check.boolean(field);
        }
        check.no_others(&PROCESSING);
    });
    for field in ["clipped", "too_quiet", "headphones"] {
        check.boolean(field);
    }
    check.no_others(&FIELDS);
}

const PROCESSING: [&str; 3] = ["echo_cancellation", "noise_suppression", "auto_gain_control"];

const FIELDS: [&str; 11] = [
    "method",
    "sample_rate_hz",
    "round_trip_ms",
    "round_trip_method",
    "chirp_peak_db",
    "base_latency_ms",
    "output_latency_ms",
    "processing",
    "clipped",
    "too_quiet",
    "headphones",
];
