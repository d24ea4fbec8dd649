//! Files that are not right, and files that are no files.

use proptest::prelude::*;
use stemforge_messages::{Arg, Catalogue, Language, Source, date, number};

const STUDIO: &str = include_str!("../../../web/locales/ru/studio.ftl");

/// A file for every language, of which the French one is given.
fn load(source: &str, french: &str) -> Result<Catalogue, String> {
    let files: Vec<Source<'_>> = Language::ALL
        .iter()
        .map(|language| Source {
            language: language.tag,
            file: "studio.ftl",
            text: if language.tag == "fr" { french } else { source },
        })
        .collect();
    Catalogue::load(&files).map_err(|errors| errors.to_string())
}

fn refused(source: &str, french: &str) -> String {
    load(source, french).expect_err("this is not right")
}

#[test]
fn languages_must_agree() {
    assert!(load("a = { $x }", "a = le { $x }").is_ok());
    assert_eq!(
        refused("a = b\nc = d", "a = b"),
        "fr/studio.ftl: c: the message is missing"
    );
    assert_eq!(
        refused("a = b", "a = b\n\nc = d"),
        "fr/studio.ftl:3: c: the source language has no such message here"
    );
    assert_eq!(
        refused("a = { $count }", "a = { $cuont }"),
        "fr/studio.ftl:1: a: the source language's variables are `count`, these are `cuont`"
    );
    assert_eq!(
        refused("a = b", "a = b\na = c"),
        "fr/studio.ftl:2: a: there is a message of this name already"
    );
}

#[test]
fn everything_wrong_is_said_at_once() {
    let said = refused("a = b\nc = d", "a = <b>\nx = { $y ->\n *[other] z\n }");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "fr/studio.ftl:1: a: markup: messages are text, `<` and `&…;` would be shown as they are",
            "fr/studio.ftl:2: x: this language counts in `one many other`, the variants are `other`",
            "fr/studio.ftl: a: the message is missing",
            "fr/studio.ftl: c: the message is missing",
        ]
    );
}

#[test]
fn a_message_belongs_in_the_same_file_everywhere() {
    let file = |language, file, text| Source { language, file, text };
    let mut files: Vec<Source<'_>> = Language::ALL
        .iter()
        .map(|language| file(language.tag, "studio.ftl", "a = b"))
        .collect();
    files.push(file("en", "share.ftl", "c = d"));
    for language in Language::ALL.iter().skip(1).filter(|language| language.tag != "sv") {
        files.push(file(language.tag, "share.ftl", "c = d"));
    }
    files[10].text = "a = b\nc = d";
    let errors = Catalogue::load(&files).expect_err("c is in the wrong file").to_string();
    assert_eq!(
        errors,
        "sv/share.ftl: c: the message is missing\nsv/studio.ftl:2: c: the source language has no such message here"
    );
    files.push(file("xx", "studio.ftl", "a = b"));
    assert!(
        Catalogue::load(&files)
            .expect_err("xx is no language")
            .to_string()
            .starts_with("xx: no such language")
    );
}

#[test]
fn only_the_page_s_messages_are_sent_to_it() {
    let catalogue = Catalogue::embedded().expect("our files are right");
    for language in Language::ALL {
        let json = catalogue.browser_json(language);
        assert!(json.contains("\"sing-start\"") && !json.contains("\"erase-title\"") && !json.contains("\"team-"));
    }
}

#[test]
fn values_of_the_wrong_kind_are_shown_as_missing() {
    let source = "n = x { NUMBER($v) }\nd = x { DATETIME($v) }\nv = x { $v }";
    let catalogue = load(source, source).expect("this is right");
    let day = Arg::Date {
        year: 2026,
        month: 2,
        day: 30,
    };
    let said = |id, value| catalogue.format_plain(Language::DEFAULT, id, &[("v", value)]);
    assert_eq!([said("n", "5".into()), said("d", 5_i64.into())], ["x {$v}", "x {$v}"]);
    assert_eq!(said("n", u64::MAX.into()), "x 9,223,372,036,854,775,807");
    // What is no day is shown as it came.
    assert_eq!([said("d", day), said("v", day)], ["x 2026-02-30", "x 2026-02-30"]);
    assert_eq!(said("n", day), "x {$v}");
}

#[test]
fn numbers_and_days_have_no_bounds() {
    for language in Language::ALL {
        for whole in [i64::MIN, -1, 0, i64::MAX] {
            assert!(
                number(language, whole).chars().any(|digit| digit.is_ascii_digit()),
                "{language}"
            );
        }
        for (year, month, day) in [(i32::MIN, 1, 1), (i32::MAX, 12, 31), (0, 0, 0), (2026, 255, 255)] {
            assert!(!date(language, year, month, day).is_empty());
        }
    }
}

proptest! {
    /// Garbage is refused or read, and whatever was read can be said.
    #[test]
    fn garbage_does_no_harm(text in "(\\PC|[\\n{}$*\\[\\]=>\" -]|a = |-> )*") {
        survive(&text);
    }

    /// A real file with something cut out, doubled or put in.
    #[test]
    fn a_broken_file_does_no_harm(at in 0..STUDIO.len(), length in 0..400_usize, junk in "[\\n{}$*\\[\\]=>\" .a-]{0,6}") {
        let start = (0..=at).rev().find(|at| STUDIO.is_char_boundary(*at)).unwrap_or(0);
        let end = (start + length..=STUDIO.len()).find(|at| STUDIO.is_char_boundary(*at)).unwrap_or(STUDIO.len());
        survive(&format!("{}{junk}{}", &STUDIO[..start], &STUDIO[end..]));
        survive(&format!("{}{junk}{}", &STUDIO[..end], &STUDIO[start..]));
    }
}

fn survive(text: &str) {
    let files = [Source {
        language: "en",
        file: "studio.ftl",
        text,
    }];
    // The other languages have nothing, so only a file without messages is taken.
    match Catalogue::load(&files) {
        Ok(catalogue) => assert_eq!(catalogue.ids().count(), 0),
        Err(errors) => assert!(!errors.to_string().is_empty()),
    }
    if let Ok(catalogue) = load(text, text) {
        for language in [Language::DEFAULT, Language::PSEUDO] {
            assert!(catalogue.browser_json(language).len() > 2);
            for id in catalogue.ids() {
                catalogue.format(language, id, &[]);
            }
        }
    }
}
