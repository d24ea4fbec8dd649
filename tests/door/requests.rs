//! Requests that are well formed and wrong: each gets a clear answer, and whatever was good before stays good.

use super::client::{ask, connect, get, head, next_answer, send};
use super::service::Home;
use super::takes::{OCTETS, TUS, Take, announce, announcement, key, recording};
use super::witness::{assert_whole, listed};
use serde_json::json;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

#[test]
fn a_lie_about_size_type_or_hash_is_found_out_and_the_truth_still_gets_in() {
    let home = Home::new();
    let mut service = home.start(&[]);
    let address = service.address;
    let bytes = recording(1, 5000);
    let other = recording(2, 5000);

    let take = Take::announced(address, 1, &bytes);
    assert_eq!(
        take.patch(address, 0, &[&bytes[..], b"x"].concat()).said(),
        "413 TOO_MANY_BYTES"
    );
    assert_eq!(take.offset(address), 0);
    assert_eq!(take.patch(address, 0, &bytes[..4999]).status, 204);
    let half = take.complete(address);
    assert_eq!(
        (half.said(), &half.json()["received_bytes"]),
        ("409 UPLOAD_INCOMPLETE".into(), &json!(4999))
    );
    assert_eq!(take.patch(address, 4999, &bytes[4999..]).status, 204);
    assert_eq!(take.complete(address).status, 200);

    let take = Take::announced(address, 2, &bytes);
    assert_eq!(take.patch(address, 0, &other).status, 204);
    assert_eq!(take.complete(address).said(), "422 HASH_MISMATCH");
    assert_eq!(take.status(address)["received_bytes"], 0);
    assert_eq!(take.patch(address, 0, &bytes).status, 204);
    assert_eq!(take.complete(address).status, 200);

    let mut lie = announcement(&bytes);
    lie["content_type"] = json!("audio/flac");
    let take = Take::of(&announce(address, &key(3), &lie));
    assert_eq!(take.patch(address, 0, &bytes).status, 204);
    assert_eq!(take.complete(address).said(), "422 CONTENT_MISMATCH");

    let page = b"<!doctype html><script>alert(1)</script>".repeat(20);
    let take = Take::announced(address, 4, &page);
    assert_eq!(take.patch(address, 0, &page).status, 204);
    assert_eq!(take.complete(address).said(), "422 NOT_AUDIO");

    for (id, audio) in &listed(&home.data()) {
        assert_whole(id, audio);
    }
    assert_eq!(listed(&home.data()).len(), 2);
    assert!(service.is_alive());
}

#[test]
fn pieces_out_of_order_are_told_where_the_upload_stands() {
    let home = Home::new();
    let service = home.start(&[]);
    let address = service.address;
    let bytes = recording(1, 3000);
    let take = Take::announced(address, 1, &bytes);
    let too_early = take.patch(address, 1000, &bytes[1000..2000]);
    assert_eq!(
        (too_early.said(), too_early.number("upload-offset")),
        ("409 OFFSET_MISMATCH".into(), Some(0))
    );
    assert_eq!(take.patch(address, 0, &bytes[..1000]).status, 204);
    assert_eq!(take.patch(address, 0, &bytes[..1000]).said(), "409 OFFSET_MISMATCH");
    assert_eq!(take.patch(address, 2000, &bytes[2000..]).said(), "409 OFFSET_MISMATCH");
    for wrong in [
        "-1",
        "1e3",
        "0x10",
        "18446744073709551616",
        "",
        "1 000",
        "+1000",
        "1000.0",
    ] {
        let headers = [TUS, OCTETS, ("Upload-Offset", wrong)];
        let answer = ask(address, "PATCH", &take.upload_path, &headers, b"x");
        assert_eq!(answer.said(), "400 UPLOAD_OFFSET_INVALID", "{wrong}");
    }
    let old = [("Tus-Resumable", "0.2.2"), OCTETS, ("Upload-Offset", "1000")];
    assert_eq!(
        ask(address, "PATCH", &take.upload_path, &old, b"x").said(),
        "412 TUS_VERSION"
    );
    let untyped = [TUS, ("Upload-Offset", "1000")];
    assert_eq!(
        ask(address, "PATCH", &take.upload_path, &untyped, b"x").said(),
        "415 UNSUPPORTED_MEDIA_TYPE"
    );
    assert_eq!(take.patch(address, 1000, &bytes[1000..]).status, 204);
    assert_eq!(take.complete(address).status, 200);
    // A page that did not hear the answer asks again.
    assert_eq!(take.complete(address).status, 200);
    assert_eq!(take.offset(address), 3000);
    assert_eq!(take.patch(address, 3000, b"").status, 204);
}

#[test]
fn of_two_who_send_one_take_the_newer_goes_on() {
    let home = Home::new();
    let mut service = home.start(&[]);
    let address = service.address;
    let bytes = recording(1, 100_000);
    let take = Take::announced(address, 1, &bytes);
    let mut old = take.begin_patch(address, 0, bytes.len());
    send(&mut old, &bytes[..30_000]);
    super::service::wait_for(|| (take.status(address)["received_bytes"] == 30_000).then_some(()));
    let stands_at = take.offset(address) as usize;
    assert_eq!(stands_at, 30_000);
    let told = next_answer(&mut old);
    assert_eq!(told.said(), "423 UPLOAD_BUSY");
    // Nobody will read the rest of its body.
    assert_eq!(told.header("connection"), Some("close"));
    told.retry_after_s();
    assert_eq!(take.patch(address, stands_at, &bytes[stands_at..]).status, 204);
    send(&mut old, &bytes[30_000..]);
    assert_eq!(take.complete(address).status, 200);

    // Ten at once: one comes through, and nobody's bytes are mixed into it.
    let take = Take::announced(address, 2, &bytes);
    let sent: Vec<u16> = std::thread::scope(|scope| {
        let sending: Vec<_> = (0..10)
            .map(|_| scope.spawn(|| take.patch(address, 0, &bytes).status))
            .collect();
        sending.into_iter().map(|sending| sending.join().unwrap()).collect()
    });
    assert!(sent.iter().all(|status| [204, 409, 423].contains(status)), "{sent:?}");
    let stands_at = take.offset(address) as usize;
    assert_eq!(take.patch(address, stands_at, &bytes[stands_at..]).status, 204);
    assert_eq!(take.complete(address).status, 200);

    // Confirming while somebody still sends ends in one or the other, never in half a take.
    let take = Take::announced(address, 3, &bytes);
    let mut sending = take.begin_patch(address, 0, bytes.len());
    send(&mut sending, &bytes[..50_000]);
    super::service::wait_for(|| (take.status(address)["received_bytes"] == 50_000).then_some(()));
    assert_eq!(take.complete(address).said(), "409 UPLOAD_INCOMPLETE");
    assert_eq!(take.patch(address, 50_000, &bytes[50_000..]).status, 204);
    assert_eq!(take.complete(address).status, 200);
    let takes = listed(&home.data());
    assert_eq!(takes.len(), 3);
    takes.iter().for_each(|(id, audio)| drop(assert_whole(id, audio)));
    assert!(service.is_alive());
}

#[test]
fn a_take_that_was_taken_back_stays_away() {
    let home = Home::new();
    let service = home.start(&[]);
    let address = service.address;
    let bytes = recording(1, 1000);
    let take = Take::sent(address, 1, &bytes);
    let path = format!("/v1/takes/{}", take.id);
    let with = |token: &str| {
        ask(
            address,
            "DELETE",
            &path,
            &[("Authorization", &format!("Bearer {token}"))],
            b"",
        )
    };
    assert_eq!(ask(address, "DELETE", &path, &[], b"").said(), "401 TOKEN_MISSING");
    assert_eq!(with(&take.upload_token).said(), "403 TOKEN_WRONG");
    assert_eq!(get(address, &take.erase_path).status, 200);
    assert_eq!(listed(&home.data()).len(), 1, "to look at the page changes nothing");
    assert_eq!(
        (with(&take.erase_token).status, with(&take.erase_token).status),
        (204, 204)
    );
    assert!(listed(&home.data()).is_empty());
    assert_eq!(take.status(address)["status"], "withdrawn");
    assert_eq!(
        announce(address, &key(1), &announcement(&bytes)).said(),
        "410 TAKE_WITHDRAWN"
    );
    assert_eq!(take.complete(address).said(), "410 TAKE_WITHDRAWN");
    assert_eq!(take.patch(address, 0, &bytes).said(), "410 TAKE_WITHDRAWN");

    // Taken back in the middle of being sent.
    let bytes = recording(2, 50_000);
    let take = Take::announced(address, 2, &bytes);
    let mut sending = take.begin_patch(address, 0, bytes.len());
    send(&mut sending, &bytes[..20_000]);
    super::service::wait_for(|| (take.status(address)["received_bytes"] == 20_000).then_some(()));
    assert_eq!(ask(address, "POST", &take.erase_path, &[], b"").status, 200);
    send(&mut sending, &bytes[20_000..]);
    assert_eq!(take.complete(address).said(), "410 TAKE_WITHDRAWN");
    let left = super::service::files(&home.data());
    let of_takes: Vec<_> = left
        .iter()
        .filter(|path| path.to_str().unwrap().contains(&take.id))
        .collect();
    assert_eq!(of_takes, [&home.data().join("withdrawn").join(&take.id)]);
}

#[test]
fn paths_lead_nowhere_but_to_takes() {
    let home = Home::new();
    let mut service = home.start(&[]);
    let address = service.address;
    let take = Take::sent(address, 1, &recording(1, 500));
    let secret = std::fs::read_to_string(home.data().join("service.key")).unwrap();
    let long = "a".repeat(10_000);
    let wrong = [
        "/v1/takes/../../service.key",
        "/v1/takes/..%2f..%2fservice.key",
        "/v1/takes/%2e%2e/%2e%2e/service.key",
        "/v1/takes/....//service.key",
        "/v1/takes/%00",
        "/v1/takes/%ff%fe",
        "/v1/takes/%",
        "/v1/takes/%zz",
        "/v1/takes/",
        "/v1/takes//",
        "/../service.key",
        "//etc/passwd",
        "/service.key",
        "/data/service.key",
        "/erase/../admin/",
        "/%61dmin",
        &format!("/v1/takes/{}%00", take.id),
        &format!(
            "/v1/takes/{}",
            take.id
                .to_uppercase()
                .replace(|letter: char| letter.is_ascii_digit(), "A")
        ),
        &format!("/v1/takes/{}/", take.id),
        &format!("/v1/takes/{}.json", take.id),
        &format!("/v1/takes/{long}"),
        &format!("/v1/uploads/{}/{}", take.id, take.erase_token),
        &format!("/erase/{}/{}", take.id, take.upload_token),
    ];
    for path in wrong {
        let answer = get(address, path);
        assert!(matches!(answer.status, 400 | 404 | 405), "{path}: {answer:?}");
        assert!(!answer.text().contains(secret.trim()), "{path}");
    }
    assert_eq!(get(address, "/admin/").said(), "401 TOKEN_MISSING");
    assert_eq!(get(address, "/metrics").said(), "401 TOKEN_MISSING");
    assert_eq!(take.complete_with(address, &take.erase_token).said(), "403 TOKEN_WRONG");
    assert_eq!(take.complete_with(address, "").said(), "401 TOKEN_MISSING");
    for key in [
        "short",
        &"k".repeat(129),
        "has space in it 12345",
        "../../../../etc/passwd",
        "k€y-k€y-k€y-k€y-k€y",
    ] {
        let answer = announce(address, key, &announcement(b"x"));
        assert_eq!(answer.said(), "400 IDEMPOTENCY_KEY_INVALID", "{key}");
    }
    for (method, path) in [
        ("DELETE", "/v1/takes"),
        ("PUT", "/healthz"),
        ("TRACE", "/v1/takes"),
        ("BREW", "/healthz"),
    ] {
        assert_eq!(
            ask(address, method, path, &[], b"").said(),
            "405 METHOD_NOT_ALLOWED",
            "{method} {path}"
        );
    }
    assert!(service.is_alive());
}

#[test]
fn a_hundred_thousand_unknown_takes_cost_no_memory() {
    const ASKED: u64 = 100_000;
    const THREADS: u64 = 8;
    const AT_ONCE: u64 = 100;
    let home = Home::new();
    let mut service = home.start(&[]);
    let address = service.address;
    get(address, "/healthz");
    let before = service.memory_bytes();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                let mut stream = connect(address);
                let mut reader = stream.try_clone().unwrap();
                let mut pending = Vec::new();
                for first in (0..ASKED / THREADS).step_by(AT_ONCE as usize) {
                    let requests: String = (first..first + AT_ONCE)
                        .map(|number| head("GET", &format!("/v1/takes/{:016x}{number:016x}", thread), &[]))
                        .collect();
                    stream.write_all(requests.as_bytes()).unwrap();
                    let mut answered = 0;
                    while answered < AT_ONCE {
                        let mut piece = [0; 16 * 1024];
                        let read = reader.read(&mut piece).unwrap();
                        assert!(read > 0, "the service hung up");
                        pending.extend_from_slice(&piece[..read]);
                        while let Some(end) = find(&pending, b"TAKE_UNKNOWN") {
                            answered += 1;
                            pending.drain(..end);
                        }
                    }
                }
            });
        }
    });
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    if let (Some(before), Some(after)) = (before, service.memory_bytes()) {
        assert!(after < before + (32 << 20), "{before} bytes before, {after} after");
    }
    assert!(service.is_alive());
}

/// Where a word ends.
fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes
        .windows(word.len())
        .position(|window| window == word)
        .map(|at| at + word.len())
}
