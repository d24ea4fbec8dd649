//! What an MP4, QuickTime or 3GP file says about its tracks: a walk over the boxes of `moov`.
//!
//! Symphonia demuxes the packets but keeps the edit list to itself, and does not name the codecs it
//! lacks. Only borrowed slices are made here, every box is cut to its parent, and the walk goes
//! forward only: hostile sizes cost nothing. Layout: ISO/IEC 14496-12; sample entries: 14496-14 and
//! the QuickTime File Format.

use std::mem;

use super::aac::AacConfig;
use super::bytes::{array, be_u16, be_u32, be_u64, find};
use super::edit_list::{self, Edit};

/// Steps through time tables: Symphonia searches a track's table from its start for each of its packets, and a run of a
/// fragment likewise, so that a forged table of millions would take hours. Five seconds: ten minutes of film at 120 frames a
/// second, each with a duration of its own.
const MAX_STEPS: u64 = 6_000_000_000;
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
    /// It is one that holds sound or says where it lies; behind a whole film there may be anything.
    pub(super) cut: bool,
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

impl Movie {
    /// Reads the boxes of a whole file.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut movie = Self::default();
        let mut steps = 0_u64;
        let mut top = Boxes::new(bytes);
        while let Some((name, content)) = top.next() {
            if top.missing > 0 {
                movie.missing = top.missing;
                movie.cut = matches!(&name, b"moov" | b"moof" | b"mdat");
            }
            match &name {
                b"moov" if !movie.has_moov => {
                    movie.has_moov = true;
                    steps = steps.saturating_add(movie.read_moov(content));
                }
                b"udta" | b"meta" => keep_first(&mut movie.itunes_smpb, content),
                b"moof" => movie.fragmented = true,
                _ => {}
            }
        }
        movie.hostile |= steps.saturating_add(steps_elsewhere(bytes)) > MAX_STEPS;
        movie
    }

    /// The track of that number.
    pub(super) fn track(&self, id: u32) -> Option<&MovieTrack> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// Gives back the steps through its time tables.
    fn read_moov(&mut self, moov: &[u8]) -> u64 {
        let mut steps = 0_u64;
        for (name, content) in Boxes::new(moov) {
            match &name {
                b"mvhd" => self.timescale = full_box_u32(content, 12, 20).unwrap_or(0),
                b"mvex" => self.fragmented = true,
                b"trak" if self.tracks.len() == MAX_TRACKS => self.hostile = true,
                b"trak" => {
                    let (track, of_track) = read_trak(content);
                    steps = steps.saturating_add(of_track);
                    self.tracks.push(track);
                }
                b"udta" | b"meta" => keep_first(&mut self.itunes_smpb, content),
                _ => {}
            }
        }
        steps
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
    let mut steps = 0_u64;
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
                        // Symphonia keeps the last table of several.
                        b"minf" => {
                            for (_, stbl) in Boxes::new(content).filter(|(name, _)| name == b"stbl") {
                                steps = steps.saturating_add(read_stbl(&mut track, stbl));
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    (track, steps)
}

fn read_stbl(track: &mut MovieTrack, stbl: &[u8]) -> u64 {
    let mut steps = 0_u64;
    let mut samples = 0_u64;
    for (name, content) in Boxes::new(stbl) {
        match &name {
            b"stts" => {
                let entries = content.get(8..).unwrap_or_default().chunks_exact(8);
                let count = entries.len() as u64;
                for entry in entries {
                    let count = u64::from(be_u32(entry, 0).unwrap_or(0));
                    let ticks = u64::from(be_u32(entry, 4).unwrap_or(0));
                    samples = samples.saturating_add(count);
                    track.duration = track.duration.saturating_add(count * ticks);
                }
                let of_table = if samples > MAX_SAMPLES {
                    u64::MAX
                } else {
                    count.saturating_mul(samples)
                };
                steps = steps.saturating_add(of_table);
            }
            b"stsd" => {
                if let Some((name, entry)) = content.get(8..).and_then(|entries| Boxes::new(entries).next()) {
                    read_sample_entry(track, name, entry);
                }
            }
            _ => {}
        }
    }
    steps
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

/// Steps through the tables of fragments, and of every index but the first, wherever Symphonia may come upon one: behind a
/// box without a size, or with a false one, it goes on from header to header.
///
/// An index or fragment without a size is refused for what it may hold: what Symphonia reads in one ends with the file, in
/// an error, and each would have to be read to that end.
fn steps_elsewhere(mut bytes: &[u8]) -> u64 {
    let mut steps = 0_u64;
    let mut has_moov = false;
    while let Some(size) = be_u32(bytes, 0) {
        let mut boxes = Boxes::new(bytes);
        let found = boxes.next();
        let of_box = match found {
            Some((name, _)) if size == 0 && matches!(&name, b"moov" | b"moof") => u64::MAX,
            Some((name, content)) if &name == b"moof" => steps_through_runs(content),
            Some((name, content)) if &name == b"moov" && mem::replace(&mut has_moov, true) => {
                let mut other = Movie::default();
                let steps = other.read_moov(content);
                if other.hostile { u64::MAX } else { steps }
            }
            _ => 0,
        };
        steps = steps.saturating_add(of_box);
        if steps > MAX_STEPS {
            return steps;
        }
        // A size with its highest bit set is one that Symphonia may doubt, too.
        let is_doubtful = size == 0 || size == 1 && be_u64(bytes, 8).is_some_and(|size| size >> 63 != 0);
        bytes = match found {
            Some(_) if !is_doubtful => boxes.rest,
            _ => bytes.get(if size == 1 { 16 } else { 8 }..).unwrap_or_default(),
        };
    }
    steps
}

/// Steps through the runs of a fragment: for each of its samples one through all runs, one through the samples before it in a
/// run that has figures for each, and three for being read, of which even a run without figures takes time.
fn steps_through_runs(moof: &[u8]) -> u64 {
    let mut steps = 0_u64;
    for (_, traf) in Boxes::new(moof).filter(|(name, _)| name == b"traf") {
        let (mut runs, mut samples) = (0_u64, 0_u64);
        for (_, trun) in Boxes::new(traf).filter(|(name, _)| name == b"trun") {
            let has_figures = be_u32(trun, 0).is_some_and(|flags| flags & 0xf00 != 0);
            let count = u64::from(be_u32(trun, 4).unwrap_or(0));
            runs += 1;
            samples += count;
            if has_figures {
                let count = count.min(trun.len() as u64 / 4);
                steps = steps.saturating_add(count * count);
            }
        }
        steps = steps.saturating_add(samples.saturating_mul(runs + 3));
    }
    steps
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
    /// Bytes that the last box claimed beyond what its parent holds.
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
        self.missing = size.saturating_sub(available);
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

    fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes()[..], name, content].concat()
    }

    #[test]
    fn long_tables_are_read_where_few_packets_search_them() {
        let with_table = |entries: &[(u32, u32)]| {
            let mut table = vec![0; 8];
            for (count, ticks) in entries {
                table.extend_from_slice(&count.to_be_bytes());
                table.extend_from_slice(&ticks.to_be_bytes());
            }
            let media = boxed(b"minf", &boxed(b"stbl", &boxed(b"stts", &table)));
            Movie::parse(&boxed(b"moov", &boxed(b"trak", &boxed(b"mdia", &media))))
        };
        // Ten minutes of film at 120 frames a second, no two durations alike.
        assert!(!with_table(&vec![(1, 500); 72_000]).hostile);
        // An hour of bare samples.
        assert!(!with_table(&[(172_800_000, 1)]).hostile);
        // Entries for nothing, which every packet steps over.
        assert!(with_table(&[vec![(0, 1); 65_535], vec![(39_000_000, 1)]].concat()).hostile);
    }

    fn fragment(flags: u32, samples: u32, figures: usize) -> Vec<u8> {
        let run = [&flags.to_be_bytes()[..], &samples.to_be_bytes(), &vec![0; 4 * figures]].concat();
        boxed(b"moof", &boxed(b"traf", &boxed(b"trun", &run)))
    }

    #[test]
    fn runs_are_read_where_few_samples_search_them() {
        let hostile = |fragments: &[u8]| Movie::parse(fragments).hostile;
        // An hour of bare samples, a second in each fragment; ten minutes of AAC in one.
        assert!(!hostile(&fragment(0, 48_000, 0).repeat(3_600)));
        assert!(!hostile(&fragment(0x300, 28_125, 56_250)));
        // More samples than there are in the world, and a table to be searched for each of its entries.
        assert!(hostile(&fragment(0, u32::MAX, 0)));
        assert!(hostile(&fragment(0x200, 100_000, 100_000)));
    }

    #[test]
    fn runs_are_found_where_the_boxes_have_lost_their_way() {
        let runs = fragment(0, u32::MAX, 0);
        let beyond = b"\0\0\0\x01free\xff\xff\xff\xff\xff\xff\xff\xff";
        for lost in [
            &[0; 8][..],
            beyond,
            b"\0\0\0\0mdat",
            b"\0\0\0\x07free",
            b"\0\0\0\x01free\0\0\0\0\0\0\0\x0f",
        ] {
            let movie = [&boxed(b"moov", &[])[..], lost, &runs].concat();
            assert!(Movie::parse(&movie).hostile, "{lost:?}");
        }
        // What boxes have a size for is theirs.
        assert!(!Movie::parse(&boxed(b"mdat", &runs)).hostile);
    }

    #[test]
    fn boxes_without_a_size_are_not_read_again_and_again() {
        // Each holds all that follow: the square of a megabyte would take minutes.
        for name in [b"moov", b"moof"] {
            let unsized_box = [&[0; 4][..], name, &[0; 4], b"udta"].concat();
            let movie = [boxed(b"moov", &[]), unsized_box.repeat(1 << 16)].concat();
            assert!(Movie::parse(&movie).hostile);
        }
        // An honest recorder that was cut off leaves its sound, and only that, without a size.
        let movie = [&boxed(b"moov", &[])[..], &[0; 4], b"mdat", &[0x21; 1 << 20]].concat();
        assert!(!Movie::parse(&movie).hostile);
    }

    #[test]
    fn no_index_and_no_table_is_overlooked() {
        let forged = [
            vec![0; 8],
            [[0, 0, 0, 0, 0, 0, 0, 1].repeat(65_535), vec![2, 0, 0, 0, 0, 0, 0, 1]].concat(),
        ]
        .concat();
        let track = |tables: &[u8]| boxed(b"trak", &boxed(b"mdia", &boxed(b"minf", tables)));
        let table = boxed(b"stbl", &boxed(b"stts", &forged));
        let two_tables = boxed(b"moov", &track(&[boxed(b"stbl", &[]), table.clone()].concat()));
        assert!(Movie::parse(&two_tables).hostile);
        let two_indices = [boxed(b"moov", &[]), boxed(b"moov", &track(&table))].concat();
        assert!(Movie::parse(&two_indices).hostile);
        let many_tracks = [boxed(b"moov", &[]), boxed(b"moov", &boxed(b"trak", &[]).repeat(257))].concat();
        assert!(Movie::parse(&many_tracks).hostile);
    }

    #[test]
    fn what_lies_behind_a_whole_film_cuts_nothing() {
        let film = [boxed(b"moov", &[]), boxed(b"mdat", &[7; 40])].concat();
        let tag = [&film[..], b"TAGMy song"].concat();
        assert!(!Movie::parse(&tag).cut && Movie::parse(&tag).missing > 0);
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
