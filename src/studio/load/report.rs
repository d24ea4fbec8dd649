//! The figures of a run, for people and for programs.

use super::audit::Audited;
use super::figures::{Ask, Counts, Totals, percentile_ms};
use super::plan::Phase;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

/// All there is to say about a run.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) fans: usize,
    pub(super) took: Duration,
    pub(super) totals: Totals,
    pub(super) counts: Counts,
    pub(super) audited: Audited,
    pub(super) peak_bytes: Option<u64>,
    pub(super) has_spike: bool,
    pub(super) looked_at_bytes: bool,
    pub(super) plain_put: bool,
}

const PHASES: [(Phase, &str); 3] = [
    (Phase::Before, "before"),
    (Phase::During, "during"),
    (Phase::After, "after"),
];

impl Report {
    /// Whether every fan was served and everything confirmed is there.
    pub(super) fn is_clean(&self) -> bool {
        let audited = &self.audited;
        let by_status = self.plain_put || audited.by_status == audited.confirmed;
        let by_bytes = !self.looked_at_bytes || audited.by_bytes == audited.confirmed;
        self.counts.errors.is_empty() && audited.fans_done as usize == self.fans && by_status && by_bytes
    }

    fn per_second(&self, count: u64) -> f64 {
        count as f64 / self.took.as_secs_f64()
    }

    /// For people.
    pub(super) fn table(&self) -> String {
        let mut text = String::new();
        let phases: &[(Phase, &str)] = if self.has_spike { &PHASES } else { &PHASES[..1] };
        let _ = write!(text, "{:<10}", "ms");
        for (_, name) in phases {
            let name = if self.has_spike { name } else { "" };
            let _ = write!(text, "{:>9}{:>9}{:>10}{:>10}", format!("{name} n"), "p50", "p99", "max");
        }
        let asks: std::collections::BTreeSet<Ask> = self.counts.micros.keys().map(|(ask, _)| *ask).collect();
        for ask in asks {
            let _ = write!(text, "\n{:<10}", ask.as_str());
            for (phase, _) in phases {
                let micros = self.counts.micros.get(&(ask, *phase)).map_or(&[][..], Vec::as_slice);
                let at = |share| percentile_ms(micros, share).map_or("-".to_owned(), |ms| format!("{ms:.1}"));
                let _ = write!(text, "{:>9}{:>9}{:>10}{:>10}", micros.len(), at(0.5), at(0.99), at(1.0));
            }
        }
        let totals = &self.totals;
        let audited = &self.audited;
        let _ = write!(
            text,
            "\n\n{} fans in {:.1} s: {:.0} requests/s, {:.1} MB/s; {} served, {} failed\n{} takes confirmed",
            self.fans,
            self.took.as_secs_f64(),
            self.per_second(totals.requests),
            self.per_second(totals.acknowledged_bytes) / 1e6,
            audited.fans_done,
            audited.fans_failed,
            audited.confirmed,
        );
        if !self.plain_put {
            let _ = write!(text, ", {} received by their status", audited.by_status);
        }
        if self.looked_at_bytes {
            let _ = write!(text, ", {} with the right SHA-256 on disk", audited.by_bytes);
        }
        let _ = write!(
            text,
            "\n{} connections cut as planned, {} otherwise broken, {:.1} MB sent again",
            totals.planned_cuts,
            totals.broken,
            totals.sent_again_bytes as f64 / 1e6
        );
        if let Some(peak) = self.peak_bytes {
            let _ = write!(text, "\npeak memory of the service {:.1} MB", peak as f64 / 1e6);
        }
        list(&mut text, "told to wait", &self.counts.told_to_wait);
        list(&mut text, "refused as it should be", &self.counts.refused);
        list(&mut text, "errors", &self.counts.errors);
        text
    }

    /// For programs.
    pub(super) fn json(&self) -> String {
        let mut latency: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
        for ((ask, phase), micros) in &self.counts.micros {
            let phase = PHASES
                .iter()
                .find(|(known, _)| known == phase)
                .map_or("", |(_, name)| name);
            let phase = if self.has_spike { phase } else { "all" };
            let at = |share| percentile_ms(micros, share);
            let figures = json!({ "count": micros.len(), "p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": at(1.0) });
            latency.entry(ask.as_str()).or_default().insert(phase, figures);
        }
        let (totals, audited) = (&self.totals, &self.audited);
        json!({
            "is_clean": self.is_clean(),
            "fans": { "planned": self.fans, "done": audited.fans_done, "failed": audited.fans_failed },
            "wall_s": self.took.as_secs_f64(),
            "requests": totals.requests,
            "requests_per_s": self.per_second(totals.requests),
            "acknowledged_bytes": totals.acknowledged_bytes,
            "mb_per_s": self.per_second(totals.acknowledged_bytes) / 1e6,
            "sent_again_bytes": totals.sent_again_bytes,
            "planned_cuts": totals.planned_cuts,
            "broken_connections": totals.broken,
            "takes": {
                "confirmed": audited.confirmed,
                "received_by_status": audited.by_status,
                "right_sha256_on_disk": self.looked_at_bytes.then_some(audited.by_bytes),
            },
            "server_peak_rss_bytes": self.peak_bytes,
            "latency": latency,
            "told_to_wait": self.counts.told_to_wait,
            "refused": self.counts.refused,
            "errors": self.counts.errors,
        })
        .to_string()
    }
}

fn list(text: &mut String, title: &str, counts: &BTreeMap<String, u64>) {
    if counts.is_empty() {
        return;
    }
    let _ = write!(text, "\n{title}:");
    for (what, count) in counts {
        let _ = write!(text, "\n{count:>9} {what}");
    }
}
