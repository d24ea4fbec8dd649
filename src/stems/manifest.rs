//! `manifest.json`: what went in, what came out, and how loud it is.
//!
//! Equal runs write equal bytes: no clock, no folder of the machine, takes in order of id, files in order of path,
//! levels to the hundredth. The last key, `seal`, is the BLAKE3 of the manifest itself, taken with 64 zeros in its
//! place, so that a change to the manifest is seen like a change to any other file.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::aside::{Written, hash_file, write_aside};
use super::error::Error;
use crate::dsp::loudness::Loudness;
use crate::model::row::ANALYSIS_VERSION;

/// Name of the file in the output folder.
pub const MANIFEST_NAME: &str = "manifest.json";

const SEAL_DIGITS: usize = 64;
const SEAL_KEY: &str = "\"seal\": \"";

/// The whole of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What wrote it.
    pub tool: Tool,
    /// Version of the figures in the score rows.
    pub analysis_version: u32,
    /// What it was told to do.
    pub configuration: Configuration,
    /// What it was given.
    pub inputs: Inputs,
    /// How the stems were levelled; absent when nothing was mixed.
    pub mastering: Option<Mastering>,
    /// The stems, by layer and section.
    pub stems: Vec<StemEntry>,
    /// Their sum.
    pub choir: Option<MixEntry>,
    /// The choir with the backing.
    pub mix: Option<MixEntry>,
    /// Every file written, by path.
    pub outputs: Vec<OutputFile>,
    /// BLAKE3 of this file with zeros here.
    pub seal: String,
}

/// The program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The configuration in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// All of it, defaults included.
    pub text: String,
    /// BLAKE3 of the text.
    pub blake3: String,
}

impl Configuration {
    /// A configuration with its hash.
    pub fn of(text: String) -> Self {
        let blake3 = blake3::hash(text.as_bytes()).to_hex().to_string();
        Self { text, blake3 }
    }
}

/// What a run was given.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The guide melody.
    pub guide: Option<InputFile>,
    /// The backing.
    pub backing: Option<InputFile>,
    /// Every take, accepted or not, by take id.
    pub takes: Vec<InputTake>,
}

/// A file of the song.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// Its address as the configuration gives it.
    pub uri: String,
    /// BLAKE3 of its bytes.
    pub blake3: String,
}

/// A take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputTake {
    /// Its name.
    pub take_id: String,
    /// Its address as the listing gives it.
    pub uri: String,
    /// BLAKE3 of its bytes; absent if it could not be read.
    pub content_hash: Option<String>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputFile {
    /// Its place in the output folder, with `/` between names.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its bytes.
    pub blake3: String,
}

impl OutputFile {
    /// A file that was written just now.
    pub fn of(path: &str, written: Written) -> Self {
        Self {
            path: path.to_owned(),
            bytes: written.bytes,
            blake3: written.blake3,
        }
    }

    /// A file that somebody else wrote to `path` in the output folder.
    pub fn on_disk(out_dir: &Path, path: &str) -> Result<Self, Error> {
        let place = out_dir.join(path);
        match hash_file(&place) {
            Ok(written) => Ok(Self::of(path, written)),
            Err(source) => Err(Error::Read { path: place, source }),
        }
    }
}

/// What all stems share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mastering {
    /// Samples a second.
    pub sample_rate_hz: u32,
    /// Frames of every file.
    pub length_samples: u64,
    /// Place of their first sample on the song's timeline: bar 1.
    pub time_reference_samples: u64,
    /// Loudness asked of the choir, LUFS.
    pub target_lufs: f64,
    /// Gain that all stems share, dB.
    pub common_gain_db: f64,
    /// The file whose true peak kept the gain below the target, if one did.
    pub limited_by: Option<String>,
    /// Gain of the backing in the mix, dB.
    pub backing_gain_db: Option<f64>,
}

/// A stem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StemEntry {
    /// Its file.
    pub path: String,
    /// `close`, `group` or `crowd`.
    pub layer: String,
    /// Its section.
    pub section: String,
    /// Voices in it.
    pub members: usize,
    /// Gain of its bus before the common gain, dB: its level less 10 log10 of the layer's voices.
    pub bus_gain_db: f64,
    /// What a meter says of the file.
    pub loudness: LoudnessEntry,
}

/// The choir or the mix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MixEntry {
    /// Its file.
    pub path: String,
    /// What a meter says of the file.
    pub loudness: LoudnessEntry,
}

/// Loudness to the hundredth; absent where there is none (silence).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoudnessEntry {
    /// Gated loudness of the whole, LUFS.
    pub integrated_lufs: Option<f64>,
    /// Loudness range, LU.
    pub loudness_range_lu: Option<f64>,
    /// Highest peak between the samples, dBTP.
    pub true_peak_dbtp: Option<f64>,
    /// Highest loudness of 400 ms, LUFS.
    pub max_momentary_lufs: Option<f64>,
    /// Highest loudness of 3 s, LUFS.
    pub max_short_term_lufs: Option<f64>,
}

impl From<Loudness> for LoudnessEntry {
    fn from(loudness: Loudness) -> Self {
        Self {
            integrated_lufs: loudness.integrated_lufs.map(hundredth),
            loudness_range_lu: loudness.loudness_range_lu.map(hundredth),
            true_peak_dbtp: loudness.true_peak_dbtp.map(hundredth),
            max_momentary_lufs: loudness.max_momentary_lufs.map(hundredth),
            max_short_term_lufs: loudness.max_short_term_lufs.map(hundredth),
        }
    }
}

/// To two decimals.
pub(super) fn hundredth(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

impl Manifest {
    /// A manifest of this program, with nothing in it yet.
    pub fn new(configuration: Configuration, inputs: Inputs) -> Self {
        Self {
            tool: Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            analysis_version: ANALYSIS_VERSION,
            configuration,
            inputs,
            mastering: None,
            stems: Vec::new(),
            choir: None,
            mix: None,
            outputs: Vec::new(),
            seal: String::new(),
        }
    }

    /// Sorts, seals and writes it into the output folder: the last file of a run.
    pub fn write(&mut self, out_dir: &Path) -> Result<Written, Error> {
        self.inputs.takes.sort_by(|a, b| a.take_id.cmp(&b.take_id));
        self.outputs.sort_by(|a, b| a.path.cmp(&b.path));
        self.seal = "0".repeat(SEAL_DIGITS);
        let path = out_dir.join(MANIFEST_NAME);
        let mut text = serde_json::to_string_pretty(self).map_err(|error| Error::Write {
            path: path.clone(),
            source: error.into(),
        })?;
        text.push('\n');
        self.seal = blake3::hash(text.as_bytes()).to_hex().to_string();
        let digits = seal_digits(&text).expect("invariant: the seal is the last key");
        text.replace_range(digits, &self.seal);
        write_aside(&path, |sink| sink.write_all(text.as_bytes()))
    }

    /// Reads the manifest of an output folder; [`Error::Damaged`] if it is not as we sealed it.
    pub fn read(out_dir: &Path) -> Result<Self, Error> {
        let path = out_dir.join(MANIFEST_NAME);
        let bytes = fs::read(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        let damaged = |why: String| Error::Damaged {
            path: path.clone(),
            why,
        };
        let mut text = String::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8".to_owned()))?;
        let manifest: Self = serde_json::from_str(&text)
            .map_err(|error| damaged(format!("it is no manifest of this version: {error}")))?;
        let digits = seal_digits(&text).ok_or_else(|| damaged("it has no seal".to_owned()))?;
        text.replace_range(digits, &"0".repeat(SEAL_DIGITS));
        if blake3::hash(text.as_bytes()).to_hex().as_str() != manifest.seal {
            return Err(damaged("it was changed after it was written".to_owned()));
        }
        Ok(manifest)
    }

    /// Paths that this manifest lists and a newer one does not: files that would linger.
    pub fn no_longer_in(&self, newer: &Self) -> Vec<&str> {
        let kept: BTreeSet<&str> = newer.outputs.iter().map(|output| output.path.as_str()).collect();
        self.outputs
            .iter()
            .map(|output| output.path.as_str())
            .filter(|path| !kept.contains(path))
            .collect()
    }
}

/// Where the seal's digits stand in the text.
fn seal_digits(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.rfind(SEAL_KEY)? + SEAL_KEY.len();
    let digits = start..start + SEAL_DIGITS;
    let is_seal = text
        .get(digits.clone())?
        .bytes()
        .all(|digit| digit.is_ascii_hexdigit() && !digit.is_ascii_uppercase());
    (is_seal && text.get(digits.end..) == Some("\"\n}\n")).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let inputs = Inputs {
            takes: ["b", "a"]
                .map(|id| InputTake {
                    take_id: id.to_owned(),
                    uri: format!("takes/{id}.wav"),
                    content_hash: None,
                })
                .to_vec(),
            ..Inputs::default()
        };
        let mut manifest = Manifest::new(Configuration::of("a = 1\n".to_owned()), inputs);
        manifest.choir = Some(MixEntry {
            path: "choir.wav".to_owned(),
            loudness: LoudnessEntry {
                integrated_lufs: Some(-23.01),
                ..LoudnessEntry::default()
            },
        });
        for path in ["stems/b.wav", "stems/a.wav"] {
            manifest.outputs.push(OutputFile {
                path: path.to_owned(),
                bytes: 1,
                blake3: "x".to_owned(),
            });
        }
        manifest
    }

    #[test]
    fn what_is_written_is_read_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let mut written = manifest();
        written.write(folder.path()).unwrap();
        let read = Manifest::read(folder.path()).unwrap();
        assert_eq!(read, written);
        assert_eq!(read.inputs.takes[0].take_id, "a");
        assert_eq!(read.outputs[0].path, "stems/a.wav");
    }

    #[test]
    fn any_changed_byte_breaks_the_seal() {
        let folder = tempfile::tempdir().unwrap();
        manifest().write(folder.path()).unwrap();
        let path = folder.path().join(MANIFEST_NAME);
        let good = fs::read(&path).unwrap();
        for position in 0..good.len() {
            let mut bad = good.clone();
            bad[position] ^= 1;
            fs::write(&path, bad).unwrap();
            let result = Manifest::read(folder.path());
            assert!(matches!(result, Err(Error::Damaged { .. })), "byte {position}");
        }
    }

    #[test]
    fn files_that_are_no_longer_made_are_known() {
        let older = manifest();
        let mut newer = manifest();
        newer.outputs.pop();
        assert_eq!(older.no_longer_in(&newer), ["stems/a.wav"]);
        assert!(newer.no_longer_in(&older).is_empty());
    }
}
