//! Buses become stems, the choir and a rough mix.
//!
//! 1. **Levels.** A bus of N voices is louder by 10 log10 N. Each is scaled by its layer's level over √N, N counting
//!    the voices of the layer in all its sections: a layer is as loud for a hundred takes as for a million, and inside
//!    it every voice weighs the same, whatever its section.
//! 2. **One common gain** for all stems brings the choir, their sum, to the target loudness, or as near as the true
//!    peak of every stem, the choir and the mix allows. Nothing is limited or compressed. The gain is a whole number of
//!    hundredths of a dB, rounded down.
//! 3. **24 bits** with triangular dither of each stem's own. The choir is the sum of the stems' *integers*, so stems and
//!    choir null to nothing, not to dither. A stem without voices is digital silence.
//! 4. **The mix** adds the backing, a stated number of LU below the choir, to the choir's integers.
//!
//! Files start at bar 1 and are of one length. Peaks are held 0.05 dB under the limit: meters differ by that much.
//! Memory: three songs' worth of samples beside the buses, whatever the number of takes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::broadcast_wave::{self, Broadcast};
use super::dither::{Dither, FULL_SCALE_24};
use super::error::Error;
use super::manifest::{Mastering, MixEntry, OutputFile, StemEntry, hundredth};
use super::voice::RATE_HZ;
use crate::dsp::bus::{Bus, to_full_scale};
use crate::dsp::decibels::gain_from_db;
use crate::dsp::loudness::{Loudness, measure, measure_level};
use crate::select::{Layer, is_section_name};

/// Folder of the stems in the output folder.
pub const STEMS_FOLDER: &str = "stems";

/// The sum of all stems.
pub const CHOIR_NAME: &str = "choir.wav";

/// The choir with the backing.
pub const MIX_NAME: &str = "mix.wav";

/// Kept between our true peak and the limit: oversampling meters disagree by a few hundredths.
const PEAK_MARGIN_DB: f64 = 0.05;

/// How stems are levelled.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Loudness of the choir, LUFS.
    pub target_lufs: f64,
    /// Highest true peak of any file, dBTP.
    pub most_true_peak_dbtp: f64,
    /// Level of the close layer, dB.
    pub close_level_db: f64,
    /// Level of the group layer, dB.
    pub group_level_db: f64,
    /// Level of the crowd layer, dB.
    pub crowd_level_db: f64,
    /// Added to the level of a section, dB.
    pub section_level_db: BTreeMap<String, f64>,
    /// How far the backing lies below the choir in the mix, LU.
    pub backing_below_choir_lu: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            target_lufs: -23.0,
            most_true_peak_dbtp: -1.0,
            close_level_db: 0.0,
            group_level_db: -2.0,
            crowd_level_db: -3.0,
            section_level_db: BTreeMap::new(),
            backing_below_choir_lu: 3.0,
        }
    }
}

impl Settings {
    fn level_db(&self, layer: Layer, section: &str) -> f64 {
        let layer_db = match layer {
            Layer::Close => self.close_level_db,
            Layer::Group => self.group_level_db,
            Layer::Crowd => self.crowd_level_db,
        };
        layer_db + self.section_level_db.get(section).copied().unwrap_or(0.0)
    }
}

/// A bus to be rendered.
#[derive(Debug, Clone, Copy)]
pub struct StemSource<'a> {
    /// Its layer.
    pub layer: Layer,
    /// Its section.
    pub section: &'a str,
    /// The sum; all of one length, starting with the song.
    pub bus: &'a Bus,
    /// Voices in it.
    pub members: usize,
}

impl StemSource<'_> {
    fn name(&self) -> String {
        format!("{}_{}", self.layer.as_str(), self.section)
    }

    fn path(&self) -> String {
        format!("{STEMS_FOLDER}/{}.wav", self.name())
    }
}

/// What the files say of the song.
#[derive(Debug, Clone, Copy, Default)]
pub struct Song<'a> {
    /// Its title; may be empty.
    pub title: &'a str,
    /// Where bar 1 lies on its timeline: the files start there. Negative counts as 0.
    pub first_bar_s: f64,
    /// Left and right of the backing at 48 kHz, starting with the song; without it there is no mix.
    pub backing: Option<[&'a [f32]; 2]>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Mastered {
    /// What the files share.
    pub mastering: Mastering,
    /// The stems, by layer and section.
    pub stems: Vec<StemEntry>,
    /// Their sum.
    pub choir: MixEntry,
    /// The choir with the backing, if there is one.
    pub mix: Option<MixEntry>,
    /// The files with their hashes.
    pub outputs: Vec<OutputFile>,
}

/// Writes `stems/*.wav`, `choir.wav` and, with a backing, `mix.wav` into the output folder.
pub fn render(
    stems: &[StemSource<'_>],
    song: &Song<'_>,
    settings: &Settings,
    out_dir: &Path,
) -> Result<Mastered, Error> {
    let stems = in_order(stems)?;
    let song_len = stems.first().map_or(0, |stem| stem.bus.len_samples());
    let first_sample = ((song.first_bar_s.max(0.0) * f64::from(RATE_HZ)).round() as usize).min(song_len);
    let session = Session {
        stems: &stems,
        bus_gains_db: bus_gains_db(&stems, settings),
        backing: song
            .backing
            .map(|channels| channels.map(|samples| from(samples, first_sample))),
        first_sample,
        len: song_len - first_sample,
    };
    let survey = session.survey(settings);
    session.write(&survey, song.title, settings, out_dir)
}

fn from(samples: &[f32], first: usize) -> &[f32] {
    &samples[first.min(samples.len())..]
}

/// Sorted by layer and section; refused where names or lengths make no sense.
fn in_order<'a>(stems: &[StemSource<'a>]) -> Result<Vec<StemSource<'a>>, Error> {
    let mut stems = stems.to_vec();
    stems.sort_by(|a, b| (a.layer, a.section).cmp(&(b.layer, b.section)));
    let mut paths = BTreeSet::new();
    for stem in &stems {
        if !is_section_name(stem.section) {
            return Err(Error::SectionName {
                section: stem.section.to_owned(),
            });
        }
        if !paths.insert(stem.path()) {
            return Err(Error::SameStem { path: stem.path() });
        }
        let expected_samples = stems[0].bus.len_samples();
        if stem.bus.len_samples() != expected_samples {
            return Err(Error::Length {
                path: stem.path(),
                got_samples: stem.bus.len_samples(),
                expected_samples,
            });
        }
    }
    Ok(stems)
}

/// Gain of each bus before the common gain; of a layer without voices, that of one voice.
fn bus_gains_db(stems: &[StemSource<'_>], settings: &Settings) -> Vec<f64> {
    stems
        .iter()
        .map(|stem| {
            let of_layer = stems.iter().filter(|other| other.layer == stem.layer);
            let voices: usize = of_layer.map(|other| other.members).sum();
            settings.level_db(stem.layer, stem.section) - 10.0 * libm::log10(voices.max(1) as f64)
        })
        .collect()
}

/// Everything that is to be written, from bar 1 on.
struct Session<'a> {
    stems: &'a [StemSource<'a>],
    bus_gains_db: Vec<f64>,
    backing: Option<[&'a [f32]; 2]>,
    first_sample: usize,
    len: usize,
}

/// What listening before writing taught.
struct Survey {
    common_gain_db: f64,
    limited_by: Option<String>,
    backing_gain_db: Option<f64>,
}

impl Session<'_> {
    /// A bus from bar 1 on with a gain, as fractions of full scale.
    fn rendered(&self, index: usize, gain_db: f64) -> [impl Iterator<Item = f64>; 2] {
        let bus = self.stems[index].bus;
        let gain = gain_from_db(gain_db);
        [&bus.left, &bus.right].map(|channel| {
            channel[self.first_sample..self.first_sample + self.len]
                .iter()
                .map(move |&sample| to_full_scale(sample) * gain)
        })
    }

    /// Measures everything at a common gain of 0 dB and decides the gains.
    fn survey(&self, settings: &Settings) -> Survey {
        let mut peaks: Vec<(String, f64)> = Vec::new();
        let mut note_peak = |path: String, loudness: Loudness| {
            if let Some(peak) = loudness.true_peak_dbtp {
                peaks.push((path, peak));
            }
        };
        let mut choir = [vec![0.0_f32; self.len], vec![0.0_f32; self.len]];
        for (index, stem) in self.stems.iter().enumerate() {
            if stem.members == 0 {
                continue;
            }
            let samples = self
                .rendered(index, self.bus_gains_db[index])
                .map(|channel| channel.map(|x| x as f32).collect::<Vec<f32>>());
            note_peak(stem.path(), measure_level(&[&samples[0], &samples[1]], RATE_HZ));
            for (sum, channel) in choir.iter_mut().zip(&samples) {
                for (sum, &x) in sum.iter_mut().zip(channel) {
                    *sum += x;
                }
            }
        }
        let choir_level = measure_level(&[&choir[0], &choir[1]], RATE_HZ);
        note_peak(CHOIR_NAME.to_owned(), choir_level);

        let wanted_db = choir_level
            .integrated_lufs
            .map_or(0.0, |level| settings.target_lufs - level);
        let backing_ratio_db = self.backing.map(|[left, right]| {
            let len = left.len().min(right.len());
            let backing = measure_level(&[&left[..len], &right[..len]], RATE_HZ);
            let choir_lufs = settings.target_lufs - wanted_db;
            let ratio_db = backing
                .integrated_lufs
                .map_or(0.0, |level| choir_lufs - settings.backing_below_choir_lu - level);
            floor_hundredth(ratio_db)
        });
        if let (Some(backing), Some(ratio_db)) = (self.backing, backing_ratio_db) {
            let ratio = gain_from_db(ratio_db);
            for (sum, channel) in choir.iter_mut().zip(backing) {
                for (sum, &x) in sum.iter_mut().zip(channel) {
                    *sum += (finite(x) * ratio) as f32;
                }
            }
            note_peak(MIX_NAME.to_owned(), measure_level(&[&choir[0], &choir[1]], RATE_HZ));
        }

        let highest = peaks.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a });
        let (common_gain_db, limited_by) = match highest {
            Some((path, peak)) if wanted_db > settings.most_true_peak_dbtp - PEAK_MARGIN_DB - peak => {
                (settings.most_true_peak_dbtp - PEAK_MARGIN_DB - peak, Some(path))
            }
            _ => (wanted_db, None),
        };
        let common_gain_db = floor_hundredth(common_gain_db);
        Survey {
            common_gain_db,
            limited_by,
            backing_gain_db: backing_ratio_db.map(|ratio_db| hundredth(ratio_db + common_gain_db)),
        }
    }

    fn write(&self, survey: &Survey, title: &str, settings: &Settings, out_dir: &Path) -> Result<Mastered, Error> {
        let time_reference_samples = self.first_sample as u64;
        let mut outputs = Vec::new();
        let mut write = |path: &str, what: &str, channels: &[Vec<i32>; 2]| -> Result<Loudness, Error> {
            let loudness = loudness_of(channels);
            let broadcast = broadcast(title, what, time_reference_samples, loudness);
            let written = broadcast_wave::write(&out_dir.join(path), &broadcast, [&channels[0], &channels[1]])?;
            outputs.push(OutputFile::of(path, written));
            Ok(loudness)
        };

        let mut choir = [vec![0_i32; self.len], vec![0_i32; self.len]];
        let mut entries = Vec::new();
        for (index, stem) in self.stems.iter().enumerate() {
            let samples = self.quantised(index, survey.common_gain_db);
            for (sum, channel) in choir.iter_mut().zip(&samples) {
                for (sum, &x) in sum.iter_mut().zip(channel) {
                    *sum += x;
                }
            }
            let voices = if stem.members == 1 { "voice" } else { "voices" };
            let what = format!("{} {}, {} {voices}", stem.layer.as_str(), stem.section, stem.members);
            let loudness = write(&stem.path(), &what, &samples)?;
            entries.push(StemEntry {
                path: stem.path(),
                layer: stem.layer.as_str().to_owned(),
                section: stem.section.to_owned(),
                members: stem.members,
                bus_gain_db: hundredth(self.bus_gains_db[index]),
                loudness: loudness.into(),
            });
        }
        let choir_entry = MixEntry {
            path: CHOIR_NAME.to_owned(),
            loudness: write(CHOIR_NAME, "choir, the sum of all stems", &choir)?.into(),
        };
        let mut mix = None;
        if let (Some(backing), Some(gain_db)) = (self.backing, survey.backing_gain_db) {
            add_backing(&mut choir, backing, gain_db);
            mix = Some(MixEntry {
                path: MIX_NAME.to_owned(),
                loudness: write(MIX_NAME, "rough mix of choir and backing", &choir)?.into(),
            });
        }
        Ok(Mastered {
            mastering: Mastering {
                sample_rate_hz: RATE_HZ,
                length_samples: self.len as u64,
                time_reference_samples,
                target_lufs: settings.target_lufs,
                common_gain_db: survey.common_gain_db,
                limited_by: survey.limited_by.clone(),
                backing_gain_db: survey.backing_gain_db,
            },
            stems: entries,
            choir: choir_entry,
            mix,
            outputs,
        })
    }

    fn quantised(&self, index: usize, common_gain_db: f64) -> [Vec<i32>; 2] {
        let stem = &self.stems[index];
        if stem.members == 0 {
            return [vec![0; self.len], vec![0; self.len]];
        }
        let mut sides = ["left", "right"].into_iter();
        self.rendered(index, self.bus_gains_db[index] + common_gain_db)
            .map(|channel| {
                let side = sides.next().unwrap_or_default();
                let mut dither = Dither::for_word(&format!("{} {side}", stem.name()));
                channel.map(|x| dither.quantise(x)).collect()
            })
    }
}

fn add_backing(choir: &mut [Vec<i32>; 2], backing: [&[f32]; 2], gain_db: f64) {
    let gain = gain_from_db(gain_db);
    for ((sum, channel), side) in choir.iter_mut().zip(backing).zip(["left", "right"]) {
        let mut dither = Dither::for_word(&format!("backing {side}"));
        for (sum, &x) in sum.iter_mut().zip(channel) {
            *sum += dither.quantise(finite(x) * gain);
        }
    }
}

fn finite(x: f32) -> f64 {
    if x.is_finite() { f64::from(x) } else { 0.0 }
}

/// What a meter says of a file.
fn loudness_of(channels: &[Vec<i32>; 2]) -> Loudness {
    let full_scale = FULL_SCALE_24 as f32;
    let [left, right] = channels
        .each_ref()
        .map(|channel| channel.iter().map(|&x| x as f32 / full_scale).collect::<Vec<f32>>());
    measure(&[&left, &right], RATE_HZ)
}

fn broadcast(title: &str, what: &str, time_reference_samples: u64, loudness: Loudness) -> Broadcast {
    let tool = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    Broadcast {
        description: if title.is_empty() {
            what.to_owned()
        } else {
            format!("{title}: {what}")
        },
        originator: env!("CARGO_PKG_NAME").to_owned(),
        time_reference_samples,
        loudness,
        coding_history: format!("A=PCM,F={RATE_HZ},W=24,M=stereo,T={tool}\r\n"),
        ..Broadcast::default()
    }
}

fn floor_hundredth(number: f64) -> f64 {
    (number * 100.0).floor() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::bus::Contribution;
    use crate::stems::broadcast_wave::read;
    use std::f64::consts::TAU;

    const SONG: usize = 96_000;

    /// A choir of sines: `voices` of them, each at −26 dBFS rms.
    fn bus(voices: usize, first_hz: f64) -> Bus {
        let mut bus = Bus::silent(SONG);
        for voice in 0..voices {
            let hz = first_hz * (1.0 + 0.013 * voice as f64);
            let samples = (0..SONG)
                .map(|n| (0.0709 * (TAU * (hz * n as f64 / 48_000.0 + 0.37 * voice as f64)).sin()) as f32)
                .collect();
            let angle = 0.1 + 0.02 * (voice % 60) as f64;
            bus.add(&Contribution::new(0, samples, angle.cos(), angle.sin()));
        }
        bus
    }

    fn noise(seed: &str, level: f64) -> Vec<f32> {
        let mut dither = Dither::for_word(seed);
        (0..SONG)
            .map(|_| (f64::from(dither.quantise(0.0)) * level) as f32)
            .collect()
    }

    struct Rendered {
        folder: tempfile::TempDir,
        mastered: Mastered,
    }

    impl Rendered {
        fn samples(&self, path: &str) -> Vec<Vec<i32>> {
            read(&self.folder.path().join(path)).unwrap().1
        }
    }

    fn rendered(counts: [(Layer, &str, usize); 4], song: &Song<'_>, settings: &Settings) -> Rendered {
        let buses: Vec<Bus> = counts
            .iter()
            .enumerate()
            .map(|(index, &(_, _, voices))| bus(voices, 200.0 + 90.0 * index as f64))
            .collect();
        let sources: Vec<StemSource<'_>> = counts
            .iter()
            .zip(&buses)
            .map(|(&(layer, section, members), bus)| StemSource {
                layer,
                section,
                bus,
                members,
            })
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let mastered = render(&sources, song, settings, folder.path()).unwrap();
        Rendered { folder, mastered }
    }

    const COUNTS: [(Layer, &str, usize); 4] = [
        (Layer::Crowd, "high", 24),
        (Layer::Close, "high", 3),
        (Layer::Close, "low", 5),
        (Layer::Group, "low", 0),
    ];

    #[test]
    fn stems_null_against_the_choir_and_the_backing_against_the_mix() {
        let (left, right) = (noise("l", 0.1), noise("r", 0.1));
        let song = Song {
            backing: Some([&left, &right[..90_000]]),
            ..Song::default()
        };
        let made = rendered(COUNTS, &song, &Settings::default());
        let mut rest = made.samples(CHOIR_NAME);
        for stem in &made.mastered.stems {
            for (rest, channel) in rest.iter_mut().zip(made.samples(&stem.path)) {
                assert_eq!(rest.len(), channel.len());
                rest.iter_mut().zip(channel).for_each(|(rest, x)| *rest -= x);
            }
        }
        assert!(rest.iter().flatten().all(|&x| x == 0));

        let gain = gain_from_db(made.mastered.mastering.backing_gain_db.unwrap()) * FULL_SCALE_24;
        let (mix, choir) = (made.samples(MIX_NAME), made.samples(CHOIR_NAME));
        for n in 0..90_000 {
            assert!((f64::from(mix[0][n] - choir[0][n]) - f64::from(left[n]) * gain).abs() <= 1.5);
        }
        assert_eq!(mix[1][90_000..], choir[1][90_000..]);
    }

    #[test]
    fn the_choir_reaches_the_target_and_the_bext_says_so() {
        let made = rendered(COUNTS, &Song::default(), &Settings::default());
        let level = made.mastered.choir.loudness.integrated_lufs.unwrap();
        assert!((level + 23.0).abs() <= 0.02, "{level}");
        assert_eq!(made.mastered.mastering.limited_by, None);
        assert!(made.mastered.mix.is_none() && !made.folder.path().join(MIX_NAME).exists());
        let (description, samples) = read(&made.folder.path().join("stems/close_low.wav")).unwrap();
        let [left, right]: [Vec<i32>; 2] = samples.try_into().unwrap();
        let measured = loudness_of(&[left, right]);
        let said = description.broadcast.unwrap();
        assert_eq!(said.description, "close low, 5 voices");
        for (said, measured) in [
            (said.loudness.integrated_lufs, measured.integrated_lufs),
            (said.loudness.true_peak_dbtp, measured.true_peak_dbtp),
            (said.loudness.max_momentary_lufs, measured.max_momentary_lufs),
        ] {
            assert!((said.unwrap() - measured.unwrap()).abs() <= 0.0051);
        }
    }

    #[test]
    fn true_peak_holds_back_the_common_gain() {
        let (left, right) = (noise("l", 0.1), noise("r", 0.1));
        let loud = Settings {
            target_lufs: -3.0,
            ..Settings::default()
        };
        for backing in [None, Some([&left[..], &right[..]])] {
            let song = Song {
                backing,
                ..Song::default()
            };
            let made = rendered(COUNTS, &song, &loud);
            let entries = made.mastered.stems.iter().map(|stem| stem.loudness);
            let highest = entries
                .chain([made.mastered.choir.loudness])
                .chain(made.mastered.mix.as_ref().map(|mix| mix.loudness))
                .filter_map(|loudness| loudness.true_peak_dbtp)
                .fold(f64::NEG_INFINITY, f64::max);
            assert!((-1.07..=-1.0).contains(&highest), "{highest}");
            let expected = if backing.is_some() { MIX_NAME } else { CHOIR_NAME };
            assert_eq!(made.mastered.mastering.limited_by.as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_layer_is_as_loud_for_few_voices_as_for_many() {
        let level = |voices| {
            let counts = [
                (Layer::Crowd, "high", voices),
                (Layer::Close, "high", 8),
                (Layer::Close, "low", 8),
                (Layer::Group, "low", 0),
            ];
            let made = rendered(counts, &Song::default(), &Settings::default());
            let of = |path: &str| {
                let stem = made.mastered.stems.iter().find(|stem| stem.path == path).unwrap();
                stem.loudness.integrated_lufs.unwrap()
            };
            of("stems/crowd_high.wav") - of("stems/close_high.wav")
        };
        assert!((level(6) - level(60)).abs() < 1.5, "{} {}", level(6), level(60));
    }

    #[test]
    fn a_stem_without_voices_is_digital_silence() {
        let made = rendered(COUNTS, &Song::default(), &Settings::default());
        assert!(made.samples("stems/group_low.wav").iter().flatten().all(|&x| x == 0));
        let entry = made.mastered.stems.iter().find(|stem| stem.members == 0).unwrap();
        assert_eq!(entry.loudness.integrated_lufs, None);

        let nobody = COUNTS.map(|(layer, section, _)| (layer, section, 0));
        let made = rendered(nobody, &Song::default(), &Settings::default());
        assert!(made.samples(CHOIR_NAME).iter().flatten().all(|&x| x == 0));
        assert_eq!(made.mastered.mastering.common_gain_db, 0.0);
    }

    #[test]
    fn files_start_at_bar_one() {
        let song = Song {
            title: "Chorus",
            first_bar_s: 0.5,
            backing: None,
        };
        let late = rendered(COUNTS, &song, &Settings::default());
        assert_eq!(late.mastered.mastering.length_samples, 72_000);
        let (description, samples) = read(&late.folder.path().join(CHOIR_NAME)).unwrap();
        assert_eq!((description.frames, samples[0].len()), (72_000, 72_000));
        let said = description.broadcast.unwrap();
        assert_eq!(said.time_reference_samples, 24_000);
        assert_eq!(said.description, "Chorus: choir, the sum of all stems");
        let whole = rendered(COUNTS, &Song::default(), &Settings::default());
        let ratio = gain_from_db(late.mastered.mastering.common_gain_db - whole.mastered.mastering.common_gain_db);
        let whole = whole.samples(CHOIR_NAME);
        for (n, &x) in samples[0].iter().enumerate().step_by(997) {
            // Three stems with dither of their own on either side.
            assert!((f64::from(x) - f64::from(whole[0][n + 24_000]) * ratio).abs() < 12.0);
        }
        let past_the_end = Song {
            first_bar_s: 1e9,
            ..song
        };
        let empty = rendered(COUNTS, &past_the_end, &Settings::default());
        assert_eq!(empty.mastered.mastering.length_samples, 0);
    }

    #[test]
    fn order_does_not_reach_the_bytes() {
        let mut turned = COUNTS;
        turned.reverse();
        let hashes = |counts: [(Layer, &str, usize); 4]| {
            // The bus of a stem hangs on its place in this list.
            let sources: Vec<(Layer, &str, Bus)> = counts
                .iter()
                .map(|&(layer, section, voices)| (layer, section, bus(voices, 300.0)))
                .collect();
            let sources: Vec<StemSource<'_>> = sources
                .iter()
                .zip(counts)
                .map(|((layer, section, bus), (_, _, members))| StemSource {
                    layer: *layer,
                    section,
                    bus,
                    members,
                })
                .collect();
            let folder = tempfile::tempdir().unwrap();
            render(&sources, &Song::default(), &Settings::default(), folder.path())
                .unwrap()
                .outputs
        };
        assert_eq!(hashes(COUNTS), hashes(turned));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let (short, long) = (Bus::silent(10), Bus::silent(11));
        let source = |section: &'static str, bus: &'static Bus| StemSource {
            layer: Layer::Close,
            section,
            bus,
            members: 1,
        };
        let (short, long): (&'static Bus, &'static Bus) = (Box::leak(Box::new(short)), Box::leak(Box::new(long)));
        let folder = tempfile::tempdir().unwrap();
        let refused = |sources: &[StemSource<'_>]| {
            render(sources, &Song::default(), &Settings::default(), folder.path()).unwrap_err()
        };
        assert!(matches!(refused(&[source("../x", short)]), Error::SectionName { .. }));
        let twice = [source("low", short), source("low", short)];
        assert!(matches!(refused(&twice), Error::SameStem { .. }));
        let odd = [source("high", short), source("low", long)];
        assert!(matches!(refused(&odd), Error::Length { .. }));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
