//! From the campaign file to a validated [`Plan`].
//!
//! `configs/default.toml` is both the documentation and the defaults: it is part of the binary, the campaign
//! file is laid over it, and what comes out is checked key by key (`keys.rs` lists every key once, with the
//! field it fills and the range it allows). The settings structs belong to the modules that use them; a test
//! holds that their `Default` and `default.toml` say the same.

mod draft;
mod error;
mod keys;
mod lay;
mod setting;
mod studio;

use std::path::{Path, PathBuf};

use crate::dsp::lag::Search;
use crate::ingest::Limits;
use crate::score;
use crate::select;
use crate::select::gates::Gates;
use crate::stems::{master, placement, voice};
use draft::Draft;

pub use error::ConfigError;
pub use studio::{FilmPlan, LANGUAGES, StudioPlan, Teams};

/// Every key with its default and what it means, as `stemforge init` writes it.
pub const DEFAULT_TOML: &str = include_str!("../../configs/default.toml");

/// What the command line says instead of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    /// `--takes`: where the takes are.
    pub takes: Option<String>,
    /// `--out`: where the results go.
    pub out: Option<String>,
}

/// A campaign, ready to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The campaign file.
    pub path: PathBuf,
    /// The song.
    pub song: SongPlan,
    /// Where the takes are: a path or a URI.
    pub takes_uri: String,
    /// Where the results go: a path or a URI.
    pub out_uri: String,
    /// How much a take may cost before it is refused.
    pub limits: Limits,
    /// The program that decodes what nothing here does: a path, or a name to be looked for.
    pub external_decoder: Option<PathBuf>,
    /// The lags that are thought possible.
    pub search: Search,
    /// Weights and kernels of the score.
    pub score: score::Settings,
    /// What keeps a take off the record.
    pub gates: Gates,
    /// Sections, layers and their sizes.
    pub select: select::Settings,
    /// Gain, pan and width of voices.
    pub placement: placement::Settings,
    /// Filter and fades of voices.
    pub voice: voice::Settings,
    /// Levels of stems, choir and mix.
    pub master: master::Settings,
    /// The page on which fans sing.
    pub studio: StudioPlan,
    /// The effective configuration as TOML, every key but the machine's own paths and the page's, in the order of
    /// `default.toml`: what stage keys and the manifest hash.
    pub canonical: String,
}

/// The song that fans sing.
#[derive(Debug, Clone, PartialEq)]
pub struct SongPlan {
    /// The guide melody.
    pub guide: PathBuf,
    /// What fans heard.
    pub backing: Option<PathBuf>,
    /// For people; the guide's file name without its extension if the campaign gives none.
    pub title: String,
    /// Quarter notes a minute.
    pub tempo_bpm: Option<f64>,
    /// Where bar 1 lies on the song's timeline, seconds.
    pub first_bar_s: f64,
}

/// Reads a campaign file and checks all of it. Paths in it are relative to its folder, those of the command
/// line to the current one. Whether the files it names exist is for those who open them to say.
pub fn load(path: &Path, overrides: &Overrides) -> Result<Plan, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        file: path.to_owned(),
        source,
    })?;
    parse(&text, path, overrides)
}

/// [`load`] for text in hand that is said to lie at `path`.
pub fn parse(text: &str, path: &Path, overrides: &Overrides) -> Result<Plan, ConfigError> {
    let mut draft = Draft::default();
    lay::over(&mut draft, DEFAULT_TOML, Path::new("configs/default.toml"))?;
    lay::over(&mut draft, text, path)?;
    draft.into_plan(path, overrides)
}

/// The part of a canonical text that belongs to some sections: what a stage that reads only those hashes.
pub fn canonical_sections(canonical: &str, sections: &[&str]) -> String {
    let mut kept = String::new();
    let mut keep = false;
    for line in canonical.lines() {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            keep = sections.contains(&section);
        }
        if keep {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests;
