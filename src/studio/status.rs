//! How far a take is, for whoever knows its id.

use super::app::App;
use super::names::TakeName;
use super::problem::{Body as ProblemBody, Problem};
use super::secrets::TicketId;
use super::standing::{Standing, unknown};
use axum::Json;
use axum::extract::State;
use serde::Serialize;

/// How far a take is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// Announced; no byte is here.
    Created,
    /// Some bytes are here.
    Uploading,
    /// It is here for good.
    Received,
    /// Its fan took it back.
    Withdrawn,
}

/// What is known of a take from outside.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TakeStatus {
    /// Its name.
    #[schema(pattern = "^[0-9a-f]{32}$")]
    pub(super) take_id: String,
    /// How far it is.
    pub(super) status: Status,
    /// Bytes of it that are here.
    pub(super) received_bytes: u64,
    /// Bytes of it that were announced.
    pub(super) size_bytes: u64,
}

/// How far a take is.
#[utoipa::path(
    get,
    path = "/v1/takes/{take_id}",
    tag = "takes",
    params(TakeName),
    responses(
        (status = 200, description = "How far it is; of a withdrawn take no sizes are known", body = TakeStatus),
        (status = 404, description = "TAKE_UNKNOWN", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn status(State(app): State<App>, name: TakeName) -> Result<Json<TakeStatus>, Problem> {
    let ticket = name.ticket()?;
    app.blocking(move |app| status_of(app, ticket)).await.map(Json)
}

fn status_of(app: &App, ticket: TicketId) -> Result<TakeStatus, Problem> {
    let (status, received_bytes, size_bytes) = match app.standing(ticket)? {
        Standing::Withdrawn => (Status::Withdrawn, 0, 0),
        Standing::Received(committed) => (Status::Received, committed.take.size_bytes, committed.take.size_bytes),
        Standing::Announced(record) if app.is_expired(&record) => return Err(unknown()),
        Standing::Announced(record) => {
            let received = app.reception.received_bytes(&record, ticket)?;
            let status = if received == 0 {
                Status::Created
            } else {
                Status::Uploading
            };
            (status, received, record.take.size_bytes)
        }
        Standing::Unknown => return Err(unknown()),
    };
    Ok(TakeStatus {
        take_id: ticket.to_string(),
        status,
        received_bytes,
        size_bytes,
    })
}
