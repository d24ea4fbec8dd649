//! At the start: what earlier runs took in, counted in the background, one shard at a time so that memory does not grow
//! with the campaign.

use super::app::App;
use super::clock::{self, UnixMillis};
use super::problem::Problem;
use super::record::{Committed, Record};
use crate::storage::layout;

/// Counts what is stored. In a bucket only sizes are read, and only if there is a budget: a million small reads cost
/// money.
pub(super) async fn recount(app: App, started_at: UnixMillis) {
    let is_local = app.reception.files().is_some();
    if !is_local && app.settings.max_stored_bytes.is_none() {
        return;
    }
    app.tally.set_counting(true);
    for folder in [layout::UPLOADS, layout::TAKES] {
        for shard in 0..=u8::MAX {
            let prefix = format!("{folder}/{shard:02x}/");
            let counted = app.blocking(move |app| count(app, &prefix, is_local, started_at)).await;
            if let Err(problem) = counted {
                let code = problem.code.as_str();
                tracing::warn!(code, cause = problem.cause(), "cannot count what is stored");
                app.tally.set_counting(false);
                return;
            }
        }
    }
    app.tally.set_counting(false);
}

/// Counts the objects of one shard. What came after the start was counted when it came.
fn count(app: &App, prefix: &str, is_local: bool, started_at: UnixMillis) -> Result<(), Problem> {
    for object in app.store.list(prefix)? {
        let name = object.key.name();
        if name == layout::COMMIT && is_local {
            let Some(committed) = app.read::<Committed>(&object.key)? else {
                continue;
            };
            let received_at = clock::parse(&committed.received_at).unwrap_or(0);
            if received_at <= started_at {
                app.limits.count(committed.take.size_bytes);
                app.tally.received(&committed.take, received_at);
            }
        } else if prefix.starts_with(layout::UPLOADS) && name.ends_with(".json") {
            let Some(record) = app.read::<Record>(&object.key)? else {
                continue;
            };
            if record.created_at_unix_ms <= started_at {
                app.limits.count(record.take.size_bytes);
            }
        } else if name.starts_with("audio.") && !is_local {
            app.limits.count(object.size_bytes);
        }
    }
    Ok(())
}
