//! What our own files say, in every language. That ids, variables and plural categories are complete is checked when they
//! are loaded (`load.rs`); that the browser says the same is checked in `tests/words`.

use std::ops::RangeInclusive;
use stemforge_messages::{Arg, Catalogue, Direction, Language};

const COUNTS: [i64; 10] = [0, 1, 2, 3, 5, 11, 21, 100, 1_000_000, i64::MIN];

/// The same word in both languages.
const SAME_AS_ENGLISH: [(&str, &str); 8] = [
    ("fr", "download-story"),
    ("de", "download-story"),
    ("sv", "download-story"),
    ("fr", "listen-pause"),
    ("de", "listen-pause"),
    ("de", "sing-now"),
    ("pl", "sing-stop"),
    ("sv", "not-found-title"),
];

fn catalogue() -> Catalogue {
    Catalogue::embedded().expect("our files are right")
}

/// Every language, its messages, and each of these for every count, without values and with values of the wrong kind.
fn all_said(catalogue: &Catalogue, language: Language) -> Vec<(String, String)> {
    let mut said = Vec::new();
    for id in catalogue.ids() {
        let variables = catalogue.variables(id);
        let date = Arg::Date {
            year: 2026,
            month: 13,
            day: 40,
        };
        let values = COUNTS
            .iter()
            .map(|count| Arg::Number(*count))
            .chain([Arg::Text("Zoë"), date]);
        for value in values {
            let args: Vec<(&str, Arg<'_>)> = variables.iter().map(|name| (*name, value)).collect();
            said.push((id.to_owned(), catalogue.format_plain(language, id, &args)));
        }
        said.push((id.to_owned(), catalogue.format_plain(language, id, &[])));
    }
    said
}

#[test]
fn every_message_says_something_whatever_the_values() {
    let catalogue = catalogue();
    assert!(catalogue.ids().count() > 200);
    for language in Language::ALL {
        for (id, text) in all_said(&catalogue, language) {
            assert!(
                !text.trim().is_empty() && text.trim() == text,
                "{language}: {id}: {text:?}"
            );
            assert_ne!(text, id, "{language}");
        }
    }
    assert_eq!(
        catalogue.format(Language::DEFAULT, "no-such-message", &[]),
        "no-such-message"
    );
    assert_eq!(
        catalogue.format(Language::DEFAULT, "step-of", &[("step", 1_u32.into())]),
        "Step \u{2068}1\u{2069} of \u{2068}{$steps}\u{2069}"
    );
}

#[test]
fn no_english_is_left_over() {
    let catalogue = catalogue();
    let mut same = Vec::new();
    for language in Language::ALL.into_iter().skip(1) {
        for id in catalogue.ids().filter(|id| !id.starts_with("team-")) {
            let text = catalogue.format_plain(language, id, &[]);
            if text == catalogue.format_plain(Language::DEFAULT, id, &[]) {
                same.push((language.tag, id));
            }
        }
    }
    let mut expected = SAME_AS_ENGLISH.to_vec();
    expected.sort_unstable();
    same.sort_unstable();
    assert_eq!(same, expected);
}

#[test]
fn each_language_is_written_in_its_own_letters() {
    const CYRILLIC: RangeInclusive<char> = '\u{400}'..='\u{4ff}';
    const ARABIC: RangeInclusive<char> = '\u{600}'..='\u{6ff}';
    let catalogue = catalogue();
    for language in Language::ALL {
        for id in catalogue.ids() {
            let text = catalogue.format_plain(language, id, &[]);
            let has = |letters: &RangeInclusive<char>| text.chars().any(|letter| letters.contains(&letter));
            let expected = (language.tag == "ru", language.tag == "ar");
            assert_eq!((has(&CYRILLIC), has(&ARABIC)), expected, "{language}: {id}: {text}");
            // Letters that look alike: a Latin `c` in a Russian word.
            for word in text.split(|letter: char| !letter.is_alphabetic()) {
                let cyrillic = word.chars().filter(|letter| CYRILLIC.contains(letter)).count();
                assert!(
                    cyrillic == 0 || cyrillic == word.chars().count(),
                    "{language}: {id}: {word}"
                );
            }
        }
    }
}

#[test]
fn what_is_counted_is_counted_as_the_grammar_wants() {
    let catalogue = catalogue();
    let voices = |tag: &str, count: i64| {
        let language = Language::by_tag(tag).unwrap();
        catalogue.format_plain(language, "share-page-voices", &[("count", count.into())])
    };
    let cases = [
        (
            "en",
            [
                (0, "0 voices so far"),
                (1, "1 voice so far"),
                (1_000_000, "1,000,000 voices so far"),
            ],
        ),
        (
            "fr",
            [
                (0, "Déjà 0 voix"),
                (21, "Déjà 21 voix"),
                (1_000_000, "Déjà 1\u{202f}000\u{202f}000 de voix"),
            ],
        ),
        (
            "de",
            [
                (1, "Bisher 1 Stimme"),
                (2, "Bisher 2 Stimmen"),
                (1_000_000, "Bisher 1.000.000 Stimmen"),
            ],
        ),
        (
            "es",
            [
                (1, "Ya hay 1 voz"),
                (0, "Ya hay 0 voces"),
                (1_000_000, "Ya hay 1.000.000 de voces"),
            ],
        ),
        (
            "it",
            [
                (1, "Finora 1 voce"),
                (5, "Finora 5 voci"),
                (2_000_000, "Finora 2.000.000 di voci"),
            ],
        ),
        (
            "pt",
            [
                (0, "Já há 0 vozes"),
                (1, "Já há 1 voz"),
                (1_000_000, "Já há 1\u{a0}000\u{a0}000 de vozes"),
            ],
        ),
        (
            "pl",
            [
                (2, "Na razie 2 głosy"),
                (5, "Na razie 5 głosów"),
                (22, "Na razie 22 głosy"),
            ],
        ),
        (
            "ru",
            [
                (2, "Пока здесь 2 голоса"),
                (11, "Пока здесь 11 голосов"),
                (21, "Пока здесь 21 голос"),
            ],
        ),
        (
            "tr",
            [
                (0, "Şimdiye kadar 0 ses"),
                (1, "Şimdiye kadar 1 ses"),
                (5, "Şimdiye kadar 5 ses"),
            ],
        ),
        (
            "cs",
            [(1, "Zatím 1 hlas"), (4, "Zatím 4 hlasy"), (21, "Zatím 21 hlasů")],
        ),
        (
            "sv",
            [
                (1, "1 röst hittills"),
                (2, "2 röster hittills"),
                (1_000_000, "1\u{a0}000\u{a0}000 röster hittills"),
            ],
        ),
        (
            "ar",
            [(2, "صوتان حتى الآن"), (3, "3 أصوات حتى الآن"), (11, "11 صوتًا حتى الآن")],
        ),
    ];
    for (tag, counted) in cases {
        for (count, expected) in counted {
            assert_eq!(voices(tag, count), expected);
        }
    }
}

#[test]
fn typography_is_that_of_print() {
    let catalogue = catalogue();
    for language in Language::ALL {
        for (id, text) in all_said(&catalogue, language) {
            for typewritten in ["...", "'", "\"", "  ", " - ", "\t", "\n"] {
                assert!(
                    !text.contains(typewritten),
                    "{language}: {id}: {typewritten:?} in {text:?}"
                );
            }
            // Turkish puts the sign before the number.
            let percent = if language.tag == "tr" { "% " } else { " %" };
            let may_break = [" ?", " !", " ;", " :", percent, "« ", " »"];
            assert!(
                !may_break.iter().any(|pair| text.contains(pair)),
                "{language}: {id}: {text:?}"
            );
        }
    }
}

#[test]
fn what_has_little_room_is_short() {
    let catalogue = catalogue();
    for language in Language::ALL {
        let chars = |id: &str| catalogue.format_plain(language, id, &[]).chars().count();
        // Read in three seconds, at 15 characters a second; two lines of a phone.
        for caption in 1..=6 {
            assert!(chars(&format!("film-{caption}")) <= 45, "{language}: film-{caption}");
        }
        assert!(chars("cover-line") <= 30, "{language}");
        // Search engines cut descriptions off there.
        assert!(
            chars("document-description") <= 160,
            "{language}: {}",
            chars("document-description")
        );
    }
}

#[test]
fn texts_that_speak_of_a_button_name_it_as_it_is() {
    let catalogue = catalogue();
    for language in Language::ALL {
        let said = |id: &str| catalogue.format_plain(language, id, &[]);
        assert!(said("mic-lead").contains(&said("sing-start")), "{language}");
        for id in ["consent-age", "error-age-required"] {
            assert!(said(id).contains("16"), "{language}: {id}");
        }
    }
}

#[test]
fn the_strange_language_has_room_for_all_others() {
    let catalogue = catalogue();
    for language in Language::ALL {
        for ((id, text), (_, strange)) in all_said(&catalogue, language)
            .iter()
            .zip(all_said(&catalogue, Language::PSEUDO))
        {
            let (chars, room) = (text.chars().count(), strange.chars().count());
            assert!(
                chars <= room,
                "{language}: {id}: {chars} characters, {room} in the pseudo-language: {text:?}"
            );
        }
    }
    for ((id, text), (_, strange)) in all_said(&catalogue, Language::DEFAULT)
        .iter()
        .zip(all_said(&catalogue, Language::PSEUDO))
    {
        assert!(strange.starts_with('⟦') && strange.ends_with('⟧'), "{id}: {strange}");
        let is_english = |letter: char| letter.is_ascii_alphabetic();
        let letters = |text: &str| text.chars().filter(|letter| is_english(*letter)).count();
        // What English is left is in the values.
        assert!(letters(&strange) < letters(text), "{id}: {strange}");
    }
    let hello = catalogue.format(
        Language::PSEUDO,
        "step-of",
        &[("step", 1_u32.into()), ("steps", 2_u32.into())],
    );
    assert_eq!(hello, "⟦Şŧḗƥ \u{2068}1\u{2069} ǿƒ \u{2068}2\u{2069} ǿƞḗ ŧẃǿ ŧħřḗḗ⟧");
}

#[test]
fn languages_are_found_by_their_tag() {
    for language in Language::ALL {
        assert_eq!(Language::by_tag(language.tag), Some(language));
        assert_eq!(language.hreflang(), language.tag);
        assert!(language.og_locale.starts_with(language.tag) && language.og_locale.len() == 5);
        assert_eq!(language.direction == Direction::RightToLeft, language.tag == "ar");
    }
    assert_eq!(
        (Direction::LeftToRight.as_str(), Direction::RightToLeft.as_str()),
        ("ltr", "rtl")
    );
    for unknown in ["", "EN", "qps", "fr-FR", "nl"] {
        assert_eq!(Language::by_tag(unknown), None);
    }
}
