//! A scene as pixels. Edges are smooth: a pixel is covered by as much of a shape as lies within half a pixel of it.

use super::PortraitError;
use super::colours::{Colour, PAPER};
use super::indexed::{Indexed, encode};
use super::lettering;
use super::scene::{Anchor, Scene, Shape};

/// Width of a letter's strokes, as a share of the text's size.
const STROKE: f64 = 0.1;

/// The scene as a PNG.
pub(super) fn png(scene: &Scene) -> Result<Vec<u8>, PortraitError> {
    let mut canvas = Canvas::new(scene.width, scene.height);
    for shape in &scene.shapes {
        canvas.draw(shape);
    }
    encode(scene.width, scene.height, png::ColorType::Rgb, None, &canvas.rgb)
}

struct Canvas {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
    /// Cover of the line that is being drawn, so that its joints are not painted twice.
    cover: Vec<f32>,
}

/// Pixels that a shape may touch.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            rgb: PAPER.rgb.repeat(width * height),
            cover: vec![0.0; width * height],
        }
    }

    fn draw(&mut self, shape: &Shape) {
        match shape {
            Shape::Fill {
                x,
                y,
                width,
                height,
                colour,
            } => self.fill((*x, *y), (*width, *height), *colour),
            Shape::Line { points, width, colour } => self.line(&[points.as_slice()], *width, *colour),
            Shape::Text {
                x,
                y,
                size,
                anchor,
                colour,
                text,
            } => self.text((*x, *y), *size, *anchor, *colour, text),
            Shape::Image { x, y, image } => self.image(*x, *y, image),
        }
    }

    fn bounds(&self, (left, top): (f64, f64), (right, bottom): (f64, f64)) -> Bounds {
        let within = |value: f64, most: usize| value.clamp(0.0, most as f64) as usize;
        Bounds {
            left: within(left.floor(), self.width),
            right: within(right.ceil(), self.width),
            top: within(top.floor(), self.height),
            bottom: within(bottom.ceil(), self.height),
        }
    }

    fn blend(&mut self, x: usize, y: usize, colour: Colour, cover: f64) {
        let at = 3 * (y * self.width + x);
        let share = colour.opacity * cover.clamp(0.0, 1.0);
        for (pixel, value) in self.rgb[at..at + 3].iter_mut().zip(colour.rgb) {
            let mixed = f64::from(*pixel) + share * (f64::from(value) - f64::from(*pixel));
            *pixel = mixed.round() as u8;
        }
    }

    fn fill(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: Colour) {
        let overlap = |pixel: usize, from: f64, to: f64| (to.min(pixel as f64 + 1.0) - from.max(pixel as f64)).max(0.0);
        let bounds = self.bounds((x, y), (x + width, y + height));
        for row in bounds.top..bounds.bottom {
            let down = overlap(row, y, y + height);
            for column in bounds.left..bounds.right {
                self.blend(column, row, colour, down * overlap(column, x, x + width));
            }
        }
    }

    fn line(&mut self, lines: &[&[(f64, f64)]], width: f64, colour: Colour) {
        let reach = width / 2.0 + 1.0;
        let points = || lines.iter().copied().flatten();
        let least = points().fold((f64::INFINITY, f64::INFINITY), |least, p| {
            (least.0.min(p.0), least.1.min(p.1))
        });
        let most = points().fold((f64::NEG_INFINITY, f64::NEG_INFINITY), |most, p| {
            (most.0.max(p.0), most.1.max(p.1))
        });
        if !(least.0.is_finite() && least.1.is_finite() && most.0.is_finite() && most.1.is_finite()) {
            return;
        }
        for line in lines {
            for (i, &from) in line.iter().enumerate() {
                let to = line.get(i + 1).copied().unwrap_or(from);
                if line.len() > 1 && i + 1 == line.len() {
                    break;
                }
                self.cover_segment(from, to, width, reach);
            }
        }
        let bounds = self.bounds((least.0 - reach, least.1 - reach), (most.0 + reach, most.1 + reach));
        for row in bounds.top..bounds.bottom {
            for column in bounds.left..bounds.right {
                let cover = std::mem::take(&mut self.cover[row * self.width + column]);
                if cover > 0.0 {
                    self.blend(column, row, colour, f64::from(cover));
                }
            }
        }
    }

    fn cover_segment(&mut self, from: (f64, f64), to: (f64, f64), width: f64, reach: f64) {
        let bounds = self.bounds(
            (from.0.min(to.0) - reach, from.1.min(to.1) - reach),
            (from.0.max(to.0) + reach, from.1.max(to.1) + reach),
        );
        let along = (to.0 - from.0, to.1 - from.1);
        let length_squared = along.0 * along.0 + along.1 * along.1;
        for row in bounds.top..bounds.bottom {
            for column in bounds.left..bounds.right {
                let at = (column as f64 + 0.5 - from.0, row as f64 + 0.5 - from.1);
                let share = if length_squared > 0.0 {
                    ((at.0 * along.0 + at.1 * along.1) / length_squared).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                let away = (at.0 - share * along.0, at.1 - share * along.1);
                let distance = (away.0 * away.0 + away.1 * away.1).sqrt();
                let cover = (width / 2.0 + 0.5 - distance).clamp(0.0, 1.0) as f32;
                let known = &mut self.cover[row * self.width + column];
                *known = known.max(cover);
            }
        }
    }

    fn text(&mut self, (x, y): (f64, f64), size: f64, anchor: Anchor, colour: Colour, text: &str) {
        let (mut strokes, width) = lettering::strokes(text, size);
        let start = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        for point in strokes.iter_mut().flatten() {
            *point = (start + point.0, y + point.1);
        }
        let strokes: Vec<&[(f64, f64)]> = strokes.iter().map(Vec::as_slice).collect();
        self.line(&strokes, STROKE * size, colour);
    }

    fn image(&mut self, x: usize, y: usize, image: &Indexed) {
        for row in 0..image.height.min(self.height.saturating_sub(y)) {
            for column in 0..image.width.min(self.width.saturating_sub(x)) {
                let at = 3 * ((y + row) * self.width + x + column);
                self.rgb[at..at + 3].copy_from_slice(&image.at(column, row).rgb);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::colours::INK;
    use super::*;

    fn pixel(canvas: &Canvas, x: usize, y: usize) -> u8 {
        canvas.rgb[3 * (y * canvas.width + x)]
    }

    #[test]
    fn fills_cover_what_they_cover() {
        let mut canvas = Canvas::new(8, 8);
        canvas.fill((1.0, 1.0), (2.0, 2.5), Colour::opaque(0, 0, 0));
        assert_eq!(
            (pixel(&canvas, 0, 0), pixel(&canvas, 1, 1), pixel(&canvas, 2, 2)),
            (255, 0, 0)
        );
        assert_eq!((pixel(&canvas, 1, 3), pixel(&canvas, 3, 1)), (128, 255));
    }

    #[test]
    fn lines_have_their_width_and_dots_are_seen() {
        let mut canvas = Canvas::new(20, 20);
        canvas.line(&[&[(2.0, 5.5), (18.0, 5.5)]], 1.0, Colour::opaque(0, 0, 0));
        assert_eq!((pixel(&canvas, 10, 5), pixel(&canvas, 10, 7)), (0, 255));
        canvas.line(&[&[(10.5, 15.5)]], 2.0, Colour::opaque(0, 0, 0));
        assert_eq!(pixel(&canvas, 10, 15), 0);
    }

    #[test]
    fn nothing_outside_the_paper_or_the_numbers_does_harm() {
        let mut canvas = Canvas::new(10, 10);
        canvas.fill((-50.0, -50.0), (1e9, 1e9), INK);
        canvas.line(&[&[(f64::NAN, 1.0), (5.0, f64::INFINITY)], &[]], 1.0, INK);
        canvas.line(&[&[(-1e6, 5.0), (1e6, 5.0)]], 1.0, INK);
        canvas.text((5.0, 900.0), 12.0, Anchor::End, INK, "far away \u{1f3a4}");
        assert_eq!(canvas.rgb.len(), 300);
    }
}
