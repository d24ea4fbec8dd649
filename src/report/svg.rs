//! Small pieces of SVG: scales, ticks, path data, and plots that are fluid.
//!
//! A plot must be legible on a phone and on a wide screen, and text that is scaled with its drawing is
//! not. So a plot has no view box of its own: text and rulings stand at percentages across and pixels
//! down, and curves lie in a nested frame ([`curves`]) that is stretched across while CSS keeps the width
//! of its strokes (`vector-effect: non-scaling-stroke`). No script takes part.
//!
//! Inside a frame, x runs from 0 to [`FRAME_WIDTH`] and y in tenths of a pixel, both whole numbers, and
//! path data is relative: a curve of 600 points takes 4 kB.

use maud::{Markup, PreEscaped, html};
use std::fmt::Write;

/// Width of a curve frame in its own units, however wide it is on the screen.
pub(super) const FRAME_WIDTH: f64 = 10_000.0;

/// Units of a curve frame in one pixel of height.
pub(super) const UNITS_PER_PX: f64 = 10.0;

/// A straight line from one range to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// First and last value.
    pub(super) domain: (f64, f64),
    /// Where they go.
    pub(super) range: (f64, f64),
}

impl Scale {
    /// Where a value goes; outside the domain it goes on in a straight line.
    pub(super) fn at(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let (from, to) = self.range;
        if high == low {
            return from;
        }
        from + (value - low) / (high - low) * (to - from)
    }

    /// Where a value goes, held at the ends.
    pub(super) fn held(&self, value: f64) -> f64 {
        let (from, to) = self.range;
        self.at(value).clamp(from.min(to), from.max(to))
    }
}

/// Round values (1, 2 or 5 times a power of ten apart) within a range, at most `most` of them.
///
/// Empty where the range is: nothing to tell apart.
pub(super) fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 || most == 0 {
        return Vec::new();
    }
    let coarse = libm::pow(10.0, libm::floor(libm::log10(span / most as f64)));
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0].map(|factor| factor * coarse);
    let numbers_within = |step: f64| (libm::ceil(low / step - 1e-9), libm::floor(high / step + 1e-9));
    for step in steps {
        let (first, last) = numbers_within(step);
        if last - first + 1.0 <= most as f64 {
            let count = (last - first + 1.0).max(0.0) as usize;
            return (0..count).map(|i| (first + i as f64) * step).collect();
        }
    }
    Vec::new()
}

/// A tick's value as text, without the dust of binary fractions.
pub(super) fn tick_label(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0')
        .trim_end_matches('.')
        .replace('-', "\u{2212}")
}

/// A percentage across, to a hundredth.
pub(super) fn across(share: f64) -> String {
    let text = format!("{:.2}", 100.0 * share);
    let short = text.trim_end_matches('0').trim_end_matches('.');
    format!("{short}%")
}

/// The `d` of a path, in whole frame units, relative.
#[derive(Debug, Clone, Default)]
pub(super) struct PathData {
    text: String,
    pen: (i64, i64),
}

impl PathData {
    /// Lifts the pen and puts it down.
    pub(super) fn move_to(&mut self, x: f64, y: f64) {
        let at = whole(x, y);
        self.command("M", at.0, at.1);
        self.pen = at;
    }

    /// Draws a straight line.
    pub(super) fn line_to(&mut self, x: f64, y: f64) {
        let at = whole(x, y);
        self.command("l", at.0 - self.pen.0, at.1 - self.pen.1);
        self.pen = at;
    }

    /// A dot, the size of the stroke.
    pub(super) fn dot(&mut self, x: f64, y: f64) {
        self.move_to(x, y);
        self.text.push_str("h0");
    }

    /// A vertical line.
    pub(super) fn vertical(&mut self, x: f64, from_y: f64, to_y: f64) {
        self.move_to(x, from_y);
        let (_, to) = whole(x, to_y);
        let _ = write!(self.text, "v{}", to - self.pen.1);
        self.pen.1 = to;
    }

    /// A closed rectangle between two corners.
    pub(super) fn rectangle(&mut self, corner: (f64, f64), opposite: (f64, f64)) {
        self.move_to(corner.0, corner.1);
        let (right, bottom) = whole(opposite.0, opposite.1);
        let (width, height) = (right - self.pen.0, bottom - self.pen.1);
        let _ = write!(self.text, "h{width}v{height}h{}z", -width);
    }

    /// Whether nothing was drawn.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The path with a class; nothing where nothing was drawn.
    pub(super) fn draw(&self, class: &str) -> Markup {
        html! { @if !self.is_empty() { path class=(class) d=(self.text) {} } }
    }

    fn command(&mut self, letter: &str, x: i64, y: i64) {
        let space = if y < 0 { "" } else { " " };
        let _ = write!(self.text, "{letter}{x}{space}{y}");
    }
}

/// The nearest whole units; a stray value stays within what every browser can draw.
fn whole(x: f64, y: f64) -> (i64, i64) {
    let nearest = |value: f64| value.clamp(-1e6, 1e6).round() as i64;
    (nearest(x), nearest(y))
}

/// A frame for curves, stretched to the full width of the plot.
pub(super) fn curves(top_px: f64, height_px: f64, content: &Markup) -> Markup {
    let view = format!("0 0 {FRAME_WIDTH} {}", height_px * UNITS_PER_PX);
    html! {
        svg y=(top_px) width="100%" height=(height_px) viewBox=(view) preserveAspectRatio="none" { (content) }
    }
}

/// A horizontal rule across the plot.
pub(super) fn rule(class: &str, y_px: f64) -> Markup {
    html! { line class=(class) x1="0" x2="100%" y1=(y_px) y2=(y_px) {} }
}

/// A vertical rule at a share of the width.
pub(super) fn upright(class: &str, share: f64, from_px: f64, to_px: f64) -> Markup {
    let x = across(share);
    html! { line class=(class) x1=(x) x2=(x) y1=(from_px) y2=(to_px) {} }
}

/// A label left of the plot, in its margin.
pub(super) fn margin_label(text: &str, y_px: f64) -> Markup {
    html! { text class="ml" x="-6" y=(y_px) dy=".32em" { (text) } }
}

/// A label under a place on the axis; labels at the very ends stay inside the plot.
pub(super) fn axis_label(text: &str, share: f64, y_px: f64) -> Markup {
    let class = match share {
        share if share < 0.02 => "al s",
        share if share > 0.98 => "al e",
        _ => "al",
    };
    html! { text class=(class) x=(across(share)) y=(y_px) { (text) } }
}

/// A fluid plot with its own name for those who cannot see it.
pub(super) fn plot(class: &str, height_px: f64, label: &str, content: &Markup) -> Markup {
    html! {
        svg class=(class) width="100%" height=(height_px) role="img" aria-label=(label) { (content) }
    }
}

/// Markup of several pieces, in order.
pub(super) fn joined(pieces: impl IntoIterator<Item = Markup>) -> Markup {
    let mut text = String::new();
    for PreEscaped(piece) in pieces {
        text.push_str(&piece);
    }
    PreEscaped(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(0.0, 100.0, 6), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(-1.0, 20.9, 8), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(ticks(0.0, 1.0, 3), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(0.0, 7.0, 2), [0.0, 5.0]);
    }

    #[test]
    fn ticks_of_nothing_are_none() {
        assert!(ticks(1.0, 1.0, 5).is_empty());
        assert!(ticks(2.0, 1.0, 5).is_empty());
        assert!(ticks(0.0, f64::INFINITY, 5).is_empty());
        assert!(ticks(f64::NAN, 1.0, 5).is_empty());
        assert!(ticks(0.0, 1.0, 0).is_empty());
    }

    #[test]
    fn no_range_asks_for_more_ticks_than_allowed() {
        for most in 1..12 {
            for exponent in -6..9 {
                let span = 3.7 * libm::pow(10.0, f64::from(exponent));
                let found = ticks(-0.3 * span, 0.7 * span, most);
                assert!(found.len() <= most, "{span} {most}: {found:?}");
            }
        }
    }

    #[test]
    fn tick_labels_are_what_people_write() {
        let labels = ticks(-0.35, 0.35, 8).into_iter().map(tick_label);
        assert_eq!(
            labels.collect::<Vec<_>>(),
            ["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"]
        );
        assert_eq!(tick_label(1500.0), "1500");
    }

    #[test]
    fn paths_are_relative_and_whole() {
        let mut path = PathData::default();
        path.move_to(10.2, 20.0);
        path.line_to(13.0, 15.0);
        path.line_to(14.0, 16.0);
        path.rectangle((0.0, 0.0), (5.0, 7.0));
        assert_eq!(path.text, "M10 20l3-5l1 1M0 0h5v7h-5z");
    }

    #[test]
    fn a_stray_value_is_still_a_path() {
        let mut path = PathData::default();
        path.move_to(f64::NAN, f64::INFINITY);
        path.line_to(-f64::INFINITY, 0.0);
        assert_eq!(path.text, "M0 1000000l-1000000-1000000");
    }

    #[test]
    fn scales_go_on_or_are_held() {
        let scale = Scale {
            domain: (0.0, 10.0),
            range: (100.0, 0.0),
        };
        assert_eq!(scale.at(2.5), 75.0);
        assert_eq!(scale.at(20.0), -100.0);
        assert_eq!(scale.held(20.0), 0.0);
        let flat = Scale {
            domain: (1.0, 1.0),
            range: (0.0, 9.0),
        };
        assert_eq!(flat.at(5.0), 0.0);
    }

    #[test]
    fn percentages_are_short() {
        assert_eq!(across(0.5), "50%");
        assert_eq!(across(0.123_456), "12.35%");
        assert_eq!(across(0.0), "0%");
    }
}
