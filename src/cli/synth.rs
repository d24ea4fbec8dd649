//! `stemforge synth`: a choir of synthetic singers with known faults, ready to be compiled.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, bail, ensure};
use rayon::prelude::*;
use serde::Serialize;

use crate::ingest;
use crate::model::melody::Melody;
use crate::pipeline::Progress;
use crate::synth::encode::{self, FileSpec, FileSpecError, Format};
use crate::synth::{Backing, Fault, PlanSettings, Recipe, TRUTH_COLUMNS, UnknownFault, plan, sing};

use super::args::RunningArgs;
use super::init::CAMPAIGN_NAME;
use super::{exit, progress};

const MOST_TAKES: usize = 1_000_000;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Writes DIR/takes/ (recordings with sidecars), DIR/truth.csv (what is planted in each take, and the
reason codes it should get) and DIR/stemforge.toml. The same seed makes the same choir.

Faults: good octave_down bleed reverb (harmless), flat sharp late key_shift monotone half other_song talking noise_only
silent too_quiet clipped noisy bleed_loud narrow_band too_short duplicate truncated garbage no_consent.
Formats: wav flac opus webm aiff caf; with `ffmpeg` installed also m4a mp4 3gp aac alac mp3 ogg. `flac@24000` asks for a
sample rate.

Examples:
  stemforge synth --guide guide.mid --backing backing.flac --takes 1000 --out choir
  stemforge compile --config choir/stemforge.toml
  stemforge synth --guide guide.csv --takes 50 --out mess --faults good:8,flat,silent --formats webm,m4a"
)]
pub(super) struct Args {
    #[command(flatten)]
    choir: Choir,
    #[command(flatten)]
    running: RunningArgs,
}

/// Which choir.
#[derive(Debug, Clone, clap::Args)]
struct Choir {
    /// The notes to sing: MIDI, UltraStar .txt, or CSV
    #[arg(long, value_name = "FILE")]
    guide: PathBuf,
    /// The instrumental that the singers hear; without it, nothing bleeds into their microphones
    #[arg(long, value_name = "FILE")]
    backing: Option<PathBuf>,
    /// How many takes
    #[arg(long, value_name = "N", default_value_t = 24)]
    takes: usize,
    /// Where the choir goes; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The same seed makes the same choir
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Faults in turn, as `fault` or `fault:count`; `demo`: half of the takes fine, half with a fault; `none`
    #[arg(long, value_name = "LIST", default_value = "demo", value_parser = parse_faults)]
    faults: FaultList,
    /// Kinds of file in turn, as `format` or `format@rate`
    #[arg(long, value_name = "LIST", default_value = "wav,flac,opus,webm,aiff,caf", value_delimiter = ',', value_parser = parse_format)]
    formats: Vec<FileSpec>,
}

/// Faults in the order in which takes have them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FaultList(Vec<Fault>);

/// What was made.
#[derive(Debug, Clone, Serialize)]
struct Made {
    /// Folder of the recordings.
    takes_folder: PathBuf,
    /// What is planted in them.
    truth: PathBuf,
    /// The campaign to compile.
    campaign: PathBuf,
    /// Recordings.
    takes: usize,
    /// Of these, takes that a compiler should keep.
    sound_takes: usize,
    /// Size of all recordings.
    bytes: u64,
}

/// Makes the choir and says what to do next.
pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let progress = progress::for_stderr(args.running.quiet);
    let made = make(&args.choir, args.running.jobs, progress.as_ref())?;
    let mut text = if args.running.json {
        serde_json::to_string(&made)?
    } else {
        as_text(&made)
    };
    text.push('\n');
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(exit::DONE)
}

fn as_text(made: &Made) -> String {
    format!(
        "{}: {} takes, {:.1} MB; {} of them fine\nWhat is planted in each: `{}`\nNext:\n  stemforge compile --config {}",
        made.takes_folder.display(),
        made.takes,
        made.bytes as f64 / 1e6,
        made.sound_takes,
        made.truth.display(),
        made.campaign.display()
    )
}

/// Makes the choir with `jobs` threads (all cores without).
///
/// Nothing is left behind on failure: takes are written aside and moved into place at the end.
fn make(args: &Choir, jobs: Option<u16>, progress: &dyn Progress) -> anyhow::Result<Made> {
    ensure!(
        (1..=MOST_TAKES).contains(&args.takes),
        "`--takes` must be between 1 and {MOST_TAKES}"
    );
    let melody = read_guide(&args.guide)?;
    let backing = args.backing.as_deref().map(read_backing).transpose()?;
    require_encoders(&args.formats)?;
    let recipes = plan(
        &PlanSettings {
            seed: args.seed,
            takes: args.takes,
            faults: args.faults.0.clone(),
            formats: args.formats.clone(),
            has_backing: backing.is_some(),
        },
        &melody,
    )?;

    let out = &args.out;
    fs::create_dir_all(out).with_context(|| format!("failed to make `{}`", out.display()))?;
    let takes_folder = out.join("takes");
    if fs::read_dir(&takes_folder).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!(
            "`{}` already holds takes; remove it or give another `--out`",
            takes_folder.display()
        );
    }
    let aside = tempfile::Builder::new()
        .prefix(".synth-")
        .tempdir_in(out)
        .with_context(|| format!("failed to write into `{}`", out.display()))?;

    let bytes = AtomicU64::new(0);
    let write_one = |recipe: &Recipe| -> anyhow::Result<()> {
        let heard = backing.as_ref().map(|(samples, sample_rate_hz)| Backing {
            samples,
            sample_rate_hz: *sample_rate_hz,
        });
        let samples = sing(recipe, &melody, heard);
        let file = encode::file(recipe, &samples).with_context(|| format!("failed to make take `{}`", recipe.take))?;
        let path = aside.path().join(recipe.file_name());
        fs::write(&path, &file).with_context(|| format!("failed to write `{}`", path.display()))?;
        let sidecar = path.with_extension("json");
        fs::write(&sidecar, sidecar_text(recipe)?)
            .with_context(|| format!("failed to write `{}`", sidecar.display()))?;
        bytes.fetch_add(file.len() as u64, Ordering::Relaxed);
        progress.step();
        Ok(())
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, usize::from))
        .build()?;
    progress.begin("sing", recipes.len() as u64);
    pool.install(|| recipes.par_iter().try_for_each(write_one))?;
    progress.end();

    let truth = out.join("truth.csv");
    write_truth(&truth, &recipes)?;
    let campaign = out.join(CAMPAIGN_NAME);
    let text = campaign_text(args)?;
    fs::write(&campaign, text).with_context(|| format!("failed to write `{}`", campaign.display()))?;
    if takes_folder.exists() {
        fs::remove_dir(&takes_folder).with_context(|| format!("failed to replace `{}`", takes_folder.display()))?;
    }
    fs::rename(aside.path(), &takes_folder).with_context(|| format!("failed to make `{}`", takes_folder.display()))?;
    readable_by_all(&takes_folder)?;
    Ok(Made {
        takes_folder,
        truth,
        campaign,
        takes: recipes.len(),
        sound_takes: recipes.iter().filter(|r| r.expected_codes().is_empty()).count(),
        bytes: bytes.into_inner(),
    })
}

fn parse_faults(text: &str) -> Result<FaultList, String> {
    let mut faults = Vec::new();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let (name, count) = match word.split_once(':') {
            Some((name, count)) => {
                let count = count.parse().ok().filter(|n| (1..=1_000_000).contains(n));
                (
                    name,
                    count.ok_or_else(|| format!("`{word}` needs a count from 1 up after its colon"))?,
                )
            }
            None => (word, 1),
        };
        match name {
            "demo" => faults.extend((0..count).flat_map(|_| Fault::DEMO)),
            "none" => faults.extend((0..count).map(|_| Fault::Good)),
            _ => {
                let fault: Fault = name.parse().map_err(|error: UnknownFault| error.to_string())?;
                faults.extend((0..count).map(|_| fault));
            }
        }
    }
    if faults.is_empty() {
        return Err("name at least one fault, or `none`".to_owned());
    }
    Ok(FaultList(faults))
}

fn parse_format(text: &str) -> Result<FileSpec, FileSpecError> {
    text.trim().parse()
}

fn read_guide(path: &Path) -> anyhow::Result<Melody> {
    let context = || format!("failed to read the guide melody `{}`", path.display());
    let bytes = fs::read(path).with_context(context)?;
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    Melody::parse(&bytes, &extension).with_context(context)
}

/// The backing as one channel, and its rate.
fn read_backing(path: &Path) -> anyhow::Result<(Vec<f32>, u32)> {
    let context = || format!("failed to read the backing `{}`", path.display());
    let bytes = fs::read(path).with_context(context)?;
    let extension = path.extension().and_then(|extension| extension.to_str());
    let audio = ingest::decode(bytes.into(), extension, &ingest::Limits::default()).with_context(context)?;
    let share = 1.0 / audio.channels.len().max(1) as f32;
    let mut mono = vec![0.0_f32; audio.len_samples()];
    for channel in &audio.channels {
        for (y, x) in mono.iter_mut().zip(channel) {
            *y += share * x;
        }
    }
    Ok((mono, audio.sample_rate_hz))
}

fn require_encoders(formats: &[FileSpec]) -> anyhow::Result<()> {
    let mut foreign: Vec<&str> = formats
        .iter()
        .filter(|spec| spec.format.needs_ffmpeg())
        .map(|spec| spec.format.as_str())
        .collect();
    foreign.dedup();
    if !foreign.is_empty() && !encode::ffmpeg_is_installed() {
        bail!(
            "failed to write {}: `ffmpeg` is not installed; install it, or choose from {}",
            foreign.join(", "),
            Format::OWN.map(Format::as_str).join(", ")
        );
    }
    Ok(())
}

fn sidecar_text(recipe: &Recipe) -> anyhow::Result<String> {
    let sidecar = serde_json::json!({
        "fan": recipe.fan,
        "country": recipe.country,
        "team": recipe.team,
        "consent": recipe.consent,
    });
    Ok(serde_json::to_string_pretty(&sidecar)? + "\n")
}

fn write_truth(path: &Path, recipes: &[Recipe]) -> anyhow::Result<()> {
    let context = || format!("failed to write `{}`", path.display());
    let mut table = csv::Writer::from_path(path).with_context(context)?;
    table.write_record(TRUTH_COLUMNS).with_context(context)?;
    for recipe in recipes {
        table.write_record(recipe.truth_row()).with_context(context)?;
    }
    table.flush().with_context(context)
}

/// A campaign beside its choir; the song is copied there too, so that the folder can be moved.
fn campaign_text(args: &Choir) -> anyhow::Result<String> {
    let beside = |role: &str, path: &Path| -> anyhow::Result<String> {
        let extension = path
            .extension()
            .map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
        let copy = args.out.join(format!("{role}{extension}"));
        let same_file = copy
            .canonicalize()
            .ok()
            .is_some_and(|copy| path.canonicalize().ok() == Some(copy));
        if !same_file {
            fs::copy(path, &copy).with_context(|| format!("failed to write `{}`", copy.display()))?;
        }
        Ok(format!(
            "{role} = {}\n",
            toml::Value::from(format!("{role}{extension}"))
        ))
    };
    let mut text = format!(
        "# A choir of synthetic singers, made by `stemforge synth --seed {} --takes {}`.\n\n[song]\n",
        args.seed, args.takes
    );
    text += &beside("guide", &args.guide)?;
    if let Some(backing) = &args.backing {
        text += &beside("backing", backing)?;
    }
    text += "\n[takes]\nuri = \"takes\"\n\n[output]\nuri = \"out\"\n";
    Ok(text)
}

/// A folder made aside is its maker's alone; takes are for anyone.
#[cfg(unix)]
fn readable_by_all(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("failed to open `{}` to others", folder.display()))
}

#[cfg(not(unix))]
fn readable_by_all(_folder: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Quiet;

    fn args(out: &Path, faults: &str, formats: &[&str]) -> Choir {
        let guide = out.join("song.csv");
        fs::write(
            &guide,
            "onset_s,duration_s,midi,syllable\n0.5,0.8,62,oh\n1.5,0.8,66,hey\n2.5,0.8,64,oh\n",
        )
        .unwrap();
        Choir {
            guide,
            backing: None,
            takes: 6,
            out: out.join("choir"),
            seed: 1,
            faults: parse_faults(faults).unwrap(),
            formats: formats.iter().map(|f| f.parse().unwrap()).collect(),
        }
    }

    fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    fs::read(&path).unwrap(),
                )
            })
            .collect();
        files.sort();
        files
    }

    #[test]
    fn any_number_of_threads_makes_the_same_choir_that_our_decoders_read() {
        let folder = tempfile::tempdir().unwrap();
        let formats = [
            "wav@16000",
            "flac@16000",
            "opus@16000",
            "webm@16000",
            "aiff@16000",
            "caf@16000",
        ];
        let first = args(folder.path(), "none", &formats);
        let second = Choir {
            out: folder.path().join("again"),
            ..first.clone()
        };
        let made = make(&first, Some(1), &Quiet).unwrap();
        make(&second, Some(4), &Quiet).unwrap();
        let takes = files(&made.takes_folder);
        assert_eq!(takes.len(), 12, "six recordings, six sidecars");
        assert_eq!(takes, files(&second.out.join("takes")));
        for (name, bytes) in takes.iter().filter(|(name, _)| !name.ends_with(".json")) {
            let extension = name.rsplit('.').next();
            let audio = ingest::decode(bytes.clone().into(), extension, &ingest::Limits::default())
                .unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert!(
                (4.0..5.0).contains(&audio.duration_s()),
                "{name}: {} s",
                audio.duration_s()
            );
            assert!(!audio.source.truncated, "{name}");
        }
        let truth = fs::read_to_string(&made.truth).unwrap();
        assert_eq!(truth.lines().count(), 7);
        assert!(made.campaign.exists() && first.out.join("guide.csv").exists());
        assert!(crate::config::load(&made.campaign, &crate::config::Overrides::default()).is_ok());
    }

    #[test]
    fn a_duplicate_has_the_bytes_of_its_original_and_a_truncated_file_shows_it() {
        let folder = tempfile::tempdir().unwrap();
        let args = args(
            folder.path(),
            "good,duplicate,truncated,no_consent,garbage,silent",
            &["flac@16000"],
        );
        let made = make(&args, None, &Quiet).unwrap();
        let bytes = |name: &str| fs::read(made.takes_folder.join(name)).unwrap();
        assert_eq!(bytes("voice-0001.flac"), bytes("voice-0002.flac"));
        assert!(
            String::from_utf8(bytes("voice-0004.json"))
                .unwrap()
                .contains("\"consent\": false")
        );
        let cut = ingest::decode(bytes("voice-0003.flac").into(), None, &ingest::Limits::default());
        assert!(cut.is_err() || cut.is_ok_and(|audio| audio.source.truncated));
        assert!(ingest::decode(bytes("voice-0005.flac").into(), None, &ingest::Limits::default()).is_err());
        assert_eq!(made.sound_takes, 1);
    }

    #[test]
    fn takes_that_are_there_are_not_mixed_with_new_ones() {
        let folder = tempfile::tempdir().unwrap();
        let args = args(folder.path(), "silent", &["wav@8000"]);
        make(&args, None, &Quiet).unwrap();
        let before = files(&args.out.join("takes"));
        let refused = make(&args, None, &Quiet).unwrap_err().to_string();
        assert!(refused.contains("already holds takes"), "{refused}");
        assert_eq!(files(&args.out.join("takes")), before);
        assert_eq!(fs::read_dir(&args.out).unwrap().count(), 4, "nothing left aside");
    }

    #[test]
    fn fault_lists_are_read() {
        assert_eq!(
            parse_faults("good:2, flat").unwrap().0,
            [Fault::Good, Fault::Good, Fault::Flat]
        );
        assert_eq!(parse_faults("demo").unwrap().0.len(), 24);
        assert!(parse_faults("sour").unwrap_err().contains("octave_down"));
        assert!(parse_faults("flat:0").is_err() && parse_faults("").is_err());
    }
}
