//! What has to be refused, and how.

use super::fan::Fan;
use super::figures::Ask;
use super::parcel::Parcel;
use super::wire::Answer;
use crate::studio::hex;
use hyper::Method;
use serde_json::{Value, json};

/// Something wrong that a fan sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Garbage {
    BadFields,
    TooBig,
    NotJson,
    NoKey,
    WrongOffset,
    TooManyBytes,
    Half,
    WrongToken,
    NoConsent,
    WrongHash,
    WrongType,
    NotAudio,
    UnknownTake,
}

/// A fan's story was cut short: what is wrong is counted already.
#[derive(Debug)]
pub(super) struct GaveUp;

impl Garbage {
    pub(super) const ALL: [Self; 13] = [
        Self::BadFields,
        Self::TooBig,
        Self::NotJson,
        Self::NoKey,
        Self::WrongOffset,
        Self::TooManyBytes,
        Self::Half,
        Self::WrongToken,
        Self::NoConsent,
        Self::WrongHash,
        Self::WrongType,
        Self::NotAudio,
        Self::UnknownTake,
    ];

    /// The answer it has to get.
    const fn answer(self) -> (u16, &'static str) {
        match self {
            Self::BadFields | Self::TooBig | Self::NoConsent => (422, "FIELDS_INVALID"),
            Self::NotJson => (400, "BAD_JSON"),
            Self::NoKey => (400, "IDEMPOTENCY_KEY_INVALID"),
            Self::WrongOffset => (409, "OFFSET_MISMATCH"),
            Self::TooManyBytes => (413, "TOO_MANY_BYTES"),
            Self::Half => (409, "UPLOAD_INCOMPLETE"),
            Self::WrongToken => (403, "TOKEN_WRONG"),
            Self::WrongHash => (422, "HASH_MISMATCH"),
            Self::WrongType => (422, "CONTENT_MISMATCH"),
            Self::NotAudio => (422, "NOT_AUDIO"),
            Self::UnknownTake => (404, "TAKE_UNKNOWN"),
        }
    }
}

impl Fan {
    /// Sends something wrong and looks whether the refusal is the right one.
    pub(super) async fn send_garbage(&mut self, garbage: Garbage) -> Result<(), GaveUp> {
        let answer = self.refused(garbage).await?;
        let (status, code) = garbage.answer();
        let got = answer.code();
        if (answer.status, &*got) == (status, code) {
            self.figures.refused(format!("{status} {code}"));
            return Ok(());
        }
        Err(self.fail(format!(
            "{garbage:?} got {} {got} instead of {status} {code}",
            answer.status
        )))
    }

    async fn refused(&mut self, garbage: Garbage) -> Result<Answer, GaveUp> {
        let size = self.plan.recording.size_bytes();
        let mut announcement = self.plan.announcement();
        match garbage {
            Garbage::BadFields => {
                announcement["country"] = json!("ZZ");
                announcement["surprise"] = json!(1);
                self.announce(announcement.to_string(), true).await
            }
            Garbage::TooBig => {
                announcement["size_bytes"] = json!(1_u64 << 50);
                self.announce(announcement.to_string(), true).await
            }
            Garbage::NotJson => self.announce("{\"fan\": ".to_owned(), true).await,
            Garbage::NoKey => self.announce(announcement.to_string(), false).await,
            Garbage::UnknownTake => {
                let stranger = self.plan.chance.bits();
                let path = self.path(&format!("/v1/takes/{stranger:032x}"));
                self.persist(Ask::Status, Method::GET, &path, &[], Parcel::empty).await
            }
            Garbage::WrongOffset => {
                self.create(announcement).await?;
                self.patch_once(1, size).await
            }
            Garbage::TooManyBytes => {
                announcement["size_bytes"] = json!(size - 1);
                self.create(announcement).await?;
                self.patch_once(0, size).await
            }
            Garbage::Half => {
                self.create(announcement).await?;
                self.upload(size / 2).await?;
                self.confirm().await
            }
            Garbage::WrongToken => {
                self.create(announcement).await?;
                self.set_upload_token("0".repeat(64));
                self.confirm().await
            }
            Garbage::NoConsent => {
                announcement["consent"] = Value::Null;
                self.send_whole(announcement).await
            }
            Garbage::WrongHash => {
                let mut wrong = self.plan.sha256;
                wrong[0] ^= 1;
                announcement["sha256"] = json!(hex::encode(&wrong));
                self.send_whole(announcement).await
            }
            Garbage::WrongType => {
                announcement["content_type"] = json!("audio/flac");
                self.send_whole(announcement).await
            }
            Garbage::NotAudio => self.send_whole(announcement).await,
        }
    }

    /// Sends a take whose bytes are not what was announced.
    async fn send_whole(&mut self, announcement: Value) -> Result<Answer, GaveUp> {
        self.create(announcement).await?;
        loop {
            self.upload(self.plan.recording.size_bytes()).await?;
            let answer = self.confirm().await?;
            // The verdict was lost on its way, and the bytes are dropped already: they have to be judged once more.
            if answer.code() != "UPLOAD_INCOMPLETE" || self.is_out_of_patience() {
                return Ok(answer);
            }
        }
    }
}
