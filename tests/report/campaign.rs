//! A made-up campaign: rows and measurements of singers with known faults, without any audio.

use stemforge::model::f0::{F0Track, HOP_S, midi_to_hz};
use stemforge::model::features::{Evidence, Features, Lag, LagMethod, Quality};
use stemforge::model::melody::{Melody, Note};
use stemforge::model::reason::ReasonCode;
use stemforge::model::row::{ScoreRow, Status};
use stemforge::model::score::{NoteScore, Score};
use stemforge::model::take::TakeId;
use stemforge::report::{Choice, ShownTake, choose_shown};

/// Names that strangers might send.
pub(crate) const HOSTILE_IDS: [&str; 4] = [
    "<script>document.title='owned'</script>",
    "\"><img src=x onerror=document.title='owned'>",
    "=HYPERLINK(\"http://example.org\")",
    "a take with a name so long that no table has room for it, sung twice, and once more for luck (final) (2).m4a",
];

/// Thirty-two notes of a chorus, 24 s from 2 s on.
pub(crate) fn melody() -> Melody {
    const STEPS: [f64; 16] = [
        0.0, 2.0, 4.0, 7.0, 7.0, 5.0, 4.0, 2.0, 4.0, 7.0, 9.0, 12.0, 9.0, 7.0, 4.0, 2.0,
    ];
    const SYLLABLES: [&str; 4] = ["oh", "sing", "with", "me"];
    let notes = (0..32).map(|i| Note {
        onset_s: 2.0 + 0.75 * f64::from(i),
        duration_s: if i % 4 == 3 { 0.6 } else { 0.7 },
        midi: 57.0 + STEPS[i as usize % 16],
        syllable: SYLLABLES[i as usize % 4].to_owned(),
    });
    Melody::new(notes.collect()).unwrap()
}

/// What one singer does wrong.
#[derive(Clone, Copy)]
struct Singer {
    key_cents: f64,
    scatter_cents: f64,
    late_ms: f64,
    octave: i32,
    lag_ms: f64,
}

/// A number in −1..1 that is the same in every run.
fn wobble(seed: usize) -> f64 {
    let mixed = (seed as u64 ^ 0x9e37_79b9).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

fn singer(i: usize) -> Singer {
    let skill = i as f64 / 420.0;
    Singer {
        key_cents: 55.0 * skill * wobble(i),
        scatter_cents: 6.0 + 70.0 * skill,
        late_ms: 160.0 * skill * wobble(i + 7_000),
        octave: if i.is_multiple_of(3) { -1 } else { 0 },
        lag_ms: 180.0 + 90.0 * wobble(i + 3_000),
    }
}

/// The rows, four hundred and twenty of them, and the hostile names among them.
pub(crate) fn rows() -> Vec<ScoreRow> {
    let mut rows: Vec<ScoreRow> = (0..420).map(row).collect();
    for (i, id) in HOSTILE_IDS.into_iter().enumerate() {
        rows[i * 50].take_id = TakeId(id.to_owned());
        rows[i * 50].fan = Some(id.to_owned());
    }
    rows
}

fn row(i: usize) -> ScoreRow {
    use ReasonCode as R;
    let singer = singer(i);
    let id = format!(
        "{}_{i:04}",
        ["mia", "jonas", "aiko", "lukas", "zoe", "priya", "tom"][i % 7]
    );
    let mut row = ScoreRow::empty(TakeId(id.clone()), format!("takes/{id}.m4a"));
    row.fan = Some(format!("fan-{}", i / 2));
    row.country = Some(["DE", "GB", "JP", "IN", "BR", "US"][i % 6].to_owned());
    row.container = Some("mp4".to_owned());
    row.codec = Some("aac".to_owned());
    (row.status, row.reasons) = match i % 40 {
        13 => (Status::Rejected, vec![R::Silent]),
        17 => (Status::Rejected, vec![R::Undecodable]),
        21 => (Status::Rejected, vec![R::Clipped, R::Noisy]),
        25 => (Status::Rejected, vec![R::WrongSong]),
        29 => (Status::Rejected, vec![R::LagUncertain]),
        33 => (Status::Flagged, vec![R::NarrowBand]),
        37 => (Status::Rejected, vec![R::Duplicate]),
        _ if i > 330 => (Status::Rejected, vec![R::LowScore]),
        _ => (Status::Accepted, Vec::new()),
    };
    if row.reasons.contains(&R::Undecodable) {
        return row;
    }
    row.sample_rate_hz = Some(48_000);
    row.channels = Some(1);
    row.duration_s = Some(27.0);
    row.loudness_lufs = Some(-22.0 + 6.0 * wobble(i + 11));
    row.true_peak_dbtp = Some(-3.0 + 2.5 * wobble(i + 12));
    row.clipped_share = Some(if row.reasons.contains(&R::Clipped) { 0.021 } else { 0.0 });
    if row.reasons.contains(&R::Silent) {
        row.loudness_lufs = None;
        return row;
    }
    row.snr_db = Some(34.0 + 12.0 * wobble(i + 13));
    row.bandwidth_hz = Some(15_200.0);
    if row.reasons.contains(&R::LagUncertain) {
        return row;
    }
    let closeness = |error: f64, width: f64| 100.0 * (-error.abs() / width).exp();
    row.lag_ms = Some(singer.lag_ms);
    row.lag_method = Some(if i.is_multiple_of(2) { "bleed" } else { "contour" }.to_owned());
    row.lag_confidence = Some(0.97 - 0.2 * (i as f64 / 420.0));
    row.bleed_db = i.is_multiple_of(2).then_some(-31.0);
    row.drift_ppm = i.is_multiple_of(5).then_some(8.0 * wobble(i));
    row.section = Some(if singer.octave < 0 { "low" } else { "high" }.to_owned());
    row.key_offset_cents = Some(singer.key_cents);
    row.octave_shift = Some(singer.octave);
    row.pitch_deviation_cents = Some(singer.scatter_cents);
    row.pitch_stability_cents = Some(9.0 + 0.2 * singer.scatter_cents);
    row.onset_error_ms = Some(20.0 + singer.late_ms.abs());
    row.coverage = Some(0.98 - 0.1 * (i as f64 / 420.0));
    row.pitch_score = Some(closeness(singer.scatter_cents, 90.0));
    row.timing_score = Some(closeness(singer.late_ms, 320.0));
    row.coverage_score = row.coverage.map(|coverage| 100.0 * coverage);
    row.total_score = Some(0.55 * row.pitch_score.unwrap() + 0.25 * row.timing_score.unwrap() + 0.2 * 98.0);
    row.technical_score = Some(78.0 + 20.0 * wobble(i + 21));
    if row.status != Status::Rejected {
        let layer = match i {
            0..24 => "close",
            24..160 => "group",
            _ => "crowd",
        };
        row.layer = Some(layer.to_owned());
    }
    row
}

/// The takes that the report shows, with everything that a card can hold.
pub(crate) fn shown(rows: &[ScoreRow], melody: &Melody) -> Vec<ShownTake> {
    let card = |Choice { take_id, why }| {
        let place = rows.iter().position(|row| row.take_id == take_id).unwrap();
        let row = rows[place].clone();
        let is_heard = row.duration_s.is_some();
        let audio_href = match place {
            50 => "javascript:document.title='owned'".to_owned(),
            _ => format!("../../takes/{place}.wav"),
        };
        ShownTake {
            features: is_heard.then(|| features(place, &row, melody)),
            score: row.total_score.map(|_| score(place, melody)),
            audio_href: Some(audio_href),
            remarks: if is_heard {
                Vec::new()
            } else {
                vec!["The file starts with HTML, not audio.".to_owned()]
            },
            row,
            why,
        }
    };
    choose_shown(rows, 60).into_iter().map(card).collect()
}

fn features(place: usize, row: &ScoreRow, melody: &Melody) -> Features {
    let frames = 2_700;
    let singer = singer(place);
    let is_silent = row.reasons.contains(&ReasonCode::Silent);
    let offset = if row.reasons.contains(&ReasonCode::WrongSong) {
        3.7
    } else {
        0.0
    };
    let mut f0 = F0Track::default();
    let mut levels = Vec::new();
    for frame in 0..frames {
        let song_s = frame as f64 * HOP_S - (singer.lag_ms + singer.late_ms) / 1000.0;
        let note = melody
            .notes()
            .iter()
            .position(|note| note.onset_s <= song_s && song_s < note.end_s() + 0.03);
        let voiced = note.is_some() && !is_silent;
        let note_at = note.unwrap_or(0);
        let in_note_s = song_s - melody.notes()[note_at].onset_s;
        let vibrato = 0.25 * libm::sin(35.0 * song_s) * (in_note_s * 2.0).clamp(0.0, 1.0);
        let scoop = -1.2 * libm::exp(-in_note_s / 0.04);
        let cents = singer.key_cents + 1.4 * singer.scatter_cents * wobble(place * 97 + note_at);
        let sung = melody.notes()[note_at].midi + offset + cents / 100.0 + vibrato + scoop;
        let midi = if voiced {
            sung + 12.0 * f64::from(singer.octave)
        } else {
            40.0 + 9.0 * wobble(frame)
        };
        f0.f0_hz.push(midi_to_hz(midi) as f32);
        f0.voiced.push(voiced);
        f0.confidence.push(if voiced { 0.95 } else { 0.1 });
        levels.push(if voiced { -20.0 } else { -58.0 });
    }
    let clipped = row.reasons.contains(&ReasonCode::Clipped);
    let overview = (0..600).map(|slice| {
        let frame = slice * frames / 600;
        let level = if f0.voiced[frame] {
            120.0 + 60.0 * wobble(slice)
        } else {
            3.0
        };
        if clipped && level > 150.0 { 255 } else { level as u8 }
    });
    Features {
        overview: overview.collect(),
        lag: row.lag_ms.map(|lag_ms| lag(place, lag_ms)),
        quality: Quality::default(),
        f0,
        level_dbfs: levels,
    }
}

fn lag(place: usize, lag_ms: f64) -> Lag {
    let (first_lag_ms, step_ms) = (-500.0, 2.5);
    let strength = (0..600).map(|i| {
        let away_ms = first_lag_ms + step_ms * f64::from(i) - lag_ms;
        let peak = libm::exp(-(away_ms / 6.0) * (away_ms / 6.0));
        (0.92 * peak + 0.07 * wobble(place * 1_000 + i as usize)).max(-1.0) as f32
    });
    Lag {
        lag_ms,
        method: LagMethod::Bleed,
        confidence: 0.97,
        drift_ppm: None,
        bleed_db: Some(-31.0),
        evidence: Evidence {
            first_lag_ms,
            step_ms,
            strength: strength.collect(),
        },
    }
}

fn score(place: usize, melody: &Melody) -> Score {
    let singer = singer(place);
    let notes = (0..melody.notes().len()).map(|note| NoteScore {
        deviation_cents: Some(singer.key_cents + 1.4 * singer.scatter_cents * wobble(place * 97 + note)),
        onset_error_ms: Some(singer.late_ms + 25.0 * wobble(place * 31 + note)),
        coverage: 0.95,
    });
    Score {
        notes: notes.collect(),
        ..Score::default()
    }
}
