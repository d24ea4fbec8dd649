//! One fan, one take: announce it, send it, have it confirmed. Whatever breaks on the way is tried again, as a page
//! does it: wait as long as the service asks, ask where the upload stands, go on from there.

use super::audit::{Audit, Confirmed};
use super::figures::{Ask, Figures};
use super::garbage::GaveUp;
use super::journal::Journal;
use super::parcel::Parcel;
use super::plan::{Phase, Plan};
use super::settings::LoadSettings;
use super::wire::{Answer, Broken, Wire};
use hyper::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// First wait after a connection broke; it doubles up to the greatest.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const GREATEST_WAIT: Duration = Duration::from_secs(5);
/// Longest time after which a fan who loses answers breaks the connection.
const SHOUT_MS: u64 = 20;
/// What tus asks for.
const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
const JSON: (&str, &str) = ("content-type", "application/json");
const OCTETS: (&str, &str) = ("content-type", "application/offset+octet-stream");

/// What all fans share.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) settings: LoadSettings,
    pub(super) authority: Arc<str>,
    pub(super) figures: Arc<Figures>,
    pub(super) audit: Audit,
    pub(super) journal: Option<Journal>,
}

/// A fan on stage.
#[derive(Debug)]
pub(super) struct Fan {
    pub(super) plan: Plan,
    pub(super) stage: Arc<Stage>,
    pub(super) figures: Arc<Figures>,
    pub(super) wire: Wire,
    take: Take,
    phase: Phase,
    arrived: Instant,
    wait: Duration,
}

/// What the service said of the take.
#[derive(Debug, Default)]
struct Take {
    id: String,
    upload_url: String,
    upload_token: String,
}

impl Fan {
    /// A fan who arrived at `arrived`, which may be a while ago.
    pub(super) fn new(stage: Arc<Stage>, plan: Plan, phase: Phase, arrived: Instant) -> Self {
        Self {
            plan,
            figures: Arc::clone(&stage.figures),
            wire: Wire::new(Arc::clone(&stage.authority), Arc::clone(&stage.figures), phase),
            stage,
            take: Take::default(),
            phase,
            arrived,
            wait: FIRST_WAIT,
        }
    }

    /// The whole story. What goes wrong is counted where it happens.
    pub(super) async fn perform(mut self) {
        let done = match self.plan.garbage {
            _ if self.stage.settings.plain_put => self.put_plainly().await,
            Some(garbage) => self.send_garbage(garbage).await,
            None => self.send_take().await,
        };
        match done {
            Ok(()) => self.stage.audit.done(),
            Err(GaveUp) => self.stage.audit.failed(),
        }
    }

    async fn send_take(&mut self) -> Result<(), GaveUp> {
        let announcement = self.plan.announcement();
        if self.plan.repeats {
            self.shout_create(&announcement).await;
        }
        self.create(announcement.clone()).await?;
        if self.plan.repeats {
            self.create_again(announcement.clone()).await?;
        }
        let size = self.plan.recording.size_bytes();
        self.upload(size).await?;
        self.journal("completing", json!({}));
        if self.plan.repeats {
            let (path, bearer) = self.completion();
            let patience = Duration::from_millis(self.plan.chance.below(SHOUT_MS));
            let headers = [("authorization", &*bearer), JSON];
            self.wire
                .shout(Method::POST, &path, &headers, self.last_words(), patience)
                .await;
        }
        for _ in 0..=u8::from(self.plan.repeats) {
            let answer = self.confirm().await?;
            let body = answer.json();
            let is_confirmed = answer.status == 200 && body["status"] == "received" && body["size_bytes"] == size;
            if !is_confirmed {
                return Err(self.unexpected("complete", &answer));
            }
        }
        self.received(self.take.id.clone());
        if self.plan.repeats {
            // A page that was closed and opened again begins from the start.
            let before = self.take.id.clone();
            let answer = self.create(announcement).await?;
            if answer["status"] != "received" || self.take.id != before {
                return Err(self.fail("a repeated create forgot that the take is here".to_owned()));
            }
        }
        Ok(())
    }

    /// Notes that a take is confirmed.
    pub(super) fn received(&mut self, take_id: String) {
        self.figures.took(Ask::Take, self.phase, self.arrived.elapsed());
        self.journal(
            "received",
            json!({ "sha256": crate::studio::hex::encode(&self.plan.sha256) }),
        );
        self.stage.audit.confirmed(Confirmed {
            take_id,
            sha256: self.plan.sha256,
            size_bytes: self.plan.recording.size_bytes(),
        });
    }

    /// Announces the take until the service has heard it.
    pub(super) async fn create(&mut self, announcement: Value) -> Result<Value, GaveUp> {
        let answer = self.announce(announcement.to_string(), true).await?;
        let body = answer.json();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let url = text(&body["upload"]["url"]);
        let base = self.stage.settings.url.trim_end_matches('/');
        let upload_url = match url.strip_prefix(base) {
            Some(path) => self.path(path),
            None => self.path(&url),
        };
        self.take = Take {
            id: text(&body["take_id"]),
            upload_url,
            upload_token: text(&body["upload_token"]),
        };
        if answer.status != 201 || self.take.id.is_empty() {
            return Err(self.unexpected("create", &answer));
        }
        if body["upload"]["protocol"] != "tus" {
            return Err(self.fail("the service does not take uploads over tus".to_owned()));
        }
        self.journal(
            "created",
            json!({ "upload_url": self.take.upload_url, "status": body["status"] }),
        );
        Ok(body)
    }

    /// One create, whatever comes of it.
    pub(super) async fn announce(&mut self, body: String, with_key: bool) -> Result<Answer, GaveUp> {
        let key = self.plan.key.clone();
        let mut headers = vec![JSON];
        if with_key {
            headers.push(("idempotency-key", &key));
        }
        let path = self.path("/v1/takes");
        self.persist(Ask::Create, Method::POST, &path, &headers, || {
            Parcel::text(body.clone())
        })
        .await
    }

    /// A create whose answer is lost.
    async fn shout_create(&mut self, announcement: &Value) {
        let (key, path) = (self.plan.key.clone(), self.path("/v1/takes"));
        let headers = [JSON, ("idempotency-key", &*key)];
        let patience = Duration::from_millis(self.plan.chance.below(SHOUT_MS));
        let body = Parcel::text(announcement.to_string());
        self.wire.shout(Method::POST, &path, &headers, body, patience).await;
    }

    /// The same create gets the same take; another with its key is refused.
    async fn create_again(&mut self, mut announcement: Value) -> Result<(), GaveUp> {
        let before = self.take.id.clone();
        self.create(announcement.clone()).await?;
        if self.take.id != before {
            return Err(self.fail("a repeated create made another take".to_owned()));
        }
        announcement["duration_ms"] = json!(29_999);
        let answer = self.announce(announcement.to_string(), true).await?;
        if answer.code() != "IDEMPOTENCY_KEY_REUSED" {
            return Err(self.unexpected("create with a used key", &answer));
        }
        self.figures.refused("409 IDEMPOTENCY_KEY_REUSED".to_owned());
        Ok(())
    }

    /// Sends the recording's bytes up to `until`.
    pub(super) async fn upload(&mut self, until: u64) -> Result<(), GaveUp> {
        let mut offset = 0;
        while offset < until {
            let end = until.min(offset + self.stage.settings.patch_bytes);
            let cut_at = self.next_cut(offset, end);
            let asked = self.patch(offset, end, cut_at).await;
            match asked {
                Ok(answer) if answer.status == 204 && answer.upload_offset == Some(end) => {
                    self.wait = FIRST_WAIT;
                    self.figures.acknowledged(end - offset);
                    offset = end;
                    continue;
                }
                Ok(answer) if is_worth_another_try(&answer) => self.pause_as_told(&answer).await?,
                Ok(answer) if answer.code() == "OFFSET_MISMATCH" => {}
                Ok(answer) => return Err(self.unexpected("patch", &answer)),
                Err(_) if cut_at.is_some() => self.figures.cut(),
                Err(broken) => self.pause_after(broken).await?,
            }
            let stands_at = self.stands_at().await?;
            if stands_at < offset {
                return Err(self.fail(format!("acknowledged bytes are lost: {stands_at} of {offset} are left")));
            }
            // What was under way when the connection broke and did not arrive.
            self.figures.sent_again(cut_at.unwrap_or(end).saturating_sub(stands_at));
            self.figures.acknowledged(stands_at.min(until) - offset);
            offset = stands_at;
        }
        Ok(())
    }

    /// One PATCH that is meant to be refused.
    pub(super) async fn patch_once(&mut self, offset: u64, end: u64) -> Result<Answer, GaveUp> {
        loop {
            match self.patch(offset, end, None).await {
                Ok(answer) if is_worth_another_try(&answer) => self.pause_as_told(&answer).await?,
                Ok(answer) => return Ok(answer),
                Err(broken) => self.pause_after(broken).await?,
            }
        }
    }

    async fn patch(&mut self, offset: u64, end: u64, cut_at: Option<u64>) -> Result<Answer, Broken> {
        let at = offset.to_string();
        let headers = [TUS, OCTETS, ("upload-offset", &*at)];
        let slow = self.plan.is_slow.then_some(self.stage.settings.slow_bytes_per_second);
        let body = Parcel::piece(&self.plan.recording, offset, end, cut_at, slow);
        self.wire
            .ask(Ask::Patch, Method::PATCH, &self.take.upload_url, &headers, body)
            .await
    }

    /// The next planned cut, if it is among these bytes.
    fn next_cut(&mut self, offset: u64, end: u64) -> Option<u64> {
        // A cut that the upload has passed, because bytes arrived that we thought lost, does not happen.
        self.plan.cuts.retain(|cut| *cut >= offset);
        let cut = self.plan.cuts.first().copied().filter(|cut| *cut < end)?;
        self.plan.cuts.remove(0);
        Some(cut)
    }

    async fn stands_at(&mut self) -> Result<u64, GaveUp> {
        let path = self.take.upload_url.clone();
        let answer = self
            .persist(Ask::Head, Method::HEAD, &path, &[TUS], Parcel::empty)
            .await?;
        match answer.upload_offset {
            Some(offset) if answer.status == 200 => Ok(offset),
            _ => Err(self.unexpected("head", &answer)),
        }
    }

    /// One completion, whatever comes of it.
    pub(super) async fn confirm(&mut self) -> Result<Answer, GaveUp> {
        let (path, bearer) = self.completion();
        let headers = [("authorization", &*bearer), JSON];
        let words = self.plan.last_words().map(|words| words.to_string());
        let body = || words.clone().map_or_else(Parcel::empty, Parcel::text);
        self.persist(Ask::Complete, Method::POST, &path, &headers, body).await
    }

    fn last_words(&self) -> Parcel {
        let words = self.plan.last_words();
        words.map_or_else(Parcel::empty, |words| Parcel::text(words.to_string()))
    }

    fn completion(&self) -> (String, String) {
        let path = self.path(&format!("/v1/takes/{}/complete", self.take.id));
        (path, format!("Bearer {}", self.take.upload_token))
    }

    pub(super) fn set_upload_token(&mut self, token: String) {
        self.take.upload_token = token;
    }

    /// A path below the URL of the service.
    pub(super) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.stage.settings.base_path())
    }

    /// Asks until there is an answer that is not "later".
    pub(super) async fn persist(
        &mut self,
        ask: Ask,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Fn() -> Parcel,
    ) -> Result<Answer, GaveUp> {
        loop {
            match self.wire.ask(ask, method.clone(), path, headers, body()).await {
                Ok(answer) if is_worth_another_try(&answer) => self.pause_as_told(&answer).await?,
                Ok(answer) => {
                    self.wait = FIRST_WAIT;
                    return Ok(answer);
                }
                Err(broken) => self.pause_after(broken).await?,
            }
        }
    }

    /// Waits as long as the service asked, and a little longer, so that not all come back at once.
    async fn pause_as_told(&mut self, answer: &Answer) -> Result<(), GaveUp> {
        let code = answer.code();
        self.figures.told_to_wait(format!("{} {code}", answer.status));
        let Some(least) = answer.retry_after else {
            return Err(self.fail(format!("{} {code} without Retry-After", answer.status)));
        };
        let wait = least.mul_f64(1.0 + 0.25 * self.plan.chance.unit());
        self.pause(wait).await
    }

    async fn pause_after(&mut self, broken: Broken) -> Result<(), GaveUp> {
        self.figures.broke();
        if broken == Broken::Timeout {
            return Err(self.fail("no answer in time".to_owned()));
        }
        let wait = self.wait.mul_f64(0.5 + self.plan.chance.unit());
        self.wait = (self.wait * 2).min(GREATEST_WAIT);
        self.pause(wait).await
    }

    async fn pause(&mut self, wait: Duration) -> Result<(), GaveUp> {
        if self.arrived.elapsed() + wait > self.stage.settings.patience() {
            return Err(self.fail("gave up: patience is over".to_owned()));
        }
        // A waiting fan costs the service nothing.
        if wait > Duration::from_secs(1) {
            self.wire.hang_up();
        }
        tokio::time::sleep(wait).await;
        Ok(())
    }

    pub(super) fn is_out_of_patience(&self) -> bool {
        self.arrived.elapsed() > self.stage.settings.patience()
    }

    pub(super) fn unexpected(&self, what: &str, answer: &Answer) -> GaveUp {
        self.fail(format!("{what} got {} {}", answer.status, answer.code()))
    }

    /// Counts what should not have happened.
    pub(super) fn fail(&self, what: String) -> GaveUp {
        self.figures.error(what);
        GaveUp
    }

    fn journal(&self, event: &str, mut line: Value) {
        if let Some(journal) = &self.stage.journal {
            line["event"] = json!(event);
            line["take_id"] = json!(self.take.id);
            if let Err(cause) = journal.append(&line) {
                self.figures.error(format!("the journal cannot be written: {cause}"));
            }
        }
    }
}

/// Whether an answer says that the same may be tried again later.
fn is_worth_another_try(answer: &Answer) -> bool {
    matches!(answer.status, 423 | 429 | 503)
}
