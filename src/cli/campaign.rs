//! `compile` and the commands that are parts of it.

use super::args::CampaignArgs;
use super::{exit, progress};
use crate::config::{self, Overrides};
use crate::pipeline::{self, Goal, Running, Summary};
use anyhow::Context;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) fn run(args: &CampaignArgs, goal: Goal) -> anyhow::Result<u8> {
    let overrides = Overrides {
        takes: args.takes.clone(),
        out: args.out.clone(),
    };
    let plan = config::load(&args.config, &overrides)?;
    let stop = stop_on_ctrl_c()?;
    let progress = progress::for_stderr(args.running.quiet);
    let running = Running {
        jobs: args.running.jobs.map(usize::from),
        stop: &stop,
        caches: &caches(),
        progress: &*progress,
    };
    let result = pipeline::run(&plan, goal, &running);
    progress.end();
    let summary = result?;
    for (take, cause) in &summary.unread {
        progress.note(&format!("not read: {take}: {cause}"));
    }
    let mut text = if args.running.json {
        as_json(&summary)
    } else {
        as_text(&summary)
    };
    text.push('\n');
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(if summary.unread.is_empty() {
        exit::DONE
    } else {
        exit::UNREAD
    })
}

/// Where a run works whose output is in a bucket: the user's directory for caches, by the conventions of the platform.
fn caches() -> PathBuf {
    let by_name = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    by_name("XDG_CACHE_HOME")
        .or_else(|| by_name("HOME").map(|home| home.join(".cache")))
        .or_else(|| by_name("LOCALAPPDATA"))
        .unwrap_or_else(std::env::temp_dir)
        .join("stemforge")
}

/// The first Ctrl-C ends the run between two takes; the second ends the process.
fn stop_on_ctrl_c() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(exit::FAILED));
        }
    })
    .context("failed to listen for Ctrl-C")?;
    Ok(stop)
}

fn as_json(summary: &Summary) -> String {
    serde_json::to_string_pretty(summary).expect("invariant: a summary holds only strings and numbers")
}

fn as_text(summary: &Summary) -> String {
    let mut lines = vec![format!(
        "{} takes: {} accepted, {} flagged, {} rejected{}",
        summary.takes,
        summary.accepted,
        summary.flagged,
        summary.rejected,
        match summary.unread.len() {
            0 => String::new(),
            unread => format!(", {unread} not read: run again"),
        },
    )];
    let reasons: Vec<String> = summary
        .reasons
        .iter()
        .map(|(code, count)| format!("{count} {code}"))
        .collect();
    if !reasons.is_empty() {
        lines.push(format!("  {}", reasons.join(", ")));
    }
    for stem in &summary.stems {
        let level =
            |value: Option<f64>, unit: &str| value.map_or("silent".to_owned(), |value| format!("{value:.1} {unit}"));
        lines.push(format!(
            "  {:<26} {:>6} voice{} {:>12} {:>10}",
            stem.path,
            stem.voices,
            if stem.voices == 1 { " " } else { "s" },
            level(stem.loudness_lufs, "LUFS"),
            level(stem.true_peak_dbtp, "dBTP"),
        ));
    }
    lines.push(summary.next.clone());
    lines.join("\n")
}
