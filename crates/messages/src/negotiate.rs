//! `Accept-Language` → the language of a fan's first visit (RFC 9110, 12.5.4; RFC 4647).
//!
//! A range stands for our language with the same first subtag: `pt-BR` reads Portuguese, `es-419` Spanish. `*` stands for
//! the first of ours. Weight 0 refuses. What is malformed is passed over, and of a header that is too long only the start
//! is read: browsers send some 60 bytes.

use crate::language::Language;

/// As much of the header as is read.
const MAX_BYTES: usize = 1024;
/// As many of its ranges.
const MAX_RANGES: usize = 32;

/// The best of our languages for a header; [`Language::DEFAULT`] when none fits.
pub fn negotiate(accept_language: &str) -> Language {
    negotiate_among(accept_language, &Language::ALL).unwrap_or(Language::DEFAULT)
}

/// The best of some languages for a header, the first of them for `*`; none when none fits.
pub fn negotiate_among(accept_language: &str, spoken: &[Language]) -> Option<Language> {
    let mut best: Option<(u16, Language)> = None;
    for range in start(accept_language).split(',').take(MAX_RANGES) {
        let Some((language, weight)) = wanted(range, spoken) else {
            continue;
        };
        // Of equal weights the first counts.
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// The header, cut at the last comma that fits.
fn start(header: &str) -> &str {
    if header.len() <= MAX_BYTES {
        return header;
    }
    let comma = header.as_bytes()[..MAX_BYTES].iter().rposition(|byte| *byte == b',');
    comma.and_then(|at| header.get(..at)).unwrap_or("")
}

/// Our language for one range, and its weight in thousandths.
fn wanted(range: &str, spoken: &[Language]) -> Option<(Language, u16)> {
    let mut pieces = range.split(';').map(str::trim);
    let tag = pieces.next()?;
    let mut weight = 1000;
    for parameter in pieces {
        let (name, value) = parameter.split_once('=')?;
        if !name.trim_end().eq_ignore_ascii_case("q") {
            return None;
        }
        weight = thousandths(value.trim_start())?;
    }
    if tag == "*" {
        return Some((*spoken.first()?, weight));
    }
    let is_subtag =
        |subtag: &str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !tag.split('-').all(is_subtag) {
        return None;
    }
    let first = tag.split('-').next()?.to_ascii_lowercase();
    let language = spoken.iter().find(|language| language.tag == first)?;
    Some((*language, weight))
}

/// A weight: `0`, `1`, `0.` or `1.` with up to three digits, no more than 1.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    if digits.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{digits:0<3}").parse().ok()?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_best_that_we_speak() {
        let cases = [
            ("", "en"),
            ("fr", "fr"),
            ("pt-BR", "pt"),
            ("es-419,es;q=0.9,en;q=0.8", "es"),
            ("ES-mx", "es"),
            ("de-CH-1996", "de"),
            ("en;q=0.5, cs;q=0.7, sv;q=0.6", "cs"),
            ("ja,ko;q=0.9,it;q=0.1", "it"),
            ("ja", "en"),
            ("*", "en"),
            ("ja, *;q=0.5", "en"),
            ("*;q=0.1, tr;q=0.2", "tr"),
            ("fr;q=0, de;q=0.1", "de"),
            ("fr;q=0", "en"),
            ("fr;q=0.0, pl;q=0.001", "pl"),
            ("ru;q=1.000,ar", "ru"),
            ("ar , ru", "ar"),
            (" \t ar-EG ; q = 0.9 ", "ar"),
            ("qps", "en"),
        ];
        for (header, tag) in cases {
            assert_eq!(negotiate(header).tag, tag, "{header:?}");
        }
    }

    #[test]
    fn takes_only_what_is_spoken() {
        let spoken = ["fr", "ar"].map(|tag| Language::by_tag(tag).unwrap());
        for (header, tag) in [
            ("de, ar;q=0.5", Some("ar")),
            ("*", Some("fr")),
            ("en", None),
            ("en, fr;q=0", None),
            ("", None),
        ] {
            assert_eq!(
                negotiate_among(header, &spoken).map(|language| language.tag),
                tag,
                "{header:?}"
            );
        }
        assert_eq!(negotiate_among("*", &[]), None);
    }

    #[test]
    fn passes_over_what_is_malformed() {
        let cases = [
            "fr;q=",
            "fr;q=2",
            "fr;q=1.1",
            "fr;q=-1",
            "fr;q=.5",
            "fr;q=0.5555",
            "fr;q=0.5e",
            "fr;q",
            "fr;level=1",
            "fr;",
            "fr-",
            "-fr",
            "fr--FR",
            "fr_FR",
            "f r",
            "fr\0",
            "français",
            "fr;q=0.٥",
        ];
        for bad in cases {
            assert_eq!(negotiate(bad).tag, "en", "{bad:?}");
            assert_eq!(negotiate(&format!("{bad},sv;q=0.1")).tag, "sv", "{bad:?}");
        }
        for garbage in [",,,,", ";;;;", "=,=;=", "\u{202e}", "🙂;q=🙂", ",;q=1"] {
            assert_eq!(negotiate(garbage).tag, "en", "{garbage:?}");
        }
    }

    #[test]
    fn reads_only_the_start_of_a_long_header() {
        let in_time = format!("ja,{}sv", "xx,".repeat(MAX_RANGES - 2));
        assert_eq!(negotiate(&in_time).tag, "sv");
        let too_many = format!("ja,{}sv", "xx,".repeat(MAX_RANGES));
        assert_eq!(negotiate(&too_many).tag, "en");
        assert_eq!(negotiate(&format!("{},sv", "x".repeat(10_000))).tag, "en");
        assert_eq!(negotiate(&format!("sv,{}", "x".repeat(10_000))).tag, "sv");
        // A letter of several bytes where it is cut.
        assert_eq!(negotiate(&format!("sv,{}", "é".repeat(10_000))).tag, "sv");
        assert_eq!(negotiate(&",".repeat(10_000)).tag, "en");
    }
}
