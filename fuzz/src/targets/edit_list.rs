//! The edit list of an MP4, and iTunes' gapless figures: what is cut off a recording at either end.
//!
//! The file around them is made here and is sound, so that every input reaches what is to be tested: 256 samples of
//! PCM in one chunk. Input: movie timescale (4 bytes), media timescale (4), sample rate (2), length of the `edts`
//! box's content (2), that content, and then the content of `udta`. Big-endian; what is missing is zero.

use super::decode;

const FRAMES: u32 = 256;
const TRACK_ID: u32 = 1;
/// Samples as `sowt` has them.
const BYTES_A_FRAME: u32 = 2;

/// Decodes the file with that edit list.
pub fn run(bytes: &[u8]) {
    let Some(audio) = decode::decoded(&file(bytes)) else {
        return;
    };
    let Some(samples) = audio.channels.first() else { return };
    let source = &audio.source;
    let all = source.trimmed_start_samples + samples.len() as u64 + source.trimmed_end_samples;
    assert_eq!(all, u64::from(FRAMES), "samples lost or invented: {source:?}");
    // Sample `i` of the file is `i`: what is left is the middle, in its place.
    for (sample, at) in samples.iter().zip(source.trimmed_start_samples..) {
        assert_eq!(*sample, at as f32 / 32_768.0, "cut at another place than it says");
    }
}

/// The MP4 around an input.
pub fn file(input: &[u8]) -> Vec<u8> {
    let byte = |at: usize| input.get(at).copied().unwrap_or(0);
    let u16_at = |at| u16::from_be_bytes([byte(at), byte(at + 1)]);
    let u32_at = |at| u32::from_be_bytes([byte(at), byte(at + 1), byte(at + 2), byte(at + 3)]);
    let (movie_timescale, media_timescale, rate_hz) = (u32_at(0), u32_at(4), u16_at(8));
    let rest = input.get(12..).unwrap_or_default();
    let (edts, udta) = rest.split_at(usize::from(u16_at(10)).min(rest.len()));

    let ftyp = make_box(b"ftyp", &[b"M4A \0\0\0\0M4A "]);
    let samples: Vec<u8> = (0..FRAMES as i16).flat_map(i16::to_le_bytes).collect();
    let mdat = make_box(b"mdat", &[&samples]);
    let first_sample = ftyp.len() as u32 + 8;
    let matrix = [0_u8; 36];
    let mvhd = [
        &[0; 12][..],
        &be(movie_timescale),
        &be(FRAMES),
        &[0; 8],
        &[0; 8],
        &matrix,
        &[0; 24],
        &be(2),
    ];
    let tkhd = [
        &[0, 0, 0, 7][..],
        &[0; 8],
        &be(TRACK_ID),
        &[0; 4],
        &be(FRAMES),
        &[0; 16],
        &matrix,
        &[0; 8],
    ];
    let mdhd = [&[0; 12][..], &be(media_timescale), &be(FRAMES), &[0x55, 0xc4, 0, 0]];
    let hdlr = [&[0; 8][..], b"soun", &[0; 12], b"\0"];
    let entry = [
        &[0, 0, 0, 0, 0, 0, 0, 1][..], // which data reference
        &[0; 8],
        &[0, 1, 0, 16, 0, 0, 0, 0], // channels, bits
        &rate_hz.to_be_bytes(),
        &[0, 0],
    ];
    let stbl = [
        make_box(b"stsd", &[&[0; 4], &be(1), &make_box(b"sowt", &entry)]),
        make_box(b"stts", &[&[0; 4], &be(1), &be(FRAMES), &be(1)]),
        make_box(b"stsc", &[&[0; 4], &be(1), &be(1), &be(FRAMES), &be(1)]),
        make_box(b"stsz", &[&[0; 4], &be(BYTES_A_FRAME), &be(FRAMES)]),
        make_box(b"stco", &[&[0; 4], &be(1), &be(first_sample)]),
    ];
    let minf = [make_box(b"smhd", &[&[0; 8]]), make_box(b"stbl", &[&stbl.concat()])];
    let mdia = [
        make_box(b"mdhd", &mdhd),
        make_box(b"hdlr", &hdlr),
        make_box(b"minf", &[&minf.concat()]),
    ];
    let trak = [
        make_box(b"tkhd", &tkhd),
        make_box(b"edts", &[edts]),
        make_box(b"mdia", &[&mdia.concat()]),
    ];
    let moov = [
        make_box(b"mvhd", &mvhd),
        make_box(b"trak", &[&trak.concat()]),
        make_box(b"udta", &[udta]),
    ];
    [ftyp, mdat, make_box(b"moov", &[&moov.concat()])].concat()
}

fn be(value: u32) -> [u8; 4] {
    value.to_be_bytes()
}

fn make_box(name: &[u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let size = content.len() as u32 + 8;
    [&be(size)[..], name, &content].concat()
}
