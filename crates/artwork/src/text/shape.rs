//! From one line of text to placed glyphs: order, fonts, shapes.
//!
//! 1. The text is divided into *pieces*: neighbours that one font sets and that are of one script. Whole characters stay
//!    together, and a sequence of emoji is a piece of its own, so that its font sees all of it.
//! 2. The Unicode Bidirectional Algorithm orders them (UAX #9).
//! 3. HarfBuzz's algorithm shapes each piece (`harfrust`).
//!
//! Widths and positions are in em: a line is shaped once and drawn at any size.

use std::ops::Range;

use harfrust::{BufferFlags, Direction, ShapeOptions, UnicodeBuffer};
use skrifa::Tag;
use unicode_bidi::{BidiInfo, Level};
use unicode_properties::{EmojiStatus, UnicodeEmoji};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::{Coverage, FontId, Fonts};

/// Where a line begins and which way its neutral characters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextDirection {
    /// As Latin.
    LeftToRight,
    /// As Arabic.
    RightToLeft,
}

/// A glyph and where it stands, in em from the line's left end and baseline; y grows upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) font: FontId,
    pub(crate) id: u32,
    pub(crate) x: f32,
    pub(crate) y: f32,
}

/// An emoji that stands for several glyphs or layers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Emoji {
    /// The whole sequence.
    pub(crate) text: String,
    /// Its left end.
    pub(crate) x: f32,
    pub(crate) width: f32,
}

/// A shaped line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) emoji: Vec<Emoji>,
    pub(crate) width: f32,
    /// What each cluster adds to the width, with its first byte; in the order of the text.
    pub(crate) advances: Vec<(usize, f32)>,
}

/// Neighbours that one font sets, of one script.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    bytes: Range<usize>,
    font: FontId,
    script: Script,
}

/// Shapes a line; `None` if any of its characters is in no font.
pub(crate) fn shape(fonts: &Fonts, text: &str, base: TextDirection) -> Option<Line> {
    let mut line = Line::default();
    if text.is_empty() {
        return Some(line);
    }
    let pieces = divide(&fonts.coverage(), text)?;
    let level = match direction_of(text).unwrap_or(base) {
        TextDirection::LeftToRight => Level::ltr(),
        TextDirection::RightToLeft => Level::rtl(),
    };
    let order = BidiInfo::new(text, Some(level));
    for paragraph in &order.paragraphs {
        let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let is_rtl = levels.get(run.start).is_some_and(Level::is_rtl);
            let mut parts: Vec<Piece> = pieces.iter().filter_map(|piece| within(piece, &run)).collect();
            if is_rtl {
                parts.reverse();
            }
            for part in &parts {
                append(&mut line, fonts, text, part, is_rtl)?;
            }
        }
    }
    line.advances.sort_by_key(|&(byte, _)| byte);
    Some(line)
}

/// The text without the characters that are in no font.
pub(crate) fn only_covered(fonts: &Fonts, text: &str) -> String {
    let coverage = fonts.coverage();
    let covered: String = text
        .graphemes(true)
        .filter(|character| divide(&coverage, character).is_some())
        .collect();
    covered.trim().to_owned()
}

/// The direction of the first letter that has one.
fn direction_of(text: &str) -> Option<TextDirection> {
    match unicode_bidi::get_base_direction(text) {
        unicode_bidi::Direction::Ltr => Some(TextDirection::LeftToRight),
        unicode_bidi::Direction::Rtl => Some(TextDirection::RightToLeft),
        unicode_bidi::Direction::Mixed => None,
    }
}

fn within(piece: &Piece, run: &Range<usize>) -> Option<Piece> {
    let bytes = piece.bytes.start.max(run.start)..piece.bytes.end.min(run.end);
    (bytes.start < bytes.end).then(|| Piece { bytes, ..piece.clone() })
}

fn divide(coverage: &Coverage<'_>, text: &str) -> Option<Vec<Piece>> {
    // One font for all of a name's Chinese characters: they look different in Japan, Korea and China.
    let east_asian = coverage.one_font_for(text.chars().filter(|c| is_east_asian(*c)));
    let mut pieces: Vec<Piece> = Vec::new();
    for (start, character) in text.grapheme_indices(true) {
        let bytes = start..start + character.len();
        let wants_emoji = wants_emoji(character);
        let font = wants_emoji
            .then(|| coverage.emoji_font(character))
            .flatten()
            .or_else(|| coverage.text_font(character, east_asian))
            .or_else(|| coverage.emoji_font(character))?;
        let script = script_of(character);
        match pieces.last_mut() {
            // Punctuation, digits and spaces go with the letters before them.
            Some(last)
                if last.font == font && font != FontId::Emoji && (script == last.script || !is_of_letters(script)) =>
            {
                last.bytes.end = bytes.end;
            }
            // And what opens a text with the letters after it.
            Some(last) if last.font == font && font != FontId::Emoji && !is_of_letters(last.script) => {
                last.bytes.end = bytes.end;
                last.script = script;
            }
            _ => pieces.push(Piece { bytes, font, script }),
        }
    }
    Some(pieces)
}

fn is_east_asian(c: char) -> bool {
    matches!(
        c.script(),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo
    )
}

fn script_of(character: &str) -> Script {
    character
        .chars()
        .map(|c| c.script())
        .find(|&script| is_of_letters(script))
        .unwrap_or(Script::Common)
}

fn is_of_letters(script: Script) -> bool {
    !matches!(script, Script::Common | Script::Inherited | Script::Unknown)
}

/// Whether a character asks for its colours (Unicode TS #51): by a selector, or because it has no plain form.
fn wants_emoji(character: &str) -> bool {
    if character.contains('\u{FE0E}') {
        return false;
    }
    let has_no_plain_form = |c: char| {
        matches!(
            c.emoji_status(),
            EmojiStatus::EmojiPresentation
                | EmojiStatus::EmojiPresentationAndModifierBase
                | EmojiStatus::EmojiPresentationAndEmojiComponent
                | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
        )
    };
    character.contains('\u{FE0F}') || character.chars().next().is_some_and(has_no_plain_form)
}

/// Shapes one piece at the end of the line.
fn append(line: &mut Line, fonts: &Fonts, text: &str, piece: &Piece, is_rtl: bool) -> Option<()> {
    let font = fonts.get(piece.font)?;
    let face = font.face()?;
    let shaper = font.shaper().shaper(&face).build();
    let written = text.get(piece.bytes.clone())?;

    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(written);
    buffer.set_direction(if is_rtl {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    });
    if let Some(script) = shaping_script(piece.script) {
        buffer.set_script(script);
    }
    let mut flags = BufferFlags::REMOVE_DEFAULT_IGNORABLES;
    flags.set(BufferFlags::BEGINNING_OF_TEXT, piece.bytes.start == 0);
    flags.set(BufferFlags::END_OF_TEXT, piece.bytes.end == text.len());
    buffer.set_flags(flags);
    let shaped = shaper.shape(buffer, ShapeOptions::new());

    let em = font.units_per_em();
    let first_x = line.width;
    for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
        if info.glyph_id == 0 {
            return None;
        }
        if piece.font != FontId::Emoji {
            line.glyphs.push(Glyph {
                font: piece.font,
                id: info.glyph_id,
                x: line.width + position.x_offset as f32 / em,
                y: position.y_offset as f32 / em,
            });
        }
        let advance = position.x_advance as f32 / em;
        line.width += advance;
        line.advances.push((piece.bytes.start + info.cluster as usize, advance));
    }
    if piece.font == FontId::Emoji {
        line.emoji.push(Emoji {
            text: written.to_owned(),
            x: first_x,
            width: line.width - first_x,
        });
    }
    Some(())
}

fn shaping_script(script: Script) -> Option<harfrust::Script> {
    let name: [u8; 4] = script.short_name().as_bytes().try_into().ok()?;
    harfrust::Script::from_iso15924_tag(Tag::new(&name))
}
