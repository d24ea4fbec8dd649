//! Bytes that pass for recordings: a real header, the fan's number, then a slice of noise that all fans share.
//!
//! Each fan's slice begins somewhere else, so bytes that end up in a wrong take, or at a wrong place, change its hash.

use super::chance::Chance;
use hyper::body::Bytes;
use sha2::{Digest, Sha256};

/// Header and number.
pub(super) const HEAD_BYTES: u64 = 64;
/// Slices begin in the first so many bytes of the noise.
const SPREAD_BYTES: u64 = 1 << 20;

/// What a recording pretends to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    WebM,
    Wav,
    /// Noise from the first byte on.
    Nothing,
}

impl Kind {
    /// What a page calls it.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::WebM | Self::Nothing => "audio/webm;codecs=opus",
            Self::Wav => "audio/wav",
        }
    }
}

/// Noise that all recordings are cut from.
#[derive(Debug, Clone)]
pub(super) struct Noise(Bytes);

/// One recording.
#[derive(Debug, Clone)]
pub(super) struct Recording {
    head: Bytes,
    body: Bytes,
}

impl Noise {
    /// Enough for recordings of `size_bytes`.
    pub(super) fn new(seed: u64, size_bytes: u64) -> Self {
        let mut chance = Chance::new(seed, u64::MAX);
        let words = (size_bytes + SPREAD_BYTES).div_ceil(8);
        let bytes: Vec<u8> = (0..words).flat_map(|_| chance.bits().to_le_bytes()).collect();
        Self(bytes.into())
    }

    /// The recording of one fan; it has at least [`HEAD_BYTES`].
    pub(super) fn recording(&self, fan: u32, kind: Kind, size_bytes: u64) -> Recording {
        // A large odd step visits every place before it comes back to one.
        let start = (u64::from(fan) * 655_357 % SPREAD_BYTES) as usize;
        let size = size_bytes.saturating_sub(HEAD_BYTES) as usize;
        Recording {
            head: head(fan, kind, size_bytes),
            body: self.0.slice(start..start + size),
        }
    }
}

impl Recording {
    pub(super) fn size_bytes(&self) -> u64 {
        (self.head.len() + self.body.len()) as u64
    }

    /// Up to `most` bytes from `at` on.
    pub(super) fn piece(&self, at: u64, most: u64) -> Bytes {
        let head = self.head.len() as u64;
        let (part, at) = if at < head {
            (&self.head, at)
        } else {
            (&self.body, at - head)
        };
        let end = at.saturating_add(most).min(part.len() as u64);
        part.slice(at.min(end) as usize..end as usize)
    }

    pub(super) fn sha256(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(&self.head);
        hasher.update(&self.body);
        hasher.finalize().into()
    }
}

fn head(fan: u32, kind: Kind, size_bytes: u64) -> Bytes {
    let mut head = Vec::with_capacity(HEAD_BYTES as usize);
    match kind {
        Kind::WebM => {
            // EBML: version 1, identifiers of 4 bytes, sizes of 8, `webm` 4, readable from 2 on; then a void element.
            head.extend_from_slice(
                b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08",
            );
            head.extend_from_slice(b"\x42\x82\x84webm\x42\x87\x81\x04\x42\x85\x81\x02");
            head.extend_from_slice(&[0xec, 0x80 | (HEAD_BYTES - 38) as u8]);
        }
        Kind::Wav => {
            let size = u32::try_from(size_bytes).unwrap_or(u32::MAX);
            head.extend_from_slice(b"RIFF");
            head.extend_from_slice(&size.saturating_sub(8).to_le_bytes());
            head.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data");
            head.extend_from_slice(&size.saturating_sub(44).to_le_bytes());
        }
        Kind::Nothing => head.extend_from_slice(b"not a recording"),
    }
    head.extend_from_slice(&fan.to_le_bytes());
    head.resize(HEAD_BYTES as usize, 0);
    head.truncate(size_bytes.min(HEAD_BYTES) as usize);
    head.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::sniff::Family;

    #[test]
    fn recordings_are_known_by_their_first_bytes_and_no_two_are_alike() {
        let noise = Noise::new(1, 5000);
        let known = [
            (Kind::WebM, Some(Family::Matroska)),
            (Kind::Wav, Some(Family::Wav)),
            (Kind::Nothing, None),
        ];
        for (kind, family) in known {
            let recording = noise.recording(7, kind, 5000);
            assert_eq!(Family::sniffed(&recording.piece(0, 64)), family);
            assert_eq!(recording.size_bytes(), 5000);
        }
        let one = noise.recording(1, Kind::WebM, 5000);
        assert_ne!(one.sha256(), noise.recording(2, Kind::WebM, 5000).sha256());
        assert_ne!(one.piece(64, 100), noise.recording(2, Kind::WebM, 5000).piece(64, 100));
    }

    #[test]
    fn pieces_make_up_the_whole() {
        let recording = Noise::new(1, 1000).recording(3, Kind::Wav, 1000);
        let mut whole = Vec::new();
        while (whole.len() as u64) < recording.size_bytes() {
            whole.extend_from_slice(&recording.piece(whole.len() as u64, 33));
        }
        let hash: [u8; 32] = Sha256::digest(&whole).into();
        assert_eq!(hash, recording.sha256());
        assert!(recording.piece(1000, 5).is_empty());
    }
}
