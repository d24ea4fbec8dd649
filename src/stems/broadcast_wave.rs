//! Broadcast WAV files: 24-bit PCM at 48 kHz with a `bext` chunk (EBU Tech 3285, version 2), RF64 (EBU Tech 3306) where
//! the sizes of RIFF's 32 bits do not suffice.
//!
//! Chunks in order: `ds64` (RF64 only), `bext`, `fmt `, `data`. The length is known before the first sample, so a file
//! is written front to back. Date and time stay empty unless given: two runs write the same bytes.
//!
//! The reader takes what the writer writes, and any other PCM file of 24 bits whose chunks are in order.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::aside::{Written, write_aside};
use super::error::Error;
use super::voice::RATE_HZ;
use crate::dsp::loudness::Loudness;

const BYTES_PER_SAMPLE: u64 = 3;
const PCM_FORMAT: u16 = 1;
const EXTENSIBLE_FORMAT: u16 = 0xfffe;
const FMT_BYTES: u32 = 16;
const DS64_BYTES: u32 = 28;
/// Size of `bext` without its coding history.
const BEXT_BYTES: usize = 602;
/// A loudness field that says nothing.
const UNKNOWN_LOUDNESS: i16 = 0x7fff;
/// Stands in a 32-bit size whose value is in `ds64`.
const SIZE_IN_DS64: u32 = 0xffff_ffff;
/// Largest chunk other than the samples that the reader keeps.
const MOST_CHUNK_BYTES: u64 = 1 << 20;

/// What the `bext` chunk says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Broadcast {
    /// What it is, ASCII, up to 256 characters; what does not fit is cut, what is not ASCII becomes `?`.
    pub description: String,
    /// Who made it, up to 32 characters.
    pub originator: String,
    /// The maker's own reference, up to 32 characters.
    pub originator_reference: String,
    /// `yyyy-mm-dd`, or empty.
    pub origination_date: String,
    /// `hh:mm:ss`, or empty.
    pub origination_time: String,
    /// Place of the first sample on the song's timeline, in samples.
    pub time_reference_samples: u64,
    /// Measured on the samples of this file.
    pub loudness: Loudness,
    /// How it was coded, a line of `key=value` each.
    pub coding_history: String,
}

/// Everything before the samples of a stereo file of `frames` frames.
pub fn header(frames: u64, broadcast: &Broadcast) -> Vec<u8> {
    const CHANNELS: u16 = 2;
    let data_bytes = frames * u64::from(CHANNELS) * BYTES_PER_SAMPLE;
    let bext = bext(broadcast);
    // `WAVE`, then the chunks with their heads of 8 bytes; stereo frames of 6 bytes need no padding.
    let riff_bytes = 4 + 8 + bext.len() as u64 + 8 + u64::from(FMT_BYTES) + 8 + data_bytes;
    let fits = u32::try_from(riff_bytes).ok().zip(u32::try_from(data_bytes).ok());

    let mut bytes = Vec::with_capacity(bext.len() + 128);
    match fits {
        Some((riff_size, _)) => chunk_head(&mut bytes, b"RIFF", riff_size),
        None => chunk_head(&mut bytes, b"RF64", SIZE_IN_DS64),
    }
    bytes.extend(b"WAVE");
    if fits.is_none() {
        chunk_head(&mut bytes, b"ds64", DS64_BYTES);
        bytes.extend((riff_bytes + 8 + u64::from(DS64_BYTES)).to_le_bytes());
        bytes.extend(data_bytes.to_le_bytes());
        bytes.extend(frames.to_le_bytes());
        bytes.extend(0_u32.to_le_bytes());
    }
    chunk_head(&mut bytes, b"bext", bext.len() as u32);
    bytes.extend(bext);
    chunk_head(&mut bytes, b"fmt ", FMT_BYTES);
    let frame_bytes = CHANNELS * BYTES_PER_SAMPLE as u16;
    bytes.extend(PCM_FORMAT.to_le_bytes());
    bytes.extend(CHANNELS.to_le_bytes());
    bytes.extend(RATE_HZ.to_le_bytes());
    bytes.extend((RATE_HZ * u32::from(frame_bytes)).to_le_bytes());
    bytes.extend(frame_bytes.to_le_bytes());
    bytes.extend((8 * BYTES_PER_SAMPLE as u16).to_le_bytes());
    chunk_head(
        &mut bytes,
        b"data",
        fits.map_or(SIZE_IN_DS64, |(_, data_size)| data_size),
    );
    bytes
}

fn chunk_head(bytes: &mut Vec<u8>, name: &[u8; 4], size: u32) {
    bytes.extend(name);
    bytes.extend(size.to_le_bytes());
}

/// The `bext` chunk without its head, of even length.
fn bext(broadcast: &Broadcast) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(BEXT_BYTES + broadcast.coding_history.len() + 1);
    text(&mut bytes, &broadcast.description, 256);
    text(&mut bytes, &broadcast.originator, 32);
    text(&mut bytes, &broadcast.originator_reference, 32);
    text(&mut bytes, &broadcast.origination_date, 10);
    text(&mut bytes, &broadcast.origination_time, 8);
    bytes.extend(broadcast.time_reference_samples.to_le_bytes());
    bytes.extend(2_u16.to_le_bytes());
    bytes.extend([0; 64]);
    let loudness = broadcast.loudness;
    for level in [
        loudness.integrated_lufs,
        loudness.loudness_range_lu,
        loudness.true_peak_dbtp,
        loudness.max_momentary_lufs,
        loudness.max_short_term_lufs,
    ] {
        bytes.extend(hundredths(level).to_le_bytes());
    }
    bytes.extend([0; 180]);
    let history = ascii(&broadcast.coding_history);
    let padded = history.len().next_multiple_of(2);
    text(&mut bytes, &history, padded);
    bytes
}

fn ascii(words: &str) -> String {
    words
        .chars()
        .map(|c| if c.is_ascii() && c != '\0' { c } else { '?' })
        .collect()
}

/// A field of fixed width, filled up with zeros.
fn text(bytes: &mut Vec<u8>, words: &str, width: usize) {
    let end = bytes.len() + width;
    bytes.extend(ascii(words).bytes().take(width));
    bytes.resize(end, 0);
}

fn hundredths(level: Option<f64>) -> i16 {
    match level {
        Some(level) if level.is_finite() => (level * 100.0)
            .round()
            .clamp(-32_768.0, f64::from(UNKNOWN_LOUDNESS - 1)) as i16,
        _ => UNKNOWN_LOUDNESS,
    }
}

/// Writes a stereo file, aside and renamed; the channels are of one length, their values of 24 bits.
pub fn write(path: &Path, broadcast: &Broadcast, channels: [&[i32]; 2]) -> Result<Written, Error> {
    let [left, right] = channels;
    let frames = left.len().min(right.len());
    write_aside(path, |sink| {
        sink.write_all(&header(frames as u64, broadcast))?;
        let mut block = Vec::with_capacity(6 * 4_096);
        for (left, right) in left[..frames].chunks(4_096).zip(right[..frames].chunks(4_096)) {
            block.clear();
            for (l, r) in left.iter().zip(right) {
                block.extend_from_slice(&l.to_le_bytes()[..3]);
                block.extend_from_slice(&r.to_le_bytes()[..3]);
            }
            sink.write_all(&block)?;
        }
        Ok(())
    })
}

/// What a file says before its samples.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Description {
    /// Channels.
    pub channels: u16,
    /// Frames a second.
    pub rate_hz: u32,
    /// Bits a sample.
    pub bits: u16,
    /// Frames.
    pub frames: u64,
    /// Whether its sizes are those of RF64.
    pub is_rf64: bool,
    /// Its `bext` chunk, if it has one.
    pub broadcast: Option<Broadcast>,
}

/// Reads a file of 24 bits: what it says, and one vector of samples a channel.
pub fn read(path: &Path) -> Result<(Description, Vec<Vec<i32>>), Error> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Error::Damaged {
            path: path.to_owned(),
            why: source.to_string(),
        },
        _ => Error::Read {
            path: path.to_owned(),
            source,
        },
    };
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let mut source = BufReader::new(file);
    let description = describe(&mut source).map_err(unreadable)?;
    let samples = samples(&mut source, &description, size).map_err(unreadable)?;
    Ok((description, samples))
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn array<const N: usize>(source: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn field<const N: usize>(bytes: &[u8], start: usize) -> io::Result<[u8; N]> {
    bytes
        .get(start..start + N)
        .and_then(|field| field.try_into().ok())
        .ok_or_else(|| invalid("a chunk is too short"))
}

/// Reads the chunks up to the samples and stops at the first sample.
pub fn describe(source: &mut (impl Read + Seek)) -> io::Result<Description> {
    let mut description = Description {
        is_rf64: match &array::<4>(source)? {
            b"RIFF" => false,
            b"RF64" => true,
            _ => return Err(invalid("it is not a WAV file")),
        },
        ..Description::default()
    };
    array::<4>(source)?;
    if &array::<4>(source)? != b"WAVE" {
        return Err(invalid("it is not a WAV file"));
    }
    let mut data_bytes_of_ds64 = None;
    loop {
        let name = array::<4>(source)?;
        let size = u32::from_le_bytes(array(source)?);
        if &name == b"data" {
            let frame_bytes = u64::from(description.channels) * u64::from(description.bits / 8);
            let data_bytes = match (size, data_bytes_of_ds64) {
                (SIZE_IN_DS64, Some(bytes)) if description.is_rf64 => bytes,
                _ => u64::from(size),
            };
            description.frames = data_bytes
                .checked_div(frame_bytes)
                .ok_or_else(|| invalid("it has no format"))?;
            return Ok(description);
        }
        let padded = u64::from(size).next_multiple_of(2);
        if !matches!(&name, b"ds64" | b"bext" | b"fmt ") {
            source.seek(SeekFrom::Current(padded as i64))?;
            continue;
        }
        if padded > MOST_CHUNK_BYTES {
            return Err(invalid("a chunk is too long"));
        }
        let mut chunk = vec![0; padded as usize];
        source.read_exact(&mut chunk)?;
        match &name {
            b"ds64" => data_bytes_of_ds64 = Some(u64::from_le_bytes(field(&chunk, 8)?)),
            b"bext" => description.broadcast = Some(parse_bext(&chunk)?),
            _ => {
                let format = u16::from_le_bytes(field(&chunk, 0)?);
                if format != PCM_FORMAT && format != EXTENSIBLE_FORMAT {
                    return Err(invalid("its samples are not PCM"));
                }
                description.channels = u16::from_le_bytes(field(&chunk, 2)?);
                description.rate_hz = u32::from_le_bytes(field(&chunk, 4)?);
                description.bits = u16::from_le_bytes(field(&chunk, 14)?);
            }
        }
    }
}

fn parse_bext(chunk: &[u8]) -> io::Result<Broadcast> {
    if chunk.len() < BEXT_BYTES {
        return Err(invalid("its bext chunk is too short"));
    }
    let words = |start: usize, end: usize| {
        let field = &chunk[start..end];
        let used = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
        ascii(&String::from_utf8_lossy(&field[..used]))
    };
    let level = |start: usize| -> io::Result<Option<f64>> {
        let value = i16::from_le_bytes(field(chunk, start)?);
        Ok((value != UNKNOWN_LOUDNESS).then(|| f64::from(value) / 100.0))
    };
    Ok(Broadcast {
        description: words(0, 256),
        originator: words(256, 288),
        originator_reference: words(288, 320),
        origination_date: words(320, 330),
        origination_time: words(330, 338),
        time_reference_samples: u64::from_le_bytes(field(chunk, 338)?),
        loudness: Loudness {
            integrated_lufs: level(412)?,
            loudness_range_lu: level(414)?,
            true_peak_dbtp: level(416)?,
            max_momentary_lufs: level(418)?,
            max_short_term_lufs: level(420)?,
        },
        coding_history: words(BEXT_BYTES, chunk.len()),
    })
}

fn samples(source: &mut impl Read, description: &Description, file_bytes: u64) -> io::Result<Vec<Vec<i32>>> {
    if description.bits != 24 {
        return Err(invalid("its samples are not of 24 bits"));
    }
    let channels = usize::from(description.channels);
    let frame_bytes = channels * 3;
    if description.frames > file_bytes / frame_bytes as u64 {
        return Err(invalid("it ends early"));
    }
    let mut vectors = vec![Vec::with_capacity(description.frames as usize); channels];
    let mut frame = vec![0; frame_bytes];
    for _ in 0..description.frames {
        source.read_exact(&mut frame)?;
        for (samples, bytes) in vectors.iter_mut().zip(frame.chunks_exact(3)) {
            samples.push(i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]]) >> 8);
        }
    }
    Ok(vectors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Cursor;

    fn broadcast() -> Broadcast {
        Broadcast {
            description: "Chorus: close high, 12 voices".to_owned(),
            originator: "stemforge".to_owned(),
            originator_reference: String::new(),
            origination_date: String::new(),
            origination_time: String::new(),
            time_reference_samples: 0x1_2345_6789,
            loudness: Loudness {
                integrated_lufs: Some(-23.0),
                true_peak_dbtp: Some(-1.05),
                loudness_range_lu: Some(6.5),
                max_momentary_lufs: Some(-18.25),
                max_short_term_lufs: None,
            },
            coding_history: "A=PCM,F=48000,W=24,M=stereo,T=stemforge\r\n".to_owned(),
        }
    }

    fn channels() -> [Vec<i32>; 2] {
        let left = (0..10_001).map(|n| (n * 839) % 8_388_608 - 4_000_000).collect();
        let mut right = vec![0; 10_001];
        right[..4].copy_from_slice(&[8_388_607, -8_388_608, -1, 1]);
        [left, right]
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stem.wav");
        let [left, right] = channels();
        let written = write(&path, &broadcast(), [&left, &right]).unwrap();
        assert_eq!(written.bytes, fs::metadata(&path).unwrap().len());
        let (description, samples) = read(&path).unwrap();
        assert_eq!(samples, [left, right]);
        assert_eq!(description.broadcast, Some(broadcast()));
        let format = (description.channels, description.rate_hz, description.bits);
        assert_eq!(format, (2, 48_000, 24));
        assert_eq!((description.frames, description.is_rf64), (10_001, false));
    }

    #[test]
    fn another_reader_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stem.wav");
        let [left, right] = channels();
        write(&path, &broadcast(), [&left, &right]).unwrap();
        let mut reader = hound::WavReader::open(&path).unwrap();
        assert_eq!(reader.duration(), 10_001);
        assert_eq!(reader.spec().bits_per_sample, 24);
        let interleaved: Vec<i32> = reader.samples().map(Result::unwrap).collect();
        let expected: Vec<i32> = left.iter().zip(&right).flat_map(|(&l, &r)| [l, r]).collect();
        assert_eq!(interleaved, expected);
    }

    #[test]
    fn the_fields_lie_where_the_standard_puts_them() {
        let bytes = header(10, &broadcast());
        assert_eq!(&bytes[..4], b"RIFF");
        assert_eq!(
            u32::from_le_bytes(bytes[4..8].try_into().unwrap()),
            bytes.len() as u32 + 60 - 8
        );
        assert_eq!(&bytes[8..16], b"WAVEbext");
        let bext = &bytes[20..];
        assert!(bext.starts_with(b"Chorus: close high, 12 voices\0"));
        assert!(bext[256..].starts_with(b"stemforge\0"));
        assert_eq!(bext[320..338], [0; 18]);
        assert_eq!(bext[338..346], [0x89, 0x67, 0x45, 0x23, 1, 0, 0, 0]);
        assert_eq!(bext[346..348], [2, 0]);
        let level = |at: usize| i16::from_le_bytes(bext[at..at + 2].try_into().unwrap());
        assert_eq!(
            [412, 414, 416, 418, 420].map(level),
            [-2_300, 650, -105, -1_825, 0x7fff]
        );
        assert!(bext[602..].starts_with(b"A=PCM,F=48000,W=24,M=stereo,T=stemforge\r\n"));
    }

    #[test]
    fn past_four_gibibytes_it_is_rf64() {
        let small = header(700_000_000, &broadcast());
        assert_eq!(&small[..4], b"RIFF");
        let frames = 800_000_000;
        let mut bytes = header(frames, &broadcast());
        assert_eq!(&bytes[..4], b"RF64");
        assert_eq!(bytes[4..8], [0xff; 4]);
        assert_eq!(&bytes[12..16], b"ds64");
        let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
        assert_eq!(number(20), bytes.len() as u64 + frames * 6 - 8);
        assert_eq!((number(28), number(36)), (frames * 6, frames));
        assert_eq!(bytes[bytes.len() - 4..], [0xff; 4]);
        bytes.extend([0; 6]);
        let description = describe(&mut Cursor::new(bytes)).unwrap();
        assert!(description.is_rf64);
        assert_eq!(description.frames, frames);
    }

    #[test]
    fn the_largest_riff_is_no_rf64() {
        let fixed = header(0, &broadcast()).len() as u64 - 8;
        let most = (u64::from(u32::MAX) - fixed) / 6;
        assert_eq!(&header(most, &broadcast())[..4], b"RIFF");
        assert_eq!(&header(most + 1, &broadcast())[..4], b"RF64");
    }

    #[test]
    fn words_are_cut_and_made_ascii() {
        let long = Broadcast {
            description: "Für Élise ".repeat(60),
            coding_history: "odd".to_owned(),
            ..broadcast()
        };
        let description = describe(&mut Cursor::new(header(0, &long))).unwrap();
        let read = description.broadcast.unwrap();
        assert_eq!(read.description.len(), 256);
        assert!(read.description.starts_with("F?r ?lise F?r"));
        assert_eq!(read.coding_history, "odd");
    }

    #[test]
    fn foreign_and_cut_files_are_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stem.wav");
        let [left, right] = channels();
        write(&path, &broadcast(), [&left, &right]).unwrap();
        let good = fs::read(&path).unwrap();
        for bad in [
            &good[..0],
            &good[..10],
            &good[..500],
            &good[..good.len() - 1],
            b"not a wave file",
        ] {
            fs::write(&path, bad).unwrap();
            assert!(matches!(read(&path), Err(Error::Damaged { .. })), "{} bytes", bad.len());
        }
        assert!(matches!(read(&folder.path().join("none")), Err(Error::Read { .. })));
    }
}
