//! A network that fails: stands between a client and a server of HTTP/1.1 and does to requests what networks do.
//!
//! What happens to request n is decided by a hash of the seed and n, so a run can be repeated.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What can happen to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// It arrives late.
    Delay,
    /// The server says 500 and does nothing.
    InternalError,
    /// The server says that it is overloaded, and does nothing.
    SlowDown,
    /// The connection breaks before the server has seen it.
    LostRequest,
    /// The server does what was asked, and nobody hears of it.
    LostAnswer,
    /// The server does what was asked, and something between says 502.
    BadGateway,
    /// The answer breaks off half-way.
    CutAnswer,
}

const FAULTS: [Fault; 7] = [
    Fault::Delay,
    Fault::InternalError,
    Fault::SlowDown,
    Fault::LostRequest,
    Fault::LostAnswer,
    Fault::BadGateway,
    Fault::CutAnswer,
];

pub(crate) struct Proxy {
    port: u16,
    state: Arc<State>,
}

struct State {
    upstream: u16,
    seed: u64,
    /// Requests of a thousand that meet each fault.
    permille: u64,
    requests: AtomicU64,
    done: Mutex<BTreeMap<Fault, u64>>,
    ended: AtomicBool,
}

impl Proxy {
    pub(crate) fn start(upstream: u16, seed: u64, permille: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            upstream,
            seed,
            permille,
            requests: AtomicU64::new(0),
            done: Mutex::default(),
            ended: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.ended.load(Ordering::Relaxed) {
                    return;
                }
                let state = Arc::clone(&shared);
                // A connection that ends in an error has ended.
                std::thread::spawn(move || drop(serve(client, &state)));
            }
        });
        Self { port, state }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How often each fault happened.
    pub(crate) fn faults(&self) -> BTreeMap<Fault, u64> {
        self.state.done.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fails unless every kind of fault happened.
    pub(crate) fn expect_every_fault(&self) {
        let done = self.faults();
        for fault in FAULTS {
            assert!(
                done.get(&fault).is_some_and(|count| *count > 0),
                "{fault:?} never happened: {done:?}"
            );
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::Relaxed);
        // The listener wakes up to see it.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl State {
    fn next_fault(&self) -> Option<Fault> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let hash = blake3::hash(&[self.seed.to_le_bytes(), number.to_le_bytes()].concat());
        let roll = u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap()) % 1000;
        FAULTS
            .get((roll / self.permille.max(1)) as usize)
            .copied()
            .filter(|_| self.permille > 0)
    }

    fn happened(&self, fault: Fault) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done.entry(fault).or_default() += 1;
    }
}

/// A message as it came: head with the empty line, and what its length says follows.
struct Message {
    head: Vec<u8>,
    body: Vec<u8>,
}

/// Requests of one connection, one after the other, over one connection to the server.
fn serve(client: TcpStream, state: &State) -> io::Result<()> {
    client.set_nodelay(true)?;
    let upstream = TcpStream::connect(("127.0.0.1", state.upstream))?;
    upstream.set_nodelay(true)?;
    let (mut to_client, mut from_client) = (client.try_clone()?, BufReader::new(client));
    let (mut to_server, mut from_server) = (upstream.try_clone()?, BufReader::new(upstream));
    while let Some(request) = read_message(&mut from_client, false)? {
        let is_head = request.head.starts_with(b"HEAD ");
        let fault = state.next_fault();
        match fault {
            Some(fault @ Fault::Delay) => {
                state.happened(fault);
                std::thread::sleep(Duration::from_millis(20));
            }
            Some(fault @ Fault::InternalError) => {
                state.happened(fault);
                refuse(&mut to_client, "500 Internal Server Error", "InternalError", is_head)?;
                continue;
            }
            Some(fault @ Fault::SlowDown) => {
                state.happened(fault);
                refuse(&mut to_client, "503 Slow Down", "SlowDown", is_head)?;
                continue;
            }
            Some(fault @ Fault::LostRequest) => {
                state.happened(fault);
                return Ok(());
            }
            _ => {}
        }
        to_server.write_all(&request.head)?;
        to_server.write_all(&request.body)?;
        let answer = loop {
            let Some(answer) = read_message(&mut from_server, is_head)? else {
                return Ok(());
            };
            // `100 Continue` is no answer yet; the body is on its way as it is.
            if !answer.head.starts_with(b"HTTP/1.1 100") {
                break answer;
            }
        };
        match fault {
            Some(fault @ Fault::LostAnswer) => {
                state.happened(fault);
                return Ok(());
            }
            Some(fault @ Fault::BadGateway) => {
                state.happened(fault);
                refuse(&mut to_client, "502 Bad Gateway", "", is_head)?;
                continue;
            }
            Some(fault @ Fault::CutAnswer) if answer.body.len() > 1 => {
                state.happened(fault);
                to_client.write_all(&answer.head)?;
                return to_client.write_all(&answer.body[..answer.body.len() / 2]);
            }
            _ => {}
        }
        to_client.write_all(&answer.head)?;
        to_client.write_all(&answer.body)?;
    }
    Ok(())
}

fn refuse(client: &mut TcpStream, status: &str, code: &str, is_head: bool) -> io::Result<()> {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>as asked</Message></Error>");
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    client.write_all(head.as_bytes())?;
    client.write_all(if is_head { b"" } else { body.as_bytes() })
}

/// The next message; `None` at the end of the connection.
fn read_message(from: &mut impl BufRead, without_body: bool) -> io::Result<Option<Message>> {
    let mut head = Vec::new();
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let start = head.len();
        if from.read_until(b'\n', &mut head)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&head[start..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        is_chunked |= line.starts_with("transfer-encoding:") && line.contains("chunked");
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = Vec::new();
    if without_body {
        return Ok(Some(Message { head, body }));
    }
    if is_chunked {
        read_chunks(from, &mut body)?;
    } else {
        from.take(length).read_to_end(&mut body)?;
    }
    Ok(Some(Message { head, body }))
}

/// A chunked body as it is, with the lines that say how long each chunk is.
fn read_chunks(from: &mut impl BufRead, body: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let start = body.len();
        from.read_until(b'\n', body)?;
        let line = String::from_utf8_lossy(&body[start..]).trim().to_owned();
        let digits = line.split(';').next().unwrap_or_default();
        let length = u64::from_str_radix(digits, 16).map_err(io::Error::other)?;
        from.take(length + 2).read_to_end(body)?;
        if length == 0 {
            return Ok(());
        }
    }
}
