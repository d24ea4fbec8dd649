//! Connections that are slow, broken or crooked: they end in bounded time, and others are served meanwhile.

use super::client::{answers, ask, connect, get, head, next_answer, send};
use super::service::Home;
use super::takes::{OCTETS, TUS, Take, recording};
use super::witness::{assert_whole, listed};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

const IDLE_S: &str = "2";
/// The idle timeout, and time for a busy machine.
const SOON: Duration = Duration::from_secs(12);

/// Sends a byte now and then until the service hangs up; how long that took.
fn drip(mut stream: TcpStream) -> Duration {
    let begun = Instant::now();
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let mut piece = [0; 1024];
    while begun.elapsed() < SOON * 2 {
        if stream.write_all(b"x").is_err() {
            break;
        }
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(_) => {}
            Err(cause) if matches!(cause.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    begun.elapsed()
}

#[test]
fn slow_connections_end_and_hold_nobody_up() {
    let home = Home::new();
    let mut service = home.start(&["--idle-timeout-s", IDLE_S]);
    let address = service.address;
    let bytes = recording(1, 100_000);
    let takes: Vec<Take> = (0..20).map(|number| Take::announced(address, number, &bytes)).collect();
    std::thread::scope(|scope| {
        let mut dripping = Vec::new();
        for _ in 0..100 {
            dripping.push(scope.spawn(move || {
                let mut stream = connect(address);
                send(&mut stream, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ");
                drip(stream)
            }));
        }
        for take in &takes {
            let bytes = &bytes;
            dripping.push(scope.spawn(move || {
                let mut stream = take.begin_patch(address, 0, bytes.len());
                send(&mut stream, &bytes[..10]);
                drip(stream)
            }));
        }
        for _ in 0..20 {
            dripping.push(scope.spawn(move || {
                let mut stream = connect(address);
                let headers = [
                    ("Content-Type", "application/json"),
                    ("Idempotency-Key", "0123456789abcdef"),
                    ("Content-Length", "5000"),
                ];
                send(&mut stream, head("POST", "/v1/takes", &headers).as_bytes());
                drip(stream)
            }));
        }
        // Connections on which nothing ever comes.
        for _ in 0..20 {
            dripping.push(scope.spawn(move || {
                let begun = Instant::now();
                let mut stream = connect(address);
                assert_eq!(stream.read(&mut [0; 16]).unwrap_or(0), 0);
                begun.elapsed()
            }));
        }
        for number in 100..130 {
            let begun = Instant::now();
            Take::sent(address, number, &recording(number, 20_000));
            assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        }
        for dripping in dripping {
            let took = dripping.join().unwrap();
            assert!(took < SOON, "{took:?}");
        }
    });
    // What dripped in is kept, and the fan may go on.
    let stands_at = takes[0].offset(address) as usize;
    assert!(stands_at >= 10, "{stands_at}");
    assert!(service.is_alive());
}

#[test]
fn a_body_in_chunks_is_as_good_as_one_with_a_length() {
    let home = Home::new();
    let mut service = home.start(&[]);
    let address = service.address;
    let bytes = recording(1, 50_000);
    let take = Take::announced(address, 1, &bytes);
    let chunked = [TUS, OCTETS, ("Upload-Offset", "0"), ("Transfer-Encoding", "chunked")];
    let mut stream = connect(address);
    send(&mut stream, head("PATCH", &take.upload_path, &chunked).as_bytes());
    for chunk in bytes[..40_000].chunks(777) {
        send(&mut stream, format!("{:x};ext=1\r\n", chunk.len()).as_bytes());
        send(&mut stream, chunk);
        send(&mut stream, b"\r\n");
    }
    send(&mut stream, b"0\r\nTrailer: x\r\n\r\n");
    let answer = next_answer(&mut stream);
    assert_eq!((answer.status, answer.number("upload-offset")), (204, Some(40_000)));
    // More than announced, and no length that says so beforehand.
    let rest = [
        TUS,
        OCTETS,
        ("Upload-Offset", "40000"),
        ("Transfer-Encoding", "chunked"),
    ];
    let mut stream = connect(address);
    send(&mut stream, head("PATCH", &take.upload_path, &rest).as_bytes());
    send(&mut stream, b"4e20\r\n");
    send(&mut stream, &[0; 20_000]);
    send(&mut stream, b"\r\n0\r\n\r\n");
    assert_eq!(next_answer(&mut stream).said(), "413 TOO_MANY_BYTES");
    let stands_at = take.offset(address) as usize;
    assert!((40_000..=50_000).contains(&stands_at));
    assert!(service.is_alive());
    // A chunk that breaks off.
    let take = Take::announced(address, 2, &bytes);
    let mut stream = connect(address);
    send(&mut stream, head("PATCH", &take.upload_path, &chunked).as_bytes());
    send(&mut stream, b"3e8\r\n");
    send(&mut stream, &bytes[..600]);
    drop(stream);
    super::service::wait_for(|| (take.status(address)["received_bytes"] == 600).then_some(()));
    assert_eq!(take.patch(address, 600, &bytes[600..]).status, 204);
    assert_eq!(take.complete(address).status, 200);
    for (id, audio) in &listed(&home.data()) {
        assert_whole(id, audio);
    }
}

/// Everything that comes back for these bytes, in which only the request to `/healthz` is a good one.
fn statuses(address: SocketAddr, raw: &[u8]) -> Vec<u16> {
    let mut stream = connect(address);
    send(&mut stream, raw);
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    answers(stream).iter().map(|answer| answer.status).collect()
}

#[test]
fn a_request_with_two_readings_has_none() {
    let home = Home::new();
    let mut service = home.start(&["--idle-timeout-s", IDLE_S]);
    let address = service.address;
    let hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let with = |headers: &str, body: &str| format!("POST /v1/takes HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}");
    let crooked = [
        (
            "two lengths",
            with(
                &format!("Content-Length: 0\r\nContent-Length: {}\r\n", hidden.len()),
                hidden,
            ),
        ),
        (
            "a list of lengths",
            with(&format!("Content-Length: 0, {}\r\n", hidden.len()), hidden),
        ),
        ("a length with a sign", with("Content-Length: +5\r\n", "hello")),
        ("a negative length", with("Content-Length: -1\r\n", "")),
        (
            "a length beyond all",
            with("Content-Length: 99999999999999999999999\r\n", ""),
        ),
        (
            "chunks of two kinds",
            with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
        ),
        (
            "an encoding nobody knows",
            with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        ),
        ("a folded header", with("X-A: b\r\n Content-Length: 3\r\n", "abc")),
        ("a blank before the colon", with("Content-Length : 5\r\n", "hello")),
        (
            "a chunk size that is none",
            with("Transfer-Encoding: chunked\r\n", "zz\r\n\r\n"),
        ),
        (
            "a chunk size beyond all",
            with("Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\n\r\n"),
        ),
        (
            "a NUL in the path",
            "GET /healthz\0 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        ),
        (
            "a NUL in a header",
            "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n".to_owned(),
        ),
        ("no path", "GET  HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        (
            "another protocol",
            "GET /healthz HTTP/3.7\r\nHost: x\r\n\r\n".to_owned(),
        ),
        ("HTTP/2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("TLS", "\x16\x03\x01\x02\0\x01\0\x01\u{1}".to_owned()),
    ];
    for (name, raw) in crooked {
        let got = statuses(address, raw.as_bytes());
        assert!(got.iter().all(|status| (400..500).contains(status)), "{name}: {got:?}");
        assert!(got.len() <= 1, "{name}: {got:?}");
    }
    // With both, the chunks count (RFC 9112, 6.3), and nothing after them is taken for a request.
    let both = with(
        &format!("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n", hidden.len() + 5),
        &format!("0\r\n\r\n{hidden}"),
    );
    let got = statuses(address, both.as_bytes());
    assert!(
        got.len() <= 2 && got.first().is_none_or(|status| *status == 400),
        "{got:?}"
    );
    assert!(service.is_alive());
}

#[test]
fn heads_without_end_are_cut_off() {
    let home = Home::new();
    let mut service = home.start(&["--idle-timeout-s", IDLE_S]);
    let address = service.address;
    let many: String = (0..5000).map(|number| format!("X-{number}: y\r\n")).collect();
    let heads = [
        format!(
            "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n",
            "y".repeat(200_000)
        ),
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{many}\r\n"),
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "y".repeat(100_000)),
        format!("{} /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "Y".repeat(100_000)),
    ];
    for raw in heads {
        let mut stream = connect(address);
        send(&mut stream, raw.as_bytes());
        let got: Vec<u16> = answers(stream).iter().map(|answer| answer.status).collect();
        // Where the answer is lost in the noise, the connection at least ends.
        assert!(got.iter().all(|status| matches!(status, 400 | 414 | 431)), "{got:?}");
    }
    assert!(service.is_alive());
}

#[test]
fn a_connection_that_breaks_anywhere_leaves_the_service_as_it_was() {
    let home = Home::new();
    let mut service = home.start(&["--idle-timeout-s", IDLE_S]);
    let address = service.address;
    let bytes = recording(1, 20_000);
    let take = Take::announced(address, 1, &bytes);
    let headers = [TUS, OCTETS, ("Upload-Offset", "0"), ("Content-Length", "20000")];
    let mut whole = head("PATCH", &take.upload_path, &headers).into_bytes();
    let head_bytes = whole.len();
    whole.extend_from_slice(&bytes);
    for cut in [0, 1, 10, head_bytes - 2, head_bytes - 1, head_bytes] {
        let mut stream = connect(address);
        send(&mut stream, &whole[..cut]);
        drop(stream);
    }
    // An upload of half a connection's life, again and again, gets there.
    let mut chance = super::chance::Chance(9);
    for _ in 0..200 {
        let stands_at = take.offset(address) as usize;
        if stands_at == bytes.len() {
            break;
        }
        let mut stream = take.begin_patch(address, stands_at, bytes.len() - stands_at);
        let until = (stands_at + 1 + chance.below(2000) as usize).min(bytes.len());
        send(&mut stream, &bytes[stands_at..until]);
        std::thread::sleep(Duration::from_millis(chance.below(5)));
    }
    assert_eq!(take.offset(address), 20_000);
    // A request of a broken connection that is read only now makes this one wait, as a client would.
    let completed = super::service::wait_for(|| Some(take.complete(address)).filter(|answer| answer.status != 423));
    assert_eq!(completed.status, 200);
    for (id, audio) in &listed(&home.data()) {
        assert_whole(id, audio);
    }
    assert!(service.is_alive());
}

#[test]
fn too_many_connections_are_told_so() {
    let home = Home::new();
    let mut service = home.start(&["--max-connections", "20", "--idle-timeout-s", IDLE_S]);
    let address = service.address;
    let idle: Vec<TcpStream> = (0..20).map(|_| connect(address)).collect();
    let answer = super::service::wait_for(|| Some(get(address, "/healthz")).filter(|answer| answer.status == 503));
    assert_eq!(answer.said(), "503 BUSY");
    assert!((1..=30).contains(&answer.retry_after_s()));
    drop(idle);
    super::service::wait_for(|| (get(address, "/healthz").status == 200).then_some(()));
    assert!(service.is_alive());
}

#[test]
fn one_address_may_ask_only_so_often() {
    let home = Home::new();
    let service = home.start(&["--own-limits", "--requests-per-second", "1", "--request-burst", "5"]);
    let address = service.address;
    let answers: Vec<_> = (0..20)
        .map(|_| get(address, "/v1/takes/00000000000000000000000000000000"))
        .collect();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!((13..=15).contains(&refused.len()), "{} of 20", refused.len());
    for answer in refused {
        assert_eq!(answer.said(), "429 TOO_MANY_REQUESTS");
        assert!((1..=30).contains(&answer.retry_after_s()));
    }
    // A forged address is no other address.
    let forged = ask(address, "GET", "/v1/takes/x", &[("X-Forwarded-For", "192.0.2.77")], b"");
    assert_eq!(forged.status, 429);
}
