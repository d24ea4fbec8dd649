//! What each fan will do. All of it is drawn before the first request, so that a run can be had again.

use super::chance::Chance;
use super::garbage::Garbage;
use super::recording::{Kind, Noise, Recording};
use super::settings::LoadSettings;
use crate::studio::hex;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Times a connection breaks, where it breaks at all.
const MAX_CUTS: u64 = 3;
const COUNTRIES: [&str; 8] = ["AR", "BR", "DE", "FR", "JP", "MA", "MX", "SN"];
const LANGUAGES: [&str; 5] = ["es-AR", "pt-BR", "de", "ja", "ar"];

/// When fans begin, and which part of a spike that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// The only one, or the time before a spike.
    Before,
    During,
    After,
}

/// One fan.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) fan: u32,
    pub(super) key: String,
    pub(super) recording: Recording,
    pub(super) sha256: [u8; 32],
    pub(super) kind: Kind,
    /// Bytes at which the connection breaks, rising.
    pub(super) cuts: Vec<u64>,
    pub(super) is_slow: bool,
    /// Repeats what creates and confirms, and loses answers.
    pub(super) repeats: bool,
    /// Says hash and consent with the confirmation.
    pub(super) is_late: bool,
    pub(super) garbage: Option<Garbage>,
    pub(super) terms: String,
    pub(super) chance: Chance,
}

impl Plan {
    /// What fan number `fan` will do.
    pub(super) fn new(settings: &LoadSettings, noise: &Noise, fan: u32) -> Self {
        let mut chance = Chance::new(settings.seed, fan.into());
        let garbage = chance
            .happens(settings.garbage_share)
            .then(|| chance.pick(&Garbage::ALL));
        let kind = match garbage {
            Some(Garbage::NotAudio) => Kind::Nothing,
            _ => chance.pick(&[Kind::WebM, Kind::WebM, Kind::WebM, Kind::Wav]),
        };
        let mut cuts = Vec::new();
        if garbage.is_none() && chance.happens(settings.drop_share) {
            let count = 1 + chance.below(MAX_CUTS);
            cuts = (0..count).map(|_| chance.below(settings.bytes + 1)).collect();
            cuts.sort_unstable();
        }
        let recording = noise.recording(fan, kind, settings.bytes);
        Self {
            fan,
            key: format!("load-{:016x}-{fan:08x}", settings.seed),
            sha256: recording.sha256(),
            recording,
            kind,
            cuts,
            is_slow: chance.happens(settings.slow_share),
            repeats: garbage.is_none() && chance.happens(settings.duplicate_share),
            is_late: garbage.is_none() && chance.happens(settings.late_share),
            garbage,
            terms: settings.terms.clone(),
            chance,
        }
    }

    /// What the fan's page says of the take.
    pub(super) fn announcement(&self) -> Value {
        let pick = |choices: &[&'static str]| choices[self.fan as usize % choices.len()];
        let mut announcement = json!({
            "fan": format!("load-fan-{:012x}", self.fan),
            "name": format!("Fan {}", self.fan),
            "country": pick(&COUNTRIES),
            "language": pick(&LANGUAGES),
            "size_bytes": self.recording.size_bytes(),
            "duration_ms": 30_000,
            "content_type": self.kind.content_type(),
            "terms": self.terms,
        });
        if !self.is_late {
            for (field, word) in self.words() {
                announcement[field] = word;
            }
        }
        announcement
    }

    /// What it says when it confirms the take; nothing, if it has said all.
    pub(super) fn last_words(&self) -> Option<Value> {
        self.is_late.then(|| Value::Object(self.words()))
    }

    fn words(&self) -> Map<String, Value> {
        let words = [
            ("sha256", json!(hex::encode(&self.sha256))),
            ("consent", json!(true)),
            ("over_16", json!(true)),
        ];
        words
            .map(|(field, word)| (field.to_owned(), word))
            .into_iter()
            .collect()
    }
}

/// When fan number `fan` begins, and in which phase. `None`: there is no such fan, or fans begin when others are done.
pub(super) fn arrival(settings: &LoadSettings, fan: u32) -> Option<(Duration, Phase)> {
    let rate = settings.rate?;
    let before = (rate * settings.seconds).ceil();
    let (during, during_rate) = match settings.spike {
        Some(factor) => ((rate * factor * settings.spike_seconds).ceil(), rate * factor),
        None => (0.0, rate),
    };
    let spike_s = during / during_rate;
    let after = if settings.spike.is_some() { before } else { 0.0 };
    let number = f64::from(fan);
    let (at_s, phase) = if number < before {
        (number / rate, Phase::Before)
    } else if number < before + during {
        (settings.seconds + (number - before) / during_rate, Phase::During)
    } else if number < before + during + after {
        let since = (number - before - during) / rate;
        (settings.seconds + spike_s + since, Phase::After)
    } else {
        return None;
    };
    Some((Duration::from_secs_f64(at_s), phase))
}

/// How many fans there are.
pub(super) fn fans(settings: &LoadSettings) -> u32 {
    if settings.rate.is_none() {
        return settings.fans;
    }
    let is_one = |fan: u32| arrival(settings, fan).is_some();
    // Arrivals are all before the first number without one.
    let (mut some, mut none) = (0, u32::MAX);
    while some < none {
        let middle = some + (none - some) / 2;
        if is_one(middle) {
            some = middle + 1
        } else {
            none = middle
        }
    }
    some
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args, FromArgMatches};

    fn settings(words: &[&str]) -> LoadSettings {
        let command = LoadSettings::augment_args(clap::Command::new("load"));
        let matches = command.try_get_matches_from([&["load"], words].concat()).unwrap();
        LoadSettings::from_arg_matches(&matches).unwrap()
    }

    #[test]
    fn a_spike_is_a_spike() {
        let settings = settings(&[
            "--rate",
            "2",
            "--seconds",
            "10",
            "--spike",
            "50",
            "--spike-seconds",
            "3",
        ]);
        assert_eq!(fans(&settings), 20 + 300 + 20);
        assert_eq!(arrival(&settings, 0), Some((Duration::ZERO, Phase::Before)));
        assert_eq!(
            arrival(&settings, 19),
            Some((Duration::from_millis(9500), Phase::Before))
        );
        assert_eq!(arrival(&settings, 20), Some((Duration::from_secs(10), Phase::During)));
        assert_eq!(arrival(&settings, 320), Some((Duration::from_secs(13), Phase::After)));
        assert_eq!(arrival(&settings, 340), None);
    }

    #[test]
    fn fans_without_a_rate_are_counted() {
        let settings = settings(&["--fans", "7"]);
        assert_eq!((fans(&settings), arrival(&settings, 3)), (7, None));
    }

    #[test]
    fn a_plan_hangs_on_the_seed_and_on_the_shares() {
        let settings = settings(&["--bytes", "1000", "--drop-share", "1", "--duplicate-share", "0"]);
        let noise = Noise::new(settings.seed, settings.bytes);
        let (one, again) = (Plan::new(&settings, &noise, 4), Plan::new(&settings, &noise, 4));
        assert_eq!(
            (&one.cuts, &one.key, one.sha256),
            (&again.cuts, &again.key, again.sha256)
        );
        assert!(!one.cuts.is_empty() && one.cuts.is_sorted() && !one.repeats && one.garbage.is_none());
        assert_ne!(one.key, Plan::new(&settings, &noise, 5).key);
        let (late, early) =
            ((0..50).map(|fan| Plan::new(&settings, &noise, fan))).partition::<Vec<_>, _>(|plan| plan.is_late);
        assert!(late.len() > 9 && early.len() > 9);
        for plan in late {
            assert!(plan.announcement().get("consent").is_none() && plan.last_words().is_some());
        }
        assert!(
            early
                .iter()
                .all(|plan| plan.announcement()["over_16"] == true && plan.last_words().is_none())
        );
    }
}
