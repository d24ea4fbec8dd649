//! What URLs and headers name. A stranger's text becomes an id here or nothing; no path is made of anything else.

use super::app::App;
use super::problem::{Code, Problem};
use super::reception;
use super::secrets::{Right, TicketId};
use super::standing::unknown;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use axum::http::request::Parts;

/// A take in a URL.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct TakeName {
    /// The take, as `POST /v1/takes` named it.
    #[param(pattern = "^[0-9a-f]{32}$")]
    take_id: String,
}

/// An upload in a URL.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct UploadName {
    /// The take, as `POST /v1/takes` named it.
    #[param(pattern = "^[0-9a-f]{32}$")]
    take_id: String,
    /// The right to send its bytes.
    #[param(pattern = "^[0-9a-f]{64}$")]
    upload_token: String,
}

/// The link that takes a take back.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct EraseName {
    /// The take, as `POST /v1/takes` named it.
    #[param(pattern = "^[0-9a-f]{32}$")]
    take_id: String,
    /// The right to take it back.
    #[param(pattern = "^[0-9a-f]{64}$")]
    erase_token: String,
}

impl TakeName {
    /// The take, if it could be one.
    pub(super) fn ticket(&self) -> Result<TicketId, Problem> {
        TicketId::parse(&self.take_id).ok_or_else(unknown)
    }
}

impl UploadName {
    /// The take, if the token is its.
    pub(super) fn allowed(&self, app: &App) -> Result<TicketId, Problem> {
        let ticket = TicketId::parse(&self.take_id).filter(|_| app.reception.files().is_some());
        let allowed = ticket.filter(|ticket| app.secrets.allows(Right::Upload, *ticket, &self.upload_token));
        allowed.ok_or_else(reception::unknown)
    }
}

impl EraseName {
    /// The take, if the token is its.
    pub(super) fn allowed(&self, app: &App) -> Option<TicketId> {
        let ticket = TicketId::parse(&self.take_id);
        ticket.filter(|ticket| app.secrets.allows(Right::Erase, *ticket, &self.erase_token))
    }
}

/// The value of a parameter of the matched path; empty if a stranger's bytes are no text.
async fn parameter(parts: &mut Parts, app: &App, name: &str) -> String {
    let parameters = RawPathParams::from_request_parts(parts, app).await;
    let value = parameters.ok().and_then(|parameters| {
        let found = parameters.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned())
    });
    value.unwrap_or_default()
}

impl FromRequestParts<App> for TakeName {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self {
            take_id: parameter(parts, app, "take_id").await,
        })
    }
}

impl FromRequestParts<App> for UploadName {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self {
            take_id: parameter(parts, app, "take_id").await,
            upload_token: parameter(parts, app, "upload_token").await,
        })
    }
}

impl FromRequestParts<App> for EraseName {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self {
            take_id: parameter(parts, app, "take_id").await,
            erase_token: parameter(parts, app, "erase_token").await,
        })
    }
}

/// The token of `Authorization: Bearer …`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether a request may do something to a take.
pub(super) fn authorise(app: &App, headers: &HeaderMap, right: Right, ticket: TicketId) -> Result<(), Problem> {
    let Some(token) = bearer(headers) else {
        let problem = Problem::new(Code::TokenMissing, "send `Authorization: Bearer …`");
        return Err(problem.with_header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
    };
    if app.secrets.allows(right, ticket, token) {
        return Ok(());
    }
    Err(Problem::new(
        Code::TokenWrong,
        "it came with the answer of `POST /v1/takes`",
    ))
}
