//! A take's own page: what it shows of a fan, and what it never does.

use super::campaign::{Campaign, LANGUAGES, TITLE, announce, attribute, browse, sing, unescaped};
use super::chance::Chance;
use super::names::{PIECES, is_showable, words};
use super::service::{Recording, Service, Ticket};
use serde_json::json;

fn page_of(service: &Service, language: &str, ticket: &Ticket) -> String {
    let answer = browse(service, &format!("/{language}/s/{}", ticket.id()));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[test]
fn a_received_take_has_a_page_and_covers() {
    let campaign = Campaign::new();
    let service = campaign.start(&["--public-url", "https://sing.example"]);
    let said = json!({"name": "Zoë", "show_name": true, "team": "fr", "language": "fr-CA"});
    let (ticket, answer) = sing(&service, &said);
    let id = ticket.id();
    assert_eq!(answer["share_url"], format!("https://sing.example/fr/s/{id}"));
    for format in ["square", "wide", "story"] {
        assert_eq!(
            answer["artwork"][format],
            format!("https://sing.example/art/{id}/{format}.jpg")
        );
    }
    let answer = browse(&service, &format!("/fr/s/{id}"));
    let page = &answer.body;
    let property = |name: &str| attribute(page, &format!("<meta property=\"{name}\""), "content");
    let named = |name: &str| attribute(page, &format!("<meta name=\"{name}\""), "content");
    let title = property("og:title");
    assert!(title.contains("Zoë") && title.contains(TITLE), "{title}");
    assert_eq!(
        page.split("<title>")
            .nth(1)
            .unwrap()
            .split("</title>")
            .next()
            .map(unescaped),
        Some(title.clone())
    );
    assert_eq!(property("og:url"), format!("https://sing.example/fr/s/{id}"));
    assert_eq!(property("og:image"), format!("https://sing.example/art/{id}/wide.jpg"));
    assert_eq!(
        (property("og:image:width"), property("og:image:height")),
        ("1200".to_owned(), "630".to_owned())
    );
    assert!(property("og:image:alt").contains("Zoë"));
    assert_eq!(
        (property("og:locale"), named("robots")),
        ("fr_FR".to_owned(), "noindex".to_owned())
    );
    assert_eq!(page.matches("og:locale:alternate").count(), 0, "it is shared in one");
    assert_eq!(named("twitter:card"), "summary_large_image");
    assert_eq!(named("twitter:title"), title);
    assert!(named("description").chars().count() > 40);
    assert_eq!(answer.header("x-robots-tag"), Some("noindex"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(
        policy.contains("script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe") && answer.header("set-cookie").is_none());
    assert_eq!(
        (answer.header("cache-control"), answer.header("referrer-policy")),
        (Some("no-store"), Some("no-referrer"))
    );
    // The cover is on it, the way to the studio, and nothing of the link that deletes.
    assert!(page.contains(&format!("src=\"/art/{id}/square.jpg\"")) && page.contains("href=\"/fr/\""));
    assert!(!page.contains(ticket.text("erase_token")) && !page.contains("/erase/"));
    let scripts: Vec<&str> = page.split("<script").skip(1).collect();
    assert_eq!(scripts.len(), 1, "the buttons'");
    let script = attribute(page, "<script", "src");
    assert!(
        script.ends_with("/js/share-page.js") && service.get(&script).status == 200,
        "{script}"
    );
    let head = service.ask("HEAD", &format!("/fr/s/{id}"), &[], b"");
    assert_eq!(head.status, 200);

    // In whichever language it is read, it says the same.
    let mut titles = LANGUAGES.map(|language| {
        let page = page_of(&service, language, &ticket);
        assert_eq!(attribute(&page, "<html", "lang"), language);
        attribute(&page, "<meta property=\"og:title\"", "content")
    });
    assert!(titles.iter().all(|title| title.contains("Zoë")));
    titles.sort();
    assert!(titles.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn a_name_is_shown_to_those_who_may_see_it_and_to_nobody_else() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    for (show_name, team, who) in [
        (json!(false), json!("de"), "Allemagne"),
        (json!(null), json!("de"), "Allemagne"),
        (json!(false), json!(null), "Quelqu’un"),
    ] {
        let said = json!({"name": "Zoë Secret", "show_name": show_name, "team": team, "language": "fr"});
        let (ticket, _) = sing(&service, &said);
        let page = page_of(&service, "fr", &ticket);
        assert!(!page.contains("Secret"), "{page}");
        assert!(
            attribute(&page, "<meta property=\"og:title\"", "content").starts_with(who),
            "{page}"
        );
    }
    let (ticket, _) = sing(&service, &json!({"show_name": true, "team": "de", "language": "fr"}));
    assert!(
        page_of(&service, "fr", &ticket).contains("Allemagne"),
        "who gave no name has none to show"
    );
    assert!(!service.log().contains("Secret"));
}

#[test]
fn what_never_came_and_what_was_taken_back_have_no_page() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let (ticket, _) = sing(
        &service,
        &json!({"name": "Zoë Gone", "show_name": true, "language": "de"}),
    );
    let announced = announce(&service);
    for (id, status) in [
        ("0".repeat(32), 404),
        ("nonsense".to_owned(), 404),
        ("%00".to_owned(), 404),
        (announced.id().to_owned(), 404),
    ] {
        let page = browse(&service, &format!("/de/s/{id}"));
        assert_eq!(
            (page.status, attribute(&page.body, "<html", "lang").as_str()),
            (status, "de"),
            "{id}"
        );
        assert!(page.body.contains("noindex") && page.body.contains("href=\"/de/\""));
    }
    assert!(page_of(&service, "de", &ticket).matches("Zoë Gone").count() > 2);
    assert_eq!(service.delete(&ticket).status, 204);
    let gone = browse(&service, &format!("/de/s/{}", ticket.id()));
    assert_eq!(gone.status, 410);
    assert!(
        !gone.body.contains("Zoë") && gone.body.contains("href=\"/de/\""),
        "{}",
        gone.body
    );
    for format in ["square", "wide", "story"] {
        let cover = service.get(&format!("/art/{}/{format}.jpg", ticket.id()));
        assert_eq!((cover.status, cover.code().as_str()), (410, "TAKE_WITHDRAWN"));
        assert_eq!(cover.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn two_hundred_strangers_keep_their_names_and_break_no_page() {
    let campaign = Campaign::new();
    let service = campaign.start(&["--requests-per-second", "100000", "--request-burst", "100000"]);
    let hostile = |name: &str| name.contains(['<', '>', '"', '&', '\'']);
    let mut names: Vec<String> = PIECES
        .iter()
        .filter(|name| is_showable(name, 60))
        .map(|name| (*name).to_owned())
        .collect();
    let mut number = 0;
    while names.len() < 200 {
        number += 1;
        let name = words(&mut Chance(number), &format!("q{number:03}z"));
        if is_showable(&name, 60) {
            names.push(name);
        }
    }
    assert!(names.iter().filter(|name| hostile(name)).count() > 20);
    let tags = |page: &str| page.matches('<').count();
    let (plain, _) = sing(
        &service,
        &json!({"name": "Ana", "show_name": true, "language": "fr", "team": "fr"}),
    );
    let expected = tags(&page_of(&service, "fr", &plain));
    let mut shown = 0;
    for name in &names {
        let said = json!({"name": name, "show_name": true, "language": "fr", "team": "fr"});
        let Some(ticket) = try_to_sing(&service, &said) else {
            continue;
        };
        shown += 1;
        let page = page_of(&service, "fr", &ticket);
        assert_eq!(tags(&page), expected, "{name:?} made an element of its own: {page}");
        let name = name.trim();
        for (element, attribute_name) in [
            ("<meta property=\"og:title\"", "content"),
            ("<meta property=\"og:image:alt\"", "content"),
            ("<img class=\"cover\"", "alt"),
        ] {
            let text = attribute(&page, element, attribute_name);
            assert!(text.contains(name), "{name:?} in {text:?}");
        }
        let title = unescaped(page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap());
        assert!(title.contains(name), "{name:?} in {title:?}");
        let erase = browse(&service, ticket.text("erase_url"));
        assert!(
            !erase.body.contains(name) || name.chars().count() < 4,
            "{name:?} in {}",
            erase.body
        );
    }
    assert!(shown >= 150, "{shown}");
    let log = service.log();
    assert!(
        names
            .iter()
            .filter(|name| name.contains('q'))
            .all(|name| !log.contains(name.as_str()))
    );
}

/// A take of whoever has an acceptable name.
fn try_to_sing(service: &Service, words: &serde_json::Value) -> Option<Ticket> {
    let recording = Recording::new(100);
    let mut announcement = recording.announcement();
    for (field, word) in words.as_object().unwrap() {
        announcement[field] = word.clone();
    }
    let answer = service.announce(&recording.key, &announcement);
    if answer.status == 422 {
        assert!(answer.body.contains("\"BAD_WORD\""), "{answer:?}");
        return None;
    }
    let ticket = Ticket(answer.json());
    service.patch(&ticket, 0, &recording.bytes);
    assert_eq!(service.complete(&ticket).status, 200);
    Some(ticket)
}

#[test]
fn the_page_that_erases_speaks_the_language_of_the_take() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let in_english = [("Accept-Language", "en")];
    let language = |answer: &super::http::Answer| attribute(&answer.body, "<html", "lang");
    let (ticket, _) = sing(&service, &json!({"language": "ar-EG"}));
    let link = ticket.text("erase_url");
    let question = service.ask("GET", link, &in_english, b"");
    assert_eq!(
        (
            language(&question).as_str(),
            attribute(&question.body, "<html", "dir").as_str()
        ),
        ("ar", "rtl")
    );
    assert!(question.body.contains("href=\"/ar/\""), "and there is a way back");
    let gone = service.ask("POST", link, &in_english, b"");
    assert_eq!((gone.status, language(&gone).as_str()), (200, "ar"));
    assert_eq!(
        language(&service.ask("GET", link, &in_english, b"")),
        "en",
        "nothing knows it any more"
    );
    for (said, expected) in [("ja", "cs"), ("sv", "sv")] {
        let (ticket, _) = sing(&service, &json!({"language": said}));
        let question = service.ask("GET", ticket.text("erase_url"), &[("Accept-Language", "cs")], b"");
        assert_eq!(language(&question), expected);
    }
    let broken = service.ask("GET", &link[..link.len() - 1], &[("Accept-Language", "tr")], b"");
    assert_eq!((broken.status, language(&broken).as_str()), (404, "tr"));
}
