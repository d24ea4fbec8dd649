//! Fans send straight to a bucket; the service signs, looks, and moves.

use super::http::{Answer, ask};
use super::server::{self, BUCKET, KEY, SECRET, Server};
use super::service::{Recording, Service, Ticket};
use serde_json::json;
use std::sync::Arc;
use stemforge::storage::{Key, Put, Store, TakeStore};

/// A service over a prefix of its own.
fn start(prefix: &str) -> (&'static Server, Service) {
    let server = server::shared();
    let mut command = Service::command();
    command
        .args(["--storage", &format!("s3://{BUCKET}/{prefix}")])
        .env("AWS_ENDPOINT_URL", server.endpoint())
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_REGION", "us-east-1")
        .env("STEMFORGE_STUDIO_KEY", "5a".repeat(32));
    let service = Service::run(command);
    (server, service)
}

/// What a page does with the offer.
fn put(server: &Server, ticket: &Ticket, bytes: &[u8]) -> Answer {
    let (authority, path) = ticket.url().strip_prefix("http://").unwrap().split_once('/').unwrap();
    let headers = ticket.0["upload"]["headers"].as_object().unwrap();
    let texts = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
    // Pages cannot set the length, and the signature covers the host as the URL has it.
    let mut headers: Vec<(&str, &str)> = texts.filter(|(name, _)| *name != "content-length").collect();
    headers.push(("Host", authority));
    ask(server.port(), "PUT", &format!("/{path}"), &headers, bytes)
}

#[test]
fn a_take_comes_in_past_the_service() {
    let (server, service) = start("past");
    let store = server.store("past");
    let recording = Recording::new(200_000);
    let ticket = service.create(&recording);
    assert_eq!(
        (&ticket.0["upload"]["protocol"], &ticket.0["upload"]["method"]),
        (&json!("put"), &json!("PUT"))
    );
    assert_eq!(service.word(&ticket), "created");
    let early = service.complete(&ticket);
    assert_eq!(
        (early.code().as_str(), &early.json()["received_bytes"]),
        ("UPLOAD_INCOMPLETE", &json!(0))
    );
    assert!(
        (400..500).contains(&put(server, &ticket, &recording.bytes[1..]).status),
        "another length"
    );
    assert_eq!(put(server, &ticket, &recording.bytes).status, 200);
    assert_eq!(put(server, &ticket, &recording.bytes).status, 412, "once is all");
    assert_eq!(service.word(&ticket), "uploading");
    for _ in 0..2 {
        let done = service.complete(&ticket);
        assert_eq!(done.status, 200, "{done:?}");
    }
    assert_eq!(service.word(&ticket), "received");
    assert_eq!(service.create(&recording).0["status"], "received");
    assert!(store.list("uploads/").unwrap().is_empty());
    let takes = TakeStore::of(Arc::new(server.store("past"))).list().unwrap().takes;
    let [take] = &takes[..] else {
        panic!("one take: {takes:?}")
    };
    assert_eq!(
        (take.id.0.as_str(), take.metadata.country.as_deref()),
        (ticket.id(), Some("FR"))
    );
    assert_eq!(store.get(&Key::known(&take.uri), u64::MAX).unwrap(), recording.bytes);

    assert_eq!(
        service
            .ask(
                "HEAD",
                &format!("/v1/uploads/{}/{}", ticket.id(), ticket.text("upload_token")),
                &[("Tus-Resumable", "1.0.0")],
                b""
            )
            .status,
        404,
        "no bytes pass through"
    );
    for _ in 0..2 {
        assert_eq!(service.delete(&ticket).status, 204);
    }
    assert_eq!(service.word(&ticket), "withdrawn");
    assert_eq!(service.complete(&ticket).code(), "TAKE_WITHDRAWN");
    let left = store.list("").unwrap();
    let [tombstone] = &left[..] else {
        panic!("only the tombstone: {left:?}")
    };
    assert_eq!(tombstone.key.as_str(), format!("withdrawn/{}", ticket.id()));
}

#[test]
fn what_is_no_audio_is_removed_and_can_be_sent_again() {
    let (server, service) = start("garbage");
    let mut recording = Recording::new(1000);
    recording.bytes = b"<html>not a recording</html>".to_vec();
    let ticket = service.create(&recording);
    for _ in 0..2 {
        assert_eq!(put(server, &ticket, &recording.bytes).status, 200);
        let refused = service.complete(&ticket);
        assert_eq!((refused.status, refused.code().as_str()), (422, "NOT_AUDIO"));
        assert_eq!(service.word(&ticket), "created");
    }
    assert!(server.store("garbage").list("takes/").unwrap().is_empty());
}

#[test]
fn bytes_that_came_by_another_way_are_looked_at() {
    let (server, service) = start("other-way");
    let store = server.store("other-way");
    let recording = Recording::new(1000);
    let ticket = service.create(&recording);
    let record = &store.list("uploads/").unwrap()[0].key;
    let part = Key::known(record.as_str().replace(".json", ".part"));
    // No signed URL, so no checksum that the server vouches for.
    let mut spoilt = recording.bytes.clone();
    spoilt[999] ^= 1;
    store.put(&part, &spoilt, Put::Overwrite).unwrap();
    assert_eq!(service.complete(&ticket).code(), "HASH_MISMATCH");
    store
        .put(&part, &[&recording.bytes[..], b"x"].concat(), Put::Overwrite)
        .unwrap();
    assert_eq!(service.complete(&ticket).code(), "SIZE_MISMATCH");
    store.put(&part, &recording.bytes, Put::Overwrite).unwrap();
    assert_eq!(service.complete(&ticket).status, 200);
}

#[test]
fn the_hash_is_signed_for_and_the_rest_may_follow() {
    let (server, service) = start("late");
    let recording = Recording::new(5000);
    let mut first = recording.announcement();
    for late in ["sha256", "consent", "over_16"] {
        first.as_object_mut().unwrap().remove(late);
    }
    let refused = service.announce(&recording.key, &first);
    assert_eq!((refused.status, refused.code().as_str()), (422, "FIELDS_INVALID"));
    let fields = refused.json()["fields"].clone();
    assert_eq!(
        (&fields[0]["field"], &fields[0]["code"], &fields[1]),
        (&json!("sha256"), &json!("MISSING"), &json!(null))
    );
    let document = service.get("/openapi.json").json();
    let required = document["components"]["schemas"]["NewTake"]["required"]
        .as_array()
        .unwrap();
    assert!(required.contains(&json!("sha256")), "{required:?}");

    first["sha256"] = json!(recording.sha256());
    let ticket = Ticket(service.announce(&recording.key, &first).json());
    assert_eq!(put(server, &ticket, &recording.bytes).status, 200);
    let mut words = json!({"consent": true, "over_16": true, "sha256": "0".repeat(64)});
    let refused = service.complete_with(&ticket, &words);
    assert_eq!(refused.json()["fields"][0]["code"], "NOT_AS_ANNOUNCED", "{refused:?}");
    words["sha256"] = json!(recording.sha256());
    for _ in 0..2 {
        assert_eq!(service.complete_with(&ticket, &words).status, 200);
    }
    let store = server.store("late");
    let commit = store.list("takes/").unwrap();
    let commit = commit.iter().find(|object| object.key.name() == "take.json").unwrap();
    let take: serde_json::Value = serde_json::from_slice(&store.get(&commit.key, u64::MAX).unwrap()).unwrap();
    assert_eq!((&take["consent"], &take["over_16"]), (&json!(true), &json!(true)));
    assert!(store.list("uploads/").unwrap().is_empty());
}

#[test]
fn many_instances_are_one_service() {
    let (server, one) = start("many");
    let (_same, other) = start("many");
    let recording = Recording::new(5000);
    let ticket = one.create(&recording);
    assert_eq!(other.create(&recording).0["erase_token"], ticket.0["erase_token"]);
    assert_eq!(put(server, &ticket, &recording.bytes).status, 200);
    // Each notes it in the record, while others may have moved the take already.
    let words = json!({"show_name": true});
    std::thread::scope(|scope| {
        for service in [&one, &other, &one, &other] {
            // Of two requests at one instance the newer takes over; the older is told 423, and asks again.
            scope.spawn(|| {
                let mut answer = service.complete_with(&ticket, &words);
                for _ in 0..100 {
                    if answer.status != 423 {
                        break;
                    }
                    std::thread::sleep(std::time::Duration::from_millis(50));
                    answer = service.complete_with(&ticket, &words);
                }
                assert_eq!(answer.status, 200);
            });
        }
    });
    assert_eq!(
        TakeStore::of(Arc::new(server.store("many")))
            .list()
            .unwrap()
            .takes
            .len(),
        1
    );
    assert!(server.store("many").list("uploads/").unwrap().is_empty());
    one.kill();
    assert_eq!(other.delete(&ticket).status, 204);
}

#[test]
fn a_bucket_that_does_not_answer_is_said() {
    let mut command = Service::command();
    command
        .args(["--storage", "s3://nobody/home"])
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .env("AWS_ACCESS_KEY_ID", "x")
        .env("AWS_SECRET_ACCESS_KEY", "y")
        .env("STEMFORGE_STUDIO_KEY", "5a".repeat(32));
    let service = Service::run(command);
    assert_eq!(service.get("/healthz").status, 200);
    let answer = service.get("/readyz");
    assert_eq!((answer.status, answer.code().as_str()), (503, "STORAGE_UNAVAILABLE"));
}

#[test]
fn a_bucket_needs_a_key_that_all_instances_share() {
    let mut command = Service::command();
    let output = command
        .args(["--storage", "s3://nobody/home", "--listen", "127.0.0.1:0"])
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("STEMFORGE_STUDIO_KEY"));
}
