//! The float WAV that a decoder writes into a pipe, read as it comes.
//!
//! Sizes in it mean nothing: whoever writes into a pipe cannot go back to fill them in. The samples end where the pipe
//! does.

use std::io::{self, Read};

use super::super::bytes::{array, le_u16, le_u32};
use super::super::collect::{Collector, Taken};
use super::super::error::DecodeError;
use super::super::splice::MAX_HEADER_CHANNELS;

const TAG_FLOAT: u16 = 3;
const TAG_EXTENSIBLE: u16 = 0xfffe;
const SAMPLE_BYTES: usize = 4;
/// Longest chunk before the samples.
const MAX_CHUNK_BYTES: usize = 64 << 10;
/// Bytes read at a time.
const BUFFER_BYTES: usize = 64 << 10;

/// Why reading ended before the pipe did.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The samples went beyond a limit.
    Refused(DecodeError),
    /// This is no WAV of floats.
    NotWave,
    /// The pipe failed, or its time was up.
    Pipe(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::NotWave,
            _ => Self::Pipe(error),
        }
    }
}

/// Reads a stream to its end.
pub(super) fn read(stream: &mut impl Read, collector: &mut Collector<'_>) -> Result<(), Stopped> {
    let (sample_rate_hz, channels) = read_header(stream)?;
    let frame_bytes = channels * SAMPLE_BYTES;
    let mut planes = vec![Vec::new(); channels];
    let mut buffer = vec![0; BUFFER_BYTES.next_multiple_of(frame_bytes)];
    let mut filled = 0;
    loop {
        let count = stream.read(&mut buffer[filled..])?;
        filled += count;
        let whole = filled - filled % frame_bytes;
        for (index, plane) in planes.iter_mut().enumerate() {
            plane.clear();
            let frames = buffer[..whole].chunks_exact(frame_bytes);
            plane.extend(frames.filter_map(|frame| array(frame, index * SAMPLE_BYTES).map(f32::from_le_bytes)));
        }
        let taken = collector.push(sample_rate_hz, &planes).map_err(Stopped::Refused)?;
        debug_assert_eq!(taken, Taken::All, "the rate is that of the one header");
        buffer.copy_within(whole..filled, 0);
        filled -= whole;
        if count == 0 {
            return Ok(());
        }
    }
}

/// Rate and channels; the stream stands at the first sample then.
fn read_header(stream: &mut impl Read) -> Result<(u32, usize), Stopped> {
    let mut riff = [0; 12];
    stream.read_exact(&mut riff)?;
    if !riff.starts_with(b"RIFF") || !riff.ends_with(b"WAVE") {
        return Err(Stopped::NotWave);
    }
    let mut format = None;
    loop {
        let mut header = [0; 8];
        stream.read_exact(&mut header)?;
        if header.starts_with(b"data") {
            return format.ok_or(Stopped::NotWave);
        }
        let len = le_u32(&header, 4).unwrap_or(u32::MAX) as usize;
        if len > MAX_CHUNK_BYTES {
            return Err(Stopped::NotWave);
        }
        let mut content = vec![0; len.next_multiple_of(2)];
        stream.read_exact(&mut content)?;
        if header.starts_with(b"fmt ") {
            format = Some(read_format(&content).ok_or(Stopped::NotWave)?);
        }
    }
}

fn read_format(content: &[u8]) -> Option<(u32, usize)> {
    let tag = match le_u16(content, 0)? {
        TAG_EXTENSIBLE => le_u16(content, 24)?,
        plain => plain,
    };
    let channels = le_u16(content, 2)?;
    let bits = le_u16(content, 14)?;
    let is_float = tag == TAG_FLOAT && usize::from(bits) == 8 * SAMPLE_BYTES;
    let is_sane = (1..=MAX_HEADER_CHANNELS).contains(&u32::from(channels));
    (is_float && is_sane).then_some((le_u32(content, 4)?, usize::from(channels)))
}

#[cfg(test)]
mod tests {
    use super::super::super::limits::Limits;
    use super::*;

    fn stream(channels: u16, samples: &[f32]) -> Vec<u8> {
        let mut out = b"RIFF\xff\xff\xff\xffWAVEfact\x03\0\0\0abc\0fmt \x10\0\0\0\x03\0".to_vec();
        out.extend_from_slice(&channels.to_le_bytes());
        out.extend_from_slice(&8000_u32.to_le_bytes());
        out.extend_from_slice(&[0; 6]);
        out.extend_from_slice(&32_u16.to_le_bytes());
        out.extend_from_slice(b"data\xff\xff\xff\xff");
        out.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        out
    }

    /// Gives a few bytes at a time, as pipes do.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(out.len()).min(7);
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn frames_are_whole_however_they_come() {
        let limits = Limits::default();
        let mut collector = Collector::new(&limits);
        let mut bytes = stream(2, &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        bytes.extend_from_slice(&[1, 2, 3]);
        read(&mut Drops(&bytes), &mut collector).unwrap();
        assert_eq!(
            collector.finish(),
            (8000, vec![vec![]; 2], vec![vec![0.1, 0.3, 0.5], vec![0.2, 0.4, 0.6]])
        );
    }

    #[test]
    fn headers_cut_or_forged_are_no_wave() {
        let whole = stream(2, &[]);
        for len in 0..whole.len() {
            let limits = Limits::default();
            let stopped = read(&mut Drops(&whole[..len]), &mut Collector::new(&limits)).unwrap_err();
            assert!(matches!(stopped, Stopped::NotWave), "{len} bytes");
        }
        let mut integers = whole.clone();
        integers[32] = 1;
        let mut huge = whole;
        huge[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
        for forged in [integers, huge, stream(0, &[]), stream(u16::MAX, &[])] {
            let limits = Limits::default();
            assert!(read(&mut Drops(&forged), &mut Collector::new(&limits)).is_err());
        }
    }

    #[test]
    fn a_flood_is_refused_while_it_comes() {
        let limits = Limits {
            max_duration_s: 2.0,
            ..Limits::default()
        };
        let header = stream(1, &[]);
        let mut endless = header.chain(io::repeat(0));
        let stopped = read(&mut endless, &mut Collector::new(&limits)).unwrap_err();
        assert!(matches!(stopped, Stopped::Refused(_)));
    }
}
