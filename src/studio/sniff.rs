//! What a recording is by its first bytes, and by what its sender says. The two must agree.
//!
//! This keeps out what is plainly something else before it is stored; whether it can be decoded is for the compiler
//! to find out.

/// Bytes at the beginning that are looked at.
pub(super) const HEAD_BYTES: usize = 4096;

/// Containers that pages record, or fans have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// WebM and Matroska.
    Matroska,
    /// MP4, M4A, QuickTime, 3GP.
    Mp4,
    /// Ogg.
    Ogg,
    /// RIFF, RF64, BW64.
    Wav,
    /// Bare MPEG audio frames.
    Mpeg,
    /// Native FLAC.
    Flac,
    /// Bare AAC frames.
    Aac,
    /// Apple Core Audio Format.
    Caf,
    /// AIFF and AIFF-C.
    Aiff,
}

/// Declared types, their families, and the extensions that takes of them get.
pub(super) const TYPES: [(&str, Family, &str); 11] = [
    ("audio/webm", Family::Matroska, "webm"),
    ("video/webm", Family::Matroska, "webm"),
    ("audio/mp4", Family::Mp4, "m4a"),
    ("video/mp4", Family::Mp4, "mp4"),
    ("audio/ogg", Family::Ogg, "ogg"),
    ("audio/wav", Family::Wav, "wav"),
    ("audio/mpeg", Family::Mpeg, "mp3"),
    ("audio/flac", Family::Flac, "flac"),
    ("audio/aac", Family::Aac, "aac"),
    ("audio/x-caf", Family::Caf, "caf"),
    ("audio/aiff", Family::Aiff, "aiff"),
];

/// What the table says of a declared type.
fn declared(content_type: &str) -> Option<&'static (&'static str, Family, &'static str)> {
    let essence = content_type.split(';').next().unwrap_or_default();
    TYPES.iter().find(|(name, ..)| *name == essence)
}

/// Extension of a declared type.
pub(super) fn extension(content_type: &str) -> &'static str {
    declared(content_type).map_or("bin", |(_, _, extension)| extension)
}

impl Family {
    /// The family of a declared type; its parameters do not matter.
    pub(super) fn declared(content_type: &str) -> Option<Self> {
        declared(content_type).map(|(_, family, _)| *family)
    }

    /// The family that the first [`HEAD_BYTES`] bytes of a recording show.
    pub(super) fn sniffed(head: &[u8]) -> Option<Self> {
        let tagged = head.starts_with(b"ID3");
        match after_id3(head) {
            // The tag is longer than what we look at. Only these carry one.
            [] if tagged => Some(Self::Mpeg),
            rest => Self::by_magic(rest),
        }
    }

    /// Whether bytes that look like `sniffed` may be called `self`.
    pub(super) fn covers(self, sniffed: Self, head: &[u8]) -> bool {
        let hidden_by_tag = head.starts_with(b"ID3") && after_id3(head).is_empty();
        self == sniffed || hidden_by_tag && matches!(self, Self::Mpeg | Self::Aac | Self::Flac)
    }

    fn by_magic(bytes: &[u8]) -> Option<Self> {
        let form = bytes.get(8..12).unwrap_or_default();
        match bytes.get(..4)? {
            b"RIFF" | b"RF64" | b"BW64" if form == b"WAVE" => return Some(Self::Wav),
            b"FORM" if form == b"AIFF" || form == b"AIFC" => return Some(Self::Aiff),
            b"caff" => return Some(Self::Caf),
            b"fLaC" => return Some(Self::Flac),
            b"OggS" => return Some(Self::Ogg),
            b"\x1a\x45\xdf\xa3" => return Some(Self::Matroska),
            _ if bytes.get(4..8) == Some(b"ftyp") => return Some(Self::Mp4),
            _ => {}
        }
        // Some encoders put zeros in front of the first frame.
        let start = bytes.iter().position(|&byte| byte != 0)?;
        Self::by_frame(&bytes[start..])
    }

    /// By the header of a bare frame: eleven or twelve set bits, then a layer, a bit rate and a sample rate that exist.
    fn by_frame(bytes: &[u8]) -> Option<Self> {
        let [first, second, third, ..] = *bytes else {
            return None;
        };
        if first != 0xff {
            return None;
        }
        if second & 0xf6 == 0xf0 && third >> 2 & 0xf < 13 {
            return Some(Self::Aac);
        }
        let has_version = second & 0xe0 == 0xe0 && second >> 3 & 3 != 1;
        let has_layer = second >> 1 & 3 != 0;
        let has_rates = third >> 4 != 0xf && third >> 2 & 3 != 3;
        (has_version && has_layer && has_rates).then_some(Self::Mpeg)
    }
}

/// What follows the ID3v2 tags that some tools put in front of any kind of file.
fn after_id3(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let (true, Some(header)) = (rest.starts_with(b"ID3"), rest.get(..10)) {
        let size = header[6..]
            .iter()
            .fold(0, |size, &byte| size << 7 | usize::from(byte & 0x7f));
        let footer = if header[5] & 0x10 != 0 { 10 } else { 0 };
        rest = rest.get(10 + size + footer..).unwrap_or_default();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_and_phones_write_is_known() {
        let mut tagged = b"ID3\x04\x00\x00\x00\x00\x00\x05.....".to_vec();
        tagged.extend(b"\xff\xfb\x90\x64");
        for (head, family) in [
            (&b"\x1a\x45\xdf\xa3\x9f\x42\x86"[..], Family::Matroska),
            (b"\x00\x00\x00\x1cftypiso5", Family::Mp4),
            (b"OggS\x00\x02", Family::Ogg),
            (b"RIFF\x24\x00\x00\x00WAVEfmt ", Family::Wav),
            (b"fLaC\x00\x00\x00\x22", Family::Flac),
            (b"caff\x00\x01", Family::Caf),
            (b"FORM\x00\x00\x00\x00AIFC", Family::Aiff),
            (b"\xff\xf1\x50\x80\x00\x1f\xfc", Family::Aac),
            (b"\xff\xfb\x90\x64\x00", Family::Mpeg),
            (b"\x00\x00\x00\x00\x00\xff\xfb\x90\x64\x00", Family::Mpeg),
            (&tagged, Family::Mpeg),
        ] {
            assert_eq!(Family::sniffed(head), Some(family), "{head:?}");
        }
        for head in [
            &b""[..],
            b"<html>",
            b"PK\x03\x04",
            b"\xff\xff\xff\xff",
            b"\xff",
            b"\0\0\0\0",
            b"RIFF\0\0\0\0AVI ",
        ] {
            assert_eq!(Family::sniffed(head), None, "{head:?}");
        }
    }

    #[test]
    fn a_long_tag_hides_only_what_carries_tags() {
        let head = b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f picture";
        let sniffed = Family::sniffed(head).unwrap();
        for (family, may) in [
            (Family::Mpeg, true),
            (Family::Aac, true),
            (Family::Flac, true),
            (Family::Mp4, false),
        ] {
            assert_eq!(family.covers(sniffed, head), may, "{family:?}");
        }
        assert!(!Family::Aac.covers(Family::Mpeg, b"\xff\xfb\x90\x64"));
    }

    #[test]
    fn every_declared_type_has_a_family_and_an_extension() {
        for (name, family, extension_of_type) in TYPES {
            assert_eq!(Family::declared(&format!("{name}; codecs=x")), Some(family));
            assert_eq!(extension(name), extension_of_type);
        }
        assert_eq!(Family::declared("audio/web"), None);
    }
}
