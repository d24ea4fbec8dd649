//! English made strange: `⟦Ŀḗŧ’ş şīƞɠ ŧẃǿ⟧`.
//!
//! Text without accents was not translated, text without its last bracket was cut off, and where this fits the other
//! languages fit: a test holds that none of them has a longer message.

use crate::tree::{Message, Part, Pattern};

/// How much longer a message becomes, in percent of its letters; the brackets come on top.
const LONGER_PERCENT: usize = 40;
/// And at least so many letters: `Try again` is `Noch mal versuchen`.
const LEAST_LONGER_CHARS: usize = 9;

/// What it is made longer with: words, so that lines break as they would.
const FILLING: [&str; 5] = ["ǿƞḗ", "ŧẃǿ", "ŧħřḗḗ", "ƒǿŭř", "ƒīṽḗ"];

/// The message, strange.
pub(crate) fn pseudo(message: &Message) -> Message {
    match message {
        Message::Plain(pattern) => Message::Plain(strange(pattern)),
        Message::Choice {
            by,
            variants,
            otherwise,
            otherwise_key,
        } => Message::Choice {
            by: by.clone(),
            variants: variants
                .iter()
                .map(|(key, pattern)| (key.clone(), strange(pattern)))
                .collect(),
            otherwise: strange(otherwise),
            otherwise_key: otherwise_key.clone(),
        },
    }
}

fn strange(pattern: &Pattern) -> Pattern {
    let mut text_chars = 0;
    let mut parts = vec![Part::Text("⟦".to_owned())];
    for part in pattern {
        match part {
            Part::Text(text) => {
                text_chars += text.chars().count();
                push(&mut parts, &text.chars().map(accented).collect::<String>());
            }
            variable @ Part::Variable { .. } => parts.push(variable.clone()),
        }
    }
    let wanted_chars = (text_chars * LONGER_PERCENT).div_ceil(100).max(LEAST_LONGER_CHARS);
    let mut filled_chars = 0;
    for word in FILLING.iter().cycle() {
        if filled_chars >= wanted_chars {
            break;
        }
        push(&mut parts, &format!(" {word}"));
        filled_chars += 1 + word.chars().count();
    }
    push(&mut parts, "⟧");
    parts
}

fn push(parts: &mut Pattern, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(before)) => before.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

const fn accented(letter: char) -> char {
    match letter {
        'a' => 'ȧ',
        'b' => 'ƀ',
        'c' => 'ƈ',
        'd' => 'ḓ',
        'e' => 'ḗ',
        'f' => 'ƒ',
        'g' => 'ɠ',
        'h' => 'ħ',
        'i' => 'ī',
        'j' => 'ĵ',
        'k' => 'ķ',
        'l' => 'ŀ',
        'm' => 'ḿ',
        'n' => 'ƞ',
        'o' => 'ǿ',
        'p' => 'ƥ',
        'q' => 'ɋ',
        'r' => 'ř',
        's' => 'ş',
        't' => 'ŧ',
        'u' => 'ŭ',
        'v' => 'ṽ',
        'w' => 'ẃ',
        'x' => 'ẋ',
        'y' => 'ẏ',
        'z' => 'ẑ',
        'A' => 'Ȧ',
        'B' => 'Ɓ',
        'C' => 'Ƈ',
        'D' => 'Ḓ',
        'E' => 'Ḗ',
        'F' => 'Ƒ',
        'G' => 'Ɠ',
        'H' => 'Ħ',
        'I' => 'Ī',
        'J' => 'Ĵ',
        'K' => 'Ķ',
        'L' => 'Ŀ',
        'M' => 'Ḿ',
        'N' => 'Ƞ',
        'O' => 'Ǿ',
        'P' => 'Ƥ',
        'Q' => 'Ɋ',
        'R' => 'Ř',
        'S' => 'Ş',
        'T' => 'Ŧ',
        'U' => 'Ŭ',
        'V' => 'Ṽ',
        'W' => 'Ẃ',
        'X' => 'Ẋ',
        'Y' => 'Ẏ',
        'Z' => 'Ẑ',
        other => other,
    }
}
