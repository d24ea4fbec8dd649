//! What the path of a request names.

use crate::studio::app::App;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use std::convert::Infallible;

/// The parameters of the matched route. Those that it does not have, and all of them where a stranger's bytes are no text,
/// are empty: nothing is called so.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) language: String,
    pub(super) take_id: String,
    pub(super) hash: String,
    pub(super) file: String,
}

impl FromRequestParts<App> for Named {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let mut named = Self::default();
        let Ok(parameters) = RawPathParams::from_request_parts(parts, app).await else {
            return Ok(named);
        };
        for (name, value) in &parameters {
            match name {
                "language" => named.language = value.to_owned(),
                "take_id" => named.take_id = value.to_owned(),
                "hash" => named.hash = value.to_owned(),
                "file" => named.file = value.to_owned(),
                _ => {}
            }
        }
        Ok(named)
    }
}
