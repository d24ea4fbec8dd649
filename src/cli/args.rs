//! Exactly what was typed.

use super::{doctor, init, synth};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// From a million fans' recordings to choir stems.
#[derive(Debug, Parser)]
#[command(
    name = "stemforge",
    version,
    about = "Compiles strangers' recordings of one tune into choir stems",
    long_about = "Compiles strangers' recordings of one tune into choir stems: decodes, places on the timeline, measures, \
                  scores, selects and mixes them, and says for each take what became of it and why.",
    after_help = "Start with `stemforge init guide.mid`, put recordings into `takes/`, then run `stemforge compile`.\n\
                  Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 done but some takes could not be read,\n\
                  4 (`inspect`, `verify`) the thing itself is bad."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Everything: hear, score, select, mix, report
    Compile(CampaignArgs),
    /// Hear and score the takes; write `scores.csv` and `scores.parquet`
    Score(CampaignArgs),
    /// Choose the voices of each layer from the scores; write `selection.csv`
    Select(CampaignArgs),
    /// Mix the chosen voices; write the stems, `choir.wav`, `mix.wav`
    Mix(CampaignArgs),
    /// Write `report/index.html`, with the stems brought up to date
    Report(CampaignArgs),
    /// Look at one recording, with or without a campaign
    Inspect(InspectArgs),
    /// Check every output of a run against its manifest
    Verify(VerifyArgs),
    /// Make a choir of synthetic singers with known faults for a guide melody
    Synth(synth::Args),
    /// Write a commented campaign for a song: `stemforge.toml` and an empty folder for the takes
    Init(init::Args),
    /// Check a campaign before a night is spent on it; or a storage, or an upload service
    Doctor(DoctorArgs),
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  stemforge completions bash > ~/.local/share/bash-completion/completions/stemforge"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    stemforge compile                                       # stemforge.toml in this folder\n  \
    stemforge compile --config song/stemforge.toml --takes recordings/ --out stems/\n  \
    stemforge compile --takes s3://choir/takes --out s3://choir/out\n  \
    stemforge compile --jobs 4 --json > run.json            # for scripts")]
pub(super) struct CampaignArgs {
    /// Campaign file
    #[arg(long, value_name = "FILE", default_value = "stemforge.toml")]
    pub(super) config: PathBuf,
    /// Where the takes are: a folder, `s3://bucket/prefix`, or a list (`.csv`, `.jsonl`); overrides the campaign file
    #[arg(long, value_name = "URI")]
    pub(super) takes: Option<String>,
    /// Where results go: a folder, or `s3://bucket/prefix`; overrides the campaign file
    #[arg(long, value_name = "URI")]
    pub(super) out: Option<String>,
    #[command(flatten)]
    pub(super) running: RunningArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    stemforge doctor\n  \
    stemforge doctor --config songs/anthem/stemforge.toml --json\n  \
    stemforge doctor --storage s3://choir\n  \
    stemforge doctor --service https://choir.example.org --send\n\n\
    Ends with 0 if all is well, with 2 if something must be mended first.")]
pub(super) struct DoctorArgs {
    /// Campaign file
    #[arg(long, value_name = "FILE", default_value = "stemforge.toml")]
    pub(super) config: PathBuf,
    /// Where the takes are; overrides the campaign file
    #[arg(long, value_name = "URI")]
    pub(super) takes: Option<String>,
    /// Where results go; overrides the campaign file
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<String>,
    #[command(flatten)]
    pub(super) output: doctor::Args,
}

#[derive(Debug, Args)]
pub(super) struct RunningArgs {
    /// Takes worked on at a time [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub(super) json: bool,
    /// No progress
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    stemforge inspect take.webm\n  \
    stemforge inspect take.webm --config stemforge.toml --json\n  \
    stemforge inspect take.webm --picture take.png          # waveform, spectrogram, pitch\n  \
    stemforge inspect take.webm --f0-csv f0.csv --wav decoded.wav\n  \
    stemforge inspect take.amr --external-decoder ffmpeg")]
pub(super) struct InspectArgs {
    /// The recording
    pub(super) audio: PathBuf,
    /// Campaign file to judge it against
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Decode what stemforge does not with this program, e.g. `ffmpeg`; overrides the campaign file
    #[arg(long, value_name = "PROGRAM")]
    pub(super) external_decoder: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub(super) json: bool,
    /// Write F0 every 10 ms: `time_s,f0_hz,voiced,confidence`
    #[arg(long, value_name = "PATH")]
    pub(super) f0_csv: Option<PathBuf>,
    /// Write the decoded recording, mono 32-bit float at its own rate
    #[arg(long, value_name = "PATH")]
    pub(super) wav: Option<PathBuf>,
    /// Write its waveform, spectrogram and pitch as a picture: `.png` or `.svg`
    #[arg(long, value_name = "PATH", value_parser = picture_path)]
    pub(super) picture: Option<PathBuf>,
    /// Write a picture of it over the guide melody (needs `--config`)
    #[arg(long, value_name = "PATH", requires = "config")]
    pub(super) svg: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  stemforge verify out/demo\n  stemforge verify --config stemforge.toml --json")]
pub(super) struct VerifyArgs {
    /// Output of a run, a folder or `s3://bucket/prefix` [default: the campaign's]
    #[arg(value_name = "URI", conflicts_with = "out")]
    pub(super) dir: Option<PathBuf>,
    /// Campaign file
    #[arg(long, value_name = "FILE", default_value = "stemforge.toml")]
    pub(super) config: PathBuf,
    /// The same as URI
    #[arg(long, value_name = "URI")]
    pub(super) out: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub(super) json: bool,
}

/// A picture's name says its format.
fn picture_path(typed: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(typed);
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if extension == "png" || extension == "svg" {
        Ok(path)
    } else {
        Err("a picture ends in `.png` or `.svg`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
