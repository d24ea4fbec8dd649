//! Why takes were rejected or flagged: how often, what it means, what to do.

use super::glance::share_bar;
use super::{ShownTake, card_anchor, legend};
use crate::model::reason::ReasonCode;
use crate::report::advice::what_to_do;
use crate::report::figures::count;
use crate::report::tally::{ReasonCount, Tally};
use maud::{Markup, html};
use std::cmp::Reverse;

/// Links to examples in one line.
const MOST_EXAMPLES: usize = 3;

/// A line a reason, the commonest first.
pub(super) fn section(tally: &Tally, shown: &[ShownTake]) -> Markup {
    let mut reasons: Vec<(ReasonCode, ReasonCount)> =
        tally.reasons.iter().map(|(code, count)| (*code, *count)).collect();
    reasons.sort_by_key(|(code, count)| (Reverse(count.rejected + count.kept), *code));
    let most = reasons
        .iter()
        .map(|(_, count)| count.rejected + count.kept)
        .max()
        .unwrap_or(0);
    html! {
        section id="reasons" {
            h2 { "Reasons" }
            @if reasons.is_empty() {
                p class="note" { "No take was rejected or flagged." }
            } @else {
                p class="note" { "A take can have several. Choose a reason to see its takes." }
                (legend(&[("rejected", "rejected"), ("flagged", "flagged, but on the record")]))
                table class="reasons" {
                    thead { tr {
                        th scope="col" { "Reason" } th scope="col" class="n" { "Takes" } th class="bar" { span class="vh" { "Bar" } }
                        th scope="col" { "What it means, and what to do" } th scope="col" { "Examples" }
                    } }
                    tbody {
                        @for (code, given) in &reasons {
                            tr {
                                th scope="row" { a class="code" href="#takes" data-reason=(code) { (code) } }
                                td class="n" { (count(given.rejected + given.kept)) }
                                td class="bar" { (share_bar("rejected", given.rejected, given.kept, most)) }
                                td { (code.meaning()) ". " span class="muted" { (what_to_do(*code)) } }
                                td { (examples(*code, shown)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn examples(code: ReasonCode, shown: &[ShownTake]) -> Markup {
    let with_code = shown
        .iter()
        .enumerate()
        .filter(|(_, take)| take.row.reasons.contains(&code));
    html! {
        span class="examples" {
            @for (place, take) in with_code.take(MOST_EXAMPLES) {
                a href={ "#" (card_anchor(place)) } { (take.row.take_id) } " "
            }
        }
    }
}
