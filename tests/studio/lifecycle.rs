//! A take's way in, and everything that a page may say wrong on it.

use super::service::{Recording, Service, file, traces};
use serde_json::{Value, json};
use std::fs;
use stemforge::storage::TakeStore;

#[test]
fn a_take_comes_in_and_can_be_compiled() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(300_000);
    let ticket = service.create(&recording);
    assert_eq!(ticket.0["upload"]["protocol"], "tus");
    assert_eq!(ticket.0["upload"]["method"], "PATCH");
    assert_eq!(
        ticket.0["complete"]["url"],
        format!("/v1/takes/{}/complete", ticket.id())
    );
    assert_eq!(service.word(&ticket), "created");

    let first = service.patch(&ticket, 0, &recording.bytes[..100_000]);
    assert_eq!((first.status, first.header("upload-offset")), (204, Some("100000")));
    assert_eq!(service.word(&ticket), "uploading");
    let early = service.complete(&ticket);
    assert_eq!((early.status, early.code().as_str()), (409, "UPLOAD_INCOMPLETE"));
    assert_eq!(early.json()["received_bytes"], 100_000);
    assert!(
        TakeStore::open(data.path().to_str().unwrap())
            .unwrap()
            .list()
            .unwrap()
            .takes
            .is_empty()
    );

    assert_eq!(service.patch(&ticket, 100_000, &recording.bytes[100_000..]).status, 204);
    for _ in 0..2 {
        let done = service.complete(&ticket);
        assert_eq!((done.status, &done.json()["status"]), (200, &json!("received")));
    }
    assert_eq!(service.word(&ticket), "received");
    assert_eq!(service.offset(&ticket), 300_000);

    assert_eq!(
        traces(data.path(), &ticket).len(),
        2,
        "{:?}",
        traces(data.path(), &ticket)
    );
    assert_eq!(
        fs::read(file(data.path(), &ticket, "/audio.webm")).unwrap(),
        recording.bytes
    );
    let text = fs::read_to_string(file(data.path(), &ticket, "/take.json")).unwrap();
    let committed: Value = serde_json::from_str(&text).unwrap();
    for (name, value) in recording.announcement().as_object().unwrap() {
        assert_eq!(committed[name] == *value, name != "fan", "{name}: {text}");
    }
    assert!(committed["received_at"].as_str().unwrap().ends_with('Z'));
    // What compiling reads of it. The server's key lies beside the takes and is none.
    let takes = TakeStore::open(data.path().to_str().unwrap())
        .unwrap()
        .list()
        .unwrap()
        .takes;
    let [take] = &takes[..] else {
        panic!("one take: {takes:?}")
    };
    assert_eq!((take.id.0.as_str(), take.size_bytes), (ticket.id(), Some(300_000)));
    assert_eq!(take.metadata.fan.as_deref(), committed["fan"].as_str());
    assert_eq!(take.metadata.country.as_deref(), Some("FR"));
    assert_eq!(take.metadata.lag_us, Some(42_500));
    assert_eq!(take.metadata.consent, Some(true));
}

#[test]
fn an_announcement_may_be_repeated_at_any_time() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(5000);
    let first = service.create(&recording);
    assert_eq!(service.create(&recording).0, first.0);
    let mut other = recording.announcement();
    other["country"] = json!("DE");
    let refused = service.announce(&recording.key, &other);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "IDEMPOTENCY_KEY_REUSED")
    );

    service.patch(&first, 0, &recording.bytes);
    assert_eq!(service.create(&recording).0["status"], "uploading");
    service.complete(&first);
    let received = service.create(&recording);
    assert_eq!(received.0["status"], "received");
    assert_eq!((received.id(), received.url()), (first.id(), first.url()));
    assert_eq!(
        service.announce(&recording.key, &other).code(),
        "IDEMPOTENCY_KEY_REUSED"
    );

    // The key is the server's: a restart changes no token.
    service.kill();
    let service = Service::start(data.path(), &[]);
    assert_eq!(service.create(&recording).0["erase_token"], first.0["erase_token"]);
}

#[test]
fn two_that_announce_at_once_get_one_take() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    for _ in 0..10 {
        let recording = Recording::new(1000);
        let tickets: Vec<Value> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| service.create(&recording).0)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(tickets.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--max-take-bytes", "1MiB"]);
    let key = "0123456789abcdef";
    let wrong = json!({
        "fan": "short", "country": "Fr", "size_bytes": (1 << 20) + 1, "sha256": "x", "content_type": "text/plain",
        "consent": false, "colour": "red",
    });
    let answer = service.announce(key, &wrong);
    assert_eq!((answer.status, answer.code().as_str()), (422, "FIELDS_INVALID"));
    let fields = answer.json()["fields"].as_array().unwrap().clone();
    let named: Vec<&str> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(
        named,
        [
            "fan",
            "size_bytes",
            "content_type",
            "country",
            "sha256",
            "consent",
            "colour"
        ]
    );

    let json = [("Idempotency-Key", key), ("Content-Type", "application/json")];
    for (headers, body, status, code) in [
        (&json[..], &b"{"[..], 400, "BAD_JSON"),
        (&json, b"[]", 400, "BAD_JSON"),
        (&json, b"\xff\xfe", 400, "BAD_JSON"),
        (&json, b"", 400, "BAD_JSON"),
        (&json, &[b' '; 20_000], 413, "BODY_TOO_BIG"),
        (&json[..1], b"{}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (&json[1..], b"{}", 400, "IDEMPOTENCY_KEY_INVALID"),
        (
            &[("Idempotency-Key", "short"), json[1]],
            b"{}",
            400,
            "IDEMPOTENCY_KEY_INVALID",
        ),
        (
            &[("Idempotency-Key", "0123456789abcde/"), json[1]],
            b"{}",
            400,
            "IDEMPOTENCY_KEY_INVALID",
        ),
    ] {
        let answer = service.ask("POST", "/v1/takes", headers, body);
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{headers:?}");
    }
}

#[test]
fn bytes_that_are_not_what_was_announced_are_dropped_and_may_be_sent_again() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(10_000);
    let ticket = service.create(&recording);
    let mut spoilt = recording.bytes.clone();
    spoilt[5000] ^= 1;
    service.patch(&ticket, 0, &spoilt);
    let answer = service.complete(&ticket);
    assert_eq!((answer.status, answer.code().as_str()), (422, "HASH_MISMATCH"));
    assert_eq!(service.offset(&ticket), 0);
    service.patch(&ticket, 0, &recording.bytes);
    assert_eq!(service.complete(&ticket).status, 200);

    for (content_type, bytes, code) in [
        (
            "audio/webm",
            &b"<html>an error page of some proxy</html>"[..],
            "NOT_AUDIO",
        ),
        ("audio/webm", b"RIFF\0\0\0\0WAVEfmt ", "CONTENT_MISMATCH"),
        ("audio/wav", b"\x1a\x45\xdf\xa3 webm", "CONTENT_MISMATCH"),
        ("audio/mp4", b"OggS\0\x02", "CONTENT_MISMATCH"),
    ] {
        let mut recording = Recording::new(4);
        recording.bytes = bytes.to_vec();
        let mut announcement = recording.announcement();
        announcement["content_type"] = json!(content_type);
        let ticket = super::service::Ticket(service.announce(&recording.key, &announcement).json());
        service.patch(&ticket, 0, bytes);
        let answer = service.complete(&ticket);
        assert_eq!((answer.status, answer.code().as_str()), (422, code), "{content_type}");
        assert_eq!(service.word(&ticket), "created");
        assert_eq!(traces(data.path(), &ticket).len(), 1, "only the record is left");
    }
}

#[test]
fn only_who_has_the_token_may_confirm_and_only_what_exists_can_be_asked_for() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let ticket = service.create(&Recording::new(1000));
    let path = format!("/v1/takes/{}/complete", ticket.id());
    let erase_token = format!("Bearer {}", ticket.text("erase_token"));
    for (headers, status, code) in [
        (&[][..], 401, "TOKEN_MISSING"),
        (&[("Authorization", "Basic eDp5")], 401, "TOKEN_MISSING"),
        (&[("Authorization", "Bearer 00")], 403, "TOKEN_WRONG"),
        (&[("Authorization", &*erase_token)], 403, "TOKEN_WRONG"),
    ] {
        let answer = service.ask("POST", &path, headers, b"");
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{headers:?}");
    }
    let unknown = "0".repeat(32);
    for id in [&*unknown, "..", "%2e%2e%2f%2e%2e", "%00", "%ff", &"A".repeat(32), ""] {
        let answer = service.get(&format!("/v1/takes/{id}"));
        assert_eq!(answer.status, 404, "{id}: {answer:?}");
        answer.code();
    }
}
