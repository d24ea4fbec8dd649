//! The files of a run, and its summary. The manifest comes last: a directory without one is not done.

use super::choose::Chosen;
use super::failure::Failure;
use super::output::{Output, REPORT, disk};
use super::progress::Progress;
use super::record::Record;
use super::song::Song;
use super::takes::Hearings;
use super::workplace::Workplace;
use super::{Goal, rows};
use crate::config::Plan;
use crate::ledger::Ledger;
use crate::model::analysis::Outcome;
use crate::model::reason::ReasonCode;
use crate::model::row::{ScoreRow, Status};
use crate::model::take::{Take, TakeId};
use crate::report::html::{Fact, Run, ShownTake, StemFact, write_html};
use crate::report::shown::{DEFAULT_SHOWN_TAKES, choose_shown};
use crate::report::{csv, href, parquet};
use crate::select::Layer;
use crate::stems::manifest::{Configuration, InputFile, InputTake, Inputs, LoudnessEntry, Manifest, OutputFile};
use crate::stems::master::Mastered;
use crate::stems::placement::Placement;
use crate::stems::selection_csv;
use crate::storage::TakeStore;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What a run did, for people and machines.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Summary {
    /// Takes with a row.
    pub takes: u64,
    /// On the record.
    pub accepted: u64,
    /// On the record, and worth a listen.
    pub flagged: u64,
    /// Not on the record.
    pub rejected: u64,
    /// Takes decoded in this run; the others were known.
    pub decoded: u64,
    /// Reason codes and how often each was given.
    pub reasons: BTreeMap<String, u64>,
    /// Takes that could not be read, with the cause.
    pub unread: BTreeMap<String, String>,
    /// Stems, then `choir.wav` and `mix.wav`.
    pub stems: Vec<StemSummary>,
    /// Where the results are.
    pub out: String,
    /// What to do next.
    pub next: String,
}

/// One rendered file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StemSummary {
    /// Path inside the output directory.
    pub path: String,
    /// Voices in it.
    pub voices: u64,
    /// Integrated loudness, LUFS.
    pub loudness_lufs: Option<f64>,
    /// True peak, dBTP.
    pub true_peak_dbtp: Option<f64>,
}

/// Everything that publishing needs.
pub(super) struct Results<'a> {
    pub(super) plan: &'a Plan,
    pub(super) goal: Goal,
    pub(super) song: &'a Song,
    pub(super) store: &'a TakeStore,
    pub(super) takes: &'a BTreeMap<TakeId, Take>,
    pub(super) workplace: &'a Workplace,
    pub(super) output: &'a Output,
    pub(super) chosen: &'a Chosen,
    pub(super) record: &'a Record,
    pub(super) progress: &'a dyn Progress,
}

impl Results<'_> {
    /// Writes what the goal asks for.
    pub(super) fn publish(&self, ledger: Ledger, hearings: Hearings) -> Result<Summary, Failure> {
        self.tables(&ledger)?;
        let mut summary = self.summary(&ledger, &hearings)?;
        if !matches!(self.goal, Goal::Report | Goal::Compile) {
            // It would tell of another selection.
            self.output.remove(REPORT)?;
        } else {
            self.progress.begin("reporting", 0);
            self.report(&ledger, &summary)?;
        }
        let content_hashes = ledger.content_hashes()?;
        ledger.seal()?;
        if matches!(self.goal, Goal::Mix | Goal::Report | Goal::Compile) {
            self.manifest(content_hashes)?;
        }
        self.workplace.publish(self.output, self.progress)?;
        summary.next = self.next();
        Ok(summary)
    }

    fn tables(&self, ledger: &Ledger) -> Result<(), Failure> {
        rows::each(ledger, |rows| {
            self.output.write("scores.csv", |out| csv::write_scores_csv(out, rows))
        })?;
        rows::each(ledger, |rows| {
            self.output
                .write("scores.parquet", |out| parquet::write_scores_parquet(out, rows))
        })?;
        self.selection_table()
    }

    fn summary(&self, ledger: &Ledger, hearings: &Hearings) -> Result<Summary, Failure> {
        let mut summary = Summary {
            out: self.workplace.uri(),
            decoded: hearings.decoded,
            ..Summary::default()
        };
        rows::each(ledger, |rows| {
            for row in rows {
                count(&mut summary, &row);
            }
            Ok(())
        })?;
        // A take that could not be fetched cannot be mixed either: the first cause is the one to tell.
        let unread = self.record.unread.iter().chain(&hearings.unread);
        summary.unread = unread.map(|(take, cause)| (take.0.clone(), cause.clone())).collect();
        summary.stems = self.record.mastered.as_ref().map(stem_summaries).unwrap_or_default();
        Ok(summary)
    }

    fn report(&self, ledger: &Ledger, summary: &Summary) -> Result<(), Failure> {
        let choices = rows::each(ledger, |rows| Ok(choose_shown(rows, DEFAULT_SHOWN_TAKES)))?;
        let mut shown = Vec::new();
        let final_rows: BTreeMap<TakeId, ScoreRow> = rows::each(ledger, |rows| {
            let wanted = rows.filter(|row| choices.iter().any(|choice| choice.take_id == row.take_id));
            Ok(wanted.map(|row| (row.take_id.clone(), row)).collect())
        })?;
        for choice in choices {
            let Some(row) = final_rows.get(&choice.take_id) else {
                continue;
            };
            shown.push(self.shown(ledger, row, choice.why)?);
        }
        let stems: Vec<StemFact> = summary.stems.iter().map(stem_fact).collect();
        let notes = self.song.melody.notes().len();
        let tempo = self
            .plan
            .song
            .tempo_bpm
            .map_or("not given".to_owned(), |bpm| format!("{bpm} BPM"));
        let facts = [
            fact("Tempo", tempo),
            fact(
                "Guide melody",
                format!("{}, {notes} notes", file_name(&self.plan.song.guide)),
            ),
            fact(
                "Backing",
                self.plan.song.backing.as_deref().map_or("none".to_owned(), file_name),
            ),
        ];
        let run = Run {
            title: &self.plan.song.title,
            version: env!("CARGO_PKG_VERSION"),
            melody: &self.song.melody,
            stems: &stems,
            unreadable: summary.unread.len() as u64,
            scores_href: "../scores.csv",
            facts: &facts,
        };
        rows::each(ledger, |rows| {
            self.output.write(REPORT, |out| write_html(out, &run, rows, &shown))
        })
    }

    fn shown(&self, ledger: &Ledger, row: &ScoreRow, why: String) -> Result<ShownTake, Failure> {
        let judgement = ledger.judgement(&row.take_id)?;
        let features = match ledger.outcome(&row.take_id)? {
            Some(Outcome::Heard(heard)) => Some(heard.features),
            _ => None,
        };
        let remark = judgement
            .as_ref()
            .map(|judgement| judgement.remark.clone())
            .filter(|remark| !remark.is_empty());
        Ok(ShownTake {
            row: row.clone(),
            features,
            score: judgement.and_then(|judgement| judgement.score),
            audio_href: self.takes.get(&row.take_id).and_then(|take| self.audio_href(take)),
            why,
            remarks: remark.into_iter().collect(),
        })
    }

    fn audio_href(&self, take: &Take) -> Option<String> {
        if !self.workplace.is_local() {
            return None;
        }
        let report = self.output.file("report").canonicalize().ok()?;
        let audio = self.store.path(take)?.canonicalize().ok()?;
        Some(href::href_from(&report, &audio))
    }

    fn selection_table(&self) -> Result<(), Failure> {
        let mut placements: BTreeMap<&TakeId, Vec<Placement>> = BTreeMap::new();
        for (take, part) in self.chosen.buses.values().flatten() {
            placements.entry(take).or_default().push(part.placement.clone());
        }
        let nowhere: &[Placement] = &[];
        let lines = self.chosen.choices.iter().map(|choice| {
            (
                choice,
                placements
                    .get(&choice.take_id)
                    .map_or(nowhere, |placements| &placements[..]),
            )
        });
        selection_csv::write(&self.output.file("selection.csv"), lines)
            .map(|_| ())
            .map_err(|cause| disk(&cause))
    }

    fn manifest(&self, mut content_hashes: BTreeMap<TakeId, String>) -> Result<(), Failure> {
        let song = &self.plan.song;
        let file = |path: &Path, hash: &String| InputFile {
            uri: file_name(path),
            blake3: hash.clone(),
        };
        let takes = self.takes.values().map(|take| InputTake {
            take_id: take.id.0.clone(),
            uri: take.uri.clone(),
            content_hash: content_hashes.remove(&take.id),
        });
        let inputs = Inputs {
            guide: Some(file(&song.guide, &self.song.guide_hash)),
            backing: song
                .backing
                .as_deref()
                .zip(self.song.backing_hash.as_ref())
                .map(|(path, hash)| file(path, hash)),
            takes: takes.collect(),
        };
        let mut manifest = Manifest::new(Configuration::of(self.plan.canonical.clone()), inputs);
        if let Some(mastered) = self.record.mastered.clone() {
            manifest.mastering = Some(mastered.mastering);
            manifest.stems = mastered.stems;
            manifest.choir = Some(mastered.choir);
            manifest.mix = mastered.mix;
        }
        for name in self.output.all_files()? {
            let written = OutputFile::on_disk(self.output.root(), &name).map_err(|cause| disk(&cause))?;
            manifest.outputs.push(written);
        }
        manifest
            .write(self.output.root())
            .map(|_| ())
            .map_err(|cause| disk(&cause))
    }

    fn next(&self) -> String {
        let at = |name: &str| format!("{}/{name}", self.workplace.uri().trim_end_matches('/'));
        match self.goal {
            Goal::Score => format!("scores: {}", at("scores.csv")),
            Goal::Select => format!("selection: {}", at("selection.csv")),
            Goal::Mix => format!("stems: {}", at("stems")),
            Goal::Report | Goal::Compile => format!("report: {}", at(REPORT)),
        }
    }
}

fn count(summary: &mut Summary, row: &ScoreRow) {
    summary.takes += 1;
    *match row.status {
        Status::Accepted => &mut summary.accepted,
        Status::Flagged => &mut summary.flagged,
        Status::Rejected => &mut summary.rejected,
    } += 1;
    for code in &row.reasons {
        *summary.reasons.entry(ReasonCode::as_str(*code).to_owned()).or_default() += 1;
    }
}

fn stem_summaries(mastered: &Mastered) -> Vec<StemSummary> {
    let summary = |path: &str, voices: u64, loudness: LoudnessEntry| StemSummary {
        path: path.to_owned(),
        voices,
        loudness_lufs: loudness.integrated_lufs,
        true_peak_dbtp: loudness.true_peak_dbtp,
    };
    let voices_of = |layer: Layer| -> u64 {
        mastered
            .stems
            .iter()
            .filter(|stem| stem.layer == layer.as_str())
            .map(|stem| stem.members as u64)
            .sum()
    };
    // The crowd has every voice.
    let all = voices_of(Layer::Crowd);
    let stems = mastered
        .stems
        .iter()
        .map(|stem| summary(&stem.path, stem.members as u64, stem.loudness));
    let sums = std::iter::once(&mastered.choir).chain(&mastered.mix);
    stems
        .chain(sums.map(|sum| summary(&sum.path, all, sum.loudness)))
        .collect()
}

fn stem_fact(stem: &StemSummary) -> StemFact {
    let name = Path::new(&stem.path)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let (layer, section) = name.split_once('_').unwrap_or(("", ""));
    StemFact {
        href: format!("../{}", stem.path),
        layer: layer.to_owned(),
        section: section.to_owned(),
        voices: stem.voices,
        loudness_lufs: stem.loudness_lufs,
        true_peak_dbtp: stem.true_peak_dbtp,
        name,
    }
}

fn fact(label: &str, value: String) -> Fact {
    Fact {
        label: label.to_owned(),
        value,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
