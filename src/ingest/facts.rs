//! What the container says beside its packets, read by our own walks over the bytes.

use super::foreign;
use super::matroska::{Matroska, MatroskaTrack};
use super::mp4::{Movie, MovieTrack};
use super::mpeg::{self, Run};
use super::ogg::Ogg;
use super::riff;
use super::sniff::Container;

/// Facts of the containers that need a walk.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Facts {
    /// The packets say it all.
    None,
    /// MP4, QuickTime, 3GP.
    Mp4(Movie),
    /// Matroska, WebM.
    Matroska(Matroska),
    /// Ogg.
    Ogg(Ogg),
    /// WAV: the samples that `fact` states for ADPCM.
    Wav(Option<u64>),
    /// Bare MPEG audio or AAC frames.
    Frames(Run),
}

impl Facts {
    /// Walks the container.
    pub(super) fn read(container: Container, bytes: &[u8]) -> Self {
        match container {
            Container::Mp4 => Self::Mp4(Movie::parse(bytes)),
            Container::Matroska => Self::Matroska(Matroska::parse(bytes)),
            Container::Ogg => Self::Ogg(Ogg::parse(bytes)),
            Container::Wav | Container::Wave64 => Self::Wav(riff::fact_samples(bytes)),
            Container::Mpeg | Container::Adts => Self::Frames(mpeg::first_run(bytes)),
            _ => Self::None,
        }
    }

    /// Whether the file ends inside a structure.
    pub(super) fn is_cut(&self) -> bool {
        match self {
            Self::None | Self::Wav(_) => false,
            Self::Frames(run) => run.change.is_some(),
            Self::Mp4(movie) => movie.cut,
            Self::Matroska(matroska) => matroska.cut,
            Self::Ogg(ogg) => ogg.cut,
        }
    }

    /// Bytes that the container claims beyond the end of the file. Forged sizes stay where sums with
    /// them cannot overflow.
    pub(super) fn missing_bytes(&self) -> u64 {
        let missing = match self {
            Self::Matroska(matroska) => matroska.missing,
            // What is missing of an MP4 is taken from the sizes of its boxes.
            Self::None | Self::Mp4(_) | Self::Ogg(_) | Self::Wav(_) | Self::Frames(_) => 0,
        };
        missing.min(1 << 40)
    }

    /// Whether the container marks a track, the one at that place among all, as to be heard; `None` where it has no such mark.
    pub(super) fn is_default(&self, track: u32, place: usize) -> Option<bool> {
        match self {
            Self::Mp4(movie) => Some(movie.tracks.get(place)?.is_enabled),
            Self::Matroska(matroska) => Some(matroska.track(track)?.is_default),
            _ => None,
        }
    }

    /// Every sound of the file in order: the number of its track, and the name of its codec where nothing here decodes it.
    /// Empty where the container has no list of tracks.
    pub(super) fn sounds(&self) -> Vec<(u64, Option<String>)> {
        match self {
            Self::Mp4(movie) => {
                let sounds = movie.tracks.iter().filter(|track| track.is_audio);
                let name = |track: &MovieTrack| foreign::mp4_entry(track.entry, track.object_type);
                sounds.map(|track| (u64::from(track.id), name(track))).collect()
            }
            Self::Matroska(matroska) => {
                let sounds = matroska.tracks.iter().filter(|track| track.is_audio);
                let name = |track: &MatroskaTrack| foreign::matroska_codec(&track.codec_id, track.acm_tag);
                sounds.map(|track| (track.number, name(track))).collect()
            }
            Self::None | Self::Wav(_) | Self::Frames(_) | Self::Ogg(_) => Vec::new(),
        }
    }

    /// The first sound that nothing here decodes: how many come before it, and its codec's name.
    pub(super) fn foreign_codec(&self) -> Option<(usize, String)> {
        if let Self::Ogg(ogg) = self {
            let is_foreign = |codec: &&&'static str| matches!(**codec, "speex" | "celt" | "oggpcm");
            return ogg.codecs.iter().find(is_foreign).map(|codec| (0, (*codec).to_owned()));
        }
        let sounds = self.sounds().into_iter().enumerate();
        sounds.filter_map(|(index, (_, name))| Some((index, name?))).next()
    }

    /// Whether some sound is of a codec that is known here.
    pub(super) fn has_known_sound(&self) -> bool {
        self.sounds().iter().any(|(_, foreign)| foreign.is_none())
    }
}
