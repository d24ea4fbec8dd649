//! A page for each take that is here, for those who get its link: the cover, who sings, and the way to sing too.
//!
//! It says no more than the cover does: the name only if the fan agreed to that. Nobody finds it who was not given the
//! link, and no search engine lists it.

use super::Site;
use super::covers::shown_name;
use super::named::Named;
use crate::studio::app::App;
use crate::studio::fields::NewTake;
use crate::studio::page::Page;
use crate::studio::problem::{Failed, Problem};
use crate::studio::record::Committed;
use crate::studio::secrets::TicketId;
use crate::studio::standing::Standing;
use axum::extract::State;
use axum::http::header::{HeaderMap, RETRY_AFTER};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use stemforge_artwork::Format;
use stemforge_messages::{Arg, Language};

/// Beside our style: the button's script, which fetches the cover to share it.
const MAY: &str = "script-src 'self'; img-src 'self'; connect-src 'self'; ";

/// Where the page of a take is.
pub(super) fn url(language: Language, take_id: &str) -> String {
    format!("/{}/s/{take_id}", language.tag)
}

/// Where a cover of a take is.
pub(super) fn cover_url(take_id: &str, format: Format) -> String {
    format!("/art/{take_id}/{}.jpg", format.name())
}

/// The page.
pub(super) async fn share(State(app): State<App>, named: Named, uri: Uri, headers: HeaderMap) -> Response {
    let (Some(site), Some(language)) = (app.site(), app.speaker.by_tag(&named.language)) else {
        return super::nothing_here(&app, &uri, &headers);
    };
    let Some(ticket) = TicketId::parse(&named.take_id) else {
        return message(&app, language, StatusCode::NOT_FOUND, "share-unknown");
    };
    match app.blocking(move |app| app.standing(ticket)).await {
        Ok(Standing::Received(committed)) => page(&app, site, language, &committed),
        Ok(Standing::Withdrawn) => message(&app, language, StatusCode::GONE, "share-gone"),
        Ok(Standing::Announced(_) | Standing::Unknown) => {
            message(&app, language, StatusCode::NOT_FOUND, "share-unknown")
        }
        Err(problem) => failed(&app, language, problem),
    }
}

fn page(app: &App, site: &Site, language: Language, committed: &Committed) -> Response {
    let who = who(app, site, language, &committed.take);
    let args = [("who", who.as_str().into()), ("song", site.title.as_str().into())];
    let title = app.speaker.plain(language, "share-page-title", &args);
    let content = content(app, site, language, committed, &args);
    Page {
        head: head(app, site, language, &committed.take_id, &title, &args),
        may: MAY,
        ..Page::new(language, &title, content)
    }
    .answer(StatusCode::OK)
}

/// Whose cover it is, in words: the fan's name if it may be shown, else the team's.
fn who(app: &App, site: &Site, language: Language, take: &NewTake) -> String {
    let team = || {
        site.team_code(take)
            .map(|code| site.team_name(&app.speaker, language, code))
    };
    let name = shown_name(take).map(str::to_owned);
    name.or_else(team)
        .unwrap_or_else(|| app.speaker.plain(language, "share-somebody", &[]))
}

/// What previews of the link show.
fn head(app: &App, site: &Site, language: Language, take_id: &str, title: &str, args: &[(&str, Arg<'_>)]) -> Markup {
    let plain = |id: &str| app.speaker.plain(language, id, args);
    let description = plain("share-page-description");
    let alt = plain("share-page-cover-alt");
    let url = app.absolute_link(&url(language, take_id));
    let picture = app.link(&cover_url(take_id, Format::Wide));
    let (width, height) = Format::Wide.size_px();
    html! {
        meta name="description" content=(description);
        @if let Some(url) = &url {
            link rel="canonical" href=(url);
            meta property="og:url" content=(url);
        }
        meta property="og:type" content="website";
        meta property="og:site_name" content=(site.title);
        meta property="og:title" content=(title);
        meta property="og:description" content=(description);
        meta property="og:image" content=(picture);
        meta property="og:image:type" content="image/jpeg";
        meta property="og:image:width" content=(width);
        meta property="og:image:height" content=(height);
        meta property="og:image:alt" content=(alt);
        // It names no other languages: a fan shares the page in one.
        meta property="og:locale" content=(language.og_locale);
        meta name="twitter:card" content="summary_large_image";
        meta name="twitter:title" content=(title);
        meta name="twitter:description" content=(description);
        meta name="twitter:image" content=(picture);
        meta name="twitter:image:alt" content=(alt);
        @if let Some(icon) = site.assets.url("icons/icon.svg") { link rel="icon" type="image/svg+xml" href=(icon); }
        @if let Some(script) = site.assets.url("js/share-page.js") { script type="module" src=(script) {} }
    }
}

fn content(app: &App, site: &Site, language: Language, committed: &Committed, args: &[(&str, Arg<'_>)]) -> Markup {
    let say = |id: &str| app.speaker.say(language, id, args);
    let plain = |id: &str| app.speaker.plain(language, id, args);
    let cover = cover_url(&committed.take_id, Format::Square);
    let (width, height) = Format::Square.size_px();
    html! {
        article.share data-share-page data-cover=(cover) data-message=(plain("share-page-message"))
            data-copied=(plain("share-page-copied")) {
            img.cover src=(cover) width=(width) height=(height) alt=(plain("share-page-cover-alt"));
            h1 { (say("share-page-title")) }
            p.lead { (say("share-page-lead")) }
            p.actions {
                a.button href=(format!("/{}/", language.tag)) { (say("share-page-sing")) }
                // They need scripts, which show them.
                button.plain type="button" data-action="share" hidden { (say("share-page-share")) }
                button.plain type="button" data-action="copy" hidden { (say("share-page-copy")) }
                a.plain href=(cover) download=(format!("{}.jpg", file_name(&site.title))) { (say("share-page-download")) }
            }
            p role="status" data-status {}
            p.small {
                @if let Some(day) = day(&committed.received_at) {
                    (app.speaker.say(language, "share-page-sung-on", &[("date", day)])) br;
                }
                @if let Some(voices) = app.voices() {
                    (app.speaker.say(language, "share-page-voices", &[("count", voices.into())])) br;
                }
                (say("share-page-yours"))
            }
        }
    }
}

/// A title as a file's name: what some device would not store is left out.
fn file_name(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-'));
    let name: String = kept.take(60).collect();
    let name = name.trim();
    if name.is_empty() {
        "cover".to_owned()
    } else {
        name.to_owned()
    }
}

/// The day in `2026-11-25T16:18:00Z`.
fn day(time: &str) -> Option<Arg<'static>> {
    let mut parts = time.get(..10)?.split('-');
    let mut next = || parts.next()?.parse::<u16>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    Some(Arg::Date {
        year: year.into(),
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
    })
}

/// A page that says one thing, and leads to the studio.
pub(super) fn message(app: &App, language: Language, status: StatusCode, id: &str) -> Response {
    let title = app.speaker.plain(language, &format!("{id}-title"), &[]);
    let content = html! {
        h1 { (title) }
        p { (app.speaker.say(language, &format!("{id}-text"), &[])) }
        @if app.site().is_some() {
            p.actions { a.button href=(format!("/{}/", language.tag)) { (app.speaker.say(language, "not-found-home", &[])) } }
        }
    };
    Page::new(language, &title, content).answer(status)
}

/// Something went wrong that the fan can do nothing about.
pub(super) fn failed(app: &App, language: Language, problem: Problem) -> Response {
    let title = app.speaker.plain(language, "error-unknown", &[]);
    as_failed(
        Page::new(language, &title, html! { h1 { (title) } }).answer(StatusCode::OK),
        problem,
    )
}

/// A page with the status, the wait and the trace in the log of a problem.
pub(in crate::studio) fn as_failed(mut page: Response, problem: Problem) -> Response {
    let problem = problem.into_response();
    *page.status_mut() = problem.status();
    if let Some(wait) = problem.headers().get(RETRY_AFTER) {
        page.headers_mut().insert(RETRY_AFTER, wait.clone());
    }
    if let Some(failed) = problem.extensions().get::<Failed>() {
        page.extensions_mut().insert(failed.clone());
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_what_is_none_is_not() {
        let expected = Arg::Date {
            year: 2026,
            month: 11,
            day: 25,
        };
        assert_eq!(day("2026-11-25T16:18:00.5Z"), Some(expected));
        for wrong in ["", "2026-11", "yesterday!", "2026-aa-25", "99999-11-25"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_file_is_named_by_letters() {
        assert_eq!(file_name("All Four Corners"), "All Four Corners");
        assert_eq!(file_name("../../etc: \"Été\"\u{202e}"), "etc Été");
        assert_eq!(file_name("///"), "cover");
    }
}
