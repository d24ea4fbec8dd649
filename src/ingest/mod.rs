//! Bytes of a stranger's file to samples: what it is, what it holds, and where its sound begins.
//!
//! [`decode`] reads top to bottom: recognise the container by its content, open it, choose the
//! audio track, decode it under [`Limits`], cut priming and padding, and say what was done. Rate and
//! channels are those of the first decoded buffer; a header is never believed about either. Where
//! the sound begins is worth a module of its own (`trim`): the same click through twelve
//! containers lands anywhere from 648 samples early to 2 768 late unless each one's own statement of
//! priming is read.
//!
//! Symphonia demuxes and decodes, opus-pure decodes Opus packets; the small parsers here read what
//! Symphonia does not pass on. None of them allocates by a header's claim or goes backwards.

mod aac;
mod aiff;
mod au;
mod bytes;
mod caf;
#[cfg(test)]
mod codecs_page;
mod collect;
mod decode;
mod edit_list;
mod error;
mod external;
mod facts;
mod flac;
mod foreign;
mod limits;
mod matroska;
mod mend;
mod mp4;
mod mpeg;
mod ogg;
mod opus;
mod pcm;
mod probe;
mod riff;
mod sniff;
mod splice;
mod trim;
mod verdict;
mod vorbis;

use std::sync::Arc;

pub use error::{Cause, DecodeError};
pub use external::{ExternalDecoder, ExternalDecoderError, decode_with};
pub use limits::Limits;

use crate::model::audio::{RawAudio, Source};
use crate::model::reason::ReasonCode;
use facts::Facts;
use sniff::Container;
use splice::{Rewrapped, Spliced};

/// Decodes a recording. `extension` is a hint and may be wrong.
pub fn decode(bytes: Arc<[u8]>, extension: Option<&str>, limits: &Limits) -> Result<RawAudio, DecodeError> {
    if bytes.len() as u64 > limits.max_bytes {
        let detail = format!("{} bytes are above the limit of {}", bytes.len(), limits.max_bytes);
        return Err(DecodeError::new(ReasonCode::TooLarge, detail));
    }
    let (container, start) = sniff::sniff(&bytes)?;
    decode_container(bytes, extension, limits, container, start).map_err(|error| error.in_container(container.as_str()))
}

fn decode_container(
    bytes: Arc<[u8]>,
    extension: Option<&str>,
    limits: &Limits,
    container: Container,
    start: usize,
) -> Result<RawAudio, DecodeError> {
    let facts = Facts::read(container, &bytes[start..]);
    verdict::refuse_by_facts(&facts)?;
    let (source, header_is_cut, read_as) = splice(&bytes, container, start, &facts)?;
    let source = source.with_missing(facts.missing_bytes());
    let mut reader = probe::open(source.clone(), read_as, extension).map_err(|error| name_foreign(error, &facts))?;
    let chosen = probe::choose(reader.as_ref(), &facts)?;
    let name_codec = |error: DecodeError| error.with_codec(&chosen.codec).of_track(chosen.index);
    if container == Container::Mp4 {
        let content = &bytes[start..];
        verdict::refuse_unbearable(content, &chosen).map_err(name_codec)?;
        if reader.tracks().len() > 1 {
            // Each of the two keeps all tables.
            drop(reader);
            let alone = source.with_patches(mp4::showing(content, &[chosen.place]));
            reader = probe::open(alone, read_as, extension).map_err(name_codec)?;
        }
    }
    verdict::refuse_he_aac(&chosen).map_err(name_codec)?;

    let plan = decode::Plan {
        fills_gaps: matches!(container, Container::Flac | Container::Ogg),
        ends_at_an_error: container == Container::Mp4,
    };
    let trim = |rate_hz, decoded_len| trim::resolve(read_as, &facts, &chosen, rate_hz, decoded_len);
    let front = |rate_hz| trim(rate_hz, 0).start;
    let mut decoded = decode::run(reader.as_mut(), &chosen, &front, &plan, limits).map_err(name_codec)?;
    verdict::refuse_damaged(&decoded, &facts, &chosen).map_err(name_codec)?;

    let trim = trim(decoded.sample_rate_hz, decoded.len as u64);
    let (mut notes, truncated) = verdict::remarks(container, &facts, &chosen, &decoded, header_is_cut);
    let trim = trim.believed(&chosen, decoded.len as u64, &mut notes);
    let (trimmed_start_samples, cut_at_end) = trim::cut(&decoded.front, &mut decoded.channels, trim);
    if decoded.is_suspect {
        notes.extend(mend::mend(&mut decoded.channels));
    }

    let audio = RawAudio {
        sample_rate_hz: decoded.sample_rate_hz,
        channels: decoded.channels,
        source: Source {
            container: container.as_str().to_owned(),
            codec: chosen.codec.clone(),
            trimmed_start_samples,
            trimmed_end_samples: cut_at_end + decoded.cut_at_end,
            trim_evidence: trim.evidence,
            truncated,
            notes,
        },
    };
    if audio.len_samples() == 0 {
        return Err(name_codec(DecodeError::undecodable("no samples")));
    }
    if audio.duration_s() > limits.max_duration_s {
        return Err(name_codec(collect::too_long(limits)));
    }
    Ok(audio)
}

/// The bytes as Symphonia is to see them, whether their header promised more, and whose reader they need.
fn splice(
    bytes: &Arc<[u8]>,
    container: Container,
    start: usize,
    facts: &Facts,
) -> Result<(Spliced, bool, Container), DecodeError> {
    let content = &bytes[start..];
    let rewrapped = match (container, facts) {
        (Container::Wav | Container::Wave64, _) => Some(riff::rewrap(content)?),
        (Container::Aiff, _) => Some(aiff::rewrap(content)?),
        (Container::Au, _) => Some(au::rewrap(content)?),
        (Container::Caf, _) => Some(caf::rewrap(content)?),
        (Container::Flac, _) => flac::rewrap(content),
        (_, Facts::Matroska(matroska)) => matroska.rewrap(content),
        (_, Facts::Frames(run)) => Some(Rewrapped::whole(run.end)),
        _ => None,
    };
    let rewrapped = rewrapped.unwrap_or_else(|| Rewrapped::whole(content.len()));
    let Rewrapped {
        head,
        data,
        truncated,
        is_mpeg,
    } = rewrapped;
    let data = start + data.start..start + data.end;
    if is_mpeg {
        let frames = data.start + sniff::after_id3(&bytes[data.clone()])..data.end;
        return Ok((
            Spliced::new(Vec::new(), bytes.clone(), frames),
            truncated,
            Container::Mpeg,
        ));
    }
    // AIFF-C with IMA ADPCM is given a CAF header.
    let read_as = if head.starts_with(b"caff") {
        Container::Caf
    } else {
        container
    };
    let mut source = Spliced::new(head, bytes.clone(), data);
    if let Facts::Mp4(movie) = facts {
        source = source.with_patches(mp4::showing(content, &movie.shown()));
    }
    Ok((source, truncated, read_as))
}

/// A demuxer that fails over a codec it does not know should say which.
fn name_foreign(error: DecodeError, facts: &Facts) -> DecodeError {
    match facts.foreign_codec().filter(|_| !facts.has_known_sound()) {
        Some((index, codec)) => DecodeError::unsupported(&codec, format!("{codec} cannot be decoded")).of_track(index),
        None => error,
    }
}
