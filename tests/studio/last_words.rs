//! What a page says only with the confirmation: the hash of what was sung, and that the fan agrees.

use super::http::Answer;
use super::service::{Recording, Service, Ticket, file, traces};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// What a page knows when singing begins.
fn first_words(recording: &Recording) -> Value {
    json!({
        "fan": "0123456789abcdef", "size_bytes": recording.bytes.len(), "content_type": "audio/webm;codecs=opus",
        "language": "fr",
    })
}

fn last_words(recording: &Recording) -> Value {
    json!({
        "sha256": recording.sha256(), "consent": true, "over_16": true, "show_name": false, "name": " Zoë ",
        "country": "FR", "terms": "2026-11", "lag_ms": 81.25, "duration_ms": 21_000,
        "recorder": {"method": "worklet", "sample_rate_hz": 48_000, "round_trip_ms": 81.25,
            "round_trip_method": "chirp", "processing": {"echo_cancellation": false}},
    })
}

/// A take of which all bytes are here and the last word is not.
fn sung(service: &Service, recording: &Recording) -> Ticket {
    let answer = service.announce(&recording.key, &first_words(recording));
    assert_eq!(answer.status, 201, "{answer:?}");
    let ticket = Ticket(answer.json());
    assert_eq!(service.patch(&ticket, 0, &recording.bytes).status, 204);
    ticket
}

fn wrong(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!((answer.status, answer.code().as_str()), (422, "FIELDS_INVALID"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let fields = answer.json()["fields"].as_array().unwrap().clone();
    fields
        .iter()
        .map(|field| (text(&field["field"]), text(&field["code"])))
        .collect()
}

fn committed(data: &Path, ticket: &Ticket) -> Value {
    serde_json::from_slice(&fs::read(file(data, ticket, "/take.json")).unwrap()).unwrap()
}

/// Every word stands in `take.json`.
fn assert_said(data: &Path, ticket: &Ticket, words: &Value) {
    let take = committed(data, ticket);
    for (name, word) in words.as_object().unwrap() {
        let word = word.as_str().map_or(word.clone(), |text| json!(text.trim()));
        assert_eq!(take[name], word, "{name}: {take}");
    }
}

#[test]
fn without_them_nothing_is_taken_and_nothing_is_lost() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(20_000);
    let ticket = sung(&service, &recording);
    let missing = ["sha256", "consent", "over_16"].map(|field| (field.to_owned(), "MISSING".to_owned()));
    assert_eq!(wrong(&service.complete(&ticket)), missing);
    assert_eq!(wrong(&service.complete_with(&ticket, &json!({}))), missing);
    let all_wrong = json!({
        "sha256": "x", "consent": false, "over_16": false, "name": "a\u{202e}b", "country": "XX", "lag_ms": 1e9,
        "recorder": {"method": "tape"}, "size_bytes": 5,
    });
    let expected = [
        ("name", "BAD_CHARACTERS"),
        ("country", "NOT_A_COUNTRY"),
        ("lag_ms", "OUT_OF_RANGE"),
        ("sha256", "NOT_A_SHA256"),
        ("consent", "CONSENT_REQUIRED"),
        ("over_16", "AGE_REQUIRED"),
        ("recorder.method", "BAD_VALUE"),
        ("size_bytes", "UNKNOWN_FIELD"),
    ];
    let expected = expected.map(|(field, code)| (field.to_owned(), code.to_owned()));
    assert_eq!(wrong(&service.complete_with(&ticket, &all_wrong)), expected);
    for (headers, body, status, code) in [
        (&[][..], &b"{}"[..], 415, "UNSUPPORTED_MEDIA_TYPE"),
        (&[("Content-Type", "application/json")], b"[]", 400, "BAD_JSON"),
        (
            &[("Content-Type", "application/json")],
            &[b' '; 20_000],
            413,
            "BODY_TOO_BIG",
        ),
    ] {
        let answer = service.confirm(&ticket, headers, body);
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
    }
    assert_eq!(service.offset(&ticket), 20_000, "what was sung is still there");
    assert!(
        !fs::read_to_string(file(data.path(), &ticket, ".json"))
            .unwrap()
            .contains("XX")
    );

    let words = last_words(&recording);
    assert_eq!(service.complete_with(&ticket, &words).status, 200);
    assert_said(data.path(), &ticket, &words);
    assert!(committed(data.path(), &ticket)["received_at"].is_string());
    assert_eq!(traces(data.path(), &ticket).len(), 2, "audio and take.json");
}

#[test]
fn the_same_may_be_said_again_and_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(5000);
    let ticket = sung(&service, &recording);
    let words = last_words(&recording);
    for _ in 0..2 {
        assert_eq!(service.complete_with(&ticket, &words).status, 200);
    }
    assert_eq!(service.complete(&ticket).status, 200);
    assert_eq!(service.complete_with(&ticket, &json!({"consent": true})).status, 200);
    let before = committed(data.path(), &ticket);
    for other in [
        json!({"show_name": true}),
        json!({"name": "Anna"}),
        json!({"sha256": "0".repeat(64)}),
        json!({"team": "Les Bleus"}),
    ] {
        let answer = service.complete_with(&ticket, &other);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (409, "LAST_WORDS_DIFFER"),
            "{other}"
        );
    }
    assert_eq!(
        wrong(&service.complete_with(&ticket, &json!({"consent": false}))).len(),
        1
    );
    assert_eq!(committed(data.path(), &ticket), before);
    // The announcement is still the one that was made.
    let again = service.announce(&recording.key, &first_words(&recording));
    assert_eq!((again.status, &again.json()["status"]), (201, &json!("received")));
}

#[test]
fn a_hash_that_is_not_that_of_the_bytes_is_refused_and_may_be_said_anew() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let recording = Recording::new(5000);
    let ticket = sung(&service, &recording);
    let mut words = last_words(&recording);
    words["sha256"] = json!("0".repeat(64));
    let answer = service.complete_with(&ticket, &words);
    assert_eq!((answer.status, answer.code().as_str()), (422, "HASH_MISMATCH"));
    assert_eq!(service.offset(&ticket), 0, "what came is dropped");
    assert_eq!(service.complete_with(&ticket, &words).code(), "UPLOAD_INCOMPLETE");
    service.patch(&ticket, 0, &recording.bytes);
    words["sha256"] = json!(recording.sha256());
    assert_eq!(service.complete_with(&ticket, &words).status, 200);
    assert_said(data.path(), &ticket, &words);
}

#[test]
fn of_those_who_say_different_things_at_once_one_is_heard() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    for _ in 0..5 {
        let recording = Recording::new(50_000);
        let ticket = sung(&service, &recording);
        let answers: Vec<(usize, u16)> = std::thread::scope(|scope| {
            let (service, ticket, recording) = (&service, &ticket, &recording);
            let say = |name: usize| {
                let mut words = last_words(recording);
                words["name"] = json!(format!("fan {name}"));
                // The older of two requests is told 423, and asks again.
                loop {
                    let answer = service.complete_with(ticket, &words);
                    if answer.status != 423 {
                        return (name, answer.status);
                    }
                    std::thread::sleep(Duration::from_millis(20));
                }
            };
            let threads: Vec<_> = (0..6).map(|name| scope.spawn(move || say(name))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let heard: Vec<usize> = answers
            .iter()
            .filter(|(_, status)| *status == 200)
            .map(|(name, _)| *name)
            .collect();
        assert!(
            answers.iter().all(|(_, status)| [200, 409].contains(status)),
            "{answers:?}"
        );
        let [name] = heard[..] else {
            panic!("one is heard: {answers:?}")
        };
        assert_eq!(committed(data.path(), &ticket)["name"], format!("fan {name}"));
    }
}

#[test]
fn killed_after_they_were_noted_the_take_has_them() {
    let recording = Recording::new(30_000);
    let words = last_words(&recording);
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let ticket = sung(&service, &recording);
    // A completion gets as far as noting them: then it finds the bytes gone.
    let part = file(data.path(), &ticket, ".part");
    let aside = data.path().join("aside");
    fs::rename(&part, &aside).unwrap();
    assert_eq!(service.complete_with(&ticket, &words).code(), "UPLOAD_INCOMPLETE");
    service.kill();
    // Another one is killed between the rename and `take.json`.
    let shard = part.parent().unwrap().file_name().unwrap();
    let folder = data.path().join("takes").join(shard).join(ticket.id());
    fs::create_dir(&folder).unwrap();
    fs::rename(&aside, folder.join("audio.webm")).unwrap();
    let service = Service::start(data.path(), &[]);
    let began = Instant::now();
    while service.word(&ticket) != "received" {
        assert!(began.elapsed() < Duration::from_secs(20), "the sweep finishes it");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_said(data.path(), &ticket, &words);
    assert_eq!(service.complete_with(&ticket, &words).status, 200);
}

/// A take of which the audio lies where takes are, `words` are noted and the time is over.
fn half_in(data: &Path, recording: &Recording, first: &Value, words: Option<&Value>) -> (Service, Ticket) {
    let service = Service::start(data, &["--upload-hours", "1"]);
    let answer = service.announce(&recording.key, first);
    assert_eq!(answer.status, 201, "{answer:?}");
    let ticket = Ticket(answer.json());
    assert_eq!(service.patch(&ticket, 0, &recording.bytes).status, 204);
    let part = file(data, &ticket, ".part");
    let aside = data.join("aside");
    fs::rename(&part, &aside).unwrap();
    if let Some(words) = words {
        assert_eq!(service.complete_with(&ticket, words).code(), "UPLOAD_INCOMPLETE");
    }
    let shard = part.parent().unwrap().file_name().unwrap();
    let folder = data.join("takes").join(shard).join(ticket.id());
    fs::create_dir(&folder).unwrap();
    fs::rename(&aside, folder.join("audio.webm")).unwrap();
    let path = file(data, &ticket, ".json");
    let mut record: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    record["created_at_unix_ms"] = (record["created_at_unix_ms"].as_u64().unwrap() - 3_700_000).into();
    fs::write(path, record.to_string()).unwrap();
    (service, ticket)
}

#[test]
fn a_take_that_was_half_in_when_its_time_was_over_comes_in_with_what_was_said() {
    let recording = Recording::new(30_000);
    let words = last_words(&recording);
    let data = tempfile::tempdir().unwrap();
    let (service, ticket) = half_in(data.path(), &recording, &first_words(&recording), Some(&words));
    let again = service.announce(&recording.key, &first_words(&recording));
    assert_eq!((again.status, &again.json()["status"]), (201, &json!("received")));
    assert_said(data.path(), &ticket, &words);
    assert_eq!(traces(data.path(), &ticket).len(), 2, "audio and take.json");
}

#[test]
fn what_was_noted_outlives_the_time_of_an_upload() {
    let recording = Recording::new(30_000);
    let words = last_words(&recording);
    let data = tempfile::tempdir().unwrap();
    let (service, ticket) = half_in(data.path(), &recording, &first_words(&recording), Some(&words));
    let audio = file(data.path(), &ticket, "/audio.webm");
    let mut bytes = fs::read(&audio).unwrap();
    bytes[20_000] ^= 1;
    fs::write(&audio, bytes).unwrap();
    // What was moved is of no use, and is sent anew; what was said need not be said again.
    let again = service.announce(&recording.key, &first_words(&recording));
    assert_eq!((again.status, &again.json()["status"]), (201, &json!("created")));
    assert_eq!(service.patch(&ticket, 0, &recording.bytes).status, 204);
    assert_eq!(service.complete(&ticket).status, 200);
    assert_said(data.path(), &ticket, &words);
}

#[test]
fn audio_that_nobody_agreed_to_never_becomes_a_take() {
    let recording = Recording::new(30_000);
    let mut first = first_words(&recording);
    first["sha256"] = json!(recording.sha256());
    let data = tempfile::tempdir().unwrap();
    let (service, ticket) = half_in(data.path(), &recording, &first, None);
    // Its time begins anew, and the sweep at the next start finds the audio where takes are.
    assert_eq!(service.announce(&recording.key, &first).status, 201);
    service.kill();
    let service = Service::start(data.path(), &["--upload-hours", "1"]);
    let record = file(data.path(), &ticket, ".json");
    std::thread::sleep(Duration::from_millis(300));
    assert_ne!(service.word(&ticket), "received");
    assert!(
        !traces(data.path(), &ticket)
            .iter()
            .any(|name| name.ends_with("take.json"))
    );
    assert_eq!(service.complete(&ticket).status, 422);
    service.kill();
    // Once it has run out of time for good, nothing of it is left.
    let mut json: Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
    json["created_at_unix_ms"] = 1.into();
    fs::write(&record, json.to_string()).unwrap();
    let _service = Service::start(data.path(), &["--upload-hours", "1"]);
    let began = Instant::now();
    while !traces(data.path(), &ticket).is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "the sweep removes it");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn audio_of_another_take_of_the_same_key_goes_with_its_record() {
    let recording = Recording::new(30_000);
    let data = tempfile::tempdir().unwrap();
    let (service, ticket) = half_in(data.path(), &recording, &first_words(&recording), None);
    let mut other = first_words(&recording);
    other["language"] = json!("de");
    let again = service.announce(&recording.key, &other);
    assert_eq!((again.status, &again.json()["status"]), (201, &json!("created")));
    assert!(
        !traces(data.path(), &ticket)
            .iter()
            .any(|name| name.ends_with("audio.webm"))
    );
}

#[test]
fn a_no_takes_back_the_yes_of_before() {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    for (field, code) in [("consent", "CONSENT_REQUIRED"), ("over_16", "AGE_REQUIRED")] {
        let recording = Recording::new(5000);
        let mut first = first_words(&recording);
        first["consent"] = json!(true);
        first["over_16"] = json!(true);
        first["sha256"] = json!(recording.sha256());
        let ticket = Ticket(service.announce(&recording.key, &first).json());
        assert_eq!(service.patch(&ticket, 0, &recording.bytes).status, 204);
        // Not even a field that is wrong beside it keeps it from being heard.
        let no = service.complete_with(&ticket, &json!({field: false, "country": "XX"}));
        assert!(wrong(&no).contains(&(field.to_owned(), code.to_owned())));
        let answer = service.complete(&ticket);
        assert_eq!(wrong(&answer), [(field.to_owned(), "MISSING".to_owned())]);
        assert_eq!(service.offset(&ticket), 5000, "what was sung is still there");
        assert_eq!(service.complete_with(&ticket, &json!({field: true})).status, 200);
    }
}
