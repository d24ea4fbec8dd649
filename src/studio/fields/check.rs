//! One look at an object of a stranger's, which notes everything that is wrong with it. What a fan says is judged by
//! `stemforge-rules`, as in the page; what the page itself says, here.

use super::recorder;
use crate::studio::countries::is_country;
use crate::studio::hex;
use crate::studio::problem::FieldProblem;
use crate::studio::sniff::Family;
use serde_json::{Map, Value};
use stemforge_artwork::{Team, Teams};
use stemforge_rules::{Fault, check_age, check_consent, check_name, check_team, check_terms};

/// Bounds that the operator sets.
#[derive(Debug, Clone, Copy)]
pub(in crate::studio) struct Bounds<'a> {
    pub(in crate::studio) max_take_bytes: u64,
    pub(in crate::studio) max_duration_ms: u64,
    /// The hash is part of what we sign for: it has to be announced, and stays what it was.
    pub(in crate::studio) sha256_is_signed: bool,
    /// The teams that fans choose from; without a studio they may call theirs what they like.
    pub(in crate::studio) teams: Option<&'a Teams>,
    /// The version of the terms that a fan has to have seen in the end, and in a language that is known; without a studio
    /// there are none.
    pub(in crate::studio) terms: Option<&'a str>,
}

/// What is needed at last and was not said yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) sha256: bool,
    pub(super) consent: bool,
    pub(super) over_16: bool,
    pub(super) language: bool,
}

/// Fields that only an announcement has.
const ANNOUNCED: [&str; 4] = ["fan", "section", "size_bytes", "content_type"];
/// Fields that may also be last words.
const LAST_WORDS: [&str; 12] = [
    "sha256",
    "consent",
    "over_16",
    "show_name",
    "name",
    "team",
    "country",
    "terms",
    "language",
    "lag_ms",
    "duration_ms",
    "recorder",
];

/// Longest BCP 47 tag that software has to bear (RFC 5646, 4.4.1).
const MAX_LANGUAGE_CHARS: usize = 35;
/// Longest parameters of a content type, with the semicolon before them.
pub(in crate::studio) const MAX_PARAMETERS_CHARS: usize = 80;
/// Wrong fields that are named; a stranger can send thousands.
pub(super) const MAX_PROBLEMS: usize = 32;

/// An object, and what is wrong with it so far.
#[derive(Debug)]
pub(super) struct Check<'a> {
    object: &'a Map<String, Value>,
    /// What stands before the names of its fields.
    prefix: &'static str,
    problems: Vec<FieldProblem>,
}

impl<'a> Check<'a> {
    pub(super) fn new(object: &'a Map<String, Value>) -> Self {
        Self {
            object,
            prefix: "",
            problems: Vec::new(),
        }
    }

    /// What was found.
    pub(super) fn done(mut self) -> Vec<FieldProblem> {
        self.problems.truncate(MAX_PROBLEMS);
        self.problems
    }

    /// Everything that an announcement says.
    pub(super) fn announcement(&mut self, bounds: Bounds<'_>) {
        self.text(
            "fan",
            true,
            "BAD_ID",
            "16 to 64 of A–Z, a–z, 0–9, `_` and `-`",
            |text| (16..=64).contains(&text.len()) && text.bytes().all(is_opaque),
        );
        self.text(
            "section",
            false,
            "BAD_SECTION",
            "1 to 32 of a–z, 0–9, `_` and `-`",
            |text| {
                let is_allowed = |byte: u8| is_opaque(byte) && !byte.is_ascii_uppercase();
                (1..=32).contains(&text.len()) && text.bytes().all(is_allowed)
            },
        );
        self.whole("size_bytes", true, 1, bounds.max_take_bytes);
        self.text(
            "content_type",
            true,
            "CONTENT_TYPE_UNSUPPORTED",
            "one of those in /openapi.json, like `audio/webm;codecs=opus`",
            is_content_type,
        );
        let wanted = Wanted {
            sha256: bounds.sha256_is_signed,
            consent: false,
            over_16: false,
            language: false,
        };
        self.words(wanted, bounds);
        self.no_others(&[&ANNOUNCED[..], &LAST_WORDS].concat());
    }

    /// Everything that is said at last. `announced` is a hash that may not change, `seen` the terms of before.
    pub(super) fn last_words(
        &mut self,
        wanted: Wanted,
        announced: Option<&str>,
        seen: Option<&str>,
        bounds: Bounds<'_>,
    ) {
        self.words(wanted, bounds);
        if let Some(current) = bounds.terms {
            self.current_terms(seen, current);
        }
        let said = self.object.get("sha256").and_then(Value::as_str);
        if let (Some(announced), Some(said)) = (announced, said)
            && announced != said
        {
            self.wrong("sha256", "NOT_AS_ANNOUNCED", "the hash that was announced");
        }
        self.no_others(&LAST_WORDS);
    }

    /// Whether a fan saw what is agreed to now.
    fn current_terms(&mut self, seen: Option<&str>, current: &str) {
        let said = match self.object.get("terms") {
            None | Some(Value::Null) => seen,
            Some(Value::String(text)) if text.trim().is_empty() => seen,
            Some(Value::String(text)) => Some(text.trim()),
            // That is wrong in another way.
            Some(_) => return,
        };
        match said {
            None => self.wrong("terms", "MISSING", "it is required"),
            Some(said) if said == current => {}
            Some(_) => self.wrong(
                "terms",
                "TERMS_OUTDATED",
                format!("`{current}`; show the fan the page anew"),
            ),
        }
    }

    fn words(&mut self, wanted: Wanted, bounds: Bounds<'_>) {
        self.shown("name", check_name);
        let teams: Vec<&str> = bounds.teams.into_iter().flat_map(Teams::iter).map(Team::code).collect();
        self.shown("team", |team| check_team(team, &teams));
        self.text(
            "country",
            false,
            "NOT_A_COUNTRY",
            "an ISO 3166-1 alpha-2 code like `FR`",
            is_country,
        );
        self.text(
            "language",
            wanted.language,
            "NOT_A_LANGUAGE",
            "a language tag like `pt-BR`",
            is_language,
        );
        self.whole("duration_ms", false, 0, bounds.max_duration_ms);
        self.number("lag_ms", -60_000.0, 60_000.0);
        self.text(
            "sha256",
            wanted.sha256,
            "NOT_A_SHA256",
            "64 lower-case hexadecimal digits",
            |text| hex::decode::<32>(text).is_some(),
        );
        self.yes("consent", wanted.consent, check_consent);
        self.yes("over_16", wanted.over_16, check_age);
        self.boolean("show_name");
        self.shown("terms", check_terms);
        self.inner("recorder", "recorder.", recorder::look);
    }

    /// A field's value; `null` is as good as nothing.
    fn value(&mut self, field: &str, required: bool) -> Option<&'a Value> {
        let value = self.object.get(field).filter(|value| !value.is_null());
        if value.is_none() && required {
            self.wrong(field, "MISSING", "it is required");
        }
        value
    }

    fn wrong(&mut self, field: &str, code: &'static str, detail: impl Into<String>) {
        let field = format!("{}{field}", self.prefix);
        self.problems.push(problem(&field, code, detail));
    }

    fn text(&mut self, field: &str, required: bool, code: &'static str, right: &str, is_right: impl Fn(&str) -> bool) {
        match self.value(field, required) {
            None => {}
            Some(Value::String(text)) if is_right(text) => {}
            Some(Value::String(_)) => self.wrong(field, code, right),
            Some(_) => self.wrong(field, "WRONG_TYPE", "a string"),
        }
    }

    /// One of some words.
    pub(super) fn word(&mut self, field: &str, required: bool, words: &[&str]) {
        let right = format!("one of `{}`", words.join("`, `"));
        self.text(field, required, "BAD_VALUE", &right, |text| words.contains(&text));
    }

    /// Text that will be shown to others. Blanks are as good as nothing.
    fn shown(&mut self, field: &str, right: impl Fn(&str) -> Result<(), Fault>) {
        match self.value(field, false) {
            None => {}
            Some(Value::String(text)) if text.trim().is_empty() => {}
            Some(Value::String(text)) => {
                if let Err(fault) = right(text) {
                    self.wrong(field, fault.code(), advice(fault));
                }
            }
            Some(_) => self.wrong(field, "WRONG_TYPE", "a string"),
        }
    }

    pub(super) fn whole(&mut self, field: &str, required: bool, least: u64, most: u64) {
        let Some(value) = self.value(field, required) else {
            return;
        };
        match value.as_u64() {
            Some(number) if (least..=most).contains(&number) => {}
            _ if value.is_number() => {
                self.wrong(field, "OUT_OF_RANGE", format!("a whole number from {least} to {most}"))
            }
            _ => self.wrong(field, "WRONG_TYPE", "a whole number"),
        }
    }

    pub(super) fn number(&mut self, field: &str, least: f64, most: f64) {
        let Some(value) = self.value(field, false) else {
            return;
        };
        match value.as_f64() {
            Some(number) if (least..=most).contains(&number) => {}
            Some(_) => self.wrong(field, "OUT_OF_RANGE", format!("a number from {least} to {most}")),
            None => self.wrong(field, "WRONG_TYPE", "a number"),
        }
    }

    pub(super) fn boolean(&mut self, field: &str) {
        if self.value(field, false).is_some_and(|value| !value.is_boolean()) {
            self.wrong(field, "WRONG_TYPE", "`true` or `false`");
        }
    }

    /// A box that has to be ticked, now or at last.
    fn yes(&mut self, field: &str, required: bool, right: impl Fn(Option<bool>) -> Result<(), Fault>) {
        let said = self.object.get(field).unwrap_or(&Value::Null);
        let ticked = said.as_bool();
        if ticked.is_none() && !said.is_null() {
            return self.wrong(field, "WRONG_TYPE", "`true`");
        }
        if let Err(fault) = right(ticked)
            && (required || ticked.is_some())
        {
            self.wrong(field, fault.code(), advice(fault));
        }
    }

    /// An object in a field.
    pub(super) fn inner(&mut self, field: &str, prefix: &'static str, look: impl FnOnce(&mut Check<'_>)) {
        match self.value(field, false) {
            None => {}
            Some(Value::Object(object)) => {
                let mut check = Check {
                    object,
                    prefix,
                    problems: Vec::new(),
                };
                look(&mut check);
                self.problems.append(&mut check.problems);
            }
            Some(_) => self.wrong(field, "WRONG_TYPE", "an object"),
        }
    }

    pub(super) fn no_others(&mut self, known: &[&str]) {
        for field in self.object.keys().filter(|field| !known.contains(&field.as_str())) {
            let field: String = field.chars().take(64).collect();
            self.wrong(&field, "UNKNOWN_FIELD", "no such field");
        }
    }
}

/// To JSON, `5.0` is the whole number 5; to Rust it is not.
pub(super) fn write_whole_numbers_plainly(object: &mut Map<String, Value>) {
    for field in ["size_bytes", "duration_ms", "sample_rate_hz"] {
        if let Some(number) = object.get(field).and_then(whole) {
            object.insert(field.to_owned(), number.into());
        }
    }
    if let Some(Value::Object(recorder)) = object.get_mut("recorder") {
        write_whole_numbers_plainly(recorder);
    }
}

fn whole(value: &Value) -> Option<u64> {
    const GREATEST_EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = |number: &f64| number.fract() == 0.0 && (0.0..=GREATEST_EXACT).contains(number);
    value
        .as_u64()
        .or_else(|| value.as_f64().filter(is_whole).map(|number| number as u64))
}

pub(super) fn problem(field: &str, code: &'static str, detail: impl Into<String>) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        code,
        detail: detail.into(),
    }
}

/// Letters of words that we hand back and never look into.
pub(in crate::studio) fn is_opaque(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// What would be right.
fn advice(fault: Fault) -> &'static str {
    match fault {
        Fault::Missing => "it is required",
        Fault::BadLength => {
            "1 to 60 characters for a name, 1 to 40 for anything else; some emoji count for more than one"
        }
        Fault::BadCharacters => {
            "no control characters, no letters that cannot be seen, no marks that turn text around or pile up"
        }
        Fault::BadWord => "another word",
        Fault::NotATeam => "the code of one of the campaign's teams, like `fr`",
        Fault::ConsentRequired => "without the fan's consent we take nothing",
        Fault::AgeRequired => "we take only who is 16 or older",
        Fault::OutOfRange => "less",
    }
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    text.len() <= MAX_LANGUAGE_CHARS
        && (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// A known type, then perhaps parameters that a header can carry as they are.
fn is_content_type(text: &str) -> bool {
    let parameters = text.find(';').map_or("", |at| &text[at..]);
    parameters.len() <= MAX_PARAMETERS_CHARS
        && parameters.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && !parameters.ends_with([' ', ';'])
        && Family::declared(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_with_parameters_are_known_and_unsafe_headers_are_not() {
        for right in [
            "audio/mp4; codecs=\"mp4a.40.2\"",
            "video/webm",
            "audio/x-caf",
            "audio/webm;codecs=opus",
        ] {
            assert!(is_content_type(right), "{right}");
        }
        for wrong in [
            "audio/webmx",
            "audio/webm;",
            "audio/webm;a=b ",
            "audio/webm;a=\r\nx: y",
            "audio/webm;é",
            "",
        ] {
            assert!(!is_content_type(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn language_tags_are_told_from_other_words() {
        assert!(is_language("zh-Hant-TW") && is_language("fil"));
        for wrong in [
            "",
            "e",
            "EN",
            "en-",
            "en_US",
            "en-123456789",
            &format!("en{}", "-abcdefgh".repeat(4)),
        ] {
            assert!(!is_language(wrong), "{wrong}");
        }
    }
}
