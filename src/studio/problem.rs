//! Everything that is no success, as RFC 9457 problems with codes that clients may rely on.

use super::jitter;
use crate::storage::{StorageError, StorageErrorKind};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;

/// What went wrong: the word never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Code {
    BadJson,
    IdempotencyKeyInvalid,
    UploadOffsetInvalid,
    BodyUnreadable,
    TokenMissing,
    TokenWrong,
    NotFound,
    TakeUnknown,
    UploadUnknown,
    MethodNotAllowed,
    BodyTimeout,
    IdempotencyKeyReused,
    OffsetMismatch,
    UploadIncomplete,
    LastWordsDiffer,
    TakeWithdrawn,
    UploadGone,
    TusVersion,
    BodyTooBig,
    TooManyBytes,
    UnsupportedMediaType,
    FieldsInvalid,
    HashMismatch,
    SizeMismatch,
    NotAudio,
    ContentMismatch,
    UploadBusy,
    TooManyRequests,
    Internal,
    StorageFull,
    StorageUnavailable,
    BudgetSpent,
    Busy,
}

impl Code {
    /// Every code, in the order of their statuses.
    pub(super) const ALL: [Self; 33] = [
        Self::BadJson,
        Self::IdempotencyKeyInvalid,
        Self::UploadOffsetInvalid,
        Self::BodyUnreadable,
        Self::TokenMissing,
        Self::TokenWrong,
        Self::NotFound,
        Self::TakeUnknown,
        Self::UploadUnknown,
        Self::MethodNotAllowed,
        Self::BodyTimeout,
        Self::IdempotencyKeyReused,
        Self::OffsetMismatch,
        Self::UploadIncomplete,
        Self::LastWordsDiffer,
        Self::TakeWithdrawn,
        Self::UploadGone,
        Self::TusVersion,
        Self::BodyTooBig,
        Self::TooManyBytes,
        Self::UnsupportedMediaType,
        Self::FieldsInvalid,
        Self::HashMismatch,
        Self::SizeMismatch,
        Self::NotAudio,
        Self::ContentMismatch,
        Self::UploadBusy,
        Self::TooManyRequests,
        Self::Internal,
        Self::StorageFull,
        Self::StorageUnavailable,
        Self::BudgetSpent,
        Self::Busy,
    ];

    /// Status, word, title.
    const fn facts(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::BadJson => (400, "BAD_JSON", "The body is no JSON object"),
            Self::IdempotencyKeyInvalid => (
                400,
                "IDEMPOTENCY_KEY_INVALID",
                "The idempotency key is missing or no key",
            ),
            Self::UploadOffsetInvalid => (400, "UPLOAD_OFFSET_INVALID", "Upload-Offset is missing or no number"),
            Self::BodyUnreadable => (400, "BODY_UNREADABLE", "The body broke off"),
            Self::TokenMissing => (401, "TOKEN_MISSING", "A token is needed"),
            Self::TokenWrong => (403, "TOKEN_WRONG", "The token is not this take's"),
            Self::NotFound => (404, "NOT_FOUND", "There is nothing here"),
            Self::TakeUnknown => (404, "TAKE_UNKNOWN", "No such take"),
            Self::UploadUnknown => (404, "UPLOAD_UNKNOWN", "No such upload"),
            Self::MethodNotAllowed => (405, "METHOD_NOT_ALLOWED", "This cannot be done here"),
            Self::BodyTimeout => (408, "BODY_TIMEOUT", "The body came too slowly"),
            Self::IdempotencyKeyReused => (409, "IDEMPOTENCY_KEY_REUSED", "This key was used for another take"),
            Self::OffsetMismatch => (409, "OFFSET_MISMATCH", "The upload stands at another byte"),
            Self::UploadIncomplete => (409, "UPLOAD_INCOMPLETE", "Not all bytes are there"),
            Self::LastWordsDiffer => (409, "LAST_WORDS_DIFFER", "The take is here with other last words"),
            Self::TakeWithdrawn => (410, "TAKE_WITHDRAWN", "The take was taken back"),
            Self::UploadGone => (410, "UPLOAD_GONE", "The upload took too long"),
            Self::TusVersion => (412, "TUS_VERSION", "Only tus 1.0.0 is spoken here"),
            Self::BodyTooBig => (413, "BODY_TOO_BIG", "The body is too big"),
            Self::TooManyBytes => (413, "TOO_MANY_BYTES", "More bytes than announced"),
            Self::UnsupportedMediaType => (415, "UNSUPPORTED_MEDIA_TYPE", "The body has the wrong content type"),
            Self::FieldsInvalid => (422, "FIELDS_INVALID", "Some fields are wrong"),
            Self::HashMismatch => (422, "HASH_MISMATCH", "The bytes are not those announced"),
            Self::SizeMismatch => (422, "SIZE_MISMATCH", "The size is not that announced"),
            Self::NotAudio => (422, "NOT_AUDIO", "This is no audio that we know"),
            Self::ContentMismatch => (422, "CONTENT_MISMATCH", "This is another format than announced"),
            Self::UploadBusy => (423, "UPLOAD_BUSY", "Another request is sending this take"),
            Self::TooManyRequests => (429, "TOO_MANY_REQUESTS", "Too many requests from this address"),
            Self::Internal => (500, "INTERNAL", "A defect of ours"),
            Self::StorageFull => (503, "STORAGE_FULL", "There is no room at the moment"),
            Self::StorageUnavailable => (503, "STORAGE_UNAVAILABLE", "Storage does not answer"),
            Self::BudgetSpent => (503, "BUDGET_SPENT", "This campaign has all the bytes it may hold"),
            Self::Busy => (503, "BUSY", "Too much at once"),
        }
    }

    /// Its status.
    pub(super) const fn status(self) -> u16 {
        self.facts().0
    }

    /// The word.
    pub(super) const fn as_str(self) -> &'static str {
        self.facts().1
    }

    /// The same for people; says nothing that the word does not.
    pub(super) const fn title(self) -> &'static str {
        self.facts().2
    }

    /// Least and greatest wait before another try makes sense, where it does.
    const fn wait_s(self) -> Option<(u32, u32)> {
        match self {
            Self::UploadBusy => Some((1, 3)),
            Self::TooManyRequests => Some((1, 4)),
            Self::Busy => Some((2, 10)),
            Self::StorageUnavailable => Some((5, 20)),
            Self::StorageFull => Some((30, 90)),
            Self::BudgetSpent => Some((300, 900)),
            _ => None,
        }
    }
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(super) struct FieldProblem {
    /// Its name.
    #[schema(example = "country")]
    pub(super) field: String,
    /// A stable word.
    #[schema(example = "NOT_A_COUNTRY")]
    pub(super) code: &'static str,
    /// What would be right.
    pub(super) detail: String,
}

/// A failed request.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: Code,
    detail: Cow<'static, str>,
    fields: Vec<FieldProblem>,
    received_bytes: Option<u64>,
    least_wait_s: u32,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// For the log; clients never see it.
    cause: Option<String>,
}

/// The body of a problem, `application/problem+json`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub(super) struct Body<'a> {
    /// The HTTP status again.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// A stable word to act on.
    #[schema(pattern = "^[A-Z][A-Z_]*$", example = "FIELDS_INVALID")]
    code: &'static str,
    /// The same for people.
    title: &'static str,
    /// What happened, and what to do.
    detail: &'a str,
    /// Every wrong field at once.
    #[serde(skip_serializing_if = "<[FieldProblem]>::is_empty")]
    #[schema(required = false)]
    fields: &'a [FieldProblem],
    /// How many bytes of the take are here, where that matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    received_bytes: Option<u64>,
}

/// What the log and the figures learn of a failed request.
#[derive(Debug, Clone)]
pub(super) struct Failed {
    pub(super) code: Code,
    pub(super) cause: Option<String>,
}

impl Problem {
    /// A problem and what the client can do about it.
    pub(super) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            received_bytes: None,
            least_wait_s: 0,
            headers: Vec::new(),
            cause: None,
        }
    }

    /// Wrong fields, all of them.
    pub(super) fn fields(fields: Vec<FieldProblem>) -> Self {
        Self {
            fields,
            ..Self::new(Code::FieldsInvalid, "`fields` names each and says what would be right")
        }
    }

    /// A defect; the cause goes to the log.
    pub(super) fn defect(cause: impl ToString) -> Self {
        Self {
            cause: Some(cause.to_string()),
            ..Self::new(Code::Internal, "it is logged; try again, and tell us if it stays")
        }
    }

    /// What the log may say of it.
    pub(super) fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// Says how many bytes are there.
    pub(super) fn with_received(self, bytes: u64) -> Self {
        Self {
            received_bytes: Some(bytes),
            ..self
        }
    }

    /// Adds a header to the answer.
    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Asks to wait at least so long.
    pub(super) fn with_least_wait(self, seconds: u32) -> Self {
        Self {
            least_wait_s: seconds,
            ..self
        }
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        let (code, detail) = match error.kind {
            StorageErrorKind::Full => (Code::StorageFull, "nothing that was confirmed is lost; try again later"),
            StorageErrorKind::Invalid => return Self::defect(error.cause()),
            _ => (
                Code::StorageUnavailable,
                "nothing that was confirmed is lost; try again later",
            ),
        };
        Self {
            cause: Some(error.cause()),
            ..Self::new(code, detail)
        }
    }
}

impl From<StorageErrorKind> for Problem {
    fn from(kind: StorageErrorKind) -> Self {
        StorageError::new(kind, "read", "an object", "it changed under our hands").into()
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        StorageError::io("reach", "the upload", &error).into()
    }
}

impl Problem {
    /// Its body.
    pub(super) fn json(&self) -> String {
        let body = Body {
            status: self.code.status(),
            code: self.code.as_str(),
            title: self.code.title(),
            detail: &self.detail,
            fields: &self.fields,
            received_bytes: self.received_bytes,
        };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.json().into());
        *response.status_mut() = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some((least, most)) = self.code.wait_s() {
            let (least, most) = (least.max(self.least_wait_s), most.max(self.least_wait_s + 2));
            headers.insert(RETRY_AFTER, HeaderValue::from(jitter::between(least, most)));
        }
        headers.extend(self.headers);
        response.extensions_mut().insert(Failed {
            code: self.code,
            cause: self.cause,
        });
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_its_own_word_and_a_status_of_a_failure() {
        let words: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!((400..600).contains(&code.status()), "{code:?}");
            assert_eq!(
                code.wait_s().is_some(),
                [423, 429, 503].contains(&code.status()),
                "{code:?}"
            );
        }
    }

    #[test]
    fn a_wait_is_never_shorter_than_asked() {
        for _ in 0..50 {
            let problem = Problem::new(Code::TooManyRequests, "slow down").with_least_wait(30);
            let response = problem.into_response();
            let wait: u32 = response.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
            assert!((30..=32).contains(&wait), "{wait}");
        }
    }
}
