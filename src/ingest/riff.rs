//! WAV in its three sizes: RIFF, RF64/BW64 (EBU Tech 3306, ITU-R BS.2088) and Sony Wave64.
//!
//! Symphonia reads RIFF alone and believes its sizes; recorders that were cut off, or that stream,
//! leave 0 or 0xFFFFFFFF there. So the chunks are read here, the sample data is measured against the
//! file, and a plain header is put in front of it.

use super::bytes::{array, le_u16, le_u32, le_u64};
use super::error::DecodeError;
use super::foreign;
use super::splice::{MAX_HEADER_CHANNELS, Rewrapped, is_short};

/// GUIDs of Wave64 end alike; the first four bytes are the RIFF name, in small letters.
const W64_RIFF: [u8; 16] = *b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00";

/// The end of every `KSDATAFORMAT_SUBTYPE` GUID whose first two bytes are a format tag.
const SUBTYPE_TAIL: [u8; 14] = *b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71";

const TAG_PCM: u16 = 1;
const TAG_MS_ADPCM: u16 = 2;
const TAG_FLOAT: u16 = 3;
const TAG_A_LAW: u16 = 6;
const TAG_MU_LAW: u16 = 7;
const TAG_IMA_ADPCM: u16 = 0x11;
const TAG_MPEG: u16 = 0x50;
const TAG_MP3: u16 = 0x55;
const TAG_EXTENSIBLE: u16 = 0xfffe;

/// Whether the bytes begin as a Wave64 file.
pub(super) fn is_wave64(bytes: &[u8]) -> bool {
    bytes.starts_with(&W64_RIFF)
}

/// A chunk: its name and where its content lies; `claimed_len` may exceed the file.
struct Chunk {
    name: [u8; 4],
    start: usize,
    claimed_len: u64,
}

/// Finds `fmt ` and `data`.
pub(super) fn rewrap(bytes: &[u8]) -> Result<Rewrapped, DecodeError> {
    let wave64 = is_wave64(bytes);
    let mut position = if wave64 { 40 } else { 12 };
    let mut format: Option<&[u8]> = None;
    let mut long_data_len = None;
    while let Some(chunk) = read_chunk(bytes, position, wave64) {
        let available = bytes.len() - chunk.start;
        let content = &bytes[chunk.start..chunk.start + chunk.claimed_len.min(available as u64) as usize];
        match &chunk.name {
            b"fmt " => format = Some(content),
            b"ds64" => long_data_len = le_u64(content, 8),
            b"data" => {
                let format = format.ok_or_else(|| DecodeError::undecodable("sample data before the format chunk"))?;
                let claimed_len = match (chunk.claimed_len, long_data_len) {
                    (0xffff_ffff, Some(long)) => Some(long),
                    (stated, _) => Some(stated),
                };
                // A size that was never filled in: what follows is the data.
                let claimed_len = claimed_len.filter(|&claimed| !is_open(claimed, available, wave64));
                return wrap(format, chunk.start, available, claimed_len);
            }
            _ => {}
        }
        let alignment = if wave64 { 8 } else { 2 };
        let next = (chunk.start as u64).checked_add(chunk.claimed_len.next_multiple_of(alignment));
        match next.and_then(|next| usize::try_from(next).ok()) {
            Some(next) if next < bytes.len() => position = next,
            _ => break,
        }
    }
    Err(DecodeError::undecodable("no sample data in the WAV file"))
}

/// Samples of each channel that `fact` states. The last block of ADPCM is filled up, and only this chunk
/// says by how much; for other codecs it says nothing that is needed.
pub(super) fn fact_samples(bytes: &[u8]) -> Option<u64> {
    let wave64 = is_wave64(bytes);
    let mut position = if wave64 { 40 } else { 12 };
    let mut tag = 0;
    while let Some(chunk) = read_chunk(bytes, position, wave64) {
        match &chunk.name {
            b"fmt " => tag = le_u16(bytes, chunk.start)?,
            b"fact" if matches!(tag, TAG_MS_ADPCM | TAG_IMA_ADPCM) => {
                return le_u32(bytes, chunk.start).map(u64::from).filter(|&samples| samples > 0);
            }
            b"data" => return None,
            _ => {}
        }
        let alignment = if wave64 { 8 } else { 2 };
        let next = (chunk.start as u64).checked_add(chunk.claimed_len.next_multiple_of(alignment))?;
        position = usize::try_from(next).ok()?;
    }
    None
}

/// Whether a size is what recorders write while they do not know it: nothing, all ones, or as much as fits below 2 GiB.
fn is_open(claimed_len: u64, available: usize, wave64: bool) -> bool {
    const MOST: std::ops::RangeInclusive<u64> = 0x7fff_0000..=0x7fff_ffff;
    let is_most = claimed_len == 0xffff_ffff || MOST.contains(&claimed_len);
    claimed_len == 0 || !wave64 && is_most && claimed_len > available as u64
}

fn read_chunk(bytes: &[u8], position: usize, wave64: bool) -> Option<Chunk> {
    let name = array::<4>(bytes, position)?;
    let (header_len, claimed_len) = if wave64 {
        // 0 stands where a recorder had no time to fill it in.
        let len = le_u64(bytes, position + 16)?;
        (24, if len == 0 { 0 } else { len.checked_sub(24)? })
    } else {
        (8, u64::from(le_u32(bytes, position + 4)?))
    };
    // Sizes are kept where rounding them up cannot overflow.
    let claimed_len = claimed_len.min(u64::MAX / 4);
    Some(Chunk {
        name,
        start: position + header_len,
        claimed_len,
    })
}

fn wrap(format: &[u8], start: usize, available: usize, claimed_len: Option<u64>) -> Result<Rewrapped, DecodeError> {
    let bytes_a_second = le_u32(format, 8).unwrap_or(0);
    let (format, tag) = plain_format(format)?;
    let len = claimed_len.map_or(available, |claimed| claimed.min(available as u64) as usize);
    let mut head = Vec::with_capacity(28 + format.len());
    head.extend_from_slice(b"RIFF");
    head.extend_from_slice(&u32_or_max(20 + format.len() + len).to_le_bytes());
    head.extend_from_slice(b"WAVEfmt ");
    head.extend_from_slice(&u32_or_max(format.len()).to_le_bytes());
    head.extend_from_slice(&format);
    head.extend_from_slice(b"data");
    head.extend_from_slice(&u32_or_max(len).to_le_bytes());
    Ok(Rewrapped {
        head,
        data: start..start + len,
        truncated: claimed_len.is_some_and(|claimed| is_short(claimed, available, bytes_a_second.into())),
        is_mpeg: matches!(tag, TAG_MPEG | TAG_MP3),
    })
}

fn u32_or_max(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// A format chunk that says the same without `WAVE_FORMAT_EXTENSIBLE`, and its tag.
///
/// The width of a sample is taken from the block: recorders write "20 bits" for samples of 3 bytes.
fn plain_format(format: &[u8]) -> Result<(Vec<u8>, u16), DecodeError> {
    let too_short = || DecodeError::undecodable("format chunk too short");
    let mut tag = le_u16(format, 0).ok_or_else(too_short)?;
    let channels = le_u16(format, 2).ok_or_else(too_short)?;
    let block_bytes = le_u16(format, 12).ok_or_else(too_short)?;
    let bits = le_u16(format, 14).ok_or_else(too_short)?;
    if tag == TAG_EXTENSIBLE && format.get(26..40) == Some(&SUBTYPE_TAIL) {
        tag = le_u16(format, 24).ok_or_else(too_short)?;
    }
    if channels == 0 || u32::from(channels) > MAX_HEADER_CHANNELS {
        return Err(DecodeError::undecodable(format!("{channels} channels")));
    }
    match tag {
        TAG_PCM | TAG_FLOAT | TAG_A_LAW | TAG_MU_LAW => {
            let block_bits = u32::from(block_bytes) * 8;
            let exact = block_bits > 0 && block_bits % u32::from(channels) == 0;
            let width = if exact {
                block_bits / u32::from(channels)
            } else {
                u32::from(bits)
            };
            let width = u16::try_from(width).ok().filter(|&width| width <= 64);
            let width = width.ok_or_else(|| DecodeError::undecodable("samples of impossible width"))?;
            let mut plain = format[..16].to_vec();
            plain[0..2].copy_from_slice(&tag.to_le_bytes());
            plain[14..16].copy_from_slice(&width.to_le_bytes());
            if matches!(tag, TAG_A_LAW | TAG_MU_LAW) {
                // The size of an extension, of which there is none.
                plain.extend_from_slice(&[0, 0]);
            }
            Ok((plain, tag))
        }
        TAG_MS_ADPCM | TAG_IMA_ADPCM | TAG_MPEG | TAG_MP3 => {
            let mut even = format.to_vec();
            even.resize(format.len().next_multiple_of(2), 0);
            Ok((even, tag))
        }
        other => {
            let name = foreign::wave_tag(other);
            Err(DecodeError::unsupported(&name, format!("{name} in a WAV file")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(tag: u16, channels: u16, bits: u16) -> Vec<u8> {
        let block = channels * bits.div_ceil(8);
        let mut out = Vec::new();
        out.extend_from_slice(&tag.to_le_bytes());
        out.extend_from_slice(&channels.to_le_bytes());
        out.extend_from_slice(&48_000_u32.to_le_bytes());
        out.extend_from_slice(&(48_000 * u32::from(block)).to_le_bytes());
        out.extend_from_slice(&block.to_le_bytes());
        out.extend_from_slice(&bits.to_le_bytes());
        out
    }

    fn wav(magic: &[u8; 4], chunks: &[(&[u8; 4], u32, &[u8])]) -> Vec<u8> {
        let mut out = magic.to_vec();
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(b"WAVE");
        for (name, len, content) in chunks {
            out.extend_from_slice(*name);
            out.extend_from_slice(&len.to_le_bytes());
            out.extend_from_slice(content);
        }
        out
    }

    #[test]
    fn sizes_that_were_never_filled_in_reach_to_the_end() {
        // The third is what SoX writes into a pipe.
        for size in [0, 0xffff_ffff, 0x7fff_f000] {
            let bytes = wav(
                b"RIFF",
                &[(b"fmt ", 16, &format(1, 1, 16)), (b"data", size, &[1, 2, 3, 4])],
            );
            let found = rewrap(&bytes).unwrap();
            assert_eq!(found.data, bytes.len() - 4..bytes.len());
            assert!(!found.truncated, "size {size:x}");
        }
    }

    #[test]
    fn a_size_that_promises_a_tenth_of_a_second_more_means_truncated() {
        let mut format = format(1, 1, 16);
        format[8..12].copy_from_slice(&96_000_u32.to_le_bytes());
        for (size, truncated) in [
            (4, false),
            (40, false),
            (9604, false),
            (9605, true),
            (0x7ffe_ffff, true),
        ] {
            let bytes = wav(b"RIFF", &[(b"fmt ", 16, &format), (b"data", size, &[1, 2, 3, 4])]);
            let found = rewrap(&bytes).unwrap();
            assert_eq!((found.data.len(), found.truncated), (4, truncated), "{size} bytes");
        }
    }

    #[test]
    fn an_rf64_whose_recorder_was_killed_reaches_to_the_end() {
        let chunks: &[(&[u8; 4], u32, &[u8])] = &[
            (b"ds64", 28, &[0; 28]),
            (b"fmt ", 16, &format(1, 1, 16)),
            (b"data", 0xffff_ffff, &[1, 2, 3, 4]),
        ];
        let bytes = wav(b"RF64", chunks);
        let found = rewrap(&bytes).unwrap();
        assert_eq!((found.data, found.truncated), (bytes.len() - 4..bytes.len(), false));
    }

    #[test]
    fn rf64_takes_its_size_from_ds64() {
        let mut ds64 = vec![0; 28];
        ds64[8..16].copy_from_slice(&4_u64.to_le_bytes());
        let data: &[u8] = &[1, 2, 3, 4, b'L', b'I', b'S', b'T'];
        let chunks: &[(&[u8; 4], u32, &[u8])] = &[
            (b"ds64", 28, &ds64),
            (b"fmt ", 16, &format(1, 1, 16)),
            (b"data", 0xffff_ffff, data),
        ];
        let bytes = wav(b"RF64", chunks);
        let found = rewrap(&bytes).unwrap();
        assert_eq!(&bytes[found.data.clone()], &[1, 2, 3, 4]);
        assert!(!found.truncated);
    }

    #[test]
    fn extensible_becomes_plain_and_width_comes_from_the_block() {
        let mut extensible = format(TAG_EXTENSIBLE, 2, 24);
        extensible.extend_from_slice(&22_u16.to_le_bytes());
        extensible.extend_from_slice(&20_u16.to_le_bytes());
        extensible.extend_from_slice(&3_u32.to_le_bytes());
        extensible.extend_from_slice(&1_u16.to_le_bytes());
        extensible.extend_from_slice(&SUBTYPE_TAIL);
        extensible[14] = 20;
        assert_eq!(plain_format(&extensible).unwrap(), (format(TAG_PCM, 2, 24), TAG_PCM));
    }

    #[test]
    fn blocks_of_impossible_size_are_errors_or_left_alone() {
        let mut huge = format(1, 1, 16);
        huge[12..14].copy_from_slice(&u16::MAX.to_le_bytes());
        assert!(plain_format(&huge).is_err());
        let mut odd = format(1, 2, 16);
        odd[12..14].copy_from_slice(&0_u16.to_le_bytes());
        assert_eq!(plain_format(&odd).unwrap().0[14..16], [16, 0]);
    }

    #[test]
    fn foreign_codecs_are_named() {
        let bytes = wav(b"RIFF", &[(b"fmt ", 16, &format(0x31, 1, 0)), (b"data", 4, &[0; 4])]);
        let error = rewrap(&bytes).unwrap_err();
        assert_eq!(error.codec.as_deref(), Some("gsm"));
    }

    #[test]
    fn the_samples_of_adpcm_are_stated() {
        let adpcm = format(TAG_IMA_ADPCM, 1, 4);
        let fact = 1017_u32.to_le_bytes();
        let with = |format: &[u8]| {
            wav(
                b"RIFF",
                &[(b"fmt ", 16, format), (b"fact", 4, &fact), (b"data", 4, &[0; 4])],
            )
        };
        assert_eq!(fact_samples(&with(&adpcm)), Some(1017));
        assert_eq!(fact_samples(&with(&format(1, 1, 16))), None);
        let bytes = with(&adpcm);
        for len in 0..bytes.len() {
            let _ = fact_samples(&bytes[..len]);
        }
    }

    #[test]
    fn headers_cut_anywhere_are_errors() {
        let bytes = wav(b"RIFF", &[(b"fmt ", 16, &format(1, 1, 16)), (b"data", 4, &[0; 4])]);
        for len in 0..44 {
            assert!(rewrap(&bytes[..len]).is_err(), "{len} bytes");
        }
    }
}
