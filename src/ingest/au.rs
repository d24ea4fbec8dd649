//! AU, the Sun and NeXT sound file: 24 bytes of header, then big-endian samples.
//!
//! Symphonia has no reader for it; the samples are what AIFF-C holds, so an AIFF-C header is put in
//! front of them.

use super::bytes::be_u32;
use super::error::DecodeError;
use super::splice::{MAX_HEADER_CHANNELS, Rewrapped, is_short};

/// Sample data of an AU file behind an AIFF-C header.
pub(super) fn rewrap(bytes: &[u8]) -> Result<Rewrapped, DecodeError> {
    let field = |at| be_u32(bytes, at).ok_or_else(|| DecodeError::undecodable("AU header cut off"));
    let start = field(4)? as usize;
    let claimed_len = field(8)?;
    let (bits, compression): (u16, &[u8; 4]) = match field(12)? {
        1 => (8, b"ulaw"),
        2 => (8, b"NONE"),
        3 => (16, b"NONE"),
        4 => (24, b"NONE"),
        5 => (32, b"NONE"),
        6 => (32, b"fl32"),
        7 => (64, b"fl64"),
        27 => (8, b"alaw"),
        24 => return Err(DecodeError::unsupported("adpcm_g722", "G.722 ADPCM in an AU file")),
        23 | 25 | 26 => return Err(DecodeError::unsupported("adpcm_g726", "G.72x ADPCM in an AU file")),
        other => return Err(DecodeError::undecodable(format!("unknown AU encoding {other}"))),
    };
    let sample_rate_hz = field(16)?;
    let channels = u16::try_from(field(20)?).ok();
    let channels = channels.filter(|&channels| (1..=MAX_HEADER_CHANNELS).contains(&u32::from(channels)));
    let channels = channels.ok_or_else(|| DecodeError::undecodable("AU header with an impossible channel count"))?;
    if sample_rate_hz == 0 || start < 24 || start > bytes.len() {
        return Err(DecodeError::undecodable("AU header with impossible figures"));
    }
    let available = bytes.len() - start;
    // A size that was never filled in: what follows is the sound.
    let claimed_len = Some(claimed_len).filter(|len| ![0, u32::MAX].contains(len));
    let len = claimed_len.map_or(available, |len| available.min(len as usize));
    let frame_bytes = usize::from(channels) * usize::from(bits / 8);
    let frames = u32::try_from(len / frame_bytes).unwrap_or(u32::MAX);
    Ok(Rewrapped {
        head: aifc_header(channels, frames, bits, sample_rate_hz, *compression, len),
        data: start..start + len,
        truncated: claimed_len
            .is_some_and(|len| is_short(len.into(), available, frame_bytes as u64 * u64::from(sample_rate_hz))),
        is_mpeg: false,
    })
}

fn aifc_header(
    channels: u16,
    frames: u32,
    bits: u16,
    sample_rate_hz: u32,
    compression: [u8; 4],
    data_len: usize,
) -> Vec<u8> {
    let data_len = u32::try_from(data_len).unwrap_or(u32::MAX - 100);
    let mut head = Vec::with_capacity(70);
    head.extend_from_slice(b"FORM");
    head.extend_from_slice(&(data_len.saturating_add(52)).to_be_bytes());
    head.extend_from_slice(b"AIFCCOMM");
    head.extend_from_slice(&24_u32.to_be_bytes());
    head.extend_from_slice(&channels.to_be_bytes());
    head.extend_from_slice(&frames.to_be_bytes());
    head.extend_from_slice(&bits.to_be_bytes());
    head.extend_from_slice(&extended(sample_rate_hz));
    head.extend_from_slice(&compression);
    // An empty Pascal string, padded.
    head.extend_from_slice(&[0, 0]);
    head.extend_from_slice(b"SSND");
    head.extend_from_slice(&data_len.saturating_add(8).to_be_bytes());
    head.extend_from_slice(&[0; 8]);
    head
}

/// A whole number above 0 as an 80-bit IEEE 754 extended float: sign and exponent, then a mantissa
/// with its leading one written out.
fn extended(number: u32) -> [u8; 10] {
    let exponent = 31 - number.leading_zeros();
    let mut out = [0; 10];
    out[..2].copy_from_slice(&(16_383 + exponent as u16).to_be_bytes());
    out[2..].copy_from_slice(&(u64::from(number) << (63 - exponent)).to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_written_as_extended_floats() {
        // As every AIFF at 44.1 kHz begins.
        assert_eq!(extended(44_100), [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]);
        assert_eq!(extended(1), [0x3f, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn headers_cut_anywhere_are_errors() {
        let mut bytes = b".snd".to_vec();
        for field in [24_u32, 4, 3, 44_100, 1] {
            bytes.extend_from_slice(&field.to_be_bytes());
        }
        bytes.extend_from_slice(&[0; 4]);
        assert_eq!(rewrap(&bytes).unwrap().data, 24..28);
        let mut crowded = bytes.clone();
        crowded[22] = 0xff;
        assert!(rewrap(&crowded).is_err());
        for len in 0..24 {
            assert!(rewrap(&bytes[..len]).is_err(), "{len} bytes");
        }
    }
}
