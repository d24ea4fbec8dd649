//! The page behind the link that every fan gets: one button that takes the take back.
//!
//! Opening the page changes nothing, so that previews and scanners of links erase nobody's voice.

use super::app::App;
use super::names::EraseName;
use super::page;
use super::problem::{Code, Failed, Problem};
use super::secrets::TicketId;
use super::standing::Standing;
use super::{erase, reception};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use maud::html;

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
pub(super) async fn ask(State(app): State<App>, name: EraseName) -> Response {
    let Some(ticket) = name.allowed(&app) else {
        return no_such_link();
    };
    match app.blocking(move |app| is_gone(app, ticket)).await {
        Ok(true) => gone(),
        Ok(false) => question(),
        Err(problem) => failed(problem),
    }
}

/// Whether nothing is left: an erasure that was cut short is not done.
fn is_gone(app: &App, ticket: TicketId) -> Result<bool, Problem> {
    match app.standing(ticket) {
        Ok(Standing::Withdrawn | Standing::Unknown) => Ok(erase::left(app, ticket)?.is_empty()),
        Ok(Standing::Received(_) | Standing::Announced(_)) => Ok(false),
        // What nobody can read can be taken back all the same.
        Err(problem) if problem.code == Code::Internal => Ok(false),
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
pub(super) async fn go(State(app): State<App>, name: EraseName) -> Response {
    let Some(ticket) = name.allowed(&app) else {
        return no_such_link();
    };
    match erase::erase(&app, ticket).await {
        Ok(()) => gone(),
        Err(problem) => failed(problem),
    }
}

fn question() -> Response {
    let content = html! {
        h1 { "Take your recording back?" }
        p { "It will be removed from here at once, and from the choir the next time it is put together. This cannot be undone." }
        form method="post" { button type="submit" { "Take my recording back" } }
    };
    page::page(StatusCode::OK, "Take your recording back?", None, &content)
}

fn gone() -> Response {
    let content = html! {
        h1 { "Your take is gone" }
        p { "Nothing of your recording is left here. The choir forgets your voice the next time it is put together." }
    };
    page::page(StatusCode::OK, "Your take is gone", None, &content)
}

fn no_such_link() -> Response {
    let content = html! {
        h1 { "This link does not work" }
        p { "It may have been cut off. Copy the whole link as you got it when you sent your recording." }
    };
    let response = page::page(StatusCode::NOT_FOUND, "This link does not work", None, &content);
    as_failed(response, reception::unknown())
}

fn failed(problem: Problem) -> Response {
    let content = html! {
        h1 { "That did not work" }
        p { "Your recording has not been taken back yet. Please try again in a minute." }
    };
    let response = page::page(StatusCode::OK, "That did not work", None, &content);
    as_failed(response, problem)
}

/// A page with the status, the wait and the trace in the log of a problem.
fn as_failed(mut page: Response, problem: Problem) -> Response {
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
