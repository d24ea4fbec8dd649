//! tus 1.0: HEAD tells where an upload stands, PATCH goes on from there.

use super::files::Part;
use super::lease::busy;
use crate::studio::app::App;
use crate::studio::body::Incoming;
use crate::studio::clock;
use crate::studio::names::UploadName;
use crate::studio::observe::ReceivedBytes;
use crate::studio::problem::{Body as ProblemBody, Code, Problem};
use crate::studio::record::Record;
use crate::studio::secrets::TicketId;
use crate::studio::standing::{Standing, gone, withdrawn};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE as CONTENT_TYPE_HEADER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

/// The version of the protocol.
pub(super) const VERSION: &str = "1.0.0";
/// Content type of the bytes.
pub(super) const CONTENT_TYPE: &str = "application/offset+octet-stream";

const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// Where an upload stands.
struct Place {
    offset: u64,
    length: u64,
    expires_at: clock::UnixMillis,
}

/// What a server of the tus protocol can do.
#[utoipa::path(
    options,
    path = "/v1/uploads/{take_id}/{upload_token}",
    tag = "uploads",
    params(UploadName),
    responses((status = 204, description = "tus 1.0.0, no extensions", headers(
        ("Tus-Version" = String, description = "Versions of tus that are spoken"),
        ("Tus-Max-Size" = u64, description = "Greatest take"),
    )), (status = 404, description = "UPLOAD_UNKNOWN", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(in crate::studio) async fn tus_options(State(app): State<App>, name: UploadName) -> Result<Response, Problem> {
    name.allowed(&app)?;
    let mut response = empty(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert(TUS_VERSION, HeaderValue::from_static(VERSION));
    headers.insert(TUS_MAX_SIZE, app.settings.max_take_bytes.into());
    Ok(response)
}

/// Where an upload stands.
#[utoipa::path(
    head,
    path = "/v1/uploads/{take_id}/{upload_token}",
    tag = "uploads",
    params(UploadName, ("Tus-Resumable" = inline(super::super::document::TusVersion), Header, description = "1.0.0")),
    responses(
        (status = 200, description = "Bytes from `Upload-Offset` on are missing", headers(
            ("Upload-Offset" = u64, description = "Bytes that are here"),
            ("Upload-Length" = u64, description = "Bytes that were announced"),
        )),
        (status = 404, description = "UPLOAD_UNKNOWN"),
        (status = 410, description = "TAKE_WITHDRAWN, UPLOAD_GONE"),
        (status = 412, description = "TUS_VERSION"),
        (status = 423, description = "UPLOAD_BUSY"),
    )
)]
pub(in crate::studio) async fn tus_head(
    State(app): State<App>,
    name: UploadName,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let ticket = name.allowed(&app)?;
    check_version(&headers)?;
    // An older request that still waits for bytes would make this answer wrong.
    let lease = app.leases.take_over(ticket).await?;
    let place = app
        .blocking(move |app| {
            let place = place(app, ticket).map(|(place, _)| place);
            drop(lease);
            place
        })
        .await?;
    let mut response = answer(StatusCode::OK, &place);
    response.headers_mut().insert(UPLOAD_LENGTH, place.length.into());
    Ok(response)
}

/// Adds bytes to an upload.
#[utoipa::path(
    patch,
    path = "/v1/uploads/{take_id}/{upload_token}",
    tag = "uploads",
    params(
        UploadName,
        ("Tus-Resumable" = inline(super::super::document::TusVersion), Header, description = "1.0.0"),
        ("Upload-Offset" = u64, Header, description = "Where these bytes belong: what HEAD tells", minimum = 0),
    ),
    request_body(content_type = "application/offset+octet-stream", content = inline(super::super::document::Bytes)),
    responses(
        (status = 204, description = "The bytes are in the file", headers(
            ("Upload-Offset" = u64, description = "Bytes that are here"),
        )),
        (status = 404, description = "UPLOAD_UNKNOWN", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "OFFSET_MISMATCH", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "TAKE_WITHDRAWN, UPLOAD_GONE", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "TUS_VERSION", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "TOO_MANY_BYTES", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ProblemBody, content_type = "application/problem+json"),
        (status = 423, description = "UPLOAD_BUSY", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(in crate::studio) async fn tus_patch(
    State(app): State<App>,
    name: UploadName,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers();
    let offset = number(headers, &UPLOAD_OFFSET)
        .ok_or_else(|| Problem::new(Code::UploadOffsetInvalid, "HEAD tells the right one"))?;
    let ticket = name.allowed(&app)?;
    check_version(headers)?;
    if headers.get(CONTENT_TYPE_HEADER).is_none_or(|sent| sent != CONTENT_TYPE) {
        return Err(Problem::new(
            Code::UnsupportedMediaType,
            format!("it has to be `{CONTENT_TYPE}`"),
        ));
    }
    let length = number(headers, &CONTENT_LENGTH);
    let lease = app.leases.take_over(ticket).await?;
    let (mut place, part) = app
        .blocking(move |app| {
            let (place, is_open) = place(app, ticket)?;
            check_range(&place, offset, length)?;
            let is_something = is_open && offset < place.length && length != Some(0);
            if !is_something {
                return Ok((place, None));
            }
            app.limits.check_place(ticket)?;
            let files = app.reception.files().ok_or_else(unknown)?;
            let promise = app
                .limits
                .promise(files.directory().root(), length.unwrap_or(place.length - offset))?;
            let part = files.part_at(ticket, offset, promise, lease)?;
            Ok((place, Some(part)))
        })
        .await?;
    let mut received_bytes = 0;
    if let Some(part) = part {
        let body = Incoming::new(request.into_body(), app.settings.idle_timeout());
        let length = place.length;
        place.offset = receive(&app, ticket, part, body, length).await?;
        received_bytes = place.offset - offset;
    }
    let mut response = answer(StatusCode::NO_CONTENT, &place);
    response.extensions_mut().insert(ReceivedBytes(received_bytes));
    Ok(response)
}

/// Writes a body to a file piece by piece, never holding more than one, and says how long the file is then.
async fn receive(app: &App, ticket: TicketId, mut part: Part, mut body: Incoming, length: u64) -> Result<u64, Problem> {
    let mut is_begun = false;
    loop {
        let piece = tokio::select! {
            biased;
            () = part.lease.superseded() => return Err(busy().with_received(part.offset)),
            piece = body.next() => piece.map_err(|problem| problem.with_received(part.offset))?,
        };
        let Some(piece) = piece else { return Ok(part.offset) };
        if piece.len() as u64 > length - part.offset {
            return Err(too_many(length).with_received(part.offset));
        }
        if is_begun {
            app.limits.heard_of(ticket);
        } else {
            // Only bytes take a place: whoever just says that some will come has none.
            app.limits
                .open(ticket)
                .map_err(|problem| problem.with_received(part.offset))?;
            is_begun = true;
        }
        part = app
            .blocking(move |app| {
                add(app, &mut part, &piece, length).inspect_err(|_| app.limits.close(ticket))?;
                Ok(part)
            })
            .await?;
    }
}

/// Adds bytes to a file. With its first byte an upload takes what it announced from the budget.
fn add(app: &App, part: &mut Part, piece: &[u8], length: u64) -> Result<(), Problem> {
    if part.offset > 0 {
        return Ok(part.write(piece)?);
    }
    app.limits.reserve(length)?;
    let written = part.write(piece);
    if written.is_err() && part.is_empty() {
        app.limits.release(length);
    }
    Ok(written?)
}

/// Where an upload stands, and whether it still takes bytes.
fn place(app: &App, ticket: TicketId) -> Result<(Place, bool), Problem> {
    let place = |record: &Record, offset| Place {
        offset,
        length: record.take.size_bytes,
        expires_at: app.expires_at(record),
    };
    match app.standing(ticket)? {
        Standing::Withdrawn => Err(withdrawn()),
        Standing::Unknown => Err(unknown()),
        Standing::Received(committed) => Ok((place(&committed.record(), committed.take.size_bytes), false)),
        Standing::Announced(record) if app.is_expired(&record) => Err(gone()),
        Standing::Announced(record) => {
            let received = app.reception.received_bytes(&record, ticket)?;
            Ok((place(&record, received), true))
        }
    }
}

fn check_range(place: &Place, offset: u64, length: Option<u64>) -> Result<(), Problem> {
    if offset != place.offset {
        let detail = format!("{} bytes are here: go on from there", place.offset);
        return Err(Problem::new(Code::OffsetMismatch, detail)
            .with_received(place.offset)
            .with_header(UPLOAD_OFFSET, place.offset.into()));
    }
    if length.unwrap_or(0) > place.length.saturating_sub(offset) {
        return Err(too_many(place.length).with_received(place.offset));
    }
    Ok(())
}

fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get(&TUS_RESUMABLE).is_some_and(|sent| sent == VERSION) {
        return Ok(());
    }
    let problem = Problem::new(Code::TusVersion, "send `Tus-Resumable: 1.0.0`");
    Err(problem.with_header(TUS_VERSION, HeaderValue::from_static(VERSION)))
}

fn too_many(length: u64) -> Problem {
    Problem::new(
        Code::TooManyBytes,
        format!("{length} were announced; nothing beyond them is kept"),
    )
}

/// The answer to whoever names an upload that we do not know, or not by its token.
pub(in crate::studio) fn unknown() -> Problem {
    Problem::new(Code::UploadUnknown, "create the take with `POST /v1/takes`")
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

fn answer(status: StatusCode, place: &Place) -> Response {
    let mut response = empty(status);
    let headers = response.headers_mut();
    headers.insert(UPLOAD_OFFSET, place.offset.into());
    if let Ok(expires) = HeaderValue::from_str(&clock::http_date(place.expires_at)) {
        headers.insert(UPLOAD_EXPIRES, expires);
    }
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(TUS_RESUMABLE, HeaderValue::from_static(VERSION));
    response
}
