//! `stemforge doctor`: everything that can be known of a campaign before a night is spent on it, and of the storage
//! and the upload service that bring its takes.

mod findings;
#[cfg(feature = "studio")]
mod service;
mod storage;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Overrides, Plan};
use crate::ingest::{self, ExternalDecoder, Limits};
use crate::model::audio::RawAudio;
use crate::model::melody::Melody;
use crate::storage::{Address, Listing, TakeStore};
use findings::{Findings, Verdict};

/// What `stemforge doctor` is told beside the campaign
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Args {
    /// Check this storage instead of a campaign: a folder, or `s3://bucket/prefix`
    #[cfg_attr(feature = "studio", arg(long, value_name = "URI", conflicts_with = "service"))]
    #[cfg_attr(not(feature = "studio"), arg(long, value_name = "URI"))]
    storage: Option<String>,
    /// Check this upload service instead of a campaign
    #[cfg(feature = "studio")]
    #[arg(long, value_name = "URL")]
    service: Option<String>,
    /// With `--service`: also send a second of silence, and take it back
    #[cfg(feature = "studio")]
    #[arg(long, requires = "service")]
    send: bool,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

/// How much later than the backing a guide may end, seconds: a last note may ring.
const GUIDE_OVERHANG_S: f64 = 0.5;

/// How much later than the guide a backing may end without a remark, seconds.
const BACKING_OVERHANG_S: f64 = 30.0;

/// Lowest and highest pitch that untrained voices are usually asked for: E2 and C6.
const USUAL_MIDI: std::ops::RangeInclusive<f64> = 40.0..=84.0;

/// Checks the campaign at `path`, or what `args` names, and writes what was found. True if nothing is bad.
pub(super) fn run(path: &Path, overrides: &Overrides, args: &Args, out: &mut dyn Write) -> io::Result<bool> {
    #[cfg(feature = "studio")]
    if let Some(url) = &args.service {
        return service::examine(url, args.send).tell(args.json, out);
    }
    let findings = match &args.storage {
        Some(uri) => storage::examine(uri),
        None => examine(path, overrides),
    };
    findings.tell(args.json, out)
}

fn examine(path: &Path, overrides: &Overrides) -> Findings {
    let mut findings = Findings {
        campaign: Some(path.to_owned()),
        ..Findings::default()
    };
    match config::load(path, overrides) {
        Err(error) => findings.add("campaign", Verdict::Bad, error.to_string()),
        Ok(plan) => {
            findings.add(
                "campaign",
                Verdict::Good,
                format!("`{}` in {}", plan.song.title, path.display()),
            );
            let guide = check_guide(&plan, &mut findings);
            check_backing(&plan, guide.as_ref(), &mut findings);
            check_external_decoder(&plan, &mut findings);
            check_takes(&plan, &mut findings);
            check_output(&plan, &mut findings);
        }
    }
    findings
}

fn check_guide(plan: &Plan, findings: &mut Findings) -> Option<Melody> {
    let path = &plan.song.guide;
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let read = fs::read(path).map_err(|error| error.to_string());
    let melody = match read.and_then(|bytes| Melody::parse(&bytes, &extension).map_err(|error| error.to_string())) {
        Ok(melody) => melody,
        Err(problem) => {
            findings.add("guide", Verdict::Bad, format!("{}: {problem}", path.display()));
            return None;
        }
    };
    let notes = melody.notes();
    let lowest = notes.iter().map(|note| note.midi).fold(f64::INFINITY, f64::min);
    let highest = notes.iter().map(|note| note.midi).fold(f64::NEG_INFINITY, f64::max);
    let (lowest_name, highest_name) = (pitch_name(lowest), pitch_name(highest));
    let (first_s, end_s) = (notes[0].onset_s, melody.end_s());
    let count = notes.len();
    let summary = format!("{count} notes from {lowest_name} to {highest_name}, {first_s:.1} s to {end_s:.1} s");
    if !(USUAL_MIDI.contains(&lowest) && USUAL_MIDI.contains(&highest)) {
        findings.add(
            "guide",
            Verdict::Odd,
            format!("{summary}; fans seldom sing below E2 or above C6"),
        );
    } else {
        findings.add("guide", Verdict::Good, summary);
    }
    if plan.song.first_bar_s >= end_s {
        let detail = format!(
            "`song.first_bar_s` is {} s, after the guide's end",
            plan.song.first_bar_s
        );
        findings.add("first bar", Verdict::Bad, detail);
    }
    Some(melody)
}

fn check_backing(plan: &Plan, guide: Option<&Melody>, findings: &mut Findings) {
    let Some(path) = &plan.song.backing else {
        let detail = "none; takes are placed by their singing alone, to some 10 ms instead of 1";
        findings.add("backing", Verdict::Odd, detail);
        return;
    };
    let backing = match decode(path) {
        Ok(backing) => backing,
        Err(problem) => {
            findings.add("backing", Verdict::Bad, format!("{}: {problem}", path.display()));
            return;
        }
    };
    let length_s = backing.duration_s();
    let summary = format!(
        "{length_s:.1} s, {} Hz, {}",
        backing.sample_rate_hz, backing.source.codec
    );
    let guide_end_s = guide.map_or(length_s, Melody::end_s);
    let is_silent = backing.channels.iter().flatten().all(|sample| *sample == 0.0);
    let (verdict, remark) = if backing.source.truncated {
        (
            Verdict::Bad,
            "; the file ends before its container says it should".to_owned(),
        )
    } else if is_silent {
        (Verdict::Bad, "; it is silent".to_owned())
    } else if guide_end_s > length_s + GUIDE_OVERHANG_S {
        (
            Verdict::Bad,
            format!("; the guide goes on to {guide_end_s:.1} s: do they start together?"),
        )
    } else if guide_end_s + BACKING_OVERHANG_S < length_s {
        (
            Verdict::Odd,
            format!("; the guide ends at {guide_end_s:.1} s: nothing sung after that is judged"),
        )
    } else {
        (Verdict::Good, String::new())
    };
    findings.add("backing", verdict, summary + &remark);
}

fn decode(path: &Path) -> Result<RawAudio, String> {
    let bytes: Arc<[u8]> = fs::read(path).map_err(|error| error.to_string())?.into();
    let extension = path.extension().map(|extension| extension.to_string_lossy());
    ingest::decode(bytes, extension.as_deref(), &Limits::for_our_own()).map_err(|error| error.to_string())
}

fn check_external_decoder(plan: &Plan, findings: &mut Findings) {
    // Few campaigns need one: what it is for is said where a take asks for it.
    let Some(program) = &plan.external_decoder else { return };
    let (verdict, detail) = match ExternalDecoder::find(program) {
        Ok(decoder) => match decoder.try_out() {
            Ok(()) => (
                Verdict::Good,
                format!("{} {}", decoder.program().display(), decoder.version()),
            ),
            Err(problem) => (Verdict::Bad, format!("{}: {problem}", decoder.program().display())),
        },
        Err(error) => (Verdict::Bad, error.to_string()),
    };
    findings.add("decoder", verdict, detail);
}

fn check_takes(plan: &Plan, findings: &mut Findings) {
    let location = &plan.takes_uri;
    let listed = TakeStore::open(location).and_then(|store| Ok((store.list()?, store)));
    let (Listing { takes, unread }, store) = match listed {
        Ok(listed) => listed,
        Err(error) => {
            findings.add("takes", Verdict::Bad, error.to_string());
            return;
        }
    };
    if takes.is_empty() && unread.is_empty() {
        findings.add("takes", Verdict::Bad, format!("there is none in `{location}`"));
        return;
    }
    let mut unreadable: Vec<String> = unread
        .iter()
        .map(|(take, cause)| format!("`{}` ({cause})", take.id))
        .collect();
    let mut bytes = 0;
    for take in &takes {
        bytes += take.size_bytes.unwrap_or(0);
        let Some(path) = store.path(take) else { continue };
        match fs::File::open(path).and_then(|file| file.metadata()) {
            Ok(metadata) if take.size_bytes.is_none() => bytes += metadata.len(),
            Ok(_) => {}
            Err(error) => unreadable.push(format!("`{}` ({error})", take.uri)),
        }
    }
    let fans = takes.iter().filter(|take| take.metadata.fan.is_some()).count();
    let refused = takes.iter().filter(|take| take.metadata.consent == Some(false)).count();
    let mut summary = format!("{}, {:.1} MB", counted(takes.len(), "take"), bytes as f64 / 1e6);
    if fans > 0 {
        summary.push_str(&format!(", {fans} with a fan's name"));
    }
    if refused > 0 {
        summary.push_str(&format!(", {refused} without consent"));
    }
    match unreadable.first() {
        None => findings.add("takes", Verdict::Good, summary),
        Some(first) => {
            let remark = format!("{summary}; {} cannot be opened, first {first}", unreadable.len());
            findings.add("takes", Verdict::Bad, remark);
        }
    }
}

fn check_output(plan: &Plan, findings: &mut Findings) {
    if !Address::parse(&plan.out_uri).is_ok_and(|address| address.is_local()) {
        storage::check_writable(&plan.out_uri, "output", findings);
        return;
    }
    let out = Path::new(&plan.out_uri);
    let shown = out.display();
    let (verdict, detail) = match output_problem(out, Path::new(&plan.takes_uri)) {
        Some(problem) => (Verdict::Bad, format!("{shown}: {problem}")),
        None if out.exists() => (Verdict::Good, format!("{shown}, of an earlier run or empty")),
        None => (Verdict::Good, format!("{shown}, to be made")),
    };
    findings.add("output", verdict, detail);
}

fn output_problem(out: &Path, takes: &Path) -> Option<String> {
    let Some(existing) = out.ancestors().map(or_here).find(|folder| folder.exists()) else {
        return Some("no folder above it exists".to_owned());
    };
    if !existing.is_dir() {
        return Some(format!("`{}` is a file", existing.display()));
    }
    if let (Ok(existing), Ok(takes)) = (existing.canonicalize(), takes.canonicalize())
        && takes.is_dir()
        && existing.starts_with(takes)
    {
        return Some("it lies among the takes, where stems would pass for takes".to_owned());
    }
    if existing == or_here(out) && !is_ours(existing) {
        return Some("it holds files that stemforge did not write; name an empty folder".to_owned());
    }
    tempfile::tempfile_in(existing)
        .err()
        .map(|error| format!("nothing can be written there: {error}"))
}

/// The empty path is the current folder.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    }
}

/// Whether a folder is empty or an earlier run's, which has a ledger.
fn is_ours(folder: &Path) -> bool {
    let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    is_empty || folder.join("ledger.sqlite").is_file()
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// The nearest note's name; 60 is C4.
fn pitch_name(midi: f64) -> String {
    const NAMES: [&str; 12] = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
    let nearest = midi.round() as i64;
    let name = NAMES[nearest.rem_euclid(12) as usize];
    format!("{name}{}", nearest.div_euclid(12) - 1)
}

#[cfg(test)]
mod tests;
