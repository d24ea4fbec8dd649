//! A close look at one take: picture, player, numbers, reasons.

use super::table::status;
use super::{Run, ShownTake, card_anchor, legend};
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
                p class="note" {
                    "Under the roll, each note's deviation (the lane's edge is 100 cents), its onset (200 ms), and the "
                    "waveform, scaled to its loudest moment. Click a picture to play from there."
                }
                (legend(&CONTOUR_KEYS))
                @for (place, take) in shown.iter().enumerate() {
                    @let is_first = place == 0 || shown[place - 1].why != take.why;
                    @if is_first { (group_heading(&take.why)) }
                    (card(run, take, place, guide))
                }
            }
        }
    }
}

const CONTOUR_KEYS: [(&str, &str); 7] = [
    ("line t-ff", "flat by over 50 cents"),
    ("line t-f", "by 25 to 50"),
    ("line t-ok", "in tune within 25"),
    ("line t-s", "sharp by 25 to 50"),
    ("line t-ss", "by over 50"),
    ("line t-none", "between notes"),
    ("dots", "no voice heard"),
];

/// What a group of cards is there to show.
fn group_heading(why: &str) -> Markup {
    let explained = match why {
        "best" => "the highest total scores",
        "typical" => "drawn by lot from the accepted",
        "last in" => "the lowest scores that were accepted",
        "first out" => "the highest scores under the floor",
        "flagged" => "on the record, but somebody should listen",
        _ => "",
    };
    let mut letters = why.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default();
    html! {
        h3 class="why" { (first) (letters.as_str()) @if !explained.is_empty() { small { (explained) } } }
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
                p class="total" {
                    @if row.total_score.is_some() { span class="vh" { "Total score " } (figure(row.total_score, 1)) }
                    @else { small { "not scored" } }
                }
            }
            div class="card-body" {
                div class="pictures" {
                    (player(take))
                    (lanes(run, take, guide))
                    div class="below" { (evidence(take)) (remarks(take)) }
                }
                div class="figures" {
                    (scores(row))
                    (numbers(row))
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
        figure class="plotted timeline" data-start=(start_s) data-end=(end_s) data-lag=(format!("{:.6}", clock.lag_s)) data-rate=(format!("{:.9}", clock.rate)) {
            (lanes_plot(features, take.score.as_ref(), run.melody, guide))
            @if let Some(caption) = caption(take) { figcaption { (caption) } }
        }
    }
}

fn evidence(take: &ShownTake) -> Markup {
    html! {
        @if let Some(features) = &take.features {
            figure class="plotted" {
                figcaption { "Evidence for the lag" }
                (evidence_plot(features.lag.as_ref()))
            }
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
    let has_any = scores.iter().any(|(_, score)| score.is_some());
    html! {
        @if has_any {
            dl class="meters" { @for (name, score) in scores { div { dt { (name) } dd { (meter(score)) (figure(score, 1)) } } } }
        }
    }
}

fn meter(score: Option<f64>) -> Markup {
    html! {
        svg class="share" width="100%" height="6" aria-hidden="true" {
            rect class="track" width="100%" height="6" {}
            @if let Some(score) = score.filter(|score| score.is_finite()) {
                rect class="kept" width=(across((score / 100.0).clamp(0.0, 1.0))) height="6" {}
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

/// One group; nothing where nothing in it could be measured.
fn group(name: &str, lines: &[(&str, String, &str)]) -> Markup {
    let is_known = |value: &str| value != "\u{2013}";
    let has_any = lines.iter().any(|(_, value, _)| is_known(value));
    html! {
        @if has_any {
            dl {
                dt class="group" { (name) }
                @for (label, value, unit) in lines {
                    div { dt { (label) } dd { (value) @if !unit.is_empty() && is_known(value) { small { (unit) } } } }
                }
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
