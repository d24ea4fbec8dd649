//! `stemforge doctor`: everything that can be known of a campaign before a night is spent on it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::config::{self, Overrides, Plan};
use crate::ingest::{self, Limits};
use crate::model::audio::RawAudio;
use crate::model::melody::Melody;
use crate::storage::TakeStore;

/// Check a campaign before a night is spent on it: files, guide, backing, takes, output folder
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:
  stemforge doctor
  stemforge doctor --config songs/anthem/stemforge.toml --json

Ends with 0 if the campaign can be compiled, with 2 if something must be mended first.")]
pub(super) struct Args {
    /// Print one JSON object instead of lines
    #[arg(long)]
    pub json: bool,
}

/// What became of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Good,
    /// The campaign can be compiled, but may not be meant like this.
    Odd,
    Bad,
}

#[derive(Debug, Serialize)]
struct Check {
    check: &'static str,
    verdict: Verdict,
    detail: String,
}

/// Checks in the order of the work.
#[derive(Debug, Default, Serialize)]
struct Findings {
    campaign: PathBuf,
    ok: bool,
    checks: Vec<Check>,
}

impl Findings {
    fn add(&mut self, check: &'static str, verdict: Verdict, detail: impl Into<String>) {
        self.checks.push(Check {
            check,
            verdict,
            detail: detail.into(),
        });
    }
}

/// How much later than the backing a guide may end, seconds: a last note may ring.
const GUIDE_OVERHANG_S: f64 = 0.5;

/// How much later than the guide a backing may end without a remark, seconds.
const BACKING_OVERHANG_S: f64 = 30.0;

/// Lowest and highest pitch that untrained voices are usually asked for: E2 and C6.
const USUAL_MIDI: std::ops::RangeInclusive<f64> = 40.0..=84.0;

/// Backings are our own files: longer and larger than any take.
const BACKING_LIMITS: Limits = Limits {
    max_bytes: 4 << 30,
    max_duration_s: 3600.0,
    max_sample_rate_hz: 384_000,
    max_channels: 8,
};

/// Checks the campaign at `path` and writes what was found. True if it can be compiled.
pub(super) fn run(path: &Path, overrides: &Overrides, args: &Args, out: &mut dyn Write) -> io::Result<bool> {
    let findings = examine(path, overrides);
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &findings)?;
        writeln!(out)?;
    } else {
        print(&findings, out)?;
    }
    Ok(findings.ok)
}

fn print(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    for Check { check, verdict, detail } in &findings.checks {
        let sign = match verdict {
            Verdict::Good => "✓",
            Verdict::Odd => "!",
            Verdict::Bad => "✗",
        };
        writeln!(out, "{sign} {check:<9} {detail}")?;
    }
    let config = findings.campaign.display();
    match findings
        .checks
        .iter()
        .filter(|check| check.verdict == Verdict::Bad)
        .count()
    {
        0 => writeln!(out, "Ready: `stemforge compile --config {config}`"),
        1 => writeln!(
            out,
            "One thing to mend, then `stemforge doctor --config {config}` again"
        ),
        bad => writeln!(
            out,
            "{bad} things to mend, then `stemforge doctor --config {config}` again"
        ),
    }
}

fn examine(path: &Path, overrides: &Overrides) -> Findings {
    let mut findings = Findings {
        campaign: path.to_owned(),
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
            check_takes(&plan, &mut findings);
            check_output(&plan, &mut findings);
        }
    }
    findings.ok = findings.checks.iter().all(|check| check.verdict != Verdict::Bad);
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
    ingest::decode(bytes, extension.as_deref(), &BACKING_LIMITS).map_err(|error| error.to_string())
}

fn check_takes(plan: &Plan, findings: &mut Findings) {
    let location = &plan.takes_uri;
    let listed = TakeStore::open(Path::new(location)).and_then(|store| Ok((store.list()?, store)));
    let (takes, store) = match listed {
        Ok(listed) => listed,
        Err(error) => {
            findings.add("takes", Verdict::Bad, error.to_string());
            return;
        }
    };
    if takes.is_empty() {
        findings.add("takes", Verdict::Bad, format!("there is none in `{location}`"));
        return;
    }
    let mut unreadable = Vec::new();
    let mut bytes = 0;
    for take in &takes {
        match fs::File::open(store.path(take)).and_then(|file| file.metadata()) {
            Ok(metadata) => bytes += metadata.len(),
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

/// Whether a folder is empty or an earlier run's.
fn is_ours(folder: &Path) -> bool {
    let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    is_empty
        || ["ledger.sqlite", "manifest.json"]
            .iter()
            .any(|name| folder.join(name).is_file())
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
mod tests {
    use super::*;

    /// A campaign that is well: three seconds of guide and backing, one take.
    fn campaign() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(
            root.join("guide.csv"),
            "onset_s,duration_s,midi\n0.5,1,60\n1.5,1.5,67\n",
        )
        .unwrap();
        write_tone(&root.join("backing.wav"), 3.0, 0.5);
        fs::create_dir(root.join("takes")).unwrap();
        fs::write(root.join("takes/a.wav"), "any bytes").unwrap();
        fs::write(
            root.join("stemforge.toml"),
            "[song]\nguide = 'guide.csv'\nbacking = 'backing.wav'\n",
        )
        .unwrap();
        folder
    }

    fn write_tone(path: &Path, length_s: f64, amplitude: f64) {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 8000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut file = hound::WavWriter::create(path, spec).unwrap();
        for index in 0..(length_s * 8000.0) as usize {
            let phase = 440.0 * index as f64 / 8000.0 * std::f64::consts::TAU;
            file.write_sample((phase.sin() * amplitude * 32_767.0) as i16).unwrap();
        }
        file.finalize().unwrap();
    }

    fn verdicts(folder: &tempfile::TempDir) -> Vec<(&'static str, Verdict)> {
        let findings = examine(&folder.path().join("stemforge.toml"), &Overrides::default());
        findings
            .checks
            .iter()
            .map(|check| (check.check, check.verdict))
            .collect()
    }

    /// The one check that is not good, and what it says.
    fn complaint(folder: &tempfile::TempDir) -> (&'static str, Verdict, String) {
        let findings = examine(&folder.path().join("stemforge.toml"), &Overrides::default());
        let mut complaints = findings
            .checks
            .into_iter()
            .filter(|check| check.verdict != Verdict::Good);
        let first = complaints.next().expect("something is not well");
        assert!(complaints.next().is_none(), "only one thing is not well");
        (first.check, first.verdict, first.detail)
    }

    #[test]
    fn a_healthy_campaign() {
        let folder = campaign();
        let good = |check| (check, Verdict::Good);
        assert_eq!(
            verdicts(&folder),
            ["campaign", "guide", "backing", "takes", "output"].map(good)
        );

        let mut said = Vec::new();
        let path = folder.path().join("stemforge.toml");
        assert!(run(&path, &Overrides::default(), &Args { json: false }, &mut said).unwrap());
        let said = String::from_utf8(said).unwrap();
        assert!(
            said.contains("✓ guide     2 notes from C4 to G4, 0.5 s to 3.0 s\n"),
            "{said}"
        );
        assert!(
            said.lines()
                .last()
                .unwrap()
                .starts_with("Ready: `stemforge compile --config "),
            "{said}"
        );
    }

    #[test]
    fn a_guide_longer_than_the_backing_and_the_other_way_round() {
        let folder = campaign();
        write_tone(&folder.path().join("backing.wav"), 2.0, 0.5);
        let (check, verdict, detail) = complaint(&folder);
        assert_eq!((check, verdict), ("backing", Verdict::Bad));
        assert!(detail.contains("the guide goes on to 3.0 s"), "{detail}");
        write_tone(&folder.path().join("backing.wav"), 40.0, 0.5);
        let (check, verdict, detail) = complaint(&folder);
        assert_eq!((check, verdict), ("backing", Verdict::Odd));
        assert!(detail.contains("nothing sung after that is judged"), "{detail}");
    }

    #[test]
    fn a_silent_a_missing_and_no_backing() {
        let folder = campaign();
        let backing = folder.path().join("backing.wav");
        write_tone(&backing, 3.0, 0.0);
        assert!(complaint(&folder).2.contains("silent"));
        fs::remove_file(&backing).unwrap();
        assert_eq!(complaint(&folder).1, Verdict::Bad);
        fs::write(folder.path().join("stemforge.toml"), "[song]\nguide = 'guide.csv'\n").unwrap();
        assert_eq!(complaint(&folder).1, Verdict::Odd);
    }

    #[test]
    fn a_broken_guide_an_odd_one_and_a_late_first_bar() {
        let folder = campaign();
        let guide = folder.path().join("guide.csv");
        fs::write(&guide, "onset_s,duration_s,midi\n0,1,20\n1,1,60\n").unwrap();
        let (check, verdict, detail) = complaint(&folder);
        assert_eq!((check, verdict), ("guide", Verdict::Odd));
        assert!(detail.contains("A♭0"), "{detail}");
        fs::write(&guide, "onset_s,duration_s,midi\n0,1,x\n").unwrap();
        assert!(complaint(&folder).2.contains("line 2: `midi` is `x`"));
        fs::write(&guide, "onset_s,duration_s,midi\n0,3,60\n").unwrap();
        let text = "[song]\nguide = 'guide.csv'\nbacking = 'backing.wav'\nfirst_bar_s = 3.5\n";
        fs::write(folder.path().join("stemforge.toml"), text).unwrap();
        assert_eq!(complaint(&folder).0, "first bar");
    }

    #[test]
    fn no_takes_and_nowhere_to_look_for_them() {
        let folder = campaign();
        fs::remove_file(folder.path().join("takes/a.wav")).unwrap();
        assert!(complaint(&folder).2.contains("there is none in"));
        fs::remove_dir(folder.path().join("takes")).unwrap();
        assert_eq!(complaint(&folder).0, "takes");
    }

    #[test]
    fn an_output_folder_that_is_not_ours() {
        let folder = campaign();
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        assert_eq!(verdicts(&folder)[4], ("output", Verdict::Good), "empty");
        fs::write(out.join("thesis.doc"), "").unwrap();
        assert!(complaint(&folder).2.contains("did not write"));
        fs::write(out.join("ledger.sqlite"), "").unwrap();
        assert_eq!(verdicts(&folder)[4], ("output", Verdict::Good), "an earlier run's");
        fs::remove_dir_all(&out).unwrap();
        fs::write(&out, "").unwrap();
        assert!(complaint(&folder).2.contains("is a file"));

        let among_takes = Overrides {
            takes: None,
            out: Some(folder.path().join("takes/out").display().to_string()),
        };
        let findings = examine(&folder.path().join("stemforge.toml"), &among_takes);
        assert!(
            findings.checks[4].detail.contains("among the takes"),
            "{:?}",
            findings.checks[4]
        );
    }

    #[test]
    fn a_broken_campaign_is_one_line_and_json_says_so() {
        let folder = campaign();
        let path = folder.path().join("stemforge.toml");
        fs::write(&path, "[song]\nguide = 'guide.csv'\ntitel = 'x'\n").unwrap();
        assert!(complaint(&folder).2.contains("stemforge.toml:3: unknown key `titel`"));
        let mut said = Vec::new();
        assert!(!run(&path, &Overrides::default(), &Args { json: true }, &mut said).unwrap());
        let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
        assert_eq!(said["ok"], false);
        assert_eq!(said["checks"][0]["verdict"], "bad");
    }

    #[test]
    fn pitches_have_names() {
        assert_eq!(pitch_name(60.0), "C4");
        assert_eq!(pitch_name(69.4), "A4");
        assert_eq!(pitch_name(0.0), "C-1");
    }
}
