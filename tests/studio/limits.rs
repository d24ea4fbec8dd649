//! Too many, too much, too slow: refused with a reason and a time to come again, and nothing confirmed is lost.

use super::http::Connection;
use super::service::{Recording, Service, Ticket, file};
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn an_address_that_asks_too_often_waits() {
    let data = tempfile::tempdir().unwrap();
    let flags = [
        "--requests-per-second",
        "2",
        "--request-burst",
        "5",
        "--trust-forwarded",
        "1",
    ];
    let service = Service::start(data.path(), &flags);
    let from = |address: &str| service.ask("GET", "/v1/takes/x", &[("X-Forwarded-For", address)], b"");
    let statuses: Vec<u16> = (0..8).map(|_| from("6.6.6.6, 192.0.2.1").status).collect();
    assert_eq!(statuses[..5], [404; 5]);
    assert_eq!(statuses[6..], [429; 2]);
    assert_eq!(from("192.0.2.1").code(), "TOO_MANY_REQUESTS");
    assert_eq!(from("2001:db8::1").status, 404, "another address");
    let household: Vec<u16> = (0..8)
        .map(|host| from(&format!("2001:db8:0:1::{host}")).status)
        .collect();
    assert_eq!(household[6..], [429; 2], "one /64 is one household");
    for _ in 0..20 {
        assert_eq!(service.get("/healthz").status, 200, "what watches is never sent away");
    }
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(from("192.0.2.1").status, 404, "and it comes back");
}

#[test]
fn too_many_uploads_are_asked_to_wait() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--max-uploads", "2"]);
    let (first, second, third) = (Recording::new(100), Recording::new(100), Recording::new(100));
    let ticket = service.create(&first);
    let other = service.create(&second);
    for ticket in [&ticket, &other] {
        assert_eq!(service.patch(ticket, 0, b"\x1a").status, 204);
    }
    let refused = service.announce(&third.key, &third.announcement());
    assert_eq!((refused.status, refused.code().as_str()), (503, "BUSY"));
    service.create(&first);
    assert_eq!(service.patch(&ticket, 1, &first.bytes[1..]).status, 204);
    assert_eq!(service.complete(&ticket).status, 200);
    service.create(&third);
}

#[test]
fn the_byte_budget_counts_what_is_stored_also_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let flags = ["--max-stored-bytes", "10KiB"];
    let service = Service::start(data.path(), &flags);
    let (kept, announced) = (Recording::new(4000), Recording::new(4000));
    let ticket = service.receive(&kept);
    let begun = service.create(&announced);
    assert_eq!(service.patch(&begun, 0, &announced.bytes[..100]).status, 204);
    let mut more = Recording::new(4000);
    let refused = service.announce(&more.key, &more.announcement());
    assert_eq!((refused.status, refused.code().as_str()), (503, "BUDGET_SPENT"));
    service.kill();
    let service = Service::start(data.path(), &flags);
    let began = Instant::now();
    loop {
        let answer = service.announce(&more.key, &more.announcement());
        if answer.status == 503 {
            assert_eq!(answer.code(), "BUDGET_SPENT");
            break;
        }
        // It came while the count was under way.
        service.delete(&Ticket(answer.json()));
        more = Recording::new(4000);
        assert!(began.elapsed() < Duration::from_secs(10));
    }
    assert_eq!(service.delete(&ticket).status, 204);
    service.create(&more);
}

#[test]
fn a_full_disk_is_said_before_it_is_full() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--least-free-bytes", "9999TiB"]);
    let recording = Recording::new(100);
    let refused = service.announce(&recording.key, &recording.announcement());
    assert_eq!((refused.status, refused.code().as_str()), (503, "STORAGE_FULL"));
}

#[test]
fn a_write_that_finds_no_room_is_no_failure_of_the_service() {
    let data = tempfile::tempdir().unwrap();
    let big = Recording::new(300_000);
    let small = Recording::new(20_000);
    // No file may be greater than 128 KiB, which is what a quota looks like from inside.
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -f 256; exec \"$@\"", "sh"]);
    limited
        .arg(env!("CARGO_BIN_EXE_stemforge-studio"))
        .arg("--data")
        .arg(data.path());
    let service = Service::run(limited);
    let kept = service.receive(&small);
    let ticket = service.create(&big);
    let refused = service.patch(&ticket, 0, &big.bytes);
    assert_eq!((refused.status, refused.code().as_str()), (503, "STORAGE_FULL"));
    let offset = service.offset(&ticket);
    assert!(offset > 0 && offset < 300_000, "{offset}: what fitted is kept");
    assert_eq!(service.get("/healthz").status, 200);
    assert_eq!(service.word(&kept), "received");
    service.kill();

    let service = Service::start(data.path(), &[]);
    assert_eq!(service.offset(&ticket), offset);
    assert_eq!(
        service.patch(&ticket, offset, &big.bytes[offset as usize..]).status,
        204
    );
    assert_eq!(service.complete(&ticket).status, 200);
    assert_eq!(
        std::fs::read(file(data.path(), &ticket, "/audio.webm")).unwrap(),
        big.bytes
    );
}

#[test]
fn a_connection_too_many_is_told_so() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--max-connections", "3"]);
    let mut held: Vec<Connection> = (0..3).map(|_| Connection::open(service.port)).collect();
    for connection in &mut held {
        connection.send(b"GET /healthz HTTP/1.1\r\n");
    }
    std::thread::sleep(Duration::from_millis(100));
    let refused = service.get("/healthz");
    assert_eq!((refused.status, refused.code().as_str()), (503, "BUSY"));
    drop(held);
    let began = Instant::now();
    while service.get("/healthz").status != 200 {
        assert!(began.elapsed() < Duration::from_secs(5));
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn whoever_is_too_slow_holds_nothing_up() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--idle-timeout-s", "1"]);
    let recording = Recording::new(100_000);
    let ticket = service.create(&recording);

    // A head that never ends.
    let mut slow_head = Connection::open(service.port);
    slow_head.send(b"GET /healthz HTTP/1.1\r\nX: ");
    // A body that stops.
    let mut stopped = service.begin_patch(&ticket, 0, 100_000);
    stopped.send(&recording.bytes[..20_000]);
    let answer = stopped.answer();
    assert_eq!((answer.status, answer.code().as_str()), (408, "BODY_TIMEOUT"));
    assert_eq!(service.offset(&ticket), 20_000);
    // A body that drips: a byte now and then is no progress.
    let mut dripping = service.begin_patch(&ticket, 20_000, 80_000);
    let began = Instant::now();
    let answer = std::thread::scope(|scope| {
        let bytes = &recording.bytes[20_000..];
        for byte in bytes.iter().take(30) {
            dripping.try_send(&[*byte]);
            std::thread::sleep(Duration::from_millis(100));
        }
        scope.spawn(|| dripping.try_answer()).join().unwrap()
    });
    assert!(began.elapsed() < Duration::from_secs(10));
    assert_eq!(answer.unwrap().status, 408);
    // An announcement that stops.
    let mut announcing = Connection::open(service.port);
    let headers = [
        ("Idempotency-Key", "0123456789abcdef"),
        ("Content-Type", "application/json"),
        ("Content-Length", "100"),
    ];
    announcing.head("POST", "/v1/takes", &headers);
    announcing.send(b"{");
    assert_eq!(announcing.answer().code(), "BODY_TIMEOUT");
    // The one with the head was closed meanwhile, with an answer or without.
    let closed = slow_head.try_answer();
    assert!(
        closed.is_none_or(|answer| answer.status == 408),
        "the slow head was served"
    );
}

#[test]
fn a_steady_upload_may_take_longer_than_the_timeout() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--idle-timeout-s", "1"]);
    let recording = Recording::new(30_000);
    let ticket = service.create(&recording);
    let mut steady = service.begin_patch(&ticket, 0, 30_000);
    for piece in recording.bytes.chunks(3000) {
        steady.send(piece);
        std::thread::sleep(Duration::from_millis(250));
    }
    assert_eq!(steady.answer().status, 204);
    assert_eq!(service.complete(&ticket).status, 200);
}
