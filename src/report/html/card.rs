//! A close look at one take: picture, player, numbers, reasons.

use super::table::status;
use super::{Run, ShownTake, card_anchor};
use crate::model::row::ScoreRow;
use crate::report::advice::what_to_do;
use crate::report::figures::{count, figure, percent, signed};
use crate::report::href::safe;
use crate::report::picture::contour::Clock;
use crate::report::picture::{Frame, evidence_plot, lanes_plot};
use crate::report::svg::across;
use maud::{Markup, html};

/// Every card, in groups by why they are shown.
pub(super) fn section(run: &Run<'_>, shown: &[ShownTake], guide: &Markup) -> Markup {
    html! {
        @if !shown.is_empty() {
            section id="cards" {
                h2 { "Close look" }
                p class="note" {
                    (count(shown.len() as u64)) " takes, chosen to answer: what do the best sound like, what is ordinary, "
                    "where was the line drawn, and what does each reason look like? All on one axis of song time."
                }
                (legend())
                @for (place, take) in shown.iter().enumerate() {
                    @let is_first = place == 0 || shown[place - 1].why != take.why;
                    @if is_first { h3 class="why" { (take.why) } }
                    (card(run, take, place, guide))
                }
            }
        }
    }
}

fn legend() -> Markup {
    html! {
        p class="note legend" {
            span class="key line t-ff" {} "flat by over 50 cents "
            span class="key line t-f" {} "25–50 flat "
            span class="key line t-ok" {} "within 25 "
            span class="key line t-s" {} "25–50 sharp "
            span class="key line t-ss" {} "over 50 sharp "
            span class="key line t-none" {} "between notes "
            span class="key dots" {} "no voice heard. "
            "Lanes under the roll: each note's deviation (edge: 100 cents), its onset (edge: 200 ms), the waveform. "
            "Click a picture to play from there."
        }
    }
}

fn card(run: &Run<'_>, take: &ShownTake, place: usize, guide: &Markup) -> Markup {
    let row = &take.row;
    let anchor = card_anchor(place);
    let heading = format!("{anchor}-id");
    html! {
        article class="card" id=(anchor) aria-labelledby=(heading) {
            div class="card-head" {
                h4 id=(heading) { (row.take_id) }
                p class="tags" {
                    (status(row.status))
                    @for tag in [&row.layer, &row.section, &row.fan, &row.country].into_iter().flatten() { span class="tag" { (tag) } }
                }
                p class="total" { span class="vh" { "Total score " } (figure(row.total_score, 1)) }
            }
            div class="card-body" {
                div class="pictures" {
                    (player(take))
                    (lanes(run, take, guide))
                    (remarks(take))
                }
                div class="figures" {
                    (scores(row))
                    (numbers(row))
                    @if let Some(features) = &take.features {
                        figure class="plotted" {
                            figcaption { "Evidence for the lag" }
                            (evidence_plot(features.lag.as_ref()))
                        }
                    }
                }
            }
        }
    }
}

fn player(take: &ShownTake) -> Markup {
    let href = take.audio_href.as_deref().and_then(safe);
    html! {
        @if let Some(href) = href {
            p class="listen" {
                audio controls preload="none" src=(href) aria-label={ "Play " (take.row.take_id) } {}
                a href=(href) { "open file" }
            }
        }
    }
}

fn lanes(run: &Run<'_>, take: &ShownTake, guide: &Markup) -> Markup {
    let Some(features) = &take.features else {
        return html! { p class="blank" { "It could not be heard, so there is nothing to draw." } };
    };
    let (start_s, end_s) = Frame::of(run.melody).window_s;
    let clock = Clock::of(features.lag.as_ref());
    html! {
        figure class="plotted timeline" data-start=(start_s) data-end=(end_s) data-lag=(clock.lag_s) data-rate=(clock.rate) {
            (lanes_plot(features, take.score.as_ref(), run.melody, guide))
            @if let Some(caption) = caption(take) { figcaption { (caption) } }
        }
    }
}

/// What the picture had to move to be drawn.
fn caption(take: &ShownTake) -> Option<String> {
    let has_lag = take.features.as_ref().is_some_and(|features| features.lag.is_some());
    let octaves = take.row.octave_shift.unwrap_or(0);
    let shift = match octaves {
        0 => None,
        octaves => {
            let direction = if octaves < 0 { "below" } else { "above" };
            let plural = if octaves.abs() == 1 { "octave" } else { "octaves" };
            Some(format!(
                "Sung {} {plural} {direction} the guide; drawn on it.",
                octaves.abs()
            ))
        }
    };
    let unplaced =
        (!has_lag).then(|| "No sure place on the timeline: drawn as if it started with the song.".to_owned());
    let sentences: Vec<String> = [shift, unplaced].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn remarks(take: &ShownTake) -> Markup {
    html! {
        @if !take.row.reasons.is_empty() || !take.remarks.is_empty() {
            ul class="remarks" {
                @for reason in &take.row.reasons {
                    li { strong class="code" { (reason) } " " (reason.meaning()) ". " span class="muted" { (what_to_do(*reason)) } }
                }
                @for remark in &take.remarks { li { (remark) } }
            }
        }
    }
}

fn scores(row: &ScoreRow) -> Markup {
    let scores = [
        ("Pitch", row.pitch_score),
        ("Timing", row.timing_score),
        ("Coverage", row.coverage_score),
        ("Technical", row.technical_score),
    ];
    html! {
        dl class="meters" {
            @for (name, score) in scores {
                div {
                    dt { (name) }
                    dd {
                        svg class="share" width="100%" height="6" aria-hidden="true" {
                            rect class="track" width="100%" height="6" {}
                            @if let Some(score) = score.filter(|score| score.is_finite()) {
                                rect class="kept" width=(across((score / 100.0).clamp(0.0, 1.0))) height="6" {}
                            }
                        }
                        (figure(score, 1))
                    }
                }
            }
        }
    }
}

/// The numbers of a row with their units, in three groups.
fn numbers(row: &ScoreRow) -> Markup {
    let share = |value: Option<f64>| value.map(|value| 100.0 * value);
    let voice = [
        ("Deviation", figure(row.pitch_deviation_cents, 0), "cents"),
        ("Wander in a note", figure(row.pitch_stability_cents, 0), "cents"),
        ("Key offset", signed(row.key_offset_cents, 0), "cents"),
        ("Octave", signed(row.octave_shift.map(f64::from), 0), ""),
        ("Onset error", figure(row.onset_error_ms, 0), "ms"),
        ("Guide sung", figure(share(row.coverage), 0), "%"),
    ];
    let place = [
        ("Lag", figure(row.lag_ms, 1), "ms"),
        (
            "Found by",
            row.lag_method.clone().unwrap_or_else(|| figure(None, 0)),
            "",
        ),
        ("Confidence", figure(share(row.lag_confidence), 0), "%"),
        ("Clock drift", signed(row.drift_ppm, 0), "ppm"),
        ("Backing bleed", figure(row.bleed_db, 0), "dB"),
    ];
    let recording = [
        ("Format", format(row), ""),
        ("Length", figure(row.duration_s, 1), "s"),
        ("Loudness", figure(row.loudness_lufs, 1), "LUFS"),
        ("True peak", figure(row.true_peak_dbtp, 1), "dBTP"),
        ("Signal to noise", figure(row.snr_db, 0), "dB"),
        ("Bandwidth", figure(row.bandwidth_hz.map(|hz| hz / 1000.0), 1), "kHz"),
        ("Clipped", clipped(row.clipped_share), ""),
    ];
    html! {
        div class="numbers" {
            (group("Voice", &voice))
            (group("Place", &place))
            (group("Recording", &recording))
        }
    }
}

fn group(name: &str, lines: &[(&str, String, &str)]) -> Markup {
    html! {
        dl {
            dt class="group" { (name) }
            @for (label, value, unit) in lines {
                div { dt { (label) } dd { (value) @if !unit.is_empty() && value != "\u{2013}" { small { (unit) } } } }
            }
        }
    }
}

fn format(row: &ScoreRow) -> String {
    let container = row.container.as_deref().unwrap_or("\u{2013}");
    let codec = row.codec.as_deref().filter(|codec| *codec != container);
    let channels = row.channels.map(|channels| match channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        more => format!("{more} channels"),
    });
    let rate = row.sample_rate_hz.map(|hz| format!("{} kHz", f64::from(hz) / 1000.0));
    let parts = [Some(container.to_owned()), codec.map(str::to_owned), rate, channels];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Millionths of the samples count, so that a single clipped peak is not shown as none.
fn clipped(share: Option<f64>) -> String {
    match share {
        Some(share) if (0.0..=1.0).contains(&share) => percent((share * 1e9).round() as u64, 1_000_000_000),
        _ => figure(None, 0),
    }
}
