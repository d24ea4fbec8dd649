//! One client of one bucket: settings, connections, a runtime of its own.

use super::fault::Fault;
use super::retry;
use crate::storage::{StorageError, StorageErrorKind};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
    StalledStreamProtectionConfig,
};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_http_client::tls;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

/// Requests under way at once, if nobody says otherwise. SeaweedFS and R2 answer with errors when flooded.
const DEFAULT_CONCURRENCY: usize = 32;
const CONCURRENCY_VARIABLE: &str = "STEMFORGE_S3_CONCURRENCY";
/// A connection takes this long at most.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// A server that is silent for so long will stay so. The client's own timeout would count the time that a body takes to
/// send, and not the time that one takes to come.
const LONGEST_SILENCE: Duration = Duration::from_secs(30);
/// A copy or the joining of parts is the server's work, and it may take this long over it.
const LONGEST_WORK: Duration = Duration::from_secs(300);
/// A slower line than this is a broken one.
const SLOWEST_BYTES_PER_S: u64 = 50_000;
/// Below what load balancers close, so that we close first and no request meets a dead connection.
const IDLE_CONNECTIONS: Duration = Duration::from_secs(20);
/// What a night's work bears; a service that somebody waits for has less.
pub(super) const DEFAULT_PATIENCE: Duration = Duration::from_secs(180);
const DEFAULT_REGION: &str = "us-east-1";
/// Some 90 seconds of pauses: a server that is started again, or a prefix that S3 splits, takes no longer.
const MOST_TRIES: u32 = 40;
/// Until somebody has answered at all, the address is probably wrong: some three seconds.
const MOST_TRIES_IN_THE_DARK: u32 = 8;

/// How to reach S3. What is `None` comes from the places where AWS tools look: variables, profiles, the machine's role.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Any server that speaks S3; buckets are then named in the path.
    pub endpoint: Option<String>,
    /// Region of the bucket.
    pub region: Option<String>,
    /// Access key id and secret.
    pub credentials: Option<(String, String)>,
    /// Requests under way at once.
    pub concurrency: usize,
    /// How long one request is tried again before whoever waits is told.
    pub patience: Duration,
}

impl Settings {
    /// What the environment says.
    pub fn from_environment() -> Result<Self, StorageError> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let concurrency = match variable(CONCURRENCY_VARIABLE) {
            None => DEFAULT_CONCURRENCY,
            Some(typed) => typed
                .parse()
                .ok()
                .filter(|count| (1..=1024).contains(count))
                .ok_or_else(|| {
                    let what = format!("`{CONCURRENCY_VARIABLE}`");
                    StorageError::new(
                        StorageErrorKind::Invalid,
                        "read",
                        what,
                        "it is no number from 1 to 1024",
                    )
                })?,
        };
        Ok(Self {
            endpoint: crate::storage::endpoint(),
            region: variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")),
            credentials: None,
            concurrency,
            patience: DEFAULT_PATIENCE,
        })
    }
}

/// A bucket and how to ask it.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    pub(super) client: Client,
    pub(super) name: String,
    patience: Duration,
    permits: Arc<Semaphore>,
    /// Where the server is.
    server: String,
    known: Arc<Known>,
}

/// What answers have told.
#[derive(Debug, Default)]
struct Known {
    /// There is a server.
    server: AtomicBool,
    /// There is such a bucket.
    bucket: AtomicBool,
}

impl Bucket {
    /// One request, tried until it succeeds or there is no hope; at most so many are under way as was said.
    pub(super) async fn ask<T>(&self, mut request: impl AsyncFnMut(u32) -> Result<T, Fault>) -> Result<T, Fault> {
        let most_tries = || match self.known.server.load(Ordering::Relaxed) {
            true => MOST_TRIES,
            false => MOST_TRIES_IN_THE_DARK,
        };
        let asked = retry::until_done(self.patience, most_tries, async |tries| {
            let _permit = self.permits.acquire().await;
            request(tries).await
        })
        .await;
        asked.map_err(|fault| match fault.kind {
            StorageErrorKind::Unavailable => Fault {
                detail: format!("{}: {}", self.server, fault.detail),
                ..fault
            },
            _ => fault,
        })
    }

    /// The answer to a request that sends `body_bytes`, unless the server falls silent.
    pub(super) async fn answer<T, E>(
        &self,
        body_bytes: usize,
        request: impl Future<Output = Result<T, SdkError<E>>>,
    ) -> Result<T, Fault>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let sending = Duration::from_secs(body_bytes as u64 / SLOWEST_BYTES_PER_S);
        self.answer_within(self.silence() + sending, request).await
    }

    /// The answer to a request that makes the server work.
    pub(super) async fn answer_to_work<T, E>(
        &self,
        request: impl Future<Output = Result<T, SdkError<E>>>,
    ) -> Result<T, Fault>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        self.answer_within(LONGEST_WORK, request).await
    }

    async fn answer_within<T, E>(
        &self,
        limit: Duration,
        request: impl Future<Output = Result<T, SdkError<E>>>,
    ) -> Result<T, Fault>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let answer = in_time(limit, request).await?.map_err(Fault::from);
        let was_answered = answer.as_ref().map_or_else(|fault| fault.answered, |_| true);
        self.known.server.fetch_or(was_answered, Ordering::Relaxed);
        self.known.bucket.fetch_or(answer.is_ok(), Ordering::Relaxed);
        answer
    }

    /// The next piece of a body, unless the server falls silent.
    pub(super) async fn piece(&self, body: &mut ByteStream) -> Result<Option<impl AsRef<[u8]> + use<>>, Fault> {
        let piece = in_time(self.silence(), body.try_next()).await?;
        piece.map_err(|cause| Fault::broken(format!("the answer broke off: {cause}")))
    }

    /// Nobody waits longer for one answer than for all tries.
    fn silence(&self) -> Duration {
        LONGEST_SILENCE.min(self.patience)
    }

    /// Whether there is no such bucket, where an answer had no room to say so.
    pub(super) async fn is_missing(&self) -> bool {
        if self.known.bucket.load(Ordering::Relaxed) {
            return false;
        }
        let look = self
            .ask(async |_| {
                self.answer(0, self.client.head_bucket().bucket(&self.name).send())
                    .await
            })
            .await;
        look.is_err_and(|fault| fault.kind == StorageErrorKind::NotFound)
    }
}

/// What comes in time, or a fault that may pass.
async fn in_time<T>(limit: Duration, future: impl Future<Output = T>) -> Result<T, Fault> {
    let came = tokio::time::timeout(limit, future).await;
    came.map_err(|_| Fault::broken(format!("no answer for {} s", limit.as_secs())))
}

/// Runs requests for threads that wait.
#[derive(Debug)]
pub(super) struct Worker(Option<Runtime>);

impl Worker {
    pub(super) fn start() -> Result<Self, StorageError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("s3")
            .enable_all()
            .build();
        let runtime = runtime.map_err(|cause| StorageError::io("start", "threads for S3", &cause))?;
        Ok(Self(Some(runtime)))
    }

    /// Waits for a future. Not for threads that run futures themselves.
    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        let runtime = self
            .0
            .as_ref()
            .expect("invariant: the runtime is there until it is dropped");
        runtime.block_on(future)
    }
}

impl Drop for Worker {
    /// Whoever drops the last store may be running futures, and must not wait.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A client of the bucket `name`.
pub(super) async fn connect(name: &str, settings: &Settings) -> Result<Bucket, Fault> {
    let invalid = |detail: String| Fault::lasting(StorageErrorKind::Invalid, detail);
    if let Some(endpoint) = &settings.endpoint
        && !["http://", "https://"]
            .iter()
            .any(|scheme| endpoint.starts_with(scheme))
    {
        return Err(invalid(format!("`AWS_ENDPOINT_URL` is no URL: `{endpoint}`")));
    }
    let http = aws_smithy_http_client::Builder::new()
        .pool_idle_timeout(IDLE_CONNECTIONS)
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .retry_config(RetryConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT_PATIENCE).build());
    if let Some(endpoint) = &settings.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    // A server of one's own has no region, but signatures need one; asking the machine for it would take seconds.
    let region = settings.region.clone();
    if let Some(region) = region.or_else(|| settings.endpoint.as_ref().map(|_| DEFAULT_REGION.to_owned())) {
        loader = loader.region(Region::new(region));
    }
    if let Some((id, secret)) = &settings.credentials {
        loader = loader.credentials_provider(Credentials::new(id, secret, None, None, "settings"));
    }
    let shared = loader.load().await;
    if shared.region().is_none() {
        let detail =
            "nobody says in which region the bucket is: set `AWS_REGION`, or `AWS_ENDPOINT_URL` for another server";
        return Err(invalid(detail.to_owned()));
    }
    let config = aws_sdk_s3::config::Builder::from(&shared)
        .force_path_style(settings.endpoint.is_some())
        // Some servers refuse checksums that nobody asked for (aws-sdk-rust#1240).
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .build();
    Ok(Bucket {
        client: Client::from_conf(config),
        name: name.to_owned(),
        patience: settings.patience,
        permits: Arc::new(Semaphore::new(settings.concurrency)),
        server: settings.endpoint.as_deref().map_or("AWS".to_owned(), shown),
        known: Arc::default(),
    })
}

/// A server's address without the name and password that one may hold.
fn shown(endpoint: &str) -> String {
    let (scheme, rest) = endpoint.split_once("://").unwrap_or(("", endpoint));
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("`{scheme}://{host}`")
}
