//! The evidence for a lag: correlation against candidate lags, the chosen one marked.

use crate::model::features::Lag;
use crate::report::figures::figure;
use crate::report::svg::{self, FRAME_WIDTH, PathData, Scale, UNITS_PER_PX};
use maud::{Markup, html};

const CURVE_PX: f64 = 84.0;
/// Height of the plot, axis included, px.
pub(in crate::report) const HEIGHT: f64 = CURVE_PX + 18.0;

/// The curve; a take without one gets a sentence in its place.
pub(in crate::report) fn evidence_plot(lag: Option<&Lag>) -> Markup {
    let content = match lag {
        None => says("no lag found"),
        Some(lag) => curve(lag).unwrap_or_else(|| says("no curve: the lag was given")),
    };
    svg::plot("plot evidence", HEIGHT, &label(lag), &content)
}

fn label(lag: Option<&Lag>) -> String {
    match lag {
        None => "No lag was found".to_owned(),
        Some(lag) => format!(
            "Evidence for the lag: the highest point, at {} ms, was chosen",
            figure(Some(lag.lag_ms), 1)
        ),
    }
}

fn says(text: &str) -> Markup {
    html! {
        rect class="lane" width="100%" height=(CURVE_PX) {}
        text class="none" x="50%" y=(CURVE_PX / 2.0) dy=".32em" { (text) }
    }
}

fn curve(lag: &Lag) -> Option<Markup> {
    let evidence = &lag.evidence;
    let last = evidence.strength.len().checked_sub(1)?;
    let first_ms = evidence.first_lag_ms;
    let last_ms = first_ms + evidence.step_ms * last as f64;
    if !(last_ms - first_ms > 0.0 && (last_ms - first_ms).is_finite()) {
        return None;
    }
    let x = Scale {
        domain: (first_ms, last_ms),
        range: (0.0, 1.0),
    };
    let strengths = || {
        evidence
            .strength
            .iter()
            .copied()
            .filter(|strength| strength.is_finite())
            .map(f64::from)
    };
    let lowest = strengths().fold(0.0, f64::min);
    let highest = strengths().fold(1.0, f64::max);
    let y = |units: f64| Scale {
        domain: (lowest, highest * 1.08),
        range: ((CURVE_PX - 2.0) * units, 2.0 * units),
    };

    let mut path = PathData::default();
    let in_frame = y(UNITS_PER_PX);
    for (i, &strength) in evidence
        .strength
        .iter()
        .enumerate()
        .filter(|(_, strength)| strength.is_finite())
    {
        let across = i as f64 / last as f64 * FRAME_WIDTH;
        let down = in_frame.held(f64::from(strength));
        if path.is_empty() {
            path.move_to(across, down);
        } else {
            path.line_to(across, down);
        }
    }
    let chosen = x.at(lag.lag_ms);
    let is_in_sight = (0.0..=1.0).contains(&chosen);
    Some(html! {
        rect class="lane" width="100%" height=(CURVE_PX) {}
        @for tick in svg::ticks(first_ms, last_ms, 5) {
            (svg::upright("rule", x.at(tick), 0.0, CURVE_PX))
            (svg::axis_label(&format!("{} ms", svg::tick_label(tick)), x.at(tick), CURVE_PX + 14.0))
        }
        (svg::rule("zero", y(1.0).at(0.0)))
        @if is_in_sight { (svg::upright("chosen", chosen, 0.0, CURVE_PX)) }
        (svg::curves(0.0, CURVE_PX, &path.draw("strength")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::features::{Evidence, LagMethod};

    fn lag(strength: Vec<f32>) -> Lag {
        Lag {
            lag_ms: 20.0,
            method: LagMethod::Bleed,
            confidence: 0.9,
            drift_ppm: None,
            bleed_db: None,
            evidence: Evidence {
                first_lag_ms: 0.0,
                step_ms: 10.0,
                strength,
            },
        }
    }

    #[test]
    fn the_chosen_lag_is_marked_where_it_is() {
        let svg = evidence_plot(Some(&lag(vec![0.1, 0.2, 1.0, 0.1, -0.1]))).into_string();
        assert!(svg.contains(r#"class="chosen" x1="50%""#), "{svg}");
        assert!(svg.contains("at 20.0 ms"), "{svg}");
    }

    #[test]
    fn no_curve_is_said_not_drawn() {
        for (lag, words) in [
            (None, "no lag found"),
            (Some(lag(Vec::new())), "no curve"),
            (Some(lag(vec![1.0])), "no curve"),
        ] {
            let svg = evidence_plot(lag.as_ref()).into_string();
            assert!(svg.contains(words), "{svg}");
        }
    }

    #[test]
    fn broken_curves_draw_what_is_left() {
        let svg = evidence_plot(Some(&lag(vec![f32::NAN, 0.5, f32::INFINITY, 1.0]))).into_string();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        let mut broken = lag(vec![0.5, 1.0]);
        broken.evidence.step_ms = f64::NAN;
        assert!(evidence_plot(Some(&broken)).into_string().contains("no curve"));
    }
}
