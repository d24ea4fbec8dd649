//! `docs/codecs.md` says what is so: each name that it has is known here, and each that is known here it has.

use std::collections::BTreeSet;

use symphonia::core::codecs::audio::well_known::*;
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters};

use super::external::{DECODERS, DEMUXERS, NEVER};
use super::probe;
use super::sniff::Container;

const PAGE: &str = include_str!("../../docs/codecs.md");

/// Names in the given column of the tables of one section.
fn names(section: &str, column: usize) -> Vec<&'static str> {
    let heading = format!("\n## {section}\n");
    let (_, rest) = PAGE
        .split_once(&heading)
        .unwrap_or_else(|| panic!("no section {section}"));
    let body = rest.split("\n## ").next().unwrap_or_default();
    let rows = body.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| {
        row.split('|')
            .nth(column + 1)
            .unwrap_or_default()
            .split('`')
            .skip(1)
            .step_by(2)
    })
    .collect()
}

fn sorted<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let names: Vec<_> = names.into_iter().collect();
    let set: BTreeSet<_> = names.iter().copied().collect();
    assert_eq!(set.len(), names.len(), "a name stands twice: {names:?}");
    set
}

const BUILT_IN: [AudioCodecId; 23] = [
    CODEC_ID_AAC,
    CODEC_ID_OPUS,
    CODEC_ID_MP3,
    CODEC_ID_MP2,
    CODEC_ID_MP1,
    CODEC_ID_VORBIS,
    CODEC_ID_FLAC,
    CODEC_ID_ALAC,
    CODEC_ID_PCM_S8,
    CODEC_ID_PCM_U8,
    CODEC_ID_PCM_S16LE,
    CODEC_ID_PCM_S16BE,
    CODEC_ID_PCM_S24LE,
    CODEC_ID_PCM_S24BE,
    CODEC_ID_PCM_S32LE,
    CODEC_ID_PCM_S32BE,
    CODEC_ID_PCM_F32LE,
    CODEC_ID_PCM_F32BE,
    CODEC_ID_PCM_F64LE,
    CODEC_ID_PCM_F64BE,
    CODEC_ID_PCM_ALAW,
    CODEC_ID_PCM_MULAW,
    CODEC_ID_ADPCM_MS,
];

#[test]
fn what_is_built_in() {
    let name = |codec: AudioCodecId| {
        let mut parameters = AudioCodecParameters::new();
        parameters.for_codec(codec);
        probe::codec_name(&parameters).unwrap_or_else(|| panic!("{codec:?} is not built in"))
    };
    let mut built_in: Vec<String> = BUILT_IN.map(name).to_vec();
    built_in.push(name(CODEC_ID_ADPCM_IMA_WAV));
    assert_eq!(
        sorted(names("Built in", 0)),
        sorted(built_in.iter().map(String::as_str))
    );
}

#[test]
fn what_the_external_decoder_is_asked_for() {
    let table = DECODERS.map(|(codec, _)| codec);
    assert_eq!(sorted(names("Through the external decoder", 0)), sorted(table));
    assert_eq!(sorted(names("Refused", 0)), sorted(NEVER));
}

#[test]
fn what_each_container_is_read_by() {
    let containers = names("Containers", 0);
    let demuxers = names("Containers", 2);
    let pairs: BTreeSet<_> = containers.iter().copied().zip(demuxers).collect();
    assert_eq!(pairs, DEMUXERS.into_iter().collect());
    let own = [
        Container::Wav,
        Container::Wave64,
        Container::Aiff,
        Container::Caf,
        Container::Au,
        Container::Flac,
        Container::Ogg,
        Container::Matroska,
        Container::Mp4,
        Container::Mpeg,
        Container::Adts,
    ];
    assert_eq!(containers[..own.len()], own.map(Container::as_str));
}
