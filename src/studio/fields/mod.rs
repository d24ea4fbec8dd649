//! What a page may say about a take, and every way in which it can be wrong.
//!
//! All wrong fields are named at once: a fan on a stage does not fix a form one field at a time.

use super::countries::is_country;
use super::hex;
use super::problem::FieldProblem;
use super::sniff::Family;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The request that makes a take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTake {
    /// A random word that the page keeps for this fan; only a keyed hash of it is stored.
    #[schema(pattern = "^[A-Za-z0-9_-]{16,64}$", example = "b5ad2c1e-9d0f-4a3b")]
    pub(super) fan: String,
    /// How the fan wants to be called.
    #[schema(schema_with = super::document::name, required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[schema(schema_with = super::document::country, required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) country: Option<String>,
    /// Team the fan sings for.
    #[schema(schema_with = super::document::team, required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) team: Option<String>,
    /// One of the campaign's own parts.
    #[schema(pattern = "^[a-z0-9_-]{1,32}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) section: Option<String>,
    /// Language of the page, like `pt-BR`.
    #[schema(pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length = 35)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    /// Exact size of the recording.
    #[schema(minimum = 1)]
    pub(super) size_bytes: u64,
    /// Length of the recording, if the page knows it.
    #[schema(minimum = 0)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) duration_ms: Option<u64>,
    /// SHA-256 of the recording.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub(super) sha256: String,
    /// Type of the recording, with or without parameters.
    #[schema(schema_with = super::document::content_type)]
    pub(super) content_type: String,
    /// How late the recording is, if the page measured it.
    #[schema(minimum = -60000, maximum = 60000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lag_ms: Option<f64>,
    /// The fan agrees to be on the record.
    #[schema(schema_with = super::document::consent)]
    pub(super) consent: bool,
    /// Version of the terms that the fan saw.
    #[schema(schema_with = super::document::terms, required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) terms: Option<String>,
}

/// Bounds that the operator sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) max_take_bytes: u64,
    pub(super) max_duration_ms: u64,
}

const KNOWN: [&str; 13] = [
    "fan",
    "name",
    "country",
    "team",
    "section",
    "language",
    "size_bytes",
    "duration_ms",
    "sha256",
    "content_type",
    "lag_ms",
    "consent",
    "terms",
];

/// Longest BCP 47 tag that software has to bear (RFC 5646, 4.4.1).
const MAX_LANGUAGE_CHARS: usize = 35;
/// Longest parameters of a content type, with the semicolon before them.
pub(super) const MAX_PARAMETERS_CHARS: usize = 80;
const MAX_LAG_MS: f64 = 60_000.0;
/// Wrong fields that are named; a stranger can send thousands.
const MAX_PROBLEMS: usize = 32;

impl NewTake {
    /// What an object says, or everything that is wrong with it.
    pub(super) fn read(mut object: Map<String, Value>, bounds: Bounds) -> Result<Self, Vec<FieldProblem>> {
        for field in ["size_bytes", "duration_ms"] {
            if let Some(number) = object.get(field).and_then(whole) {
                object.insert(field.to_owned(), number.into());
            }
        }
        let mut check = Check {
            object: &object,
            problems: Vec::new(),
        };
        check.all(bounds);
        if check.problems.is_empty() {
            let take: Result<Self, _> = serde_json::from_value(Value::Object(object));
            return take
                .map(Self::tidied)
                .map_err(|cause| vec![problem("", "WRONG_TYPE", cause.to_string())]);
        }
        check.problems.truncate(MAX_PROBLEMS);
        Err(check.problems)
    }

    /// Blank words are no words.
    fn tidied(mut self) -> Self {
        for text in [&mut self.name, &mut self.team, &mut self.terms] {
            *text = text
                .take()
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty());
        }
        self
    }

    /// The recording's container, by what the page says.
    pub(super) fn family(&self) -> Option<Family> {
        Family::declared(&self.content_type)
    }
}

struct Check<'a> {
    object: &'a Map<String, Value>,
    problems: Vec<FieldProblem>,
}

impl<'a> Check<'a> {
    fn all(&mut self, bounds: Bounds) {
        self.text(
            "fan",
            true,
            "BAD_ID",
            "16 to 64 of A–Z, a–z, 0–9, `_` and `-`",
            |text| (16..=64).contains(&text.len()) && text.bytes().all(is_opaque),
        );
        self.display("name", 60);
        self.text(
            "country",
            false,
            "NOT_A_COUNTRY",
            "an ISO 3166-1 alpha-2 code like `FR`",
            is_country,
        );
        self.display("team", 40);
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
        self.text(
            "language",
            false,
            "NOT_A_LANGUAGE",
            "a language tag like `pt-BR`",
            is_language,
        );
        self.whole("size_bytes", true, 1, bounds.max_take_bytes);
        self.whole("duration_ms", false, 0, bounds.max_duration_ms);
        self.text(
            "sha256",
            true,
            "NOT_A_SHA256",
            "64 lower-case hexadecimal digits",
            |text| hex::decode::<32>(text).is_some(),
        );
        self.text(
            "content_type",
            true,
            "CONTENT_TYPE_UNSUPPORTED",
            "one of those in /openapi.json, like `audio/webm;codecs=opus`",
            is_content_type,
        );
        self.lag();
        self.consent();
        self.display("terms", 40);
        for field in self.object.keys().filter(|field| !KNOWN.contains(&field.as_str())) {
            let field: String = field.chars().take(64).collect();
            self.problems.push(problem(&field, "UNKNOWN_FIELD", "no such field"));
        }
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
        self.problems.push(problem(field, code, detail));
    }

    fn text(&mut self, field: &str, required: bool, code: &'static str, right: &str, is_right: impl Fn(&str) -> bool) {
        match self.value(field, required) {
            None => {}
            Some(Value::String(text)) if is_right(text) => {}
            Some(Value::String(_)) => self.wrong(field, code, right),
            Some(_) => self.wrong(field, "WRONG_TYPE", "a string"),
        }
    }

    /// Text that will be shown to others.
    fn display(&mut self, field: &str, max_chars: usize) {
        match self.value(field, false) {
            None => {}
            Some(Value::String(text)) if !(1..=max_chars).contains(&text.chars().count()) => {
                self.wrong(field, "BAD_LENGTH", format!("1 to {max_chars} characters"));
            }
            Some(Value::String(text)) if text.chars().any(is_unshowable) => {
                self.wrong(
                    field,
                    "BAD_CHARACTERS",
                    "no control characters and no marks that turn text around",
                );
            }
            Some(Value::String(_)) => {}
            Some(_) => self.wrong(field, "WRONG_TYPE", "a string"),
        }
    }

    fn whole(&mut self, field: &str, required: bool, least: u64, most: u64) {
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

    fn lag(&mut self) {
        let Some(value) = self.value("lag_ms", false) else {
            return;
        };
        match value.as_f64() {
            Some(ms) if ms.abs() <= MAX_LAG_MS => {}
            Some(_) => self.wrong("lag_ms", "OUT_OF_RANGE", "a number from -60000 to 60000"),
            None => self.wrong("lag_ms", "WRONG_TYPE", "a number"),
        }
    }

    fn consent(&mut self) {
        match self.value("consent", true) {
            None | Some(Value::Bool(true)) => {}
            Some(Value::Bool(false)) => {
                self.wrong(
                    "consent",
                    "CONSENT_REQUIRED",
                    "without the fan's consent we take nothing",
                );
            }
            Some(_) => self.wrong("consent", "WRONG_TYPE", "`true`"),
        }
    }
}

/// A whole number, also where it is written as `5.0`: to JSON that is the same.
fn whole(value: &Value) -> Option<u64> {
    const GREATEST_EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = |number: &f64| number.fract() == 0.0 && (0.0..=GREATEST_EXACT).contains(number);
    value
        .as_u64()
        .or_else(|| value.as_f64().filter(is_whole).map(|number| number as u64))
}

fn problem(field: &str, code: &'static str, detail: impl Into<String>) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        code,
        detail: detail.into(),
    }
}

/// Letters of words that we hand back and never look into.
pub(super) fn is_opaque(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Control characters, and marks that make text read otherwise than it is written.
pub(super) fn is_unshowable(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
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
    use serde_json::json;

    const BOUNDS: Bounds = Bounds {
        max_take_bytes: 1000,
        max_duration_ms: 600_000,
    };

    fn good() -> Value {
        json!({
            "fan": "0123456789abcdef", "name": "Zoë 🎤", "country": "FR", "team": "Les Bleus", "section": "low",
            "language": "pt-BR", "size_bytes": 1000, "duration_ms": 30_000, "sha256": "ab".repeat(32),
            "content_type": "audio/webm;codecs=opus", "lag_ms": -12.5, "consent": true, "terms": "2026-01",
        })
    }

    fn read(value: Value) -> Result<NewTake, Vec<(String, &'static str)>> {
        let Value::Object(object) = value else {
            panic!("an object")
        };
        NewTake::read(object, BOUNDS)
            .map_err(|wrong| wrong.into_iter().map(|wrong| (wrong.field, wrong.code)).collect())
    }

    #[test]
    fn what_is_right_is_read_with_and_without_the_optional() {
        let take = read(good()).unwrap();
        assert_eq!((take.name.as_deref(), take.lag_ms), (Some("Zoë 🎤"), Some(-12.5)));
        let mut least = good();
        for optional in [
            "name",
            "country",
            "team",
            "section",
            "language",
            "duration_ms",
            "lag_ms",
            "terms",
        ] {
            least.as_object_mut().unwrap().remove(optional);
        }
        assert_eq!(read(least.clone()).unwrap().country, None);
        least["name"] = Value::Null;
        least["size_bytes"] = json!(5.0);
        least["team"] = json!("  ");
        let take = read(least).unwrap();
        assert_eq!((take.name, take.team), (None, None));
    }

    #[test]
    fn all_wrong_fields_are_named_at_once() {
        let wrong = read(json!({
            "fan": "short", "name": "a\u{202e}b", "country": "XX", "team": "x".repeat(41), "section": "Low",
            "language": "Portuguese", "size_bytes": 1001, "duration_ms": 1.5, "sha256": "AB".repeat(32),
            "content_type": "text/html", "lag_ms": 60_001, "consent": false, "terms": 3, "extra": 1,
        }))
        .unwrap_err();
        let expected = [
            ("fan", "BAD_ID"),
            ("name", "BAD_CHARACTERS"),
            ("country", "NOT_A_COUNTRY"),
            ("team", "BAD_LENGTH"),
            ("section", "BAD_SECTION"),
            ("language", "NOT_A_LANGUAGE"),
            ("size_bytes", "OUT_OF_RANGE"),
            ("duration_ms", "OUT_OF_RANGE"),
            ("sha256", "NOT_A_SHA256"),
            ("content_type", "CONTENT_TYPE_UNSUPPORTED"),
            ("lag_ms", "OUT_OF_RANGE"),
            ("consent", "CONSENT_REQUIRED"),
            ("terms", "WRONG_TYPE"),
            ("extra", "UNKNOWN_FIELD"),
        ];
        let wrong: Vec<(&str, &str)> = wrong.iter().map(|(field, code)| (field.as_str(), *code)).collect();
        assert_eq!(wrong, expected);
        let missing: Vec<_> = read(json!({}))
            .unwrap_err()
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(missing, ["fan", "size_bytes", "sha256", "content_type", "consent"]);
    }

    #[test]
    fn a_thousand_wrong_fields_are_not_a_thousand_lines() {
        let many: Map<String, Value> = (0..1000).map(|n| (format!("x{n}"), json!(1))).collect();
        assert_eq!(NewTake::read(many, BOUNDS).unwrap_err().len(), MAX_PROBLEMS);
    }

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
