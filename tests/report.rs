//! The report of a made-up campaign, as a browser gets it.

#![expect(clippy::unwrap_used, reason = "a failed expectation is a failed test")]

#[path = "report/campaign.rs"]
mod campaign;

use std::path::PathBuf;
use stemforge::model::melody::Melody;
use stemforge::model::row::ScoreRow;
use stemforge::report::html::MOST_TABLE_ROWS;
use stemforge::report::{Fact, Run, ShownTake, StemFact, take_svg, write_html};

fn stems() -> Vec<StemFact> {
    let layers = [("close", 23), ("group", 131), ("crowd", 296)];
    let stem = |(layer, voices): (&str, u64), section: &str, loudness_lufs: f64| StemFact {
        name: format!("{layer}_{section}"),
        href: format!("../stems/{layer}_{section}.wav"),
        layer: layer.to_owned(),
        section: section.to_owned(),
        voices: if section == "low" {
            voices / 3
        } else {
            voices - voices / 3
        },
        loudness_lufs: Some(loudness_lufs),
        true_peak_dbtp: Some(loudness_lufs + 14.0),
    };
    layers
        .into_iter()
        .flat_map(|layer| [stem(layer, "low", -24.1), stem(layer, "high", -21.6)])
        .collect()
}

fn report_of(rows: &[ScoreRow], shown: &[ShownTake], melody: &Melody, stems: &[StemFact]) -> String {
    let facts = [("Guide melody", "chorus.mid"), ("Backing", "backing.flac")].map(|(label, value)| Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    });
    let run = Run {
        title: "Carry Me Over <3",
        version: "0.1.0",
        melody,
        stems,
        unreadable: 0,
        scores_href: "../scores.csv",
        facts: &facts,
    };
    let mut out = Vec::new();
    write_html(&mut out, &run, rows, shown).unwrap();
    String::from_utf8(out).unwrap()
}

fn sample() -> String {
    let (rows, melody) = (campaign::rows(), campaign::melody());
    let shown = campaign::shown(&rows, &melody);
    report_of(&rows, &shown, &melody, &stems())
}

/// Text between two markers, the first time they occur.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap() + from.len();
    let end = text[start..].find(to).unwrap();
    &text[start..start + end]
}

#[test]
fn the_report_of_sixty_takes_is_small_and_the_same_each_time() {
    let page = sample();
    assert_eq!(page.matches("<article").count(), 60);
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    assert_eq!(page, sample());

    // The browser test opens this file.
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sample-report.html");
    std::fs::write(path, page).unwrap();
}

#[test]
fn nothing_that_strangers_send_becomes_markup() {
    let page = sample();
    assert_eq!(page.matches("<script").count(), 1, "only our own");
    assert_eq!(page.matches("<img").count(), 0);
    assert!(!page.contains("javascript:"));
    assert!(page.contains("&lt;script&gt;document.title='owned'&lt;/script&gt;"));
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let page = sample();
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!page.contains(" style=\""), "the policy forbids style attributes");
    assert!(!page.contains("<link") && !page.contains("@import") && !page.contains("url("));
    for place in ["src=\"http", "href=\"http", "fetch("] {
        assert!(!page.contains(place), "{place}");
    }
}

#[test]
fn the_counts_are_those_of_the_rows() {
    let page = sample();
    let glance = between(&page, "<section id=\"glance\">", "</section>");
    assert!(glance.contains("<dt>Takes found</dt><dd>420</dd>"), "{glance}");
    let rejected = campaign::rows()
        .iter()
        .filter(|row| row.status.as_str() == "rejected")
        .count();
    assert!(
        glance.contains(&format!("<dt>Rejected</dt><dd>{rejected}<small>")),
        "{glance}"
    );
    let table = between(&page, "<table class=\"grid sortable\"", "</table>");
    assert_eq!(table.matches("<tr>").count(), 1 + 420);
}

#[test]
fn a_long_table_says_what_it_leaves_out() {
    let mut rows = Vec::new();
    for i in 0..6 {
        rows.extend(campaign::rows().into_iter().map(|mut row| {
            row.take_id.0 = format!("{i}{}", row.take_id);
            row
        }));
    }
    let melody = campaign::melody();
    let shown = campaign::shown(&rows, &melody);
    let page = report_of(&rows, &shown, &melody, &[]);
    let takes = between(&page, "<section id=\"takes\">", "<form");
    assert!(
        takes.contains("of 2,520 takes") && takes.contains("href=\"../scores.csv\""),
        "{takes}"
    );
    let lines = between(&page, "<table class=\"grid sortable\"", "</table>")
        .matches("<tr>")
        .count()
        - 1;
    assert!((MOST_TABLE_ROWS..=MOST_TABLE_ROWS + 60).contains(&lines), "{lines}");
    for place in 1..=shown.len() {
        assert!(
            page.contains(&format!("<th scope=\"row\"><a href=\"#take-{place}\">")),
            "{place}"
        );
    }
}

#[test]
fn a_run_without_takes_is_a_report_too() {
    let page = report_of(&[], &[], &campaign::melody(), &[]);
    assert!(page.contains("No take could be scored."));
    assert!(page.contains("No take was rejected or flagged."));
    let markup = &page[..page.find("<script>").unwrap()];
    assert!(!markup.contains("NaN"));
}

#[test]
fn a_picture_stands_alone() {
    let (rows, melody) = (campaign::rows(), campaign::melody());
    let shown = campaign::shown(&rows, &melody);
    let best = &shown[0];
    let svg = take_svg(best.features.as_ref().unwrap(), best.score.as_ref().unwrap(), &melody);
    assert!(svg.len() < 60_000, "{} bytes", svg.len());
    assert!(!svg.contains("<use"), "nothing outside is needed");
    std::fs::write(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sample-take.svg"), svg).unwrap();
}
