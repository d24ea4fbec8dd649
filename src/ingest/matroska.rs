//! What a Matroska or WebM file says that Symphonia does not pass on: codec delay, discarded
//! padding, names of codecs, and whether the file was cut.
//!
//! EBML elements are an identifier, a length and a content (RFC 8794, RFC 9559). Masters of unknown
//! length, which browsers write while recording, are simply stepped into, so that no nesting has to
//! be kept; each step goes forward by at least two bytes.

use std::ops::Range;

use super::bytes::{array, le_u16};
use super::splice::Rewrapped;

/// More tracks than any film has. The track of each block is looked for among them.
const MAX_TRACKS: usize = 256;
/// A codec's name goes into the row of its take; the longest registered one has 25.
const MAX_CODEC_ID_BYTES: usize = 64;

/// Facts of one track.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct MatroskaTrack {
    /// Number that blocks carry.
    pub(super) number: u64,
    /// Codec identifier, such as `A_OPUS`.
    pub(super) codec_id: String,
    /// Wave format tag of a track whose codec is `A_MS/ACM`: the first two bytes of its private data.
    pub(super) acm_tag: Option<u16>,
    /// Whether it is sound.
    pub(super) is_audio: bool,
    /// Whether it is to be heard unless somebody chooses; so is a track that does not say.
    pub(super) is_default: bool,
    /// Priming to drop, nanoseconds.
    pub(super) codec_delay_ns: Option<u64>,
    /// Padding to drop at the end of its last block, nanoseconds.
    pub(super) end_padding_ns: u64,
}

/// Facts of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Matroska {
    /// Its tracks, in order.
    pub(super) tracks: Vec<MatroskaTrack>,
    /// The file ends inside an element.
    pub(super) cut: bool,
    /// Bytes by which an element of known length reaches beyond the file.
    pub(super) missing: u64,
    /// More tracks than can be read in reasonable time.
    pub(super) hostile: bool,
    /// A second file follows in the first.
    pub(super) concatenated: bool,
    /// The elements that a demuxer needs.
    parts: Parts,
}

/// Where the elements lie that a demuxer needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Parts {
    ebml: Option<Range<usize>>,
    info: Option<Range<usize>>,
    tracks: Option<Range<usize>>,
    first_cluster: Option<usize>,
    end: usize,
}

mod id {
    pub(super) const EBML: u32 = 0x1a45_dfa3;
    pub(super) const SEGMENT: u32 = 0x1853_8067;
    pub(super) const CLUSTER: u32 = 0x1f43_b675;
    pub(super) const INFO: u32 = 0x1549_a966;
    pub(super) const TRACKS: u32 = 0x1654_ae6b;
    pub(super) const TRACK_ENTRY: u32 = 0xae;
    pub(super) const TRACK_NUMBER: u32 = 0xd7;
    pub(super) const TRACK_TYPE: u32 = 0x83;
    pub(super) const FLAG_DEFAULT: u32 = 0x88;
    pub(super) const CODEC_ID: u32 = 0x86;
    pub(super) const CODEC_PRIVATE: u32 = 0x63a2;
    pub(super) const CODEC_DELAY: u32 = 0x56aa;
    pub(super) const BLOCK_GROUP: u32 = 0xa0;
    pub(super) const BLOCK: u32 = 0xa1;
    pub(super) const SIMPLE_BLOCK: u32 = 0xa3;
    pub(super) const DISCARD_PADDING: u32 = 0x75a2;
}

impl Matroska {
    /// The track of that number.
    pub(super) fn track(&self, number: u32) -> Option<&MatroskaTrack> {
        self.tracks.iter().find(|track| track.number == u64::from(number))
    }

    /// Walks a whole file.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut facts = Self::default();
        let mut position = 0;
        let mut group = Group::default();
        facts.parts.end = bytes.len();
        while position < bytes.len() {
            let Some((id, size, header_len)) = read_header(bytes, position) else {
                facts.cut |= is_start_of_header(&bytes[position..]);
                break;
            };
            let start = position + header_len;
            let available = bytes.len() - start;
            let fits = size.is_none_or(|size| size <= available as u64);
            facts.cut |= !fits;
            let missing = size.map_or(0, |size| size.saturating_sub(available as u64));
            facts.missing = facts.missing.max(missing);
            let whole = size.filter(|_| fits).map(|size| position..start + size as usize);
            match id {
                id::EBML if position > 0 => {
                    facts.concatenated = true;
                    facts.parts.end = position;
                    break;
                }
                id::EBML => facts.parts.ebml = whole.clone(),
                id::INFO => facts.parts.info = whole.clone(),
                id::TRACKS => facts.parts.tracks = whole.clone(),
                id::CLUSTER => {
                    facts.parts.first_cluster.get_or_insert(position);
                }
                _ => {}
            }
            match id {
                id::SEGMENT | id::CLUSTER | id::TRACKS => position = start,
                id::TRACK_ENTRY if facts.tracks.len() == MAX_TRACKS => {
                    facts.hostile = true;
                    break;
                }
                id::TRACK_ENTRY => {
                    facts.tracks.push(MatroskaTrack {
                        is_default: true,
                        ..MatroskaTrack::default()
                    });
                    position = start;
                }
                id::BLOCK_GROUP => {
                    group = Group::default();
                    position = start;
                }
                _ => {
                    let Some(whole) = whole else { break };
                    facts.read_leaf(id, &bytes[start..whole.end], &mut group);
                    position = whole.end;
                }
            }
        }
        facts
    }

    /// The file without its seek heads, cues, tags and attachments, in a segment of unknown length:
    /// a demuxer that follows a seek head past the end of a cut file gives up.
    pub(super) fn rewrap(&self, bytes: &[u8]) -> Option<Rewrapped> {
        let parts = &self.parts;
        let mut head = bytes[parts.ebml.clone()?].to_vec();
        head.extend_from_slice(&[0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        head.extend_from_slice(&named_info(&bytes[parts.info.clone()?])?);
        head.extend_from_slice(&bytes[parts.tracks.clone()?]);
        Some(Rewrapped {
            head,
            data: parts.first_cluster?..parts.end,
            truncated: false,
            is_mpeg: false,
        })
    }

    fn read_leaf(&mut self, id: u32, content: &[u8], group: &mut Group) {
        match id {
            id::SIMPLE_BLOCK => self.set_padding(block_track(content), 0),
            id::BLOCK => {
                group.track = block_track(content);
                self.set_padding(group.track, group.padding_ns);
            }
            id::DISCARD_PADDING => {
                // Negative: to be dropped at the start of the block, which nobody writes.
                group.padding_ns = u64::try_from(signed(content)).unwrap_or(0);
                self.set_padding(group.track, group.padding_ns);
            }
            _ => self.read_track_leaf(id, content),
        }
    }

    fn read_track_leaf(&mut self, id: u32, content: &[u8]) {
        let Some(track) = self.tracks.last_mut() else { return };
        match id {
            id::TRACK_NUMBER => track.number = unsigned(content),
            id::TRACK_TYPE => track.is_audio = unsigned(content) == 2,
            id::FLAG_DEFAULT => track.is_default = unsigned(content) != 0,
            id::CODEC_ID => {
                let name = &content[..content.len().min(MAX_CODEC_ID_BYTES)];
                track.codec_id = String::from_utf8_lossy(name).trim_end_matches('\0').to_owned();
            }
            id::CODEC_PRIVATE => track.acm_tag = le_u16(content, 0),
            id::CODEC_DELAY => track.codec_delay_ns = Some(unsigned(content)),
            _ => {}
        }
    }

    /// The padding of the last block is what counts, so each block sets it anew.
    fn set_padding(&mut self, track: Option<u64>, padding_ns: u64) {
        if let Some(track) = self.tracks.iter_mut().find(|entry| Some(entry.number) == track) {
            track.end_padding_ns = padding_ns;
        }
    }
}

/// An `Info` element that also says what wrote it, without which Symphonia reads no file; not everyone does.
fn named_info(info: &[u8]) -> Option<Vec<u8>> {
    const ID_BYTES: usize = 4;
    const APPS: &[u8] = b"\x4d\x80\x81?\x57\x41\x81?";
    let size_bytes = info.get(ID_BYTES)?.leading_zeros() as usize + 1;
    let content = info.get(ID_BYTES + size_bytes..)?;
    let size = (content.len() + APPS.len()) as u64 | 1 << 56;
    Some([&info[..ID_BYTES], &size.to_be_bytes(), content, APPS].concat())
}

/// The block group being read.
#[derive(Default)]
struct Group {
    track: Option<u64>,
    padding_ns: u64,
}

/// Identifier, length (`None`: unknown) and bytes of the header.
fn read_header(bytes: &[u8], position: usize) -> Option<(u32, Option<u64>, usize)> {
    let id_len = bytes.get(position)?.leading_zeros() as usize + 1;
    if id_len > 4 {
        return None;
    }
    let id_bytes = bytes.get(position..position + id_len)?;
    let id = id_bytes.iter().fold(0, |id, &byte| id << 8 | u32::from(byte));
    let (size, size_len) = read_length(bytes.get(position + id_len..)?)?;
    Some((id, size, id_len + size_len))
}

/// Whether a header begins here that its end is missing of; else there may be anything, such as the line break that a form
/// puts behind an upload.
fn is_start_of_header(bytes: &[u8]) -> bool {
    let id_len = bytes.first().map_or(0, |first| first.leading_zeros() as usize + 1);
    let length = bytes.get(id_len).map_or(1, |first| first.leading_zeros() as usize + 1);
    (1..=4).contains(&id_len) && length <= 8 && bytes.len() < id_len + length
}

/// A length of one to eight bytes and how many it took; all ones mean unknown.
fn read_length(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let first = *bytes.first()?;
    let len = first.leading_zeros() as usize + 1;
    if len > 8 {
        return None;
    }
    let value = bytes
        .get(..len)?
        .iter()
        .fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    let mask = (1_u64 << (7 * len)) - 1;
    let value = value & mask;
    Some(((value != mask).then_some(value), len))
}

fn block_track(content: &[u8]) -> Option<u64> {
    read_length(content)?.0
}

fn unsigned(content: &[u8]) -> u64 {
    content
        .iter()
        .take(8)
        .fold(0, |value, &byte| value << 8 | u64::from(byte))
}

fn signed(content: &[u8]) -> i64 {
    match (array::<8>(content, 0), content.len()) {
        (Some(bytes), _) => i64::from_be_bytes(bytes),
        (None, 0) => 0,
        (None, len) => {
            let unused = 64 - 8 * len as u32;
            (unsigned(content) << unused) as i64 >> unused
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
        let mut out = id.to_vec();
        out.push(0x80 | content.len() as u8);
        out.extend_from_slice(content);
        out
    }

    fn tracks() -> Vec<u8> {
        let audio = [
            element(&[0xd7], &[2]),
            element(&[0x83], &[2]),
            element(&[0x86], b"A_OPUS"),
            element(&[0x56, 0xaa], &[0x63, 0x2e, 0xa0]),
        ]
        .concat();
        element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &audio))
    }

    fn live_file(blocks: &[u8]) -> Vec<u8> {
        let mut out = element(&[0x1a, 0x45, 0xdf, 0xa3], b"webm");
        out.extend_from_slice(&[0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        out.extend(element(&[0x15, 0x49, 0xa9, 0x66], b"info"));
        out.extend(tracks());
        out.extend_from_slice(&[0x1f, 0x43, 0xb6, 0x75, 0xff]);
        out.extend_from_slice(blocks);
        out
    }

    #[test]
    fn the_last_block_settles_the_padding() {
        let padding = element(&[0x75, 0xa2], &13_500_000_i32.to_be_bytes());
        let group = element(&[0xa0], &[element(&[0xa1], &[0x82, 0, 0, 0, 9]), padding].concat());
        let facts = Matroska::parse(&live_file(&group));
        assert_eq!(facts.tracks[0].codec_id, "A_OPUS");
        assert_eq!(facts.tracks[0].codec_delay_ns, Some(6_500_000));
        assert_eq!(facts.tracks[0].end_padding_ns, 13_500_000);
        assert!(!facts.cut);
        let more = [group, element(&[0xa3], &[0x82, 0, 0, 0, 9])].concat();
        assert_eq!(Matroska::parse(&live_file(&more)).tracks[0].end_padding_ns, 0);
    }

    #[test]
    fn tracks_and_names_without_end_are_not_kept() {
        let head = element(&[0x1a, 0x45, 0xdf, 0xa3], b"webm");
        let open_tracks = [0x16, 0x54, 0xae, 0x6b, 0xff];
        let of = |count| Matroska::parse(&[&head[..], &open_tracks, &element(&[0xae], &[]).repeat(count)].concat());
        assert_eq!((of(256).tracks.len(), of(256).hostile), (256, false));
        assert_eq!((of(3000).tracks.len(), of(3000).hostile), (256, true));
        let name = element(&[0x86], &[b'A'; 100]);
        let facts = Matroska::parse(&[&head[..], &open_tracks, &[0xae, 0xe6], &name].concat());
        assert_eq!(facts.tracks[0].codec_id, "A".repeat(64));
    }

    #[test]
    fn a_block_that_is_cut_is_told_from_a_live_end() {
        let whole = live_file(&element(&[0xa3], &[0x82, 0, 0, 0, 9, 9, 9]));
        assert!(!Matroska::parse(&whole).cut);
        assert!(Matroska::parse(&whole[..whole.len() - 1]).cut);
        for behind in [&b"\r\n"[..], b"\0", b"\0\0\0\0\0\0\0\0\0\0\0\0\0"] {
            assert!(!Matroska::parse(&[&whole[..], behind].concat()).cut, "{behind:?}");
        }
        assert!(Matroska::parse(&[&whole[..], &[0xa3]].concat()).cut);
        for len in 0..whole.len() {
            Matroska::parse(&whole[..len]);
        }
    }

    #[test]
    fn only_what_a_demuxer_needs_is_kept() {
        let block = element(&[0xa3], &[0x82, 0, 0, 0, 9]);
        let plain = live_file(&block);
        let seek_head = element(&[0x11, 0x4d, 0x9b, 0x74], b"somewhere");
        let segment_end = 5 + 4 + 12;
        let info = element(&[0x15, 0x49, 0xa9, 0x66], b"info");
        let mut named = plain.clone();
        named.splice(segment_end..segment_end + info.len(), named_info(&info).unwrap());
        let mut with_seek_head = plain.clone();
        with_seek_head.splice(segment_end..segment_end, seek_head);
        for bytes in [plain.clone(), with_seek_head, [plain.clone(), plain.clone()].concat()] {
            let found = Matroska::parse(&bytes).rewrap(&bytes).unwrap();
            assert_eq!([&found.head[..], &bytes[found.data]].concat(), named);
        }
        for len in 0..plain.len() {
            let _ = Matroska::parse(&plain[..len]).rewrap(&plain[..len]);
        }
    }

    #[test]
    fn signed_numbers_of_any_length() {
        assert_eq!(signed(&[]), 0);
        assert_eq!(signed(&[0xff]), -1);
        assert_eq!(signed(&[0x00, 0xff]), 255);
        assert_eq!(signed(&(-5_i64).to_be_bytes()), -5);
    }
}
