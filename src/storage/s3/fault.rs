//! What went wrong with one request, and whether another try may help.

use crate::storage::{StorageError, StorageErrorKind};
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use std::error::Error;

/// Longest text of a server that is passed on.
const MAX_DETAIL_CHARS: usize = 300;

/// Told of a bucket, not of an object.
pub(super) const NO_BUCKET: &str = "there is no such bucket";

/// A request that failed.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) kind: StorageErrorKind,
    pub(super) detail: String,
    /// The same request may succeed later.
    pub(super) passes: bool,
    /// A server said so.
    pub(super) answered: bool,
    /// There are fewer bytes than where we wanted to start.
    pub(super) is_out_of_range: bool,
}

impl Fault {
    /// A failure that another try will not mend.
    pub(super) fn lasting(kind: StorageErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            passes: false,
            answered: false,
            is_out_of_range: false,
        }
    }

    /// An answer that broke off, or none.
    pub(super) fn broken(detail: impl Into<String>) -> Self {
        Self {
            kind: StorageErrorKind::Unavailable,
            detail: detail.into(),
            passes: true,
            answered: false,
            is_out_of_range: false,
        }
    }

    /// A failure of a file on this machine.
    pub(super) fn file(cause: &std::io::Error) -> Self {
        let kind = StorageError::io("", "", cause).kind;
        Self::lasting(kind, cause.to_string())
    }

    /// The error that the caller sees.
    pub(super) fn into_error(self, verb: &'static str, what: &str) -> StorageError {
        let detail = match permission(verb) {
            Some(permission) if self.kind == StorageErrorKind::Denied && self.answered => {
                format!("{} ({permission})", self.detail)
            }
            _ => self.detail,
        };
        StorageError::new(self.kind, verb, format!("`{what}`"), detail)
    }
}

impl<E> From<SdkError<E, HttpResponse>> for Fault
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let text = || shortened(&chain(&error));
        match &error {
            SdkError::ServiceError(answer) => of_answer(
                answer.raw().status().as_u16(),
                answer.err().code().unwrap_or_default(),
                answer.err().message().unwrap_or_default(),
                answer.raw().headers().get("x-amz-bucket-region"),
            ),
            SdkError::ConstructionFailure(_) => {
                without_credentials(&text()).unwrap_or_else(|| Self::lasting(StorageErrorKind::Invalid, text()))
            }
            SdkError::DispatchFailure(failure) => {
                if let Some(fault) = without_credentials(&text()) {
                    return fault;
                }
                Self {
                    passes: !failure.is_user(),
                    ..Self::broken(format!("no answer: {}", text()))
                }
            }
            SdkError::TimeoutError(_) => Self::broken("no answer in time"),
            _ => Self::broken(format!("the answer broke off: {}", text())),
        }
    }
}

/// `region` is the bucket's, where the server tells it.
fn of_answer(status: u16, code: &str, message: &str, region: Option<&str>) -> Fault {
    let said = shortened(&format!("{status} {code} {message}"));
    let lasting = |kind, detail: &str| Fault {
        answered: true,
        ..Fault::lasting(kind, detail)
    };
    match (status, code) {
        (_, "NoSuchBucket") => lasting(StorageErrorKind::NotFound, NO_BUCKET),
        (404, _) => lasting(StorageErrorKind::NotFound, "no such object"),
        (412, _) | (_, "PreconditionFailed") => lasting(StorageErrorKind::AlreadyExists, "it exists already"),
        (_, "RequestTimeTooSkewed") => lasting(
            StorageErrorKind::Denied,
            "this machine's clock differs from the server's by too much: set it",
        ),
        (401 | 403, _) => lasting(
            StorageErrorKind::Denied,
            &format!("{said}: these credentials may not do this"),
        ),
        (507, _) => lasting(StorageErrorKind::Full, &said),
        // Two conditional writes met (409), or we were too slow (400), or the server has trouble.
        (409 | 429 | 500.., _) | (_, "RequestTimeout" | "IncompleteBody" | "SlowDown") => Fault {
            answered: true,
            ..Fault::broken(said)
        },
        (301, _) | (_, "AuthorizationHeaderMalformed" | "PermanentRedirect") => lasting(
            StorageErrorKind::Invalid,
            &format!(
                "{said}: the bucket is in another region; set `AWS_REGION`{}",
                region.map(|region| format!(" to `{region}`")).unwrap_or_default()
            ),
        ),
        _ => Fault {
            is_out_of_range: status == 416,
            ..lasting(StorageErrorKind::Io, &said)
        },
    }
}

/// What each of our verbs needs to be allowed.
fn permission(verb: &str) -> Option<&'static str> {
    match verb {
        "list" => Some("it needs `s3:ListBucket`"),
        "read" => Some("it needs `s3:GetObject`"),
        "write" => Some("it needs `s3:PutObject`"),
        "copy" => Some("it needs `s3:GetObject` and `s3:PutObject`"),
        "delete" => Some("it needs `s3:DeleteObject`"),
        _ => None,
    }
}

/// The SDK tells of missing credentials in words only.
fn without_credentials(text: &str) -> Option<Fault> {
    text.contains("redentials").then(|| {
        Fault::lasting(
            StorageErrorKind::Denied,
            "no credentials: set `AWS_PROFILE`, or `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`",
        )
    })
}

/// What an error says, and what it was caused by.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut inner = error.source();
    while let Some(cause) = inner {
        text = format!("{text}: {cause}");
        inner = cause.source();
    }
    text
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(MAX_DETAIL_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_by_what_can_be_done_about_them() {
        let cases = [
            (404, "NoSuchKey", StorageErrorKind::NotFound, false),
            (404, "NoSuchBucket", StorageErrorKind::NotFound, false),
            (403, "AccessDenied", StorageErrorKind::Denied, false),
            (412, "PreconditionFailed", StorageErrorKind::AlreadyExists, false),
            (409, "ConditionalRequestConflict", StorageErrorKind::Unavailable, true),
            (500, "InternalError", StorageErrorKind::Unavailable, true),
            (503, "SlowDown", StorageErrorKind::Unavailable, true),
            (400, "RequestTimeout", StorageErrorKind::Unavailable, true),
            (507, "", StorageErrorKind::Full, false),
            (400, "InvalidRequest", StorageErrorKind::Io, false),
        ];
        for (status, code, kind, passes) in cases {
            let fault = of_answer(status, code, "", None);
            assert_eq!((fault.kind, fault.passes), (kind, passes), "{status} {code}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let told = |fault: Fault| fault.into_error("write", "s3://choir/x").to_string();
        assert_eq!(
            told(of_answer(403, "AccessDenied", "Access Denied", None)),
            "write `s3://choir/x`: 403 AccessDenied Access Denied: these credentials may not do this (it needs `s3:PutObject`)"
        );
        assert_eq!(
            told(of_answer(301, "PermanentRedirect", "", Some("eu-west-1"))),
            "write `s3://choir/x`: 301 PermanentRedirect: the bucket is in another region; set `AWS_REGION` to `eu-west-1`"
        );
    }
}
