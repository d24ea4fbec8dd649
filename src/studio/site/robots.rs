//! What machines ask a site for: a list of what not to read, and how to look as an app.

use super::named::Named;
use crate::studio::app::App;
use axum::extract::State;
use axum::http::Uri;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Share pages are not in it: a robot that may not read one shows no preview of its link, and never learns that it shall
/// not be listed.
const ROBOTS: &str = "User-agent: *\nDisallow: /v1/\nDisallow: /erase/\nDisallow: /admin/\n";
const AN_HOUR: HeaderValue = HeaderValue::from_static("public,max-age=3600");

/// `/robots.txt`.
pub(super) async fn robots() -> Response {
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(CONTENT_TYPE, plain), (CACHE_CONTROL, AN_HOUR)], ROBOTS).into_response()
}

/// The page as an app on a phone's screen.
pub(super) async fn manifest(State(app): State<App>, named: Named, uri: Uri, headers: HeaderMap) -> Response {
    let (Some(site), Some(language)) = (app.site(), app.speaker.by_tag(&named.language)) else {
        return super::nothing_here(&app, &uri, &headers);
    };
    let icons = site.assets.url("icons/icon.svg").into_iter();
    let icons = icons.map(|icon| json!({"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}));
    let manifest = json!({
        "name": app.speaker.plain(language, "document-title", &[("song", site.title.as_str().into())]),
        "short_name": site.title,
        "lang": language.tag,
        "dir": language.direction.as_str(),
        "start_url": format!("/{}/", language.tag),
        "scope": "/",
        "display": "minimal-ui",
        "icons": icons.collect::<Vec<_>>(),
    });
    let kind = HeaderValue::from_static("application/manifest+json");
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, AN_HOUR)], manifest.to_string()).into_response()
}
