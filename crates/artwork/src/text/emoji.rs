//! Emoji in colour.
//!
//! `usvg` turns a sequence into the layers of its font's `COLR` table, if it sees nothing but the sequence and is given
//! that one font: among other text it breaks families and flags (resvg issue 861). That takes some milliseconds, and fans
//! share their favourites, so pictures are kept.

use resvg::tiny_skia::{Pixmap, PixmapMut, PixmapPaint, Transform};
use resvg::usvg;

use super::fonts::Fonts;
use super::shape::Emoji;
use crate::cache::Cache;

/// How far Noto's emoji reach above the baseline and below it.
pub(crate) const ASCENT_EM: f32 = 0.95;
pub(crate) const DESCENT_EM: f32 = 0.25;

/// Some 150 pictures of the largest size.
const KEPT_BYTES: usize = 16 << 20;
/// A sequence that its font does not know is drawn as all its parts: no further than this.
const MAX_WIDTH_EM: f32 = 8.0;
/// Sequences are laid out at this size and scaled.
const LAYOUT_SIZE: f32 = 100.0;

/// Draws emoji, and keeps what it drew.
pub(crate) struct EmojiBox {
    options: usvg::Options<'static>,
    kept: Cache<(String, u32), Pixmap>,
}

impl EmojiBox {
    pub(crate) fn new(fonts: &Fonts) -> Self {
        let mut options = crate::svg::closed_options();
        if let Some(font) = fonts.emoji() {
            let source = usvg::fontdb::Source::Binary(font.data());
            let id = options.fontdb_mut().load_font_source(source).first().copied();
            options.font_resolver.select_font = Box::new(move |_, _| id);
        }
        Self {
            options,
            kept: Cache::new(KEPT_BYTES),
        }
    }

    /// Draws an emoji with its left end at `x` and its baseline at `y`, on whole pixels.
    pub(crate) fn draw(&self, canvas: &mut PixmapMut<'_>, emoji: &Emoji, x: f32, y: f32, size_px: f32) {
        let size_px = size_px.round().max(1.0);
        let width = (emoji.width.min(MAX_WIDTH_EM) * size_px).ceil() as u32;
        let height = ((ASCENT_EM + DESCENT_EM) * size_px).ceil() as u32;
        let key = (emoji.text.clone(), size_px as u32);
        let bytes = width as usize * height as usize * 4;
        if let Some(picture) = self.kept.get_or_make(&key, || {
            Some((self.picture(&emoji.text, width, height, size_px)?, bytes))
        }) {
            let top = (y - ASCENT_EM * size_px).round() as i32;
            let paint = PixmapPaint::default();
            canvas.draw_pixmap(
                x.round() as i32,
                top,
                (*picture).as_ref(),
                &paint,
                Transform::identity(),
                None,
            );
        }
    }

    fn picture(&self, sequence: &str, width: u32, height: u32, size_px: f32) -> Option<Pixmap> {
        let mut svg = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="200">"#);
        svg.push_str(&format!(r#"<text x="0" y="{LAYOUT_SIZE}" font-size="{LAYOUT_SIZE}">"#));
        crate::svg::push_escaped(&mut svg, sequence);
        svg.push_str("</text></svg>");
        let tree = usvg::Tree::from_str(&svg, &self.options).ok()?;
        let mut picture = Pixmap::new(width, height)?;
        let scale = size_px / LAYOUT_SIZE;
        let place = Transform::from_scale(scale, scale).post_translate(0.0, (ASCENT_EM - 1.0) * size_px);
        resvg::render(&tree, place, &mut picture.as_mut());
        Some(picture)
    }
}
