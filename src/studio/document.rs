//! The OpenAPI document: made from the handlers, completed by what holds for all of them.

use super::countries::COUNTRIES;
use super::settings::Settings;
use super::sniff::TYPES;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The document without its paths.
pub(super) fn frame() -> OpenApi {
    OpenApiBuilder::new()
        .info(Info::new("stemforge-studio", env!("CARGO_PKG_VERSION")))
        .build()
}

/// The document as JSON.
pub(super) fn finish(api: OpenApi, _settings: &Settings) -> String {
    api.to_pretty_json().unwrap_or_default()
}

/// Text that will be shown to others.
pub(super) fn display_text<const MAX_CHARS: usize>() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(MAX_CHARS))
        .pattern(Some(
            "^[^\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]*$",
        ))
        .into()
}

/// A country's code.
pub(super) fn country() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(COUNTRIES))
        .into()
}

/// A recording's type.
pub(super) fn content_type() -> Schema {
    let names: Vec<&str> = TYPES.iter().map(|(name, ..)| *name).collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(100))
        .pattern(Some(format!("^({})(;[ -~]{{0,60}}[!-:<-~])?$", names.join("|"))))
        .into()
}

/// Nothing but yes.
pub(super) fn consent() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .enum_values(Some([true]))
        .into()
}

/// How bytes are sent.
pub(super) fn protocol() -> Schema {
    words(["tus", "put"])
}

/// With what method.
pub(super) fn upload_method() -> Schema {
    words(["PATCH", "PUT"])
}

fn words<const N: usize>(words: [&str; N]) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .into()
}

/// A schema without a Rust type of its own.
macro_rules! named_schema {
    ($(#[$about:meta])* $name:ident, $schema:expr) => {
        $(#[$about])*
        #[derive(Debug)]
        pub(super) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                RefOr::T($schema.into())
            }
        }

        impl ToSchema for $name {}
    };
}

named_schema!(
    /// A key that a page makes once a take.
    IdempotencyKey,
    ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z0-9_-]{16,128}$"))
);
named_schema!(
    /// The one version of tus.
    TusVersion,
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["1.0.0"]))
);
named_schema!(
    /// Bytes as they are.
    Bytes,
    ObjectBuilder::new().schema_type(SchemaType::AnyValue)
);
