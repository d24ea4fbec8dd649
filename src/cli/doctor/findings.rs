//! What a check-up found, for people and machines.

use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

/// What became of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    Good,
    /// It works, but may not be meant like this.
    Odd,
    Bad,
}

#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub(super) check: &'static str,
    pub(super) verdict: Verdict,
    pub(super) detail: String,
}

/// Checks in the order of the work, and what was checked.
#[derive(Debug, Default, Serialize)]
pub(super) struct Findings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) campaign: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) storage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<String>,
    pub(super) ok: bool,
    pub(super) checks: Vec<Check>,
}

impl Findings {
    pub(super) fn add(&mut self, check: &'static str, verdict: Verdict, detail: impl Into<String>) {
        self.checks.push(Check {
            check,
            verdict,
            detail: detail.into(),
        });
    }

    /// Writes them; true if nothing is bad.
    pub(super) fn tell(mut self, json: bool, out: &mut dyn Write) -> io::Result<bool> {
        let bad = self.checks.iter().filter(|check| check.verdict == Verdict::Bad).count();
        self.ok = bad == 0;
        if json {
            serde_json::to_writer_pretty(&mut *out, &self)?;
            writeln!(out)?;
            return Ok(self.ok);
        }
        let coloured = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        for Check { check, verdict, detail } in &self.checks {
            let (sign, colour) = match verdict {
                Verdict::Good => ("✓", 32),
                Verdict::Odd => ("!", 33),
                Verdict::Bad => ("✗", 31),
            };
            if coloured {
                writeln!(out, "\x1b[{colour}m{sign}\x1b[0m {check:<11} {detail}")?;
            } else {
                writeln!(out, "{sign} {check:<11} {detail}")?;
            }
        }
        let again = match (&self.campaign, &self.storage, &self.service) {
            (Some(campaign), ..) => format!("--config {}", campaign.display()),
            (_, Some(storage), _) => format!("--storage {storage}"),
            (_, _, service) => format!("--service {}", service.as_deref().unwrap_or_default()),
        };
        match (bad, &self.campaign) {
            (0, Some(campaign)) => writeln!(out, "Ready: `stemforge compile --config {}`", campaign.display()),
            (0, None) => writeln!(out, "Nothing to mend"),
            (1, _) => writeln!(out, "One thing to mend, then `stemforge doctor {again}` again"),
            (bad, _) => writeln!(out, "{bad} things to mend, then `stemforge doctor {again}` again"),
        }?;
        Ok(self.ok)
    }
}
