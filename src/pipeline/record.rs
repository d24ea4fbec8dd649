//! The record: buses brought up to date, then rendered.

use super::choose::{Chosen, Parts};
use super::failure::Failure;
use super::output::disk;
use super::render::Renderer;
use super::song;
use crate::model::take::TakeId;
use crate::select::{HIGH_SECTION, LOW_SECTION, Layer};
use crate::stems::buses::StoredBus;
use crate::stems::master::{self, Mastered, STEMS_FOLDER, StemSource};
use std::collections::{BTreeMap, BTreeSet};

/// What was rendered.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// `None` where nothing was asked for.
    pub(super) mastered: Option<Mastered>,
    /// Voices that were chosen and could not be read, with the cause.
    pub(super) unread: BTreeMap<TakeId, String>,
}

/// Brings every bus to its chosen voices and renders the stems: each layer of each section that has a voice at all.
pub(super) fn make(
    renderer: &Renderer,
    chosen: &Chosen,
    mut crowds: BTreeMap<String, StoredBus>,
) -> Result<Record, Failure> {
    let mut unread = BTreeMap::new();
    let mut buses = Vec::new();
    let nobody = Parts::new();
    let voices: usize = chosen.buses.values().map(BTreeMap::len).sum();
    renderer.progress.begin("mixing", voices as u64);
    for section in sections(chosen) {
        for layer in Layer::ALL {
            let parts = chosen.buses.get(&(layer, section.clone())).unwrap_or(&nobody);
            let in_hand = if layer == Layer::Crowd {
                crowds.remove(&section)
            } else {
                None
            };
            let mut stored = in_hand.map_or_else(|| renderer.stored(layer, &section), Ok)?;
            let reconciled = renderer.reconcile(&mut stored, parts, &chosen.spare)?;
            if reconciled.changed || !renderer.is_on_disk(layer, &section) {
                renderer.save(layer, &section, &stored)?;
            }
            unread.extend(reconciled.unread);
            buses.push((layer, section.clone(), stored));
        }
    }
    let names: BTreeSet<String> = buses
        .iter()
        .map(|(layer, section, _)| format!("{}_{section}", layer.as_str()))
        .collect();
    renderer.output.remove_others("buses", ".bus", &names)?;
    renderer.output.remove_others(STEMS_FOLDER, ".wav", &names)?;
    renderer.progress.begin("mastering", 0);
    let mastered = render(renderer, &buses)?;
    Ok(Record {
        mastered: Some(mastered),
        unread,
    })
}

/// Sections with a voice; a campaign without any still gets its files, silent.
fn sections(chosen: &Chosen) -> BTreeSet<String> {
    let sections: BTreeSet<String> = chosen.buses.keys().map(|(_, section)| section.clone()).collect();
    if sections.is_empty() {
        [LOW_SECTION, HIGH_SECTION].map(str::to_owned).into()
    } else {
        sections
    }
}

fn render(renderer: &Renderer, buses: &[(Layer, String, StoredBus)]) -> Result<Mastered, Failure> {
    let plan = renderer.plan;
    let backing = song::stereo_backing(&plan.song)?;
    let sources: Vec<StemSource> = buses
        .iter()
        .map(|(layer, section, stored)| StemSource {
            layer: *layer,
            section,
            bus: &stored.bus,
            members: stored.members.len(),
        })
        .collect();
    let song = master::Song {
        title: &plan.song.title,
        first_bar_s: plan.song.first_bar_s,
        backing: backing.as_ref().map(|[left, right]| [&left[..], &right[..]]),
    };
    if backing.is_none() {
        renderer.output.remove(master::MIX_NAME)?;
    }
    master::render(&sources, &song, &plan.master, renderer.output.root()).map_err(|cause| disk(&cause))
}
