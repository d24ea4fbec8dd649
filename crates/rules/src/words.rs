//! Whether a name is one of the few words that nobody is called.
//!
//! A name is folded (`fold`) and cut into words; each is compared as a whole with the lists in words.txt. A digit or a sign
//! may stand for the letter it looks like (`5h1t`), a letter of another alphabet for its double (Cyrillic `с`), a letter may
//! be drawn out (`fuuuck`) but never be fewer: Niger is a country. In a coarse word it takes three to draw out a letter:
//! Van de Putte is a name. Digits and exclamation marks round a word do not
//! count. Three or more single letters in a row are one word, in which those of four letters and more are looked for
//! anywhere: `f u c k`, `f.u.c.k.y.o.u`.

use crate::fold::fold;

/// How bad a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    /// Refused.
    Severe,
    /// Held back.
    Coarse,
}

const LISTS: &str = include_str!("words.txt");
/// Single letters in a row that are taken for one word.
const LEAST_SPELLED: usize = 3;
/// Letters of the shortest word that is looked for inside a spelled one: initials may spell shorter ones.
const LEAST_INSIDE: usize = 4;
/// Letters of the shortest word that is looked for across words, where syllables of names meet by chance.
const LEAST_HIDDEN: usize = 5;

/// A name, cut into words.
pub(crate) struct Words {
    words: Vec<Vec<char>>,
    /// Runs of single letters, joined.
    spelled: Vec<Vec<char>>,
}

impl Words {
    pub(crate) fn of(name: &str) -> Self {
        let folded = fold(name);
        let words: Vec<Vec<char>> = folded
            .split(|&letter| !is_part(letter))
            .filter(|word| !word.is_empty())
            .map(<[char]>::to_vec)
            .collect();
        let runs = words.chunk_by(|a, b| a.len() == 1 && b.len() == 1);
        let spelled = runs
            .filter(|run| run.len() >= LEAST_SPELLED)
            .map(<[_]>::concat)
            .collect();
        Self { words, spelled }
    }

    /// Whether all letters in a row hold one of the severe words somewhere, if it is not among the shortest: `Hit-ler`.
    pub(crate) fn hide_a_severe_one(&self) -> bool {
        let all = self.words.concat();
        listed(Severity::Severe).any(|entry| {
            let count = entry.chars().filter(|&letter| letter != ' ').count();
            count >= LEAST_HIDDEN && spells(&all, entry)
        })
    }

    /// Whether a word of this list is among them. Two dots over a letter count as nothing if the list is that of coarse
    /// words, and all severe words are coarse.
    pub(crate) fn have(&self, severity: Severity) -> bool {
        let is_loose = severity == Severity::Coarse;
        listed(severity).any(|entry| {
            let count = entry.split(' ').count();
            self.words.windows(count).any(|run| {
                let mut pairs = run.iter().zip(entry.split(' '));
                pairs.all(|(word, wanted)| is_word(word, wanted, is_loose))
            }) || self.spelled.iter().any(|spelled| spells(spelled, entry))
        })
    }
}

/// The entries of a list.
fn listed(severity: Severity) -> impl Iterator<Item = &'static str> {
    let lines = LISTS.lines().filter_map(|line| line.split_once(':'));
    lines
        .filter(move |(list, _)| *list == "severe" || *list == "coarse" && severity == Severity::Coarse)
        .flat_map(|(_, entries)| entries.split(',').map(str::trim))
}

/// Letters and digits, and signs that stand for letters.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '@' | '$' | '!' | '|' | '€' | '+')
}

/// Whether a word is the wanted one, with or without digits and signs at its ends.
fn is_word(word: &[char], wanted: &str, is_loose: bool) -> bool {
    let is_core = |letter: &char| letter.is_alphabetic() || matches!(letter, '@' | '$');
    let first = word.iter().position(is_core).unwrap_or(word.len());
    let end = word.iter().rposition(is_core).map_or(first, |last| last + 1);
    reads(word, wanted, is_loose) || reads(&word[first..end], wanted, is_loose)
}

/// Whether single letters in a row hold the wanted word, or the wanted words without the blanks between them.
fn spells(spelled: &[char], wanted: &str) -> bool {
    let letters = || wanted.chars().filter(|&letter| letter != ' ');
    let count = letters().count();
    let is_here = |run: &[char]| {
        run.iter()
            .zip(letters())
            .all(|(&letter, wanted)| looks_like(letter, wanted, false))
    };
    spelled.len() == count && is_here(spelled) || count >= LEAST_INSIDE && spelled.windows(count).any(is_here)
}

/// Whether a word reads as the wanted one, each letter once or drawn out.
fn reads(word: &[char], wanted: &str, is_loose: bool) -> bool {
    // Bit n: the first n letters of the wanted word have been read. Words on the lists are shorter than 63 letters.
    let mut reached = 1_u64;
    for (place, &letter) in word.iter().enumerate() {
        let is_drawn_out = !is_loose || is_of_three(word, place);
        let from = if is_drawn_out { 0b11 } else { 0b01 };
        let mut next = 0;
        for (n, wanted) in wanted.chars().enumerate() {
            if reached & (from << n) != 0 && looks_like(letter, wanted, is_loose) {
                next |= 0b10 << n;
            }
        }
        if next == 0 {
            return false;
        }
        reached = next;
    }
    reached & (1 << wanted.chars().count()) != 0
}

/// Whether a letter is one of three or more that are the same.
fn is_of_three(word: &[char], place: usize) -> bool {
    let is_same = |other: &&char| **other == word[place];
    let after = word[place..].iter().take_while(is_same).count();
    let before = word[..place].iter().rev().take_while(is_same).count();
    before + after >= 3
}

/// Whether a letter of a name can be taken for the wanted one.
fn looks_like(letter: char, wanted: char, is_loose: bool) -> bool {
    letter == wanted
        || stands_for(letter, wanted)
        || is_double(letter, wanted)
        || is_double(wanted, letter)
        || is_loose && matches!((letter, wanted), ('ä', 'a') | ('ö', 'o') | ('ü', 'u'))
}

/// Digits and signs that are typed for letters.
fn stands_for(sign: char, letter: char) -> bool {
    matches!(
        (sign, letter),
        ('0', 'o')
            | ('1' | '!' | '|', 'i' | 'l')
            | ('3' | '€', 'e')
            | ('4' | '@', 'a')
            | ('5' | '$', 's')
            | ('6' | '9', 'g')
            | ('7' | '+', 't')
            | ('8', 'b')
    )
}

/// Letters that look the same in Latin and in Cyrillic.
fn is_double(latin: char, cyrillic: char) -> bool {
    matches!(
        (latin, cyrillic),
        ('a', 'а')
            | ('b', 'в')
            | ('c', 'с')
            | ('e', 'е')
            | ('h', 'н')
            | ('i', 'і')
            | ('j', 'ј')
            | ('k', 'к')
            | ('m', 'м')
            | ('o', 'о')
            | ('p', 'р')
            | ('t', 'т')
            | ('x', 'х')
            | ('y', 'у')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn severe(name: &str) -> bool {
        Words::of(name).have(Severity::Severe)
    }

    fn coarse(name: &str) -> bool {
        Words::of(name).have(Severity::Coarse)
    }

    #[test]
    fn the_lists_are_folded_and_each_of_their_words_is_found() {
        for line in LISTS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            assert!(line.starts_with("severe: ") || line.starts_with("coarse: "), "{line}");
        }
        let all: Vec<&str> = listed(Severity::Coarse).collect();
        assert!((100..200).contains(&all.len()), "{} words", all.len());
        for entry in &all {
            assert!(entry.split(' ').all(|word| (1..30).contains(&word.chars().count())));
            assert_eq!(fold(entry).iter().collect::<String>(), **entry);
            assert!(coarse(entry), "{entry}");
            assert_eq!(all.iter().filter(|other| *other == entry).count(), 1, "{entry}");
        }
        for entry in listed(Severity::Severe) {
            assert!(severe(&entry.to_uppercase()), "{entry}");
        }
    }

    #[test]
    fn a_word_is_known_in_every_costume() {
        for name in [
            "FUCK",
            "Fùćk",
            "𝓕𝓤𝓒𝓚",
            "ｆｕｃｋ",
            "fuuuuck",
            "f u c k",
            "F.U.C.K.",
            "f-u-c-k y-o-u",
            "f🖕u🖕c🖕k",
            "I fuck you",
            "fuck69",
            "!!fuck!!",
            "fu\u{441}k",
            "ꜰᴜᴄᴋ",
            "ᶠᵘᶜᵏ ʸᵒᵘ",
            "ℱᵤ𝒸𝓀",
            "ℌiтler",
            "🇫🇺🇨🇰",
            "Zoë🇫🇷 cunt🇫🇷",
            "n1gg3r",
            "N!GGER",
            "Адольф хуй",
            "xуй",
            "orospu çocuğu",
            "SİKTİR",
            "hijo de puta",
            "Do píče",
            "شَرمُوطة",
            "jävla fitta",
        ] {
            assert!(severe(name), "{name}");
        }
        for name in ["5h1t", "$hit", "a$$hole", "fück", "Kurwa!", "s h i t", "shiiit"] {
            assert!(coarse(name) && !severe(name), "{name}");
        }
    }

    #[test]
    fn a_word_inside_another_or_short_of_a_letter_is_not_one() {
        for name in [
            "Niger",
            "Scunthorpe",
            "Fuckner",
            "Fu Ck",
            "F. U.",
            "Huy",
            "Cuntz",
            "hij o de",
            "Dio",
            "c u n",
            "Shiit",
        ] {
            assert!(!severe(name) && !coarse(name), "{name}");
        }
    }

    #[test]
    fn a_hostile_name_costs_no_more_than_another() {
        let long = "f".repeat(2000);
        assert!(!severe(&long) && !severe(&"f ".repeat(2000)));
    }
}
