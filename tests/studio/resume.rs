//! Uploads over networks that fail.

use super::service::{Recording, Service, file};
use std::time::{Duration, Instant};

/// Waits until an upload stands at a byte, without a HEAD, which would end the request under way.
fn wait_for(service: &Service, ticket: &super::service::Ticket, bytes: u64) {
    let began = Instant::now();
    while service.status(ticket).json()["received_bytes"] != bytes {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{:?}",
            service.status(ticket)
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn the_bytes_of_a_cut_connection_stay() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(200_000);
    let ticket = service.create(&recording);
    for (offset, sent, politely) in [(0, 60_000, true), (60_000, 50_000, false)] {
        let mut connection = service.begin_patch(&ticket, offset as u64, 200_000 - offset);
        connection.send(&recording.bytes[offset..offset + sent]);
        wait_for(&service, &ticket, (offset + sent) as u64);
        if politely {
            connection.finish_sending();
        }
        drop(connection);
        assert_eq!(service.offset(&ticket), (offset + sent) as u64);
    }
    assert_eq!(service.patch(&ticket, 110_000, &recording.bytes[110_000..]).status, 204);
    assert_eq!(service.complete(&ticket).status, 200);
    assert_eq!(
        std::fs::read(file(data.path(), &ticket, "/audio.webm")).unwrap(),
        recording.bytes
    );
}

#[test]
fn the_newest_request_takes_over() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(100_000);
    let ticket = service.create(&recording);
    // A phone that changed networks: the old connection hangs, and nobody told the server.
    let mut hanging = service.begin_patch(&ticket, 0, 100_000);
    hanging.send(&recording.bytes[..40_000]);
    wait_for(&service, &ticket, 40_000);
    let began = Instant::now();
    assert_eq!(service.offset(&ticket), 40_000);
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    let told = hanging.answer();
    assert_eq!((told.status, told.code().as_str()), (423, "UPLOAD_BUSY"));
    assert_eq!(service.patch(&ticket, 40_000, &recording.bytes[40_000..]).status, 204);

    // And with a PATCH instead of HEAD.
    let recording = Recording::new(50_000);
    let ticket = service.create(&recording);
    let mut hanging = service.begin_patch(&ticket, 0, 50_000);
    hanging.send(&recording.bytes[..10_000]);
    wait_for(&service, &ticket, 10_000);
    assert_eq!(service.patch(&ticket, 10_000, &recording.bytes[10_000..]).status, 204);
    assert_eq!(hanging.answer().status, 423);
    assert_eq!(service.complete(&ticket).status, 200);
}

#[test]
fn a_crowd_of_requests_for_one_take_leaves_it_whole() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(400_000);
    let ticket = service.create(&recording);
    std::thread::scope(|scope| {
        for client in 0..6 {
            let (service, ticket, recording) = (&service, &ticket, &recording);
            scope.spawn(move || {
                // Refused, each waits for another while, as `Retry-After` asks.
                let wait = Duration::from_millis(15 * client);
                let began = Instant::now();
                loop {
                    assert!(began.elapsed() < Duration::from_secs(60));
                    let answer = service.ask("HEAD", ticket.url(), &[("Tus-Resumable", "1.0.0")], b"");
                    if answer.status == 423 {
                        std::thread::sleep(wait);
                        continue;
                    }
                    let offset: usize = answer.header("upload-offset").unwrap().parse().unwrap();
                    if offset == recording.bytes.len() {
                        return;
                    }
                    let answer = service.patch(ticket, offset as u64, &recording.bytes[offset..]);
                    assert!([204, 409, 423].contains(&answer.status), "{answer:?}");
                    std::thread::sleep(wait);
                }
            });
        }
    });
    assert_eq!(service.complete(&ticket).status, 200);
    assert_eq!(
        std::fs::read(file(data.path(), &ticket, "/audio.webm")).unwrap(),
        recording.bytes
    );
}

#[test]
fn nothing_beyond_the_announced_size_is_written() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(50_000);
    let ticket = service.create(&recording);
    // A client that still sends five megabytes gets to read why it should not.
    let answer = service.patch(&ticket, 0, &vec![1; 5_000_000]);
    assert_eq!((answer.status, answer.code().as_str()), (413, "TOO_MANY_BYTES"));
    assert_eq!(answer.header("connection"), Some("close"), "its body was not read");
    assert_eq!(service.offset(&ticket), 0);
    // The same, with a length that is not told.
    let mut chunked = super::http::Connection::open(service.port);
    let headers = [
        ("Tus-Resumable", "1.0.0"),
        ("Content-Type", "application/offset+octet-stream"),
        ("Upload-Offset", "0"),
        ("Transfer-Encoding", "chunked"),
    ];
    chunked.head("PATCH", ticket.url(), &headers);
    for _ in 0..20 {
        chunked.try_send(b"1388\r\n");
        chunked.try_send(&[1; 5000]);
        chunked.try_send(b"\r\n");
    }
    let answer = chunked.answer();
    assert_eq!((answer.status, answer.code().as_str()), (413, "TOO_MANY_BYTES"));
    assert!(service.offset(&ticket) <= 50_000);
}

#[test]
fn a_wrong_patch_is_refused_with_the_reason() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(10_000);
    let ticket = service.create(&recording);
    service.patch(&ticket, 0, &recording.bytes[..4000]);
    let answer = service.patch(&ticket, 0, &recording.bytes);
    assert_eq!((answer.status, answer.code().as_str()), (409, "OFFSET_MISMATCH"));
    assert_eq!(answer.header("upload-offset"), Some("4000"));

    let (version, kind, offset) = (
        ("Tus-Resumable", "1.0.0"),
        ("Content-Type", "application/offset+octet-stream"),
        ("Upload-Offset", "4000"),
    );
    for (headers, status, code) in [
        ([("Tus-Resumable", "0.2.2"), kind, offset], 412, "TUS_VERSION"),
        ([("X", ""), kind, offset], 412, "TUS_VERSION"),
        (
            [version, ("Content-Type", "application/octet-stream"), offset],
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        ([version, kind, ("Upload-Offset", "-1")], 400, "UPLOAD_OFFSET_INVALID"),
        (
            [version, kind, ("Upload-Offset", "+4000")],
            400,
            "UPLOAD_OFFSET_INVALID",
        ),
        ([version, kind, ("X", "")], 400, "UPLOAD_OFFSET_INVALID"),
    ] {
        let answer = service.ask("PATCH", ticket.url(), &headers, b"xyz");
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{headers:?}");
    }
    let wrong = format!("/v1/uploads/{}/{}", ticket.id(), ticket.text("erase_token"));
    let answer = service.ask("PATCH", &wrong, &[version, kind, offset], b"xyz");
    assert_eq!((answer.status, answer.code().as_str()), (404, "UPLOAD_UNKNOWN"));
    assert_eq!(service.offset(&ticket), 4000);
    let options = service.ask("OPTIONS", ticket.url(), &[], b"");
    assert_eq!((options.status, options.header("tus-version")), (204, Some("1.0.0")));
    assert_eq!(options.header("tus-max-size"), Some("16777216"));
}

#[test]
fn an_upload_that_ran_out_of_time_starts_anew() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--upload-hours", "1"]);
    let recording = Recording::new(10_000);
    let (ticket, swept) = (service.create(&recording), service.create(&Recording::new(10)));
    service.patch(&ticket, 0, &recording.bytes[..3000]);
    service.kill();
    for ticket in [&ticket, &swept] {
        let path = file(data.path(), ticket, ".json");
        let mut record: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        record["created_at_unix_ms"] = (record["created_at_unix_ms"].as_u64().unwrap() - 3_700_000).into();
        std::fs::write(path, record.to_string()).unwrap();
    }
    // The sweep at the start removes what ran out of time.
    let service = Service::start(data.path(), &["--upload-hours", "1"]);
    let began = Instant::now();
    while !super::service::traces(data.path(), &swept).is_empty()
        || !super::service::traces(data.path(), &ticket).is_empty()
    {
        assert!(began.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(service.status(&ticket).code(), "TAKE_UNKNOWN");
    assert_eq!(
        service.patch(&ticket, 3000, &recording.bytes[3000..]).code(),
        "UPLOAD_UNKNOWN"
    );
    let again = service.create(&recording);
    assert_eq!((again.id(), service.offset(&again)), (ticket.id(), 0));
    service.patch(&again, 0, &recording.bytes);
    assert_eq!(service.complete(&again).status, 200);
}
