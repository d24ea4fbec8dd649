//! The dashboard: one page that says how the campaign goes.

use super::app::App;
use super::clock;
use super::page::Page;
use super::tally::{Counts, MINUTES};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;
use stemforge_messages::Language;

const REFRESH_S: u32 = 10;
/// Lines of a table; the rest is summed up in one.
const MAX_LINES: usize = 20;
/// Height of the tallest bar, in the picture's own units.
const BAR_HEIGHT: f64 = 20.0;

/// The page.
pub(super) fn page(app: &App) -> Response {
    let counts = app.tally.counts();
    let hour = counts.last_hour(clock::now());
    let content = html! {
        h1 { "Takes" }
        @if counts.is_counting { p { "Takes of earlier runs are still being counted." } }
        (numbers(app, &counts))
        h2 { "Takes a minute, last hour" }
        (sparkline(&hour))
        h2 { "By country" }
        (table("Country", "Takes", &counts.by_country))
        h2 { "By language" }
        (table("Language", "Takes", &counts.by_language))
        h2 { "Problems since the start" }
        (table("Code", "Answers", &counts.problems))
    };
    Page {
        head: html! { meta http-equiv="refresh" content=(REFRESH_S); },
        ..Page::new(Language::DEFAULT, "stemforge-studio", content)
    }
    .answer(StatusCode::OK)
}

fn numbers(app: &App, counts: &Counts) -> Markup {
    html! {
        dl {
            div { dt { "Takes" } dd { (counts.takes) } }
            div { dt { "Taken back since the start" } dd { (counts.erased) } }
            div { dt { "Bytes of takes" } dd { (bytes(counts.bytes)) } }
            div { dt { "Stored or announced" } dd { (bytes(app.limits.stored_bytes())) } }
            div { dt { "Uploads open" } dd { (app.limits.open_uploads()) } }
            div { dt { "Connections" } dd { (app.metrics.connections()) } }
            @if let Some(free) = app.free_bytes() { div { dt { "Disk left" } dd { (bytes(free)) } } }
        }
    }
}

/// One bar a minute; the tallest fills the height.
fn sparkline(hour: &[u32; MINUTES]) -> Markup {
    let most = hour.iter().copied().max().unwrap_or(0);
    let bars = hour.iter().enumerate().filter(|(_, takes)| **takes > 0);
    html! {
        svg viewBox=(format!("0 0 {MINUTES} {BAR_HEIGHT}")) preserveAspectRatio="none" role="img"
            aria-label=(format!("{} in the last hour, at most {most} in a minute", hour.iter().sum::<u32>())) {
            @for (minute, takes) in bars {
                @let height = BAR_HEIGHT * f64::from(*takes) / f64::from(most);
                rect x=(minute) y=(format!("{:.2}", BAR_HEIGHT - height)) width="0.8" height=(format!("{height:.2}")) {}
            }
        }
        p { "At most " (most) " in a minute; the last minute is the one under way." }
    }
}

/// The greatest first.
fn table<K: AsRef<str> + Ord>(name: &str, count: &str, lines: &BTreeMap<K, u64>) -> Markup {
    let mut sorted: Vec<(&str, u64)> = lines.iter().map(|(name, count)| (name.as_ref(), *count)).collect();
    sorted.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let (shown, rest) = sorted.split_at(sorted.len().min(MAX_LINES));
    html! {
        @if shown.is_empty() { p { "None." } } @else {
            table {
                thead { tr { th scope="col" { (name) } th.number scope="col" { (count) } } }
                tbody {
                    @for (name, count) in shown { tr { td { (name) } td.number { (count) } } }
                    @if !rest.is_empty() {
                        tr { td { "others" } td.number { (rest.iter().map(|(_, count)| count).sum::<u64>()) } }
                    }
                }
            }
        }
    }
}

/// `1.5 GiB`.
fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit < UNITS.len() - 1 {
        value /= 1024.0;
        unit += 1;
    }
    let decimals = usize::from(unit > 0);
    format!("{value:.decimals$} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_words_are_escaped() {
        let lines = BTreeMap::from([("<script>".to_owned(), 3)]);
        let html = table("Country", "Takes", &lines).into_string();
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"), "{html}");
    }

    #[test]
    fn long_tables_end_in_a_sum() {
        let lines: BTreeMap<String, u64> = (0..25).map(|number| (format!("c{number:02}"), number)).collect();
        let html = table("Country", "Takes", &lines).into_string();
        assert!(html.contains("<td>others</td><td class=\"number\">10</td>"), "{html}");
        assert!(html.find("c24") < html.find("c05"));
    }

    #[test]
    fn sizes_are_for_people() {
        assert_eq!(
            (bytes(0), bytes(1023), bytes(1536)),
            ("0 B".into(), "1023 B".into(), "1.5 KiB".into())
        );
        assert_eq!(bytes(u64::MAX), "16777216.0 TiB");
    }
}
