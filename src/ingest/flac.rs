//! Native FLAC without its metadata: `STREAMINFO` is kept, the rest is stepped over.
//!
//! Cover art, tags and cue sheets are the part of a FLAC file that strangers' tools get wrong, and a
//! demuxer that reads them fails over them (RFC 9639, 8). Nothing in them is wanted here.

use super::bytes::be_u32;
use super::splice::Rewrapped;

const STREAMINFO: u8 = 0;
const STREAMINFO_BYTES: usize = 34;
const LAST_BLOCK: u8 = 0x80;

/// A header of `STREAMINFO` alone, before the frames; `None` where the blocks do not add up.
pub(super) fn rewrap(bytes: &[u8]) -> Option<Rewrapped> {
    let mut position = 4;
    let mut stream_info = None;
    loop {
        let header = be_u32(bytes, position)?;
        let kind = (header >> 24) as u8;
        let len = (header & 0x00ff_ffff) as usize;
        let content = bytes.get(position + 4..position + 4 + len)?;
        if kind & !LAST_BLOCK == STREAMINFO && len == STREAMINFO_BYTES {
            stream_info.get_or_insert(content);
        }
        position += 4 + len;
        if kind & LAST_BLOCK != 0 {
            break;
        }
    }
    let mut head = b"fLaC".to_vec();
    head.extend_from_slice(&[STREAMINFO | LAST_BLOCK, 0, 0, STREAMINFO_BYTES as u8]);
    head.extend_from_slice(stream_info?);
    Some(Rewrapped {
        head,
        data: position..bytes.len(),
        truncated: false,
        is_mpeg: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stream_info_is_kept() {
        let info = [7_u8; STREAMINFO_BYTES];
        let mut bytes = b"fLaC\x04\0\0\x03abc\0\0\0\x22".to_vec();
        bytes.extend_from_slice(&info);
        bytes.extend_from_slice(b"\x81\0\0\x01.frames");
        let found = rewrap(&bytes).unwrap();
        assert_eq!(&bytes[found.data.clone()], b"frames");
        assert_eq!(found.head, [&b"fLaC\x80\0\0\x22"[..], &info].concat());
        for len in 0..bytes.len() - b".frames".len() {
            assert_eq!(rewrap(&bytes[..len]), None, "{len} bytes");
        }
    }
}
