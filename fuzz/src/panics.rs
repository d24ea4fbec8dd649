//! Which panics are findings.
//!
//! A panic in our own code is one, and so is any that reaches the target's caller. One in a foreign decoder that
//! `ingest` catches and names has done no harm: its place is told once, and fuzzing goes on behind it.

use std::collections::BTreeSet;
use std::panic::PanicHookInfo;
use std::sync::Mutex;

/// Places told so far.
static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Replaces libfuzzer-sys's hook, which takes every panic for a finding.
pub fn judge() {
    drop(std::panic::take_hook());
    std::panic::set_hook(Box::new(|panic| {
        let place = place(panic);
        if !place.contains("/registry/src/") && !place.starts_with("/rustc/") {
            eprintln!("FINDING: {panic}\n{}", std::backtrace::Backtrace::force_capture());
            std::process::abort();
        }
        let mut told = TOLD.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if told.insert(place.clone()) {
            let short = place.rsplit_once("/registry/src/").map_or(&*place, |(_, short)| short);
            let short = short.split_once('/').map_or(short, |(_, short)| short);
            eprintln!("CONTAINED: {short}: {}", message(panic));
            if place.starts_with("/rustc/") {
                eprintln!("{}", std::backtrace::Backtrace::force_capture());
            }
        }
    }));
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map(ToString::to_string).unwrap_or_default()
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    panic.payload_as_str().unwrap_or("a panic without words").to_owned()
}
