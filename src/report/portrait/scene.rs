//! What a portrait is made of, before it is an SVG or a PNG: shapes in pixels, y down, drawn in order.

use super::colours::Colour;
use super::indexed::Indexed;

/// Everything to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scene {
    /// Width, px.
    pub(super) width: usize,
    /// Height, px.
    pub(super) height: usize,
    /// What it is called, for those who cannot see it.
    pub(super) title: String,
    /// From back to front.
    pub(super) shapes: Vec<Shape>,
}

/// One thing on the paper.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A filled rectangle.
    Fill {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        colour: Colour,
    },
    /// An open line through points; a single point is a dot.
    Line {
        points: Vec<(f64, f64)>,
        width: f64,
        colour: Colour,
    },
    /// A line of text on its baseline.
    Text {
        x: f64,
        y: f64,
        size: f64,
        anchor: Anchor,
        colour: Colour,
        text: String,
    },
    /// A raster, pixel for pixel.
    Image { x: usize, y: usize, image: Indexed },
}

/// Which end of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}
