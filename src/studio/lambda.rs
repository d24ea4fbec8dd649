//! The same router on AWS Lambda: API Gateway in front, a bucket behind.
//!
//! All that is known of a take is in the bucket, so instances come and go as they like. Between two requests an instance
//! is frozen: what `stemforge-studio` does beside requests, a schedule asks for with the event `{"stemforge":"sweep"}`.
//! Should it never come, the bucket lets uploads expire that ran out of time, a day later. A campaign that lies in the package has its
//! studio here, too.

use super::app::App;
use super::serve::Peer;
use super::settings::Settings;
use super::site::Site;
use super::{log, routes, sweep};
use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use lambda_http::request::RequestContext;
use lambda_http::{Error as Failure, Request, service_fn};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;
use tower::ServiceExt;

/// The campaign in the package, seen from where AWS starts us.
const PACKAGED: &str = "campaign/stemforge.toml";
/// Most bytes of a file that is no text: an answer has at most 6 MB, in base64.
const MAX_MEDIUM_BYTES: u64 = 4_400_000;

/// Serves until AWS ends the instance. Settings come from the environment.
pub fn main() -> ExitCode {
    log::start();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            tracing::error!(cause = cause.to_string(), "the service could not start");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let mut settings = Settings::from_environment()?;
    if settings.campaign.is_none() && Path::new(PACKAGED).exists() {
        settings.campaign = Some(PACKAGED.into());
    }
    let app = App::open(settings)?;
    let greatest_bytes = app.site().map_or(0, Site::greatest_medium_bytes);
    if greatest_bytes > MAX_MEDIUM_BYTES {
        return Err(format!(
            "a file of the studio has {greatest_bytes} bytes, and AWS Lambda answers with {MAX_MEDIUM_BYTES} at most"
        )
        .into());
    }
    let router = routes::router(app.clone());
    // An instance has one request at a time.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(lambda_http::run(service_fn(|event: Request| {
        let (app, router) = (app.clone(), router.clone());
        async move { answer(app, router, event).await }
    })))
}

async fn answer(app: App, router: Router, event: Request) -> Result<Response, Failure> {
    let peer = match event.extensions().get::<RequestContext>() {
        Some(RequestContext::PassThrough) => return scheduled(&app, event.body()).await,
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref().map(str::parse),
        _ => None,
    };
    let mut request = event.map(Body::new);
    if let Some(Ok(address)) = peer {
        request.extensions_mut().insert(Peer(address));
    }
    Ok(router.oneshot(request).await?)
}

/// An event that is no request. A failure fails the invocation: AWS then tries twice more, and an alarm rings.
async fn scheduled(app: &App, event: &[u8]) -> Result<Response, Failure> {
    let event: Option<Value> = serde_json::from_slice(event).ok();
    if event != Some(json!({ "stemforge": "sweep" })) {
        return Err("this event is neither a request nor the schedule's".into());
    }
    let swept = sweep::sweep(app).await.map_err(|problem| {
        tracing::error!(
            code = problem.code.as_str(),
            cause = problem.cause(),
            "the sweep failed"
        );
        problem.code.as_str()
    })?;
    if swept.failed > 0 {
        return Err("an erasure or a completion could not be finished".into());
    }
    tracing::info!(
        expired = swept.expired,
        erased = swept.erased,
        completed = swept.completed,
        litter = swept.litter,
        "swept"
    );
    Ok(axum::Json(json!({ "erased": swept.erased })).into_response())
}
