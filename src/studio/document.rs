//! The OpenAPI document: made from the handlers, completed by what holds for all of them.

use super::countries::COUNTRIES;
use super::fields::MAX_PARAMETERS_CHARS;
use super::problem::Code;
use super::settings::Settings;
use super::sniff::TYPES;
use serde_json::{Value, json};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The document without its paths.
pub(super) fn frame() -> OpenApi {
    let mut info = Info::new("stemforge-studio", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    OpenApiBuilder::new().info(info).build()
}

const ABOUT: &str = "Takes fans' recordings in. `POST /v1/takes` announces a take and says how to send it; \
    after its bytes are sent, `POST /v1/takes/{take_id}/complete` confirms it, with what was not known before. Every failure is a problem (RFC 9457) \
    with a stable `code`; 423, 429 and 503 carry `Retry-After` in seconds. All requests may be repeated.";

/// The document as JSON, with what holds for many operations and with the operator's bounds.
pub(super) fn finish(api: OpenApi, settings: &Settings) -> String {
    let mut document = serde_json::to_value(api).unwrap_or_default();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, operations) in paths.iter_mut() {
            let operations = operations.as_object_mut().into_iter().flatten();
            for (method, operation) in operations {
                complete(path, method, operation);
            }
        }
    }
    document["components"]["securitySchemes"] = json!({
        "upload_token": {"type": "http", "scheme": "bearer", "description": "`upload_token` of the take"},
        "erase_token": {"type": "http", "scheme": "bearer", "description": "`erase_token` of the take"},
        "admin_token": {"type": "http", "scheme": "bearer", "description": "The operator's token"},
        "admin_password": {"type": "http", "scheme": "basic", "description": "The operator's token as password"},
    });
    let schemas = &mut document["components"]["schemas"];
    schemas["NewTake"]["properties"]["size_bytes"]["maximum"] = settings.max_take_bytes.into();
    schemas["NewTake"]["properties"]["duration_ms"]["maximum"] = (u64::from(settings.max_duration_s) * 1000).into();
    schemas["LastWords"]["properties"]["duration_ms"]["maximum"] = (u64::from(settings.max_duration_s) * 1000).into();
    if settings.storage.as_deref().is_some_and(|uri| uri.starts_with("s3://"))
        && let Some(required) = schemas["NewTake"]["required"].as_array_mut()
    {
        required.push("sha256".into());
    }
    schemas["Problem"]["properties"]["code"]["enum"] = Code::ALL.map(Code::as_str).into_iter().collect();
    if let Some(url) = &settings.public_url {
        document["servers"] = json!([{"url": url}]);
    }
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// Adds the answers that an operation shares with others.
fn complete(path: &str, method: &str, operation: &mut Value) {
    let is_limited = path != "/healthz";
    let confirms = path.ends_with("/complete");
    let sends = path == "/v1/takes" || method == "patch" || confirms;
    let stores = path.starts_with("/v1") && method != "options";
    let shared: [(&str, &str, bool); 5] = [
        (
            "400",
            "BAD_JSON, IDEMPOTENCY_KEY_INVALID, UPLOAD_OFFSET_INVALID, BODY_UNREADABLE",
            sends,
        ),
        ("408", "BODY_TIMEOUT", sends),
        ("429", "TOO_MANY_REQUESTS", is_limited),
        ("500", "INTERNAL", is_limited),
        ("503", "STORAGE_FULL, STORAGE_UNAVAILABLE, BUDGET_SPENT, BUSY", stores),
    ];
    if method == "patch"
        && let Some(body) = operation.get_mut("requestBody")
    {
        let bytes = json!({"schema": {"type": "string", "format": "binary"}});
        body["content"] = json!({"application/offset+octet-stream": bytes, "*/*": bytes});
        body["description"] = "The bytes. Any type but `application/offset+octet-stream` is refused with 415".into();
    }
    // Whoever has said everything sends nothing.
    if confirms {
        operation["requestBody"]["required"] = false.into();
    }
    for parameter in operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        if parameter["name"] == "Tus-Resumable" {
            parameter["required"] = false.into();
            parameter["description"] = "Has to be 1.0.0; refused with 412 otherwise".into();
        }
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    for (status, description, _) in shared.into_iter().filter(|(.., holds)| *holds) {
        let mut response = json!({ "description": description });
        // An answer to HEAD has no body.
        if method != "head" {
            response["content"]["application/problem+json"]["schema"]["$ref"] = "#/components/schemas/Problem".into();
        }
        responses.entry(status).or_insert(response);
    }
    for (_, response) in responses
        .iter_mut()
        .filter(|(status, _)| matches!(status.as_str(), "423" | "429" | "503"))
    {
        response["headers"]["Retry-After"] = json!({
            "description": "Seconds to wait; they differ, so that not all come back at once",
            "schema": {"type": "integer", "minimum": 1},
        });
    }
}

/// How the fan wants to be called.
pub(super) fn name() -> Schema {
    display_text("How the fan wants to be called", 60)
}

/// Team the fan sings for.
pub(super) fn team() -> Schema {
    display_text("Team the fan sings for", 40)
}

/// Version of the terms that the fan saw.
pub(super) fn terms() -> Schema {
    display_text("Version of the terms that the fan saw", 40)
}

/// What `stemforge-rules` lets be shown; a pattern can say only the half of it, so the format says that there is more.
fn display_text(about: &str, max_chars: usize) -> Schema {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some(about))
        .min_length(Some(1))
        .max_length(Some(max_chars))
        .format(Some(SchemaFormat::Custom("shown-text".to_owned())))
        .pattern(Some(
            "^[^\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]*$",
        ))
        .into()
}

/// A country's code.
pub(super) fn country() -> Schema {
    let codes = COUNTRIES.map(Value::from).into_iter().chain([Value::Null]);
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("ISO 3166-1 alpha-2"))
        .enum_values(Some(codes))
        .into()
}

/// A recording's type.
pub(super) fn content_type() -> Schema {
    let names: Vec<&str> = TYPES.iter().map(|(name, ..)| *name).collect();
    let most = MAX_PARAMETERS_CHARS - 2;
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("Type of the recording, with or without parameters"))
        .pattern(Some(format!("^({})(;[ -~]{{0,{most}}}[!-:<-~])?$", names.join("|"))))
        .examples(["audio/webm;codecs=opus"])
        .into()
}

/// The fan agrees to be on the record.
pub(super) fn consent() -> Schema {
    yes("The fan agrees to be on the record; needed at last")
}

/// The fan is 16 or older.
pub(super) fn over_16() -> Schema {
    yes("The fan is 16 or older; needed at last")
}

/// Nothing but yes, or nothing yet.
fn yes(about: &str) -> Schema {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Boolean, Type::Null]))
        .description(Some(about))
        .enum_values(Some([Value::from(true), Value::Null]))
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
