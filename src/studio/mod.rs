//! The upload service: fans' recordings come in, and each is confirmed once it cannot be lost any more. With a campaign, it
//! is also the studio in which they sing.
//!
//! ```text
//! create     POST /v1/takes                 a record, synced; how to send                     create.rs, fields.rs
//! send       PATCH /v1/uploads/…, or S3     bytes into a file, or past us into a bucket       reception/
//! complete   POST /v1/takes/…/complete      size, SHA-256, first bytes; then `take.json`      complete.rs, sniff.rs
//! erase      DELETE /v1/takes/…, a page     tombstone first, then the rest                    erase.rs
//! the page   GET /fr/, /fr/s/…, /art/…      with `--campaign` alone                           site/
//! ```
//!
//! All that is known of a take is in storage (standing.rs); memory holds only limits, leases and figures. So a process
//! may be killed at any point, and S3 may be served by many at once. Ids and tokens are derived from one key
//! (secrets.rs), so nothing secret is stored.

mod address;
mod admin;
mod app;
mod body;
mod clock;
mod command;
mod complete;
mod cors;
mod countries;
mod create;
mod dashboard;
mod document;
mod erase;
mod erase_page;
mod fields;
mod hex;
mod households;
mod jitter;
#[cfg(feature = "lambda")]
mod lambda;
mod limits;
mod load;
mod log;
mod metrics;
mod names;
mod observe;
mod page;
mod problem;
mod prompt;
mod readiness;
mod reception;
mod record;
mod recount;
mod routes;
mod secrets;
mod serve;
mod settings;
mod site;
mod sniff;
mod speaker;
mod standing;
mod status;
mod sweep;
mod tally;
mod unread;

pub use app::{App, OpenError};
pub use command::main;
#[cfg(feature = "lambda")]
pub use lambda::main as lambda_main;
pub use routes::router;
pub use settings::Settings;
