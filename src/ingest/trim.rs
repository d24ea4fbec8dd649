//! How much of the decoded samples was never sung: priming at the start, padding at the end.
//!
//! What each container says about it, and what is assumed where it says nothing. The figures of the
//! second kind are the least that any encoder of the format adds, so that nothing sung is cut.

use super::edit_list::{self, Span};
use super::facts::Facts;
use super::probe::Chosen;
use super::sniff::Container;
use crate::model::audio::TrimEvidence;

/// One frame of overlap: FFmpeg's AAC encoder adds just this, Apple's 2 112, Fraunhofer's 2 048.
const AAC_PRIMING: u64 = 1024;
/// 576 of LAME's encoder, 529 of any decoder.
const MP3_PRIMING: u64 = 1105;
/// The polyphase filter bank of layers I and II, both ways.
const MP2_PRIMING: u64 = 481;

/// No encoder makes longer ADPCM blocks, samples.
const MAX_ADPCM_BLOCK: u64 = 8192;

/// The look-ahead of libopus at 48 kHz.
const OPUS_PRIMING: u64 = 312;

/// What to keep, and who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trim {
    pub(super) start: u64,
    pub(super) len: Option<u64>,
    pub(super) evidence: TrimEvidence,
}

impl Trim {
    const NONE: Self = Self {
        start: 0,
        len: None,
        evidence: TrimEvidence::NotNeeded,
    };

    /// What is stated, unless nothing would be left of a recording; then what is usual, and a remark.
    pub(super) fn believed(self, chosen: &Chosen, decoded_len: u64, notes: &mut Vec<String>) -> Self {
        let leaves_sound = |trim: &Self| trim.start < decoded_len && trim.len != Some(0);
        if leaves_sound(&self) || decoded_len == 0 {
            return self;
        }
        notes.push("the file says that none of it is to be heard, which was not believed".to_owned());
        Some(without_word(chosen)).filter(leaves_sound).unwrap_or(Self::NONE)
    }

    fn assumed(start: u64) -> Self {
        Self {
            start,
            len: None,
            evidence: TrimEvidence::Assumed,
        }
    }

    fn stated(start: u64, len: Option<u64>) -> Self {
        Self {
            start,
            len,
            evidence: TrimEvidence::Stated,
        }
    }
}

/// The trim of a track that decoded to `decoded_len` samples. Its start does not depend on them.
pub(super) fn resolve(
    container: Container,
    facts: &Facts,
    chosen: &Chosen,
    sample_rate_hz: u32,
    decoded_len: u64,
) -> Trim {
    match (container, facts) {
        (_, Facts::Mp4(movie)) => {
            let span = movie
                .tracks
                .get(chosen.place)
                .and_then(|track| edit_list::span(movie, track, sample_rate_hz));
            span.map_or_else(
                || without_word(chosen),
                |Span { start, len, .. }| Trim::stated(start, len),
            )
        }
        (_, Facts::Matroska(matroska)) => {
            let track = matroska.track(chosen.id);
            let to_samples = |ns: u64| (u128::from(ns) * u128::from(sample_rate_hz) + 500_000_000) / 1_000_000_000;
            let codec_delay = track
                .and_then(|track| track.codec_delay_ns)
                .map(|ns| to_samples(ns) as u64);
            let padding = track.map_or(0, |track| to_samples(track.end_padding_ns) as u64);
            let start = match (chosen.codec.as_str(), codec_delay) {
                ("aac" | "mp3", Some(delay)) => Trim::stated(delay, None),
                _ => without_word(chosen),
            };
            let len = (padding > 0).then(|| decoded_len.saturating_sub(padding).saturating_sub(start.start));
            Trim { len, ..start }
        }
        (Container::Caf, _) if chosen.delay.is_some() || chosen.padding.is_some() => {
            let start = u64::from(chosen.delay.unwrap_or(0));
            let end = decoded_len.saturating_sub(u64::from(chosen.padding.unwrap_or(0)));
            Trim::stated(start, Some(end.saturating_sub(start)))
        }
        // The last block is filled up; a figure that is further off than a block is not believed.
        (_, Facts::Wav(Some(samples))) if decoded_len.saturating_sub(*samples) < MAX_ADPCM_BLOCK => {
            Trim::stated(0, Some(*samples))
        }
        // A Xing header without LAME's figures reads as a delay of 0, which no encoder has.
        (Container::Mpeg, _) if chosen.delay.is_some_and(|delay| delay > 0) => {
            let start = u64::from(chosen.delay.unwrap_or(0));
            // Joined MP3s keep the first one's figures: then only the start is right.
            let stated_end = chosen.num_frames.map(|frames| frames + start);
            let padding = u64::from(chosen.padding.unwrap_or(0));
            let agrees = stated_end.is_some_and(|end| decoded_len.abs_diff(end + padding) <= 2 * 1152);
            Trim::stated(start, chosen.num_frames.filter(|_| agrees))
        }
        (Container::Ogg, _) if chosen.codec == "vorbis" => Trim::stated(0, None),
        _ => without_word(chosen),
    }
}

/// The trim where the container has nothing to say: the codec's own header, else what is usual.
fn without_word(chosen: &Chosen) -> Trim {
    match (&chosen.opus, chosen.codec.as_str()) {
        (Some(header), _) => match header.pre_skip {
            Some(pre_skip) => Trim::stated(u64::from(pre_skip), None),
            None => Trim::assumed(OPUS_PRIMING),
        },
        (None, "aac") => Trim::assumed(AAC_PRIMING),
        (None, "mp3") => Trim::assumed(MP3_PRIMING),
        (None, "mp1" | "mp2") => Trim::assumed(MP2_PRIMING),
        _ => Trim::NONE,
    }
}

/// Cuts the channels, whose first samples lie apart, in place; gives back the samples dropped at the start and at the end.
pub(super) fn cut(front: &[Vec<f32>], channels: &mut [Vec<f32>], trim: Trim) -> (u64, u64) {
    let front_len = front.first().map_or(0, Vec::len);
    let decoded_len = front_len + channels.first().map_or(0, Vec::len);
    let start = usize::try_from(trim.start).unwrap_or(usize::MAX).min(decoded_len);
    let kept = trim
        .len
        .map_or(usize::MAX, |len| usize::try_from(len).unwrap_or(usize::MAX));
    let end = start.saturating_add(kept).min(decoded_len);
    for (front, channel) in front.iter().zip(channels) {
        channel.truncate(end.saturating_sub(front_len));
        let of_front = &front[start.min(front_len)..end.min(front_len)];
        channel.splice(..start.saturating_sub(front_len), of_front.iter().copied());
    }
    (start as u64, (decoded_len - end) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_stay_inside_wherever_the_front_ends() {
        for front_len in 0..=4 {
            let front: Vec<f32> = (0..front_len).map(|n| n as f32).collect();
            let rest: Vec<f32> = (front_len..4).map(|n| n as f32).collect();
            for (trim, dropped, kept) in [
                (Trim::stated(1, Some(2)), (1, 1), &[1.0, 2.0][..]),
                (Trim::stated(3, Some(2)), (3, 0), &[3.0]),
                (Trim::stated(0, Some(1)), (0, 3), &[0.0]),
                (Trim::stated(u64::MAX, Some(u64::MAX)), (4, 0), &[]),
                (Trim::NONE, (0, 0), &[0.0, 1.0, 2.0, 3.0]),
            ] {
                let mut channels = vec![rest.clone()];
                assert_eq!(cut(std::slice::from_ref(&front), &mut channels, trim), dropped);
                assert_eq!(channels, [kept], "{trim:?} behind a front of {front_len}");
            }
        }
        assert_eq!(cut(&[], &mut [], Trim::stated(3, None)), (0, 0));
    }
}
