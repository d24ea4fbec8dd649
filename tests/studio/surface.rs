//! What every answer has, and that the document says so.

use super::service::{Recording, Service};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn every_answer_is_strict() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    for (method, path) in [
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/openapi.json"),
        ("GET", "/nothing"),
        ("PUT", "/v1/takes"),
        ("POST", "/v1/takes"),
        ("GET", "/erase/x/y"),
        ("BREW", "/v1/takes"),
    ] {
        let answer = service.ask(method, path, &[], b"");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{method} {path}"
        );
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.header("permissions-policy").is_some() && answer.header("x-request-id").is_some());
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert_eq!(service.get("/nothing").code(), "NOT_FOUND");
    let answer = service.ask("PUT", "/v1/takes", &[], b"");
    assert_eq!((answer.status, answer.code().as_str()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(answer.header("allow"), Some("POST"));
}

#[test]
fn pages_of_known_origins_may_call() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(
        data.path(),
        &["--cors-origin", "https://choir.example,https://b.example"],
    );
    let preflight = |origin: &str| {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "PATCH"),
            ("Access-Control-Request-Headers", "tus-resumable, upload-offset"),
        ];
        service.ask("OPTIONS", "/v1/uploads/x/y", &headers, b"")
    };
    let allowed = preflight("https://choir.example");
    assert_eq!(allowed.status, 204);
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        Some("https://choir.example")
    );
    assert!(
        allowed
            .header("access-control-allow-methods")
            .unwrap()
            .contains("PATCH")
    );
    for name in [
        "idempotency-key",
        "tus-resumable",
        "upload-offset",
        "authorization",
        "content-type",
    ] {
        assert!(
            allowed.header("access-control-allow-headers").unwrap().contains(name),
            "{name}"
        );
    }
    for origin in ["https://evil.example", "https://choir.example.evil", "null"] {
        assert_eq!(
            preflight(origin).header("access-control-allow-origin"),
            None,
            "{origin}"
        );
    }
    // Refusals can be read by the page, too.
    let answer = service.ask("POST", "/v1/takes", &[("Origin", "https://b.example")], b"{}");
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://b.example"));
    assert!(
        answer
            .header("access-control-expose-headers")
            .unwrap()
            .contains("upload-offset")
    );
    assert_eq!(answer.header("vary"), Some("origin"));
}

#[test]
fn links_begin_with_the_public_url_and_never_with_what_a_stranger_says() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let ticket = service.create(&Recording::new(10));
    for link in ["erase_url", "status_url"] {
        assert!(ticket.text(link).starts_with('/'), "{ticket:?}");
    }
    drop(service);
    let service = Service::start(data.path(), &["--public-url", "https://sing.example/"]);
    let ticket = service.create(&Recording::new(10));
    assert!(
        ticket.url().starts_with("https://sing.example/v1/uploads/"),
        "{ticket:?}"
    );
    assert!(ticket.text("erase_url").starts_with("https://sing.example/erase/"));
}

#[test]
fn a_folder_that_went_away_is_not_ready() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("data");
    let service = Service::start(&data, &[]);
    assert_eq!(service.get("/readyz").status, 200);
    std::fs::rename(&data, outer.path().join("gone")).unwrap();
    // An answer is good for a second.
    let wait = || std::thread::sleep(std::time::Duration::from_millis(1100));
    wait();
    let answer = service.get("/readyz");
    assert_eq!((answer.status, answer.code().as_str()), (503, "STORAGE_UNAVAILABLE"));
    assert_eq!(service.get("/healthz").status, 200);
    let recording = Recording::new(10);
    let answer = service.announce(&recording.key, &recording.announcement());
    assert_eq!(answer.status, 503, "{answer:?}");
    std::fs::rename(outer.path().join("gone"), &data).unwrap();
    wait();
    assert_eq!(service.get("/readyz").status, 200);
}

#[test]
fn the_document_is_whole() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--max-take-bytes", "5MiB"]);
    let document = service.get("/openapi.json").json();
    let mut printed = Service::command();
    let output = printed.args(["openapi", "--max-take-bytes", "5MiB"]).output().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), document);
    assert_eq!(
        document["components"]["schemas"]["NewTake"]["properties"]["size_bytes"]["maximum"],
        5 << 20
    );

    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        assert!(
            document.pointer(&reference[1..]).is_some(),
            "`{reference}` leads nowhere"
        );
    }
    let codes = document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
        .as_array()
        .unwrap();
    let text = document["paths"].to_string();
    for code in codes.iter().map(|code| code.as_str().unwrap()) {
        // These belong to no operation.
        let is_general = ["NOT_FOUND", "METHOD_NOT_ALLOWED"].contains(&code);
        assert!(is_general || text.contains(code), "no operation documents `{code}`");
    }
    let mut names = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            assert!(names.insert(operation["operationId"].to_string()), "{method} {path}");
            assert!(
                operation["summary"].is_string() || operation["description"].is_string(),
                "{method} {path}"
            );
            for (status, response) in operation["responses"].as_object().unwrap() {
                let waits = ["423", "429", "503"].contains(&status.as_str());
                assert_eq!(
                    response["headers"]["Retry-After"].is_object(),
                    waits,
                    "{method} {path} {status}"
                );
            }
        }
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                references.push(reference.to_owned());
            }
            object.values().for_each(|value| collect(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}
