//! A fan takes a take back.

use super::service::{Recording, Service, files, traces};

#[test]
fn nothing_is_left_and_it_never_comes_back() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recordings = [Recording::new(1000), Recording::new(1000), Recording::new(1000)];
    let received = service.receive(&recordings[0]);
    let half = service.create(&recordings[1]);
    service.patch(&half, 0, &recordings[1].bytes[..500]);
    let announced = service.create(&recordings[2]);
    for (ticket, recording) in [
        (&received, &recordings[0]),
        (&half, &recordings[1]),
        (&announced, &recordings[2]),
    ] {
        for _ in 0..2 {
            assert_eq!(service.delete(ticket).status, 204);
        }
        assert_eq!(traces(data.path(), ticket), [format!("withdrawn/{}", ticket.id())]);
        assert_eq!(service.word(ticket), "withdrawn");
        let again = service.announce(&recording.key, &recording.announcement());
        assert_eq!((again.status, again.code().as_str()), (410, "TAKE_WITHDRAWN"));
        assert_eq!(service.complete(ticket).code(), "TAKE_WITHDRAWN");
        assert_eq!(service.patch(ticket, 0, &recording.bytes).code(), "TAKE_WITHDRAWN");
        let head = service.ask("HEAD", ticket.url(), &[("Tus-Resumable", "1.0.0")], b"");
        assert_eq!(head.status, 410);
    }
    let left: Vec<String> = files(data.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        left.iter()
            .filter(|name| !name.starts_with("withdrawn/"))
            .collect::<Vec<_>>(),
        ["service.key"]
    );
}

#[test]
fn only_the_token_erases() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let ticket = service.receive(&Recording::new(1000));
    let upload_token = format!("Bearer {}", ticket.text("upload_token"));
    for (headers, status, code) in [
        (&[][..], 401, "TOKEN_MISSING"),
        (&[("Authorization", &*upload_token)], 403, "TOKEN_WRONG"),
    ] {
        let answer = service.ask("DELETE", ticket.text("status_url"), headers, b"");
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
    }
    assert_eq!(service.word(&ticket), "received");
}

#[test]
fn an_erasure_stops_an_upload_under_way() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(100_000);
    let ticket = service.create(&recording);
    let mut connection = service.begin_patch(&ticket, 0, 100_000);
    connection.send(&recording.bytes[..50_000]);
    std::thread::sleep(std::time::Duration::from_millis(100));
    assert_eq!(service.delete(&ticket).status, 204);
    connection.try_send(&recording.bytes[50_000..]);
    assert_eq!(connection.answer().status, 423);
    assert_eq!(traces(data.path(), &ticket), [format!("withdrawn/{}", ticket.id())]);
}

#[test]
fn the_page_asks_first_and_looking_erases_nothing() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let ticket = service.receive(&Recording::new(1000));
    let link = ticket.text("erase_url");
    let question = service.get(link);
    assert_eq!(
        (question.status, question.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    assert!(
        question.body.contains("<form method=\"post\">") && question.body.contains("<html lang=\"fr\" dir=\"ltr\">")
    );
    let policy = question.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(question.header("cache-control"), Some("no-store"));
    assert_eq!(question.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(service.word(&ticket), "received");

    let gone = service.ask("POST", link, &[], b"");
    assert_eq!(gone.status, 200);
    assert!(gone.body.contains("Tout est supprimé") && !gone.body.contains("<form"));
    assert_eq!(service.word(&ticket), "withdrawn");
    assert!(service.get(link).body.contains("All deleted"));
    assert_eq!(service.ask("POST", link, &[], b"").status, 200);

    let broken = &link[..link.len() - 1];
    for method in ["GET", "POST"] {
        let answer = service.ask(method, broken, &[], b"");
        assert_eq!(answer.status, 404);
        assert!(answer.body.contains("This link doesn’t work"), "{answer:?}");
    }
}
