//! What an MP4, QuickTime or 3GP file says about its tracks: a walk over its boxes.
//!
//! Symphonia demuxes the packets but keeps the edit list to itself, and does not name the codecs it
//! lacks. Only borrowed slices are made here, and the walk goes forward only. Layout: ISO/IEC
//! 14496-12; sample entries: 14496-14 and the QuickTime File Format.

mod alone;
mod boxes;
mod steps;

pub(super) use alone::showing;
pub(super) use steps::are_bearable;

use super::aac::AacConfig;
use super::bytes::{array, be_u16, be_u32, find};
use super::edit_list::{self, Edit};
use alone::top;
use boxes::{Boxes, child};

/// More tracks than any film has.
const MAX_TRACKS: usize = 256;

/// Sample entries of a sound are a few hundred bytes, some with the header of a FLAC file in them. Symphonia takes nine times
/// their size for some.
const MAX_ENTRIES_BYTES: usize = 1 << 16;

/// `hdlr` of a sound.
const SOUND: [u8; 4] = *b"soun";
/// Of a picture.
const PICTURE: [u8; 4] = *b"vide";
/// Of all else that is known and never sound.
const OTHERS: [[u8; 4]; 12] = [
    *b"auxv", *b"clcp", *b"hint", *b"meta", *b"odsm", *b"pict", *b"sbtl", *b"sdsm", *b"subp", *b"subt", *b"text",
    *b"tmcd",
];

/// Indices, tags and lists, of which a film has a few, and one that was recorded in segments one for each of those.
const MAX_LISTS: usize = 1 << 16;

/// A movie, as far as trimming and naming need it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Movie {
    /// Ticks a second of edit durations.
    pub(super) timescale: u32,
    /// One entry a `trak`.
    pub(super) tracks: Vec<MovieTrack>,
    /// The samples lie in fragments, and the tables of `moov` say nothing of their number.
    pub(super) fragmented: bool,
    /// The last box at the top level reaches beyond the file, and is one that holds sound or says where it lies; behind a whole
    /// film there may be anything.
    pub(super) cut: bool,
    /// `moov` was found.
    pub(super) has_moov: bool,
    /// iTunes gapless figures, as written.
    pub(super) itunes_smpb: Option<String>,
    /// Tracks or lists beyond measure.
    pub(super) hostile: bool,
}

/// One track.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct MovieTrack {
    /// Number that packets carry.
    pub(super) id: u32,
    /// What it is.
    pub(super) handler: Option<[u8; 4]>,
    /// Whether it is sound.
    pub(super) is_audio: bool,
    /// Whether it is to be heard; others wait to be chosen.
    pub(super) is_enabled: bool,
    /// Ticks a second of media times.
    pub(super) timescale: u32,
    /// Sum of all sample durations, media ticks; 0 in fragmented files.
    pub(super) duration: u64,
    /// The edit list, in order.
    pub(super) edits: Vec<Edit>,
    /// Length of its sample entries.
    pub(super) entries_bytes: usize,
    /// Four-letter code of the sample entry.
    pub(super) entry: [u8; 4],
    /// Samples of QuickTime's `in24`, `in32`, `fl32` and `fl64` are little-endian; without a word they are not.
    pub(super) is_little_endian: bool,
    /// Rate that the sample entry claims, Hz.
    pub(super) entry_rate_hz: u32,
    /// Object type indication of `esds`: which MPEG codec.
    pub(super) object_type: Option<u8>,
    /// AAC's own configuration.
    pub(super) aac: Option<AacConfig>,
    /// Content of `dOps`.
    pub(super) opus: Option<Vec<u8>>,
    /// iTunes gapless figures, as written into the track itself.
    pub(super) itunes_smpb: Option<String>,
}

impl MovieTrack {
    /// Whether it does not say that it is something else.
    fn may_be_sound(&self) -> bool {
        self.handler
            .is_none_or(|handler| handler != PICTURE && !OTHERS.contains(&handler))
    }
}

impl Movie {
    /// Reads the boxes of a whole file.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut movie = Self::default();
        let mut lists = 0;
        for found in top(bytes) {
            movie.cut = alone::is_cut(bytes, &found) && matches!(&found.name, b"moov" | b"moof" | b"mdat");
            let content = &bytes[found.content];
            lists += usize::from(matches!(&found.name, b"moov" | b"meta" | b"sidx"));
            match &found.name {
                b"moov" if !movie.has_moov => {
                    movie.has_moov = true;
                    lists += Boxes::new(content).map(lists_in).sum::<usize>();
                    movie.read_moov(content);
                }
                b"udta" | b"meta" => keep_first(&mut movie.itunes_smpb, content),
                b"moof" => movie.fragmented = true,
                _ => {}
            }
        }
        movie.hostile |= lists > MAX_LISTS;
        movie
    }

    /// The places of the tracks that a demuxer is to see at first: all that do not say that they are no sound.
    pub(super) fn shown(&self) -> Vec<usize> {
        let tracks = self.tracks.iter().enumerate();
        tracks
            .filter_map(|(place, track)| track.may_be_sound().then_some(place))
            .collect()
    }

    /// Whether there is a picture as well.
    pub(super) fn has_picture(&self) -> bool {
        self.tracks.iter().any(|track| track.handler == Some(PICTURE))
    }

    fn read_moov(&mut self, moov: &[u8]) {
        for (name, content) in Boxes::new(moov) {
            match &name {
                b"mvhd" => self.timescale = full_box_u32(content, 12, 20).unwrap_or(0),
                b"mvex" => self.fragmented = true,
                b"trak" if self.tracks.len() == MAX_TRACKS => self.hostile = true,
                b"trak" => {
                    let track = read_trak(content);
                    self.hostile |= track.may_be_sound() && track.entries_bytes > MAX_ENTRIES_BYTES;
                    self.tracks.push(track);
                }
                b"udta" | b"meta" => keep_first(&mut self.itunes_smpb, content),
                _ => {}
            }
        }
    }
}

/// How many lists a box of the index is or holds.
fn lists_in((name, content): ([u8; 4], &[u8])) -> usize {
    match &name {
        b"udta" => 1,
        b"mvex" => 1 + Boxes::new(content).count(),
        b"trak" => Boxes::new(content).filter(|(name, _)| name == b"edts").count(),
        _ => 0,
    }
}

/// Editors append user data of their own before or after that of the recorder.
fn keep_first(itunes_smpb: &mut Option<String>, user_data: &[u8]) {
    if itunes_smpb.is_none() {
        *itunes_smpb = edit_list::find_itunes_smpb(user_data);
    }
}

fn read_trak(trak: &[u8]) -> MovieTrack {
    let mut track = MovieTrack::default();
    for (name, content) in Boxes::new(trak) {
        match &name {
            b"tkhd" => {
                track.id = track_number(content).unwrap_or(0);
                track.is_enabled = content.get(3).is_some_and(|flags| flags & 1 != 0);
            }
            b"udta" | b"meta" => keep_first(&mut track.itunes_smpb, content),
            b"edts" => {
                if let Some(elst) = child(content, b"elst") {
                    track.edits = edit_list::parse(elst);
                }
            }
            b"mdia" => {
                for (name, content) in Boxes::new(content) {
                    match &name {
                        b"mdhd" => track.timescale = full_box_u32(content, 12, 20).unwrap_or(0),
                        // A second one may speak of where the data is.
                        b"hdlr" if !track.is_audio => {
                            track.handler = array(content, 8);
                            track.is_audio = track.handler == Some(SOUND);
                        }
                        // Symphonia keeps the last table of several.
                        b"minf" => {
                            for (_, stbl) in Boxes::new(content).filter(|(name, _)| name == b"stbl") {
                                read_stbl(&mut track, stbl);
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    track
}

/// What `tkhd` says.
fn track_number(header: &[u8]) -> Option<u32> {
    full_box_u32(header, 12, 20)
}

fn read_stbl(track: &mut MovieTrack, stbl: &[u8]) {
    for (name, content) in Boxes::new(stbl) {
        match &name {
            b"stts" => {
                for entry in content.get(8..).unwrap_or_default().chunks_exact(8) {
                    let count = u64::from(be_u32(entry, 0).unwrap_or(0));
                    let ticks = u64::from(be_u32(entry, 4).unwrap_or(0));
                    track.duration = track.duration.saturating_add(count * ticks);
                }
            }
            b"stsd" => {
                track.entries_bytes = track.entries_bytes.max(content.len());
                if let Some((name, entry)) = content.get(8..).and_then(|entries| Boxes::new(entries).next()) {
                    read_sample_entry(track, name, entry);
                }
            }
            _ => {}
        }
    }
}

fn read_sample_entry(track: &mut MovieTrack, name: [u8; 4], entry: &[u8]) {
    track.entry = name;
    if !track.is_audio {
        return;
    }
    track.entry_rate_hz = u32::from(be_u16(entry, 24).unwrap_or(0));
    // The three versions of the entry nest the codec's box at three places, QuickTime inside `wave`
    // as well; its name is found wherever it is.
    if let Some(at) = find(entry, b"esds") {
        let esds = entry.get(at + 8..).unwrap_or_default();
        track.object_type = descriptor(esds, 4).and_then(|config| config.first().copied());
        track.aac = descriptor(esds, 5).and_then(AacConfig::parse);
    }
    track.is_little_endian = find(entry, b"enda").is_some_and(|at| be_u16(entry, at + 4) == Some(1));
    if let Some(at) = find(entry, b"dOps") {
        let size = at.checked_sub(4).and_then(|start| be_u32(entry, start)).unwrap_or(0) as usize;
        let end = (at + size.saturating_sub(4)).min(entry.len());
        track.opus = entry.get(at + 4..end).map(<[u8]>::to_vec);
    }
}

/// Content of the descriptor with that tag, in a chain of MPEG-4 descriptors (14496-1, 7.2.6).
fn descriptor(mut bytes: &[u8], wanted: u8) -> Option<&[u8]> {
    loop {
        let (&tag, rest) = bytes.split_first()?;
        let mut len = 0_usize;
        let mut used = 0;
        loop {
            let byte = *rest.get(used)?;
            used += 1;
            len = len << 7 | usize::from(byte & 0x7f);
            if byte & 0x80 == 0 || used == 4 {
                break;
            }
        }
        let content = &rest[used..];
        let content = &content[..len.min(content.len())];
        if tag == wanted {
            return Some(content);
        }
        // Step into the two that nest, over their fixed fields.
        let fixed = match tag {
            3 => {
                let flags = *content.get(2)?;
                let url = if flags & 0x40 != 0 {
                    1 + usize::from(*content.get(3)?)
                } else {
                    0
                };
                3 + if flags & 0x80 != 0 { 2 } else { 0 } + url + if flags & 0x20 != 0 { 2 } else { 0 }
            }
            4 => 13,
            _ => return None,
        };
        bytes = content.get(fixed..)?;
    }
}

/// A 32-bit field of a box with a version: at one place in version 0, at another in version 1.
fn full_box_u32(content: &[u8], at_version_0: usize, at_version_1: usize) -> Option<u32> {
    be_u32(
        content,
        if content.first() == Some(&1) {
            at_version_1
        } else {
            at_version_0
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracks_without_end_are_not_kept() {
        let of = |count: usize| {
            let size = (count as u32 * 8 + 8).to_be_bytes();
            Movie::parse(&[&size[..], b"moov", &b"\0\0\0\x08trak".repeat(count)].concat())
        };
        assert_eq!((of(256).tracks.len(), of(256).hostile), (256, false));
        assert_eq!((of(3000).tracks.len(), of(3000).hostile), (256, true));
    }

    #[test]
    fn lists_and_sample_entries_without_end_are_not_read() {
        let hostile = |file: &[u8]| Movie::parse(file).hostile;
        for (top, moov) in [("moov", ""), ("meta", ""), ("sidx", ""), ("", "udta"), ("", "mvex")] {
            let of = |name: &str, count| match name.as_bytes().try_into() {
                Ok(name) => boxed(&name, &[]).repeat(count),
                Err(_) => Vec::new(),
            };
            let film = |count| [boxed(b"moov", &of(moov, count)), of(top, count)].concat();
            assert!(!hostile(&film(60_000)), "{top}{moov}");
            assert!(hostile(&film(70_000)), "{top}{moov}");
        }
        for (list, entry) in [(b"mvex", b"trex"), (b"trak", b"edts")] {
            let film = |count| boxed(b"moov", &boxed(list, &boxed(entry, &[]).repeat(count)));
            assert!(!hostile(&film(60_000)), "{entry:?}");
            assert!(hostile(&film(70_000)), "{entry:?}");
        }
        let track = |handler: &[u8; 4], len| {
            let handler = boxed(b"hdlr", &[&[0; 8][..], handler].concat());
            let entries = boxed(b"minf", &boxed(b"stbl", &boxed(b"stsd", &vec![0; len])));
            boxed(b"moov", &boxed(b"trak", &boxed(b"mdia", &[handler, entries].concat())))
        };
        assert!(!hostile(&track(b"soun", 1 << 16)));
        assert!(hostile(&track(b"soun", (1 << 16) + 1)));
        assert!(!hostile(&track(b"vide", 1 << 20)));
    }

    pub(super) fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes()[..], name, content].concat()
    }

    #[test]
    fn what_lies_behind_a_whole_film_cuts_nothing() {
        let film = [boxed(b"moov", &[]), boxed(b"mdat", &[7; 40])].concat();
        let tag = [&film[..], b"TAGMy song"].concat();
        assert!(!Movie::parse(&tag).cut);
        assert!(!Movie::parse(&film).cut);
        assert!(Movie::parse(&film[..film.len() - 1]).cut);
    }

    #[test]
    fn descriptors_nest() {
        // ES_Descriptor > DecoderConfigDescriptor (0x40: AAC) > DecoderSpecificInfo, long lengths.
        let mut bytes = vec![3, 0x80, 0x80, 0x80, 0x22, 0, 1, 0, 4, 0x80, 0x80, 0x80, 0x14, 0x40];
        bytes.extend_from_slice(&[0; 12]);
        bytes.extend_from_slice(&[5, 0x80, 0x80, 0x80, 2, 0x12, 0x08]);
        assert_eq!(descriptor(&bytes, 4).unwrap()[0], 0x40);
        assert_eq!(descriptor(&bytes, 5), Some(&[0x12, 0x08][..]));
        for len in 0..bytes.len() - 2 {
            assert!(descriptor(&bytes[..len], 5).is_none_or(|info| info.len() < 2));
        }
    }
}
