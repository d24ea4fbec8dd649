//! AIFF and AIFF-C with sizes that hold: the format chunk, then the sound that is really there.
//!
//! Symphonia reads every chunk to the end of the file before it plays, and gives up on a file that
//! was cut; comments, markers and art are stepped over here as well. It believes the length of the
//! compression's name, which Logic leaves out and others pad at will: the format chunk is written anew.
//! IMA ADPCM, which it decodes but does not know in AIFF-C, goes behind a CAF header.

use super::bytes::{array, be_u16, be_u32, be_u64};
use super::caf;
use super::error::DecodeError;
use super::foreign::plain;
use super::splice::{MAX_HEADER_CHANNELS, Rewrapped, is_short};

/// Channels, frames, bits and rate at the beginning of `COMM`.
const FIGURES_BYTES: usize = 18;

/// Finds `COMM` and `SSND`, in either order.
pub(super) fn rewrap(bytes: &[u8]) -> Result<Rewrapped, DecodeError> {
    let mut format: Option<&[u8]> = None;
    let mut sound = None;
    let mut position = 12;
    while let (Some(name), Some(claimed_len)) = (array::<4>(bytes, position), be_u32(bytes, position + 4)) {
        let start = position + 8;
        let claimed_len = claimed_len as usize;
        let end = start.saturating_add(claimed_len).min(bytes.len());
        match &name {
            b"COMM" => format = Some(&bytes[start..end]),
            b"SSND" => {
                let offset = be_u32(bytes, start).unwrap_or(0) as usize;
                let data = start.saturating_add(8).saturating_add(offset).min(bytes.len());
                // A size that was never filled in: what follows is the sound.
                let end = if claimed_len <= 8 { bytes.len() } else { end.max(data) };
                sound = Some((data..end, (claimed_len, bytes.len() - start)));
            }
            _ => {}
        }
        position = start.saturating_add(claimed_len.next_multiple_of(2));
    }
    let format = format.filter(|format| format.len() >= FIGURES_BYTES);
    let (Some(format), Some((data, (claimed_len, available)))) = (format, sound) else {
        return Err(DecodeError::undecodable("no format or no sound in the AIFF file"));
    };
    let channels = be_u16(format, 0).unwrap_or(0);
    let bits = be_u16(format, 6).unwrap_or(0);
    if u32::from(channels) > MAX_HEADER_CHANNELS || bits > 64 {
        return Err(DecodeError::undecodable(format!("{channels} channels of {bits} bits")));
    }
    let rate_hz = extended_to_f64(&format[8..FIGURES_BYTES]);
    let bytes_a_second = (rate_hz * f64::from(channels) * f64::from(bits.div_ceil(8))) as u64;
    let compression = array::<4>(format, FIGURES_BYTES).filter(|_| bytes.get(8..12) == Some(b"AIFC"));
    let head = match compression.map(|compression| (compression, foreign(compression))) {
        Some((_, Some(codec))) => {
            return Err(DecodeError::unsupported(&codec, format!("{codec} in an AIFF-C file")));
        }
        Some((compression, None)) if &compression == b"ima4" => {
            caf::ima4_header(rate_hz, u32::from(channels), data.len())
        }
        _ => plain_header(&format[..FIGURES_BYTES], compression, data.len()),
    };
    Ok(Rewrapped {
        head,
        data,
        truncated: is_short(claimed_len as u64, available, bytes_a_second),
        is_mpeg: false,
    })
}

/// `FORM`, `COMM` with an empty name of the compression, and the beginning of `SSND`.
fn plain_header(figures: &[u8], compression: Option<[u8; 4]>, data_len: usize) -> Vec<u8> {
    let size = |len: usize| u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes();
    let mut format = figures.to_vec();
    if let Some(compression) = compression {
        format.extend_from_slice(&compression);
        format.extend_from_slice(&[0, 0]);
    }
    let mut head = Vec::with_capacity(60);
    head.extend_from_slice(b"FORM");
    head.extend_from_slice(&size(4 + 8 + format.len() + 16 + data_len));
    head.extend_from_slice(if compression.is_some() { b"AIFC" } else { b"AIFF" });
    head.extend_from_slice(b"COMM");
    head.extend_from_slice(&size(format.len()));
    head.extend_from_slice(&format);
    head.extend_from_slice(b"SSND");
    head.extend_from_slice(&size(8 + data_len));
    head.extend_from_slice(&[0; 8]);
    head
}

/// The name of a compression that nothing here decodes.
fn foreign(compression: [u8; 4]) -> Option<String> {
    let name = match &compression.map(|byte| byte.to_ascii_lowercase()) {
        b"none" | b"alaw" | b"ulaw" | b"in24" | b"in32" | b"23ni" | b"fl32" | b"fl64" | b"sowt" | b"twos" | b"raw "
        | b"ima4" => return None,
        b"gsm " | b"agsm" => "gsm",
        b"dwvw" => "dwvw",
        b"mac3" | b"mac6" => "mace",
        b"qdm2" | b"qdmc" => "qdesign",
        b"qclp" => "qcelp",
        b"g722" => "adpcm_g722",
        b"g726" => "adpcm_g726",
        b"ace2" | b"ace8" => "ace",
        other => return Some(format!("aifc_{}", plain(String::from_utf8_lossy(other).trim()))),
    };
    Some(name.to_owned())
}

/// An 80-bit IEEE 754 extended float, as far as sample rates need it.
fn extended_to_f64(bytes: &[u8]) -> f64 {
    let exponent = i32::from(be_u16(bytes, 0).unwrap_or(0) & 0x7fff) - 16_383 - 63;
    let mantissa = be_u64(bytes, 2).unwrap_or(0);
    libm::scalbn(mantissa as f64, exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aiff() -> Vec<u8> {
        let mut bytes = b"FORM\0\0\0\0AIFF".to_vec();
        bytes.extend_from_slice(b"NAME\0\0\0\x03abc\0");
        bytes.extend_from_slice(b"COMM\0\0\0\x12");
        bytes.extend_from_slice(&[0, 1, 0, 0, 0, 4, 0, 8, 0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]);
        bytes.extend_from_slice(b"SSND\0\0\0\x0d\0\0\0\x01\0\0\0\0.wave");
        bytes
    }

    #[test]
    fn the_sound_is_found_behind_other_chunks() {
        let bytes = aiff();
        let found = rewrap(&bytes).unwrap();
        assert_eq!(&bytes[found.data.clone()], b"wave");
        assert!(!found.truncated);
        assert_eq!(&found.head[..16], b"FORM\0\0\0\x32AIFFCOMM");
        assert!(found.head.ends_with(b"SSND\0\0\0\x0c\0\0\0\0\0\0\0\0"));
        let cut = rewrap(&bytes[..bytes.len() - 2]).unwrap();
        // Two bytes are no sound that anybody misses.
        assert_eq!((&bytes[cut.data.clone()], cut.truncated), (&b"wa"[..], false));
        let size = bytes.len() - 17;
        let mut longer = bytes.clone();
        for (claimed, truncated) in [(4000_u32, false), (5000, true)] {
            longer[size..size + 4].copy_from_slice(&claimed.to_be_bytes());
            assert_eq!(
                rewrap(&longer).unwrap().truncated,
                truncated,
                "{claimed} bytes at 44 100 a second"
            );
        }
        for len in 0..bytes.len() {
            let _ = rewrap(&bytes[..len]);
        }
    }

    fn aifc(compression: &[u8]) -> Vec<u8> {
        let mut bytes = b"FORM\0\0\0\0AIFCCOMM\0\0\0".to_vec();
        bytes.push(18 + compression.len() as u8);
        bytes.extend_from_slice(&[0, 1, 0, 0, 0, 4, 0, 16, 0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]);
        bytes.extend_from_slice(compression);
        bytes.extend_from_slice(b"SSND\0\0\0\x0c\0\0\0\0\0\0\0\0wave");
        bytes
    }

    #[test]
    fn a_name_of_any_length_is_left_out() {
        let expected = rewrap(&aifc(b"sowt\0\0")).unwrap().head;
        for compression in [&b"sowt"[..], b"sowt\xff.", b"sowt\x02ab."] {
            assert_eq!(rewrap(&aifc(compression)).unwrap().head, expected);
        }
    }

    #[test]
    fn compressions_that_are_not_decoded_are_named() {
        for (compression, codec) in [
            (b"GSM ", "gsm"),
            (b"DWVW", "dwvw"),
            (b"MAC6", "mace"),
            (b"wxyz", "aifc_wxyz"),
        ] {
            let error = rewrap(&aifc(compression)).unwrap_err();
            assert_eq!(error.codec.as_deref(), Some(codec));
        }
    }

    #[test]
    fn rates_are_read_from_extended_floats() {
        assert_eq!(extended_to_f64(&[0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]), 44_100.0);
        assert_eq!(extended_to_f64(&[0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0]), 8_000.0);
        assert_eq!(extended_to_f64(&[]), 0.0);
    }
}
