//! Figures for Prometheus.

use super::app::App;
use super::limits;
use super::problem::Code;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::AtomicU64;

/// Bounds of the duration histogram: from a look at a file to a slow phone's upload.
const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0, 120.0,
];

/// What the text format is called.
pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CodeLabels {
    code: &'static str,
}

/// Counters and gauges.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    problems: Family<CodeLabels, Counter>,
    takes: Counter,
    erased: Counter,
    received_bytes: Counter,
    connections: Gauge,
    turned_away: Counter,
    open_uploads: Gauge,
    stored_bytes: Gauge<u64, AtomicU64>,
    free_bytes: Gauge<u64, AtomicU64>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let seconds: fn() -> Histogram = || Histogram::new(SECONDS);
        let mut metrics = Self {
            registry: Registry::with_prefix("stemforge_studio"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            problems: Family::default(),
            takes: Counter::default(),
            erased: Counter::default(),
            received_bytes: Counter::default(),
            connections: Gauge::default(),
            turned_away: Counter::default(),
            open_uploads: Gauge::default(),
            stored_bytes: Gauge::default(),
            free_bytes: Gauge::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests answered", self.requests.clone());
        let about = "Time from a request's head to its answer";
        registry.register_with_unit("request_duration", about, Unit::Seconds, self.seconds.clone());
        registry.register("problems", "Problems answered, by code", self.problems.clone());
        registry.register("takes_received", "Takes confirmed since the start", self.takes.clone());
        registry.register("takes_erased", "Takes taken back since the start", self.erased.clone());
        let about = "Bytes of takes that came through this service";
        registry.register_with_unit("received", about, Unit::Bytes, self.received_bytes.clone());
        registry.register("connections", "Connections that are open", self.connections.clone());
        let about = "Connections turned away because there were too many";
        registry.register("connections_turned_away", about, self.turned_away.clone());
        registry.register(
            "open_uploads",
            "Uploads heard of in the last minute",
            self.open_uploads.clone(),
        );
        let about = "Bytes of takes and of uploads that have begun";
        registry.register_with_unit("stored", about, Unit::Bytes, self.stored_bytes.clone());
        let about = "Bytes free on the disk of the takes";
        registry.register_with_unit("disk_free", about, Unit::Bytes, self.free_bytes.clone());
    }

    /// A request was answered.
    pub(super) fn answered(&self, method: &str, route: &str, status: u16, seconds: f64, received_bytes: u64) {
        let labels = RequestLabels {
            method: known_method(method),
            route: route.to_owned(),
            status,
        };
        self.requests.get_or_create(&labels).inc();
        let route = route.to_owned();
        self.seconds.get_or_create(&RouteLabels { route }).observe(seconds);
        self.received_bytes.inc_by(received_bytes);
    }

    /// The answer was a problem.
    pub(super) fn problem(&self, code: Code) {
        self.problems.get_or_create(&CodeLabels { code: code.as_str() }).inc();
    }

    /// A take was confirmed.
    pub(super) fn received(&self) {
        self.takes.inc();
    }

    /// A take was taken back.
    pub(super) fn erased(&self) {
        self.erased.inc();
    }

    /// Counts a connection for as long as the result lives.
    pub(super) fn connected(&self) -> Connected {
        self.connections.inc();
        Connected(self.connections.clone())
    }

    /// Connections that are open.
    pub(super) fn connections(&self) -> i64 {
        self.connections.get()
    }

    /// A connection was one too many.
    pub(super) fn turned_away(&self) {
        self.turned_away.inc();
    }

    /// Everything in Prometheus' text format.
    pub(super) fn text(&self, app: &App) -> String {
        let open = i64::try_from(app.limits.open_uploads()).unwrap_or(i64::MAX);
        self.open_uploads.set(open);
        self.stored_bytes.set(app.limits.stored_bytes());
        if let Some(free) = app.free_bytes() {
            self.free_bytes.set(free);
        }
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// A connection that is open.
#[derive(Debug)]
pub(super) struct Connected(Gauge);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A stranger may invent methods; a label for each would fill the memory.
fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method).unwrap_or("OTHER")
}

impl App {
    /// Bytes free on the disk of the takes, where they are on one of ours.
    pub(super) fn free_bytes(&self) -> Option<u64> {
        let files = self.reception.files()?;
        limits::free_bytes(files.directory().root()).ok()
    }
}
