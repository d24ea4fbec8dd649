//! What else is in a film changes nothing about its sound: other tracks, their tables, the order of their entries.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::sync::Arc;

use stemforge::ingest::{Limits, decode};

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clicks/files");
    std::fs::read(folder.join(name)).unwrap()
}

/// The sound of a film, and what was remarked on.
fn heard(film: &[u8]) -> (Vec<Vec<f32>>, Vec<String>) {
    let audio = decode(Arc::from(film), None, &Limits::default()).unwrap();
    (audio.channels, audio.source.notes)
}

fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], name, content].concat()
}

/// Boxes with another content for the one that `path` leads to: names, and which of that name, from 0.
fn with(boxes: &[u8], path: &[(&[u8; 4], usize)], content: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let [(wanted, nth), inner @ ..] = path else {
        return content(boxes);
    };
    let mut nth = *nth;
    let (mut out, mut rest, mut found) = (Vec::new(), boxes, false);
    while !rest.is_empty() {
        let size = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        let (this, after) = rest.split_at(size);
        rest = after;
        if &this[4..8] == *wanted && nth == 0 && !found {
            found = true;
            out.extend(boxed(wanted, &with(&this[8..], inner, content)));
        } else {
            nth -= usize::from(&this[4..8] == *wanted && !found);
            out.extend_from_slice(this);
        }
    }
    assert!(found, "no {}", String::from_utf8_lossy(*wanted));
    out
}

/// The first box of that name, whole.
fn first<'a>(mut boxes: &'a [u8], name: &[u8; 4]) -> &'a [u8] {
    loop {
        let size = u32::from_be_bytes(boxes[..4].try_into().unwrap()) as usize;
        let (this, after) = boxes.split_at(size);
        if &this[4..8] == name {
            return this;
        }
        boxes = after;
    }
}

/// A full box's content with a number at a place.
fn numbered(content: &[u8], at: usize, number: u32) -> Vec<u8> {
    [&content[..at], &number.to_be_bytes(), &content[at + 4..]].concat()
}

#[test]
fn a_broken_sample_of_the_picture_costs_no_sound() {
    let film = file("mp4_video.mp4");
    let sizes = [
        (b"moov", 0),
        (b"trak", 0),
        (b"mdia", 0),
        (b"minf", 0),
        (b"stbl", 0),
        (b"stsz", 0),
    ];
    let forged = with(&film, &sizes, &|stsz| numbered(stsz, 16, 0x7fff_ffff));
    assert!(heard(&forged) == heard(&film));
}

#[test]
fn a_film_ends_at_a_broken_fragment_and_says_so() {
    let film = file("frag_aac.mp4");
    let starts: Vec<usize> = film
        .windows(4)
        .enumerate()
        .filter(|(_, name)| name == b"moof")
        .map(|(at, _)| at - 4)
        .collect();
    let [first, second] = starts[..] else {
        panic!("{starts:?}")
    };
    let name = second + film[second..].windows(4).position(|name| name == b"tfhd").unwrap();
    // A good one, a broken one, a good one.
    let broken = [&film[..name], b"free", &film[name + 4..], &film[first..second]].concat();
    let audio = decode(Arc::from(broken), None, &Limits::default()).unwrap();
    assert_eq!(audio.channels[0].len(), heard(&film[..second]).0[0].len());
    assert!(audio.source.truncated);
}

#[test]
fn what_lies_behind_a_film_costs_nothing() {
    // Its index is behind its sound, as phones write it.
    let film = file("mp4_video.mp4");
    let tag = [&b"TAGMy song"[..], &[0x20; 118]].concat();
    let behind: [&[u8]; 5] = [&tag, &[0; 64], b"\0\0\0\x01free", b"a line\n", b"\0\0\0\0mdat\xff"];
    for junk in behind {
        let audio = decode(Arc::from([&film, junk].concat()), None, &Limits::default()).unwrap();
        assert_eq!(audio.channels, heard(&film).0, "{junk:?}");
        assert!(!audio.source.truncated, "{junk:?}");
    }
}

#[test]
fn the_index_of_the_picture_is_not_read() {
    let film = file("mp4_video.mp4");
    let tables = [(b"moov", 0), (b"trak", 0), (b"mdia", 0), (b"minf", 0), (b"stbl", 0)];
    // Two kinds of picture in one track, which is allowed, and sizes that are not there.
    let two = with(&film, &[&tables[..], &[(b"stsd", 0)]].concat(), &|stsd| {
        [&[0, 0, 0, 0, 0, 0, 0, 2], &stsd[8..], &stsd[8..]].concat()
    });
    let short = with(&film, &[&tables[..], &[(b"stsz", 0)]].concat(), &|stsz| {
        numbered(stsz, 8, 1000)
    });
    // A handler that nobody knows, and one more that speaks of the data.
    let unknown = with(
        &film,
        &[(b"moov", 0), (b"trak", 1), (b"mdia", 0), (b"hdlr", 0)],
        &|hdlr| numbered(hdlr, 8, 0),
    );
    let data = with(&film, &[(b"moov", 0), (b"trak", 1), (b"mdia", 0)], &|mdia| {
        let of_data = with(mdia, &[(b"hdlr", 0)], &|hdlr| {
            [&hdlr[..8], b"alis", &hdlr[12..]].concat()
        });
        [mdia, first(&of_data, b"hdlr")].concat()
    });
    assert!(heard(&unknown).0 == heard(&film).0);
    assert!(heard(&data).0 == heard(&film).0);
    for forged in [two, short] {
        assert!(heard(&forged) == heard(&film));
    }
    // A clock beside the sound of a film in fragments, which no fragment speaks of.
    let film = file("frag_aac.mp4");
    let with_clock = with(&film, &[(b"moov", 0)], &|moov| {
        let clock = with(moov, &[(b"trak", 0), (b"mdia", 0), (b"hdlr", 0)], &|hdlr| {
            [&hdlr[..8], b"tmcd", &hdlr[12..]].concat()
        });
        let clock = with(&clock, &[(b"trak", 0), (b"tkhd", 0)], &|tkhd| numbered(tkhd, 12, 9));
        [first(&clock, b"trak"), moov].concat()
    });
    assert!(heard(&with_clock) == heard(&film));
}

#[test]
fn two_tracks_of_one_number_are_told_apart() {
    let film = file("mp4_video.mp4");
    let forged = with(&film, &[(b"moov", 0), (b"trak", 0), (b"tkhd", 0)], &|tkhd| {
        numbered(tkhd, 12, 2)
    });
    let (sound, _) = heard(&film);
    assert!(heard(&forged).0 == sound);
    // With an edit list of the picture's that leaves half of it.
    let halved = with(
        &forged,
        &[(b"moov", 0), (b"trak", 0), (b"edts", 0), (b"elst", 0)],
        &|elst| numbered(elst, 8, 50),
    );
    assert_ne!(halved, forged);
    assert!(heard(&halved).0 == sound);
}

#[test]
fn tags_and_segments_are_not_asked_for() {
    let film = file("mp4_video.mp4");
    let absurd = [boxed(b"sidx", &[0xff; 32]), boxed(b"meta", &[0xff; 9])].concat();
    let head = first(&film, b"ftyp").len();
    let [before, after] = [&film[..head], &film[head..]];
    let moved = with(&[before, &absurd, after].concat(), &[(b"moov", 0)], &|moov| {
        let user_data = boxed(b"udta", &boxed(b"meta", &[0xff; 9]));
        let moov = with(moov, &[(b"trak", 1)], &|trak| {
            [&boxed(b"edts", &boxed(b"elst", &[9; 8])), trak].concat()
        });
        let moov = [user_data, moov].concat();
        [0, 1].iter().fold(moov, |moov, &track| {
            let path = [(b"trak", track), (b"mdia", 0), (b"minf", 0), (b"stbl", 0), (b"stco", 0)];
            with(&moov, &path, &|stco| {
                let shifted = |place: &[u8]| u32::from_be_bytes(place.try_into().unwrap()) + absurd.len() as u32;
                let places = stco[8..].chunks(4).flat_map(|place| shifted(place).to_be_bytes());
                stco[..8].iter().copied().chain(places).collect()
            })
        })
    });
    assert!(heard(&moved) == heard(&film));
}

#[test]
fn fragments_go_by_the_number_of_the_track_and_not_by_its_place() {
    let film = file("frag_aac.mp4");
    let with_another = with(&film, &[(b"moov", 0)], &|moov| {
        // Nothing of it is in any fragment.
        let silent = with(moov, &[(b"trak", 0), (b"tkhd", 0)], &|tkhd| numbered(tkhd, 12, 9));
        [moov, first(&silent, b"trak")].concat()
    });
    let reversed = with(&with_another, &[(b"moov", 0), (b"mvex", 0)], &|mvex| {
        let silent = with(mvex, &[(b"trex", 0)], &|trex| numbered(trex, 4, 9));
        [first(&silent, b"trex"), mvex].concat()
    });
    let (sound, _) = heard(&reversed);
    assert_eq!(sound, heard(&film).0);
}
