//! The operator's own door: `/admin/` and `/metrics`, behind a token. Without a token neither exists.

use super::app::{App, OpenError};
use super::names::bearer;
use super::problem::{Body as ProblemBody, Code, Problem};
use super::{dashboard, metrics};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;

/// Shorter ones can be guessed.
const LEAST_TOKEN_CHARS: usize = 16;

/// The operator's token, by its hash.
#[derive(Debug)]
pub(super) struct AdminToken(blake3::Hash);

impl AdminToken {
    /// The token in a file.
    pub(super) fn read(path: &Path) -> Result<Self, OpenError> {
        let text = std::fs::read_to_string(path).map_err(OpenError::io("read", path.display()))?;
        let token = text.trim();
        if token.len() < LEAST_TOKEN_CHARS {
            return Err(OpenError::Settings(format!(
                "use `{}`: the admin token has to have {LEAST_TOKEN_CHARS} characters or more",
                path.display()
            )));
        }
        Ok(Self(blake3::hash(token.as_bytes())))
    }

    /// Whether the request carries it: as a bearer token, or as the password of any user.
    fn is_in(&self, headers: &HeaderMap) -> bool {
        // Hashes compare in constant time.
        let is_right = |token: &str| blake3::hash(token.as_bytes()) == self.0;
        bearer(headers).is_some_and(is_right) || password(headers).is_some_and(|password| is_right(&password))
    }
}

fn password(headers: &HeaderMap) -> Option<String> {
    let (scheme, encoded) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    text.split_once(':').map(|(_, password)| password.to_owned())
}

fn check(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(token) = &app.admin_token else {
        return Err(Problem::new(
            Code::NotFound,
            "this service was started without `--admin-token-file`",
        ));
    };
    if token.is_in(headers) {
        return Ok(());
    }
    let problem = Problem::new(
        Code::TokenMissing,
        "send the admin token as bearer token or as password",
    );
    let realm = HeaderValue::from_static("Basic realm=\"stemforge-studio\", charset=\"UTF-8\"");
    Err(problem.with_header(WWW_AUTHENTICATE, realm))
}

/// How it goes, for people.
#[utoipa::path(
    get,
    path = "/admin/",
    tag = "operator",
    security(("admin_password" = []), ("admin_token" = [])),
    responses(
        (status = 200, description = "A page", body = String, content_type = "text/html"),
        (status = 401, description = "TOKEN_MISSING", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "NOT_FOUND: there is no dashboard", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn dashboard(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    check(&app, &headers)?;
    Ok(dashboard::page(&app))
}

/// How it goes, for Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operator",
    security(("admin_password" = []), ("admin_token" = [])),
    responses(
        (status = 200, description = "OpenMetrics", body = String, content_type = "application/openmetrics-text"),
        (status = 401, description = "TOKEN_MISSING", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "NOT_FOUND: there are no metrics", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn metrics(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    check(&app, &headers)?;
    Ok(([(CONTENT_TYPE, metrics::CONTENT_TYPE)], app.metrics.text(&app)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_known_in_both_ways_and_in_no_other() {
        let token = AdminToken(blake3::hash(b"correct horse battery"));
        let sent = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
            token.is_in(&headers)
        };
        assert!(sent("Bearer correct horse battery"));
        assert!(sent(&format!("basic {}", STANDARD.encode("me:correct horse battery"))));
        for wrong in [
            "Bearer wrong",
            "Basic %%%",
            &format!("Basic {}", STANDARD.encode("correct horse battery")),
            "x",
        ] {
            assert!(!sent(wrong), "{wrong}");
        }
        assert!(!token.is_in(&HeaderMap::new()));
    }

    #[test]
    fn a_token_that_can_be_guessed_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "admin\n").unwrap();
        assert!(AdminToken::read(&path).is_err());
        std::fs::write(&path, "0123456789abcdef\n").unwrap();
        assert!(AdminToken::read(&path).is_ok());
    }
}
