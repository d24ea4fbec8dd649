//! What the dashboard shows: takes of the last hour by minute, by country, by language; problems by code.

use super::clock::UnixMillis;
use super::fields::NewTake;
use super::problem::Code;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Minutes that are remembered one by one.
pub(super) const MINUTES: usize = 60;
const MINUTE_MS: u64 = 60_000;
/// Languages that get a line; pages choose from a dozen, strangers from everything.
const MAX_LANGUAGES: usize = 100;
/// The line of those who said nothing, or something that has no line.
const OTHER: &str = "–";

/// Takes counted in several ways; in memory only.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: Mutex<Counts>,
}

/// The counts at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) takes: u64,
    pub(super) bytes: u64,
    pub(super) erased: u64,
    /// Takes that are here.
    voices: u64,
    pub(super) by_country: BTreeMap<String, u64>,
    pub(super) by_language: BTreeMap<String, u64>,
    pub(super) problems: BTreeMap<&'static str, u64>,
    /// Takes by minute since 1970; only the last hour's.
    minutes: BTreeMap<u64, u32>,
    /// Whether takes of earlier runs are still being counted.
    pub(super) is_counting: bool,
}

impl Tally {
    /// A take is here.
    pub(super) fn received(&self, take: &NewTake, at: UnixMillis) {
        let mut counts = self.lock();
        counts.takes += 1;
        counts.voices += 1;
        counts.bytes += take.size_bytes;
        let country = take.country.as_deref().unwrap_or(OTHER).to_owned();
        *counts.by_country.entry(country).or_default() += 1;
        let language = take
            .language
            .as_deref()
            .and_then(|tag| tag.split('-').next())
            .unwrap_or(OTHER);
        let has_line = counts.by_language.len() < MAX_LANGUAGES || counts.by_language.contains_key(language);
        let language = if has_line { language } else { OTHER };
        *counts.by_language.entry(language.to_owned()).or_default() += 1;
        *counts.minutes.entry(at / MINUTE_MS).or_default() += 1;
        while counts.minutes.len() > MINUTES {
            counts.minutes.pop_first();
        }
    }

    /// A take was taken back.
    pub(super) fn erased(&self) {
        self.lock().erased += 1;
    }

    /// A take that was here is not any more.
    pub(super) fn left(&self) {
        let mut counts = self.lock();
        counts.voices = counts.voices.saturating_sub(1);
    }

    /// How many takes are here, once all are counted.
    pub(super) fn voices(&self) -> Option<u64> {
        let counts = self.lock();
        (!counts.is_counting).then_some(counts.voices)
    }

    /// A request ended in a problem.
    pub(super) fn problem(&self, code: Code) {
        *self.lock().problems.entry(code.as_str()).or_default() += 1;
    }

    /// Says whether takes of earlier runs are being counted.
    pub(super) fn set_counting(&self, is_counting: bool) {
        self.lock().is_counting = is_counting;
    }

    /// Everything as it is now.
    pub(super) fn counts(&self) -> Counts {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Takes of each of the last [`MINUTES`] minutes, the current one last.
    pub(super) fn last_hour(&self, now: UnixMillis) -> [u32; MINUTES] {
        let first = (now / MINUTE_MS).saturating_sub(MINUTES as u64 - 1);
        std::array::from_fn(|minute| self.minutes.get(&(first + minute as u64)).copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn take(country: Option<&str>, language: &str) -> NewTake {
        serde_json::from_value(json!({
            "fan": "f", "size_bytes": 10, "sha256": "", "content_type": "", "consent": true,
            "country": country, "language": language,
        }))
        .unwrap()
    }

    #[test]
    fn takes_are_counted_by_minute_country_and_language() {
        let tally = Tally::default();
        tally.received(&take(Some("FR"), "fr-CA"), 6_000_000);
        tally.received(&take(Some("FR"), "fr"), 6_059_999);
        tally.received(&take(None, "de"), 6_060_000);
        let counts = tally.counts();
        assert_eq!((counts.takes, counts.bytes), (3, 30));
        assert_eq!(counts.by_country["FR"], 2);
        assert_eq!(counts.by_language["fr"], 2);
        assert_eq!(counts.last_hour(6_061_000)[58..], [2, 1]);
        assert_eq!(counts.last_hour(6_061_000 + 3_600_000)[0], 0);
    }

    #[test]
    fn a_stranger_cannot_fill_the_memory_with_languages_or_minutes() {
        let tally = Tally::default();
        for number in 0..1000_u64 {
            let letters = [
                b'a' + (number / 26 / 26) as u8,
                b'a' + (number / 26 % 26) as u8,
                b'a' + (number % 26) as u8,
            ];
            tally.received(&take(None, std::str::from_utf8(&letters).unwrap()), number * MINUTE_MS);
        }
        let counts = tally.counts();
        assert!(counts.by_language.len() <= MAX_LANGUAGES + 1);
        assert_eq!(counts.minutes.len(), MINUTES);
        assert_eq!(counts.by_language.values().sum::<u64>(), 1000);
    }
}
