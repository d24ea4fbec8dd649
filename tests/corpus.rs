//! Every input that ever broke something, and some made to: through the functions that `scripts/fuzz` runs, in
//! `tests/corpus/<target>/`. An input that breaks one of them is named by its file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(unreachable_pub, reason = "public to the programs of the fuzz workspace")]
#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stemforge::ingest::{Limits, decode};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Names in a folder, in order.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn holds(target: &str) {
    let (_, run) = targets::ALL.into_iter().find(|(name, _)| *name == target).unwrap();
    let folder = corpus().join(target);
    let files = names(&folder);
    assert!(!files.is_empty(), "no input in {}", folder.display());
    let broken: Vec<_> = files
        .into_iter()
        .filter(|name| {
            let bytes = std::fs::read(folder.join(name)).unwrap();
            catch_unwind(|| run(&bytes)).is_err()
        })
        .collect();
    assert!(broken.is_empty(), "in {}: {broken:?}", folder.display());
}

#[test]
fn campaigns() {
    holds("campaign");
}

#[test]
fn recordings() {
    holds("decode");
}

#[test]
fn edit_lists() {
    holds("edit_list");
}

#[test]
fn guides() {
    holds("guide");
}

#[test]
fn opus_streams() {
    holds("opus");
}

#[test]
fn overrides() {
    holds("overrides");
}

#[test]
fn sidecars() {
    holds("sidecar");
}

#[test]
fn every_target_has_its_program_and_its_inputs() {
    let listed: BTreeSet<String> = targets::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&corpus()), listed, "folders of tests/corpus");
    let programs = names(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/src/bin"));
    let programs: BTreeSet<String> = programs
        .iter()
        .filter_map(|name| name.strip_suffix(".rs"))
        .map(str::to_owned)
        .collect();
    assert_eq!(programs, listed, "programs of fuzz/src/bin");
}

/// The targets' own files must reach what they test: most of them with sound in them decode.
#[test]
fn made_files_are_sound() {
    let decodes = |folder: &str, name: &str, file: fn(&[u8]) -> Vec<u8>| {
        let input = std::fs::read(corpus().join(folder).join(name)).unwrap();
        decode(Arc::from(file(&input)), None, &Limits::default())
            .unwrap_or_else(|error| panic!("{folder}/{name}: {error}"))
    };
    let audio = decodes("edit_list", "priming", targets::edit_list::file);
    assert_eq!((audio.source.trimmed_start_samples, audio.len_samples()), (64, 192));
    let audio = decodes("edit_list", "itunes", targets::edit_list::file);
    assert_eq!((audio.source.trimmed_start_samples, audio.len_samples()), (64, 176));
    for name in [
        "mono_ogg",
        "stereo_ogg",
        "mono_webm",
        "stereo_webm_padded",
        "surround",
        "surround_webm",
    ] {
        let audio = decodes("opus", name, targets::opus::file);
        assert!(audio.len_samples() > 2_000, "{name}: {} samples", audio.len_samples());
    }
}

#[test]
fn every_recording_of_a_known_kind_decodes() {
    let undecoded: Vec<_> = names(&corpus().join("decode"))
        .into_iter()
        .filter(|name| name.contains('.'))
        .filter(|name| targets::decode::decoded(&std::fs::read(corpus().join("decode").join(name)).unwrap()).is_none())
        .collect();
    assert!(
        undecoded.is_empty(),
        "regressions have no extension, recordings have: {undecoded:?}"
    );
}
