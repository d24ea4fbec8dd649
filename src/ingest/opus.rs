//! Opus packets to samples at 48 kHz, whatever container brought them.
//!
//! The identification header is the same everywhere but for its byte order: little-endian behind
//! `OpusHead` in Ogg and WebM (RFC 7845, 5.1), big-endian and without its magic in MP4's `dOps`
//! (Opus in ISOBMFF, 4.3.2). Reading one as the other turns a pre-skip of 312 into 14 337 samples.

use opus_pure::{ChannelLayout, MAX_PACKET_SAMPLES, OpusDecoder, OpusMSDecoder, packet};

use super::bytes::{be_u16, le_u16};
use super::error::DecodeError;

/// Opus decodes at this rate here, whatever the singer recorded at.
pub(super) const SAMPLE_RATE_HZ: u32 = 48_000;

/// The identification header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpusHeader {
    /// Channels of the decoded stream.
    pub(super) channels: u8,
    /// Samples at 48 kHz to drop at the start; `None` where there was no header to say so.
    pub(super) pre_skip: Option<u16>,
    /// Gain in dB, 8 fractional bits.
    gain_q8: i16,
    mapping_family: u8,
    /// Streams, coupled streams, then one index a channel; empty in family 0.
    mapping: Vec<u8>,
}

impl OpusHeader {
    /// From the packet or `CodecPrivate` that begins with `OpusHead`.
    pub(super) fn from_ogg(bytes: &[u8]) -> Option<Self> {
        let fields = bytes.strip_prefix(b"OpusHead")?;
        Self::from_fields(fields, le_u16(fields, 2)?, le_u16(fields, 8)?)
    }

    /// From the content of `dOps`.
    pub(super) fn from_mp4(fields: &[u8]) -> Option<Self> {
        Self::from_fields(fields, be_u16(fields, 2)?, be_u16(fields, 8)?)
    }

    /// For a container that brings no header (CAF).
    pub(super) fn plain(channels: u8) -> Self {
        Self {
            channels,
            pre_skip: None,
            gain_q8: 0,
            mapping_family: 0,
            mapping: Vec::new(),
        }
    }

    fn from_fields(fields: &[u8], pre_skip: u16, gain: u16) -> Option<Self> {
        let channels = *fields.get(1)?;
        let mapping_family = *fields.get(10)?;
        let mapping = match mapping_family {
            0 => Vec::new(),
            _ => fields.get(11..13 + usize::from(channels))?.to_vec(),
        };
        Some(Self {
            channels,
            pre_skip: Some(pre_skip),
            gain_q8: gain as i16,
            mapping_family,
            mapping,
        })
    }
}

/// A decoder for one track.
pub(super) struct OpusTrack {
    decoder: Decoder,
    channels: usize,
    /// Where each channel stands among the coded ones, if not in its own place.
    order: Option<&'static [usize]>,
    interleaved: Vec<f32>,
}

/// Coded places of WAVE's channels, which everything here goes by: Opus has Vorbis's order, in which the centre comes second
/// and low frequencies last (RFC 7845, 5.1.1.2). The sides keep their order, and of four there is no centre.
fn wave_order(mapping_family: u8, channels: usize) -> Option<&'static [usize]> {
    match (mapping_family, channels) {
        (1, 3) => Some(&[0, 2, 1]),
        (1, 5) => Some(&[0, 2, 1, 3, 4]),
        (1, 6) => Some(&[0, 2, 1, 5, 3, 4]),
        (1, 7) => Some(&[0, 2, 1, 6, 5, 3, 4]),
        (1, 8) => Some(&[0, 2, 1, 7, 5, 6, 3, 4]),
        _ => None,
    }
}

enum Decoder {
    Plain(Box<OpusDecoder>),
    Surround { decoder: Box<OpusMSDecoder>, gain: f32 },
}

impl OpusTrack {
    /// A decoder that applies the header's gain.
    pub(super) fn new(header: &OpusHeader) -> Result<Self, DecodeError> {
        let refused = |detail: String| DecodeError::unsupported("opus", detail);
        let channels = usize::from(header.channels);
        let rate = SAMPLE_RATE_HZ as i32;
        let decoder = if header.mapping_family == 0 {
            let mut decoder = OpusDecoder::new(rate, channels).map_err(|error| refused(error.to_string()))?;
            decoder.gain_q8 = i32::from(header.gain_q8);
            Decoder::Plain(Box::new(decoder))
        } else {
            let family = header.mapping_family;
            let standard = ChannelLayout::surround(channels, family).map_err(|error| refused(error.to_string()))?;
            let streams = [standard.nb_streams as u8, standard.nb_coupled_streams as u8];
            if header.mapping != [&streams[..], &standard.mapping].concat() {
                return Err(refused("Opus with a channel mapping of its own".to_owned()));
            }
            let decoder = OpusMSDecoder::new(rate, channels, family).map_err(|error| refused(error.to_string()))?;
            let gain_db = f64::from(header.gain_q8) / 256.0;
            Decoder::Surround {
                decoder: Box::new(decoder),
                gain: libm::pow(10.0, gain_db / 20.0) as f32,
            }
        };
        Ok(Self {
            decoder,
            channels,
            order: wave_order(header.mapping_family, channels),
            interleaved: vec![0.0; MAX_PACKET_SAMPLES * channels],
        })
    }

    /// Decodes one packet into `planes`, one vector a channel; `None` where it is damaged.
    pub(super) fn decode(&mut self, packet: &[u8], planes: &mut Vec<Vec<f32>>) -> Option<()> {
        if packet.is_empty() {
            return None;
        }
        let count = match &mut self.decoder {
            Decoder::Plain(decoder) => decoder.decode(packet, MAX_PACKET_SAMPLES, &mut self.interleaved),
            Decoder::Surround { decoder, .. } => decoder.decode(packet, MAX_PACKET_SAMPLES, &mut self.interleaved),
        };
        let count = count.ok()?;
        let gain = match self.decoder {
            Decoder::Plain(_) => 1.0,
            Decoder::Surround { gain, .. } => gain,
        };
        planes.resize_with(self.channels, Vec::new);
        for (channel, plane) in planes.iter_mut().enumerate() {
            let coded = self.order.map_or(channel, |order| order[channel]);
            let samples = self.interleaved.iter().skip(coded).step_by(self.channels).take(count);
            plane.clear();
            plane.extend(samples.map(|sample| sample * gain));
        }
        Some(())
    }
}

/// Samples at 48 kHz that a packet stands for, by its first two bytes.
pub(super) fn packet_samples(packet: &[u8]) -> Option<usize> {
    packet::samples_48k(packet)
        .ok()
        .filter(|&samples| samples <= MAX_PACKET_SAMPLES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_orders_are_not_mixed() {
        let ogg = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\x00\xff\0";
        let mp4 = b"\x00\x01\x01\x38\x00\x00\xbb\x80\xff\x00\0";
        let header = OpusHeader::from_ogg(ogg).unwrap();
        assert_eq!((header.channels, header.pre_skip, header.gain_q8), (1, Some(312), -256));
        assert_eq!(OpusHeader::from_mp4(mp4).unwrap(), header);
        for len in 0..ogg.len() {
            assert_eq!(OpusHeader::from_ogg(&ogg[..len]), None);
        }
    }

    #[test]
    fn low_frequencies_stand_fourth_as_in_wave() {
        // Opus has them last.
        for channels in 6..=8 {
            let order = wave_order(1, channels).unwrap();
            assert_eq!((order[2], order[3]), (1, channels - 1));
            let mut places = order.to_vec();
            places.sort_unstable();
            assert_eq!(places, (0..channels).collect::<Vec<_>>());
        }
        assert_eq!(
            (wave_order(1, 2), wave_order(1, 4), wave_order(255, 6)),
            (None, None, None)
        );
    }

    #[test]
    fn impossible_headers_are_refused() {
        assert!(OpusTrack::new(&OpusHeader::plain(0)).is_err());
        assert!(OpusTrack::new(&OpusHeader::plain(3)).is_err());
        let odd = OpusHeader {
            mapping_family: 1,
            mapping: vec![9; 8],
            ..OpusHeader::plain(6)
        };
        assert!(OpusTrack::new(&odd).is_err());
    }

    #[test]
    fn garbage_packets_are_damage_not_panics() {
        let mut track = OpusTrack::new(&OpusHeader::plain(2)).unwrap();
        let mut planes = Vec::new();
        assert_eq!(track.decode(&[], &mut planes), None);
        for seed in 0..=255_u8 {
            let packet: Vec<u8> = (0..40_u8).map(|i| seed ^ i.wrapping_mul(37)).collect();
            track.decode(&packet, &mut planes);
            assert!(planes.iter().all(|plane| plane.len() <= MAX_PACKET_SAMPLES));
        }
    }
}
