//! The table of takes: sorted and filtered by the report's script, readable without it.

use super::{MOST_TABLE_ROWS, ShownTake, card_anchor};
use crate::model::row::{ScoreRow, Status};
use crate::model::take::TakeId;
use crate::report::figures::{count, figure, signed};
use crate::report::href::safe;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Columns: heading, unit, whether it holds numbers.
const COLUMNS: [(&str, &str, bool); 19] = [
    ("Take", "", false),
    ("Status", "", false),
    ("Layer", "", false),
    ("Section", "", false),
    ("Total", "", true),
    ("Pitch", "", true),
    ("Timing", "", true),
    ("Coverage", "", true),
    ("Technical", "", true),
    ("Deviation", "cents", true),
    ("Key", "cents", true),
    ("Onset", "ms", true),
    ("Lag", "ms", true),
    ("SNR", "dB", true),
    ("Loudness", "LUFS", true),
    ("Length", "s", true),
    ("Reasons", "", false),
    ("Fan", "", false),
    ("Country", "", false),
];

/// The rows that the table shows: the shown takes, and the first others, in the order they came.
pub(super) struct Table<'a> {
    cards: BTreeMap<&'a TakeId, usize>,
    rows: Vec<ScoreRow>,
}

impl<'a> Table<'a> {
    pub(super) fn new(shown: &'a [ShownTake]) -> Self {
        let cards = shown.iter().enumerate().map(|(place, take)| (&take.row.take_id, place));
        Self {
            cards: cards.collect(),
            rows: Vec::new(),
        }
    }

    /// Keeps a row if there is room, or if it has a card.
    pub(super) fn add(&mut self, row: &ScoreRow) {
        let has_card = self.cards.contains_key(&row.take_id);
        if has_card || self.rows.len() < MOST_TABLE_ROWS {
            self.rows.push(row.clone());
        }
    }

    pub(super) fn section(&self, rows_total: u64, scores_href: &str) -> Markup {
        let in_table = self.rows.len() as u64;
        html! {
            section id="takes" {
                h2 { "Takes" }
                @if in_table < rows_total {
                    p class="note" {
                        "The first " (count(in_table)) " of " (count(rows_total)) " takes by id, and every take shown below. "
                        "All of them stand in " (file_link(scores_href)) "."
                    }
                } @else {
                    p class="note" { "Every take; with all its columns in " (file_link(scores_href)) "." }
                }
                (self.filters())
                div class="scroll tall" tabindex="0" role="region" aria-label="Table of takes" {
                    table class="grid sortable" id="take-table" {
                        thead { tr { @for (name, unit, is_number) in COLUMNS {
                            th scope="col" class=[is_number.then_some("n")] {
                                button type="button" { (name) @if !unit.is_empty() { small { (unit) } } }
                            }
                        } } }
                        tbody { @for row in &self.rows { (self.line(row)) } }
                    }
                }
            }
        }
    }

    fn filters(&self) -> Markup {
        let words = |of: fn(&ScoreRow) -> Vec<&str>| self.rows.iter().flat_map(of).collect::<BTreeSet<_>>();
        let statuses = words(|row| vec![row.status.as_str()]);
        let layers = words(|row| {
            row.layer
                .as_deref()
                .into_iter()
                .flat_map(str::split_whitespace)
                .collect()
        });
        let sections = words(|row| row.section.as_deref().into_iter().collect());
        let reasons = words(|row| row.reasons.iter().map(|reason| reason.as_str()).collect());
        html! {
            form class="filters" id="filters" hidden {
                label { span { "Find" } input type="search" name="text" placeholder="id, fan, country" autocomplete="off"; }
                (choice("Status", "status", &statuses))
                (choice("Layer", "layer", &layers))
                (choice("Section", "section", &sections))
                (choice("Reason", "reason", &reasons))
                button type="reset" { "Clear" }
                output role="status" {}
            }
        }
    }

    fn line(&self, row: &ScoreRow) -> Markup {
        let id = &row.take_id;
        html! {
            tr {
                th scope="row" {
                    @if let Some(place) = self.cards.get(id) { a href={ "#" (card_anchor(*place)) } { (id) } }
                    @else { (id) }
                }
                td { (status(row.status)) }
                td { (text(&row.layer)) }
                td { (text(&row.section)) }
                @for score in [row.total_score, row.pitch_score, row.timing_score, row.coverage_score, row.technical_score] {
                    td { (figure(score, 1)) }
                }
                td { (figure(row.pitch_deviation_cents, 0)) }
                td { (signed(row.key_offset_cents, 0)) }
                td { (figure(row.onset_error_ms, 0)) }
                td { (figure(row.lag_ms, 1)) }
                td { (figure(row.snr_db, 0)) }
                td { (figure(row.loudness_lufs, 1)) }
                td { (figure(row.duration_s, 1)) }
                td { (row.reasons_text()) }
                td { (text(&row.fan)) }
                td { (text(&row.country)) }
            }
        }
    }
}

fn choice(label: &str, name: &str, words: &BTreeSet<&str>) -> Markup {
    html! {
        @if !words.is_empty() {
            label {
                span { (label) }
                select name=(name) {
                    option value="" { "any" }
                    @for word in words { option { (word) } }
                }
            }
        }
    }
}

fn file_link(href: &str) -> Markup {
    html! { @if let Some(href) = safe(href) { a href=(href) { "scores.csv" } } @else { "scores.csv" } }
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

/// A status by word, shape and colour.
pub(super) fn status(status: Status) -> Markup {
    html! { span class={ "status " (status.as_str()) } { (status.as_str()) } }
}
