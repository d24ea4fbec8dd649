//! Logs: one JSON object a line, to stderr.

use tracing_subscriber::EnvFilter;

/// Variable that says how much is logged, like `debug` or `warn`.
const VARIABLE: &str = "STEMFORGE_STUDIO_LOG";

/// Sends everything from here on to stderr.
pub(super) fn start() {
    let filter = EnvFilter::builder()
        .with_default_directive(tracing::Level::INFO.into())
        .with_env_var(VARIABLE)
        .from_env_lossy();
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .init();
}
