//! The page behind the link that every fan gets: one button that takes the take back.
//!
//! Opening the page changes nothing, so that previews and scanners of links erase nobody's voice. It speaks the take's
//! language; when nothing is left that knows it, the browser's.

use super::app::App;
use super::names::EraseName;
use super::page::Page;
use super::problem::{Code, Problem};
use super::secrets::TicketId;
use super::site::as_failed;
use super::standing::Standing;
use super::{erase, reception};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use stemforge_messages::Language;

/// Asks whether the take shall go.
#[utoipa::path(
    get,
    path = "/erase/{take_id}/{erase_token}",
    tag = "takes",
    params(EraseName),
    responses(
        (status = 200, description = "A page with a button, or one that says that the take is gone", body = String, content_type = "text/html"),
        (status = 404, description = "A page: the link is not complete", body = String, content_type = "text/html"),
        (status = 503, description = "A page: try again later", body = String, content_type = "text/html"),
    )
)]
pub(super) async fn ask(State(app): State<App>, name: EraseName, headers: HeaderMap) -> Response {
    let preferred = app.speaker.preferred(&headers);
    let Some(ticket) = name.allowed(&app) else {
        return no_such_link(&app, preferred);
    };
    match app.blocking(move |app| left(app, ticket)).await {
        Ok(Left::Nothing) => gone(&app, preferred),
        Ok(Left::Something(language)) => question(&app, language.unwrap_or(preferred)),
        Err(problem) => failed(&app, preferred, problem),
    }
}

/// What is left of a take.
enum Left {
    Nothing,
    /// In this language, if it can be read and is one of ours.
    Something(Option<Language>),
}

/// Looks what is left: an erasure that was cut short is not done.
fn left(app: &App, ticket: TicketId) -> Result<Left, Problem> {
    match app.standing(ticket) {
        Ok(Standing::Withdrawn | Standing::Unknown) if erase::left(app, ticket)?.is_empty() => Ok(Left::Nothing),
        Ok(Standing::Withdrawn | Standing::Unknown) => Ok(Left::Something(None)),
        Ok(Standing::Received(committed)) => Ok(Left::Something(app.speaker.like(committed.take.language.as_deref()))),
        Ok(Standing::Announced(record)) => Ok(Left::Something(app.speaker.like(record.take.language.as_deref()))),
        // What nobody can read can be taken back all the same.
        Err(problem) if problem.code == Code::Internal => Ok(Left::Something(None)),
        Err(problem) => Err(problem),
    }
}

/// Takes the take back.
#[utoipa::path(
    post,
    path = "/erase/{take_id}/{erase_token}",
    tag = "takes",
    params(EraseName),
    responses(
        (status = 200, description = "A page: the take is gone", body = String, content_type = "text/html"),
        (status = 404, description = "A page: the link is not complete", body = String, content_type = "text/html"),
        (status = 423, description = "A page: the take is still being sent", body = String, content_type = "text/html"),
        (status = 503, description = "A page: try again later", body = String, content_type = "text/html"),
    )
)]
pub(super) async fn go(State(app): State<App>, name: EraseName, headers: HeaderMap) -> Response {
    let preferred = app.speaker.preferred(&headers);
    let Some(ticket) = name.allowed(&app) else {
        return no_such_link(&app, preferred);
    };
    // Afterwards nothing knows its language any more; the page must not change its own under the fan's eyes.
    let language = match app.blocking(move |app| left(app, ticket)).await {
        Ok(Left::Something(Some(language))) => language,
        _ => preferred,
    };
    match erase::erase(&app, ticket).await {
        Ok(()) => gone(&app, language),
        Err(problem) => failed(&app, language, problem),
    }
}

fn page(app: &App, language: Language, status: StatusCode, id: &str, more: &Markup) -> Response {
    let title = app.speaker.plain(language, &format!("{id}-title"), &[]);
    let content = html! {
        h1 { (title) }
        p { (app.speaker.say(language, &format!("{id}-text"), &[])) }
        (more)
    };
    Page::new(language, &title, content).answer(status)
}

fn question(app: &App, language: Language) -> Response {
    let form = html! {
        div.actions {
            form method="post" { button.grave type="submit" { (app.speaker.say(language, "erase-button", &[])) } }
            @if app.site().is_some() {
                a.plain href=(format!("/{}/", language.tag)) { (app.speaker.say(language, "erase-keep", &[])) }
            }
        }
    };
    page(app, language, StatusCode::OK, "erase", &form)
}

fn gone(app: &App, language: Language) -> Response {
    page(app, language, StatusCode::OK, "erase-gone", &Markup::default())
}

fn no_such_link(app: &App, language: Language) -> Response {
    let answer = page(
        app,
        language,
        StatusCode::NOT_FOUND,
        "erase-unknown",
        &Markup::default(),
    );
    as_failed(answer, reception::unknown())
}

fn failed(app: &App, language: Language, problem: Problem) -> Response {
    as_failed(
        page(app, language, StatusCode::OK, "erase-failed", &Markup::default()),
        problem,
    )
}
