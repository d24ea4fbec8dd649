//! The service's state, shared by all requests.

use super::admin::AdminToken;
use super::fields::Bounds;
use super::limits::Limits;
use super::metrics::Metrics;
use super::problem::Problem;
use super::readiness::Readiness;
use super::reception::{Files, Leases, Reception};
use super::secrets::Secrets;
use super::settings::Settings;
use super::site::{self, Site};
use super::speaker::Speaker;
use super::tally::Tally;
use crate::config::LANGUAGES;
use crate::storage::{Address, StorageError, Store, layout};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long an older request for a take has to make way for a newer one.
const PATIENCE: Duration = Duration::from_secs(5);
/// Variable that may hold the server key where there is no disk to keep a file on.
const KEY_VARIABLE: &str = "STEMFORGE_STUDIO_KEY";

/// Why the service could not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The settings ask for what cannot be.
    #[error("{0}")]
    Settings(String),
    /// The takes' storage does not open.
    #[error("{0}")]
    Storage(#[from] StorageError),
    /// A file or a socket.
    #[error("{verb} `{what}`: {cause}")]
    Io {
        /// What was tried.
        verb: &'static str,
        /// With what.
        what: String,
        /// Why it failed.
        cause: std::io::Error,
    },
}

impl OpenError {
    pub(super) fn io(verb: &'static str, what: impl ToString) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.to_string();
        move |cause| Self::Io { verb, what, cause }
    }
}

/// The service; a handle that is cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<State>);

/// What all requests share.
#[derive(Debug)]
pub struct State {
    pub(super) settings: Settings,
    pub(super) secrets: Secrets,
    pub(super) store: Arc<dyn Store>,
    pub(super) reception: Reception,
    pub(super) limits: Limits,
    pub(super) leases: Arc<Leases>,
    pub(super) admin_token: Option<AdminToken>,
    pub(super) metrics: Metrics,
    pub(super) tally: Tally,
    pub(super) readiness: Readiness,
    pub(super) speaker: Speaker,
    site: Option<Site>,
    draining: AtomicBool,
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl App {
    /// Opens storage, key, token and campaign as `settings` say.
    pub fn open(settings: Settings) -> Result<Self, OpenError> {
        let plan = settings.campaign.as_deref().map(site::plan).transpose()?;
        let speaker = match &plan {
            Some(plan) => Speaker::new(&plan.studio.languages)?,
            None => Speaker::new(&LANGUAGES)?,
        };
        let site = plan.map(|plan| Site::open(plan, &speaker, &settings)).transpose()?;
        let address = match &settings.storage {
            None => Address::Local(settings.data.clone()),
            Some(uri) => Address::parse(uri)?,
        };
        let (reception, store, folder) = match address {
            Address::Local(folder) => embedded(&folder)?,
            Address::S3 { bucket, prefix } => in_bucket(&bucket, &prefix)?,
        };
        let secrets = secrets(&settings, folder.as_deref(), &*store)?;
        let admin_token = settings.admin_token_file.as_deref().map(AdminToken::read).transpose()?;
        Ok(Self(Arc::new(State {
            admin_token,
            metrics: Metrics::new(),
            tally: Tally::default(),
            limits: Limits::new(&settings),
            leases: Leases::new(PATIENCE),
            readiness: Readiness::default(),
            speaker,
            site,
            draining: AtomicBool::new(false),
            settings,
            secrets,
            store,
            reception,
        })))
    }

    /// Runs work that blocks where it holds nobody up, to its end even if the client goes away.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        done.unwrap_or_else(|cause| Err(Problem::defect(cause)))
    }

    /// Says that the service is about to stop.
    pub(super) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether it is.
    pub(super) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// What a page may say at most.
    pub(super) fn bounds(&self) -> Bounds<'_> {
        Bounds {
            max_take_bytes: self.settings.max_take_bytes,
            max_duration_ms: u64::from(self.settings.max_duration_s) * 1000,
            sha256_is_signed: self.reception.files().is_none(),
            teams: self.site().map(Site::teams),
            terms: self.site().map(Site::terms),
        }
    }

    /// The studio, if there is one.
    pub(super) fn site(&self) -> Option<&Site> {
        self.site.as_ref()
    }

    /// How many voices are here, where that is known: in a bucket nobody counts them.
    pub(super) fn voices(&self) -> Option<u64> {
        self.reception.files().and_then(|_| self.tally.voices())
    }

    /// A link to one of our paths for those who are not here: crawlers and previews. There is none without `--public-url`.
    pub(super) fn absolute_link(&self, path: &str) -> Option<String> {
        Some(format!("{}{path}", self.settings.public_url.as_deref()?))
    }

    /// A link to one of our paths.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.settings.public_url.as_deref().unwrap_or_default())
    }
}

/// How bytes come in, where takes are, and on which folder of ours that is.
type Opened = (Reception, Arc<dyn Store>, Option<PathBuf>);

#[cfg(feature = "s3")]
fn in_bucket(bucket: &str, prefix: &str) -> Result<Opened, OpenError> {
    let (reception, store) = Reception::bucket(bucket, prefix)?;
    Ok((reception, store, None))
}

#[cfg(not(feature = "s3"))]
fn in_bucket(bucket: &str, _: &str) -> Result<Opened, OpenError> {
    Err(OpenError::Settings(format!(
        "open the bucket `{bucket}`: this stemforge-studio was built without the feature `s3`"
    )))
}

fn embedded(folder: &Path) -> Result<Opened, OpenError> {
    let files = Files::open(folder)?;
    let store = Arc::new(files.directory().clone());
    Ok((Reception::Embedded(files), store, Some(folder.to_owned())))
}

/// Whether a key was used here before.
fn holds_something(store: &dyn Store) -> Result<bool, StorageError> {
    for folder in [layout::WITHDRAWN, layout::ERASING, layout::UPLOADS, layout::TAKES] {
        if !store.list(&format!("{folder}/"))?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The key: from the file that was asked for, from the environment, or from the takes' folder.
fn secrets(settings: &Settings, folder: Option<&Path>, store: &dyn Store) -> Result<Secrets, OpenError> {
    let read = |path: &Path| {
        if !path.exists() && holds_something(store)? {
            return Err(OpenError::Settings(format!(
                "read `{}`: the server key is gone; restore it. A new one would make every link that fans have useless",
                path.display()
            )));
        }
        Secrets::read_or_make(path).map_err(OpenError::io("read the key", path.display()))
    };
    if let Some(path) = &settings.key_file {
        return read(path);
    }
    if let Ok(text) = std::env::var(KEY_VARIABLE) {
        let wrong = || OpenError::Settings(format!("`{KEY_VARIABLE}` is not 64 hexadecimal digits"));
        return Secrets::parse(&text).ok_or_else(wrong);
    }
    match folder {
        Some(folder) => read(&folder.join("service.key")),
        None => Err(OpenError::Settings(format!(
            "with S3 the server key has to come from `--key-file` or `{KEY_VARIABLE}`, so that every instance has the same"
        ))),
    }
}
