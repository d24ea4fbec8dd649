//! The service as a process, and takes to send to it.

use super::http::{Answer, Connection, ask};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A running service.
pub(crate) struct Service {
    child: Child,
    pub(crate) port: u16,
    /// Where its log and its port are.
    outside: tempfile::TempDir,
}

impl Service {
    /// A service over a folder.
    pub(crate) fn start(data: &Path, flags: &[&str]) -> Self {
        let mut command = Self::command();
        command.arg("--data").arg(data).args(flags);
        Self::run(command)
    }

    /// The program, with nothing of our own environment that would set it up.
    pub(crate) fn command() -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stemforge-studio"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("STEMFORGE_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Starts a command of the service and waits until it listens.
    pub(crate) fn run(mut command: Command) -> Self {
        let outside = tempfile::tempdir().unwrap();
        let port_file = outside.path().join("port");
        let log = fs::File::create(outside.path().join("log")).unwrap();
        let child = command
            .args(["--listen", "127.0.0.1:0", "--port-file"])
            .arg(&port_file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut service = Self {
            child,
            port: 0,
            outside,
        };
        let began = Instant::now();
        while service.port == 0 {
            if let Ok(text) = fs::read_to_string(&port_file) {
                service.port = text.trim().parse().unwrap();
            }
            let ended = service.child.try_wait().unwrap();
            let is_late = began.elapsed() > Duration::from_secs(30);
            assert!(ended.is_none() && !is_late, "it did not start: {}", service.log());
            std::thread::sleep(Duration::from_millis(5));
        }
        service
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.outside.path().join("log")).unwrap()
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal to it.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        ask(self.port, method, path, headers, body)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    /// Announces a take that says `body`.
    pub(crate) fn announce(&self, key: &str, body: &Value) -> Answer {
        let headers = [("Idempotency-Key", key), ("Content-Type", "application/json")];
        self.ask("POST", "/v1/takes", &headers, body.to_string().as_bytes())
    }

    /// Announces a recording.
    pub(crate) fn create(&self, recording: &Recording) -> Ticket {
        let answer = self.announce(&recording.key, &recording.announcement());
        assert_eq!(answer.status, 201, "{answer:?}");
        Ticket(answer.json())
    }

    /// Announces, sends and confirms a recording.
    pub(crate) fn receive(&self, recording: &Recording) -> Ticket {
        let ticket = self.create(recording);
        assert_eq!(self.patch(&ticket, 0, &recording.bytes).status, 204);
        let answer = self.complete(&ticket);
        assert_eq!(answer.status, 200, "{answer:?}");
        ticket
    }

    pub(crate) fn patch(&self, ticket: &Ticket, offset: u64, bytes: &[u8]) -> Answer {
        self.ask("PATCH", ticket.url(), &tus(&offset.to_string()), bytes)
    }

    /// Begins to send a recording and leaves the connection open.
    pub(crate) fn begin_patch(&self, ticket: &Ticket, offset: u64, length: usize) -> Connection {
        let mut connection = Connection::open(self.port);
        let (offset, length) = (offset.to_string(), length.to_string());
        let mut headers = tus(&offset).to_vec();
        headers.push(("Content-Length", &length));
        connection.head("PATCH", ticket.url(), &headers);
        connection
    }

    /// Where an upload stands.
    pub(crate) fn offset(&self, ticket: &Ticket) -> u64 {
        let answer = self.ask("HEAD", ticket.url(), &[("Tus-Resumable", "1.0.0")], b"");
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.header("upload-offset").unwrap().parse().unwrap()
    }

    pub(crate) fn complete(&self, ticket: &Ticket) -> Answer {
        self.confirm(ticket, &[], b"")
    }

    /// Confirms a take with last words.
    pub(crate) fn complete_with(&self, ticket: &Ticket, words: &Value) -> Answer {
        let json = ("Content-Type", "application/json");
        self.confirm(ticket, &[json], words.to_string().as_bytes())
    }

    pub(crate) fn confirm(&self, ticket: &Ticket, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let authorization = format!("Bearer {}", ticket.text("upload_token"));
        let headers = [&[("Authorization", &*authorization)], headers].concat();
        self.ask("POST", &format!("/v1/takes/{}/complete", ticket.id()), &headers, body)
    }

    pub(crate) fn delete(&self, ticket: &Ticket) -> Answer {
        let authorization = format!("Bearer {}", ticket.text("erase_token"));
        let headers = [("Authorization", &*authorization)];
        self.ask("DELETE", &format!("/v1/takes/{}", ticket.id()), &headers, b"")
    }

    /// How far a take is.
    pub(crate) fn status(&self, ticket: &Ticket) -> Answer {
        self.get(ticket.text("status_url"))
    }

    /// How far a take is, in a word.
    pub(crate) fn word(&self, ticket: &Ticket) -> String {
        let answer = self.status(ticket);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["status"].as_str().unwrap().to_owned()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn tus(offset: &str) -> [(&str, &str); 3] {
    [
        ("Tus-Resumable", "1.0.0"),
        ("Content-Type", "application/offset+octet-stream"),
        ("Upload-Offset", offset),
    ]
}

/// The answer to an announcement.
#[derive(Debug, Clone)]
pub(crate) struct Ticket(pub(crate) Value);

impl Ticket {
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }

    pub(crate) fn id(&self) -> &str {
        self.text("take_id")
    }

    pub(crate) fn url(&self) -> &str {
        self.0["upload"]["url"].as_str().unwrap()
    }
}

/// What a fan sang.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) key: String,
    pub(crate) bytes: Vec<u8>,
}

impl Recording {
    /// Like no other of this size.
    pub(crate) fn new(size_bytes: usize) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut bytes = b"\x1a\x45\xdf\xa3".to_vec();
        let mut state = u64::from(number) + 1;
        while bytes.len() < size_bytes {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            bytes.push((state >> 56) as u8);
        }
        bytes.truncate(size_bytes);
        Self {
            key: format!("test-recording-{number:08}"),
            bytes,
        }
    }

    pub(crate) fn sha256(&self) -> String {
        let digest = Sha256::digest(&self.bytes);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn announcement(&self) -> Value {
        json!({
            "fan": "0123456789abcdef", "name": "Zoë Müller", "country": "FR", "language": "fr-CA", "section": "low",
            "team": "Les Bleus", "size_bytes": self.bytes.len(), "duration_ms": 12_000, "sha256": self.sha256(),
            "content_type": "audio/webm;codecs=opus", "lag_ms": 42.5, "consent": true, "over_16": true, "terms": "2026-11",
        })
    }
}

/// Every file below a folder that is no hidden one, with its size.
pub(crate) fn files(folder: &Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(&inside).unwrap() {
            let entry = entry.unwrap();
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if !entry.file_name().to_string_lossy().starts_with('.') {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.push((name, entry.metadata().unwrap().len()));
            }
        }
    }
    found.sort();
    found
}

/// Names of the files that have to do with a take.
pub(crate) fn traces(folder: &Path, ticket: &Ticket) -> Vec<String> {
    let all = files(folder).into_iter().map(|(name, _)| name);
    all.filter(|name| name.contains(ticket.id())).collect()
}

/// The one file of a take whose name ends so.
pub(crate) fn file(folder: &Path, ticket: &Ticket, end: &str) -> PathBuf {
    let names = traces(folder, ticket);
    let name = names.iter().find(|name| name.ends_with(end));
    folder.join(name.unwrap_or_else(|| panic!("no `{end}` among {names:?}")))
}

/// Sends a recording as a page does, from wherever it stands; says which take it is once it is confirmed. Gives up when
/// the service is gone.
pub(crate) fn try_to_send(port: u16, recording: &Recording) -> Option<String> {
    let ask = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]| {
        let length = body.len().to_string();
        let mut headers = headers.to_vec();
        headers.extend([("Connection", "close"), ("Content-Length", &*length)]);
        let mut connection = Connection::try_open(port)?;
        connection.try_head(method, path, &headers);
        connection.try_send(body);
        connection.try_answer()
    };
    let headers = [
        ("Idempotency-Key", &*recording.key),
        ("Content-Type", "application/json"),
    ];
    let created = ask(
        "POST",
        "/v1/takes",
        &headers,
        recording.announcement().to_string().as_bytes(),
    )?;
    assert_eq!(created.status, 201, "{created:?}");
    let ticket = Ticket(created.json());
    let head = ask("HEAD", ticket.url(), &[("Tus-Resumable", "1.0.0")], b"")?;
    assert_eq!(head.status, 200, "{head:?}");
    let offset: usize = head.header("upload-offset")?.parse().unwrap();
    if offset < recording.bytes.len() {
        let sent = ask(
            "PATCH",
            ticket.url(),
            &tus(&offset.to_string()),
            &recording.bytes[offset..],
        )?;
        assert_eq!(sent.status, 204, "{sent:?}");
    }
    let authorization = format!("Bearer {}", ticket.text("upload_token"));
    let path = format!("/v1/takes/{}/complete", ticket.id());
    let done = ask("POST", &path, &[("Authorization", &*authorization)], b"")?;
    assert_eq!(done.status, 200, "{done:?}");
    Some(ticket.id().to_owned())
}
