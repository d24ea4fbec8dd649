//! The studio page as the server sends it: what crawlers read, what shows until the scripts run, and what they start with.

use super::named::Named;
use super::{Site, assets, boot, share};
use crate::studio::app::App;
use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, VARY,
};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use stemforge_messages::Language;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// What the page may do with the device.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "microphone=(self), autoplay=(self), fullscreen=(self), screen-wake-lock=(self), clipboard-write=(self), \
     camera=(), geolocation=()",
);
/// The page is asked for anew each time; what it loads is kept.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// To the page in the language that the browser prefers.
pub(super) async fn choose(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = app.speaker.preferred(&headers);
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&format!("/{}/", language.tag)) {
        headers.insert(LOCATION, location);
    }
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    response
}

/// `/fr` is `/fr/`.
pub(super) async fn add_slash(State(app): State<App>, named: Named, uri: Uri, headers: HeaderMap) -> Response {
    let Some(language) = app.speaker.by_tag(&named.language) else {
        return super::nothing_here(&app, &uri, &headers);
    };
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/{}/", language.tag)) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// The page.
pub(super) async fn shell(State(app): State<App>, named: Named, uri: Uri, headers: HeaderMap) -> Response {
    let (Some(site), Some(language)) = (app.site(), app.speaker.by_tag(&named.language)) else {
        return super::nothing_here(&app, &uri, &headers);
    };
    // A page that may not send anything anywhere is of no use.
    let bucket = match app.blocking(|app| app.reception.origin()).await {
        Ok(bucket) => bucket,
        Err(problem) => return share::failed(&app, language, problem),
    };
    let mut response = assets::compressed(markup(&app, site, language).into_string(), &headers);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    headers.insert(PERMISSIONS_POLICY, PERMISSIONS);
    if let Ok(policy) = HeaderValue::from_str(&policy(bucket.as_deref())) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What the page may load, and from where: from us, and to the bucket where fans send straight to one.
pub(super) fn policy(bucket: Option<&str>) -> String {
    let connect = bucket.map_or_else(String::new, |origin| format!(" {origin}"));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
         media-src 'self' blob:; connect-src 'self'{connect}; worker-src 'self'; font-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

fn markup(app: &App, site: &Site, language: Language) -> Markup {
    let song = [("song", site.title.as_str().into())];
    let plain = |id: &str| app.speaker.plain(language, id, &song);
    let title = plain("document-title");
    let description = plain("document-description");
    let modules = site.assets.modules("js/main.js");
    html! {
        (DOCTYPE)
        html lang=(language.tag) dir=(language.direction.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                title { (title) }
                meta name="description" content=(description);
                (links(app, language))
                meta property="og:type" content="website";
                meta property="og:title" content=(title);
                meta property="og:description" content=(description);
                @if let Some(url) = app.absolute_link(&format!("/{}/", language.tag)) {
                    meta property="og:url" content=(url);
                }
                meta property="og:locale" content=(language.og_locale);
                @for other in app.speaker.languages().iter().filter(|other| **other != language) {
                    meta property="og:locale:alternate" content=(other.og_locale);
                }
                @if let Some(icon) = site.assets.url("icons/icon.svg") {
                    link rel="icon" type="image/svg+xml" href=(icon);
                }
                link rel="manifest" href=(format!("/{}/manifest.webmanifest", language.tag));
                @if let Some(style) = site.assets.url("css/studio.css") { link rel="stylesheet" href=(style); }
                @for module in modules.iter().filter_map(|name| site.assets.url(name)) {
                    link rel="modulepreload" href=(module);
                }
                @if let Some(messages) = site.assets.url(&format!("messages/{}.json", language.tag)) {
                    link rel="preload" as="fetch" crossorigin href=(messages);
                }
                @if let Some(main) = site.assets.url("js/main.js") { script type="module" src=(main) {} }
            }
            body {
                main id="main" {
                    stemforge-studio {
                        h1 { (app.speaker.say(language, "welcome-title", &song)) }
                        p.lead { (app.speaker.say(language, "welcome-lead", &song)) }
                        nav.languages aria-label=(plain("language-menu")) {
                            ul {
                                @for other in app.speaker.languages() {
                                    li {
                                        a lang=(other.tag) hreflang=(other.hreflang()) href=(format!("/{}/", other.tag))
                                            aria-current=[(*other == language).then_some("page")] { (other.name) }
                                    }
                                }
                            }
                        }
                    }
                    noscript { p.noscript { (app.speaker.say(language, "no-script", &song)) } }
                }
                script type="application/json" id="boot" {
                    (PreEscaped(boot::json(app, site, language)))
                }
            }
        }
    }
}

/// The same page in every language. Such links are absolute, or worth nothing.
fn links(app: &App, language: Language) -> Markup {
    let Some(base) = app.absolute_link("") else {
        return Markup::default();
    };
    html! {
        link rel="canonical" href=(format!("{base}/{}/", language.tag));
        @for other in app.speaker.languages() {
            link rel="alternate" hreflang=(other.hreflang()) href=(format!("{base}/{}/", other.tag));
        }
        link rel="alternate" hreflang="x-default" href=(format!("{base}/"));
    }
}
