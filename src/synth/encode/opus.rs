//! Opus packets, and the Ogg files that hold them.

use super::{EncodeError, Format};
use crate::dsp::resample::resample;
use opus_pure::{Application, MAX_PACKET_BYTES, OggOpusWriter, OpusEncoder, OpusHead, OpusTags};

/// Opus runs at 48 kHz whatever it is given.
pub(super) const OPUS_RATE_HZ: u32 = 48_000;
/// 20 ms, what browsers use.
pub(super) const FRAME_SAMPLES: usize = 960;
/// What browsers choose for one channel, or near it.
const BITS_A_SECOND: i32 = 48_000;

/// An Opus stream: enough packets to flush the encoder.
pub(super) struct Packets {
    /// Header for a container.
    pub(super) head: OpusHead,
    /// Packets of 20 ms.
    pub(super) packets: Vec<Vec<u8>>,
    /// Samples at 48 kHz that were encoded.
    pub(super) samples: usize,
}

/// Encodes one channel.
pub(super) fn packets(samples: &[f32], sample_rate_hz: u32, format: Format) -> Result<Packets, EncodeError> {
    let refused = |error: opus_pure::Error| EncodeError::Encoder {
        format,
        said: error.to_string(),
    };
    let pcm = resample(samples, sample_rate_hz, OPUS_RATE_HZ);
    let mut encoder = OpusEncoder::new(OPUS_RATE_HZ as i32, 1, Application::Audio).map_err(refused)?;
    encoder.bitrate_bps = BITS_A_SECOND;
    let head = OpusHead::for_encoder(&encoder, sample_rate_hz);
    let frames = (pcm.len() + usize::from(head.pre_skip)).div_ceil(FRAME_SAMPLES);
    let mut packets = Vec::with_capacity(frames);
    let mut packet = vec![0; MAX_PACKET_BYTES];
    for i in 0..frames {
        let from = (i * FRAME_SAMPLES).min(pcm.len());
        let to = (from + FRAME_SAMPLES).min(pcm.len());
        let mut frame = [0.0; FRAME_SAMPLES];
        frame[..to - from].copy_from_slice(&pcm[from..to]);
        let bytes = encoder.encode(&frame, FRAME_SAMPLES, &mut packet).map_err(refused)?;
        packets.push(packet[..bytes].to_vec());
    }
    Ok(Packets {
        head,
        packets,
        samples: pcm.len(),
    })
}

/// Opus in Ogg, ended on the sample.
pub(super) fn ogg_opus(samples: &[f32], sample_rate_hz: u32) -> Result<Vec<u8>, EncodeError> {
    let refused = |error: opus_pure::Error| EncodeError::Encoder {
        format: Format::Opus,
        said: error.to_string(),
    };
    let Packets { head, packets, samples } = packets(samples, sample_rate_hz, Format::Opus)?;
    let last_granule = u64::from(head.pre_skip) + samples as u64;
    // The serial number is fixed: equal samples make equal bytes.
    let mut writer = OggOpusWriter::with_serial(Vec::new(), head, OpusTags::new(), 1).map_err(refused)?;
    for (i, packet) in packets.iter().enumerate() {
        if i + 1 == packets.len() {
            let duration = last_granule - writer.granule() as u64;
            writer
                .write_packet_with_duration(packet, duration as u32)
                .map_err(refused)?;
        } else {
            writer.write_packet(packet).map_err(refused)?;
        }
    }
    writer.finish().map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use opus_pure::{MAX_PACKET_SAMPLES, OggOpusReader, Trim};

    #[test]
    fn ogg_opus_reads_back_in_place_and_to_the_sample() {
        let hz = 440.0;
        let sine = |n: usize| (std::f64::consts::TAU * hz * n as f64 / 48_000.0).sin() as f32 * 0.5;
        let samples: Vec<f32> = (0..50_001).map(sine).collect();
        let bytes = ogg_opus(&samples, 48_000).unwrap();
        assert_eq!(bytes, ogg_opus(&samples, 48_000).unwrap());
        let mut reader = OggOpusReader::new(bytes.as_slice()).unwrap();
        let mut decoder = reader.head().decoder(48_000).unwrap();
        let mut trim = Trim::new(reader.head(), 48_000, 1).unwrap();
        let mut block = vec![0.0_f32; MAX_PACKET_SAMPLES];
        let mut decoded = Vec::new();
        while let Some(packet) = reader.read_packet().unwrap() {
            let n = decoder.decode(&packet.data, MAX_PACKET_SAMPLES, &mut block).unwrap();
            decoded.extend_from_slice(trim.keep(&packet, &block[..n]));
        }
        assert_eq!(decoded.len(), samples.len());
        let error: f32 = (10_000..40_000).map(|n| (decoded[n] - samples[n]).powi(2)).sum();
        let energy: f32 = (10_000..40_000).map(|n| samples[n].powi(2)).sum();
        // A misplaced sample alone would cost 440 Hz · 2π / 48 kHz = −25 dB.
        assert!(
            10.0 * (error / energy).log10() < -27.0,
            "{}",
            10.0 * (error / energy).log10()
        );
    }
}
