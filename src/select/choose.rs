//! From all takes with their gates' verdicts to sections, ranks and layers.
//!
//! 1. **Duplicates.** Of takes with one content hash that passed the gates, the pinned one, else the one with the
//!    smallest take id stays; the others are rejected with `DUPLICATE`.
//! 2. **Fan cap.** Of one fan's takes the best `fan_cap` stay (pinned ones first and always); the others are rejected
//!    with `FAN_CAP`.
//! 3. **Section.** The part that the sidecar asks for, if the campaign has it; else by register: `high` from
//!    `section_split_midi` up, `low` below it, and `low` for a voice without a pitch.
//! 4. **Rank** within the section: pinned takes first, then by
//!    `(total score + w · technical score) / (1 + w)`, takes without a total score last, ties by take id. A technical
//!    score that could not be measured counts as 0. With the default w = 0.25 a take has to be four points cleaner to
//!    make up for one point of singing.
//! 5. **Layers.** `close`: the first by rank, at most `close_size` and at most `close_share` of the section, that have
//!    a score, a sure lag and no flag; pinned takes are always in it. `group`: the next `group_size` with a score.
//!    `crowd`: every voice, those of close and group included, so that the crowd alone is the whole choir and a fan's
//!    take is in it whatever its rank.
//!
//! Cost: n log n for n takes.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::candidate::{Candidate, Choice, Layer, Settings};
use crate::model::reason::ReasonCode;
use crate::model::row::Status;

/// Section of voices below the split.
pub const LOW_SECTION: &str = "low";

/// Section of voices from the split up.
pub const HIGH_SECTION: &str = "high";

/// Whether a word can name a section: it becomes part of a file name. 1 to 32 of `a`–`z`, `0`–`9`, `_` and `-`.
pub fn is_section_name(word: &str) -> bool {
    (1..=32).contains(&word.len())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-')
}

/// One choice a candidate, sorted by take id.
///
/// Take ids are unique; the order of `candidates` does not matter.
pub fn select(candidates: &[Candidate], settings: &Settings) -> Vec<Choice> {
    let mut by_id: Vec<&Candidate> = candidates.iter().collect();
    by_id.sort_by(|a, b| a.take_id.cmp(&b.take_id));
    let mut fates: Vec<Fate> = by_id
        .iter()
        .map(|candidate| match candidate.status {
            Status::Rejected => Fate::Gated,
            Status::Accepted | Status::Flagged => Fate::Voice(Voice::default()),
        })
        .collect();
    reject_duplicates(&by_id, &mut fates);
    reject_above_fan_cap(&by_id, &mut fates, settings);
    rank_sections(&by_id, &mut fates, settings);
    by_id
        .iter()
        .zip(fates)
        .map(|(candidate, fate)| choice(candidate, fate, &by_id, settings))
        .collect()
}

/// What becomes of a take; other takes are named by their index in order of take id.
enum Fate {
    Gated,
    DuplicateOf(usize),
    OverFanCap,
    Voice(Voice),
}

#[derive(Default)]
struct Voice {
    section: String,
    rank: usize,
    section_voices: usize,
    layer: Option<Layer>,
}

fn is_pinned(candidate: &Candidate) -> bool {
    candidate.reasons.contains(&ReasonCode::Pinned)
}

fn measured(score: Option<f64>) -> Option<f64> {
    score.filter(|score| score.is_finite())
}

fn rank_score(candidate: &Candidate, settings: &Settings) -> Option<f64> {
    let weight = settings.technical_weight.max(0.0);
    let technical = measured(candidate.technical_score).unwrap_or(0.0);
    measured(candidate.total_score).map(|total| (total + weight * technical) / (1.0 + weight))
}

/// Best first: pinned, then by score, then by take id.
fn best_first(a: &Candidate, b: &Candidate, settings: &Settings) -> Ordering {
    let score = |candidate| rank_score(candidate, settings).unwrap_or(f64::NEG_INFINITY);
    is_pinned(b)
        .cmp(&is_pinned(a))
        .then_with(|| score(b).total_cmp(&score(a)))
        .then_with(|| a.take_id.cmp(&b.take_id))
}

fn voices(fates: &[Fate]) -> Vec<usize> {
    (0..fates.len())
        .filter(|&index| matches!(fates[index], Fate::Voice(_)))
        .collect()
}

fn reject_duplicates(by_id: &[&Candidate], fates: &mut [Fate]) {
    let mut kept: BTreeMap<&str, usize> = BTreeMap::new();
    let mut order = voices(fates);
    // Stable: among equals the smallest take id stays first.
    order.sort_by_key(|&index| !is_pinned(by_id[index]));
    for index in order {
        let hash = by_id[index].content_hash.as_str();
        if hash.is_empty() {
            continue;
        }
        let first = *kept.entry(hash).or_insert(index);
        if first != index {
            fates[index] = Fate::DuplicateOf(first);
        }
    }
}

fn reject_above_fan_cap(by_id: &[&Candidate], fates: &mut [Fate], settings: &Settings) {
    if settings.fan_cap == 0 {
        return;
    }
    let mut takes_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in voices(fates) {
        if let Some(fan) = by_id[index].fan.as_deref().map(str::trim).filter(|fan| !fan.is_empty()) {
            takes_of.entry(fan).or_default().push(index);
        }
    }
    for mut takes in takes_of.into_values() {
        takes.sort_by(|&a, &b| best_first(by_id[a], by_id[b], settings));
        for index in takes.into_iter().skip(settings.fan_cap) {
            if !is_pinned(by_id[index]) {
                fates[index] = Fate::OverFanCap;
            }
        }
    }
}

/// The section of a take, from the part that its sidecar asks for and the median pitch of its voiced frames.
pub fn section_of<'a>(section_asked: Option<&str>, median_midi: Option<f64>, settings: &'a Settings) -> &'a str {
    let asked = section_asked.map_or("", str::trim);
    if let Some(part) = settings.parts.iter().find(|part| part.eq_ignore_ascii_case(asked)) {
        return part;
    }
    match median_midi {
        Some(midi) if midi >= settings.section_split_midi => HIGH_SECTION,
        _ => LOW_SECTION,
    }
}

fn may_be_close(candidate: &Candidate, settings: &Settings) -> bool {
    candidate.status == Status::Accepted
        && rank_score(candidate, settings).is_some()
        && !candidate.reasons.contains(&ReasonCode::LagUncertain)
        && candidate
            .lag_confidence
            .is_some_and(|confidence| confidence >= settings.close_lag_confidence)
}

fn rank_sections(by_id: &[&Candidate], fates: &mut [Fate], settings: &Settings) {
    let mut sections: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in voices(fates) {
        sections
            .entry(section_of(
                by_id[index].section_asked.as_deref(),
                by_id[index].median_midi,
                settings,
            ))
            .or_default()
            .push(index);
    }
    for (section, mut members) in sections {
        members.sort_by(|&a, &b| best_first(by_id[a], by_id[b], settings));
        let section_voices = members.len();
        let share = (section_voices as f64 * settings.close_share.clamp(0.0, 1.0)).ceil() as usize;
        let mut close_left = settings.close_size.min(share);
        let mut group_left = settings.group_size;
        for (place, index) in members.into_iter().enumerate() {
            let candidate = by_id[index];
            let layer = if is_pinned(candidate) {
                close_left = close_left.saturating_sub(1);
                Some(Layer::Close)
            } else if close_left > 0 && may_be_close(candidate, settings) {
                close_left -= 1;
                Some(Layer::Close)
            } else if group_left > 0 && rank_score(candidate, settings).is_some() {
                group_left -= 1;
                Some(Layer::Group)
            } else {
                None
            };
            fates[index] = Fate::Voice(Voice {
                section: section.to_owned(),
                rank: place + 1,
                section_voices,
                layer,
            });
        }
    }
}

fn choice(candidate: &Candidate, fate: Fate, by_id: &[&Candidate], settings: &Settings) -> Choice {
    let rejected = |added: Option<ReasonCode>, why: String| Choice {
        take_id: candidate.take_id.clone(),
        section: None,
        layers: Vec::new(),
        rank: None,
        status: Status::Rejected,
        reasons: candidate.reasons.iter().copied().chain(added).collect(),
        why,
    };
    match fate {
        Fate::Gated => rejected(None, why_gated(candidate)),
        Fate::DuplicateOf(first) => rejected(
            Some(ReasonCode::Duplicate),
            format!("Rejected: the same recording as `{}`.", by_id[first].take_id),
        ),
        Fate::OverFanCap => rejected(
            Some(ReasonCode::FanCap),
            format!(
                "Rejected: its fan has {} better {} on the record, which is the cap.",
                settings.fan_cap,
                if settings.fan_cap == 1 { "take" } else { "takes" }
            ),
        ),
        Fate::Voice(voice) => Choice {
            take_id: candidate.take_id.clone(),
            why: why_voice(candidate, &voice, settings),
            layers: voice.layer.into_iter().chain([Layer::Crowd]).collect(),
            rank: Some(u32::try_from(voice.rank).unwrap_or(u32::MAX)),
            section: Some(voice.section),
            status: candidate.status,
            reasons: candidate.reasons.clone(),
        },
    }
}

fn why_gated(candidate: &Candidate) -> String {
    let meanings: Vec<String> = candidate
        .reasons
        .iter()
        .map(|reason| {
            let meaning = reason.meaning();
            meaning[..1].to_lowercase() + &meaning[1..]
        })
        .collect();
    if meanings.is_empty() {
        "Rejected by the gates.".to_owned()
    } else {
        format!("Rejected: {}.", meanings.join("; "))
    }
}

fn why_voice(candidate: &Candidate, voice: &Voice, settings: &Settings) -> String {
    let place = format!("{} of {} in {}", voice.rank, voice.section_voices, voice.section);
    let score = rank_score(candidate, settings).map_or_else(
        || "without a score".to_owned(),
        |score| format!("with {score:.1} points"),
    );
    match voice.layer {
        Some(Layer::Close) if is_pinned(candidate) => format!("Close: pinned; number {place}, {score}."),
        Some(Layer::Close) => format!("Close: number {place}, {score}."),
        layer => {
            let barred = if candidate.status == Status::Flagged {
                "; a flagged take is never close"
            } else if rank_score(candidate, settings).is_some() && !may_be_close(candidate, settings) {
                "; its place on the timeline is not sure enough for close"
            } else {
                ""
            };
            let name = if layer == Some(Layer::Group) { "Group" } else { "Crowd" };
            format!("{name}: number {place}, {score}{barred}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::take::TakeId;
    use proptest::prelude::*;

    fn take(id: &str, total_score: f64) -> Candidate {
        Candidate {
            take_id: TakeId(id.to_owned()),
            content_hash: format!("hash of {id}"),
            fan: None,
            section_asked: None,
            median_midi: Some(60.0),
            status: Status::Accepted,
            reasons: Vec::new(),
            total_score: Some(total_score),
            technical_score: Some(80.0),
            lag_confidence: Some(0.9),
        }
    }

    fn of<'a>(choices: &'a [Choice], id: &str) -> &'a Choice {
        choices.iter().find(|choice| choice.take_id.0 == id).unwrap()
    }

    fn sizes(close_size: usize, group_size: usize) -> Settings {
        Settings {
            close_size,
            group_size,
            close_share: 1.0,
            ..Settings::default()
        }
    }

    #[test]
    fn the_best_are_close_the_next_are_group_and_all_are_crowd() {
        let takes: Vec<Candidate> = (0..10).map(|n| take(&format!("t{n}"), 90.0 - f64::from(n))).collect();
        let choices = select(&takes, &sizes(3, 4));
        for (n, choice) in choices.iter().enumerate() {
            let expected: &[Layer] = match n {
                0..3 => &[Layer::Close, Layer::Crowd],
                3..7 => &[Layer::Group, Layer::Crowd],
                _ => &[Layer::Crowd],
            };
            assert_eq!(choice.layers, expected, "take {n}");
            assert_eq!(choice.rank, Some(n as u32 + 1));
            assert_eq!(choice.section.as_deref(), Some("high"));
        }
        assert_eq!(choices[2].why, "Close: number 3 of 10 in high, with 86.4 points.");
    }

    #[test]
    fn a_small_campaign_keeps_voices_for_the_group() {
        let takes: Vec<Candidate> = (0..5).map(|n| take(&format!("t{n}"), f64::from(n))).collect();
        let choices = select(&takes, &Settings::default());
        let close = choices.iter().filter(|choice| choice.layers[0] == Layer::Close).count();
        assert_eq!(close, 3);
    }

    #[test]
    fn of_equal_recordings_the_smallest_id_stays_unless_one_is_pinned() {
        let mut takes = vec![take("b", 50.0), take("a", 50.0), take("c", 99.0), take("d", 1.0)];
        for same in &mut takes[..3] {
            same.content_hash = "one".to_owned();
        }
        let choices = select(&takes, &Settings::default());
        assert_eq!(of(&choices, "a").status, Status::Accepted);
        for id in ["b", "c"] {
            assert_eq!(of(&choices, id).status, Status::Rejected);
            assert_eq!(of(&choices, id).reasons, [ReasonCode::Duplicate]);
            assert_eq!(of(&choices, id).why, "Rejected: the same recording as `a`.");
            assert!(of(&choices, id).layers.is_empty() && of(&choices, id).rank.is_none());
        }
        assert_eq!(of(&choices, "d").status, Status::Accepted);

        takes[2].reasons = vec![ReasonCode::Pinned];
        let choices = select(&takes, &Settings::default());
        assert_eq!(of(&choices, "c").status, Status::Accepted);
        assert_eq!(of(&choices, "a").reasons, [ReasonCode::Duplicate]);
    }

    #[test]
    fn a_recording_that_the_gates_rejected_makes_no_duplicate() {
        let mut takes = [take("a", 50.0), take("b", 50.0)];
        takes[0].status = Status::Rejected;
        takes[0].reasons = vec![ReasonCode::NoConsent];
        takes[1].content_hash = takes[0].content_hash.clone();
        let choices = select(&takes, &Settings::default());
        assert_eq!(of(&choices, "a").reasons, [ReasonCode::NoConsent]);
        assert_eq!(
            of(&choices, "a").why,
            "Rejected: the fan did not agree to be on the record."
        );
        assert_eq!(of(&choices, "b").status, Status::Accepted);
    }

    #[test]
    fn unknown_hashes_are_not_equal() {
        let mut takes = [take("a", 50.0), take("b", 50.0)];
        for unknown in &mut takes {
            unknown.content_hash.clear();
        }
        let choices = select(&takes, &Settings::default());
        assert!(choices.iter().all(|choice| choice.status == Status::Accepted));
    }

    #[test]
    fn a_fan_keeps_the_best_takes() {
        let mut takes: Vec<Candidate> = (0..5).map(|n| take(&format!("t{n}"), 10.0 * f64::from(n))).collect();
        for own in &mut takes {
            own.fan = Some(" ana".to_owned());
        }
        takes[0].reasons = vec![ReasonCode::Pinned];
        let capped = Settings {
            fan_cap: 2,
            ..Settings::default()
        };
        let choices = select(&takes, &capped);
        let kept: Vec<&str> = choices
            .iter()
            .filter(|choice| choice.status == Status::Accepted)
            .map(|choice| choice.take_id.0.as_str())
            .collect();
        assert_eq!(kept, ["t0", "t4"]);
        assert_eq!(of(&choices, "t3").reasons, [ReasonCode::FanCap]);

        let uncapped = Settings {
            fan_cap: 0,
            ..Settings::default()
        };
        assert!(
            select(&takes, &uncapped)
                .iter()
                .all(|choice| choice.status == Status::Accepted)
        );
    }

    #[test]
    fn takes_without_a_fan_are_not_one_fan() {
        let mut takes: Vec<Candidate> = (0..5).map(|n| take(&format!("t{n}"), 50.0)).collect();
        takes[0].fan = Some("  ".to_owned());
        takes[1].fan = Some(String::new());
        let capped = Settings {
            fan_cap: 1,
            ..Settings::default()
        };
        assert!(
            select(&takes, &capped)
                .iter()
                .all(|choice| choice.status == Status::Accepted)
        );
    }

    #[test]
    fn flagged_and_unsure_takes_are_never_close() {
        let mut takes: Vec<Candidate> = (0..5).map(|n| take(&format!("t{n}"), 90.0)).collect();
        takes[0].status = Status::Flagged;
        takes[0].reasons = vec![ReasonCode::Noisy];
        takes[1].reasons = vec![ReasonCode::LagUncertain];
        takes[2].lag_confidence = Some(0.49);
        takes[3].total_score = Some(f64::NAN);
        let choices = select(&takes, &sizes(16, 16));
        for id in ["t0", "t1", "t2"] {
            assert_eq!(of(&choices, id).layers, [Layer::Group, Layer::Crowd], "{id}");
        }
        assert_eq!(of(&choices, "t3").layers, [Layer::Crowd]);
        assert_eq!(of(&choices, "t3").rank, Some(5));
        assert_eq!(of(&choices, "t4").layers, [Layer::Close, Layer::Crowd]);
        assert_eq!(of(&choices, "t0").status, Status::Flagged);
    }

    #[test]
    fn a_pinned_take_is_close_whatever_its_score() {
        let mut takes: Vec<Candidate> = (0..4).map(|n| take(&format!("t{n}"), 90.0)).collect();
        takes[3].total_score = Some(1.0);
        takes[3].status = Status::Flagged;
        takes[3].reasons = vec![ReasonCode::Pinned];
        let choices = select(&takes, &sizes(1, 16));
        assert_eq!(of(&choices, "t3").layers, [Layer::Close, Layer::Crowd]);
        assert_eq!(of(&choices, "t3").rank, Some(1));
        assert_eq!(of(&choices, "t0").layers, [Layer::Group, Layer::Crowd]);
    }

    #[test]
    fn sections_follow_the_register_or_the_campaigns_parts() {
        let mut takes: Vec<Candidate> = (0..5).map(|n| take(&format!("t{n}"), 90.0)).collect();
        takes[0].median_midi = Some(56.99);
        takes[1].median_midi = Some(57.0);
        takes[2].median_midi = None;
        takes[3].section_asked = Some("Alto ".to_owned());
        takes[4].section_asked = Some("../../etc".to_owned());
        let with_parts = Settings {
            parts: vec!["alto".to_owned()],
            ..Settings::default()
        };
        let sections: Vec<Option<String>> = select(&takes, &with_parts)
            .into_iter()
            .map(|choice| choice.section)
            .collect();
        let expected = ["low", "high", "low", "alto", "high"].map(|name| Some(name.to_owned()));
        assert_eq!(sections, expected);
    }

    #[test]
    fn equal_scores_rank_by_id_and_singing_outweighs_technique() {
        let mut takes = vec![take("b", 80.0), take("a", 80.0), take("c", 81.0)];
        takes[2].technical_score = Some(76.1);
        let ranks = |takes: &[Candidate]| -> Vec<Option<u32>> {
            select(takes, &Settings::default())
                .iter()
                .map(|choice| choice.rank)
                .collect()
        };
        assert_eq!(ranks(&takes), [Some(2), Some(3), Some(1)]);
        takes[2].technical_score = Some(75.9);
        assert_eq!(ranks(&takes), [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn section_names_are_safe_file_names() {
        for good in ["low", "alto_2", "a-b"] {
            assert!(is_section_name(good));
        }
        for bad in ["", "Alto", "a/b", "..", "ä", "a b", &"x".repeat(33)] {
            assert!(!is_section_name(bad), "{bad}");
        }
    }

    fn anyone() -> impl Strategy<Value = Candidate> {
        (
            "[a-f]{1,3}",
            "[h-j]?",
            prop::option::of("[x-z]"),
            prop::option::of(30.0..90.0_f64),
            0..3_u8,
            prop::option::of(prop::sample::select(vec![10.0, 50.0, 50.0, f64::NAN, 99.0])),
            prop::option::of(0.0..1.0_f64),
        )
            .prop_map(|(id, hash, fan, midi, status, score, confidence)| Candidate {
                content_hash: hash,
                fan,
                median_midi: midi,
                status: [Status::Accepted, Status::Flagged, Status::Rejected][usize::from(status)],
                total_score: score,
                lag_confidence: confidence,
                ..take(&id, 0.0)
            })
    }

    proptest! {
        #[test]
        fn input_order_does_not_matter_and_quotas_hold(
            (takes, shuffled) in prop::collection::btree_map("[a-f]{1,3}", anyone(), 0..40)
                .prop_map(|takes| {
                    takes
                        .into_iter()
                        .map(|(id, take)| Candidate { take_id: TakeId(id), ..take })
                        .collect::<Vec<_>>()
                })
                .prop_flat_map(|takes| (Just(takes.clone()), Just(takes).prop_shuffle())),
        ) {
            let settings = Settings { close_size: 3, group_size: 4, fan_cap: 2, ..Settings::default() };
            let choices = select(&takes, &settings);
            prop_assert_eq!(&select(&shuffled, &settings), &choices);
            prop_assert_eq!(choices.len(), takes.len());
            prop_assert!(choices.is_sorted_by(|a, b| a.take_id < b.take_id));
            for section in ["low", "high"] {
                let members: Vec<&Choice> = choices.iter().filter(|c| c.section.as_deref() == Some(section)).collect();
                let count = |layer| members.iter().filter(|c| c.layers.contains(&layer)).count();
                prop_assert!(count(Layer::Close) <= 3 && count(Layer::Group) <= 4);
                prop_assert_eq!(count(Layer::Crowd), members.len());
                let mut ranks: Vec<u32> = members.iter().map(|c| c.rank.unwrap()).collect();
                ranks.sort_unstable();
                prop_assert_eq!(ranks, (1..=members.len() as u32).collect::<Vec<_>>());
            }
            for choice in &choices {
                prop_assert_eq!(choice.status == Status::Rejected, choice.layers.is_empty());
                prop_assert!(choice.layers.is_sorted());
            }
        }
    }
}
