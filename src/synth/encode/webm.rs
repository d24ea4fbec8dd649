//! Opus in WebM as a browser records it live: the lengths of the segment and of its clusters are unknown, and so is the
//! duration; nothing says where the sound ends within the last packet.
//!
//! Elements by their Matroska identifiers (RFC 9559).

use super::opus::{FRAME_SAMPLES, OPUS_RATE_HZ, Packets, packets};
use super::{EncodeError, Format};

/// Packets of 20 ms in one cluster: a second.
const PACKETS_A_CLUSTER: usize = 50;
const MILLISECONDS_A_PACKET: usize = FRAME_SAMPLES * 1_000 / OPUS_RATE_HZ as usize;
/// An element size that says "unknown", in eight bytes.
const UNKNOWN_SIZE: [u8; 8] = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

const EBML: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const TRACKS: u32 = 0x1654_ae6b;
const CLUSTER: u32 = 0x1f43_b675;

pub(super) fn webm_opus(samples: &[f32], sample_rate_hz: u32) -> Result<Vec<u8>, EncodeError> {
    let Packets { head, packets, .. } = packets(samples, sample_rate_hz, Format::Webm)?;
    let mut out = Vec::new();
    let ebml = [
        unsigned(0x4286, 1),
        unsigned(0x42f7, 1),
        unsigned(0x42f2, 4),
        unsigned(0x42f3, 8),
        element(0x4282, b"webm"),
        unsigned(0x4287, 4),
        unsigned(0x4285, 2),
    ];
    out.extend(element(EBML, &ebml.concat()));
    out.extend(identifier(SEGMENT));
    out.extend(UNKNOWN_SIZE);
    let info = [
        unsigned(0x002a_d7b1, 1_000_000), // a tick is a millisecond
        element(0x4d80, b"stemforge"),
        element(0x5741, b"stemforge"),
    ];
    out.extend(element(INFO, &info.concat()));

    let mut opus_head = b"OpusHead\x01\x01".to_vec();
    opus_head.extend(head.pre_skip.to_le_bytes());
    opus_head.extend(sample_rate_hz.to_le_bytes());
    opus_head.extend([0; 3]); // gain, channel mapping
    let delay_ns = u64::from(head.pre_skip) * 1_000_000_000 / u64::from(OPUS_RATE_HZ);
    let audio = [element(0xb5, &f64::from(OPUS_RATE_HZ).to_be_bytes()), unsigned(0x9f, 1)];
    let track = [
        unsigned(0xd7, 1),   // number
        unsigned(0x73c5, 1), // unique number
        unsigned(0x83, 2),   // audio
        element(0x86, b"A_OPUS"),
        element(0x63a2, &opus_head),
        unsigned(0x56aa, delay_ns),
        unsigned(0x56bb, 80_000_000), // pre-roll after a seek, ns
        element(0xe1, &audio.concat()),
    ];
    out.extend(element(TRACKS, &element(0xae, &track.concat())));

    for (cluster, members) in packets.chunks(PACKETS_A_CLUSTER).enumerate() {
        out.extend(identifier(CLUSTER));
        out.extend(UNKNOWN_SIZE);
        out.extend(unsigned(
            0xe7,
            (cluster * PACKETS_A_CLUSTER * MILLISECONDS_A_PACKET) as u64,
        ));
        for (i, packet) in members.iter().enumerate() {
            let mut block = vec![0x81]; // track 1
            block.extend(((i * MILLISECONDS_A_PACKET) as i16).to_be_bytes());
            block.push(0x80); // can be decoded alone
            block.extend(packet);
            out.extend(element(0xa3, &block));
        }
    }
    Ok(out)
}

/// An identifier without leading zero bytes.
fn identifier(id: u32) -> Vec<u8> {
    let bytes = id.to_be_bytes();
    bytes[id.leading_zeros() as usize / 8..].to_vec()
}

fn element(id: u32, content: &[u8]) -> Vec<u8> {
    let mut out = identifier(id);
    // Sizes in four bytes: their marker bit, then 28 bits.
    out.extend((content.len() as u32 | 0x1000_0000).to_be_bytes());
    out.extend(content);
    out
}

fn unsigned(id: u32, value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    element(id, &bytes[(value.leading_zeros() as usize / 8).min(7)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_laid_out_as_ebml_wants_them() {
        assert_eq!(unsigned(0xd7, 1), [0xd7, 0x10, 0, 0, 1, 1]);
        assert_eq!(unsigned(0x73c5, 0x1234), [0x73, 0xc5, 0x10, 0, 0, 2, 0x12, 0x34]);
        let bytes = webm_opus(&[0.0; 48_000], 48_000).unwrap();
        assert_eq!(bytes[..4], EBML.to_be_bytes());
        // One second and the encoder's delay: 51 packets, two clusters.
        let clusters = bytes.windows(4).filter(|w| *w == CLUSTER.to_be_bytes()).count();
        assert_eq!(clusters, 2);
    }
}
