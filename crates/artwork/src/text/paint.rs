//! Fitted lines onto a picture.

use resvg::tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, PixmapMut, Rect, Transform};
use skrifa::MetadataProvider;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::prelude::{LocationRef, Size};

use super::emoji::{self, EmojiBox};
use super::fonts::Fonts;
use super::shape::{Emoji, Line};

/// A line's outlines in em, y downwards, and how far its ink reaches.
pub(crate) struct Inked {
    outlines: Option<Path>,
    emoji: Vec<Emoji>,
    /// Where the ink begins and ends. Letters have room around them, and at a margin it shows; hooks that reach out of
    /// their room may hang over the margin, and do not count.
    pub(crate) left_em: f32,
    pub(crate) right_em: f32,
    /// Above the baseline.
    pub(crate) ascent_em: f32,
    /// Below it.
    pub(crate) descent_em: f32,
}

/// Gathers the outlines of a line.
pub(crate) fn ink(fonts: &Fonts, line: Line) -> Inked {
    let mut pen = Pen {
        path: PathBuilder::new(),
        scale: 1.0,
        x: 0.0,
        y: 0.0,
    };
    for glyph in &line.glyphs {
        let Some(font) = fonts.get(glyph.font) else { continue };
        let Some(face) = font.face() else { continue };
        let Some(outline) = face.outline_glyphs().get(glyph.id.into()) else {
            continue;
        };
        pen.scale = 1.0 / font.units_per_em();
        pen.x = glyph.x;
        pen.y = glyph.y;
        // A glyph whose outline is broken is an empty one; nothing was drawn that would have to be taken back.
        let _ = outline.draw(
            DrawSettings::unhinted(Size::unscaled(), LocationRef::default()),
            &mut pen,
        );
    }
    let outlines = pen.path.finish();
    let mut bounds = outlines.as_ref().map(Path::bounds);
    if !line.emoji.is_empty() {
        let left = line.emoji.iter().map(|emoji| emoji.x).fold(line.width, f32::min);
        let right = line.emoji.iter().map(|emoji| emoji.x + emoji.width).fold(0.0, f32::max);
        let emoji = Rect::from_ltrb(left, -emoji::ASCENT_EM, right, emoji::DESCENT_EM);
        bounds = match (bounds, emoji) {
            (Some(one), Some(other)) => Rect::from_ltrb(
                one.left().min(other.left()),
                one.top().min(other.top()),
                one.right().max(other.right()),
                one.bottom().max(other.bottom()),
            ),
            (one, other) => one.or(other),
        };
    }
    Inked {
        outlines,
        emoji: line.emoji,
        left_em: bounds.map_or(0.0, |bounds| bounds.left().max(0.0)),
        right_em: bounds.map_or(line.width, |bounds| bounds.right().min(line.width)),
        ascent_em: bounds.map_or(0.0, |bounds| -bounds.top()),
        descent_em: bounds.map_or(0.0, |bounds| bounds.bottom()),
    }
}

struct Pen {
    path: PathBuilder,
    scale: f32,
    x: f32,
    y: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, -(self.y + y * self.scale))
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (x1, y1) = self.at(x1, y1);
        let (x, y) = self.at(x, y);
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (x1, y1) = self.at(x1, y1);
        let (x2, y2) = self.at(x2, y2);
        let (x, y) = self.at(x, y);
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// Draws text.
pub(crate) struct Brush {
    emoji: EmojiBox,
}

impl Brush {
    pub(crate) fn new(fonts: &Fonts) -> Self {
        Self {
            emoji: EmojiBox::new(fonts),
        }
    }

    /// Draws a line with its left end at `x` and its baseline at `y`.
    pub(crate) fn draw(&self, canvas: &mut PixmapMut<'_>, line: &Inked, x: f32, y: f32, size_px: f32, color: Color) {
        if let Some(outlines) = &line.outlines {
            let mut paint = Paint::default();
            paint.set_color(color);
            paint.anti_alias = true;
            let place = Transform::from_scale(size_px, size_px).post_translate(x, y);
            canvas.fill_path(outlines, &paint, FillRule::Winding, place, None);
        }
        for emoji in &line.emoji {
            self.emoji.draw(canvas, emoji, x + emoji.x * size_px, y, size_px);
        }
    }
}
