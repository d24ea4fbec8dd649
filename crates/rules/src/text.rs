//! Text that others will see: on covers, on pages, in reports.
//!
//! It must read as it is written. Refused are control characters, marks that turn text around, letters that cannot be
//! seen, what is no character at all, and more than four marks on one letter (the Burmese လျှို့ has four; a heap of twenty
//! covers the lines above). The joiners U+200C and U+200D stay where scripts and emoji need them, variation selectors
//! after something to vary, tags where they turn the black flag into England's, Scotland's or Wales'.

use crate::Fault;
use crate::marks::is_mark;
use crate::words::{Severity, Words};

/// Longest text in bytes, as a multiple of the longest in characters: letters of every script in use take at most
/// three, only rows of emoji take more. A text of emoji alone may be three quarters as long.
pub const MAX_BYTES_PER_CHAR: usize = 3;
/// Longest name of a team, in characters.
pub const MAX_TEAM_CHARS: usize = 40;
/// Longest version of the terms, in characters.
pub const MAX_TERMS_CHARS: usize = 40;

/// Most marks on one letter.
const MOST_MARKS: usize = 4;
const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
const BLACK_FLAG: char = '\u{1f3f4}';

/// Whether a text of at most `max_chars` characters may be shown. Blanks at its ends do not count.
pub fn check_text(text: &str, max_chars: usize) -> Result<(), Fault> {
    let shown = text.trim();
    if shown.is_empty() || shown.len() > MAX_BYTES_PER_CHAR * max_chars || shown.chars().count() > max_chars {
        return Err(Fault::BadLength);
    }
    let mut before = None;
    let mut marks = 0;
    let mut rest = text;
    loop {
        let mut letters = rest.chars();
        let Some(letter) = letters.next() else {
            return Ok(());
        };
        rest = letters.as_str();
        let after = letters.next();
        let is_joint = matches!(letter, ZERO_WIDTH_NON_JOINER | ZERO_WIDTH_JOINER) || is_selector(letter);
        let is_right = match letter {
            ZERO_WIDTH_NON_JOINER => joins_letters(before, after),
            ZERO_WIDTH_JOINER => joins_letters(before, after) || joins_emoji(before, after),
            '\u{fe00}'..='\u{fe0f}' => before.is_some_and(|base| !base.is_whitespace() && !is_selector(base)),
            '\u{e0100}'..='\u{e01ef}' => before.is_some_and(is_ideograph),
            _ => !is_unshowable(letter) && !is_invisible(letter) && !is_no_character(letter),
        };
        let has_base = before.is_some_and(|base| !base.is_whitespace());
        marks = match () {
            () if is_mark(letter) => marks + 1,
            () if is_joint => marks,
            () => 0,
        };
        if !is_right || is_mark(letter) && !has_base || marks > MOST_MARKS {
            return Err(Fault::BadCharacters);
        }
        if letter == BLACK_FLAG {
            rest = after_flag_tags(rest);
        }
        before = Some(letter);
    }
}

/// Whether a fan may sing for this team: one of `teams`, or where there are none, any that may be shown.
pub fn check_team(team: &str, teams: &[&str]) -> Result<(), Fault> {
    check_text(team, MAX_TEAM_CHARS)?;
    if !teams.is_empty() && !teams.contains(&team.trim()) {
        return Err(Fault::NotATeam);
    }
    if teams.is_empty() && Words::of(team).have(Severity::Severe) {
        return Err(Fault::BadWord);
    }
    Ok(())
}

/// Whether this names a version of the terms.
pub fn check_terms(terms: &str) -> Result<(), Fault> {
    check_text(terms, MAX_TERMS_CHARS)
}

/// Control characters, and marks that make text read otherwise than it is written.
pub fn is_unshowable(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Letters without width or ink: soft hyphens, fillers, invisible operators, formats of long ago.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{00ad}' | '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffc}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Private use, the replacement character, and code points that Unicode promises never to assign.
fn is_no_character(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffd}' | '\u{f0000}'..)
        || u32::from(letter) & 0xfffe == 0xfffe
}

/// Between two letters of a script in which joining carries meaning; after a virama also at the end of a word.
fn joins_letters(before: Option<char>, after: Option<char>) -> bool {
    let joins = |letter: char| {
        matches!(letter,
            '\u{0620}'..='\u{08ff}' | '\u{0900}'..='\u{0dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
            | '\u{fb50}'..='\u{fdcf}' | '\u{fe70}'..='\u{fefc}')
    };
    let is_virama = |letter: char| {
        matches!(
            letter,
            '\u{094d}'
                | '\u{09cd}'
                | '\u{0a4d}'
                | '\u{0acd}'
                | '\u{0b4d}'
                | '\u{0bcd}'
                | '\u{0c4d}'
                | '\u{0ccd}'
                | '\u{0d4d}'
                | '\u{0dca}'
        )
    };
    before.is_some_and(joins) && after.is_some_and(joins) || before.is_some_and(is_virama)
}

/// Between two emoji that make one picture.
fn joins_emoji(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|letter| is_emoji(letter) || letter == '\u{fe0f}') && after.is_some_and(is_emoji)
}

/// Pictographs, with their skin tones and older relatives.
fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_selector(letter: char) -> bool {
    matches!(letter, '\u{fe00}'..='\u{fe0f}')
}

/// What follows the tags that make the black flag that of England, Scotland or Wales.
fn after_flag_tags(rest: &str) -> &str {
    let flags = [
        "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        "\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
    ];
    flags.iter().find_map(|tags| rest.strip_prefix(tags)).unwrap_or(rest)
}

fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_may_be_shown() {
        for right in [
            "Zoë 🎤",
            "  Anna ",
            "Ÿ",
            "Łukasz",
            "محمد صلاح",
            "می‌خواهم",
            "ശ്രീ രാജന്‍",
            "श्री क्‍ष",
            "မြို့ကြွေး လျှို့ဝှက်",
            "น้ำผึ้ง",
            "王小明",
            "辻󠄀",
            "e\u{301}\u{323}",
            "👩‍👩‍👧‍👦 👍🏽 ❤️ 1️⃣",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "🇫🇷",
            "…",
        ] {
            assert_eq!(check_text(right, 60), Ok(()), "{right}");
        }
    }

    #[test]
    fn what_reads_otherwise_than_it_is_written_may_not() {
        for wrong in [
            "a\u{202e}b",
            "a\u{200f}",
            "a\u{feff}",
            "a\nb",
            "a\0",
            "a\u{85}b",
            "a\u{200b}b",
            "a\u{200d}b",
            "a\u{200c}b",
            "\u{200d}",
            "🎤\u{200d}",
            "a\u{ad}b",
            "\u{3164}",
            "a\u{2800}",
            "a\u{e0041}",
            "🏴\u{e0067}\u{e007f}",
            "a\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "a\u{f8ff}",
            "a\u{fffd}",
            "a\u{ffff}",
            "a\u{fe0f}\u{fe0f}",
            "a \u{301}",
            "\u{301}a",
            "a\u{e0100}",
        ] {
            assert_eq!(check_text(wrong, 60), Err(Fault::BadCharacters), "{wrong:?}");
        }
        let heap = |marks: usize| format!("Z{}algo", "\u{30d}".repeat(marks));
        assert_eq!(check_text(&heap(4), 60), Ok(()));
        assert_eq!(check_text(&heap(5), 60), Err(Fault::BadCharacters));
        // Nor in parts, with a joiner between them.
        let parts = format!("ب{}", "\u{64e}\u{651}\u{64e}\u{200c}".repeat(4));
        assert_eq!(check_text(&parts, 60), Err(Fault::BadCharacters));
        assert_eq!(
            check_text(&format!("ก{}", "\u{e47}".repeat(5)), 60),
            Err(Fault::BadCharacters)
        );
    }

    #[test]
    fn length_counts_characters_and_bytes_but_no_blanks_at_the_ends() {
        assert_eq!(check_text(&format!("  {}  ", "é".repeat(60)), 60), Ok(()));
        assert_eq!(check_text(&"王".repeat(60), 60), Ok(()));
        assert_eq!(check_text(&"🎤".repeat(45), 60), Ok(()));
        for wrong in [
            String::new(),
            " \u{a0}\u{3000}\t".to_owned(),
            "é".repeat(61),
            "🎤".repeat(46),
        ] {
            assert_eq!(check_text(&wrong, 60), Err(Fault::BadLength), "{wrong:?}");
        }
    }

    #[test]
    fn a_team_is_one_of_those_given_or_any_that_may_be_shown() {
        let teams = ["fr", "gb-eng"];
        assert_eq!(check_team("gb-eng", &teams), Ok(()));
        for wrong in ["FR", "de", "f"] {
            assert_eq!(check_team(wrong, &teams), Err(Fault::NotATeam), "{wrong}");
        }
        assert_eq!(check_team("Les Bleus", &[]), Ok(()));
        assert_eq!(check_team("Fuck", &[]), Err(Fault::BadWord));
        assert_eq!(check_team(&"x".repeat(41), &teams), Err(Fault::BadLength));
        assert_eq!(check_team("a\u{202e}", &[]), Err(Fault::BadCharacters));
        assert_eq!(check_terms("2026-11"), Ok(()));
        assert_eq!(check_terms(&"1".repeat(41)), Err(Fault::BadLength));
    }
}
