//! A fan's cover, drawn when somebody asks for it.
//!
//! Drawing is the one thing here that costs CPU: one picture a core at a time, a bounded queue before it, and what is
//! drawn is kept in memory by what is on it, so that a link that goes round is drawn once. A cover lives as long as its
//! take: whoever takes the take back takes the cover with it, at once.

use super::Site;
use super::cache::{Cache, Key};
use super::named::Named;
use crate::studio::app::{App, OpenError};
use crate::studio::fields::NewTake;
use crate::studio::hex;
use crate::studio::page::X_ROBOTS_TAG;
use crate::studio::problem::{Code, Problem};
use crate::studio::secrets::TicketId;
use crate::studio::standing::{Standing, unknown, withdrawn};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use axum::response::{IntoResponse, Response};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use stemforge_artwork::{Artist, Cover, Format, Teams, TextDirection};
use stemforge_messages::Direction;
use tokio::sync::Semaphore;

/// Pictures that wait for a core: at 20 ms each, that is about a second on two.
const MAX_WAITING: usize = 128;
/// Other caches may keep a cover for an hour: a fan who leaves must not live on in them for a year.
const AN_HOUR: HeaderValue = HeaderValue::from_static("public,max-age=3600");

/// Everything that draws.
pub(super) struct Covers {
    artist: Artist,
    drawn: Mutex<Cache>,
    cores: Arc<Semaphore>,
    queue: Queue,
}

impl std::fmt::Debug for Covers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Covers { .. }")
    }
}

/// What stands on a cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    title: String,
    line: String,
    name: String,
    team_name: String,
    team_code: String,
    direction: TextDirection,
}

impl Words {
    /// What stands on the cover of a take, in its language.
    pub(super) fn of(app: &App, site: &Site, take: &NewTake) -> Self {
        let language = app.speaker.of_take(take.language.as_deref());
        let team_code = site.team_code(take).unwrap_or_default();
        let team_name = site.team_name(&app.speaker, language, team_code);
        Self {
            title: site.title.clone(),
            line: app.speaker.plain(language, "cover-line", &[]),
            name: shown_name(take).map_or_else(|| team_name.clone(), str::to_owned),
            team_name,
            team_code: team_code.to_owned(),
            direction: match language.direction {
                Direction::LeftToRight => TextDirection::LeftToRight,
                Direction::RightToLeft => TextDirection::RightToLeft,
            },
        }
    }

    fn cover(&self) -> Cover<'_> {
        Cover {
            title: &self.title,
            line: &self.line,
            name: &self.name,
            team_name: &self.team_name,
            team_code: &self.team_code,
            direction: self.direction,
        }
    }
}

/// The fan's name, if everybody may see it.
pub(super) fn shown_name(take: &NewTake) -> Option<&str> {
    take.name.as_deref().filter(|_| take.show_name == Some(true))
}

impl Covers {
    /// Opens the fonts. Of `max_bytes`, two thirds are for the sleeves that names are written on.
    pub(super) fn open(fonts: &Path, teams: Teams, max_bytes: usize) -> Result<Self, OpenError> {
        let artist = Artist::open(fonts, teams).map_err(|cause| OpenError::Settings(cause.to_string()))?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            artist: artist.with_background_bytes(max_bytes / 3 * 2),
            drawn: Mutex::new(Cache::new(max_bytes / 3)),
            cores: Arc::new(Semaphore::new(cores)),
            queue: Queue::default(),
        })
    }

    pub(super) fn teams(&self) -> &Teams {
        self.artist.teams()
    }

    /// Forgets what was drawn for a take.
    pub(super) fn forget(&self, words: &Words) {
        for format in Format::ALL {
            self.drawn().remove(&self.artist.key(&words.cover(), format));
        }
    }

    /// A picture, kept in memory if its take is still here. One that was taken back while it was drawn is given to nobody:
    /// whoever erased it had found nothing to forget.
    fn kept(
        &self,
        key: Key,
        picture: Bytes,
        is_still_here: impl FnOnce() -> Result<(), Problem>,
    ) -> Result<Bytes, Problem> {
        // First kept, then looked: an erasure either finds it in memory, or was there before our look.
        self.drawn().put(key, picture.clone());
        if let Err(problem) = is_still_here() {
            self.drawn().remove(&key);
            return Err(problem);
        }
        Ok(picture)
    }

    fn drawn(&self) -> MutexGuard<'_, Cache> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Those who wait for a core.
#[derive(Debug, Default)]
struct Queue(AtomicUsize);

/// One of them.
#[derive(Debug)]
struct Place<'a>(&'a Queue);

impl Queue {
    /// A place, if there is one.
    fn enter(&self) -> Result<Place<'_>, Problem> {
        let place = Place(self);
        if self.0.fetch_add(1, Ordering::Relaxed) < MAX_WAITING {
            return Ok(place);
        }
        Err(Problem::new(
            Code::Busy,
            "too many covers are asked for; ask again soon",
        ))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// `/art/<take>/<format>.jpg`.
pub(super) async fn cover(State(app): State<App>, named: Named, headers: HeaderMap) -> Result<Response, Problem> {
    let format = named.file.strip_suffix(".jpg").and_then(Format::from_name);
    let (Some(site), Some(format)) = (app.site(), format) else {
        return Err(Problem::new(
            Code::NotFound,
            "covers are `square.jpg`, `wide.jpg` and `story.jpg`",
        ));
    };
    let ticket = TicketId::parse(&named.take_id).ok_or_else(unknown)?;
    let take = app.blocking(move |app| received(app, ticket)).await?;
    let words = Words::of(&app, site, &take);
    let key = site.covers.artist.key(&words.cover(), format);
    let etag = format!("\"{}\"", hex::encode(&key[..16]));
    let etag = HeaderValue::from_str(&etag).map_err(Problem::defect)?;
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .unwrap_or_default();
    let is_known = known
        .split(',')
        .any(|known| known.trim().trim_start_matches("W/") == etag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(picture(&app, site, ticket, words, format, key).await?))
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    headers.insert(CACHE_CONTROL, AN_HOUR);
    headers.insert(ETAG, etag);
    headers.insert(X_ROBOTS_TAG, HeaderValue::from_static("noindex"));
    Ok(response)
}

/// A take that is here.
pub(super) fn received(app: &App, ticket: TicketId) -> Result<NewTake, Problem> {
    match app.standing(ticket)? {
        Standing::Received(committed) => Ok(committed.take),
        Standing::Withdrawn => Err(withdrawn()),
        Standing::Announced(_) | Standing::Unknown => Err(unknown()),
    }
}

/// The picture, from memory or drawn now.
async fn picture(
    app: &App,
    site: &Site,
    ticket: TicketId,
    words: Words,
    format: Format,
    key: Key,
) -> Result<Bytes, Problem> {
    let covers = &site.covers;
    if let Some(drawn) = covers.drawn().get(&key) {
        return Ok(drawn);
    }
    let place = covers.queue.enter()?;
    let core = Arc::clone(&covers.cores)
        .acquire_owned()
        .await
        .map_err(Problem::defect)?;
    drop(place);
    app.blocking(move |app| {
        let covers = &app.site().ok_or_else(|| Problem::defect("the studio is gone"))?.covers;
        // Somebody who waited before us may have wanted the same.
        let known = covers.drawn().get(&key);
        let drawn = match known {
            Some(drawn) => drawn,
            None => covers
                .artist
                .cover(&words.cover(), format)
                .map_err(Problem::defect)?
                .into(),
        };
        drop(core);
        covers.kept(key, drawn, || received(app, ticket).map(drop))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(name: Option<&str>, show_name: Option<bool>) -> NewTake {
        serde_json::from_value(serde_json::json!({
            "fan": "f", "size_bytes": 1, "content_type": "audio/wav", "name": name, "show_name": show_name,
        }))
        .unwrap()
    }

    #[test]
    fn a_name_is_shown_only_to_those_who_may_see_it() {
        assert_eq!(shown_name(&take(Some("Zoë"), Some(true))), Some("Zoë"));
        for hidden in [
            take(Some("Zoë"), Some(false)),
            take(Some("Zoë"), None),
            take(None, Some(true)),
        ] {
            assert_eq!(shown_name(&hidden), None);
        }
    }

    fn covers() -> Covers {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let fonts = root.join("target/fonts");
        let fetched = std::process::Command::new(root.join("scripts/fonts"))
            .arg(&fonts)
            .status();
        assert!(fetched.unwrap().success(), "`scripts/fonts` fetches the fonts");
        Covers::open(&fonts, Teams::euro_2016(), 30_000_000).unwrap()
    }

    #[test]
    fn what_is_taken_back_is_neither_kept_nor_given_out() {
        let covers = covers();
        let words = Words {
            title: "All Four Corners".to_owned(),
            line: "I sang".to_owned(),
            name: "Zoë".to_owned(),
            team_name: "France".to_owned(),
            team_code: "fr".to_owned(),
            direction: TextDirection::LeftToRight,
        };
        let draw = |format| Bytes::from(covers.artist.cover(&words.cover(), format).unwrap());
        let key = |format| covers.artist.key(&words.cover(), format);
        for format in Format::ALL {
            covers.kept(key(format), draw(format), || Ok(())).unwrap();
            assert!(covers.drawn().get(&key(format)).is_some());
        }
        covers.forget(&words);
        for format in Format::ALL {
            assert_eq!(covers.drawn().get(&key(format)), None);
        }
        // Its fan left while it was drawn.
        let gone = covers.kept(key(Format::Wide), draw(Format::Wide), || Err(withdrawn()));
        assert_eq!(gone.unwrap_err().code, Code::TakeWithdrawn);
        assert_eq!(covers.drawn().get(&key(Format::Wide)), None);
    }

    #[test]
    fn a_queue_has_so_many_places_and_gets_each_of_them_back() {
        let queue = Queue::default();
        let mut places: Vec<_> = (0..MAX_WAITING).map(|_| queue.enter().unwrap()).collect();
        for _ in 0..3 {
            assert_eq!(queue.enter().unwrap_err().code, Code::Busy);
        }
        places.pop();
        places.push(queue.enter().unwrap());
        drop(places);
        assert_eq!(queue.0.load(Ordering::Relaxed), 0);
    }
}
