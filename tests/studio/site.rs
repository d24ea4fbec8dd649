//! The studio page, and everything that it loads.

use super::campaign::{Campaign, LANGUAGES, TITLE, announce, attribute, browse, film, sing, unescaped};
use super::service::Service;
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use std::fs;
use std::io::Read;
use std::path::Path;

/// What the page is given to start with.
fn boot(page: &str) -> Value {
    let (_, rest) = page
        .split_once("<script type=\"application/json\" id=\"boot\">")
        .unwrap();
    let json = rest.split("</script>").next().unwrap();
    assert!(!json.contains('<'), "{json}");
    serde_json::from_str(json).unwrap()
}

/// Addresses that a page names: those of its attributes.
fn addresses(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in [" href=\"", " src=\"", " action=\""] {
        found.extend(
            page.split(name)
                .skip(1)
                .map(|rest| unescaped(rest.split('"').next().unwrap())),
        );
    }
    found
}

#[test]
fn a_browser_is_sent_to_its_language_once() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    for (wanted, path) in [
        (&[("Accept-Language", "fr-CA,en;q=0.5")][..], "/fr/"),
        (&[("Accept-Language", "ja, pt-BR;q=0.3")], "/pt/"),
        (&[("Accept-Language", "ja")], "/en/"),
        (&[], "/en/"),
    ] {
        for method in ["GET", "HEAD"] {
            let answer = service.ask(method, "/", wanted, b"");
            assert_eq!((answer.status, answer.header("location")), (303, Some(path)));
            assert_eq!(answer.header("vary"), Some("accept-language"));
        }
    }
    let answer = browse(&service, "/fr");
    assert_eq!((answer.status, answer.header("location")), (308, Some("/fr/")));
}

#[test]
fn the_page_speaks_every_language() {
    let campaign = Campaign::new();
    let service = campaign.start(&["--public-url", "https://sing.example"]);
    let mut titles = Vec::new();
    for language in LANGUAGES {
        let answer = browse(&service, &format!("/{language}/"));
        assert_eq!(answer.status, 200, "{answer:?}");
        let page = &answer.body;
        assert_eq!(attribute(page, "<html", "lang"), language);
        let direction = if language == "ar" { "rtl" } else { "ltr" };
        assert_eq!(attribute(page, "<html", "dir"), direction);
        let title = unescaped(page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap());
        assert!(title.contains(TITLE), "{title}");
        titles.push(title);
        let description = attribute(page, "<meta name=\"description\"", "content");
        assert!(description.chars().count() > 40, "{description}");
        for other in LANGUAGES.iter().chain(&["x-default"]) {
            let path = if *other == "x-default" {
                "/".to_owned()
            } else {
                format!("/{other}/")
            };
            let link = format!("<link rel=\"alternate\" hreflang=\"{other}\" href=\"https://sing.example{path}\">");
            assert_eq!(page.matches(&link).count(), 1, "{link}");
        }
        assert!(page.contains("<noscript>") && page.contains("<stemforge-studio>"));
        assert!(!page.contains("noindex"), "fans find it");

        let boot = boot(page);
        assert_eq!(
            (&boot["language"], &boot["direction"]),
            (&json!(language), &json!(direction))
        );
        assert_eq!(boot["languages"].as_array().unwrap().len(), 12);
        assert_eq!(boot["campaign"], json!({"title": TITLE, "terms": "2026-11"}));
        let song = &boot["song"];
        assert_eq!((&song["duration_s"], &song["first_bar_s"]), (&json!(20.0), &json!(2.0)));
        assert!(song["notes"].as_array().unwrap().len() > 10 && song["notes"][0]["syllable"].is_string());
        assert_eq!(song["film"]["captions"][0]["language"], "fr");
        assert_eq!(boot["teams"].as_array().unwrap().len(), 24);
        assert_eq!(
            boot["limits"],
            json!({"max_take_bytes": 16 << 20, "max_duration_s": 600})
        );
        assert_eq!(boot["voices"], 0);
        // No name of a message stands where a message should.
        for id in [
            "document-title",
            "welcome-title",
            "no-script",
            "language-menu",
            "team-fr",
        ] {
            assert!(
                !page.contains(&format!(">{id}<")) && !page.contains(&format!("\"{id}\"")),
                "{id}"
            );
        }
    }
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), 12, "each says it in its own words");
    let teams = |language: &str| boot(&browse(&service, &format!("/{language}/")).body)["teams"].to_string();
    assert!(teams("fr").contains("Allemagne") && teams("en").contains("Germany"));
}

#[test]
fn the_page_may_do_what_it_needs_and_nothing_else() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let answer = browse(&service, "/fr/");
    assert_eq!(
        answer.header("content-security-policy"),
        Some(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
             media-src 'self' blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; \
             base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
    );
    assert!(
        answer
            .header("permissions-policy")
            .unwrap()
            .starts_with("microphone=(self)")
    );
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    assert_eq!(answer.header("set-cookie"), None);
    let page = &answer.body;
    assert!(!page.contains(" style=") && !page.contains("<style"));
    assert!(!page.contains(" onload=") && !page.contains(" onclick=") && !page.contains("javascript:"));
    for script in page.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(" src=\"/a/") || tag.contains("application/json"), "{tag}");
    }
    let addresses = addresses(page);
    assert!(addresses.len() > 20, "{addresses:?}");
    for address in &addresses {
        assert!(address.starts_with('/') && !address.starts_with("//"), "{address}");
        assert!(service.get(address).status < 400, "{address}");
    }
    assert!(addresses.iter().any(|address| address.ends_with("/js/main.js")));
    // Everything that the main module imports is asked for at once.
    let assets = boot(page)["assets"].as_str().unwrap().to_owned();
    let main = service.get(&format!("{assets}js/main.js")).body;
    for import in main
        .lines()
        .filter_map(|line| line.strip_suffix("\";")?.rsplit_once("\"./"))
    {
        assert!(addresses.contains(&format!("{assets}js/{}", import.1)), "{}", import.1);
    }

    let absolute = campaign_links(&campaign, "https://sing.example");
    assert!(
        absolute.contains(&"https://sing.example/ar/".to_owned()),
        "{absolute:?}"
    );
    assert!(
        absolute
            .iter()
            .all(|address| address.starts_with('/') || address.starts_with("https://sing.example/"))
    );
    drop(service);
}

fn campaign_links(campaign: &Campaign, public_url: &str) -> Vec<String> {
    // One service a folder.
    let data = tempfile::tempdir().unwrap();
    let file = campaign.path("stemforge.toml");
    let flags = ["--campaign", file.to_str().unwrap(), "--public-url", public_url];
    let service = Service::start(data.path(), &flags);
    addresses(&browse(&service, "/en/").body)
}

#[test]
fn what_is_not_there_is_said_to_people_and_to_programs() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    for (path, language) in [
        ("/nl/", "en"),
        ("/nl", "en"),
        ("/fr/nothing", "fr"),
        ("/nl/s/00000000000000000000000000000000", "en"),
        ("/ar/manifest", "ar"),
        ("/%ff", "en"),
        ("/%ff/", "en"),
        ("/fr/s/%ff", "fr"),
        ("/%00/s/x", "en"),
        ("/what/ever/it/is", "en"),
    ] {
        let page = browse(&service, path);
        assert_eq!(page.status, 404, "{path}");
        assert_eq!(attribute(&page.body, "<html", "lang"), language, "{path}");
        assert!(
            page.body.contains("noindex") && page.body.contains(&format!("href=\"/{language}/\"")),
            "{path}"
        );
        assert_eq!(service.get(path).code(), "NOT_FOUND", "{path}");
    }
    assert_eq!(browse(&service, "/v1/nothing").code(), "NOT_FOUND");
    assert_eq!(service.get("/a/0/js/nothing.js").code(), "NOT_FOUND");
    assert_eq!(service.ask("POST", "/fr/", &[], b"").code(), "METHOD_NOT_ALLOWED");

    let data = tempfile::tempdir().unwrap();
    let without = Service::start(data.path(), &[]);
    for path in ["/", "/fr/", "/robots.txt", "/art/x/wide.jpg", "/a/x/js/main.js"] {
        assert_eq!(browse(&without, path).code(), "NOT_FOUND", "{path}");
    }
}

#[test]
fn assets_are_kept_for_ever_under_a_name_that_changes_with_them() {
    let campaign = Campaign::new();
    let web = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = web.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("js/main.js", &"import \"./other.js\";\n".repeat(50));
    write("js/other.js", "");
    write("css/studio.css", "main { color: red }");
    write("shared/shared.wasm", "\0asm");
    write("js/notes.txt", "not for browsers");
    let flags = ["--web", web.path().to_str().unwrap()];
    let start = || campaign.start(&flags);
    let service = start();
    let folder = boot(&browse(&service, "/en/").body)["assets"]
        .as_str()
        .unwrap()
        .to_owned();
    for (name, content_type) in [
        ("js/main.js", "text/javascript; charset=utf-8"),
        ("css/studio.css", "text/css; charset=utf-8"),
        ("shared/shared.wasm", "application/wasm"),
        ("messages/fr.json", "application/json"),
        ("messages/qps.json", "application/json"),
    ] {
        let plain = service.get(&format!("{folder}{name}"));
        assert_eq!(
            (plain.status, plain.header("content-type")),
            (200, Some(content_type)),
            "{name}"
        );
        assert_eq!(plain.header("cache-control"), Some("public,max-age=31536000,immutable"));
        assert_eq!(plain.header("content-encoding"), None);
        assert_eq!(plain.header("x-content-type-options"), Some("nosniff"));
        let gzipped = service.ask(
            "GET",
            &format!("{folder}{name}"),
            &[("Accept-Encoding", "gzip, br")],
            b"",
        );
        if gzipped.header("content-encoding") == Some("gzip") {
            assert!(gzipped.bytes.len() < plain.bytes.len());
            let mut text = Vec::new();
            GzDecoder::new(&*gzipped.bytes).read_to_end(&mut text).unwrap();
            assert_eq!(text, plain.bytes);
            assert_eq!(plain.header("vary"), Some("accept-encoding"));
        }
        let head = service.ask("HEAD", &format!("{folder}{name}"), &[], b"");
        assert_eq!(head.header("content-length"), Some(&*plain.bytes.len().to_string()));
    }
    let gzipped = service.ask(
        "GET",
        &format!("{folder}js/main.js"),
        &[("Accept-Encoding", "gzip")],
        b"",
    );
    assert_eq!(gzipped.header("content-encoding"), Some("gzip"));
    assert_eq!(service.get(&format!("{folder}js/notes.txt")).status, 404);
    for outside in ["../Cargo.toml", "%2e%2e/Cargo.toml", "js/../../Cargo.toml", "js"] {
        assert_eq!(service.get(&format!("{folder}{outside}")).status, 404, "{outside}");
    }
    drop(service);

    write("js/other.js", "export {};\n");
    let service = start();
    let page = service.ask("GET", "/en/", &[("Accept-Encoding", "gzip")], b"");
    let mut text = String::new();
    GzDecoder::new(&*page.bytes).read_to_string(&mut text).unwrap();
    let new = boot(&text)["assets"].as_str().unwrap().to_owned();
    assert_ne!(new, folder);
    // A page that was opened before the change goes on, and keeps nothing under the old name.
    let old = service.get(&format!("{folder}js/other.js"));
    assert_eq!(
        (old.status, old.header("cache-control"), &*old.body),
        (200, Some("no-store"), "export {};\n")
    );
}

#[test]
fn media_come_whole_or_in_parts() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let song = boot(&browse(&service, "/en/").body)["song"].clone();
    let url = |value: &Value| value.as_str().unwrap().to_owned();
    let backing = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/demo/backing.flac");
    for (url, content_type, bytes) in [
        (url(&song["film"]["url"]), "video/mp4", film()),
        (
            url(&song["film"]["poster"]),
            "image/jpeg",
            fs::read(campaign.path("film.jpg")).unwrap(),
        ),
        (
            url(&song["crowd"]),
            "audio/mpeg",
            fs::read(campaign.path("crowd.mp3")).unwrap(),
        ),
        (url(&song["backing"]), "audio/flac", fs::read(backing).unwrap()),
        (
            url(&song["film"]["captions"][0]["url"]),
            "text/vtt; charset=utf-8",
            fs::read(campaign.path("captions/fr.vtt")).unwrap(),
        ),
    ] {
        let whole = service.get(&url);
        assert_eq!(
            (whole.status, whole.header("content-type")),
            (200, Some(content_type)),
            "{url}"
        );
        assert!(whole.bytes == bytes, "{url}");
        assert_eq!(whole.header("accept-ranges"), Some("bytes"));
        assert_eq!(whole.header("cache-control"), Some("public,max-age=31536000,immutable"));
        let size = bytes.len();
        let head = service.ask("HEAD", &url, &[], b"");
        assert_eq!(
            (head.status, head.header("content-length")),
            (200, Some(&*size.to_string()))
        );
        for (range, part) in [
            ("bytes=0-1", 0..2),
            ("bytes=10-", 10..size),
            ("bytes=-5", size - 5..size),
            ("bytes=1-999999999", 1..size),
        ] {
            let answer = service.ask("GET", &url, &[("Range", range)], b"");
            assert_eq!(answer.status, 206, "{url} {range}");
            let said = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            assert_eq!(answer.header("content-range"), Some(&*said));
            assert!(answer.bytes == bytes[part], "{url} {range}");
        }
        let beyond = service.ask("GET", &url, &[("Range", &format!("bytes={size}-"))], b"");
        assert_eq!(
            (beyond.status, beyond.header("content-range")),
            (416, Some(&*format!("bytes */{size}")))
        );
        let etag = whole.header("etag").unwrap();
        let part = |if_range: &str| service.ask("GET", &url, &[("Range", "bytes=0-1"), ("If-Range", if_range)], b"");
        assert_eq!((part(etag).status, part("\"another\"").status), (206, 200));
    }
    assert_eq!(service.get("/song/0123456789abcdef/film").code(), "NOT_FOUND");
    assert_eq!(service.get(&format!("{}x", url(&song["crowd"]))).code(), "NOT_FOUND");
}

#[test]
fn a_player_that_goes_away_in_the_middle_leaves_the_service_well() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let film_url = boot(&browse(&service, "/en/").body)["song"]["film"]["url"].clone();
    for _ in 0..20 {
        let mut connection = super::http::Connection::open(service.port);
        connection.head("GET", film_url.as_str().unwrap(), &[]);
        drop(connection);
    }
    assert!(service.get(film_url.as_str().unwrap()).bytes == film());
    assert!(!service.log().contains("panicked"), "{}", service.log());
}

#[test]
fn a_stadium_behind_one_address_loads_the_page() {
    let campaign = Campaign::new();
    let service = campaign.start(&["--requests-per-second", "1", "--request-burst", "30"]);
    // Where the machine is busy, waiting for the start has used up what the address may ask for.
    let page = loop {
        let answer = browse(&service, "/en/");
        if answer.status == 200 {
            break answer.body;
        }
        std::thread::sleep(std::time::Duration::from_millis(500));
    };
    let assets = boot(&page)["assets"].clone();
    let main = format!("{}js/main.js", assets.as_str().unwrap());
    for _ in 0..100 {
        assert_eq!(service.get(&main).status, 200);
    }
    let answers: Vec<u16> = (0..40).map(|_| service.get("/fr/").status).collect();
    assert!(answers.contains(&429), "{answers:?}");
}

#[test]
fn voices_are_counted_or_not_named() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let voices = |service: &Service| boot(&browse(service, "/en/").body)["voices"].clone();
    assert_eq!(voices(&service), 0);
    let (ticket, _) = sing(&service, &json!({}));
    let (_, _) = sing(&service, &json!({}));
    assert_eq!(voices(&service), 2);
    for _ in 0..2 {
        service.delete(&ticket);
    }
    assert_eq!(voices(&service), 1);
    // What was announced and taken back was never a voice.
    let announced = announce(&service);
    service.delete(&announced);
    assert_eq!(voices(&service), 1);
    service.kill();
    assert_eq!(voices(&campaign.start(&[])), 1, "takes of earlier runs are counted");
}

#[test]
fn robots_and_phones_find_what_they_ask_for() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let robots = service.get("/robots.txt");
    assert_eq!(robots.header("content-type"), Some("text/plain; charset=utf-8"));
    for line in ["Disallow: /v1/", "Disallow: /erase/", "Disallow: /admin/"] {
        assert!(robots.body.lines().any(|known| known == line), "{}", robots.body);
    }
    for open in ["/s/", "/art/", "/fr/"] {
        assert!(!robots.body.contains(open), "previews need it");
    }
    let manifest = service.get("/ar/manifest.webmanifest");
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    let manifest = manifest.json();
    assert_eq!(
        (&manifest["dir"], &manifest["start_url"]),
        (&json!("rtl"), &json!("/ar/"))
    );
    let icon = service.get(manifest["icons"][0]["src"].as_str().unwrap());
    assert_eq!((icon.status, icon.header("content-type")), (200, Some("image/svg+xml")));
}

#[test]
fn a_campaign_may_speak_fewer_languages_and_have_other_teams() {
    let campaign = Campaign::with("languages = ['fr', 'ar']\nteams = 'clubs.csv'");
    fs::write(campaign.path("clubs.csv"), "red,The <Reds>\nblue,The Blues\n").unwrap();
    let service = campaign.start(&["--public-url", "https://sing.example"]);
    let answer = service.ask("GET", "/", &[("Accept-Language", "en, ar;q=0.1")], b"");
    assert_eq!(answer.header("location"), Some("/ar/"));
    assert_eq!(service.get("/").header("location"), Some("/fr/"));
    assert_eq!(browse(&service, "/en/").status, 404);
    let page = browse(&service, "/ar/").body;
    assert_eq!(page.matches("rel=\"alternate\"").count(), 3);
    assert_eq!(
        boot(&page)["teams"],
        json!([{"code": "red", "name": "The <Reds>"}, {"code": "blue", "name": "The Blues"}])
    );
    let refused = service.announce("0123456789abcdef", &json!({"team": "fr"}));
    let fields = refused.json()["fields"].to_string();
    assert!(fields.contains("NOT_A_TEAM"), "{fields}");
    let (ticket, _) = sing(&service, &json!({"team": "red"}));
    let share = browse(&service, &format!("/fr/s/{}", ticket.id())).body;
    assert!(
        share.contains("The &lt;Reds&gt;") && !share.contains("<Reds>"),
        "{share}"
    );
}

#[test]
fn what_is_wrong_with_a_campaign_is_said_at_the_start() {
    for (lines, says) in [
        ("song = 'film.jpg'", "no sound that browsers play"),
        ("song = 'nothing.mp3'", "nothing.mp3"),
        ("teams = 'nothing.csv'", "nothing.csv"),
        ("languages = ['xx']", "the page speaks en, fr"),
    ] {
        let campaign = Campaign::with(lines);
        let mut command = Service::command();
        command
            .arg("--data")
            .arg(campaign.data())
            .arg("--campaign")
            .arg(campaign.path("stemforge.toml"));
        let output = command.args(["--listen", "127.0.0.1:0"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            [Some(1), Some(2)].contains(&output.status.code()) && said.contains(says),
            "{lines}: {said}"
        );
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    }
    let campaign = Campaign::new();
    for (flags, says) in [
        (&["--max-duration-s", "20"][..], "raise `--max-duration-s`"),
        (&["--max-take-bytes", "1MiB"], "raise `--max-take-bytes`"),
    ] {
        let mut command = Service::command();
        command
            .arg("--data")
            .arg(campaign.data())
            .arg("--campaign")
            .arg(campaign.path("stemforge.toml"));
        let output = command.args(["--listen", "127.0.0.1:0"]).args(flags).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(says), "{said}");
    }
}

#[test]
fn without_its_address_a_page_does_not_say_where_it_is_and_the_service_warns() {
    let campaign = Campaign::new();
    let service = campaign.start(&[]);
    let (ticket, _) = sing(&service, &json!({"team": "fr"}));
    for path in ["/fr/".to_owned(), format!("/fr/s/{}", ticket.id())] {
        let page = browse(&service, &path).body;
        for link in ["rel=\"canonical\"", "rel=\"alternate\"", "og:url"] {
            assert!(!page.contains(link), "{path}: {link}");
        }
    }
    assert!(
        !service.log().contains("--public-url"),
        "on this machine nobody misses it"
    );
    service.kill();

    let mut command = Service::command();
    let port_file = campaign.path("port");
    let log = std::fs::File::create(campaign.path("log")).unwrap();
    let mut child = command
        .args(["--listen", "0.0.0.0:0", "--campaign"])
        .arg(campaign.path("stemforge.toml"))
        .arg("--data")
        .arg(campaign.data())
        .arg("--port-file")
        .arg(&port_file)
        .stderr(log)
        .spawn()
        .unwrap();
    let began = std::time::Instant::now();
    while !port_file.exists() {
        assert!(began.elapsed() < std::time::Duration::from_secs(30));
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let log = std::fs::read_to_string(campaign.path("log")).unwrap();
    assert!(log.contains("no `--public-url`"), "{log}");
}
