//! PCM packets to samples, whatever container brought them.
//!
//! Symphonia reads sample by sample through a stream and copies twice. Nothing is decided here: the same numbers come
//! out (see the test), and what is not laid out plainly is left to it.

use symphonia::core::codecs::audio::well_known as id;
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters};

/// How the samples of one track are laid out.
pub(super) struct PcmTrack {
    sample: Sample,
    channels: usize,
    /// Rate of the track.
    pub(super) sample_rate_hz: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sample {
    U8,
    S8,
    S16Le,
    S16Be,
    S24Le,
    S24Be,
    S32Le,
    S32Be,
    F32Le,
    F32Be,
    F64Le,
    F64Be,
}

impl Sample {
    fn of(codec: AudioCodecId) -> Option<(Self, u32)> {
        Some(match codec {
            id::CODEC_ID_PCM_U8 => (Self::U8, 8),
            id::CODEC_ID_PCM_S8 => (Self::S8, 8),
            id::CODEC_ID_PCM_S16LE => (Self::S16Le, 16),
            id::CODEC_ID_PCM_S16BE => (Self::S16Be, 16),
            id::CODEC_ID_PCM_S24LE => (Self::S24Le, 24),
            id::CODEC_ID_PCM_S24BE => (Self::S24Be, 24),
            id::CODEC_ID_PCM_S32LE => (Self::S32Le, 32),
            id::CODEC_ID_PCM_S32BE => (Self::S32Be, 32),
            id::CODEC_ID_PCM_F32LE => (Self::F32Le, 32),
            id::CODEC_ID_PCM_F32BE => (Self::F32Be, 32),
            id::CODEC_ID_PCM_F64LE => (Self::F64Le, 64),
            id::CODEC_ID_PCM_F64BE => (Self::F64Be, 64),
            _ => return None,
        })
    }
}

impl PcmTrack {
    /// `None` where the samples are not PCM, or do not fill their bytes.
    pub(super) fn of(parameters: &AudioCodecParameters) -> Option<Self> {
        let (sample, width) = Sample::of(parameters.codec)?;
        let fills = |bits: Option<u32>| bits.is_none_or(|bits| bits == width);
        let is_plain = fills(parameters.bits_per_sample) && fills(parameters.bits_per_coded_sample);
        let channels = parameters.channels.as_ref()?.count();
        (is_plain && channels > 0).then_some(Self {
            sample,
            channels,
            sample_rate_hz: parameters.sample_rate?,
        })
    }

    /// The whole frames of a packet, one vector a channel.
    pub(super) fn decode(&self, packet: &[u8], planes: &mut Vec<Vec<f32>>) {
        let signed_24 = |high: u8, middle: u8, low: u8| i32::from_be_bytes([high, middle, low, 0]) as f32 / SCALE_32;
        match self.sample {
            Sample::U8 => self.spread(packet, planes, |[byte]| (f32::from(byte) - 128.0) / 128.0),
            Sample::S8 => self.spread(packet, planes, |[byte]| f32::from(byte as i8) / 128.0),
            Sample::S16Le => self.spread(packet, planes, |bytes| f32::from(i16::from_le_bytes(bytes)) / SCALE_16),
            Sample::S16Be => self.spread(packet, planes, |bytes| f32::from(i16::from_be_bytes(bytes)) / SCALE_16),
            Sample::S24Le => self.spread(packet, planes, |[low, middle, high]| signed_24(high, middle, low)),
            Sample::S24Be => self.spread(packet, planes, |[high, middle, low]| signed_24(high, middle, low)),
            Sample::S32Le => self.spread(packet, planes, |bytes| i32::from_le_bytes(bytes) as f32 / SCALE_32),
            Sample::S32Be => self.spread(packet, planes, |bytes| i32::from_be_bytes(bytes) as f32 / SCALE_32),
            Sample::F32Le => self.spread(packet, planes, f32::from_le_bytes),
            Sample::F32Be => self.spread(packet, planes, f32::from_be_bytes),
            Sample::F64Le => self.spread(packet, planes, |bytes| f64::from_le_bytes(bytes) as f32),
            Sample::F64Be => self.spread(packet, planes, |bytes| f64::from_be_bytes(bytes) as f32),
        }
    }

    fn spread<const BYTES: usize>(
        &self,
        packet: &[u8],
        planes: &mut Vec<Vec<f32>>,
        sample: impl Fn([u8; BYTES]) -> f32,
    ) {
        let (samples, _) = packet.as_chunks::<BYTES>();
        let whole = samples.len() - samples.len() % self.channels;
        planes.resize_with(self.channels, Vec::new);
        for (channel, plane) in planes.iter_mut().enumerate() {
            plane.clear();
            if self.channels == 1 {
                plane.extend(samples.iter().map(|&bytes| sample(bytes)));
            } else {
                let own = samples[..whole].iter().skip(channel).step_by(self.channels);
                plane.extend(own.map(|&bytes| sample(bytes)));
            }
        }
    }
}

const SCALE_16: f32 = 32_768.0;
const SCALE_32: f32 = 2_147_483_648.0;

#[cfg(test)]
mod tests {
    use super::*;
    use symphonia::core::audio::Channels;
    use symphonia::core::codecs::audio::AudioDecoderOptions;
    use symphonia::core::packet::Packet;
    use symphonia::core::units::{Duration, Timestamp};

    const CODECS: [AudioCodecId; 12] = [
        id::CODEC_ID_PCM_U8,
        id::CODEC_ID_PCM_S8,
        id::CODEC_ID_PCM_S16LE,
        id::CODEC_ID_PCM_S16BE,
        id::CODEC_ID_PCM_S24LE,
        id::CODEC_ID_PCM_S24BE,
        id::CODEC_ID_PCM_S32LE,
        id::CODEC_ID_PCM_S32BE,
        id::CODEC_ID_PCM_F32LE,
        id::CODEC_ID_PCM_F32BE,
        id::CODEC_ID_PCM_F64LE,
        id::CODEC_ID_PCM_F64BE,
    ];

    fn parameters(codec: AudioCodecId, channels: u16) -> AudioCodecParameters {
        let mut parameters = AudioCodecParameters::new();
        parameters.for_codec(codec).with_sample_rate(48_000);
        parameters.with_channels(Channels::Discrete(channels));
        parameters
    }

    /// Every byte value in every place of a sample, then bytes without pattern, and a frame that is cut off.
    fn packet() -> Vec<u8> {
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let ramp = (0..=255).flat_map(|byte| [byte; 9]);
        ramp.chain((0..20_000).map(|_| noise())).chain([1]).collect()
    }

    #[test]
    fn the_numbers_are_those_of_symphonia() {
        let bytes = packet();
        for codec in CODECS {
            for channels in [1, 2, 3, 6] {
                let parameters = parameters(codec, channels);
                let mut theirs = symphonia::default::get_codecs()
                    .make_audio_decoder(&parameters, &AudioDecoderOptions::default())
                    .unwrap();
                let packet = Packet::new(0, Timestamp::ZERO, Duration::ZERO, bytes.clone());
                let mut expected: Vec<Vec<f32>> = Vec::new();
                theirs.decode(&packet).unwrap().copy_to_vecs_planar(&mut expected);
                let mut planes = vec![vec![7.0]; 9];
                PcmTrack::of(&parameters).unwrap().decode(&bytes, &mut planes);
                let bits = |planes: &[Vec<f32>]| -> Vec<Vec<u32>> {
                    let plane = |plane: &Vec<f32>| plane.iter().map(|sample| sample.to_bits()).collect();
                    planes.iter().map(plane).collect()
                };
                assert_eq!(bits(&planes), bits(&expected), "{codec}, {channels} channels");
            }
        }
    }

    #[test]
    fn what_does_not_fill_its_bytes_is_left_to_symphonia() {
        assert!(PcmTrack::of(&parameters(id::CODEC_ID_PCM_ALAW, 1)).is_none());
        assert!(PcmTrack::of(&parameters(id::CODEC_ID_AAC, 1)).is_none());
        let mut padded = parameters(id::CODEC_ID_PCM_S24LE, 1);
        padded.with_bits_per_coded_sample(20);
        assert!(PcmTrack::of(&padded).is_none());
    }
}
