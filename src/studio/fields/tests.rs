use super::check::MAX_PROBLEMS;
use super::*;
use serde_json::json;
use stemforge_artwork::Teams;

const BOUNDS: Bounds<'static> = Bounds {
    max_take_bytes: 1000,
    max_duration_ms: 600_000,
    sha256_is_signed: false,
    teams: None,
    terms: None,
};

fn good() -> Value {
    json!({
        "fan": "0123456789abcdef", "name": "Zoë 🎤", "country": "FR", "team": "Les Bleus", "section": "low",
        "language": "pt-BR", "size_bytes": 1000, "duration_ms": 30_000, "sha256": "ab".repeat(32),
        "content_type": "audio/webm;codecs=opus", "lag_ms": -12.5, "consent": true, "over_16": true,
        "show_name": false, "terms": "2026-01", "recorder": recorder(),
    })
}

fn recorder() -> Value {
    json!({
        "method": "worklet", "sample_rate_hz": 48_000, "round_trip_ms": 81.2, "round_trip_method": "chirp",
        "chirp_peak_db": 24.1, "base_latency_ms": 10.7, "output_latency_ms": null,
        "processing": {"echo_cancellation": false, "noise_suppression": false, "auto_gain_control": null},
        "clipped": false, "too_quiet": false, "headphones": null,
    })
}

/// What is needed to begin with.
fn least() -> Value {
    json!({"fan": "0123456789abcdef", "size_bytes": 5, "content_type": "audio/wav"})
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("no object: {other}"),
    }
}

type Wrong = Vec<(String, &'static str)>;

fn wrong(problems: Vec<FieldProblem>) -> Wrong {
    problems.into_iter().map(|wrong| (wrong.field, wrong.code)).collect()
}

fn read(value: Value) -> Result<NewTake, Wrong> {
    NewTake::read(object(value), BOUNDS).map_err(wrong)
}

fn finish(take: &NewTake, words: Value) -> Result<NewTake, Wrong> {
    take.finished(object(words), BOUNDS).map_err(wrong)
}

fn named(wrong: &Wrong) -> Vec<(&str, &'static str)> {
    wrong.iter().map(|(field, code)| (field.as_str(), *code)).collect()
}

#[test]
fn what_is_right_is_read_with_and_without_the_optional() {
    let take = read(good()).unwrap();
    assert_eq!((take.name.as_deref(), take.lag_ms), (Some("Zoë 🎤"), Some(-12.5)));
    let mut same = recorder();
    for absent in ["output_latency_ms", "headphones"] {
        same.as_object_mut().unwrap().remove(absent);
    }
    same["processing"].as_object_mut().unwrap().remove("auto_gain_control");
    assert_eq!(serde_json::to_value(&take).unwrap()["recorder"], same);
    let mut least = least();
    assert_eq!(read(least.clone()).unwrap().country, None);
    least["name"] = Value::Null;
    least["size_bytes"] = json!(5.0);
    least["team"] = json!("  ");
    least["recorder"] = json!({"method": "file", "sample_rate_hz": 44_100.0});
    let take = read(least).unwrap();
    assert_eq!((take.name, take.team, take.size_bytes), (None, None, 5));
}

#[test]
fn all_wrong_fields_are_named_at_once() {
    let wrong = read(json!({
        "fan": "short", "name": "a\u{202e}b", "country": "XX", "team": "x".repeat(41), "section": "Low",
        "language": "Portuguese", "size_bytes": 1001, "duration_ms": 1.5, "sha256": "AB".repeat(32),
        "content_type": "text/html", "lag_ms": 60_001, "consent": false, "over_16": false, "show_name": "yes",
        "terms": 3, "recorder": [], "extra": 1,
    }))
    .unwrap_err();
    let expected = [
        ("fan", "BAD_ID"),
        ("section", "BAD_SECTION"),
        ("size_bytes", "OUT_OF_RANGE"),
        ("content_type", "CONTENT_TYPE_UNSUPPORTED"),
        ("name", "BAD_CHARACTERS"),
        ("team", "BAD_LENGTH"),
        ("country", "NOT_A_COUNTRY"),
        ("language", "NOT_A_LANGUAGE"),
        ("duration_ms", "OUT_OF_RANGE"),
        ("lag_ms", "OUT_OF_RANGE"),
        ("sha256", "NOT_A_SHA256"),
        ("consent", "CONSENT_REQUIRED"),
        ("over_16", "AGE_REQUIRED"),
        ("show_name", "WRONG_TYPE"),
        ("terms", "WRONG_TYPE"),
        ("recorder", "WRONG_TYPE"),
        ("extra", "UNKNOWN_FIELD"),
    ];
    assert_eq!(named(&wrong), expected);
    let missing = read(json!({})).unwrap_err();
    assert_eq!(
        named(&missing),
        ["fan", "size_bytes", "content_type"].map(|field| (field, "MISSING"))
    );
}

#[test]
fn a_recorder_is_looked_at_to_its_last_field() {
    let mut take = least();
    take["recorder"] = json!({
        "method": "tape", "sample_rate_hz": 0, "round_trip_ms": 1e300, "round_trip_method": "guess",
        "chirp_peak_db": "loud", "base_latency_ms": -1, "processing": {"echo_cancellation": 1, "reverb": true},
        "clipped": 0, "user_agent": "x",
    });
    let expected = [
        ("recorder.method", "BAD_VALUE"),
        ("recorder.sample_rate_hz", "OUT_OF_RANGE"),
        ("recorder.round_trip_ms", "OUT_OF_RANGE"),
        ("recorder.round_trip_method", "BAD_VALUE"),
        ("recorder.chirp_peak_db", "WRONG_TYPE"),
        ("recorder.base_latency_ms", "OUT_OF_RANGE"),
        ("recorder.processing.echo_cancellation", "WRONG_TYPE"),
        ("recorder.processing.reverb", "UNKNOWN_FIELD"),
        ("recorder.clipped", "WRONG_TYPE"),
        ("recorder.user_agent", "UNKNOWN_FIELD"),
    ];
    assert_eq!(named(&read(take).unwrap_err()), expected);
    let mut take = least();
    take["recorder"] = json!({});
    assert_eq!(named(&read(take).unwrap_err()), [("recorder.method", "MISSING")]);
}

#[test]
fn a_take_is_finished_by_its_last_words_or_by_none() {
    let announced = read(least()).unwrap();
    let missing = finish(&announced, json!({"name": "Zoë"})).unwrap_err();
    assert_eq!(
        named(&missing),
        ["sha256", "consent", "over_16"].map(|field| (field, "MISSING"))
    );
    let refused = finish(&announced, json!({"consent": false, "over_16": "yes", "size_bytes": 6})).unwrap_err();
    assert_eq!(
        named(&refused),
        [
            ("sha256", "MISSING"),
            ("consent", "CONSENT_REQUIRED"),
            ("over_16", "WRONG_TYPE"),
            ("size_bytes", "UNKNOWN_FIELD"),
        ]
    );
    let words = json!({"sha256": "ab".repeat(32), "consent": true, "over_16": true, "name": " Zoë ", "team": null});
    let take = finish(&announced, words.clone()).unwrap();
    assert_eq!(
        (take.name.as_deref(), take.consent, take.size_bytes),
        (Some("Zoë"), Some(true), 5)
    );
    assert_eq!(finish(&take, words).unwrap(), take, "said again it changes nothing");
    assert_eq!(finish(&take, json!({})).unwrap(), take);
    assert_ne!(finish(&take, json!({"show_name": true})).unwrap(), take);
    let all = read(good()).unwrap();
    assert_eq!(finish(&all, json!({"recorder": null})).unwrap(), all);
}

#[test]
fn a_name_is_kept_cleared_or_given_anew() {
    let mut announcement = good();
    announcement["show_name"] = json!(true);
    let take = read(announcement).unwrap();
    let named = |words: Value| {
        let said = finish(&take, words.clone()).unwrap();
        assert_eq!(finish(&said, words).unwrap(), said, "said again it changes nothing");
        (said.name, said.show_name)
    };
    let zoe = || Some("Zoë 🎤".to_owned());
    let anna = || Some("Anna".to_owned());
    assert_eq!(named(json!({})), (zoe(), Some(true)));
    assert_eq!(named(json!({"name": " Zoë 🎤 "})), (zoe(), Some(true)));
    assert_eq!(named(json!({"show_name": false})), (zoe(), Some(false)));
    for none in [Value::Null, json!(""), json!("  ")] {
        assert_eq!(named(json!({"name": none})), (None, None));
    }
    // Who agreed to one name being shown did not agree to another.
    assert_eq!(named(json!({"name": "Anna"})), (anna(), None));
    assert_eq!(named(json!({"name": "Anna", "show_name": true})), (anna(), Some(true)));
}

#[test]
fn a_hash_that_was_signed_for_stays() {
    let bounds = Bounds {
        sha256_is_signed: true,
        ..BOUNDS
    };
    let deferred = NewTake::read(object(least()), bounds).map_err(wrong).unwrap_err();
    assert_eq!(named(&deferred), [("sha256", "MISSING")]);
    let take = NewTake::read(object(good()), bounds).unwrap();
    let other = take.finished(object(json!({"sha256": "cd".repeat(32)})), bounds);
    assert_eq!(
        named(&other.map_err(wrong).unwrap_err()),
        [("sha256", "NOT_AS_ANNOUNCED")]
    );
    let same = take.finished(object(json!({"sha256": "ab".repeat(32)})), bounds);
    assert_eq!(same.unwrap(), take);
}

#[test]
fn a_campaign_has_its_teams() {
    let teams = Teams::euro_2016();
    let bounds = Bounds {
        teams: Some(&teams),
        ..BOUNDS
    };
    let read = |team: Value| {
        let mut take = least();
        take["team"] = team;
        NewTake::read(object(take), bounds).map_err(wrong)
    };
    assert_eq!(read(json!("gb-eng")).unwrap().team.as_deref(), Some("gb-eng"));
    for none in [Value::Null, json!("  ")] {
        assert_eq!(read(none).unwrap().team, None);
    }
    assert_eq!(named(&read(json!("England")).unwrap_err()), [("team", "NOT_A_TEAM")]);
    assert_eq!(
        named(&read(json!("a\u{202e}b")).unwrap_err()),
        [("team", "BAD_CHARACTERS")]
    );
}

#[test]
fn a_campaign_has_terms_that_were_seen_in_a_language() {
    let bounds = Bounds {
        terms: Some("2026-11"),
        ..BOUNDS
    };
    let agreed = json!({"sha256": "ab".repeat(32), "consent": true, "over_16": true});
    let finish = |announced: Value, more: Value| {
        let mut words = object(agreed.clone());
        words.extend(object(more));
        let mut take = object(least());
        take.extend(object(announced));
        let take = NewTake::read(take, bounds).unwrap();
        take.finished(words, bounds).map_err(wrong)
    };
    let missing = finish(json!({}), json!({})).unwrap_err();
    assert_eq!(named(&missing), [("language", "MISSING"), ("terms", "MISSING")]);
    let said = json!({"terms": " 2026-11 ", "language": "fr"});
    assert_eq!(
        finish(json!({}), said.clone()).unwrap().terms.as_deref(),
        Some("2026-11")
    );
    assert!(finish(said.clone(), json!({})).is_ok());
    // Of an announcement, or of a page that was open for long.
    let old = json!({"terms": "2026-10", "language": "fr"});
    assert_eq!(
        named(&finish(old.clone(), json!({})).unwrap_err()),
        [("terms", "TERMS_OUTDATED")]
    );
    assert_eq!(
        named(&finish(said.clone(), old.clone()).unwrap_err()),
        [("terms", "TERMS_OUTDATED")]
    );
    assert!(finish(old, said).is_ok());
    assert_eq!(
        named(&finish(json!({"language": "fr"}), json!({"terms": 3})).unwrap_err()),
        [("terms", "WRONG_TYPE")]
    );
}

#[test]
fn a_thousand_wrong_fields_are_not_a_thousand_lines() {
    let many: Map<String, Value> = (0..1000).map(|n| (format!("x{n}"), json!(1))).collect();
    assert_eq!(NewTake::read(many, BOUNDS).unwrap_err().len(), MAX_PROBLEMS);
}
