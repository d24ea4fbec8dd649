//! Which request goes where.

use super::app::App;
use super::problem::{Code, Problem};
use super::{address, admin, complete, cors, create, document, erase, erase_page, observe, reception, site, status};
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The service as a router; its own connections and AWS Lambda run the same one.
pub fn router(app: App) -> Router {
    let (router, api) = routes().split_for_parts();
    let document = document::finish(api, &app.settings);
    let studio = app.site().map_or_else(Router::new, |_| site::routes());
    router
        .merge(studio)
        .route("/openapi.json", axum::routing::get(move || openapi(document.clone())))
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_so)
        .layer(from_fn_with_state(app.clone(), address::limit))
        .layer(from_fn_with_state(app.clone(), cors::share))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}

/// What the document is made of.
pub(super) fn api() -> OpenApi {
    routes().split_for_parts().1
}

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(document::frame())
        .routes(routes!(create::create))
        .routes(routes!(status::status, erase::withdraw))
        .routes(routes!(complete::complete))
        .routes(routes!(
            reception::tus_head,
            reception::tus_patch,
            reception::tus_options
        ))
        .routes(routes!(erase_page::ask, erase_page::go))
        .routes(routes!(admin::dashboard))
        .routes(routes!(admin::metrics))
        .routes(routes!(healthz))
        .routes(routes!(readyz))
}

/// Whether the service is alive.
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, description = "It is", body = String)))]
async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether the service takes requests.
#[utoipa::path(get, path = "/readyz", tag = "service", responses(
    (status = 200, description = "It does", body = String),
    (status = 503, description = "It is about to stop, storage does not answer, or the disk is full", body = super::problem::Body, content_type = "application/problem+json"),
))]
async fn readyz(State(app): State<App>) -> Result<&'static str, Problem> {
    if app.is_draining() {
        return Err(Problem::new(Code::Busy, "this instance is about to stop"));
    }
    app.readiness.check(&app).await?;
    Ok("ready\n")
}

async fn openapi(document: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], document).into_response()
}

async fn nothing_here(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    site::nothing_here(&app, &uri, &headers)
}

async fn not_so() -> Response {
    let problem = Problem::new(Code::MethodNotAllowed, "see /openapi.json for what can be done here");
    (StatusCode::METHOD_NOT_ALLOWED, problem).into_response()
}
