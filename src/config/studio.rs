//! `[studio]`: what the page has on which fans sing. Nothing here changes a stem.

use std::path::{Path, PathBuf};

/// Languages that the page speaks, as its addresses name them.
pub const LANGUAGES: [&str; 12] = ["en", "fr", "de", "es", "it", "pt", "pl", "ru", "tr", "cs", "sv", "ar"];

/// The list of teams that needs no file.
const EURO_2016: &str = "euro2016";
/// Longest version of the terms that the service stores.
const MAX_TERMS_CHARS: usize = 40;

/// What the page shows, plays and asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudioPlan {
    /// What fans sing to, in a form that loads quickly; the song's backing if there is none.
    pub song: Option<PathBuf>,
    /// What a fan hears beside the own take.
    pub crowd: Option<PathBuf>,
    /// What explains it all.
    pub film: Option<FilmPlan>,
    /// Teams that fans may choose from.
    pub teams: Teams,
    /// Version of the terms that fans agree to.
    pub terms: String,
    /// Folder of the fonts that covers are written with.
    pub fonts: Option<PathBuf>,
    /// Languages of the page; the first stands in where none fits.
    pub languages: Vec<String>,
}

/// A film and the picture that stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilmPlan {
    /// The film.
    pub film: PathBuf,
    /// What is shown before it plays.
    pub poster: PathBuf,
    /// Folder of its captions, `<language>.vtt` each.
    pub captions: Option<PathBuf>,
}

/// Where teams come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Teams {
    /// The 24 of 2016.
    Euro2016,
    /// A CSV file.
    File(PathBuf),
}

/// The section as typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Typed {
    pub(super) song: Option<String>,
    pub(super) crowd: Option<String>,
    pub(super) film: Option<String>,
    pub(super) film_poster: Option<String>,
    pub(super) film_captions: Option<String>,
    pub(super) teams: String,
    pub(super) terms: String,
    pub(super) fonts: Option<String>,
    pub(super) languages: Vec<String>,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            song: None,
            crowd: None,
            film: None,
            film_poster: None,
            film_captions: None,
            teams: EURO_2016.to_owned(),
            terms: "1".to_owned(),
            fonts: None,
            languages: LANGUAGES.map(str::to_owned).to_vec(),
        }
    }
}

impl Typed {
    /// Resolves paths, and checks what no key can say alone.
    pub(super) fn into_plan(self, folder: &Path) -> Result<StudioPlan, String> {
        if let Some(problem) = self.contradiction() {
            return Err(problem);
        }
        let beside = |path: String| folder.join(path);
        Ok(StudioPlan {
            song: self.song.map(beside),
            crowd: self.crowd.map(beside),
            film: self.film.zip(self.film_poster).map(|(film, poster)| FilmPlan {
                film: beside(film),
                poster: beside(poster),
                captions: self.film_captions.map(beside),
            }),
            teams: match self.teams.as_str() {
                EURO_2016 => Teams::Euro2016,
                path => Teams::File(folder.join(path)),
            },
            terms: self.terms,
            fonts: self.fonts.map(beside),
            languages: self.languages,
        })
    }

    fn contradiction(&self) -> Option<String> {
        match (&self.film, &self.film_poster) {
            (Some(_), None) => return Some("`studio.film` needs `studio.film_poster`".to_owned()),
            (None, Some(_)) => return Some("`studio.film_poster` needs `studio.film`".to_owned()),
            (None, None) if self.film_captions.is_some() => {
                return Some("`studio.film_captions` needs `studio.film`".to_owned());
            }
            _ => {}
        }
        if self.teams != EURO_2016 && !self.teams.ends_with(".csv") {
            return Some(format!(
                "`studio.teams` is `{}`; it is `{EURO_2016}` or the path of a `.csv` file",
                self.teams
            ));
        }
        if self.terms.chars().count() > MAX_TERMS_CHARS || self.terms.chars().any(char::is_control) {
            return Some(format!(
                "`studio.terms` names a version in at most {MAX_TERMS_CHARS} characters"
            ));
        }
        for (index, language) in self.languages.iter().enumerate() {
            if !LANGUAGES.contains(&language.as_str()) {
                return Some(format!(
                    "`studio.languages` has `{language}`; the page speaks {}",
                    LANGUAGES.join(", ")
                ));
            }
            if self.languages[..index].contains(language) {
                return Some(format!("`studio.languages` has `{language}` twice"));
            }
        }
        None
    }
}
