//! Core Audio Format with a data chunk whose size holds.
//!
//! Recorders write −1 for the size while they record, and a cut file promises more than it has;
//! Symphonia gives up on the latter. The chunks that decoding needs are put in front, the data comes
//! last (Apple Core Audio Format Specification 1.0).

use super::bytes::{array, be_u32, be_u64};
use super::error::DecodeError;
use super::splice::{MAX_HEADER_CHANNELS, Rewrapped, is_short};

/// Bytes of the edit count that stands before the samples.
const EDIT_COUNT_BYTES: usize = 4;

/// Larger than any packet of any codec.
const MAX_PACKET_BYTES: u32 = 1 << 20;

/// Finds the chunks that decoding needs.
pub(super) fn rewrap(bytes: &[u8]) -> Result<Rewrapped, DecodeError> {
    let mut head = bytes.get(..8).unwrap_or_default().to_vec();
    let mut sound = None;
    let mut bytes_a_second = 0;
    let mut position = 8;
    while let (Some(name), Some(claimed_len)) = (array::<4>(bytes, position), be_u64(bytes, position + 4)) {
        let start = position + 12;
        let is_open = claimed_len == u64::MAX && &name == b"data";
        let available = bytes.len() - start;
        let len = claimed_len.min(available as u64) as usize;
        let is_cut = !is_open && claimed_len > available as u64;
        if &name == b"desc" {
            let description = &bytes[start..start + len];
            refuse_absurd(description)?;
            bytes_a_second = bytes_of_second(description);
        }
        match &name {
            b"data" => {
                let claimed_len = if is_open { 0 } else { claimed_len };
                sound = Some((
                    (start + EDIT_COUNT_BYTES).min(start + len)..start + len,
                    (claimed_len, available),
                ));
            }
            b"desc" | b"chan" | b"kuki" | b"pakt" if !is_cut => {
                head.extend_from_slice(&bytes[position..start + len]);
            }
            _ => {}
        }
        position = start + len;
    }
    let (data, (claimed_len, available)) = sound.ok_or_else(|| DecodeError::undecodable("no sound in the CAF file"))?;
    head.extend_from_slice(b"data");
    head.extend_from_slice(&((EDIT_COUNT_BYTES + data.len()) as u64).to_be_bytes());
    head.extend_from_slice(&[0; EDIT_COUNT_BYTES]);
    Ok(Rewrapped {
        head,
        data,
        truncated: is_short(claimed_len, available, bytes_a_second),
        is_mpeg: false,
    })
}

/// The header of a file of IMA ADPCM blocks: 64 samples in 34 bytes a channel.
pub(super) fn ima4_header(rate_hz: f64, channels: u32, data_len: usize) -> Vec<u8> {
    let mut head = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
    head.extend_from_slice(&rate_hz.to_be_bytes());
    head.extend_from_slice(b"ima4");
    for field in [0, 34 * channels, 64, channels, 0] {
        head.extend_from_slice(&field.to_be_bytes());
    }
    head.extend_from_slice(b"data");
    head.extend_from_slice(&((EDIT_COUNT_BYTES + data_len) as u64).to_be_bytes());
    head.extend_from_slice(&[0; EDIT_COUNT_BYTES]);
    head
}

/// Bytes of a second of sound; 0 where packets differ in length.
fn bytes_of_second(description: &[u8]) -> u64 {
    let field = |at| f64::from(be_u32(description, at).unwrap_or(0));
    let rate_hz = f64::from_bits(be_u64(description, 0).unwrap_or(0));
    // No number, and infinity, become bounds here.
    (rate_hz / field(20).max(1.0) * field(16)) as u64
}

fn refuse_absurd(description: &[u8]) -> Result<(), DecodeError> {
    let packet_bytes = be_u32(description, 16).unwrap_or(0);
    let channels = be_u32(description, 24).unwrap_or(0);
    if packet_bytes > MAX_PACKET_BYTES || channels > MAX_HEADER_CHANNELS {
        return Err(DecodeError::undecodable(format!(
            "packets of {packet_bytes} bytes, {channels} channels"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caf(data_len: u64) -> Vec<u8> {
        let mut bytes = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x02xyfree\0\0\0\0\0\0\0\x01.data".to_vec();
        bytes.extend_from_slice(&data_len.to_be_bytes());
        bytes.extend_from_slice(b"\0\0\0\x01wave");
        bytes
    }

    #[test]
    fn sizes_are_made_to_hold() {
        for (data_len, truncated) in [(8, false), (u64::MAX, false), (9, true)] {
            let bytes = caf(data_len);
            let found = rewrap(&bytes).unwrap();
            assert_eq!((&bytes[found.data], found.truncated), (&b"wave"[..], truncated));
            assert_eq!(
                found.head,
                b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x02xydata\0\0\0\0\0\0\0\x08\0\0\0\0"
            );
        }
        let bytes = caf(8);
        for len in 0..bytes.len() {
            let _ = rewrap(&bytes[..len]);
        }
    }
}
