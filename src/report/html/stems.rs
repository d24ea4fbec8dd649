//! The stems: levels, voices, and a player each.

use super::StemFact;
use crate::report::figures::{count, figure};
use crate::report::href::safe;
use maud::{Markup, html};

/// A line a stem; nothing where there are none.
pub(super) fn section(stems: &[StemFact]) -> Markup {
    html! {
        @if !stems.is_empty() {
            section id="stems" {
                h2 { "Stems" }
                p class="note" { "All of one length, starting at bar 1: drop them on the session's first bar." }
                div class="scroll" tabindex="0" role="region" aria-label="Stems" {
                    table class="grid stems" {
                        thead { tr {
                            th scope="col" { "File" } th scope="col" { "Layer" } th scope="col" { "Section" }
                            th scope="col" class="n" { "Voices" } th scope="col" class="n" { "Loudness, LUFS" }
                            th scope="col" class="n" { "True peak, dBTP" } th scope="col" { "Listen" }
                        } }
                        tbody { @for stem in stems { (line(stem)) } }
                    }
                }
            }
        }
    }
}

fn line(stem: &StemFact) -> Markup {
    let href = safe(&stem.href);
    html! {
        tr {
            th scope="row" { @if let Some(href) = href { a href=(href) { (stem.name) } } @else { (stem.name) } }
            td { (stem.layer) }
            td { (stem.section) }
            td class="n" { (count(stem.voices)) }
            td class="n" { (figure(stem.loudness_lufs, 1)) }
            td class="n" { (figure(stem.true_peak_dbtp, 1)) }
            td class="player" {
                @if let Some(href) = href {
                    audio controls preload="none" src=(href) aria-label={ "Play " (stem.name) } {}
                }
            }
        }
    }
}
