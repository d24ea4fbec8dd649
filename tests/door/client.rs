//! HTTP as bytes, so that a test says exactly what it sends.

use serde_json::Value;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.parse().ok()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|cause| panic!("{cause}: {self:?}"))
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// Status and code, like `409 OFFSET_MISMATCH`.
    pub(super) fn said(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        format!("{} {}", self.status, problem["code"].as_str().unwrap_or_default())
            .trim()
            .to_owned()
    }

    /// The answer is a problem that says when to come again.
    pub(super) fn retry_after_s(&self) -> u64 {
        self.number("retry-after")
            .unwrap_or_else(|| panic!("no Retry-After: {self:?}"))
    }
}

pub(super) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    stream.set_write_timeout(Some(TIMEOUT)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// The head of a request, with its empty line.
pub(super) fn head(method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n")
}

/// One request on a connection of its own.
pub(super) fn ask(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let length = body.len().to_string();
    let mut all = vec![("Connection", "close")];
    all.extend_from_slice(headers);
    if !body.is_empty() || matches!(method, "POST" | "PATCH" | "PUT") {
        all.push(("Content-Length", &length));
    }
    let mut stream = connect(address);
    send(&mut stream, head(method, path, &all).as_bytes());
    send(&mut stream, body);
    last_answer(stream).unwrap_or_else(|| panic!("no answer to {method} {path}"))
}

pub(super) fn get(address: SocketAddr, path: &str) -> Answer {
    ask(address, "GET", path, &[], b"")
}

/// Sends bytes; a service that has answered already need not listen any more.
pub(super) fn send(stream: &mut TcpStream, bytes: &[u8]) {
    if let Err(cause) = stream.write_all(bytes) {
        let is_hung_up = matches!(cause.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset);
        assert!(is_hung_up, "{cause}");
    }
}

/// The answer on a connection that the service closes after it.
pub(super) fn last_answer(stream: TcpStream) -> Option<Answer> {
    answers(stream).into_iter().next()
}

/// Every answer until the service closes the connection.
pub(super) fn answers(mut stream: TcpStream) -> Vec<Answer> {
    let mut bytes = Vec::new();
    if let Err(cause) = stream.read_to_end(&mut bytes) {
        assert!(cause.kind() == ErrorKind::ConnectionReset, "{cause}");
    }
    let mut answers = Vec::new();
    let mut rest = &bytes[..];
    while let Some(answer) = parse(&mut rest) {
        answers.push(answer);
    }
    answers
}

/// Reads one answer and leaves the connection open.
pub(super) fn next_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(answer) = parse(&mut &bytes[..]) {
            return answer;
        }
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "closed after {:?}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&piece[..read]);
    }
}

fn parse(bytes: &mut &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut answer = Answer {
        status,
        head,
        body: Vec::new(),
    };
    let length = answer.number("content-length").unwrap_or(0) as usize;
    let rest = &bytes[end + 4..];
    // An answer to HEAD names the length of a body that does not come.
    let has_body = rest.len() >= length;
    if !has_body && !rest.is_empty() {
        return None;
    }
    let (body, rest) = rest.split_at(if has_body { length } else { 0 });
    answer.body = body.to_vec();
    *bytes = rest;
    Some(answer)
}
