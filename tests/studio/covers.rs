//! Covers as the service gives them out.

use super::campaign::{Campaign, announce, sing};
use super::http::Answer;
use super::service::{Service, Ticket};
use serde_json::{Value, json};

fn cover(service: &Service, ticket: &Ticket, format: &str) -> Answer {
    let answer = service.get(&format!("/art/{}/{format}.jpg", ticket.id()));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

fn etag(service: &Service, words: &Value) -> String {
    let (ticket, _) = sing(service, words);
    cover(service, &ticket, "wide").header("etag").unwrap().to_owned()
}

/// Width and height of a JPEG: its frame header.
fn size_px(jpeg: &[u8]) -> (u16, u16) {
    assert_eq!(jpeg[..2], [0xff, 0xd8]);
    let mut at = 2;
    loop {
        let (marker, length) = (jpeg[at + 1], u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        if matches!(marker, 0xc0..=0xc2) {
            let number = |at: usize| u16::from_be_bytes([jpeg[at], jpeg[at + 1]]);
            return (number(at + 7), number(at + 5));
        }
        at += 2 + usize::from(length);
    }
}

#[test]
fn a_cover_comes_in_three_formats_and_is_kept_by_what_is_on_it() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let said = json!({"name": "Zoë", "show_name": true, "team": "fr", "language": "fr"});
    let (ticket, _) = sing(&service, &said);
    for (format, size) in [("square", (1080, 1080)), ("wide", (1200, 630)), ("story", (1080, 1920))] {
        let answer = cover(&service, &ticket, format);
        assert_eq!(size_px(&answer.bytes), size);
        assert!(answer.bytes.len() < 300_000, "{format}: {} bytes", answer.bytes.len());
        assert_eq!(answer.header("content-type"), Some("image/jpeg"));
        assert_eq!(answer.header("cache-control"), Some("public,max-age=3600"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-robots-tag"), Some("noindex"));
        let etag = answer.header("etag").unwrap();
        let path = format!("/art/{}/{format}.jpg", ticket.id());
        for known in [etag, &format!("\"x\", W/{etag}")] {
            let again = service.ask("GET", &path, &[("If-None-Match", known)], b"");
            assert_eq!(
                (again.status, again.header("etag"), again.bytes.len()),
                (304, Some(etag), 0)
            );
        }
        let other = service.ask("GET", &path, &[("If-None-Match", "\"x\"")], b"");
        assert!(other.status == 200 && other.bytes == answer.bytes);
        assert_eq!(service.ask("HEAD", &path, &[], b"").status, 200);
    }
    for wrong in ["square.png", "wide", "WIDE.jpg", "huge.jpg", ".jpg"] {
        assert_eq!(
            service.get(&format!("/art/{}/{wrong}", ticket.id())).code(),
            "NOT_FOUND",
            "{wrong}"
        );
    }
    for unknown in ["0".repeat(32), "x".to_owned(), "..".to_owned()] {
        assert_eq!(
            service.get(&format!("/art/{unknown}/wide.jpg")).status,
            404,
            "{unknown}"
        );
    }
    let announced = announce(&service);
    assert_eq!(
        service.get(&format!("/art/{}/wide.jpg", announced.id())).code(),
        "TAKE_UNKNOWN"
    );

    // Another take with the same on it has the same picture; any difference makes another.
    let first = etag(&service, &said);
    assert_eq!(etag(&service, &said), first);
    let mut different = vec![first];
    for (field, word) in [
        ("name", json!("Ana")),
        ("team", json!("de")),
        ("language", json!("de")),
        ("show_name", json!(false)),
    ] {
        let mut said = said.clone();
        said[field] = word;
        let other = etag(&service, &said);
        assert!(!different.contains(&other), "{field}");
        different.push(other);
    }
    // A name that is not to be shown is not on it.
    let hidden = json!({"name": "Secret", "show_name": false, "team": "fr", "language": "fr"});
    assert_eq!(etag(&service, &hidden), different[4]);
    assert_eq!(etag(&service, &json!({"team": "fr", "language": "fr"})), different[4]);
}

#[test]
fn who_sings_for_no_team_has_a_cover_too() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    for said in [json!({}), json!({"name": "Zoë", "show_name": true})] {
        let (ticket, _) = sing(&service, &said);
        assert_eq!(size_px(&cover(&service, &ticket, "square").bytes), (1080, 1080));
    }
}

#[test]
fn a_crowd_at_the_easel_is_served_or_told_when_to_come_again() {
    let campaign = Campaign::new();
    let service = campaign.start(&["--requests-per-second", "100000", "--request-burst", "100000"]);
    let tickets: Vec<Ticket> = (0..12)
        .map(|number| {
            sing(
                &service,
                &json!({"name": format!("Fan {number}"), "show_name": true, "team": "fr"}),
            )
            .0
        })
        .collect();
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let (service, tickets) = (&service, &tickets);
            scope.spawn(move || {
                for ticket in tickets.iter().cycle().skip(thread).take(tickets.len()) {
                    let answer = service.get(&format!("/art/{}/story.jpg", ticket.id()));
                    match answer.status {
                        200 => assert_eq!(size_px(&answer.bytes), (1080, 1920)),
                        _ => assert_eq!(answer.code(), "BUSY"),
                    }
                }
            });
        }
    });
    assert_eq!(service.get("/readyz").status, 200);
}
