//! `report/index.html`: one file that opens from disk.
//!
//! Everything is inside: styles, one script, pictures as SVG. The only things it points to are the takes
//! and stems beside it, which a player loads when somebody presses play. Its Content-Security-Policy
//! allows exactly this script and these styles, by their SHA-256, and media; so that even if a stranger's
//! text got past the escaping, it could not run. No style attributes for the same reason.
//!
//! Sections: the run at a glance, stems, scores, reasons, takes, and a card for each shown take.

mod card;
mod glance;
mod reasons;
mod scores;
mod stems;
mod table;

use super::ReportError;
use super::picture;
use super::tally::Tally;
use crate::model::features::Features;
use crate::model::melody::Melody;
use crate::model::row::ScoreRow;
use crate::model::score::Score;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use std::borrow::Borrow;
use std::io::Write;

/// Rows in the table; the others stand in `scores.csv`.
pub const MOST_TABLE_ROWS: usize = 2_000;

const SCRIPT: &str = include_str!("../assets/report.js");

/// What the report says of a run besides its rows.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// The song.
    pub title: &'a str,
    /// Version of stemforge.
    pub version: &'a str,
    /// The guide melody.
    pub melody: &'a Melody,
    /// The stems, in the order of the session.
    pub stems: &'a [StemFact],
    /// Takes that could not be read from storage, and so have no row.
    pub unreadable: u64,
    /// Link to all rows as CSV, from the report.
    pub scores_href: &'a str,
    /// Further facts for the head of the report, such as the guide's file name or the length of the song.
    pub facts: &'a [Fact],
}

/// One line in the head of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is: `Guide melody`.
    pub label: String,
    /// Its value: `chorus.mid, 64 notes`.
    pub value: String,
}

/// One stem, or the mix.
#[derive(Debug, Clone, PartialEq)]
pub struct StemFact {
    /// Its name in a session: `close_low`.
    pub name: String,
    /// Link to the file, from the report; see [`super::href`].
    pub href: String,
    /// `close`, `group`, `crowd`; empty for sums.
    pub layer: String,
    /// Section; empty for sums.
    pub section: String,
    /// Voices in it.
    pub voices: u64,
    /// Integrated loudness, LUFS.
    pub loudness_lufs: Option<f64>,
    /// True peak, dBTP.
    pub true_peak_dbtp: Option<f64>,
}

/// A take that gets a card.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownTake {
    /// Its row.
    pub row: ScoreRow,
    /// What was measured, where it could be heard.
    pub features: Option<Features>,
    /// How it was judged, where it was.
    pub score: Option<Score>,
    /// Link to its audio, from the report; see [`super::href`]. Anything but files and web servers is dropped.
    pub audio_href: Option<String>,
    /// Why it is shown; see [`super::shown::Choice`].
    pub why: String,
    /// Remarks for a person: what a decoder said, what was refused and why.
    pub remarks: Vec<String>,
}

/// Writes the report.
pub fn write_html(
    mut out: impl Write,
    run: &Run<'_>,
    rows: impl IntoIterator<Item: Borrow<ScoreRow>>,
    shown: &[ShownTake],
) -> Result<(), ReportError> {
    let mut tally = Tally::default();
    let mut table = table::Table::new(shown);
    for row in rows {
        tally.add(row.borrow());
        table.add(row.borrow());
    }
    let page = page(run, &tally, &table, shown);
    out.write_all(page.into_string().as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

fn page(run: &Run<'_>, tally: &Tally, table: &table::Table<'_>, shown: &[ShownTake]) -> Markup {
    let style = format!("{}{}", picture::STYLE, include_str!("../assets/report.css"));
    let (guide_symbol, guide) = picture::shared_guide(run.melody);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&style, SCRIPT));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "stemforge " (run.version) };
                title { (run.title) " – stemforge" }
                style { (PreEscaped(&style)) }
            }
            body {
                a class="skip" href="#takes" { "Skip to the takes" }
                (guide_symbol)
                (glance::header(run, tally))
                nav aria-label="Sections" {
                    a href="#glance" { "At a glance" }
                    @if !run.stems.is_empty() { a href="#stems" { "Stems" } }
                    a href="#scores" { "Scores" }
                    a href="#reasons" { "Reasons" }
                    a href="#takes" { "Takes" }
                    @if !shown.is_empty() { a href="#cards" { "Close look" } }
                }
                main {
                    (glance::section(run, tally))
                    (stems::section(run.stems))
                    (scores::section(tally))
                    (reasons::section(tally, shown))
                    (table.section(tally.rows, run.scores_href))
                    (card::section(run, shown, &guide))
                }
                footer {
                    p { "Made by stemforge " (run.version) ". The same takes, song and settings make the same report, byte for byte." }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// Nothing from anywhere, but this script, these styles, and media when somebody presses play.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; media-src 'self' file: https:; \
         base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style),
    )
}

/// A line that explains colours and shapes: each with its word.
fn legend(keys: &[(&str, &str)]) -> Markup {
    html! {
        ul class="note legend" {
            @for (class, meaning) in keys { li { span class={ "key " (class) } {} (meaning) } }
        }
    }
}

/// Anchor of the card of the take that is shown at a place in the list.
fn card_anchor(place: usize) -> String {
    format!("take-{}", place + 1)
}
