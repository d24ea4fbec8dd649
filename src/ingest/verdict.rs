//! Judging a file: what is refused, what is merely remarked on, and whether it was cut short.

use super::decode::{Decoded, End};
use super::edit_list;
use super::error::DecodeError;
use super::facts::Facts;
use super::mp4;
use super::mpeg::{Change, Run};
use super::probe::Chosen;
use super::sniff::Container;

/// A recording this much shorter than its container says is truncated, seconds. Decoders drop or add
/// a packet at either end, and the longest packets in use last 93 ms (FLAC, 4 096 at 44.1 kHz).
const SHORTFALL_S: f64 = 0.1;

/// Refuses what its container alone condemns.
pub(super) fn refuse_by_facts(facts: &Facts) -> Result<(), DecodeError> {
    match facts {
        Facts::Mp4(movie) if !movie.has_moov => Err(DecodeError::undecodable(
            "an MP4 without its index (moov): the recorder was cut off before it wrote it",
        )),
        Facts::Mp4(movie) if movie.hostile => {
            Err(DecodeError::undecodable("an MP4 with absurdly many tracks or lists"))
        }
        Facts::Matroska(matroska) if matroska.hostile => {
            Err(DecodeError::undecodable("a Matroska file with absurdly many tracks"))
        }
        _ => Ok(()),
    }
}

/// Refuses an MP4 whose tables were forged to be dear.
pub(super) fn refuse_unbearable(file: &[u8], chosen: &Chosen) -> Result<(), DecodeError> {
    if mp4::are_bearable(file, chosen.place) {
        return Ok(());
    }
    Err(DecodeError::undecodable("an MP4 with absurd tables"))
}

/// Refuses the AACs that would be decoded at half their rate, or not at all.
pub(super) fn refuse_he_aac(chosen: &Chosen) -> Result<(), DecodeError> {
    match chosen.aac.and_then(|config| config.refused()) {
        Some(name) => Err(DecodeError::unsupported(name, format!("{name} cannot be decoded"))),
        None => Ok(()),
    }
}

/// Refuses what came out of the decoder worthless.
pub(super) fn refuse_damaged(decoded: &Decoded, facts: &Facts, chosen: &Chosen) -> Result<(), DecodeError> {
    if decoded.good_packets == 0 {
        return Err(DecodeError::undecodable("no packet could be decoded"));
    }
    if decoded.damaged_packets > decoded.good_packets {
        let total = decoded.damaged_packets + decoded.good_packets;
        return Err(DecodeError::undecodable(format!(
            "{} of {total} packets are damaged",
            decoded.damaged_packets
        )));
    }
    if let Facts::Mp4(movie) = facts
        && chosen.codec == "aac"
        && movie
            .tracks
            .get(chosen.place)
            .is_some_and(|track| track.entry_rate_hz == 2 * decoded.sample_rate_hz)
    {
        return Err(DecodeError::unsupported("he_aac", "he_aac cannot be decoded"));
    }
    Ok(())
}

/// Remarks for a person, and whether the recording was cut short.
pub(super) fn remarks(
    container: Container,
    facts: &Facts,
    chosen: &Chosen,
    decoded: &Decoded,
    header_is_cut: bool,
) -> (Vec<String>, bool) {
    let mut notes = chosen.notes.clone();
    if decoded.damaged_packets > 0 {
        notes.push(format!(
            "{} damaged packets replaced by silence",
            decoded.damaged_packets
        ));
    }
    if decoded.filled_gap_samples > 0 {
        notes.push(format!(
            "{} missing samples filled with silence",
            decoded.filled_gap_samples
        ));
    }
    if decoded.channels_changed {
        notes.push("the channel count changes; that of the beginning was kept".to_owned());
    }
    if let Facts::Frames(Run {
        change: Some(change), ..
    }) = facts
    {
        let what = match change {
            Change::Rate => "the sample rate",
            Change::Layout => "the kind of frames",
        };
        notes.push(format!("{what} changes; what follows was left out"));
    }
    if let Facts::Mp4(movie) = facts
        && let Some(track) = movie.tracks.get(chosen.place)
        && edit_list::has_several_parts(&track.edits)
    {
        notes.push("an edit list of several parts, played from where the first begins to the end".to_owned());
    }
    let concatenated = matches!(facts, Facts::Matroska(matroska) if matroska.concatenated);
    if concatenated || decoded.end == End::Another {
        notes.push("another recording follows in the file and was left out".to_owned());
    }
    if let Facts::Ogg(ogg) = facts
        && !ogg.ended
    {
        notes.push("no end mark".to_owned());
    }
    let mut truncated = header_is_cut || facts.is_cut();
    match decoded.end {
        End::Regular | End::Another => {}
        // A browser's live WebM has clusters of unknown length, and ends where its bytes end.
        End::OutOfBytes => truncated |= !matches!(container, Container::Matroska),
        End::Damaged => {
            truncated |= !concatenated;
            notes.push("the rest of the file cannot be read".to_owned());
        }
        End::RateChanged => {
            truncated = true;
            notes.push("the sample rate changes; what follows was left out".to_owned());
        }
    }
    if let Some(missing_s) = shortfall_s(container, facts, chosen, decoded) {
        truncated = true;
        notes.push(format!("{missing_s:.1} s shorter than its container says"));
    }
    (notes, truncated)
}

/// How much is missing against a figure that can be trusted.
fn shortfall_s(container: Container, facts: &Facts, chosen: &Chosen, decoded: &Decoded) -> Option<f64> {
    let rate_hz = f64::from(decoded.sample_rate_hz);
    let decoded_s = decoded.len as f64 / rate_hz;
    let stated_s = match (container, facts) {
        (_, Facts::Mp4(movie)) if !movie.fragmented => {
            let track = movie.tracks.get(chosen.place).filter(|track| track.timescale > 0)?;
            track.duration as f64 / f64::from(track.timescale)
        }
        (Container::Flac | Container::Aiff | Container::Caf, _) => chosen.num_frames? as f64 / rate_hz,
        // Without a LAME tag the demuxer's figure may be a guess from the bitrate.
        (Container::Mpeg, _) if chosen.delay.is_some() => chosen.num_frames? as f64 / rate_hz,
        _ => return None,
    };
    let missing_s = stated_s - decoded_s;
    (missing_s > SHORTFALL_S).then_some(missing_s)
}
