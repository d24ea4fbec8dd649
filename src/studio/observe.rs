//! Around every request: an id, a line in the log, strict headers.
//!
//! The log never says who: no addresses, no names, no tokens, and of a path only the route that it matched.

use super::app::App;
use super::jitter;
use super::problem::Failed;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;

/// How many bytes of a take a request brought.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReceivedBytes(pub(super) u64);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Answers that do not say otherwise may do nothing and are kept nowhere.
const STRICT: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (PERMISSIONS_POLICY, "camera=(), microphone=(), geolocation=()"),
];

/// The outermost layer.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let id = jitter::request_id();
    let mut response = next.run(request).await;
    make_strict(response.headers_mut());
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let status = response.status().as_u16();
    let seconds = begun.elapsed().as_secs_f64();
    let duration_ms = seconds * 1000.0;
    let size_bytes = response.extensions().get::<ReceivedBytes>().map_or(0, |bytes| bytes.0);
    app.metrics
        .answered(method.as_str(), route, status, seconds, size_bytes);
    if let Some(failed) = response.extensions().get::<Failed>() {
        app.metrics.problem(failed.code);
        app.tally.problem(failed.code);
    }
    match response.extensions().get::<Failed>() {
        Some(Failed {
            code,
            cause: Some(cause),
        }) => tracing::error!(
            request_id = id,
            method = method.as_str(),
            route,
            status,
            code = code.as_str(),
            duration_ms,
            size_bytes,
            cause,
            "request failed"
        ),
        failed => tracing::info!(
            request_id = id,
            method = method.as_str(),
            route,
            status,
            code = failed.map(|failed| failed.code.as_str()),
            duration_ms,
            size_bytes,
            "request"
        ),
    }
    response
}

fn make_strict(headers: &mut HeaderMap) {
    for (name, value) in STRICT {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
