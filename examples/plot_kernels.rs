//! Draws docs/scoring.svg: the kernels of the score, and the score of a synthetic singer against the size of one fault.
//!
//! `cargo run --example plot_kernels > docs/scoring.svg`
#![expect(clippy::print_stdout, reason = "the picture goes to stdout")]

use stemforge::model::f0::{F0Track, HOP_S, midi_to_hz};
use stemforge::model::features::{Evidence, Lag, LagMethod};
use stemforge::model::melody::{Melody, Note};
use stemforge::score::{Kernel, Settings, score};

/// Plotting area of a panel, px.
const WIDTH: f64 = 380.0;
const HEIGHT: f64 = 220.0;
/// Room for the axes, px.
const MARGIN: f64 = 56.0;

/// A curve: its name and its points.
type Curve = (&'static str, Vec<(f64, f64)>);

/// Colours that stay apart for the colour-blind (Okabe & Ito 2008).
const COLOURS: [&str; 4] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"];

fn main() {
    let settings = Settings::default();
    let kernel = |kernel: Kernel, most: u32| curve(most, |error| 100.0 * kernel.share(error));
    let panels = [
        panel(
            "Points of one note, pitch",
            "error in cents",
            &[
                ("distance from the guide", kernel(settings.note_kernel_cents, 220)),
                ("step from the note before", kernel(settings.interval_kernel_cents, 220)),
                ("wander within the note", kernel(settings.stability_kernel_cents, 220)),
            ],
        ),
        panel(
            "Points of one note, timing",
            "onset error in ms",
            &[("onset", kernel(settings.onset_kernel_ms, 220))],
        ),
        panel(
            "Total score of a take, pitch faults",
            "size of the fault in cents",
            &[
                ("all notes off alike", curve(220, |cents| total(cents, 0.0, 0.0))),
                (
                    "notes sharp and flat in turn",
                    curve(220, |cents| total(0.0, cents, 0.0)),
                ),
            ],
        ),
        panel(
            "Total score of a take, timing faults",
            "size of the fault in ms",
            &[("notes late and early in turn", curve(220, |ms| total(0.0, 0.0, ms)))],
        ),
    ];
    let (width, height) = (2.0 * (WIDTH + 2.0 * MARGIN), 2.0 * (HEIGHT + 2.0 * MARGIN));
    println!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">"#
    );
    println!(r#"<rect width="100%" height="100%" fill="white"/>"#);
    for (n, panel) in panels.iter().enumerate() {
        let x = (n % 2) as f64 * (WIDTH + 2.0 * MARGIN) + MARGIN;
        let y = (n / 2) as f64 * (HEIGHT + 2.0 * MARGIN) + MARGIN;
        println!(r#"<g transform="translate({x} {y})">{panel}</g>"#);
    }
    println!("</svg>");
}

fn curve(most: u32, points_at: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    (0..=most)
        .step_by(5)
        .map(|error| (f64::from(error), points_at(f64::from(error))))
        .collect()
}

/// One panel, its origin at the upper left of the plotting area; 0–220 across, 0–100 up.
fn panel(title: &str, across: &str, curves: &[Curve]) -> String {
    let x = |value: f64| value / 220.0 * WIDTH;
    let y = |value: f64| HEIGHT - value / 100.0 * HEIGHT;
    let mut svg = format!(r#"<text y="-14" font-size="15">{title}</text>"#);
    for value in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let at = y(value);
        svg += &format!(r##"<path d="M0 {at}H{WIDTH}" stroke="#ddd"/>"##);
        svg += &format!(r#"<text x="-8" y="{}" text-anchor="end">{value}</text>"#, at + 4.0);
    }
    for value in [0.0, 50.0, 100.0, 150.0, 200.0] {
        let (at, below) = (x(value), HEIGHT + 18.0);
        svg += &format!(r#"<text x="{at}" y="{below}" text-anchor="middle">{value}</text>"#);
    }
    svg += &format!(
        r#"<text x="{}" y="{}" text-anchor="middle">{across}</text>"#,
        WIDTH / 2.0,
        HEIGHT + 38.0
    );
    for (n, ((name, points), colour)) in curves.iter().zip(COLOURS).enumerate() {
        let path: Vec<String> = points
            .iter()
            .map(|&(error, earned)| format!("{:.1} {:.1}", x(error), y(earned)))
            .collect();
        svg += &format!(
            r#"<path d="M{}" fill="none" stroke="{colour}" stroke-width="2"/>"#,
            path.join("L")
        );
        let down = HEIGHT - 12.0 - 18.0 * n as f64;
        svg += &format!(r#"<text x="10" y="{down}" fill="{colour}">{name}</text>"#);
    }
    svg
}

/// Total score of a singer who is off by a key, by a jitter that alternates between notes, and late in alternation.
fn total(key_cents: f64, jitter_cents: f64, late_ms: f64) -> f64 {
    let midis = [60, 62, 64, 60, 67, 65, 64, 62, 59, 60, 64, 67, 69, 67, 64, 60];
    let note = |(n, midi): (usize, &i32)| Note {
        onset_s: 1.0 + 0.5 * n as f64,
        duration_s: 0.5,
        midi: f64::from(*midi),
        syllable: String::new(),
    };
    let melody = Melody::new(midis.iter().enumerate().map(note).collect()).expect("a melody");
    let frames = 1100;
    let mut track = F0Track {
        f0_hz: vec![0.0; frames],
        voiced: vec![false; frames],
        confidence: vec![0.0; frames],
    };
    for (n, note) in melody.notes().iter().enumerate() {
        let side = if n % 2 == 0 { 1.0 } else { -1.0 };
        let frame = |song_s: f64| ((song_s + side * late_ms / 1000.0) / HOP_S).round() as usize;
        let midi = note.midi + (key_cents + side * jitter_cents) / 100.0;
        for i in frame(note.onset_s)..frame(note.end_s()) {
            (track.f0_hz[i], track.voiced[i], track.confidence[i]) = (midi_to_hz(midi) as f32, true, 1.0);
        }
    }
    let lag = Lag {
        lag_ms: 0.0,
        method: LagMethod::Given,
        confidence: 1.0,
        drift_ppm: None,
        bleed_db: None,
        evidence: Evidence::default(),
    };
    let scored = score(&track, &[], &lag, &melody, &Settings::default());
    scored.total_score.expect("it was sung")
}
