//! What the pages of an Ogg file say about its end and its codecs (RFC 3533).

use super::bytes::find;

/// Facts of an Ogg file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ogg {
    /// The last page reaches beyond the file.
    pub(super) cut: bool,
    /// Some stream was closed with an end mark.
    pub(super) ended: bool,
    /// Codecs by the first packet of each stream.
    pub(super) codecs: Vec<&'static str>,
}

const HEADER_BYTES: usize = 27;
const FLAG_FIRST: u8 = 2;
const FLAG_LAST: u8 = 4;

impl Ogg {
    /// Walks the pages; rubbish between them is stepped over.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut facts = Self::default();
        let mut position = 0;
        while let Some(offset) = bytes.get(position..).and_then(|rest| find(rest, b"OggS")) {
            let page = position + offset;
            let Some(&segments) = bytes.get(page + HEADER_BYTES - 1) else {
                facts.cut = true;
                break;
            };
            let body = page + HEADER_BYTES + usize::from(segments);
            let Some(table) = bytes.get(page + HEADER_BYTES..body) else {
                facts.cut = true;
                break;
            };
            let end = body + table.iter().map(|&lace| usize::from(lace)).sum::<usize>();
            facts.cut = end > bytes.len();
            let flags = bytes[page + 5];
            facts.ended |= flags & FLAG_LAST != 0;
            if flags & FLAG_FIRST != 0 {
                facts.codecs.extend(codec(&bytes[body..end.min(bytes.len())]));
            }
            // A page of damaged length must not hide the pages inside it.
            let is_followed = end == bytes.len() || bytes.get(end..end + 4) == Some(b"OggS");
            position = if is_followed { end } else { page + 4 };
        }
        facts
    }
}

fn codec(packet: &[u8]) -> Option<&'static str> {
    const MAGICS: [(&[u8], &str); 8] = [
        (b"OpusHead", "opus"),
        (b"\x01vorbis", "vorbis"),
        (b"\x7fFLAC", "flac"),
        (b"Speex   ", "speex"),
        (b"CELT    ", "celt"),
        (b"PCM     ", "oggpcm"),
        (b"\x80theora", "theora"),
        (b"OVP80", "vp8"),
    ];
    MAGICS
        .iter()
        .find(|(magic, _)| packet.starts_with(magic))
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(flags: u8, body: &[u8]) -> Vec<u8> {
        let mut out = b"OggS\0".to_vec();
        out.push(flags);
        out.extend_from_slice(&[0; 20]);
        out.extend_from_slice(&[1, body.len() as u8]);
        out.extend_from_slice(body);
        out
    }

    #[test]
    fn the_end_mark_and_the_codec_are_found() {
        let whole = [page(FLAG_FIRST, b"Speex   1.2"), page(FLAG_LAST, &[7; 40])].concat();
        assert_eq!(
            Ogg::parse(&whole),
            Ogg {
                cut: false,
                ended: true,
                codecs: vec!["speex"]
            }
        );
        let cut = Ogg::parse(&whole[..whole.len() - 1]);
        assert!(cut.cut);
        for len in 0..whole.len() {
            Ogg::parse(&whole[..len]);
        }
    }
}
