//! From a folder of strangers' recordings to stems: the whole product on one page.
//!
//! ```text
//! fetch ▸ decode ▸ place ▸ measure ▸ score ▸ gate   each take alone, many at once      takes.rs, hear.rs, judge.rs
//! select                                            all rows at once                   choose.rs
//! mix ▸ master                                      exact sums, then 24 bits           crowd.rs, render.rs, record.rs
//! report                                            tables, page, manifest             publish.rs
//! ```

mod choose;
mod crowd;
mod failure;
mod fetch;
mod hear;
mod isolate;
mod judge;
mod keys;
mod output;
mod progress;
mod publish;
mod record;
mod render;
mod rows;
mod song;
mod takes;
mod workplace;

pub use failure::{Failure, FailureKind};
pub use hear::{Hearing, Unheard, Voice, hear};
pub use isolate::tell_defects_once;
pub use judge::{Judging, judge};
pub use progress::{Progress, Quiet};
use publish::Results;
pub use publish::Summary;
pub use song::Song;
pub use workplace::bring;

use crate::config::Plan;
use crate::ledger::Ledger;
use crate::model::take::{Take, TakeId};
use crate::storage::{Address, Listing, TakeStore};
use choose::choose;
use crowd::Crowd;
use output::Output;
use rayon::{ThreadPool, ThreadPoolBuilder};
use record::Record;
use render::Renderer;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use takes::{Hearings, Stage};
use workplace::Workplace;

/// How to run, as opposed to what.
pub struct Running<'a> {
    /// Takes worked on at a time; `None`: one a core.
    pub jobs: Option<usize>,
    /// Set from outside to end between two takes.
    pub stop: &'a AtomicBool,
    /// Where a run works whose output is not on this machine.
    pub caches: &'a Path,
    /// Told how far the run is.
    pub progress: &'a dyn Progress,
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// Score rows.
    Score,
    /// And the selection, from scores that exist.
    Select,
    /// And the stems.
    Mix,
    /// And the report.
    Report,
    /// All of it, from the takes on.
    Compile,
}

/// Does the work. Whatever is known from earlier runs is not done again.
pub fn run(plan: &Plan, goal: Goal, running: &Running) -> Result<Summary, Failure> {
    let hears = matches!(goal, Goal::Score | Goal::Compile);
    let song = Song::load(&plan.song)?;
    let hearing = Hearing::of(plan)?;
    let judging = Judging::of(plan);
    refuse_own_output(&plan.takes_uri, &plan.out_uri)?;
    let store = TakeStore::open(&plan.takes_uri)?;
    let Listing { takes, unread } = store.list()?;
    refuse_nothing(takes.len() + unread.len(), plan)?;
    let workplace = Workplace::of(&plan.out_uri, running.caches, running.progress)?;
    let output = if hears {
        Output::create(workplace.folder())?
    } else {
        Output::open(workplace.folder())?
    };
    let mut ledger = Ledger::open(&output.ledger())?;
    output.begin()?;
    ledger.retain(
        &takes
            .iter()
            .map(|take| &take.id)
            .chain(unread.iter().map(|(take, _)| &take.id))
            .cloned()
            .collect(),
    )?;
    let pool = pool(running.jobs)?;
    let by_id: BTreeMap<TakeId, Take> = takes
        .iter()
        .chain(unread.iter().map(|(take, _)| take))
        .map(|take| (take.id.clone(), take.clone()))
        .collect();
    let song_len_samples = render::song_len_samples(&song);
    let renderer = Renderer {
        plan,
        hearing: &hearing,
        store: &store,
        takes: &by_id,
        output: &output,
        pool: &pool,
        stop: running.stop,
        progress: running.progress,
        song_len_samples,
        identity: render::bus_identity(plan, &hearing, song_len_samples),
    };

    let crowd = (goal == Goal::Compile)
        .then(|| Crowd::load(plan, &renderer))
        .transpose()?;
    let mut hearings = if hears {
        let stage = Stage {
            store: &store,
            takes: &takes,
            song: &song,
            hearing: &hearing,
            judging: &judging,
            crowd: crowd.as_ref(),
            pool: &pool,
            stop: running.stop,
            progress: running.progress,
        };
        stage.run(&mut ledger)?
    } else {
        takes::refuse_stale(&ledger, &takes, &song, &hearing, &judging)?;
        Hearings::default()
    };
    let unread = unread.into_iter().map(|(take, cause)| (take.id, cause));
    hearings.unread.extend(unread);
    if hears {
        let unread = hearings.unread.keys().filter_map(|take| by_id.get(take));
        takes::forget_stale(&mut ledger, unread, &song, &hearing, &judging)?;
    }
    if let Some(crowd) = &crowd {
        crowd.save()?;
    }
    let chosen = choose(&ledger, plan)?;
    rows::settle(&mut ledger, &chosen)?;
    let record = match goal {
        Goal::Score | Goal::Select => Record::default(),
        Goal::Mix | Goal::Report | Goal::Compile => {
            let crowds = match crowd {
                Some(crowd) => crowd.into_buses(),
                None => renderer.stored_crowds()?,
            };
            record::make(&renderer, &chosen, crowds)?
        }
    };
    let results = Results {
        plan,
        goal,
        song: &song,
        store: &store,
        takes: &by_id,
        workplace: &workplace,
        output: &output,
        chosen: &chosen,
        record: &record,
        progress: running.progress,
    };
    results.publish(ledger, hearings)
}

fn refuse_nothing(takes: usize, plan: &Plan) -> Result<(), Failure> {
    if takes == 0 {
        return Err(Failure::configuration(format!("no takes in `{}`", plan.takes_uri))
            .hint("put recordings there, or name another place in `takes.uri` or `--takes`"));
    }
    Ok(())
}

/// Stems among the takes would be takes of the next run.
fn refuse_own_output(takes_uri: &str, out_uri: &str) -> Result<(), Failure> {
    let inside = match (Address::parse(takes_uri)?, Address::parse(out_uri)?) {
        (Address::Local(takes), Address::Local(out)) => match (takes.canonicalize(), std::path::absolute(&out)) {
            (Ok(takes), Ok(absolute)) => {
                let inside =
                    absolute.starts_with(&takes) || out.canonicalize().is_ok_and(|out| out.starts_with(&takes));
                takes.is_dir() && inside
            }
            _ => false,
        },
        (takes @ Address::S3 { .. }, out @ Address::S3 { .. }) => out.is_in(&takes),
        _ => false,
    };
    if inside {
        return Err(
            Failure::configuration(format!("the output `{out_uri}` lies among the takes"))
                .hint("give `--out` a place outside the takes"),
        );
    }
    Ok(())
}

fn pool(jobs: Option<usize>) -> Result<ThreadPool, Failure> {
    ThreadPoolBuilder::new()
        .num_threads(jobs.unwrap_or(0))
        .stack_size(isolate::STACK_BYTES)
        .build()
        .map_err(|cause| Failure::machine(format!("failed to start worker threads: {cause}")))
}
