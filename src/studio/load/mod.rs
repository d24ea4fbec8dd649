//! A crowd that does not exist: thousands of fans who send takes to a running service, as badly as fans do.
//!
//! ```text
//! plan      what each fan will do, all of it from one seed           plan.rs, chance.rs, recording.rs
//! crowd     when each begins, and how many at a time                 crowd.rs
//! fan       one take: announce, send, confirm; or something wrong    fan.rs, garbage.rs, put.rs
//! wire      one connection: requests, cuts, slow bodies              wire.rs, parcel.rs
//! audit     whether what was confirmed is really there               audit.rs, journal.rs
//! figures   how long everything took, and what went wrong            figures.rs, report.rs, memory.rs
//! ```
//!
//! A take's bytes are slices of one shared buffer, so a fan costs a connection and little more.

mod audit;
mod chance;
mod crowd;
mod fan;
mod figures;
mod garbage;
mod journal;
mod memory;
mod parcel;
mod plan;
mod put;
mod recording;
mod report;
mod settings;
mod wire;

pub(super) use settings::LoadSettings;

use super::app::OpenError;
use crowd::Crowd;
use std::io::Write;
use std::process::ExitCode;

/// Files that are open beside connections.
const SPARE_FILES: u64 = 64;

/// Runs the load; the code says whether everything went as it should.
pub(super) fn run(settings: LoadSettings) -> Result<ExitCode, OpenError> {
    let settings = settings.checked().map_err(OpenError::Settings)?;
    let wanted = u64::from(settings.in_flight) + SPARE_FILES;
    let allowed = rlimit::increase_nofile_limit(wanted).map_err(OpenError::io("allow", "more open files"))?;
    if allowed < wanted {
        return Err(OpenError::Settings(format!(
            "run {} fans at a time: only {allowed} files may be open; try `--in-flight {}`",
            settings.in_flight,
            allowed.saturating_sub(SPARE_FILES)
        )));
    }
    let as_json = settings.json;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(OpenError::io("start", "the runtime"))?;
    let crowd = Crowd::new(settings)?;
    let report = runtime.block_on(crowd.run())?;
    let text = if as_json { report.json() } else { report.table() };
    match writeln!(std::io::stdout(), "{text}") {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => {
            return Err(OpenError::io("write to", "stdout")(cause));
        }
        _ => {}
    }
    Ok(if report.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
