//! The head of the report, the headline figures and the funnel.

use super::Run;
use crate::report::figures::{count, duration, figure, percent};
use crate::report::svg::across;
use crate::report::tally::Tally;
use maud::{Markup, html};

/// Title, one sentence, and the facts of the campaign.
pub(super) fn header(run: &Run<'_>, tally: &Tally) -> Markup {
    let found = tally.rows + run.unreadable;
    html! {
        header {
            p class="kicker" { "Choir recall sheet" }
            h1 { (run.title) }
            p class="lede" {
                strong { (count(tally.on_the_record())) } " of " (count(found))
                @if found == 1 { " take is" } @else { " takes are" }
                " on the record"
                @if !run.stems.is_empty() {
                    ", in " (count(run.stems.len() as u64)) @if run.stems.len() == 1 { " file" } @else { " files" }
                }
                "."
                @if run.unreadable > 0 {
                    " " (count(run.unreadable)) " could not be read from storage: run again to fetch them."
                }
            }
            dl class="facts" {
                @for fact in run.facts { div { dt { (fact.label) } dd { (fact.value) } } }
                div { dt { "Notes" } dd { (count(run.melody.notes().len() as u64)) " in " (duration(run.melody.end_s())) } }
                div { dt { "stemforge" } dd { (run.version) } }
            }
        }
    }
}

/// Headline figures and the funnel.
pub(super) fn section(run: &Run<'_>, tally: &Tally) -> Markup {
    let found = tally.rows + run.unreadable;
    let total = &tally.scores[0];
    let steps = [
        ("Found", found),
        ("Decoded", tally.decoded),
        ("Placed", tally.placed),
        ("On the record", tally.on_the_record()),
        ("Group or closer", tally.in_group),
        ("Close", tally.in_close),
    ];
    html! {
        section id="glance" {
            h2 { "At a glance" }
            div class="split" {
                dl class="headline" {
                    (headline("Takes found", &count(found), ""))
                    (headline("On the record", &count(tally.on_the_record()), &percent(tally.on_the_record(), found)))
                    (headline("Rejected", &count(tally.rejected), &percent(tally.rejected, found)))
                    (headline("Worth a listen", &count(tally.flagged), "flagged"))
                    (headline("Median score", &figure(total.median_kept(), 1), "of those on the record"))
                    (headline("Audio heard", &duration(tally.audio_s), ""))
                    @if run.unreadable > 0 { (headline("Not readable", &count(run.unreadable), "storage, not the take")) }
                }
                (funnel(&steps, found))
            }
        }
    }
}

fn headline(label: &str, value: &str, note: &str) -> Markup {
    html! { div { dt { (label) } dd { (value) @if !note.is_empty() { small { (note) } } } } }
}

fn funnel(steps: &[(&str, u64)], found: u64) -> Markup {
    html! {
        table class="funnel" {
            caption { "From found to close" }
            thead class="vh" { tr { th scope="col" { "Step" } th scope="col" { "Takes" } th scope="col" { "Share" } th { "Bar" } } }
            tbody {
                @for (name, takes) in steps {
                    tr {
                        th scope="row" { (name) }
                        td class="n" { (count(*takes)) }
                        td class="n muted" { (percent(*takes, found)) }
                        td class="bar" { (share_bar("kept", *takes, 0, found)) }
                    }
                }
            }
        }
    }
}

/// A bar of one or two parts of a whole; a part that exists is seen.
pub(super) fn share_bar(class: &str, part: u64, second: u64, whole: u64) -> Markup {
    let share = |value: u64| if whole == 0 { 0.0 } else { value as f64 / whole as f64 };
    html! {
        svg class="share" width="100%" height="12" aria-hidden="true" {
            rect class="track" width="100%" height="12" {}
            @if part > 0 { rect class=(class) width=(across(share(part).max(0.004))) height="12" {} }
            @if second > 0 {
                rect class="flagged" x=(across(share(part))) width=(across(share(second).max(0.004))) height="12" {}
            }
        }
    }
}
