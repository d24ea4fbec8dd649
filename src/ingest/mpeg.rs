//! Where bare MPEG audio (layers I–III) or ADTS AAC begins.
//!
//! Their frames carry no magic, only a sync pattern of 11 or 12 bits, which noise shows every few
//! kilobytes. A stream is believed when three frame headers stand where each one's length says the
//! next must be, and agree on version, layer and rate: by chance, once in 2^45 bytes.

use super::aac;
use super::bytes::array;
use super::sniff::Container;

/// How far into a file to look: past a cut frame, cover art or padding.
const SEARCH_BYTES: usize = 1 << 20;
/// Frame headers that must agree.
const FRAMES: usize = 3;

/// One frame header: how long its frame is and what may not change from frame to frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    container: Container,
    fixed: u32,
    rate_hz: u32,
    len: usize,
}

/// Finds a run of frames: what they are and where they start.
pub(super) fn find_stream(bytes: &[u8]) -> Option<(Container, usize)> {
    (0..bytes.len().min(SEARCH_BYTES)).find_map(|start| {
        let first = parse(bytes, start)?;
        holds(bytes, start, first).then_some((first.container, start))
    })
}

/// How far a stream goes before it becomes another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// Where the other one begins, or the file ends.
    pub(super) end: usize,
    /// What changes there.
    pub(super) change: Option<Change>,
}

/// What changes from one stream to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The sample rate.
    Rate,
    /// Version, layer, profile or channels.
    Layout,
}

/// Follows the frames from the first byte. A decoder that is set up for the first frame plays a second
/// stream at the wrong rate, or takes it for damage. As at the start, headers are believed that agree.
pub(super) fn first_run(bytes: &[u8]) -> Run {
    let whole = Run {
        end: bytes.len(),
        change: None,
    };
    let Some(first) = parse(bytes, 0) else { return whole };
    let mut position = 0;
    while position < bytes.len() {
        match parse(bytes, position) {
            Some(frame) if (frame.container, frame.fixed) == (first.container, first.fixed) => position += frame.len,
            Some(frame) if holds(bytes, position, frame) => {
                let change = if frame.rate_hz == first.rate_hz {
                    Change::Layout
                } else {
                    Change::Rate
                };
                return Run {
                    end: position,
                    change: Some(change),
                };
            }
            _ => position += 1,
        }
    }
    whole
}

fn holds(bytes: &[u8], start: usize, first: Frame) -> bool {
    let mut position = start;
    for count in 0..FRAMES {
        match parse(bytes, position) {
            Some(frame) if (frame.container, frame.fixed) == (first.container, first.fixed) => position += frame.len,
            // Two frames are enough where the file ends with them.
            _ => return count >= 2 && position >= bytes.len(),
        }
    }
    true
}

fn parse(bytes: &[u8], at: usize) -> Option<Frame> {
    if *bytes.get(at)? != 0xff {
        return None;
    }
    let header = u32::from_be_bytes(array(bytes, at)?);
    if header >> 20 == 0xfff && header >> 17 & 0b11 == 0 {
        parse_adts(bytes, at, header)
    } else {
        parse_mpeg(header)
    }
}

fn parse_adts(bytes: &[u8], at: usize, header: u32) -> Option<Frame> {
    let rate_index = header >> 10 & 0xf;
    let [len_middle, len_low] = array(bytes, at + 4)?;
    let len = (header as usize & 0b11) << 11 | usize::from(len_middle) << 3 | usize::from(len_low) >> 5;
    // Version, profile, rate and channels stay; a checksum may come and go.
    let fixed = header & 0xfffe_fdc0;
    let rate_hz = aac::rate_hz(rate_index)?;
    (len > 7).then_some(Frame {
        container: Container::Adts,
        fixed,
        rate_hz,
        len,
    })
}

/// Kilobits a second by bitrate index: MPEG-1 layers I, II, III, then MPEG-2 layer I and II/III.
const BITRATES_KBPS: [[u32; 15]; 5] = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

fn parse_mpeg(header: u32) -> Option<Frame> {
    let version = header >> 19 & 0b11;
    let layer = 4 - (header >> 17 & 0b11);
    let bitrate_index = (header >> 12 & 0xf) as usize;
    let rate_index = (header >> 10 & 0b11) as usize;
    let padding = header >> 9 & 1;
    if header >> 21 != 0x7ff || version == 1 || layer == 4 || rate_index == 3 || !(1..15).contains(&bitrate_index) {
        return None;
    }
    let is_mpeg_1 = version == 3;
    let halvings = match version {
        3 => 0,
        2 => 1,
        _ => 2,
    };
    let rate_hz = [44_100, 48_000, 32_000][rate_index] >> halvings;
    let row = match (is_mpeg_1, layer) {
        (true, layer) => layer as usize - 1,
        (false, 1) => 3,
        (false, _) => 4,
    };
    let bits_per_s = BITRATES_KBPS[row][bitrate_index] * 1000;
    let len = match layer {
        1 => (12 * bits_per_s / rate_hz + padding) * 4,
        3 if !is_mpeg_1 => 72 * bits_per_s / rate_hz + padding,
        _ => 144 * bits_per_s / rate_hz + padding,
    };
    // Version, layer and rate stay; bitrate, padding and stereo mode may change.
    Some(Frame {
        container: Container::Mpeg,
        fixed: header & 0xfffe_0c00,
        rate_hz,
        len: len as usize,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mp3_frames(count: usize) -> Vec<u8> {
        // MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 144 · 128000 / 44100 = 417 bytes.
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        frame.repeat(count)
    }

    #[test]
    fn a_run_of_frames_is_found_behind_rubbish() {
        let mut bytes = vec![0xff, 0xfb, 0x12];
        bytes.extend(mp3_frames(3));
        assert_eq!(find_stream(&bytes), Some((Container::Mpeg, 3)));
        assert_eq!(find_stream(&mp3_frames(2)), Some((Container::Mpeg, 0)));
        assert_eq!(find_stream(&mp3_frames(1)), None);
    }

    #[test]
    fn adts_frames_are_told_from_mpeg() {
        // AAC-LC, 44.1 kHz, mono, 16 bytes a frame, no CRC.
        let mut frame = vec![0xff, 0xf1, 0x50, 0x40, 0x02, 0x1f, 0xfc];
        frame.resize(16, 0);
        assert_eq!(find_stream(&frame.repeat(3)), Some((Container::Adts, 0)));
    }

    #[test]
    fn a_second_stream_ends_the_first() {
        // 48 kHz: 144 · 128000 / 48000 = 384 bytes a frame.
        let mut frame = vec![0xff, 0xfb, 0x94, 0x00];
        frame.resize(384, 0);
        let first = [mp3_frames(4), b"rubbish".to_vec(), mp3_frames(1)].concat();
        let whole = |len| Run { end: len, change: None };
        assert_eq!(first_run(&first), whole(first.len()));
        let joined = [first.clone(), frame.repeat(3)].concat();
        let change = Some(Change::Rate);
        assert_eq!(
            first_run(&joined),
            Run {
                end: first.len(),
                change
            }
        );
        // One header that disagrees is damage.
        let damaged = [first.clone(), frame, mp3_frames(3)].concat();
        assert_eq!(first_run(&damaged), whole(damaged.len()));
        assert_eq!(first_run(&[]), whole(0));
    }

    #[test]
    fn noise_is_no_stream() {
        // A multiplicative generator: reproducible bytes with no structure of frames.
        let mut state = 1_u64;
        let noise: Vec<u8> = (0..400_000)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 56) as u8
            })
            .collect();
        assert_eq!(find_stream(&noise), None);
        assert_eq!(find_stream(&[0xff; 5000]), None);
    }
}
