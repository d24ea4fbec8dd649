//! The gates every take must pass: thresholds on what was measured, each with its reason code.
//!
//! A fatal code keeps a take off the record; a mild one lets it on and asks somebody to listen. A gate that has nothing
//! to judge by stays open: a missing figure is never held against a take, with two exceptions. A take without peak and
//! loudness is silent, and one without a lag holds nothing that was sung. Codes come in the order of [`ReasonCode::ALL`].

use crate::model::features::{Lag, Quality};
use crate::model::reason::ReasonCode;
use crate::model::row::Status;
use crate::model::score::Score;

/// Every threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Gates {
    /// Least length, seconds (`TOO_SHORT`).
    pub least_duration_s: f64,
    /// Greatest length, seconds (`TOO_LONG`).
    pub greatest_duration_s: f64,
    /// True peak at or below which a take is silent, dBTP (`SILENT`).
    pub silent_peak_dbtp: f64,
    /// Least loudness, LUFS (`TOO_QUIET`): it would have to be lifted by 40 dB, and its noise too.
    pub least_loudness_lufs: f64,
    /// Clipped share above which a take is rejected (`CLIPPED`), 0–1.
    pub greatest_clipped_share: f64,
    /// Clipped share above which a take is flagged, 0–1.
    pub flagged_clipped_share: f64,
    /// Share of missing or repeated sound above which a take is rejected (`DROPOUTS`), 0–1.
    pub greatest_dropout_share: f64,
    /// Share of missing or repeated sound above which a take is flagged, 0–1.
    pub flagged_dropout_share: f64,
    /// Voice against noise below which a take is rejected, dB (`NOISY`).
    pub least_snr_db: f64,
    /// Voice against noise below which a take is flagged, dB.
    pub flagged_snr_db: f64,
    /// Bandwidth below which a take is flagged, Hz (`NARROW_BAND`).
    pub flagged_bandwidth_hz: f64,
    /// Backing against voice above which a take is rejected, dB (`BLEED`).
    pub greatest_bleed_db: f64,
    /// Backing against voice above which a take is flagged, dB.
    pub flagged_bleed_db: f64,
    /// Least confidence in the lag, 0–1 (`LAG_UNCERTAIN`); 0: there is no song to place the take on.
    pub least_lag_confidence: f64,
    /// Confidence in the lag below which a take is flagged, 0–1.
    pub flagged_lag_confidence: f64,
    /// Least share of frames that are voiced, 0–1 (`NOT_SINGING`).
    pub least_voiced_share: f64,
    /// Least chance that this is the guide melody, 0–1 (`WRONG_SONG`).
    pub least_melody_fit: f64,
    /// Chance that this is the guide melody below which a take is flagged, 0–1.
    pub flagged_melody_fit: f64,
    /// Least total score, 0–100 (`LOW_SCORE`).
    pub least_total_score: f64,
}

impl Default for Gates {
    fn default() -> Self {
        Self {
            least_duration_s: 2.0,
            greatest_duration_s: 900.0,
            silent_peak_dbtp: -66.0,
            least_loudness_lufs: -55.0,
            greatest_clipped_share: 0.02,
            flagged_clipped_share: 0.001,
            greatest_dropout_share: 0.05,
            flagged_dropout_share: 0.0005,
            least_snr_db: 3.0,
            flagged_snr_db: 12.0,
            flagged_bandwidth_hz: 4500.0,
            greatest_bleed_db: -6.0,
            flagged_bleed_db: -15.0,
            least_lag_confidence: 0.05,
            flagged_lag_confidence: 0.4,
            least_voiced_share: 0.05,
            least_melody_fit: 0.25,
            flagged_melody_fit: 0.6,
            least_total_score: 30.0,
        }
    }
}

/// What the gates look at.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// Length of the recording, seconds.
    pub duration_s: f64,
    /// The file ended before its container said it would.
    pub truncated: bool,
    /// Level, noise and damage.
    pub quality: &'a Quality,
    /// Place on the timeline, if one was found.
    pub lag: Option<&'a Lag>,
    /// The singing, if it could be judged.
    pub score: Option<&'a Score>,
    /// What the fan said about being on the record.
    pub consent: Option<bool>,
}

/// What a code does to a take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Keeps it off the record.
    Fatal,
    /// Asks somebody to listen.
    Mild,
}

/// Judges a take: rejected if any code is fatal, flagged if any is mild. Codes are in the order of [`ReasonCode::ALL`].
pub fn judge(measured: &Measured<'_>, gates: &Gates) -> (Status, Vec<ReasonCode>) {
    let mut found: Vec<(ReasonCode, Weight)> = of_the_file(measured, gates).collect();
    // Silence has noise, bandwidth and singing of no kind: it is said once.
    if !is_silent(measured.quality, gates) {
        found.extend(of_the_recording(measured, gates));
        let singing: Vec<_> = of_the_singing(measured, gates).collect();
        // What is no take of this song has no lag and no score worth speaking of.
        let other = [ReasonCode::NotSinging, ReasonCode::WrongSong];
        let is_other = singing
            .iter()
            .any(|(code, weight)| *weight == Weight::Fatal && other.contains(code));
        found.extend(
            singing
                .into_iter()
                .filter(|(code, _)| !is_other || other.contains(code)),
        );
    }
    found.sort_by_key(|(code, _)| *code);
    let status = if found.iter().any(|(_, weight)| *weight == Weight::Fatal) {
        Status::Rejected
    } else if found.is_empty() {
        Status::Accepted
    } else {
        Status::Flagged
    };
    (status, found.into_iter().map(|(code, _)| code).collect())
}

/// Digital silence has neither peak nor loudness.
fn is_silent(quality: &Quality, gates: &Gates) -> bool {
    match quality.true_peak_dbtp {
        Some(peak_dbtp) => peak_dbtp <= gates.silent_peak_dbtp,
        None => quality.loudness_lufs.is_none(),
    }
}

fn of_the_file(measured: &Measured<'_>, gates: &Gates) -> impl Iterator<Item = (ReasonCode, Weight)> {
    let duration_s = measured.duration_s;
    only([
        (ReasonCode::Truncated, fatal(measured.truncated)),
        (ReasonCode::TooShort, fatal(duration_s < gates.least_duration_s)),
        (ReasonCode::TooLong, fatal(duration_s > gates.greatest_duration_s)),
        (ReasonCode::Silent, fatal(is_silent(measured.quality, gates))),
        (ReasonCode::NoConsent, fatal(measured.consent == Some(false))),
    ])
}

fn of_the_recording(measured: &Measured<'_>, gates: &Gates) -> impl Iterator<Item = (ReasonCode, Weight)> {
    let quality = measured.quality;
    let (clipped, bleed_db) = (Some(quality.clipped_share), measured.lag.and_then(|lag| lag.bleed_db));
    let too_quiet = below(
        quality.loudness_lufs,
        gates.least_loudness_lufs,
        gates.least_loudness_lufs,
    );
    let clipped = above(clipped, gates.greatest_clipped_share, gates.flagged_clipped_share);
    let dropouts = above(
        Some(quality.dropout_share),
        gates.greatest_dropout_share,
        gates.flagged_dropout_share,
    );
    let noisy = below(quality.snr_db, gates.least_snr_db, gates.flagged_snr_db);
    let narrow = below(quality.bandwidth_hz, f64::NEG_INFINITY, gates.flagged_bandwidth_hz);
    let bleed = above(bleed_db, gates.greatest_bleed_db, gates.flagged_bleed_db);
    only([
        (ReasonCode::TooQuiet, too_quiet),
        (ReasonCode::Clipped, clipped),
        (ReasonCode::Dropouts, dropouts),
        (ReasonCode::Noisy, noisy),
        (ReasonCode::NarrowBand, narrow),
        (ReasonCode::Bleed, bleed),
    ])
}

fn of_the_singing(measured: &Measured<'_>, gates: &Gates) -> impl Iterator<Item = (ReasonCode, Weight)> {
    let score = measured.score;
    let lag_confidence = measured.lag.map_or(0.0, |lag| lag.confidence);
    let misread = measured.quality.misstated_rate_hz.map(|_| Weight::Mild);
    let uncertain = below(
        Some(lag_confidence),
        gates.least_lag_confidence,
        gates.flagged_lag_confidence,
    );
    // A lag is missing only where no backing was heard and nothing was sung that could be laid over the guide.
    let nothing_sung = fatal(gates.least_lag_confidence > 0.0 && measured.lag.is_none());
    // A tone that is louder than any voice, from the first second to the last.
    let tone = fatal(measured.quality.steady_tone_hz.is_some());
    let voiced_share = score.map(|score| score.voiced_share);
    let hardly_sung = below(voiced_share, gates.least_voiced_share, gates.least_voiced_share);
    let melody_fit = score.and_then(|score| score.melody_fit);
    let wrong_song = below(melody_fit, gates.least_melody_fit, gates.flagged_melody_fit);
    let total_score = score.and_then(|score| score.total_score);
    let low_score = below(total_score, gates.least_total_score, gates.least_total_score);
    only([
        (ReasonCode::WrongRate, misread),
        (ReasonCode::LagUncertain, uncertain),
        (ReasonCode::NotSinging, tone.or(nothing_sung).or(hardly_sung)),
        (ReasonCode::WrongSong, wrong_song),
        (ReasonCode::LowScore, low_score),
    ])
}

/// The codes that apply.
fn only<const N: usize>(codes: [(ReasonCode, Option<Weight>); N]) -> impl Iterator<Item = (ReasonCode, Weight)> {
    codes.into_iter().filter_map(|(code, weight)| Some((code, weight?)))
}

fn fatal(is_so: bool) -> Option<Weight> {
    is_so.then_some(Weight::Fatal)
}

/// For figures that should be high.
fn below(figure: Option<f64>, fatal_below: f64, mild_below: f64) -> Option<Weight> {
    let figure = figure?;
    if figure < fatal_below {
        Some(Weight::Fatal)
    } else {
        (figure < mild_below).then_some(Weight::Mild)
    }
}

/// For figures that should be low.
fn above(figure: Option<f64>, fatal_above: f64, mild_above: f64) -> Option<Weight> {
    below(figure.map(|figure| -figure), -fatal_above, -mild_above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::features::{Evidence, LagMethod};

    const GOOD: Quality = Quality {
        loudness_lufs: Some(-22.0),
        true_peak_dbtp: Some(-6.0),
        voice_dbfs: Some(-20.0),
        snr_db: Some(40.0),
        bandwidth_hz: Some(15_000.0),
        clipped_share: 0.0,
        dc_offset: 0.0,
        dropouts: 0,
        dropout_share: 0.0,
        steady_tone_hz: None,
        misstated_rate_hz: None,
    };

    fn lag(confidence: f64, bleed_db: Option<f64>) -> Lag {
        Lag {
            lag_ms: 120.0,
            method: LagMethod::Bleed,
            confidence,
            drift_ppm: None,
            bleed_db,
            evidence: Evidence::default(),
        }
    }

    fn sung() -> Score {
        Score {
            total_score: Some(80.0),
            melody_fit: Some(0.99),
            voiced_share: 0.7,
            ..Score::default()
        }
    }

    /// Judges a good take after one change.
    fn judged(change: impl FnOnce(&mut Quality, &mut Lag, &mut Score)) -> (Status, Vec<ReasonCode>) {
        let (mut quality, mut lag, mut score) = (GOOD, lag(0.95, Some(-30.0)), sung());
        change(&mut quality, &mut lag, &mut score);
        let measured = Measured {
            duration_s: 20.0,
            truncated: false,
            quality: &quality,
            lag: Some(&lag),
            score: Some(&score),
            consent: None,
        };
        judge(&measured, &Gates::default())
    }

    #[test]
    fn a_good_take_passes() {
        assert_eq!(judged(|_, _, _| ()), (Status::Accepted, vec![]));
    }

    #[test]
    fn every_threshold_has_its_code() {
        use ReasonCode::*;
        use Status::{Flagged, Rejected};
        let one = |status, code| (status, vec![code]);
        assert_eq!(judged(|q, _, _| q.true_peak_dbtp = Some(-90.0)), one(Rejected, Silent));
        assert_eq!(judged(|q, _, _| q.loudness_lufs = Some(-60.0)), one(Rejected, TooQuiet));
        assert_eq!(judged(|q, _, _| q.clipped_share = 0.05), one(Rejected, Clipped));
        assert_eq!(judged(|q, _, _| q.clipped_share = 0.005), one(Flagged, Clipped));
        assert_eq!(judged(|q, _, _| q.dropout_share = 0.1), one(Rejected, Dropouts));
        assert_eq!(judged(|q, _, _| q.dropout_share = 0.01), one(Flagged, Dropouts));
        assert_eq!(
            judged(|q, _, _| q.steady_tone_hz = Some(440.0)),
            one(Rejected, NotSinging)
        );
        assert_eq!(judged(|q, _, _| q.snr_db = Some(1.0)), one(Rejected, Noisy));
        assert_eq!(judged(|q, _, _| q.snr_db = Some(10.0)), one(Flagged, Noisy));
        assert_eq!(
            judged(|q, _, _| q.bandwidth_hz = Some(3400.0)),
            one(Flagged, NarrowBand)
        );
        assert_eq!(judged(|_, l, _| l.bleed_db = Some(-3.0)), one(Rejected, Bleed));
        assert_eq!(judged(|_, l, _| l.bleed_db = Some(-12.0)), one(Flagged, Bleed));
        assert_eq!(
            judged(|q, _, _| q.misstated_rate_hz = Some(44_100)),
            one(Flagged, WrongRate)
        );
        assert_eq!(judged(|_, l, _| l.confidence = 0.01), one(Rejected, LagUncertain));
        assert_eq!(judged(|_, l, _| l.confidence = 0.2), one(Flagged, LagUncertain));
        assert_eq!(judged(|_, _, s| s.voiced_share = 0.01), one(Rejected, NotSinging));
        assert_eq!(judged(|_, _, s| s.melody_fit = Some(0.05)), one(Rejected, WrongSong));
        assert_eq!(judged(|_, _, s| s.melody_fit = Some(0.4)), one(Flagged, WrongSong));
        assert_eq!(judged(|_, _, s| s.total_score = Some(12.0)), one(Rejected, LowScore));
    }

    #[test]
    fn another_song_is_not_called_a_low_score_too() {
        let other = judged(|_, lag, score| {
            lag.confidence = 0.01;
            (score.melody_fit, score.total_score) = (Some(0.0), Some(5.0));
        });
        assert_eq!(other, (Status::Rejected, vec![ReasonCode::WrongSong]));
    }

    #[test]
    fn what_could_not_be_measured_is_not_held_against_a_take() {
        let unknown = judged(|quality, lag, score| {
            *quality = Quality {
                loudness_lufs: GOOD.loudness_lufs,
                ..Quality::default()
            };
            lag.bleed_db = None;
            (score.melody_fit, score.total_score) = (None, None);
        });
        assert_eq!(unknown, (Status::Accepted, vec![]));
    }

    #[test]
    fn a_take_without_a_place_is_rejected() {
        let measured = Measured {
            duration_s: 1.0,
            truncated: true,
            quality: &GOOD,
            lag: None,
            score: None,
            consent: Some(false),
        };
        let (status, reasons) = judge(&measured, &Gates::default());
        assert_eq!(status, Status::Rejected);
        use ReasonCode::*;
        assert_eq!(reasons, [Truncated, TooShort, NotSinging, NoConsent]);
    }

    #[test]
    fn without_a_song_no_lag_is_missed() {
        let gates = Gates {
            least_lag_confidence: 0.0,
            flagged_lag_confidence: 0.0,
            ..Gates::default()
        };
        let measured = Measured {
            duration_s: 20.0,
            truncated: false,
            quality: &GOOD,
            lag: None,
            score: None,
            consent: None,
        };
        assert_eq!(judge(&measured, &gates), (Status::Accepted, vec![]));
    }

    #[test]
    fn silence_is_said_once() {
        for true_peak_dbtp in [Some(-120.0), None] {
            let quality = Quality {
                true_peak_dbtp,
                ..Quality::default()
            };
            let measured = Measured {
                duration_s: 20.0,
                truncated: false,
                quality: &quality,
                lag: None,
                score: None,
                consent: None,
            };
            let silent = (Status::Rejected, vec![ReasonCode::Silent]);
            assert_eq!(judge(&measured, &Gates::default()), silent);
        }
    }

    #[test]
    fn figures_that_are_not_numbers_pass_no_gate_shut() {
        let odd = judged(|quality, _, _| quality.snr_db = Some(f64::NAN));
        assert_eq!(odd, (Status::Accepted, vec![]));
    }
}
