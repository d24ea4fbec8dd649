//! What the page knows when it starts: JSON in the shell, in the page's language.

use super::Site;
use super::song::Song;
use crate::studio::app::App;
use crate::studio::speaker::Speaker;
use serde::Serialize;
use stemforge_messages::Language;

#[derive(Debug, Serialize)]
struct Boot<'a> {
    language: &'static str,
    direction: &'static str,
    assets: String,
    languages: Vec<Choice>,
    campaign: Campaign<'a>,
    song: Sounds<'a>,
    teams: Vec<Team<'a>>,
    limits: Limits,
    /// Voices that are here, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    voices: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Choice {
    tag: &'static str,
    name: &'static str,
    url: String,
}

#[derive(Debug, Serialize)]
struct Campaign<'a> {
    title: &'a str,
    terms: &'a str,
}

/// The song and where its files are.
#[derive(Debug, Serialize)]
struct Sounds<'a> {
    backing: &'a str,
    crowd: Option<&'a str>,
    film: Option<&'a Film>,
    #[serde(flatten)]
    song: &'a Song,
}

/// A film, its picture and its captions.
#[derive(Debug, Serialize)]
pub(super) struct Film {
    pub(super) url: String,
    pub(super) poster: String,
    pub(super) captions: Vec<Captions>,
}

/// Captions in one language.
#[derive(Debug, Serialize)]
pub(super) struct Captions {
    pub(super) language: &'static str,
    pub(super) url: String,
}

#[derive(Debug, Serialize)]
struct Team<'a> {
    code: &'a str,
    name: String,
}

#[derive(Debug, Serialize)]
struct Limits {
    max_take_bytes: u64,
    max_duration_s: u32,
}

/// The JSON, fit to stand in a `script` element.
pub(super) fn json(app: &App, site: &Site, language: Language) -> String {
    let boot = Boot {
        language: language.tag,
        direction: language.direction.as_str(),
        assets: site.assets.folder(),
        languages: choices(&app.speaker),
        campaign: Campaign {
            title: &site.title,
            terms: &site.terms,
        },
        song: Sounds {
            backing: &site.backing,
            crowd: site.crowd.as_deref(),
            film: site.film.as_ref(),
            song: &site.song,
        },
        teams: teams(&app.speaker, site, language),
        limits: Limits {
            max_take_bytes: app.settings.max_take_bytes,
            max_duration_s: app.settings.max_duration_s,
        },
        voices: app.voices(),
    };
    // Nothing in it can fail to be JSON. A `<` could end the element.
    serde_json::to_string(&boot).unwrap_or_default().replace('<', "\\u003c")
}

fn choices(speaker: &Speaker) -> Vec<Choice> {
    let choices = speaker.languages().iter().map(|language| Choice {
        tag: language.tag,
        name: language.name,
        url: format!("/{}/", language.tag),
    });
    choices.collect()
}

fn teams<'a>(speaker: &Speaker, site: &'a Site, language: Language) -> Vec<Team<'a>> {
    let teams = site.covers.teams().iter();
    let named = teams.map(|team| Team {
        code: team.code(),
        name: site.team_name(speaker, language, team.code()),
    });
    named.collect()
}
