//! Opening a container and choosing the track to be heard.

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_OPUS, CODEC_ID_PCM_ALAW, CODEC_ID_PCM_F32BE, CODEC_ID_PCM_F64BE, CODEC_ID_PCM_MULAW,
    CODEC_ID_PCM_S24BE, CODEC_ID_PCM_S32BE,
};
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters};
use symphonia::core::formats::probe::{Hint, Probe};
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackFlags, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::TimeBase;
use symphonia::default::formats::{
    AdtsReader, AiffReader, CafReader, FlacReader, IsoMp4Reader, MkvReader, MpaReader, OggReader, WavReader,
};

use super::aac::AacConfig;
use super::error::DecodeError;
use super::facts::Facts;
use super::mp4::{Movie, MovieTrack};
use super::opus::OpusHeader;
use super::sniff::Container;
use super::splice::Spliced;
use crate::model::reason::ReasonCode;

/// Samples of a packet for which a decoder may make room ahead: a header may claim 2^32 of them, of 32 channels. ADPCM in
/// WAV, with blocks of 64 KiB at one bit a sample, has no more.
const MAX_PACKET_FRAMES: u64 = 1 << 19;

/// The track to be heard.
pub(super) struct Chosen {
    /// Number that its packets carry.
    pub(super) id: u32,
    /// Which of the audio tracks it is, from 0.
    pub(super) index: usize,
    /// Which of all tracks it is, from 0.
    pub(super) place: usize,
    /// Name of its codec.
    pub(super) codec: String,
    /// What its decoder needs.
    pub(super) parameters: AudioCodecParameters,
    /// Length of a tick of its packets.
    pub(super) time_base: Option<TimeBase>,
    /// Samples that its container promises, without priming and padding.
    pub(super) num_frames: Option<u64>,
    /// Priming that the demuxer found stated.
    pub(super) delay: Option<u32>,
    /// Padding that the demuxer found stated.
    pub(super) padding: Option<u32>,
    /// Opus header.
    pub(super) opus: Option<OpusHeader>,
    /// AAC configuration, where there is one.
    pub(super) aac: Option<AacConfig>,
    /// Remarks about the choice.
    pub(super) notes: Vec<String>,
}

/// Opens the container with its own reader alone.
///
/// A probe that knows them all looks for any of them in the first megabyte, and for tags: ID3v2 chapters that name each
/// other in a chain of some ten thousand overflow its stack.
pub(super) fn open(
    source: Spliced,
    container: Container,
    extension: Option<&str>,
) -> Result<Box<dyn FormatReader>, DecodeError> {
    let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
    let mut hint = Hint::new();
    if let Some(extension) = extension {
        hint.with_extension(extension);
    }
    let reader = reader_of(container).probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())?;
    Ok(reader)
}

fn reader_of(container: Container) -> Probe {
    let mut probe = Probe::default();
    match container {
        Container::Wav | Container::Wave64 => probe.register_format::<WavReader<'_>>(),
        // AU is given an AIFF-C header.
        Container::Aiff | Container::Au => probe.register_format::<AiffReader<'_>>(),
        Container::Caf => probe.register_format::<CafReader<'_>>(),
        Container::Flac => probe.register_format::<FlacReader<'_>>(),
        Container::Ogg => probe.register_format::<OggReader<'_>>(),
        Container::Matroska => probe.register_format::<MkvReader<'_>>(),
        Container::Mp4 => probe.register_format::<IsoMp4Reader<'_>>(),
        Container::Mpeg => probe.register_format::<MpaReader<'_>>(),
        Container::Adts => probe.register_format::<AdtsReader<'_>>(),
    }
    probe
}

/// Chooses the default track among those that can be decoded, else the first.
pub(super) fn choose(reader: &dyn FormatReader, facts: &Facts) -> Result<Chosen, DecodeError> {
    let movie = match facts {
        Facts::Mp4(movie) => Some(movie),
        _ => None,
    };
    // Of a film the reader sees only some tracks.
    let shown = movie.map(Movie::shown);
    let place_of = |seen: usize| match &shown {
        Some(shown) => shown.get(seen).copied(),
        None => Some(seen),
    };
    let sounds: Vec<(usize, &Track, &AudioCodecParameters)> = reader
        .tracks()
        .iter()
        .enumerate()
        .filter_map(|(seen, track)| match &track.codec_params {
            Some(CodecParameters::Audio(parameters)) => Some((place_of(seen)?, track, parameters)),
            _ => None,
        })
        .collect();
    let decodable = || {
        sounds
            .iter()
            .filter(|(_, _, parameters)| codec_name(parameters).is_some())
    };
    let default = decodable().find(|(place, track, _)| {
        let is_marked = facts.is_default(track.id, *place);
        is_marked.unwrap_or_else(|| track.flags.contains(TrackFlags::DEFAULT))
    });
    let Some(&(place, track, parameters)) = default.or_else(|| decodable().next()) else {
        return Err(match facts.foreign_codec() {
            Some((index, codec)) => {
                DecodeError::unsupported(&codec, format!("{codec} cannot be decoded")).of_track(index)
            }
            None if sounds.is_empty() => DecodeError::undecodable("no audio track"),
            None => DecodeError::unsupported("unknown", "the audio track's codec cannot be decoded"),
        });
    };
    let mut notes = Vec::new();
    // The demuxer's list lacks the sounds that it does not know.
    let listed: Vec<u64> = match facts.sounds() {
        listed if listed.is_empty() => sounds.iter().map(|(_, sound, _)| u64::from(sound.id)).collect(),
        listed => listed.into_iter().map(|(number, _)| number).collect(),
    };
    let index = match movie {
        Some(movie) => movie.tracks.iter().take(place).filter(|track| track.is_audio).count(),
        None => listed
            .iter()
            .take_while(|&&number| number != u64::from(track.id))
            .count(),
    };
    if listed.len() > 1 {
        notes.push(format!(
            "{} audio tracks, of which number {} was taken",
            listed.len(),
            index + 1
        ));
    }
    let is_picture = |track: &Track| track.track_type() == Some(TrackType::Video);
    if movie.is_some_and(Movie::has_picture) || reader.tracks().iter().any(is_picture) {
        notes.push("video track ignored".to_owned());
    }
    let extra_data = parameters.extra_data.as_deref();
    let movie_track = movie.and_then(|movie| movie.tracks.get(place));
    let opus = (parameters.codec == CODEC_ID_OPUS).then(|| {
        let channels = parameters.channels.as_ref().map_or(1, |channels| channels.count());
        let from_mp4 = movie_track.and_then(|track| OpusHeader::from_mp4(track.opus.as_deref()?));
        let from_ogg = || extra_data.and_then(OpusHeader::from_ogg);
        from_mp4
            .or_else(from_ogg)
            .unwrap_or_else(|| OpusHeader::plain(u8::try_from(channels).unwrap_or(0)))
    });
    let aac = (parameters.codec == CODEC_ID_AAC)
        .then(|| {
            movie_track
                .and_then(|track| track.aac)
                .or_else(|| extra_data.and_then(AacConfig::parse))
        })
        .flatten();
    let mut parameters = parameters.clone();
    if let Some(big_endian) = movie_track.and_then(big_endian_pcm) {
        parameters.codec = big_endian;
    }
    if matches!(parameters.codec, CODEC_ID_PCM_ALAW | CODEC_ID_PCM_MULAW) {
        // A sample of 8 bits that stands for 14 has no width that demuxer and decoder agree on.
        parameters.bits_per_sample = None;
        parameters.bits_per_coded_sample = None;
    }
    if let Some(frames) = parameters
        .max_frames_per_packet
        .filter(|frames| *frames > MAX_PACKET_FRAMES)
    {
        let detail = format!("packets of {frames} samples");
        return Err(DecodeError::new(ReasonCode::TooLarge, detail));
    }
    Ok(Chosen {
        id: track.id,
        index,
        place,
        codec: codec_name(&parameters).unwrap_or_default(),
        parameters,
        time_base: track.time_base,
        num_frames: track.num_frames,
        delay: track.delay,
        padding: track.padding,
        opus,
        aac,
        notes,
    })
}

/// The codec of samples in QuickTime that the demuxer takes for little-endian without asking (QuickTime File Format, `enda`).
fn big_endian_pcm(track: &MovieTrack) -> Option<AudioCodecId> {
    let codec = match &track.entry {
        b"in24" => CODEC_ID_PCM_S24BE,
        b"in32" => CODEC_ID_PCM_S32BE,
        b"fl32" => CODEC_ID_PCM_F32BE,
        b"fl64" => CODEC_ID_PCM_F64BE,
        _ => return None,
    };
    (!track.is_little_endian).then_some(codec)
}

/// Name of a codec that can be decoded.
pub(super) fn codec_name(parameters: &AudioCodecParameters) -> Option<String> {
    if parameters.codec == CODEC_ID_OPUS {
        return Some("opus".to_owned());
    }
    let decoder = symphonia::default::get_codecs().get_audio_decoder(parameters.codec)?;
    Some(decoder.codec.info.short_name.to_owned())
}
