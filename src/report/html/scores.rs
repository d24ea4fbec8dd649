//! Distributions of the scores.

use super::legend;
use crate::report::figures::{count, figure};
use crate::report::svg::{self, FRAME_WIDTH, PathData, Scale, UNITS_PER_PX};
use crate::report::tally::{BARS, Histogram, POINTS_A_BAR, Tally};
use maud::{Markup, html};

/// Total large, its parts small.
pub(super) fn section(tally: &Tally) -> Markup {
    let [total, parts @ ..] = &tally.scores;
    html! {
        section id="scores" {
            h2 { "Scores" }
            @if total.count() == 0 {
                p class="note" { "No take could be scored." }
            } @else {
                (legend(&[("kept", "on the record"), ("rejected", "rejected"), ("median", "median of those on the record")]))
                div class="histograms" {
                    (histogram(total, 180.0))
                    @for part in parts { (histogram(part, 96.0)) }
                }
            }
        }
    }
}

fn histogram(histogram: &Histogram, height_px: f64) -> Markup {
    const AXIS_PX: f64 = 18.0;
    const TOP_PX: f64 = 4.0;
    let highest = histogram.totals().iter().copied().max().unwrap_or(0).max(1) as f64;
    let y = |units: f64| Scale {
        domain: (0.0, highest),
        range: (height_px * units, TOP_PX * units),
    };
    let median = histogram.median_kept();
    let label = format!(
        "Histogram of {} scores of {} takes; median of those on the record {}",
        histogram.name,
        count(histogram.count()),
        figure(median, 1),
    );
    let content = html! {
        rect class="lane" width="100%" height=(height_px) {}
        @for tick in svg::ticks(0.0, highest, 4).into_iter().filter(|tick| tick.fract() == 0.0) {
            (svg::rule("rule", y(1.0).at(tick)))
            (svg::margin_label(&count(tick as u64), y(1.0).at(tick)))
        }
        (svg::curves(0.0, height_px, &bars(histogram, &y(UNITS_PER_PX))))
        @if let Some(median) = median { (svg::upright("median", median / 100.0, 0.0, height_px)) }
        @for score in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
            (svg::axis_label(&svg::tick_label(score), score / 100.0, height_px + 14.0))
        }
    };
    html! {
        figure class="plotted" {
            figcaption { strong { (histogram.name) } " median " (figure(median, 1)) }
            (svg::plot("plot", height_px + AXIS_PX, &label, &content))
        }
    }
}

fn bars(histogram: &Histogram, y: &Scale) -> Markup {
    const GAP_UNITS: f64 = 12.0;
    let width = FRAME_WIDTH * POINTS_A_BAR / 100.0;
    let (mut kept, mut rejected) = (PathData::default(), PathData::default());
    for bar in 0..BARS {
        let left = bar as f64 * width + GAP_UNITS;
        let right = (bar + 1) as f64 * width - GAP_UNITS;
        let (low, high) = (histogram.kept[bar] as f64, histogram.totals()[bar] as f64);
        if low > 0.0 {
            kept.rectangle((left, y.at(low)), (right, y.at(0.0)));
        }
        if high > low {
            rejected.rectangle((left, y.at(high)), (right, y.at(low)));
        }
    }
    html! { (kept.draw("bar kept")) (rejected.draw("bar rejected")) }
}
