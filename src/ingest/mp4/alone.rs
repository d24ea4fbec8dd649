//! An MP4 as Symphonia is to see it: all boxes of the file with a size, one index without tags, in it the track that is to be
//! heard, alone.
//!
//! Symphonia looks at every track for each packet of any, steps into boxes that claim no size, and goes by the last index of
//! several. Hidden tracks and indices are renamed to `free`, which is skipped; nothing moves, so that all places in the file
//! stay what its tables say.

use std::collections::BTreeSet;
use std::ops::Range;

use super::boxes::{Placed, placed};
use crate::ingest::bytes::{array, be_u32, be_u64};
use crate::ingest::splice::Patch;

/// Sizes beyond this many bytes are no sizes. Sums with smaller ones cannot overflow.
const MAX_BOX_BYTES: u64 = 1 << 40;

/// The boxes of the whole file, cut to it. One that has no size, or none that can be, reaches to the end of the file, unless it
/// is nothing but zeros between two boxes.
pub(super) fn top(file: &[u8]) -> impl Iterator<Item = Placed> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (header, size) = header(file, at)?;
        let name = array(file, at + 4)?;
        let rest = (file.len() - at) as u64;
        let len = match size {
            None if file[at..at + 8] == [0; 8] => zeros(&file[at..]),
            None => file.len() - at,
            Some(size) => size.min(rest) as usize,
        };
        let end = at + len;
        let found = Placed {
            at,
            name,
            content: (at + header).min(end)..end,
        };
        at = end;
        Some(found)
    })
}

/// How long zeros last, in whole headers; the last few may be those of a size.
fn zeros(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == 0).count() & !7
}

/// Length of a header and the size that it states, if that can be one; `None` where the file holds no header.
fn header(file: &[u8], at: usize) -> Option<(usize, Option<u64>)> {
    file.get(at..at.checked_add(8)?)?;
    Some(match be_u32(file, at)? {
        1 => match be_u64(file, at + 8) {
            Some(size) => (16, Some(size).filter(|size| (16..=MAX_BOX_BYTES).contains(size))),
            None => (8, None),
        },
        size => (8, Some(u64::from(size)).filter(|size| *size >= 8)),
    })
}

/// Whether a box at the top level claims more than the file holds.
pub(super) fn is_cut(file: &[u8], found: &Placed) -> bool {
    let stated = header(file, found.at).and_then(|(_, size)| size);
    stated.is_some_and(|size| size > (found.content.end - found.at) as u64)
}

/// Gives every box at the top level a size that the file holds, and shows of the index only the tracks at those places.
///
/// Hidden are every index but the first, as [`Movie`](super::Movie) reads it, all lists of fragmented tracks but the last, as
/// Symphonia does, and what nobody here asks Symphonia for: tags, which take twelve times their size in memory, edit lists and
/// the index of segments, mistakes in which would cost the film.
pub(in crate::ingest) fn showing(file: &[u8], tracks: &[usize]) -> Vec<Patch> {
    let mut patches = Vec::new();
    let mut has_moov = false;
    for found in top(file) {
        if let Some((header, size)) = header(file, found.at) {
            let held = found.content.end - found.at;
            if size != Some(held as u64) {
                patches.extend(with_size(found.at, header, held));
            }
        }
        match &found.name {
            b"meta" | b"sidx" => patches.push(hidden(&found)),
            b"moov" if has_moov => patches.push(hidden(&found)),
            b"moov" => {
                has_moov = true;
                hide_in_index(file, found.content, tracks, &mut patches);
            }
            _ => {}
        }
    }
    patches.sort_unstable_by_key(|patch| patch.0);
    patches
}

fn hide_in_index(file: &[u8], moov: Range<usize>, shown: &[usize], patches: &mut Vec<Patch>) {
    let tracks: Vec<Placed> = named(file, moov.clone(), b"trak").collect();
    for (place, track) in tracks.iter().enumerate() {
        if shown.contains(&place) {
            patches.extend(named(file, track.content.clone(), b"edts").map(|edits| hidden(&edits)));
        } else {
            patches.push(hidden(track));
        }
    }
    let list = named(file, moov.clone(), b"mvex").last();
    let is_unasked = |inner: &Placed| match &inner.name {
        b"udta" => true,
        b"mvex" => Some(inner) != list.as_ref(),
        _ => false,
    };
    patches.extend(
        placed(file, moov.clone())
            .filter(is_unasked)
            .map(|inner| hidden(&inner)),
    );
    let entries = entries_for_fragments(file, moov);
    let kept: BTreeSet<usize> = shown
        .iter()
        .map(|&track| entry_of(file, &tracks, &entries, track))
        .collect();
    // Where two tracks share one, another stands in: Symphonia wants as many as there are tracks.
    let stand_ins = shown.len() - kept.len();
    let others = entries.iter().enumerate().filter(|(place, _)| !kept.contains(place));
    patches.extend(others.skip(stand_ins).map(|(_, entry)| hidden(entry)));
}

/// Number that fragments give to the track at that place.
pub(super) fn number_in_fragments(file: &[u8], moov: Range<usize>, track: usize) -> Option<u32> {
    let tracks: Vec<Placed> = named(file, moov.clone(), b"trak").collect();
    let entries = entries_for_fragments(file, moov);
    let entry = entries.get(entry_of(file, &tracks, &entries, track))?;
    be_u32(&file[entry.content.clone()], 4)
}

/// Which `trex` is that of the track: the first of its number, else the one at its place.
fn entry_of(file: &[u8], tracks: &[Placed], entries: &[Placed], track: usize) -> usize {
    let number = tracks.get(track).and_then(|trak| {
        let header = named(file, trak.content.clone(), b"tkhd").last()?;
        super::track_number(&file[header.content])
    });
    let has_number = |entry: &Placed| number.is_some() && be_u32(&file[entry.content.clone()], 4) == number;
    entries.iter().position(has_number).unwrap_or(track)
}

fn entries_for_fragments(file: &[u8], moov: Range<usize>) -> Vec<Placed> {
    match named(file, moov, b"mvex").last() {
        Some(list) => named(file, list.content, b"trex").collect(),
        None => Vec::new(),
    }
}

/// The children of that name.
pub(super) fn named<'a>(file: &'a [u8], parent: Range<usize>, name: &'a [u8; 4]) -> impl Iterator<Item = Placed> {
    placed(file, parent).filter(move |found| &found.name == name)
}

fn hidden(found: &Placed) -> Patch {
    (found.at + 4, *b"free")
}

/// A header with a size. Where 32 bits do not hold it the box stays without.
fn with_size(at: usize, header: usize, len: usize) -> Vec<Patch> {
    let [high, low] = [(len as u64 >> 32) as u32, len as u32].map(u32::to_be_bytes);
    match (header, u32::try_from(len)) {
        (16, _) => vec![(at + 8, high), (at + 12, low)],
        (_, Ok(len)) => vec![(at, len.to_be_bytes())],
        (_, Err(_)) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::boxed;
    use super::*;

    fn patched(file: &[u8], patches: Vec<Patch>) -> Vec<u8> {
        let mut out = file.to_vec();
        for (at, bytes) in patches {
            out[at..at + 4].copy_from_slice(&bytes);
        }
        out
    }

    fn names(file: &[u8], stretch: Range<usize>) -> Vec<String> {
        let name = |found: Placed| String::from_utf8_lossy(&found.name).into_owned();
        placed(file, stretch).map(name).collect()
    }

    #[test]
    fn a_whole_film_is_left_as_it_is() {
        let film = [
            boxed(b"ftyp", b"isom"),
            boxed(b"moov", &boxed(b"trak", &[])),
            boxed(b"mdat", &[7; 9]),
        ]
        .concat();
        assert_eq!(showing(&film, &[0]), []);
    }

    #[test]
    fn boxes_without_a_size_reach_to_the_end() {
        let inner = boxed(b"moof", &[7; 9]);
        let len = inner.len() as u8;
        for (header, end) in [
            (&b"\0\0\0\0mdat"[..], &[0, 0, 0, len + 8][..]),
            (b"\0\0\0\x07mdat", &[0, 0, 0, len + 8]),
            (b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x0f", &[0, 0, 0, 0, 0, 0, 0, len + 16]),
            (
                b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff",
                &[0, 0, 0, 0, 0, 0, 0, len + 16],
            ),
        ] {
            let film = [&boxed(b"free", &[])[..], header, &inner].concat();
            assert_eq!(top(&film).count(), 2, "{header:?}");
            let seen = patched(&film, showing(&film, &[]));
            assert_eq!(names(&seen, 0..seen.len()), ["free", "mdat"], "{header:?}");
            let size = if header.len() == 16 { 16..24 } else { 8..12 };
            assert_eq!(&seen[size], end, "{header:?}");
        }
        // A name of zeros makes no padding of a header that is not all zeros.
        let nameless = [b"\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x0f", &inner[..]].concat();
        assert_eq!(top(&nameless).count(), 1);
        // So do those that the file was cut in, and what looks like a header at its end and is none.
        assert_eq!(showing(b"\0\0\x10\0mdatabc", &[]), [(0, [0, 0, 0, 11])]);
        assert_eq!(showing(b"\0\0\0\x01mdatabc", &[]), [(0, [0, 0, 0, 11])]);
    }

    #[test]
    fn zeros_between_boxes_are_a_box() {
        for len in [8, 16, 1024] {
            let film = [boxed(b"moov", &[]), vec![0; len], boxed(b"mdat", &[7; 9])].concat();
            let seen = patched(&film, showing(&film, &[]));
            assert_eq!(names(&seen, 0..seen.len()), ["moov", "\0\0\0\0", "mdat"], "{len}");
        }
    }

    #[test]
    fn one_index_and_one_track_are_seen() {
        let track = |number: u8| {
            boxed(
                b"trak",
                &boxed(b"tkhd", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number]),
            )
        };
        let entry = |number: u8| boxed(b"trex", &[0, 0, 0, 0, 0, 0, 0, number]);
        let list = boxed(b"mvex", &[entry(2), entry(1), entry(2)].concat());
        let index = [boxed(b"mvex", &entry(1)), track(1), track(2), list, track(2)].concat();
        let film = [boxed(b"moov", &index), boxed(b"moov", &track(3))].concat();
        let moov = 8..8 + index.len();
        let list = |seen: &[u8]| named(seen, moov.clone(), b"mvex").next().unwrap().content;

        let seen = patched(&film, showing(&film, &[0, 1, 2]));
        assert_eq!(names(&seen, 0..seen.len()), ["moov", "free"]);
        assert_eq!(names(&seen, moov.clone()), ["free", "trak", "trak", "mvex", "trak"]);
        assert_eq!(names(&seen, list(&seen)), ["trex", "trex", "trex"]);

        // By number, and of two the first.
        for (track, tracks, entries) in [
            (0, ["free", "trak", "free", "mvex", "free"], ["free", "trex", "free"]),
            (1, ["free", "free", "trak", "mvex", "free"], ["trex", "free", "free"]),
            (2, ["free", "free", "free", "mvex", "trak"], ["trex", "free", "free"]),
        ] {
            let seen = patched(&film, showing(&film, &[track]));
            assert_eq!(names(&seen, moov.clone()), tracks, "{track}");
            assert_eq!(names(&seen, list(&seen)), entries, "{track}");
            let number = number_in_fragments(&film, moov.clone(), track);
            assert_eq!(number, Some(if track == 0 { 1 } else { 2 }), "{track}");
        }
        assert_eq!(number_in_fragments(&film, moov, 9), None);
    }

    #[test]
    fn no_bytes_are_a_film_without_boxes() {
        for len in 0..8 {
            let film = &b"\0\0\0\x01mdat"[..len];
            assert_eq!(top(film).count(), 0, "{len}");
            assert_eq!(showing(film, &[0]), [], "{len}");
        }
    }
}
