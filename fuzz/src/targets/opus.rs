//! Opus: its identification header, its packets, and how Ogg and WebM frame them.
//!
//! The container around them is made here with checksums and lengths that hold, so that every input reaches the
//! decoder. Input: how (1 byte, see [`Framing`]), length of the header behind `OpusHead` (1; 0 is an ordinary one),
//! the header, then packets, each with its length in one byte, or after 255 in two more (little-endian).

use super::decode;

/// A header of one or two channels: version, channels, pre-skip 312, 48 kHz, no gain, family 0.
const HEADERS: [&[u8]; 2] = [
    b"\x01\x01\x38\x01\x80\xbb\0\0\0\0\0",
    b"\x01\x02\x38\x01\x80\xbb\0\0\0\0\0",
];
/// Samples of an ordinary packet, by which granule positions advance.
const PACKET_SAMPLES: u64 = 960;
/// Lengths that fit one page with the last one below 255.
const MAX_PACKET_BYTES: usize = 255 * 254;
/// Packets that are read: state is carried from one to the next, and a few of them carry it anywhere.
const MAX_PACKETS: usize = 10;

/// The first byte of an input.
struct Framing {
    is_webm: bool,
    is_stereo: bool,
    /// Lacing of WebM's blocks, 0 to 3.
    lacing: u8,
    /// WebM: the last byte of the header is a `DiscardPadding`. Ogg: the last page says that half of it was padding.
    is_padded: bool,
    /// Several packets on one page.
    is_packed: bool,
    /// No end mark.
    is_open: bool,
}

impl Framing {
    fn of(byte: u8) -> Self {
        Self {
            is_webm: byte & 1 != 0,
            is_stereo: byte & 2 != 0,
            lacing: byte >> 2 & 3,
            is_padded: byte & 16 != 0,
            is_packed: byte & 32 != 0,
            is_open: byte & 64 != 0,
        }
    }
}

/// Decodes the packets out of their container.
pub fn run(bytes: &[u8]) {
    decode::run(&file(bytes));
}

/// The file around an input.
pub fn file(input: &[u8]) -> Vec<u8> {
    let (&how, rest) = input.split_first().unwrap_or((&0, &[]));
    let (&header_len, rest) = rest.split_first().unwrap_or((&0, &[]));
    let (header, packets) = rest.split_at(usize::from(header_len).min(rest.len()));
    let framing = Framing::of(how);
    let header = if header.is_empty() {
        HEADERS[usize::from(framing.is_stereo)]
    } else {
        header
    };
    let head = [b"OpusHead", header].concat();
    let packets = split(packets);
    if framing.is_webm {
        webm(&head, &packets, &framing)
    } else {
        ogg(&head, &packets, &framing)
    }
}

fn split(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut packets = Vec::new();
    while let Some((&len, rest)) = bytes.split_first() {
        let (len, rest) = match rest {
            [low, high, rest @ ..] if len == 255 => (usize::from(u16::from_le_bytes([*low, *high])), rest),
            _ => (usize::from(len), rest),
        };
        let (packet, rest) = rest.split_at(len.min(rest.len()));
        packets.push(&packet[..packet.len().min(MAX_PACKET_BYTES)]);
        bytes = rest;
    }
    packets.truncate(MAX_PACKETS);
    packets
}

fn ogg(head: &[u8], packets: &[&[u8]], framing: &Framing) -> Vec<u8> {
    const FIRST: u8 = 2;
    const LAST: u8 = 4;
    let mut out = page(FIRST, 0, 0, &[head]);
    out.extend(page(0, 0, 1, &[b"OpusTags\0\0\0\0\0\0\0\0"]));
    let a_page = if framing.is_packed { 8 } else { 1 };
    let mut granule = 0;
    for (index, group) in packets.chunks(a_page).enumerate() {
        // What fits one page; the rest of an unlucky group is left out.
        let mut laces = 0;
        let fitting = group.iter().take_while(|packet| {
            laces += packet.len() / 255 + 1;
            laces <= 255
        });
        let group: Vec<&[u8]> = fitting.copied().collect();
        let is_last = (index + 1) * a_page >= packets.len();
        granule += group.len() as u64 * PACKET_SAMPLES;
        let padding = if is_last && framing.is_padded {
            PACKET_SAMPLES / 2
        } else {
            0
        };
        let flags = if is_last && !framing.is_open { LAST } else { 0 };
        out.extend(page(flags, granule - padding, index as u32 + 2, &group));
    }
    out
}

fn page(flags: u8, granule: u64, number: u32, packets: &[&[u8]]) -> Vec<u8> {
    let laces: Vec<u8> = packets
        .iter()
        .flat_map(|packet| std::iter::repeat_n(255, packet.len() / 255).chain([(packet.len() % 255) as u8]))
        .collect();
    let mut out = b"OggS\0".to_vec();
    out.push(flags);
    out.extend(granule.to_le_bytes());
    out.extend(1_u32.to_le_bytes()); // stream
    out.extend(number.to_le_bytes());
    out.extend([0; 4]); // checksum
    out.push(laces.len() as u8);
    out.extend(laces);
    out.extend(packets.concat());
    let checksum = crc(&out);
    out[22..26].copy_from_slice(&checksum.to_le_bytes());
    out
}

/// Ogg's checksum (RFC 3533, 6): CRC-32 of polynomial 0x04c11db7, not reflected, from 0.
fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte) << 24, |crc: u32, _| {
            crc << 1 ^ if crc >> 31 == 1 { 0x04c1_1db7 } else { 0 }
        })
    })
}

fn webm(head: &[u8], packets: &[&[u8]], framing: &Framing) -> Vec<u8> {
    let track = [
        element(&[0xd7], &[1]),
        element(&[0x73, 0xc5], &[1]),
        element(&[0x83], &[2]),
        element(&[0x86], b"A_OPUS"),
        element(&[0x63, 0xa2], head),
        element(&[0x56, 0xaa], &6_500_000_u32.to_be_bytes()),
        element(&[0xe1], &element(&[0x9f], &[1 + u8::from(framing.is_stereo)])),
    ];
    let blocks = packets.iter().enumerate().map(|(index, packet)| {
        let at_ms = (index as u16).wrapping_mul(20).to_be_bytes();
        let block = [&[0x81, at_ms[0], at_ms[1], framing.lacing << 1], *packet].concat();
        if framing.is_padded {
            let padding = element(&[0x75, 0xa2], &head[head.len() - 1..]);
            element(&[0xa0], &[element(&[0xa1], &block), padding].concat())
        } else {
            element(&[0xa3], &block)
        }
    });
    let cluster: Vec<u8> = std::iter::once(element(&[0xe7], &[0]))
        .chain(blocks)
        .flatten()
        .collect();
    let info = [
        element(&[0x2a, 0xd7, 0xb1], &[0x0f, 0x42, 0x40]),
        element(&[0x4d, 0x80], b"fuzz"),
        element(&[0x57, 0x41], b"fuzz"),
    ];
    let segment = [
        element(&[0x15, 0x49, 0xa9, 0x66], &info.concat()),
        element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &track.concat())),
        element(&[0x1f, 0x43, 0xb6, 0x75], &cluster),
    ];
    let ebml = [
        element(&[0x42, 0x82], b"webm"),
        element(&[0x42, 0x87], &[4]),
        element(&[0x42, 0x85], &[2]),
    ];
    [
        element(&[0x1a, 0x45, 0xdf, 0xa3], &ebml.concat()),
        element(&[0x18, 0x53, 0x80, 0x67], &segment.concat()),
    ]
    .concat()
}

/// An element with its length in four bytes.
fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let len = 0x1000_0000 | content.len() as u32;
    [id, &len.to_be_bytes(), content].concat()
}
