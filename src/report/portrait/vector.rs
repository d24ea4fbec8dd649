//! A scene as SVG: letters stay letters, the spectrogram is an embedded PNG. Nothing is fetched from anywhere.

use super::PortraitError;
use super::colours::Colour;
use super::scene::{Anchor, Scene, Shape};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};
use std::fmt::Write;

/// The scene as an SVG document.
pub(super) fn svg(scene: &Scene) -> Result<String, PortraitError> {
    let view = format!("0 0 {} {}", scene.width, scene.height);
    let mut shapes = Vec::with_capacity(scene.shapes.len());
    for shape in &scene.shapes {
        shapes.push(drawn(shape)?);
    }
    let document = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(scene.width) height=(scene.height) viewBox=(view)
            font-family="system-ui, 'Helvetica Neue', Arial, sans-serif" role="img" {
            title { (writable(&scene.title)) }
            rect width="100%" height="100%" fill="#ffffff" {}
            @for shape in &shapes { (shape) }
        }
    };
    Ok(document.into_string())
}

fn drawn(shape: &Shape) -> Result<Markup, PortraitError> {
    Ok(match shape {
        Shape::Fill {
            x,
            y,
            width,
            height,
            colour,
        } => html! {
            rect x=(short(*x)) y=(short(*y)) width=(short(*width)) height=(short(*height)) fill=(colour.hex())
                fill-opacity=[opacity(*colour)] {}
        },
        Shape::Line { points, width, colour } => html! {
            polyline points=(listed(points)) fill="none" stroke=(colour.hex()) stroke-opacity=[opacity(*colour)]
                stroke-width=(short(*width)) stroke-linejoin="round" stroke-linecap="round" {}
        },
        Shape::Text {
            x,
            y,
            size,
            anchor,
            colour,
            text,
        } => {
            let anchor = match anchor {
                Anchor::Start => None,
                Anchor::Middle => Some("middle"),
                Anchor::End => Some("end"),
            };
            html! {
                text x=(short(*x)) y=(short(*y)) font-size=(short(*size)) text-anchor=[anchor] fill=(colour.hex()) {
                    (writable(text))
                }
            }
        }
        Shape::Image { x, y, image } => {
            let data = format!("data:image/png;base64,{}", STANDARD.encode(image.png()?));
            html! {
                image x=(x) y=(y) width=(image.width) height=(image.height) preserveAspectRatio="none" href=(data) {}
            }
        }
    })
}

fn opacity(colour: Colour) -> Option<String> {
    (colour.opacity < 1.0).then(|| short(colour.opacity))
}

fn listed(points: &[(f64, f64)]) -> String {
    let mut list = String::with_capacity(12 * points.len());
    for (i, point) in points.iter().enumerate() {
        let _ = write!(
            list,
            "{}{},{}",
            if i > 0 { " " } else { "" },
            short(point.0),
            short(point.1)
        );
    }
    // A line of one point is drawn by no browser; of the same point twice it is a dot.
    if points.len() == 1 {
        let again = list.clone();
        list = format!("{again} {again}");
    }
    list
}

/// A number to a tenth; 0 for what is none.
fn short(value: f64) -> String {
    let value = if value.is_finite() { value.clamp(-1e5, 1e5) } else { 0.0 };
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Text without what XML forbids even when it is escaped.
fn writable(text: &str) -> String {
    let is_allowed = |c: char| !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars()
        .map(|c| if is_allowed(c) { c } else { '\u{fffd}' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_always_numbers() {
        assert_eq!(short(12.0), "12");
        assert_eq!(short(-0.125), "-0.12");
        assert_eq!(short(f64::NAN), "0");
        assert_eq!(short(f64::INFINITY), "0");
        assert_eq!(short(1e300), "100000");
    }

    #[test]
    fn a_single_point_is_a_dot() {
        assert_eq!(listed(&[(1.0, 2.5)]), "1,2.5 1,2.5");
        assert_eq!(listed(&[(1.0, 2.5), (2.0, 3.0)]), "1,2.5 2,3");
    }
}
