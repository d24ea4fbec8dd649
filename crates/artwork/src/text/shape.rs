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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::LazyLock;

    use super::TextDirection::LeftToRight;
    use super::*;
    use crate::text::fonts::for_tests;

    static FONTS: LazyLock<Fonts> = LazyLock::new(for_tests);

    fn shaped(text: &str) -> Line {
        shape(&FONTS, text, LeftToRight).unwrap()
    }

    fn fonts_of(text: &str) -> Vec<FontId> {
        let mut fonts: Vec<FontId> = shaped(text).glyphs.iter().map(|glyph| glyph.font).collect();
        fonts.dedup();
        fonts
    }

    #[test]
    fn advances_add_up_to_the_width() {
        for text in [
            "Anna",
            "محمد عبد",
            "नमस्ते",
            "Zoë ⚽ 👨‍👩‍👧‍👦",
            "אבג (abc) 12",
            "กรุงเทพ",
            "한국 山田",
        ] {
            let line = shaped(text);
            let sum: f32 = line.advances.iter().map(|&(_, advance)| advance).sum();
            assert!((sum - line.width).abs() < 1e-3, "{text}: {sum} is not {}", line.width);
            assert!(
                line.advances.iter().all(|&(byte, _)| text.is_char_boundary(byte)),
                "{text}"
            );
        }
    }

    #[test]
    fn arabic_letters_join_and_run_to_the_left() {
        let glyphs = |text: &str| {
            shaped(text)
                .glyphs
                .iter()
                .map(|glyph| glyph.id)
                .collect::<HashSet<u32>>()
        };
        assert!(
            glyphs("محمد").is_disjoint(&glyphs("م ح د")),
            "joined letters have other shapes"
        );
        let first = shaped("اب").glyphs;
        let alef = shaped("ا").glyphs[0].id;
        let rightmost = first.iter().max_by(|one, other| one.x.total_cmp(&other.x)).unwrap();
        assert_eq!(rightmost.id, alef, "the first letter stands to the right");
    }

    #[test]
    fn a_text_goes_the_way_of_its_first_letter() {
        let latin_is_left = |text: &str| {
            let line = shaped(text);
            let left_of = |font: fn(usize) -> bool| {
                let places = line
                    .glyphs
                    .iter()
                    .filter(|glyph| matches!(glyph.font, FontId::Text(index) if font(index)));
                places.map(|glyph| glyph.x).fold(f32::MAX, f32::min)
            };
            left_of(|index| index == 0) < left_of(|index| index > 0)
        };
        assert!(latin_is_left("abc אבג"));
        assert!(latin_is_left("אבג abc"), "read from the right, Latin comes second");
        assert!(!latin_is_left("אבג abc דהו"));
        let digits = |base| shape(&FONTS, "12 (3)", base).unwrap();
        assert_ne!(
            digits(LeftToRight),
            digits(TextDirection::RightToLeft),
            "without a letter the page decides"
        );
    }

    #[test]
    fn conjuncts_and_marks_take_no_room_of_their_own() {
        assert!(shaped("क्ष").glyphs.len() < 3);
        assert!((shaped("กุ").width - shaped("ก").width).abs() < 1e-3);
        assert_eq!(shaped("Nguye\u{302}\u{303}n").width, shaped("Nguyễn").width);
    }

    #[test]
    fn a_names_chinese_characters_are_of_one_font() {
        assert_eq!(fonts_of("王小明们").len(), 1);
        let (japanese, korean, chinese) = (fonts_of("山田さ"), fonts_of("金한"), fonts_of("们"));
        assert_eq!(
            HashSet::from([japanese[0], korean[0], chinese[0]].map(|font| format!("{font:?}"))).len(),
            3
        );
        assert_eq!(fonts_of("金"), japanese, "where all have it, the first");
        assert_eq!(fonts_of("金们"), chinese);
    }

    #[test]
    fn sequences_of_emoji_are_one() {
        for sequence in ["👨‍👩‍👧‍👦", "🇫🇷", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👍🏽", "❤️", "1️⃣", "⚽"]
        {
            let line = shaped(sequence);
            assert!(line.glyphs.is_empty(), "{sequence}");
            assert_eq!(line.emoji.len(), 1, "{sequence}");
            assert!(line.width > 0.9 && line.width < 1.6, "{sequence}: {}", line.width);
        }
        assert!(
            shaped("👩\u{200d}⚽\u{200d}👩").width > 3.0,
            "what the font does not join stands side by side"
        );
        assert!(shaped("1 ♥\u{fe0e} ©").emoji.is_empty());
    }

    #[test]
    fn what_is_in_no_font_is_not_shaped() {
        for text in ["A\u{E000}", "ⴰ", "A ⴰ B", "\u{10FFFF}"] {
            assert_eq!(shape(&FONTS, text, LeftToRight), None, "{text:?}");
        }
        assert_eq!(only_covered(&FONTS, "ⴰ A \u{E000}B ⴰ"), "A B");
    }
}
