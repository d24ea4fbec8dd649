//! What a fan wants to be called.
//!
//! A name is refused for what it does to the page (`text`) or for one of a few words (`words`). All other doubts are for a
//! person to settle: such a name is the fan's own, on the fan's own cover, but is held back from galleries. Doubtful
//! are coarse words, severe ones inside others or spread over several, addresses, numbers, and words that mix alphabets to look like others.

use crate::Fault;
use crate::text::check_text;
use crate::words::{Severity, Words};

/// Longest name, in characters.
pub const MAX_NAME_CHARS: usize = 60;

/// Digits from which a name may be a telephone number.
const MANY_DIGITS: usize = 6;
/// Endings of addresses that people write.
const TOP_LEVEL: [&str; 32] = [
    "com", "net", "org", "info", "biz", "xyz", "app", "dev", "shop", "online", "site", "club", "live", "link", "io",
    "tv", "me", "gg", "ly", "eu", "uk", "fr", "de", "es", "it", "pt", "pl", "ru", "tr", "cz", "se", "ua",
];

/// Whether a name may stand in public galleries without a person's look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Shown,
    /// A person should look first.
    Held,
}

/// Whether a fan may be called this.
pub fn check_name(name: &str) -> Result<(), Fault> {
    check_text(name, MAX_NAME_CHARS)?;
    if Words::of(name).have(Severity::Severe) {
        return Err(Fault::BadWord);
    }
    Ok(())
}

/// Whether a name may stand in galleries; one that is refused may not.
pub fn name_standing(name: &str) -> Standing {
    let is_doubtful = check_name(name).is_err()
        || Words::of(name).have(Severity::Coarse)
        || Words::of(name).hide_a_severe_one()
        || has_address(name)
        || has_number(name)
        || name.split(|letter: char| !letter.is_alphabetic()).any(mixes_alphabets);
    if is_doubtful { Standing::Held } else { Standing::Shown }
}

/// A web or mail address: `://`, `www.`, or a word, a dot and a known ending.
fn has_address(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let has = |part: &[u8]| lower.as_bytes().windows(part.len()).any(|bytes| bytes == part);
    if has(b"://") || has(b"www.") {
        return true;
    }
    let is_inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '@');
    lower.split(|letter| !is_inside(letter)).any(|word| {
        let word = word.trim_matches('.');
        let ending = word.rsplit_once('.').filter(|(before, _)| before.chars().count() >= 2);
        ending.is_some_and(|(before, ending)| TOP_LEVEL.contains(&ending) || before.contains('@'))
    })
}

/// Many digits, or more digits than letters.
fn has_number(name: &str) -> bool {
    let digits = name.chars().filter(|letter| letter.is_numeric()).count();
    let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
    digits >= MANY_DIGITS || digits > letters
}

/// Latin, Cyrillic and Greek letters in one word.
fn mixes_alphabets(word: &str) -> bool {
    let has = |is_of: fn(char) -> bool| usize::from(word.chars().any(is_of));
    let latin = has(|letter| matches!(letter, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'));
    let cyrillic = has(|letter| matches!(letter, '\u{400}'..='\u{52f}'));
    let greek = has(|letter| matches!(letter, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'));
    latin + cyrillic + greek > 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::is_unshowable;
    use Standing::{Held, Shown};

    #[test]
    fn what_is_doubtful_is_held_back_and_not_refused() {
        for name in [
            "Shithead bitch",
            "Hit-ler",
            "Hit ler",
            "Adolf Hitler1889x",
            "xXniggerXx",
            "Fück",
            "www.example.org",
            "https://x.y",
            "visit example.com",
            "Anna@mail.example",
            "anna.shop",
            "0612345678",
            "Anna 123456",
            "007",
            "٠١٢٣",
            "Pаul",
            "Δnna",
        ] {
            assert_eq!(check_name(name), Ok(()), "{name}");
            assert_eq!(name_standing(name), Held, "{name}");
        }
    }

    #[test]
    fn what_only_looks_doubtful_is_shown() {
        for name in [
            "J.R.R. Tolkien",
            "Dr. Who",
            "St.John",
            "Mr.T",
            "Anna1988",
            "50 Cent",
            "2Pac",
            "DJ Вася",
            "Anna @ home",
            "Maria-José",
            "Coming soon.",
            "R2D2",
            "Zoë 🇫🇷🇪🇺",
            "ℒéa ᴹᵃʳⁱᵉ",
            "Mª José",
            "Niger Hitchens",
            "Fu Ck",
        ] {
            assert_eq!((check_name(name), name_standing(name)), (Ok(()), Shown), "{name}");
        }
    }

    #[test]
    fn what_is_refused_is_not_shown_either() {
        for (name, fault) in [
            ("", Fault::BadLength),
            ("   ", Fault::BadLength),
            ("a\u{202e}b", Fault::BadCharacters),
            ("fuck you", Fault::BadWord),
            ("Hitler", Fault::BadWord),
        ] {
            assert_eq!((check_name(name), name_standing(name)), (Err(fault), Held), "{name}");
        }
        assert_eq!(check_name(&"a".repeat(61)), Err(Fault::BadLength));
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(name in any::<String>()) {
            if check_name(&name).is_ok() {
                prop_assert!(!name.chars().any(is_unshowable) && name.trim().chars().count() <= MAX_NAME_CHARS);
            } else {
                prop_assert_eq!(name_standing(&name), Held);
            }
        }
    }
}
