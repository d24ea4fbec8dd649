//! AIFF and AIFF-C with sizes that hold: the format chunk, then the sound that is really there.
//!
//! Symphonia reads every chunk to the end of the file before it plays, and gives up on a file that
//! was cut; comments, markers and art are stepped over here as well.

use super::bytes::{array, be_u16, be_u32};
use super::error::DecodeError;
use super::splice::{MAX_HEADER_CHANNELS, Rewrapped};

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
                sound = Some((data..end, claimed_len > bytes.len() - start));
            }
            _ => {}
        }
        position = start.saturating_add(claimed_len.next_multiple_of(2));
    }
    let format = format.filter(|format| format.len() >= 18);
    let (Some(format), Some((data, truncated))) = (format, sound) else {
        return Err(DecodeError::undecodable("no format or no sound in the AIFF file"));
    };
    let channels = be_u16(format, 0).unwrap_or(0);
    let bits = be_u16(format, 6).unwrap_or(0);
    if u32::from(channels) > MAX_HEADER_CHANNELS || bits > 64 {
        return Err(DecodeError::undecodable(format!("{channels} channels of {bits} bits")));
    }
    let format_len = format.len().next_multiple_of(2);
    let size = |len: usize| u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes();
    let mut head = Vec::with_capacity(36 + format_len);
    head.extend_from_slice(b"FORM");
    head.extend_from_slice(&size(4 + 8 + format_len + 16 + data.len()));
    head.extend_from_slice(&bytes[8..12]);
    head.extend_from_slice(b"COMM");
    head.extend_from_slice(&size(format.len()));
    head.extend_from_slice(format);
    head.resize(20 + format_len, 0);
    head.extend_from_slice(b"SSND");
    head.extend_from_slice(&size(8 + data.len()));
    head.extend_from_slice(&[0; 8]);
    Ok(Rewrapped {
        head,
        data,
        truncated,
        is_mpeg: false,
    })
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
        assert_eq!((&bytes[cut.data.clone()], cut.truncated), (&b"wa"[..], true));
        for len in 0..bytes.len() {
            let _ = rewrap(&bytes[..len]);
        }
    }
}
