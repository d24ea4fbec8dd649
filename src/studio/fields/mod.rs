//! What a page may say about a take, and every way in which it can be wrong.
//!
//! A take is announced when singing begins, and some things are known only later: the hash of what was sung, whether the
//! fan agrees. These *last words* may come with the confirmation; they are laid over the announcement. All wrong fields
//! are named at once: a fan on a stage does not fix a form one field at a time.

mod check;
mod recorder;
#[cfg(test)]
mod tests;

pub(super) use check::{Bounds, MAX_PARAMETERS_CHARS, is_opaque};
pub(super) use recorder::Recorder;

use super::problem::FieldProblem;
use super::sniff::Family;
use check::{Check, Wanted};
use serde::de::DeserializeOwned;
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
    /// SHA-256 of the recording; needed at last.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sha256: Option<String>,
    /// Type of the recording, with or without parameters.
    #[schema(schema_with = super::document::content_type)]
    pub(super) content_type: String,
    /// How late the recording is, if the page measured it.
    #[schema(minimum = -60000, maximum = 60000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lag_ms: Option<f64>,
    /// The fan agrees to be on the record; needed at last.
    #[schema(schema_with = super::document::consent, required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) consent: Option<bool>,
    /// The fan is 16 or older; needed at last.
    #[schema(schema_with = super::document::over_16, required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) over_16: Option<bool>,
    /// The fan's name may be shown to everybody, on the cover and on the share page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) show_name: Option<bool>,
    /// Version of the terms that the fan saw.
    #[schema(schema_with = super::document::terms, required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) terms: Option<String>,
    /// How the page recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) recorder: Option<Recorder>,
}

/// What is known only when the fan has sung: laid over the announcement, and checked together with it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LastWords {
    /// SHA-256 of the recording. Where fans send straight to a bucket, it is the one announced.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: Option<String>,
    /// The fan agrees to be on the record.
    #[schema(schema_with = super::document::consent, required = false)]
    consent: Option<bool>,
    /// The fan is 16 or older.
    #[schema(schema_with = super::document::over_16, required = false)]
    over_16: Option<bool>,
    /// The fan's name may be shown to everybody.
    show_name: Option<bool>,
    /// How the fan wants to be called; `null` or nothing but blanks is no name. A new name is shown only if `show_name`
    /// is said with it.
    #[schema(schema_with = super::document::name, required = false)]
    name: Option<String>,
    /// Team the fan sings for.
    #[schema(schema_with = super::document::team, required = false)]
    team: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[schema(schema_with = super::document::country, required = false)]
    country: Option<String>,
    /// Version of the terms that the fan saw. With a campaign it is needed by now, and has to be the current one, else
    /// the field's code is `TERMS_OUTDATED`.
    #[schema(schema_with = super::document::terms, required = false)]
    terms: Option<String>,
    /// Language of the page, like `pt-BR`. With a campaign it is needed by now.
    #[schema(pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length = 35)]
    language: Option<String>,
    /// How late the recording is.
    #[schema(minimum = -60000, maximum = 60000)]
    lag_ms: Option<f64>,
    /// Length of the recording.
    #[schema(minimum = 0)]
    duration_ms: Option<u64>,
    /// How the page recorded.
    recorder: Option<Recorder>,
}

impl NewTake {
    /// What an announcement says, or everything that is wrong with it.
    pub(super) fn read(object: Map<String, Value>, bounds: Bounds<'_>) -> Result<Self, Vec<FieldProblem>> {
        checked(object, |check| check.announcement(bounds)).map(Self::tidied)
    }

    /// This take with what its fan's page says at last, or everything that is wrong with it or still missing.
    pub(super) fn finished(&self, words: Map<String, Value>, bounds: Bounds<'_>) -> Result<Self, Vec<FieldProblem>> {
        let wanted = Wanted {
            sha256: self.sha256.is_none(),
            consent: self.consent != Some(true),
            over_16: self.over_16 != Some(true),
            language: bounds.terms.is_some() && self.language.is_none(),
        };
        let announced = self.sha256.as_deref().filter(|_| bounds.sha256_is_signed);
        // To say that there is no name is another thing than to say nothing of it.
        let is_named = words.contains_key("name");
        let words = checked(words, |check| {
            check.last_words(wanted, announced, self.terms.as_deref(), bounds)
        })?;
        Ok(self.clone().renamed(is_named, &words).with(words).tidied())
    }

    /// This take before a new name is laid over it: the old one is gone, and whether it was to be shown says nothing of
    /// the new one.
    fn renamed(self, is_named: bool, words: &LastWords) -> Self {
        let name = words.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if !is_named || name == self.name.as_deref() {
            return self;
        }
        Self {
            name: None,
            show_name: None,
            ..self
        }
    }

    /// This take without the consent and the age that its fan's page now says no to.
    pub(super) fn without_what_is_denied(&self, words: &Map<String, Value>) -> Self {
        let is_denied = |field: &str| words.get(field) == Some(&Value::Bool(false));
        Self {
            consent: self.consent.filter(|_| !is_denied("consent")),
            over_16: self.over_16.filter(|_| !is_denied("over_16")),
            ..self.clone()
        }
    }

    fn with(self, words: LastWords) -> Self {
        Self {
            sha256: words.sha256.or(self.sha256),
            consent: words.consent.or(self.consent),
            over_16: words.over_16.or(self.over_16),
            show_name: words.show_name.or(self.show_name),
            name: words.name.or(self.name),
            team: words.team.or(self.team),
            country: words.country.or(self.country),
            terms: words.terms.or(self.terms),
            language: words.language.or(self.language),
            lag_ms: words.lag_ms.or(self.lag_ms),
            duration_ms: words.duration_ms.or(self.duration_ms),
            recorder: words.recorder.or(self.recorder),
            ..self
        }
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

/// What an object says once nothing is wrong with it.
fn checked<T: DeserializeOwned>(
    mut object: Map<String, Value>,
    look: impl FnOnce(&mut Check<'_>),
) -> Result<T, Vec<FieldProblem>> {
    check::write_whole_numbers_plainly(&mut object);
    let mut check = Check::new(&object);
    look(&mut check);
    let problems = check.done();
    if !problems.is_empty() {
        return Err(problems);
    }
    serde_json::from_value(Value::Object(object))
        .map_err(|cause| vec![check::problem("", "WRONG_TYPE", cause.to_string())])
}
