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
use aws_smithy_http_client::tls;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

/// Requests under way at once, if nobody says otherwise. SeaweedFS and R2 answer with errors when flooded.
const DEFAULT_CONCURRENCY: usize = 32;
const CONCURRENCY_VARIABLE: &str = "STEMFORGE_S3_CONCURRENCY";
/// A connection takes this long at most, and so does the wait for the first byte of an answer.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
const READ_PATIENCE: Duration = Duration::from_secs(30);
/// Below what load balancers close, so that we close first and no request meets a dead connection.
const IDLE_CONNECTIONS: Duration = Duration::from_secs(20);
/// What a night's work bears; a service that somebody waits for has less.
pub(super) const DEFAULT_PATIENCE: Duration = Duration::from_secs(180);
const DEFAULT_REGION: &str = "us-east-1";

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
            endpoint: variable("AWS_ENDPOINT_URL_S3").or_else(|| variable("AWS_ENDPOINT_URL")),
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
    pub(super) patience: Duration,
    permits: Arc<Semaphore>,
}

impl Bucket {
    /// One request, tried until it succeeds or there is no hope; at most so many are under way as was said.
    pub(super) async fn ask<T>(&self, mut request: impl AsyncFnMut(u32) -> Result<T, Fault>) -> Result<T, Fault> {
        retry::until_done(self.patience, async |tries| {
            let _permit = self.permits.acquire().await;
            request(tries).await
        })
        .await
    }
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
pub(super) async fn connect(name: &str, settings: &Settings) -> Bucket {
    let http = aws_smithy_http_client::Builder::new()
        .pool_idle_timeout(IDLE_CONNECTIONS)
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .retry_config(RetryConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT_PATIENCE)
                .read_timeout(READ_PATIENCE)
                .build(),
        );
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
    let config = aws_sdk_s3::config::Builder::from(&shared)
        .force_path_style(settings.endpoint.is_some())
        // Some servers refuse checksums that nobody asked for (aws-sdk-rust#1240).
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .build();
    Bucket {
        client: Client::from_conf(config),
        name: name.to_owned(),
        patience: settings.patience,
        permits: Arc::new(Semaphore::new(settings.concurrency)),
    }
}
