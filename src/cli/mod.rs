//! The command line: arguments in, exit code out. Results go to stdout, everything else to stderr.

mod args;
mod campaign;
mod doctor;
mod exit;
mod init;
mod inspect;
mod json;
mod progress;
mod synth;
mod verify;

use crate::config::{ConfigError, Overrides};
use crate::pipeline::{Failure, FailureKind, Goal, tell_defects_once};
use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use std::io::Write;
use std::process::ExitCode;

/// Runs the program; the code is one of the documented ones.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::USAGE } else { exit::DONE });
        }
    };
    tell_defects_once();
    match run(cli.command) {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::from(exit::DONE),
        Err(error) => ExitCode::from(complain(&error)),
    }
}

fn run(command: Command) -> anyhow::Result<u8> {
    match command {
        Command::Compile(args) => campaign::run(&args, Goal::Compile),
        Command::Score(args) => campaign::run(&args, Goal::Score),
        Command::Select(args) => campaign::run(&args, Goal::Select),
        Command::Mix(args) => campaign::run(&args, Goal::Mix),
        Command::Report(args) => campaign::run(&args, Goal::Report),
        Command::Inspect(args) => inspect::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Synth(args) => synth::run(&args),
        Command::Init(args) => {
            init::run(&args, &mut std::io::stdout())?;
            Ok(exit::DONE)
        }
        Command::Doctor(args) => {
            let overrides = Overrides {
                takes: args.takes.clone(),
                out: args.out.clone(),
            };
            let ready = doctor::run(&args.config, &overrides, &args.output, &mut std::io::stdout())?;
            Ok(if ready { exit::DONE } else { exit::USAGE })
        }
        Command::Completions { shell } => completions(shell),
    }
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "stemforge", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(exit::DONE)
}

/// One line that says what and where, one that says what to do.
fn complain(error: &anyhow::Error) -> u8 {
    let mut stderr = std::io::stderr();
    let _ = writeln!(stderr, "error: {error:#}");
    let failure = error.downcast_ref::<Failure>();
    if let Some(hint) = failure.and_then(Failure::hint_text) {
        let _ = writeln!(stderr, " hint: {hint}");
    }
    let configuration = failure.is_some_and(|failure| failure.kind == FailureKind::Configuration);
    if configuration || error.is::<ConfigError>() {
        exit::USAGE
    } else {
        exit::FAILED
    }
}

/// `stemforge inspect x --json | head` is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    kind == Some(std::io::ErrorKind::BrokenPipe)
}
