//! `stemforge init`: a commented campaign for a song.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};

use crate::config;
use crate::model::melody::Melody;

/// Name of the campaign file that is written, and that every command looks for.
pub(super) const CAMPAIGN_NAME: &str = "stemforge.toml";

/// What `stemforge init` is told
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:
  stemforge init guide.mid --backing backing.flac
  stemforge init songs/anthem/notes.txt --dir songs/anthem")]
pub(super) struct Args {
    /// The notes that fans are asked to sing: MIDI, UltraStar .txt, or CSV
    #[arg(value_name = "GUIDE")]
    pub(super) guide: PathBuf,
    /// The instrumental that fans hear while they sing
    #[arg(long, value_name = "FILE")]
    pub(super) backing: Option<PathBuf>,
    /// Where the campaign goes; made if it is not there
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) dir: PathBuf,
}

/// Writes the campaign and says what to do next. Nothing that exists is overwritten.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<()> {
    let notes = read_guide(&args.guide)?.notes().len();
    if let Some(backing) = &args.backing {
        fs::File::open(backing).with_context(|| format!("failed to open the backing `{}`", backing.display()))?;
    }
    let dir = &args.dir;
    fs::create_dir_all(dir).with_context(|| format!("failed to make `{}`", dir.display()))?;
    let guide = seen_from(dir, &args.guide)?;
    let backing = args
        .backing
        .as_deref()
        .map(|backing| seen_from(dir, backing))
        .transpose()?;
    let text = campaign(&guide, backing.as_deref());

    let file = dir.join(CAMPAIGN_NAME);
    write_new(&file, &text)?;
    let takes = dir.join("takes");
    fs::create_dir_all(&takes).with_context(|| format!("failed to make `{}`", takes.display()))?;

    let shown = file.display();
    writeln!(out, "{shown}: {notes} notes to sing")?;
    writeln!(out, "Put the takes into `{}`, then:", takes.display())?;
    writeln!(out, "  stemforge doctor --config {shown}")?;
    writeln!(out, "  stemforge compile --config {shown}")?;
    Ok(())
}

fn read_guide(path: &Path) -> anyhow::Result<Melody> {
    let bytes = fs::read(path).with_context(|| format!("failed to read the guide melody `{}`", path.display()))?;
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    Melody::parse(&bytes, &extension).with_context(|| format!("failed to read the guide melody `{}`", path.display()))
}

/// `configs/default.toml` with this song. Its defaults are commented out, so that better ones of a later version reach
/// this campaign, too.
fn campaign(guide: &str, backing: Option<&str>) -> String {
    let mut text = String::new();
    for line in config::DEFAULT_TOML.lines() {
        let is_setting = line.starts_with(|letter: char| letter.is_ascii_lowercase());
        let written = match (line.split_once(" = "), backing) {
            (Some(("#guide", _)), _) => format!("guide = {}", toml::Value::from(guide)),
            (Some(("#backing", _)), Some(backing)) => format!("backing = {}", toml::Value::from(backing)),
            _ if is_setting => format!("#{line}"),
            _ => line.to_owned(),
        };
        text.push_str(&written);
        text.push('\n');
    }
    text
}

/// `file` as a path relative to `dir`, as campaign files write it.
fn seen_from(dir: &Path, file: &Path) -> anyhow::Result<String> {
    let absolute = |path: &Path| {
        path.canonicalize()
            .with_context(|| format!("failed to find `{}`", path.display()))
    };
    let (dir, file) = (absolute(dir)?, absolute(file)?);
    let shared = dir
        .components()
        .zip(file.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = dir.components().skip(shared).map(|_| Component::ParentDir);
    let relative: PathBuf = up.chain(file.components().skip(shared)).collect();
    match relative.to_str() {
        Some(relative) => Ok(relative.to_owned()),
        None => bail!(
            "the path `{}` is not UTF-8; a campaign file cannot name it",
            relative.display()
        ),
    }
}

fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    match file.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("`{}` exists; `--dir DIR` puts the campaign elsewhere", path.display())
        }
        Err(error) => Err(error).with_context(|| format!("failed to write `{}`", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;

    const GUIDE: &str = "onset_s,duration_s,midi\n0,1,60\n1,1,62\n";

    fn init(args: &Args) -> anyhow::Result<String> {
        let mut said = Vec::new();
        run(args, &mut said)?;
        Ok(String::from_utf8(said)?)
    }

    #[test]
    fn the_campaign_loads_and_finds_its_song() {
        let folder = tempfile::tempdir().unwrap();
        let guide = folder.path().join("notes \"1\".csv");
        let backing = folder.path().join("backing.wav");
        fs::write(&guide, GUIDE).unwrap();
        fs::write(&backing, "").unwrap();
        let dir = folder.path().join("songs/anthem");
        let args = Args {
            guide: guide.clone(),
            backing: Some(backing.clone()),
            dir: dir.clone(),
        };
        let said = init(&args).unwrap();
        assert!(
            said.contains("2 notes") && said.contains("stemforge compile --config"),
            "{said}"
        );

        let plan = config::load(&dir.join(CAMPAIGN_NAME), &Overrides::default()).unwrap();
        assert_eq!(plan.song.guide.canonicalize().unwrap(), guide.canonicalize().unwrap());
        assert_eq!(
            plan.song.backing.unwrap().canonicalize().unwrap(),
            backing.canonicalize().unwrap()
        );
        assert!(Path::new(&plan.takes_uri).is_dir());
        // Everything but the song is a default.
        let smallest = config::parse("[song]\nguide = 'x'", &dir.join(CAMPAIGN_NAME), &Overrides::default()).unwrap();
        assert_eq!(plan.canonical, smallest.canonical);
    }

    #[test]
    fn every_commented_default_may_be_uncommented() {
        let text = campaign("guide.mid", Some("backing.wav"));
        let uncommented: Vec<_> = text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(key) if key.starts_with(|letter: char| letter.is_ascii_lowercase()) => key,
                _ => line,
            })
            .collect();
        assert!(uncommented.len() > 100);
        config::parse(&uncommented.join("\n"), Path::new(CAMPAIGN_NAME), &Overrides::default()).unwrap();
    }

    #[test]
    fn nothing_is_overwritten_and_no_guide_is_no_campaign() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().to_owned();
        let guide = dir.join("guide.csv");
        let args = Args {
            guide: guide.clone(),
            backing: None,
            dir: dir.clone(),
        };
        assert!(
            init(&args)
                .unwrap_err()
                .to_string()
                .contains("failed to read the guide melody")
        );
        fs::write(&guide, "not notes").unwrap();
        assert!(init(&args).is_err());
        assert!(!dir.join(CAMPAIGN_NAME).exists(), "nothing half-written");

        fs::write(&guide, GUIDE).unwrap();
        fs::write(dir.join(CAMPAIGN_NAME), "mine").unwrap();
        let error = init(&args).unwrap_err().to_string();
        assert!(
            error.contains("exists; `--dir DIR` puts the campaign elsewhere"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(dir.join(CAMPAIGN_NAME)).unwrap(), "mine");
    }
}
