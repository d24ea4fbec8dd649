//! What a file is, by its content; its name is never believed.

use super::bytes::array;
use super::error::DecodeError;
use super::foreign;
use super::mpeg;
use super::riff;

/// Containers that can be read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// RIFF, RF64, BW64.
    Wav,
    /// Sony Wave64.
    Wave64,
    /// AIFF and AIFF-C.
    Aiff,
    /// Apple Core Audio Format.
    Caf,
    /// Sun and NeXT.
    Au,
    /// Native FLAC.
    Flac,
    /// Ogg.
    Ogg,
    /// Matroska and WebM.
    Matroska,
    /// MP4, QuickTime, 3GP.
    Mp4,
    /// Bare MPEG audio frames, layers I to III.
    Mpeg,
    /// Bare AAC frames.
    Adts,
}

impl Container {
    /// The word in `container`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Wave64 => "w64",
            Self::Aiff => "aiff",
            Self::Caf => "caf",
            Self::Au => "au",
            Self::Flac => "flac",
            Self::Ogg => "ogg",
            Self::Matroska => "matroska",
            Self::Mp4 => "mp4",
            Self::Mpeg => "mp3",
            Self::Adts => "adts",
        }
    }
}

/// Finds the container and the byte at which it begins.
pub(super) fn sniff(bytes: &[u8]) -> Result<(Container, usize), DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::undecodable("the file is empty"));
    }
    let start = after_id3(bytes);
    if let Some(container) = by_magic(&bytes[start..]) {
        return Ok((container, start));
    }
    if let Some((container, codec)) = foreign::container(&bytes[start..]) {
        return Err(DecodeError::unsupported(&codec, format!("{codec} cannot be decoded")).in_container(container));
    }
    if let Some((container, offset)) = mpeg::find_stream(&bytes[start..]) {
        return Ok((container, start + offset));
    }
    let detail = if looks_like_text(bytes) {
        "text, not audio"
    } else {
        "no audio format recognised"
    };
    Err(DecodeError::undecodable(detail))
}

/// First byte after the ID3v2 tags that some tools put in front of any kind of file.
pub(super) fn after_id3(bytes: &[u8]) -> usize {
    let mut position = 0;
    while let Some(header) = array::<10>(bytes, position).filter(|header| header.starts_with(b"ID3")) {
        let size = header[6..]
            .iter()
            .fold(0, |size, &byte| size << 7 | usize::from(byte & 0x7f));
        let footer = if header[5] & 0x10 != 0 { 10 } else { 0 };
        position += 10 + size + footer;
    }
    position.min(bytes.len())
}

fn by_magic(bytes: &[u8]) -> Option<Container> {
    let form = bytes.get(8..12).unwrap_or_default();
    match bytes.get(..4)? {
        b"RIFF" | b"RF64" | b"BW64" if form == b"WAVE" => Some(Container::Wav),
        b"FORM" if form == b"AIFF" || form == b"AIFC" => Some(Container::Aiff),
        b"caff" => Some(Container::Caf),
        b".snd" => Some(Container::Au),
        b"fLaC" => Some(Container::Flac),
        b"OggS" => Some(Container::Ogg),
        b"\x1a\x45\xdf\xa3" => Some(Container::Matroska),
        _ if bytes.get(4..8) == Some(b"ftyp") => Some(Container::Mp4),
        _ if riff::is_wave64(bytes) => Some(Container::Wave64),
        _ => None,
    }
}

fn looks_like_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(256)];
    std::str::from_utf8(head).is_ok_and(|text| !text.chars().any(|c| c.is_control() && !c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reason::ReasonCode;

    #[test]
    fn magic_is_found_behind_an_id3_tag() {
        let mut bytes = b"ID3\x04\x00\x00\x00\x00\x01\x02".to_vec();
        bytes.resize(10 + 130, 0);
        bytes.extend_from_slice(b"fLaC");
        assert_eq!(sniff(&bytes).unwrap(), (Container::Flac, 140));
        // A tag that claims more than the file is no reason to look outside.
        assert!(sniff(b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f").is_err());
    }

    #[test]
    fn what_cannot_be_decoded_is_named() {
        let error = sniff(b"#!AMR\n\x04").unwrap_err();
        assert_eq!(error.reason, ReasonCode::UnsupportedCodec);
        assert_eq!(error.codec.as_deref(), Some("amr_nb"));
        let error = sniff(b"<html>not found</html>").unwrap_err();
        assert_eq!(
            (error.reason, error.detail.as_str()),
            (ReasonCode::Undecodable, "text, not audio")
        );
    }
}
