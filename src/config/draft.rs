//! The campaign as typed, every key with its type but nothing resolved yet.

use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::{Overrides, Plan, SongPlan, keys, studio};
use crate::dsp::lag::Search;
use crate::ingest::Limits;
use crate::score;
use crate::select;
use crate::select::gates::Gates;
use crate::stems::{master, placement, voice};

/// What the keys fill.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Draft {
    pub(super) guide: Option<String>,
    pub(super) backing: Option<String>,
    pub(super) title: Option<String>,
    pub(super) tempo_bpm: Option<f64>,
    pub(super) first_bar_s: f64,
    pub(super) takes_uri: String,
    pub(super) out_uri: String,
    pub(super) limits: Limits,
    pub(super) external_decoder: Option<String>,
    pub(super) search: Search,
    pub(super) score: score::Settings,
    pub(super) gates: Gates,
    pub(super) select: select::Settings,
    pub(super) placement: placement::Settings,
    pub(super) voice: voice::Settings,
    pub(super) master: master::Settings,
    /// 0 is none.
    pub(super) high_pass_hz: f64,
    pub(super) studio: studio::Typed,
}

impl Draft {
    /// Resolves paths and checks what no key can say alone.
    pub(super) fn into_plan(mut self, path: &Path, overrides: &Overrides) -> Result<Plan, ConfigError> {
        let whole = |problem: String| ConfigError::Whole {
            file: path.to_owned(),
            problem,
        };
        if let Some(problem) = self.contradiction() {
            return Err(whole(problem));
        }
        let canonical = keys::canonical(&mut self);
        let folder = path.parent().unwrap_or(Path::new(""));
        let Some(guide) = self.guide else {
            return Err(whole(
                "`song.guide` is missing: the melody that fans sing, e.g. `guide = \"guide.mid\"` under `[song]`"
                    .to_owned(),
            ));
        };
        let guide = folder.join(guide);
        let located = |typed: String, said: &Option<String>| match said {
            Some(said) => Ok(said.clone()),
            None => beside(folder, &typed).ok_or_else(|| whole("the path to its folder is not UTF-8".to_owned())),
        };
        Ok(Plan {
            song: SongPlan {
                backing: self.backing.map(|backing| folder.join(backing)),
                title: self.title.unwrap_or_else(|| stem(&guide)),
                tempo_bpm: self.tempo_bpm,
                first_bar_s: self.first_bar_s,
                guide,
            },
            takes_uri: located(self.takes_uri, &overrides.takes)?,
            out_uri: located(self.out_uri, &overrides.out)?,
            limits: self.limits,
            external_decoder: self.external_decoder.map(|program| program_beside(folder, &program)),
            search: self.search,
            score: self.score,
            gates: self.gates,
            select: self.select,
            placement: self.placement,
            voice: voice::Settings {
                high_pass_hz: Some(self.high_pass_hz).filter(|&high_pass_hz| high_pass_hz > 0.0),
                ..self.voice
            },
            master: self.master,
            studio: self.studio.into_plan(folder).map_err(whole)?,
            canonical,
            path: path.to_owned(),
        })
    }

    /// Keys that cannot both be meant.
    fn contradiction(&self) -> Option<String> {
        let Self {
            search, score, gates, ..
        } = self;
        if search.earliest_ms >= search.latest_ms {
            return Some("`takes.earliest_lag_ms` must be less than `takes.latest_lag_ms`".to_owned());
        }
        if score.pitch_weight + score.timing_weight + score.coverage_weight <= 0.0 {
            return Some("one of the three weights in `[score]` must be above 0".to_owned());
        }
        if score.absolute_share + score.interval_share + score.stability_share <= 0.0 {
            return Some("one of the three shares in `[score]` must be above 0".to_owned());
        }
        if gates.least_duration_s > gates.greatest_duration_s {
            return Some("`gates.least_duration_s` must not exceed `gates.greatest_duration_s`".to_owned());
        }
        let parts = &self.select.parts;
        for (index, part) in parts.iter().enumerate() {
            if !select::is_section_name(part) {
                return Some(format!(
                    "`select.parts` has `{part}`; a part is 1 to 32 of a–z, 0–9, `_` and `-`, for it names files"
                ));
            }
            if parts[..index].contains(part) {
                return Some(format!("`select.parts` has `{part}` twice"));
            }
        }
        let by_register = [select::LOW_SECTION, select::HIGH_SECTION];
        let unknown = self
            .master
            .section_level_db
            .keys()
            .find(|name| !by_register.contains(&name.as_str()) && !parts.contains(name));
        if let Some(name) = unknown {
            return Some(format!(
                "`stems.section_level_db` has `{name}`, which is neither `low`, `high` nor one of `select.parts`"
            ));
        }
        None
    }
}

/// A typed path or URI, where a path is relative to the campaign's folder.
fn beside(folder: &Path, typed: &str) -> Option<String> {
    if typed.contains("://") {
        return Some(typed.to_owned());
    }
    folder.join(typed).to_str().map(str::to_owned)
}

/// A bare name is looked for where programs are; anything else is a path.
fn program_beside(folder: &Path, typed: &str) -> PathBuf {
    if Path::new(typed).components().count() > 1 {
        folder.join(typed)
    } else {
        PathBuf::from(typed)
    }
}

fn stem(guide: &Path) -> String {
    guide
        .file_stem()
        .map_or_else(|| "song".to_owned(), |stem| stem.to_string_lossy().into_owned())
}
