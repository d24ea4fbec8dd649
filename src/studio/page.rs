//! Pages: plain HTML that needs nothing from anywhere. Everything that came from a stranger is escaped by `maud`.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use stemforge_messages::Language;

const STYLE: &str = include_str!("page.css");
/// The same for robots that do not read the page.
pub(super) const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// A page that no search engine shall list.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) language: Language,
    pub(super) title: &'a str,
    /// More for its head.
    pub(super) head: Markup,
    pub(super) content: Markup,
    /// What it may do beside having our style and sending a form to us.
    pub(super) may: &'static str,
}

impl<'a> Page<'a> {
    pub(super) fn new(language: Language, title: &'a str, content: Markup) -> Self {
        Self {
            language,
            title,
            head: Markup::default(),
            content,
            may: "",
        }
    }

    /// As an answer.
    pub(super) fn answer(self, status: StatusCode) -> Response {
        let markup = html! {
            (DOCTYPE)
            html lang=(self.language.tag) dir=(self.language.direction.as_str()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    (self.head)
                    style { (PreEscaped(STYLE)) }
                }
                body { main { (self.content) } }
            }
        };
        let mut response = Response::new(markup.into_string().into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(X_ROBOTS_TAG, HeaderValue::from_static("noindex"));
        if let Ok(policy) = HeaderValue::from_str(&policy(self.may)) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

/// A page may have our style and send a form to us, and nothing else but what it needs.
fn policy(may: &str) -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; {may}form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
