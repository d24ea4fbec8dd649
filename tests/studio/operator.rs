//! What operators see and do: start, log, figures, stop.

use super::service::{Recording, Service};
use serde_json::{Value, json};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

const TOKEN: &str = "a token of the operator";

fn with_admin(data: &std::path::Path) -> Service {
    let token = data.join("admin.key");
    fs::write(&token, format!("{TOKEN}\n")).unwrap();
    Service::start(data, &["--admin-token-file", token.to_str().unwrap()])
}

#[test]
fn figures_are_for_who_has_the_token() {
    let data = tempfile::tempdir().unwrap();
    let service = with_admin(data.path());
    service.receive(&Recording::new(2000));
    let bad = service.announce("0123456789abcdef", &json!({}));
    assert_eq!(bad.status, 422);
    let bearer = format!("Bearer {TOKEN}");
    // `operator:` and the token in base64.
    let basic = "Basic b3BlcmF0b3I6YSB0b2tlbiBvZiB0aGUgb3BlcmF0b3I=";
    for path in ["/admin/", "/metrics"] {
        for headers in [
            &[][..],
            &[("Authorization", "Bearer wrong")],
            &[("Authorization", "Basic b3BlcmF0b3I6eA==")],
        ] {
            let refused = service.ask("GET", path, headers, b"");
            assert_eq!((refused.status, refused.code().as_str()), (401, "TOKEN_MISSING"));
            assert!(refused.header("www-authenticate").unwrap().starts_with("Basic "));
        }
        assert_eq!(service.ask("GET", path, &[("Authorization", basic)], b"").status, 200);
    }
    let metrics = service.ask("GET", "/metrics", &[("Authorization", &bearer)], b"").body;
    for line in [
        "stemforge_studio_takes_received_total 1",
        "stemforge_studio_received_bytes_total 2000",
        "stemforge_studio_stored_bytes 2000",
        "stemforge_studio_problems_total{code=\"FIELDS_INVALID\"} 1",
        "stemforge_studio_requests_total{method=\"POST\",route=\"/v1/takes\",status=\"201\"} 1",
        "stemforge_studio_open_uploads 0",
    ] {
        assert!(metrics.lines().any(|known| known == line), "no `{line}` in\n{metrics}");
    }
    assert!(metrics.contains("stemforge_studio_disk_free_bytes ") && metrics.ends_with("# EOF\n"));
    let page = service.ask("GET", "/admin/", &[("Authorization", &bearer)], b"").body;
    for part in ["<td>FR</td>", "<td>fr</td>", "FIELDS_INVALID", "<svg", "Disk left"] {
        assert!(page.contains(part), "no `{part}` in {page}");
    }

    // Takes of earlier runs are counted again.
    service.kill();
    let service = with_admin(data.path());
    let began = Instant::now();
    while !service
        .ask("GET", "/admin/", &[("Authorization", &bearer)], b"")
        .body
        .contains("<td>FR</td>")
    {
        assert!(began.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn without_a_token_there_are_no_figures() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    for path in ["/admin/", "/metrics"] {
        assert_eq!(service.get(path).code(), "NOT_FOUND");
    }
}

#[test]
fn the_log_says_what_happened_and_never_who() {
    let data = tempfile::tempdir().unwrap();
    let service = with_admin(data.path());
    let recording = Recording::new(2000);
    let ticket = service.receive(&recording);
    service.get(ticket.text("erase_url"));
    service.delete(&ticket);
    service.get("/secret/path?with=secrets");
    service.ask(
        "GET",
        "/v1/takes/x",
        &[("X-Forwarded-For", "192.0.2.77"), ("User-Agent", "spy")],
        b"",
    );
    service.announce(
        "0123456789abcdef",
        &json!({"name": "Ada Lovelace", "fan": "fan-of-the-choir"}),
    );
    let log = service.log();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let listening = lines
        .iter()
        .find(|line| line["port"] == service.port)
        .expect("where it listens");
    assert_eq!(listening["url"], format!("http://127.0.0.1:{}", service.port));
    let patch = lines.iter().find(|line| line["method"] == "PATCH").unwrap();
    assert_eq!(patch["route"], "/v1/uploads/{take_id}/{upload_token}");
    assert_eq!((&patch["status"], &patch["size_bytes"]), (&json!(204), &json!(2000)));
    assert!(patch["duration_ms"].is_number() && patch["request_id"].is_string());
    assert!(lines.iter().any(|line| line["code"] == "FIELDS_INVALID"));
    for secret in [
        "Zoë",
        "Ada Lovelace",
        "fan-of-the-choir",
        "0123456789abcdef",
        "secret",
        "192.0.2.77",
        "spy",
        TOKEN,
        &recording.key,
        ticket.text("upload_token"),
        ticket.text("erase_token"),
    ] {
        assert!(!log.contains(secret), "`{secret}` is in the log:\n{log}");
    }
}

#[test]
fn told_to_stop_it_finishes_what_is_under_way() {
    for signal in ["TERM", "INT"] {
        let data = tempfile::tempdir().unwrap();
        let service = Service::start(data.path(), &[]);
        let recording = Recording::new(50_000);
        let ticket = service.create(&recording);
        let mut connection = service.begin_patch(&ticket, 0, 50_000);
        connection.send(&recording.bytes[..10_000]);
        std::thread::sleep(Duration::from_millis(100));
        service.signal(signal);
        std::thread::sleep(Duration::from_millis(200));
        assert!(
            super::http::Connection::try_open(service.port).is_none(),
            "nobody new is let in"
        );
        connection.send(&recording.bytes[10_000..]);
        assert_eq!(connection.answer().status, 204);
        let began = Instant::now();
        assert_eq!(service.wait().code(), Some(0));
        assert!(began.elapsed() < Duration::from_secs(5));
        let service = Service::start(data.path(), &[]);
        assert_eq!(service.complete(&ticket).status, 200);
    }
}

#[test]
fn what_takes_too_long_is_cut_off_and_can_go_on_later() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &["--drain-s", "1"]);
    let recording = Recording::new(50_000);
    let ticket = service.create(&recording);
    let mut connection = service.begin_patch(&ticket, 0, 50_000);
    connection.send(&recording.bytes[..10_000]);
    std::thread::sleep(Duration::from_millis(100));
    let idle = super::http::Connection::open(service.port);
    let began = Instant::now();
    service.signal("TERM");
    assert_eq!(service.wait().code(), Some(0));
    assert!(
        (1.0..5.0).contains(&began.elapsed().as_secs_f64()),
        "{:?}",
        began.elapsed()
    );
    drop((connection, idle));
    let service = Service::start(data.path(), &[]);
    assert_eq!(service.offset(&ticket), 10_000);
}

#[test]
fn idle_connections_do_not_delay_a_stop() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let mut connection = super::http::Connection::open(service.port);
    connection.head("GET", "/healthz", &[]);
    let fresh = super::http::Connection::open(service.port);
    std::thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    service.signal("TERM");
    assert_eq!(service.wait().code(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    drop((connection, fresh));
}

#[test]
fn one_service_a_folder() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let mut second = Service::command();
    let output = second
        .arg("--data")
        .arg(data.path())
        .args(["--listen", "127.0.0.1:0"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("another stemforge-studio"), "{said}");
    drop(service);
    Service::start(data.path(), &[]);
}

#[test]
fn the_command_line_explains_itself() {
    let run = |arguments: &[&str]| {
        Service::command()
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let help = run(&["--help"]);
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(
        text.contains("Examples:") && text.contains("Exit codes:") && !text.contains('\u{1b}'),
        "{text}"
    );
    for wrong in [
        &["--max-take-bytes", "many"][..],
        &["--listen"],
        &["--public-url", "choir"],
        &["sing"],
    ] {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = tempfile::tempdir().unwrap();
    let output = run(&["--data", data.path().to_str().unwrap(), "--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("error: failed to listen on"),
        "{output:?}"
    );
    let short = data.path().join("token");
    fs::write(&short, "admin").unwrap();
    let output = run(&[
        "--data",
        data.path().to_str().unwrap(),
        "--admin-token-file",
        short.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(2));
}
