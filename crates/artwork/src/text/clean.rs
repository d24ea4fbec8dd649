//! What of a stranger's text is drawn.
//!
//! Any string becomes one short line of whole characters: white space is one space, what has no shape of its own and
//! could only reorder or hide its neighbours is dropped, marks do not pile up, and what is longer than a cover could ever
//! show is cut, on the border of what a reader takes for one character. The work is linear in what is kept, and what is
//! kept is bounded.

use unicode_properties::{GeneralCategory, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

/// More cannot be read on a cover at the smallest size.
const MAX_CHARACTERS: usize = 120;
/// Code points are counted too: one "character" may have any number of them.
const MAX_CODE_POINTS: usize = 1_000;
/// Vietnamese has two marks on a letter, Thai three, pointed Hebrew four.
const MAX_MARKS: usize = 4;
/// A family of four with skin tones has eleven, the flag of Wales seven.
const MAX_CODE_POINTS_IN_CHARACTER: usize = 16;

/// An emoji that nobody had before takes a millisecond to draw, hundreds of times what a letter takes.
const MAX_EMOJI: usize = 8;

/// One line of text that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clean {
    /// Without control characters, line breaks and outer spaces.
    pub(crate) text: String,
    /// Something was cut off its end.
    pub(crate) is_cut: bool,
}

/// Reduces any string to what can be drawn of it.
pub(crate) fn clean(raw: &str) -> Clean {
    let (shown, mut is_cut) = without_the_unshowable(raw);
    let mut text = String::with_capacity(shown.len());
    let mut emoji = 0;
    for (index, character) in shown.graphemes(true).enumerate() {
        emoji += usize::from(may_be_emoji(character));
        if index == MAX_CHARACTERS || emoji > MAX_EMOJI {
            is_cut = true;
            break;
        }
        text.extend(character.chars().take(MAX_CODE_POINTS_IN_CHARACTER));
    }
    text.truncate(text.trim_end().len());
    Clean { text, is_cut }
}

fn may_be_emoji(character: &str) -> bool {
    character
        .chars()
        .any(|c| c.is_emoji_char() && !c.is_ascii() || c == '\u{FE0F}')
}

/// The code points that may stand, and whether some were cut off the end.
fn without_the_unshowable(raw: &str) -> (String, bool) {
    let mut kept = String::new();
    let mut count = 0;
    // What the next code point would stand upon: a space or nothing carries no mark.
    let mut has_base = false;
    let mut marks = 0;
    let mut space_is_due = false;
    for c in raw.chars() {
        if c.is_whitespace() {
            space_is_due = count > 0;
            has_base = false;
            continue;
        }
        let is_mark = matches!(
            c.general_category(),
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
        );
        if is_joiner(c) {
            if !has_base || kept.ends_with(c) {
                continue;
            }
        } else if is_hidden(c) {
            continue;
        } else if is_mark {
            if !has_base || marks == MAX_MARKS {
                continue;
            }
            marks += 1;
        } else {
            has_base = true;
            marks = 0;
        }
        if count + usize::from(space_is_due) >= MAX_CODE_POINTS {
            return (kept, true);
        }
        if space_is_due {
            kept.push(' ');
            count += 1;
            space_is_due = false;
        }
        kept.push(c);
        count += 1;
    }
    (kept, false)
}

/// Zero-width joiners make letters of Persian and of Indian scripts, and families of emoji.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Code points that have no shape: controls, marks of direction, fillers, and those that Unicode never assigns.
fn is_hidden(c: char) -> bool {
    // Tags spell the flags of Wales and England.
    if matches!(c, '\u{E0020}'..='\u{E007F}') {
        return false;
    }
    let is_filler = matches!(
        c,
        '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
    );
    is_filler
        || matches!(
            c.general_category(),
            GeneralCategory::Control | GeneralCategory::Format | GeneralCategory::Surrogate
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> String {
        clean(raw).text
    }

    #[test]
    fn ordinary_names_stand() {
        for name in [
            "Anna",
            "Nguyễn Thị Ánh",
            "Zoë-Marie O’Neill",
            "محمد",
            "प्रिया",
            "สมชาย",
            "山田 太郎",
        ] {
            assert_eq!(
                clean(name),
                Clean {
                    text: name.to_owned(),
                    is_cut: false
                }
            );
        }
    }

    #[test]
    fn white_space_is_one_space() {
        assert_eq!(text(" \tA\r\n\u{2028}B\u{3000}C \u{85}"), "A B C");
        assert_eq!(text("\u{2029}\u{A0} "), "");
    }

    #[test]
    fn what_has_no_shape_is_dropped() {
        assert_eq!(
            text("A\u{202E}B\u{2066}\u{0}\u{1B}C\u{AD}\u{FEFF}\u{200F}\u{7F}\u{1C}"),
            "ABC"
        );
        assert_eq!(text("\u{3164}\u{115F}\u{2800}"), "");
    }

    #[test]
    fn marks_do_not_pile_up_or_stand_alone() {
        let piled = format!("Z{}o", "\u{0335}".repeat(500));
        assert_eq!(text(&piled).chars().count(), 2 + MAX_MARKS);
        assert_eq!(text("\u{0301}\u{0302}A"), "A");
        assert_eq!(text("A \u{0301}B"), "A B");
    }

    #[test]
    fn sequences_of_emoji_stand_and_are_bounded() {
        for emoji in ["👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🇫🇷", "#️⃣", "👩🏽‍❤️‍💋‍👨🏿"]
        {
            assert_eq!(text(emoji), emoji);
        }
        let chain = "👩\u{200D}".repeat(300);
        assert!(text(&chain).chars().count() <= MAX_CODE_POINTS_IN_CHARACTER);
        assert_eq!(text("\u{200D}A\u{200D}\u{200D}"), "A\u{200D}");
    }

    #[test]
    fn emoji_are_counted() {
        assert!(!clean(&"⚽".repeat(MAX_EMOJI)).is_cut);
        assert_eq!(
            clean(&"⚽".repeat(MAX_EMOJI + 1)),
            Clean {
                text: "⚽".repeat(MAX_EMOJI),
                is_cut: true
            }
        );
        assert!(!clean("1234567890 #1234567890").is_cut);
    }

    #[test]
    fn length_is_bounded_and_said() {
        let long = clean(&"é".repeat(10_000));
        assert_eq!((long.text.chars().count(), long.is_cut), (MAX_CHARACTERS, true));
        assert!(!clean(&"x".repeat(MAX_CHARACTERS)).is_cut);
        let wide = clean(&format!("{}x", "\u{E0020}".repeat(100_000)));
        assert!(wide.text.len() <= MAX_CODE_POINTS * 4);
    }
}
