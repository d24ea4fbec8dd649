//! Whether an upload service works for a fan's phone, seen from outside.

use super::findings::{Findings, Verdict};
use serde_json::{Value, json};
use std::io::Cursor;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use ureq::http::Response;
use ureq::{Agent, Body};

/// A service that answers later than this is not one that a fan waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Headers that keep a stranger's upload from becoming a page.
const STRICT_HEADERS: [&str; 3] = ["x-content-type-options", "content-security-policy", "referrer-policy"];

/// Checks the service at `url`; `send` also sends a take and takes it back.
pub(super) fn examine(url: &str, send: bool) -> Findings {
    let mut findings = Findings {
        service: Some(url.to_owned()),
        ..Findings::default()
    };
    if !url.starts_with("http://") && !url.starts_with("https://") {
        findings.add(
            "service",
            Verdict::Bad,
            format!("`{url}` is no address: begin with `https://` or `http://`"),
        );
        return findings;
    }
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .build()
        .into();
    let service = Service {
        agent,
        url: url.trim_end_matches('/').to_owned(),
    };
    if !check_alive(&service, &mut findings) {
        return findings;
    }
    check_ready(&service, &mut findings);
    check_door(&service, &mut findings);
    if send {
        match round_trip(&service) {
            Ok(()) => findings.add(
                "upload",
                Verdict::Good,
                "a second of silence was sent, received and taken back",
            ),
            Err(problem) => findings.add("upload", Verdict::Bad, problem),
        }
    }
    findings
}

struct Service {
    agent: Agent,
    url: String,
}

impl Service {
    fn get(&self, path: &str) -> Result<Response<Body>, String> {
        let answer = self.agent.get(format!("{}{path}", self.url)).call();
        answer.map_err(|cause| format!("`GET {path}` failed: {cause}"))
    }

    fn absolute(&self, url: &str) -> String {
        if url.starts_with('/') {
            format!("{}{url}", self.url)
        } else {
            url.to_owned()
        }
    }

    /// Asks for a take to be opened.
    fn create(&self, key: &str, take: &Value) -> Result<(u16, Value), String> {
        let answer = self
            .agent
            .post(format!("{}/v1/takes", self.url))
            .header("idempotency-key", key)
            .send_json(take);
        let mut answer = answer.map_err(|cause| format!("`POST /v1/takes` failed: {cause}"))?;
        let body = answer.body_mut().read_json().unwrap_or(Value::Null);
        Ok((answer.status().as_u16(), body))
    }
}

fn check_alive(service: &Service, findings: &mut Findings) -> bool {
    let answer = match service.get("/healthz") {
        Ok(answer) => answer,
        Err(problem) => {
            findings.add("service", Verdict::Bad, format!("{problem}; is the address right?"));
            return false;
        }
    };
    if answer.status() != 200 {
        let said = format!(
            "`GET /healthz` answers {}: something else is at this address",
            answer.status()
        );
        findings.add("service", Verdict::Bad, said);
        return false;
    }
    let host = service.url.split("://").nth(1).unwrap_or_default();
    let here = ["localhost", "127.", "[::1]"].iter().any(|name| host.starts_with(name));
    if service.url.starts_with("https://") || here {
        findings.add("service", Verdict::Good, format!("{} answers", service.url));
    } else {
        let said = "it is not HTTPS: browsers give no microphone to such a page, and voices travel in the open";
        findings.add("service", Verdict::Bad, said);
    }
    let missing: Vec<&str> = STRICT_HEADERS
        .into_iter()
        .filter(|name| !answer.headers().contains_key(*name))
        .collect();
    if missing.is_empty() {
        findings.add("headers", Verdict::Good, "strict");
    } else {
        let said = format!("`{}` is missing: a proxy in between removes it", missing.join("`, `"));
        findings.add("headers", Verdict::Bad, said);
    }
    check_clock(&answer, findings);
    true
}

/// Links for uploads hold for minutes: clocks that differ by more make every one of them expired.
fn check_clock(answer: &Response<Body>, findings: &mut Findings) {
    let date = answer.headers().get("date").and_then(|date| date.to_str().ok());
    let Some(there) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else {
        return;
    };
    let here = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let ahead_s = there.timestamp().as_second() - here.as_secs() as i64;
    if ahead_s.abs() > 120 {
        let said = format!("its clock is {ahead_s} s ahead of this machine's; links for uploads may expire at once");
        findings.add("clock", Verdict::Odd, said);
    }
}

fn check_ready(service: &Service, findings: &mut Findings) {
    match service.get("/readyz") {
        Ok(answer) if answer.status() == 200 => {
            findings.add("ready", Verdict::Good, "storage answers, takes are received")
        }
        Ok(mut answer) => {
            let body: Value = answer.body_mut().read_json().unwrap_or(Value::Null);
            let why = body["detail"].as_str().unwrap_or("it does not say why").to_owned();
            findings.add(
                "ready",
                Verdict::Bad,
                format!("it takes no uploads now ({}): {why}", answer.status()),
            );
        }
        Err(problem) => findings.add("ready", Verdict::Bad, problem),
    }
}

/// An empty request must be refused in the service's own words: then the way through proxies is open.
fn check_door(service: &Service, findings: &mut Findings) {
    match service.create("doctor-doctor-doctor", &json!({})) {
        Ok((422, body)) if body["code"] == "FIELDS_INVALID" => {
            findings.add("requests", Verdict::Good, "arrive, and are checked");
        }
        Ok((status, _)) => {
            let said = format!(
                "an empty request was answered with {status} instead of 422 FIELDS_INVALID: does a proxy in between answer?"
            );
            findings.add("requests", Verdict::Bad, said);
        }
        Err(problem) => findings.add("requests", Verdict::Bad, problem),
    }
}

/// Sends a take as a fan's phone does, and takes it back.
fn round_trip(service: &Service) -> Result<(), String> {
    use sha2::{Digest, Sha256};
    let audio = second_of_silence().map_err(|cause| format!("no WAV file could be made: {cause}"))?;
    let sha256: String = Sha256::digest(&audio)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let key = blake3::hash(format!("{} {}", now.as_nanos(), std::process::id()).as_bytes()).to_hex();
    let take = json!({
        "fan": &key[..32], "name": "stemforge doctor", "language": "en", "size_bytes": audio.len(),
        "sha256": sha256, "content_type": "audio/wav", "consent": true, "over_16": true,
    });
    let (status, created) = service.create(&key[..32], &take)?;
    if status != 201 {
        return Err(format!("a take was not accepted: {status} {created}"));
    }
    let word = |pointer: &str| created.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let expect = |what: &str, answer: Result<Response<Body>, ureq::Error>, status: &[u16]| {
        let mut answer = answer.map_err(|cause| format!("{what} failed: {cause}"))?;
        if status.contains(&answer.status().as_u16()) {
            return Ok(());
        }
        let said = answer.body_mut().read_to_string().unwrap_or_default();
        let said: String = said.chars().take(300).collect();
        Err(format!("{what} was answered with {}: {said}", answer.status()))
    };
    let url = service.absolute(word("/upload/url"));
    let is_tus = word("/upload/protocol") == "tus";
    let mut request = if is_tus {
        service.agent.patch(&url)
    } else {
        service.agent.put(&url)
    };
    for (name, value) in created["upload"]["headers"].as_object().into_iter().flatten() {
        request = request.header(name, value.as_str().unwrap_or_default());
    }
    if is_tus {
        request = request
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", "0")
            .header("content-type", "application/offset+octet-stream");
    }
    expect("sending the audio", request.send(&audio[..]), &[200, 204])?;
    let take_url = format!("{}/v1/takes/{}", service.url, word("/take_id"));
    let complete = service
        .agent
        .post(format!("{take_url}/complete"))
        .header("authorization", format!("Bearer {}", word("/upload_token")))
        .send_empty();
    expect("completing the take", complete, &[200])?;
    let erase = service
        .agent
        .delete(&take_url)
        .header("authorization", format!("Bearer {}", word("/erase_token")))
        .call();
    expect("taking it back", erase, &[204])
}

/// A WAV file: mono, 16 bit, 8 kHz.
fn second_of_silence() -> Result<Vec<u8>, hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, spec)?;
    for _ in 0..spec.sample_rate {
        writer.write_sample(0_i16)?;
    }
    writer.finalize()?;
    Ok(file.into_inner())
}
