//! `stemforge verify`: every output against the manifest of its run.

use super::args::VerifyArgs;
use super::exit;
use crate::config;
use crate::pipeline::bring;
use crate::stems::verify::{Problem, verify};
use crate::storage::Address;
use anyhow::Context;
use serde_json::json;
use std::io::Write;
use std::path::Path;

pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<u8> {
    let out = match args.dir.as_ref().or(args.out.as_ref()) {
        Some(out) => out.clone(),
        None => config::load(&args.config, &config::Overrides::default())?
            .out_uri
            .into(),
    };
    let uri = out.to_string_lossy().into_owned();
    let brought = tempfile::tempdir().context("failed to make a directory for temporary files")?;
    let problems = match Address::parse(&uri)? {
        Address::Local(folder) => verify(&folder),
        Address::S3 { .. } => {
            bring(&uri, brought.path())?;
            verify(brought.path())
        }
    };
    let mut text = if args.json {
        as_json(&problems)
    } else {
        as_text(&out, &problems)
    };
    text.push('\n');
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(if problems.is_empty() { exit::DONE } else { exit::BAD })
}

fn as_json(problems: &[Problem]) -> String {
    let problems: Vec<_> = problems
        .iter()
        .map(|problem| json!({"path": problem.path, "what": problem.what, "advice": problem.advice}))
        .collect();
    json!({"status": if problems.is_empty() { "good" } else { "bad" }, "problems": problems}).to_string()
}

fn as_text(out: &Path, problems: &[Problem]) -> String {
    if problems.is_empty() {
        return format!("good: every output in `{}` is as the run wrote it", out.display());
    }
    let line = |problem: &Problem| format!("{}: {}\n  {}", problem.path, problem.what, problem.advice);
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}
