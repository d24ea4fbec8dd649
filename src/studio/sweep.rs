//! What nobody asks for any more: uploads that ran out of time, erasures and completions that were cut short.

use super::app::App;
use super::complete;
use super::erase;
use super::problem::{Code, Problem};
use super::record::Record;
use super::secrets::TicketId;
use super::standing::{Standing, part_key, record_key};
use crate::storage::layout;
use std::collections::BTreeSet;
use std::time::Duration;

/// How often, where looking costs nothing, and where every look is a request that is paid for.
const EVERY: Duration = Duration::from_secs(300);
const EVERY_IN_A_BUCKET: Duration = Duration::from_secs(3600);

/// Sweeps now and again, for as long as the service runs.
pub(super) async fn keep_sweeping(app: App) {
    let every = match app.reception.files() {
        Some(_) => EVERY,
        None => EVERY_IN_A_BUCKET,
    };
    loop {
        match sweep(&app).await {
            Ok(swept) if swept == Swept::default() => {}
            Ok(swept) => tracing::info!(
                expired = swept.expired,
                erased = swept.erased,
                completed = swept.completed,
                litter = swept.litter,
                failed = swept.failed,
                "swept"
            ),
            Err(problem) => tracing::warn!(
                code = problem.code.as_str(),
                cause = problem.cause(),
                "the sweep failed"
            ),
        }
        app.limits.forget_quiet_addresses();
        tokio::time::sleep(every).await;
    }
}

/// What a sweep did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Swept {
    pub(super) expired: u32,
    pub(super) erased: u32,
    pub(super) completed: u32,
    pub(super) litter: u32,
    pub(super) failed: u32,
}

/// What became of the erasures that were cut short.
#[derive(Debug, Default, PartialEq, Eq)]
struct Erasures {
    finished: u32,
    failed: u32,
}

/// Finishes erasures that were cut short. One that fails holds up no other.
async fn finish_erasures(app: &App) -> Result<Erasures, Problem> {
    let marks = app
        .blocking(|app| Ok(app.store.list(&format!("{}/", layout::ERASING))?))
        .await?;
    let mut erasures = Erasures::default();
    for ticket in marks.iter().filter_map(|mark| TicketId::parse(mark.key.name())) {
        if tried(erase::erase(app, ticket).await, &mut erasures.failed).is_some() {
            erasures.finished += 1;
        }
    }
    Ok(erasures)
}

/// Goes through all uploads once.
pub(super) async fn sweep(app: &App) -> Result<Swept, Problem> {
    let erasures = finish_erasures(app).await?;
    let mut swept = Swept {
        erased: erasures.finished,
        failed: erasures.failed,
        ..Swept::default()
    };
    let uploads = uploads(app).await?;
    let records: BTreeSet<TicketId> = uploads
        .iter()
        .filter(|(_, what)| what == "json")
        .map(|(ticket, _)| *ticket)
        .collect();
    for &ticket in &records {
        match tried(look_at(app, ticket).await, &mut swept.failed) {
            None | Some(Outcome::Nothing) => {}
            Some(Outcome::Expired) => swept.expired += 1,
            Some(Outcome::Completed) => swept.completed += 1,
        }
    }
    // A signed URL may be used after its upload's end. What it brought then belongs to nothing.
    for (ticket, what) in uploads {
        let is_stray = what == "part" && !records.contains(&ticket);
        if is_stray && tried(drop_litter(app, ticket).await, &mut swept.failed) == Some(true) {
            swept.litter += 1;
        }
    }
    Ok(swept)
}

/// Removes bytes that belong to nothing. A listing is no snapshot, so the record may be there all the same.
async fn drop_litter(app: &App, ticket: TicketId) -> Result<bool, Problem> {
    if app.blocking(move |app| app.is_there(&record_key(ticket))).await? {
        return Ok(false);
    }
    let lease = app.leases.take_over(ticket).await?;
    app.blocking(move |app| {
        let is_litter = !app.is_there(&record_key(ticket))?;
        if is_litter {
            app.store.delete(&part_key(ticket))?;
        }
        drop(lease);
        Ok(is_litter)
    })
    .await
}

/// Everything in the folder of uploads: of which take, and what.
async fn uploads(app: &App) -> Result<Vec<(TicketId, String)>, Problem> {
    app.blocking(|app| {
        let objects = app.store.list(&format!("{}/", layout::UPLOADS))?;
        let named = objects.iter().filter_map(|object| {
            let (stem, what) = object.key.name().split_once('.')?;
            Some((TicketId::parse(stem)?, what.to_owned()))
        });
        Ok(named.collect())
    })
    .await
}

/// What was done. Whoever is at work on a take will bring it to an end; any other failure is counted and told.
fn tried<T>(done: Result<T, Problem>, failed: &mut u32) -> Option<T> {
    match done {
        Ok(done) => Some(done),
        Err(problem) if problem.code == Code::UploadBusy => None,
        Err(problem) => {
            *failed += 1;
            tracing::warn!(
                code = problem.code.as_str(),
                cause = problem.cause(),
                "one take could not be swept"
            );
            None
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Nothing,
    Expired,
    Completed,
}

/// Looks at a record, without disturbing an upload that is under way.
async fn look_at(app: &App, ticket: TicketId) -> Result<Outcome, Problem> {
    if !app.blocking(move |app| wants_work(app, ticket)).await? {
        return Ok(Outcome::Nothing);
    }
    let lease = app.leases.take_over(ticket).await?;
    app.blocking(move |app| {
        let outcome = work_on(app, ticket);
        drop(lease);
        outcome
    })
    .await
}

/// In a bucket only time counts, so that one request is enough to see that there is nothing to do.
fn wants_work(app: &App, ticket: TicketId) -> Result<bool, Problem> {
    let Some(record) = app.read::<Record>(&record_key(ticket))? else {
        return Ok(false);
    };
    if app.is_expired(&record) || app.reception.files().is_none() {
        return Ok(app.is_expired(&record));
    }
    Ok(app.is_there(&layout::commit(&ticket.take()))? || complete::is_half_in(app, &record, ticket)?)
}

fn work_on(app: &App, ticket: TicketId) -> Result<Outcome, Problem> {
    match app.standing(ticket)? {
        Standing::Unknown => Ok(Outcome::Nothing),
        Standing::Withdrawn => erase::remove(app, ticket).map(|()| Outcome::Expired),
        Standing::Received(_) => complete::remove_upload(app, ticket).map(|()| Outcome::Completed),
        Standing::Announced(record) if complete::is_half_in(app, &record, ticket)? => {
            complete::make_take(app, *record, ticket).map(|_| Outcome::Completed)
        }
        Standing::Announced(record) if app.is_expired(&record) => {
            // Where several processes serve one bucket, another may be confirming it just now: what is in `takes/` is
            // not ours to remove. In a folder nobody else is at work, and what is there was never agreed to.
            if app.reception.files().is_some() {
                complete::discard_moved(app, &record, ticket)?;
            }
            complete::discard_upload(app, ticket).map(|()| Outcome::Expired)
        }
        Standing::Announced(_) => Ok(Outcome::Nothing),
    }
}
