//! What strangers call themselves: a thousand takes with names and words out of every script and every kind of attack.
//!
//! What is accepted comes back exactly; nothing of it stands in a log or a file's name, and in no page unescaped.

use super::chance::Chance;
use super::client::{Answer, ask, get};
use super::names::{PIECES, is_showable, words};
use super::service::{ADMIN_TOKEN, Home, files};
use super::takes::{Take, announce, announcement, recording};
use super::witness::sidecar;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use stemforge::storage::TakeStore;

const TAKES: u64 = 1000;
const THREADS: u64 = 8;

/// One announcement, and what has to come of it.
struct Stranger {
    number: u64,
    /// Stands in every word of this stranger, so that it is found wherever it should not be.
    mark: String,
    sent: Value,
    wrong: Vec<&'static str>,
}

impl Stranger {
    fn new(number: u64) -> Self {
        let mut chance = Chance(number);
        let mark = format!("q{:07x}z", chance.bits() & 0xfff_ffff);
        let mut sent = announcement(&recording(number, 200));
        let mut wrong = Vec::new();
        for (field, most) in [("name", 60), ("team", 40), ("terms", 40)] {
            if chance.below(5) == 0 {
                continue;
            }
            let text = words(&mut chance, &mark);
            if !is_showable(&text, most) {
                wrong.push(field);
            }
            sent[field] = json!(text);
        }
        let codes = [
            "FR", "BR", "fr", "ZZ", "F", "FRA", "'--", "<b", "日本", "UK", "JP", "SN", "../",
        ];
        maybe(
            &mut chance,
            &mut sent,
            &mut wrong,
            "country",
            &codes,
            &["FR", "BR", "JP", "SN"],
        );
        let sections = [
            "low", "high", "a_b-1", "Low", "../low", "lo w", "low\u{0}", "söprano", "<low>",
        ];
        maybe(
            &mut chance,
            &mut sent,
            &mut wrong,
            "section",
            &sections,
            &["low", "high", "a_b-1"],
        );
        let languages = ["pt-BR", "de", "zh-Hant-TW", "EN", "e", "de_DE", "de-", "<x>", "de\n"];
        maybe(
            &mut chance,
            &mut sent,
            &mut wrong,
            "language",
            &languages,
            &["pt-BR", "de", "zh-Hant-TW"],
        );
        let fan = format!("fan-{mark}-0123456789");
        sent["fan"] = if chance.below(20) == 0 {
            json!(format!("{fan}/../x"))
        } else {
            json!(fan)
        };
        if sent["fan"].as_str().unwrap().contains('/') {
            wrong.push("fan");
        }
        if chance.below(20) == 0 {
            sent[format!("<i>{mark}</i>")] = json!(1);
            wrong.push("");
        }
        Self {
            number,
            mark,
            sent,
            wrong,
        }
    }
}

/// A field is left out, right or wrong.
fn maybe(
    chance: &mut Chance,
    sent: &mut Value,
    wrong: &mut Vec<&'static str>,
    field: &'static str,
    choices: &[&str],
    right: &[&str],
) {
    // Mostly right, or hardly anybody would come through.
    let choices = if chance.below(8) == 0 { choices } else { right };
    if chance.below(2) == 0 {
        let text = chance.pick(choices);
        sent[field] = json!(text);
        if !right.contains(&text) {
            wrong.push(field);
        }
    }
}

#[test]
fn a_thousand_strangers_keep_their_names_and_leave_nothing_else_behind() {
    let home = Home::new();
    let service = home.start(&[]);
    let address = service.address;
    let accepted: Mutex<BTreeMap<String, (Stranger, Take)>> = Mutex::default();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let accepted = &accepted;
            scope.spawn(move || {
                for number in (0..TAKES).filter(|number| number % THREADS == thread) {
                    if let Some((stranger, take)) = let_in(address, Stranger::new(number)) {
                        accepted.lock().unwrap().insert(take.id.clone(), (stranger, take));
                    }
                }
            });
        }
    });
    let accepted = accepted.into_inner().unwrap();
    // Both ways have to be well trodden.
    assert!((200..900).contains(&accepted.len()), "{} were accepted", accepted.len());

    assert_takes_say_what_was_sent(&home, &accepted);
    assert_nothing_in_file_names(&home);
    let sent: Vec<Stranger> = (0..TAKES).map(Stranger::new).collect();
    let admin = format!("Bearer {ADMIN_TOKEN}");
    let operator = [("Authorization", &*admin)];
    let mut pages = vec![
        ask(address, "GET", "/admin/", &operator, b""),
        ask(address, "GET", "/metrics", &operator, b""),
        get(address, "/openapi.json"),
    ];
    for (_, take) in accepted.values().take(50) {
        pages.push(get(address, &take.erase_path));
        pages.push(get(address, &format!("/v1/takes/{}", take.id)));
    }
    for piece in PIECES {
        let path: String = piece.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for folder in ["/erase", "/v1/takes", "/v1/uploads", ""] {
            let answer = get(address, &format!("{folder}/{path}/{path}"));
            assert!(matches!(answer.status, 404 | 405), "{folder}/{path}: {answer:?}");
            assert!(
                !answer.text().contains("<script>") && !answer.text().contains("onerror"),
                "{}",
                answer.text()
            );
        }
    }
    for page in &pages {
        assert_eq!(page.status, 200, "{page:?}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert!(
            page.header("content-security-policy")
                .unwrap()
                .contains("default-src 'none'")
        );
        let text = page.text();
        for stranger in &sent {
            assert!(!text.contains(&stranger.mark), "{} in {text}", stranger.mark);
        }
    }
    for (stranger, take) in accepted.values().take(50) {
        let erased = ask(address, "POST", &take.erase_path, &[], b"");
        assert_eq!(erased.status, 200);
        assert!(!erased.text().contains(&stranger.mark));
    }
    drop(service);
    assert_log_names_nobody(&home, &sent, &accepted);
}

/// Sends a stranger's take, whole if it is accepted.
fn let_in(address: SocketAddr, stranger: Stranger) -> Option<(Stranger, Take)> {
    let key = format!("stranger-{}-{:08}", stranger.mark, stranger.number);
    let answer = announce(address, &key, &stranger.sent);
    if !stranger.wrong.is_empty() {
        assert_refused(&answer, &stranger);
        return None;
    }
    let take = Take::of(&answer);
    assert!(!answer.text().contains(&stranger.mark));
    let bytes = recording(stranger.number, 200);
    assert_eq!(take.patch(address, 0, &bytes).status, 204);
    assert_eq!(take.complete(address).status, 200);
    Some((stranger, take))
}

/// All wrong fields, and no others, are named.
fn assert_refused(answer: &Answer, stranger: &Stranger) {
    assert_eq!(answer.said(), "422 FIELDS_INVALID", "{}", stranger.sent);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let body = answer.json();
    let mut named: Vec<&str> = body["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["field"].as_str().unwrap())
        .collect();
    let mut wrong: Vec<&str> = stranger.wrong.clone();
    for name in &mut named {
        // An unknown field is named by its own name.
        if name.contains(&stranger.mark) {
            *name = "";
        }
    }
    named.sort_unstable();
    wrong.sort_unstable();
    assert_eq!(named, wrong, "{}", stranger.sent);
}

fn assert_takes_say_what_was_sent(home: &Home, accepted: &BTreeMap<String, (Stranger, Take)>) {
    let takes = TakeStore::open(home.data().to_str().unwrap())
        .unwrap()
        .list()
        .unwrap()
        .takes;
    assert_eq!(takes.len(), accepted.len());
    for take in takes {
        let (stranger, _) = &accepted[&take.id.0];
        let said = sidecar(&home.data().join(&take.uri));
        for field in ["name", "team", "terms", "country", "section", "language"] {
            // Blanks around a name are nobody's name.
            let sent = stranger.sent[field].as_str().map(str::trim);
            assert_eq!(said[field].as_str(), sent, "{field} of {}", take.id);
        }
        assert!(
            !said.to_string().contains(stranger.sent["fan"].as_str().unwrap()),
            "the fan's own id is stored"
        );
        let sent = |field: &str| said[field].as_str().map(str::to_owned);
        let metadata = take.metadata;
        assert_eq!(metadata.team, sent("team"));
        assert_eq!((metadata.country, metadata.section), (sent("country"), sent("section")));
        assert_eq!((metadata.fan, metadata.consent), (sent("fan"), Some(true)));
    }
}

fn assert_nothing_in_file_names(home: &Home) {
    let root = home.path("");
    for path in files(&root) {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
        let is_plain = name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"./-".contains(&byte));
        assert!(is_plain, "{name}");
    }
    let mut beside: Vec<_> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    beside.sort();
    assert_eq!(beside, ["admin-token", "data", "log", "port"]);
}

/// The log knows no names, no keys, no tokens, no addresses.
fn assert_log_names_nobody(home: &Home, sent: &[Stranger], accepted: &BTreeMap<String, (Stranger, Take)>) {
    let log = home.log();
    assert!(log.lines().count() as u64 > TAKES);
    for stranger in sent {
        assert!(!log.contains(&stranger.mark), "{} is in the log", stranger.mark);
    }
    for (_, take) in accepted.values() {
        for secret in [&take.upload_token, &take.erase_token, &take.id] {
            assert!(!log.contains(secret.as_str()), "{secret} is in the log");
        }
    }
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|cause| panic!("{cause}: {line}"));
        let is_about_a_request = line.get("method").is_some();
        assert!(!is_about_a_request || !line.to_string().contains("127.0.0.1"), "{line}");
    }
}

#[test]
fn json_that_is_none_is_refused_and_quoted_nowhere() {
    let home = Home::new();
    let mut service = home.start(&[]);
    let mut good = announcement(&recording(1, 200)).to_string();
    assert_eq!(good.pop(), Some('}'));
    let bodies: [&[u8]; 9] = [
        b"",
        b"null",
        b"[1,2,3]",
        b"{\"fan\": \"\\ud800\"}",
        b"{\"fan\": \"\xff\xfe\"}",
        b"{\"fan\": NaN}",
        b"\xef\xbb\xbf{}",
        b"{} secret-rest",
        &[b'['; 10_000],
    ];
    for body in bodies {
        let headers = [
            ("Content-Type", "application/json"),
            ("Idempotency-Key", "0123456789abcdef0"),
        ];
        let answer = ask(service.address, "POST", "/v1/takes", &headers, body);
        assert_eq!(answer.said(), "400 BAD_JSON", "{:?}", String::from_utf8_lossy(body));
        assert!(!answer.text().contains("secret-rest"));
    }
    // Twice the same field: whichever counts, what is stored is what was checked.
    let twice = format!("{good}, \"name\": \"first\", \"name\": \"\\u202esecond\"}}");
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "0123456789abcdef1"),
    ];
    let answer = ask(service.address, "POST", "/v1/takes", &headers, twice.as_bytes());
    assert!(
        matches!(&*answer.said(), "400 BAD_JSON" | "422 FIELDS_INVALID"),
        "{answer:?}"
    );
    let long = format!("{good}, \"name\": \"{}\"}}", "x".repeat(20_000));
    let answer = ask(service.address, "POST", "/v1/takes", &headers, long.as_bytes());
    assert_eq!(answer.said(), "413 BODY_TOO_BIG");
    assert!(service.is_alive());
}
