//! The studio: the page on which fans sing, and what they share afterwards.
//!
//! ```text
//! /                         to the page in the browser's language      shell.rs
//! /fr/                      the page                                   shell.rs, boot.rs
//! /a/<hash>/…               its scripts, styles, messages              assets.rs, squeeze.rs
//! /song/<hash>/…            song, crowd, film                          media.rs, range.rs
//! /fr/s/<take>              a take's page, to be shared                share.rs
//! /art/<take>/wide.jpg      a take's cover                             covers.rs, cache.rs
//! ```
//!
//! It exists with `--campaign` alone. All of it is read and checked at the start: what is wrong with a campaign is said
//! then, and not to fans. Pages hold no cookies and load nothing from elsewhere.

mod assets;
mod boot;
mod cache;
mod covers;
mod media;
mod named;
mod range;
mod robots;
mod share;
mod shell;
mod song;
mod squeeze;

pub(super) use share::as_failed;

use super::app::{App, OpenError};
use super::fields::NewTake;
use super::problem::{Code, Problem};
use super::settings::Settings;
use super::speaker::Speaker;
use crate::config::{self, Overrides, Plan, StudioPlan};
use assets::Assets;
use axum::Router;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use boot::{Captions, Film};
use covers::{Covers, Words};
use media::{Kind, Media};
use serde::Serialize;
use song::Song;
use std::path::Path;
use stemforge_artwork::{Format, Teams};
use stemforge_messages::Language;

/// A campaign's studio.
#[derive(Debug)]
pub(super) struct Site {
    title: String,
    terms: String,
    song: Song,
    /// URLs of what the page plays.
    backing: String,
    crowd: Option<String>,
    film: Option<Film>,
    /// Team names are messages: else they are what the list says.
    teams_are_translated: bool,
    assets: Assets,
    media: Media,
    covers: Covers,
}

/// Where a take can be seen, for its fan.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Artwork {
    /// 1080 × 1080.
    square: String,
    /// 1200 × 630.
    wide: String,
    /// 1080 × 1920.
    story: String,
}

/// Reads a campaign file.
pub(super) fn plan(path: &Path) -> Result<Plan, OpenError> {
    config::load(path, &Overrides::default())
        .map_err(|cause| OpenError::Settings(format!("read the campaign: {cause}")))
}

impl Site {
    /// The studio of a campaign; everything it needs is read here.
    pub(super) fn open(plan: Plan, speaker: &Speaker, settings: &Settings) -> Result<Self, OpenError> {
        let mut media = Media::default();
        let song = Song::load(&plan.song)?;
        check_lengths(&song, settings)?;
        // A song without a backing was refused just now.
        let backing = plan
            .studio
            .song
            .as_deref()
            .or(plan.song.backing.as_deref())
            .unwrap_or(Path::new(""));
        let backing = media.add(backing, Kind::Sound, "backing")?;
        let crowd = plan.studio.crowd.as_deref();
        let crowd = crowd.map(|path| media.add(path, Kind::Sound, "crowd")).transpose()?;
        let film = film(&plan.studio, speaker, &mut media)?;
        Ok(Self {
            title: plan.song.title,
            terms: plan.studio.terms.clone(),
            song,
            backing,
            crowd,
            film,
            teams_are_translated: plan.studio.teams == config::Teams::Euro2016,
            assets: assets(speaker, settings.web.as_deref())?,
            media,
            covers: covers(&plan.studio, settings)?,
        })
    }

    /// The code of a take's team, if it is one of ours.
    fn team_code<'a>(&self, take: &'a NewTake) -> Option<&'a str> {
        take.team.as_deref().filter(|code| self.teams().get(code).is_some())
    }

    /// The teams that fans choose from.
    pub(super) fn teams(&self) -> &Teams {
        self.covers.teams()
    }

    /// The version of the terms that fans agree to.
    pub(super) fn terms(&self) -> &str {
        self.terms.trim()
    }

    /// A team's name in a language; nothing for none.
    fn team_name(&self, speaker: &Speaker, language: Language, code: &str) -> String {
        match self.teams().get(code) {
            None => String::new(),
            Some(_) if self.teams_are_translated => speaker.plain(language, &format!("team-{code}"), &[]),
            Some(team) => team.name().to_owned(),
        }
    }

    /// Size of the greatest file that the page loads.
    #[cfg(feature = "lambda")]
    pub(super) fn greatest_medium_bytes(&self) -> u64 {
        self.media.greatest_bytes()
    }

    /// Forgets what is in memory of a take.
    pub(super) fn forget(&self, app: &App, take: &NewTake) {
        self.covers.forget(&Words::of(app, self, take));
    }
}

impl App {
    /// Where the page of a take is, and its covers; nothing without a studio.
    pub(super) fn shared(&self, take_id: &str, take: &NewTake) -> (Option<String>, Option<Artwork>) {
        if self.site().is_none() {
            return (None, None);
        }
        let language = self.speaker.of_take(take.language.as_deref());
        let cover = |format| self.link(&share::cover_url(take_id, format));
        let artwork = Artwork {
            square: cover(Format::Square),
            wide: cover(Format::Wide),
            story: cover(Format::Story),
        };
        (Some(self.link(&share::url(language, take_id))), Some(artwork))
    }
}

/// What the page's files are: those of the binary, and the messages of each language.
fn assets(speaker: &Speaker, web: Option<&Path>) -> Result<Assets, OpenError> {
    // The language that is none shows tests what is not translated, cut off or too narrow.
    let languages = speaker.languages().iter().chain([&Language::PSEUDO]);
    let messages = languages.map(|language| {
        let name = format!("messages/{}.json", language.tag);
        (name, speaker.of_the_page(*language).into())
    });
    Assets::open(web, messages.collect())
}

fn film(plan: &StudioPlan, speaker: &Speaker, media: &mut Media) -> Result<Option<Film>, OpenError> {
    let Some(plan) = &plan.film else { return Ok(None) };
    let mut captions = Vec::new();
    if let Some(folder) = &plan.captions {
        for language in speaker.languages() {
            let path = folder.join(format!("{}.vtt", language.tag));
            if path.exists() {
                let name = format!("captions/{}.vtt", language.tag);
                let url = media.add(&path, Kind::Captions, &name)?;
                captions.push(Captions {
                    language: language.tag,
                    url,
                });
            }
        }
    }
    Ok(Some(Film {
        url: media.add(&plan.film, Kind::Film, "film")?,
        poster: media.add(&plan.poster, Kind::Picture, "film-poster")?,
        captions,
    }))
}

fn covers(plan: &StudioPlan, settings: &Settings) -> Result<Covers, OpenError> {
    let teams = match &plan.teams {
        config::Teams::Euro2016 => Teams::euro_2016(),
        config::Teams::File(path) => Teams::read(path).map_err(|cause| OpenError::Settings(cause.to_string()))?,
    };
    let fonts = plan.fonts.as_deref().ok_or_else(|| {
        OpenError::Settings(
            "open a studio without `studio.fonts`: run `scripts/fonts FOLDER` and name the folder in the campaign file"
                .to_owned(),
        )
    })?;
    let max_bytes = usize::try_from(settings.cover_memory).unwrap_or(usize::MAX);
    Covers::open(fonts, teams, max_bytes)
}

/// A take of the song has to be one that the service takes: the page records mono, 16 bit, and a second more.
fn check_lengths(song: &Song, settings: &Settings) -> Result<(), OpenError> {
    const BYTES_PER_SECOND: f64 = 96_000.0;
    let take_s = song.duration_s() + 1.0;
    if take_s > f64::from(settings.max_duration_s) {
        return Err(OpenError::Settings(format!(
            "record {take_s:.0} s where takes may last {} s: raise `--max-duration-s`",
            settings.max_duration_s
        )));
    }
    let bytes = take_s * BYTES_PER_SECOND;
    if bytes > settings.max_take_bytes as f64 {
        return Err(OpenError::Settings(format!(
            "record {take_s:.0} s, {:.0} MiB at 48 kHz, where takes may have {:.0} MiB: raise `--max-take-bytes`",
            (bytes / f64::from(1 << 20)).ceil(),
            settings.max_take_bytes as f64 / f64::from(1 << 20)
        )));
    }
    Ok(())
}

/// The studio's routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(shell::choose))
        .route("/robots.txt", get(robots::robots))
        .route("/a/{hash}/{*file}", get(assets::asset))
        .route("/song/{hash}/{*file}", get(media::medium))
        .route("/art/{take_id}/{file}", get(covers::cover))
        .route("/{language}", get(shell::add_slash))
        .route("/{language}/", get(shell::shell))
        .route("/{language}/manifest.webmanifest", get(robots::manifest))
        .route("/{language}/s/{take_id}", get(share::share))
}

/// The answer to whoever asks for what is not there: a page for people, a problem for programs.
pub(super) fn nothing_here(app: &App, uri: &Uri, headers: &HeaderMap) -> Response {
    let accepts = headers
        .get(ACCEPT)
        .and_then(|accepts| accepts.to_str().ok())
        .unwrap_or_default();
    if app.site().is_none() || !accepts.contains("text/html") || uri.path().starts_with("/v1/") {
        return Problem::new(Code::NotFound, "see /openapi.json for what there is").into_response();
    }
    // Whoever reads `/fr/…` reads French.
    let tag = uri.path().split('/').nth(1).unwrap_or_default();
    let language = app
        .speaker
        .by_tag(tag)
        .unwrap_or_else(|| app.speaker.preferred(headers));
    as_failed(
        share::message(app, language, StatusCode::NOT_FOUND, "not-found"),
        Problem::new(Code::NotFound, ""),
    )
}
