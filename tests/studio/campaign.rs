//! A campaign with a studio: the sample song, and small files of the right kinds.

use super::http::Answer;
use super::service::{Recording, Service, Ticket};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The languages of the page.
pub(crate) const LANGUAGES: [&str; 12] = ["en", "fr", "de", "es", "it", "pt", "pl", "ru", "tr", "cs", "sv", "ar"];
pub(crate) const TITLE: &str = "All <Four> Corners & \"more\"";

/// A folder with a campaign file, its media, and takes.
pub(crate) struct Campaign {
    folder: tempfile::TempDir,
}

impl Campaign {
    /// With everything that a studio can have.
    pub(crate) fn new() -> Self {
        Self::with("")
    }

    /// With more lines in `[studio]`.
    pub(crate) fn with(lines: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        write("crowd.mp3", &[b"\xff\xfb\x90\x64".as_slice(), &[0; 3000]].concat());
        write("film.mp4", &film());
        write("film.jpg", b"\xff\xd8\xff\xe0 a picture");
        fs::create_dir(folder.path().join("captions")).unwrap();
        write("captions/fr.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nUne chanson.\n");
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/demo");
        let text = format!(
            "[song]\nguide = {:?}\nbacking = {:?}\ntitle = {TITLE:?}\ntempo_bpm = 120.0\nfirst_bar_s = 2.0\n\
             [studio]\ncrowd = 'crowd.mp3'\nfilm = 'film.mp4'\nfilm_poster = 'film.jpg'\nfilm_captions = 'captions'\n\
             terms = '2026-11'\nfonts = {:?}\n{lines}\n",
            demo.join("guide.csv"),
            demo.join("backing.flac"),
            fonts()
        );
        write("stemforge.toml", text.as_bytes());
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Its studio, once it has counted the voices of earlier runs.
    pub(crate) fn start(&self, flags: &[&str]) -> Service {
        let file = self.path("stemforge.toml");
        let campaign = ["--campaign", file.to_str().unwrap()];
        let service = Service::start(&self.data(), &[&campaign, flags].concat());
        let began = Instant::now();
        while LANGUAGES
            .iter()
            .all(|language| !service.get(&format!("/{language}/")).body.contains("\"voices\":"))
        {
            assert!(began.elapsed() < Duration::from_secs(20), "voices are counted");
            std::thread::sleep(Duration::from_millis(10));
        }
        service
    }
}

/// A film of so many bytes that it comes in pieces.
pub(crate) fn film() -> Vec<u8> {
    let mut film = b"\0\0\0\x18ftypisom".to_vec();
    film.extend((0..200_000_u32).map(|at| (at % 251) as u8));
    film
}

/// The fonts of the covers, fetched once.
fn fonts() -> PathBuf {
    static FONTS: OnceLock<PathBuf> = OnceLock::new();
    let fetch = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = root.join("target/fonts");
        let fetched = Command::new(root.join("scripts/fonts")).arg(&folder).status().unwrap();
        assert!(fetched.success(), "`scripts/fonts` fetches the fonts");
        folder
    };
    FONTS.get_or_init(fetch).clone()
}

/// A take of whoever says `words` about it, received; and what the service answered.
pub(crate) fn sing(service: &Service, words: &Value) -> (Ticket, Value) {
    let recording = Recording::new(1000);
    let mut announcement = json!({
        "fan": "0123456789abcdef", "size_bytes": recording.bytes.len(), "sha256": recording.sha256(),
        "content_type": "audio/webm", "consent": true, "over_16": true, "terms": "2026-11", "language": "en",
    });
    for (field, word) in words.as_object().unwrap() {
        announcement[field] = word.clone();
    }
    let answer = service.announce(&recording.key, &announcement);
    assert_eq!(answer.status, 201, "{answer:?}");
    let ticket = Ticket(answer.json());
    assert_eq!(service.patch(&ticket, 0, &recording.bytes).status, 204);
    let answer = service.complete(&ticket);
    assert_eq!(answer.status, 200, "{answer:?}");
    (ticket, answer.json())
}

/// A take that nobody sent.
pub(crate) fn announce(service: &Service) -> Ticket {
    let recording = Recording::new(100);
    let mut announcement = recording.announcement();
    announcement["team"] = json!("fr");
    let answer = service.announce(&recording.key, &announcement);
    assert_eq!(answer.status, 201, "{answer:?}");
    Ticket(answer.json())
}

/// A page as a browser asks for it.
pub(crate) fn browse(service: &Service, path: &str) -> Answer {
    service.ask("GET", path, &[("Accept", "text/html,*/*;q=0.8")], b"")
}

/// The value of an attribute of the first element that begins so.
pub(crate) fn attribute(page: &str, element: &str, name: &str) -> String {
    let start = page.find(element).unwrap_or_else(|| panic!("no `{element}` in {page}"));
    let tag = &page[start..start + page[start..].find('>').unwrap()];
    let (_, rest) = tag
        .split_once(&format!(" {name}=\""))
        .unwrap_or_else(|| panic!("no `{name}` in {tag}"));
    unescaped(rest.split('"').next().unwrap())
}

/// Text as it was before it was escaped.
pub(crate) fn unescaped(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}
