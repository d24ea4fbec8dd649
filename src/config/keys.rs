//! Every key of a campaign file, once: its name, the field it fills, what it allows.
//!
//! Reading, "did you mean", range checks and the canonical text all walk this one list.

use super::draft::Draft;
use super::setting::{Range, Setting};

/// A key and where it goes.
pub(super) struct Key<'d> {
    pub(super) section: &'static str,
    pub(super) name: &'static str,
    pub(super) setting: &'d mut dyn Setting,
    pub(super) range: Range,
    role: Role,
}

/// What a key has a say in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// What stems sound like.
    Sound,
    /// Where something is on somebody's machine, and how long it may take there.
    Place,
    /// What the page shows, which no stem knows.
    Page,
}

/// The keys of a draft, in the order of `default.toml`.
pub(super) fn all(draft: &mut Draft) -> Vec<Key<'_>> {
    let Draft {
        guide,
        backing,
        title,
        tempo_bpm,
        first_bar_s,
        takes_uri,
        out_uri,
        ..
    } = draft;
    let Draft {
        limits,
        external_decoder,
        search,
        score,
        gates,
        select,
        placement,
        voice,
        master,
        high_pass_hz,
        studio,
        ..
    } = draft;
    vec![
        place("song.guide", guide),
        place("song.backing", backing),
        text("song.title", title),
        key("song.tempo_bpm", tempo_bpm, 10.0, 1000.0),
        key("song.first_bar_s", first_bar_s, 0.0, 3600.0),
        place("takes.uri", takes_uri),
        key("takes.max_bytes", &mut limits.max_bytes, 1.0, 1e12),
        key("takes.max_duration_s", &mut limits.max_duration_s, 1.0, 14_400.0),
        key(
            "takes.max_sample_rate_hz",
            &mut limits.max_sample_rate_hz,
            8_000.0,
            768_000.0,
        ),
        key("takes.max_channels", &mut limits.max_channels, 1.0, 64.0),
        key("takes.max_samples", &mut limits.max_samples, 1.0, 1e12),
        Key {
            role: Role::Place,
            ..key("takes.max_wall_s", &mut limits.max_wall_s, 0.1, 86_400.0)
        },
        place("takes.external_decoder", external_decoder),
        key("takes.earliest_lag_ms", &mut search.earliest_ms, -60000.0, 60000.0),
        key("takes.latest_lag_ms", &mut search.latest_ms, -60000.0, 60000.0),
        key("takes.greatest_drift_ppm", &mut search.greatest_drift_ppm, 0.0, 1000.0),
        key("score.pitch_weight", &mut score.pitch_weight, 0.0, 100.0),
        key("score.timing_weight", &mut score.timing_weight, 0.0, 100.0),
        key("score.coverage_weight", &mut score.coverage_weight, 0.0, 100.0),
        key("score.absolute_share", &mut score.absolute_share, 0.0, 1.0),
        key("score.interval_share", &mut score.interval_share, 0.0, 1.0),
        key("score.stability_share", &mut score.stability_share, 0.0, 1.0),
        key("score.note_kernel_cents", &mut score.note_kernel_cents, 0.0, 1200.0),
        key(
            "score.interval_kernel_cents",
            &mut score.interval_kernel_cents,
            0.0,
            1200.0,
        ),
        key(
            "score.stability_kernel_cents",
            &mut score.stability_kernel_cents,
            0.0,
            1200.0,
        ),
        key("score.onset_kernel_ms", &mut score.onset_kernel_ms, 0.0, 5000.0),
        key("score.sung_kernel_cents", &mut score.sung_kernel_cents, 0.0, 1200.0),
        key("score.full_coverage", &mut score.full_coverage, 0.01, 1.0),
        key("score.rest_penalty_points", &mut score.rest_penalty_points, 0.0, 100.0),
        key("score.trusted_coverage", &mut score.trusted_coverage, 0.0, 1.0),
        key("score.note_reach_ms", &mut score.note_reach_ms, 0.0, 5000.0),
        key("score.attack_ms", &mut score.attack_ms, 0.0, 1000.0),
        key("score.release_ms", &mut score.release_ms, 0.0, 1000.0),
        key("gates.least_duration_s", &mut gates.least_duration_s, 0.0, 3600.0),
        key("gates.greatest_duration_s", &mut gates.greatest_duration_s, 0.0, 3600.0),
        key("gates.silent_peak_dbtp", &mut gates.silent_peak_dbtp, -200.0, 0.0),
        key("gates.least_loudness_lufs", &mut gates.least_loudness_lufs, -200.0, 0.0),
        key(
            "gates.greatest_clipped_share",
            &mut gates.greatest_clipped_share,
            0.0,
            1.0,
        ),
        key(
            "gates.flagged_clipped_share",
            &mut gates.flagged_clipped_share,
            0.0,
            1.0,
        ),
        key(
            "gates.greatest_dropout_share",
            &mut gates.greatest_dropout_share,
            0.0,
            1.0,
        ),
        key(
            "gates.flagged_dropout_share",
            &mut gates.flagged_dropout_share,
            0.0,
            1.0,
        ),
        key("gates.least_snr_db", &mut gates.least_snr_db, -100.0, 100.0),
        key("gates.flagged_snr_db", &mut gates.flagged_snr_db, -100.0, 100.0),
        key(
            "gates.flagged_bandwidth_hz",
            &mut gates.flagged_bandwidth_hz,
            0.0,
            24000.0,
        ),
        key("gates.greatest_bleed_db", &mut gates.greatest_bleed_db, -100.0, 100.0),
        key("gates.flagged_bleed_db", &mut gates.flagged_bleed_db, -100.0, 100.0),
        key("gates.least_lag_confidence", &mut gates.least_lag_confidence, 0.0, 1.0),
        key(
            "gates.flagged_lag_confidence",
            &mut gates.flagged_lag_confidence,
            0.0,
            1.0,
        ),
        key("gates.least_voiced_share", &mut gates.least_voiced_share, 0.0, 1.0),
        key("gates.least_melody_fit", &mut gates.least_melody_fit, 0.0, 1.0),
        key("gates.flagged_melody_fit", &mut gates.flagged_melody_fit, 0.0, 1.0),
        key("gates.least_total_score", &mut gates.least_total_score, 0.0, 100.0),
        key("select.close_size", &mut select.close_size, 0.0, 10_000.0),
        key("select.close_share", &mut select.close_share, 0.0, 1.0),
        key("select.group_size", &mut select.group_size, 0.0, 100_000.0),
        key("select.fan_cap", &mut select.fan_cap, 0.0, 100_000.0),
        key("select.section_split_midi", &mut select.section_split_midi, 0.0, 127.0),
        key("select.parts", &mut select.parts, 0.0, 32.0),
        key("select.technical_weight", &mut select.technical_weight, 0.0, 10.0),
        key(
            "select.close_lag_confidence",
            &mut select.close_lag_confidence,
            0.0,
            1.0,
        ),
        key(
            "stems.voiced_target_dbfs",
            &mut placement.voiced_target_dbfs,
            -60.0,
            0.0,
        ),
        key("stems.most_gain_db", &mut placement.most_gain_db, 0.0, 60.0),
        key("stems.close_width", &mut placement.close_width, 0.0, 1.0),
        key("stems.group_width", &mut placement.group_width, 0.0, 1.0),
        key("stems.crowd_width", &mut placement.crowd_width, 0.0, 1.0),
        key("stems.high_pass_hz", high_pass_hz, 0.0, 1000.0),
        key("stems.fade_ms", &mut voice.fade_ms, 0.0, 1000.0),
        key("stems.least_drift_ppm", &mut voice.least_drift_ppm, 0.0, 1000.0),
        key("stems.target_lufs", &mut master.target_lufs, -60.0, 0.0),
        key("stems.most_true_peak_dbtp", &mut master.most_true_peak_dbtp, -20.0, 0.0),
        key("stems.close_level_db", &mut master.close_level_db, -60.0, 20.0),
        key("stems.group_level_db", &mut master.group_level_db, -60.0, 20.0),
        key("stems.crowd_level_db", &mut master.crowd_level_db, -60.0, 20.0),
        key("stems.section_level_db", &mut master.section_level_db, -60.0, 20.0),
        key(
            "stems.backing_below_choir_lu",
            &mut master.backing_below_choir_lu,
            -20.0,
            60.0,
        ),
        place("output.uri", out_uri),
        page("studio.song", &mut studio.song),
        page("studio.crowd", &mut studio.crowd),
        page("studio.film", &mut studio.film),
        page("studio.film_poster", &mut studio.film_poster),
        page("studio.film_captions", &mut studio.film_captions),
        page("studio.teams", &mut studio.teams),
        page("studio.terms", &mut studio.terms),
        page("studio.fonts", &mut studio.fonts),
        Key {
            range: Range {
                least: 1.0,
                greatest: 12.0,
            },
            ..page("studio.languages", &mut studio.languages)
        },
    ]
}

fn key<'d>(path: &'static str, setting: &'d mut dyn Setting, least: f64, greatest: f64) -> Key<'d> {
    let (section, name) = path
        .split_once('.')
        .expect("invariant: keys are written `section.name`");
    Key {
        section,
        name,
        setting,
        range: Range { least, greatest },
        role: Role::Sound,
    }
}

/// A text of any length.
fn text<'d>(path: &'static str, setting: &'d mut dyn Setting) -> Key<'d> {
    key(path, setting, 0.0, f64::INFINITY)
}

fn place<'d>(path: &'static str, setting: &'d mut dyn Setting) -> Key<'d> {
    Key {
        role: Role::Place,
        ..text(path, setting)
    }
}

fn page<'d>(path: &'static str, setting: &'d mut dyn Setting) -> Key<'d> {
    Key {
        role: Role::Page,
        ..text(path, setting)
    }
}

/// The draft as TOML, places and the page left out.
pub(super) fn canonical(draft: &mut Draft) -> String {
    let mut toml = String::new();
    let mut open = "";
    for key in all(draft).into_iter().filter(|key| key.role != Role::Page) {
        if key.section != open {
            open = key.section;
            toml.push_str(&format!("[{open}]\n"));
        }
        if let Some(value) = key.setting.written().filter(|_| key.role == Role::Sound) {
            toml.push_str(&format!("{} = {value}\n", key.name));
        }
    }
    toml
}
