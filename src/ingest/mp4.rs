//! What an MP4, QuickTime or 3GP file says about its tracks: a walk over the boxes of `moov`.
//!
//! Symphonia demuxes the packets but keeps the edit list to itself, and does not name the codecs it
//! lacks. Only borrowed slices are made here, every box is cut to its parent, and the walk goes
//! forward only: hostile sizes cost nothing. Layout: ISO/IEC 14496-12; sample entries: 14496-14 and
//! the QuickTime File Format.

use super::aac::AacConfig;
use super::bytes::{array, be_u16, be_u32, be_u64, find};
use super::edit_list::{self, Edit};

/// Entries in all time tables together. Symphonia searches them from the start for every packet, so
/// that a forged table of millions would take hours.
const MAX_TIME_ENTRIES: u64 = 65_536;
/// More tracks than any film has. Symphonia looks at every one of them for each packet.
const MAX_TRACKS: usize = 256;

/// Samples in one time table: two years of AAC. Symphonia adds such counts in 32 bits.
const MAX_SAMPLES: u64 = 1 << 31;

/// A movie, as far as trimming and naming need it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Movie {
    /// Ticks a second of edit durations.
    pub(super) timescale: u32,
    /// One entry a `trak`.
    pub(super) tracks: Vec<MovieTrack>,
    /// The samples lie in fragments, and the tables of `moov` say nothing of their number.
    pub(super) fragmented: bool,
    /// Bytes by which a box at the top level reaches beyond the file.
    pub(super) missing: u64,
    /// `moov` was found.
    pub(super) has_moov: bool,
    /// iTunes gapless figures, as written.
    pub(super) itunes_smpb: Option<String>,
    /// Time tables too long, or tracks too many, to be read in reasonable time.
    pub(super) hostile: bool,
}

/// One track.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct MovieTrack {
    /// Number that packets carry.
    pub(super) id: u32,
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
    /// Four-letter code of the sample entry.
    pub(super) entry: [u8; 4],
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

impl Movie {
    /// Reads the boxes of a whole file.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut movie = Self::default();
        let mut time_entries = 0_u64;
        let mut top = Boxes::new(bytes);
        for (name, content) in top.by_ref() {
            match &name {
                b"moov" if !movie.has_moov => {
                    movie.has_moov = true;
                    time_entries = time_entries.saturating_add(movie.read_moov(content));
                }
                b"udta" | b"meta" => keep_first(&mut movie.itunes_smpb, content),
                b"moof" => {
                    movie.fragmented = true;
                    time_entries = time_entries.max(longest_run(content));
                }
                _ => {}
            }
        }
        movie.missing = top.missing;
        movie.hostile |= time_entries > MAX_TIME_ENTRIES;
        movie
    }

    /// The track of that number.
    pub(super) fn track(&self, id: u32) -> Option<&MovieTrack> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// Gives back the number of time table entries.
    fn read_moov(&mut self, moov: &[u8]) -> u64 {
        let mut time_entries = 0_u64;
        for (name, content) in Boxes::new(moov) {
            match &name {
                b"mvhd" => self.timescale = full_box_u32(content, 12, 20).unwrap_or(0),
                b"mvex" => self.fragmented = true,
                b"trak" if self.tracks.len() == MAX_TRACKS => self.hostile = true,
                b"trak" => {
                    let (track, entries) = read_trak(content);
                    time_entries = time_entries.saturating_add(entries);
                    self.tracks.push(track);
                }
                b"udta" | b"meta" => keep_first(&mut self.itunes_smpb, content),
                _ => {}
            }
        }
        time_entries
    }
}

/// Editors append user data of their own before or after that of the recorder.
fn keep_first(itunes_smpb: &mut Option<String>, user_data: &[u8]) {
    if itunes_smpb.is_none() {
        *itunes_smpb = edit_list::find_itunes_smpb(user_data);
    }
}

fn read_trak(trak: &[u8]) -> (MovieTrack, u64) {
    let mut track = MovieTrack::default();
    let mut time_entries = 0_u64;
    for (name, content) in Boxes::new(trak) {
        match &name {
            b"tkhd" => {
                track.id = full_box_u32(content, 12, 20).unwrap_or(0);
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
                        b"hdlr" => track.is_audio = content.get(8..12) == Some(b"soun"),
                        b"minf" => {
                            if let Some(stbl) = child(content, b"stbl") {
                                time_entries = time_entries.saturating_add(read_stbl(&mut track, stbl));
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    (track, time_entries)
}

fn read_stbl(track: &mut MovieTrack, stbl: &[u8]) -> u64 {
    let mut time_entries = 0_u64;
    let mut samples = 0_u64;
    for (name, content) in Boxes::new(stbl) {
        match &name {
            b"stts" => {
                let entries = content.get(8..).unwrap_or_default().chunks_exact(8);
                time_entries = time_entries.saturating_add(entries.len() as u64);
                for entry in entries {
                    let count = u64::from(be_u32(entry, 0).unwrap_or(0));
                    let ticks = u64::from(be_u32(entry, 4).unwrap_or(0));
                    samples = samples.saturating_add(count);
                    track.duration = track.duration.saturating_add(count * ticks);
                }
                if samples > MAX_SAMPLES {
                    time_entries = u64::MAX;
                }
            }
            b"stsd" => {
                if let Some((name, entry)) = content.get(8..).and_then(|entries| Boxes::new(entries).next()) {
                    read_sample_entry(track, name, entry);
                }
            }
            _ => {}
        }
    }
    time_entries
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

/// Samples in the longest run of a fragment.
fn longest_run(moof: &[u8]) -> u64 {
    Boxes::new(moof)
        .filter(|(name, _)| name == b"traf")
        .flat_map(|(_, traf)| Boxes::new(traf))
        .filter(|(name, _)| name == b"trun")
        .map(|(_, trun)| u64::from(be_u32(trun, 4).unwrap_or(0)))
        .sum()
}

/// Content of the first child of that name.
pub(super) fn child<'a>(content: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    Boxes::new(content)
        .find(|(name, _)| name == wanted)
        .map(|(_, content)| content)
}

/// Boxes that follow each other: names and contents, each content cut to its parent.
pub(super) struct Boxes<'a> {
    rest: &'a [u8],
    /// Bytes that a box claimed beyond what its parent holds.
    missing: u64,
}

impl<'a> Boxes<'a> {
    /// The boxes of a parent's content, or of a file.
    pub(super) fn new(content: &'a [u8]) -> Self {
        Self {
            rest: content,
            missing: 0,
        }
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let name = array::<4>(self.rest, 4)?;
        let (header, size) = match be_u32(self.rest, 0)? {
            0 => (8, self.rest.len() as u64),
            1 => (16, be_u64(self.rest, 8)?),
            size => (8, u64::from(size)),
        };
        if size < header {
            self.rest = &[];
            return None;
        }
        let available = self.rest.len() as u64;
        self.missing = self.missing.max(size.saturating_sub(available));
        let end = size.min(available) as usize;
        let content = self.rest.get(header as usize..end).unwrap_or_default();
        self.rest = &self.rest[end..];
        Some((name, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_cut_to_their_parent() {
        let bytes = [&[0, 0, 0, 12][..], b"free", &[1, 2, 3, 4], &[0, 0, 1, 0], b"mdat", &[9]].concat();
        let mut boxes = Boxes::new(&bytes);
        assert_eq!(boxes.next(), Some((*b"free", &[1, 2, 3, 4][..])));
        assert_eq!(boxes.missing, 0);
        assert_eq!(boxes.next(), Some((*b"mdat", &[9][..])));
        assert_eq!(boxes.missing, 247);
        assert_eq!(boxes.next(), None);
    }

    #[test]
    fn a_size_smaller_than_its_header_ends_the_walk() {
        assert_eq!(Boxes::new(&[0, 0, 0, 3, b'f', b'r', b'e', b'e', 0, 0, 0, 8]).count(), 0);
    }

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
