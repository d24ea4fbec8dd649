//! Plain samples: WAV, AIFF and CAF, 16 bit, one channel.
//!
//! Headers are written by hand: forty bytes each, exactly as Apple's and Microsoft's specifications lay them out.

use super::to_i16;

const BYTES_A_SAMPLE: u32 = 2;

/// RIFF WAVE, little-endian.
pub(super) fn wav(samples: &[f32], sample_rate_hz: u32) -> Vec<u8> {
    let data_bytes = samples.len() as u32 * BYTES_A_SAMPLE;
    let mut out = Vec::with_capacity(44 + data_bytes as usize);
    out.extend(b"RIFF");
    out.extend((36 + data_bytes).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend(1_u16.to_le_bytes()); // PCM
    out.extend(1_u16.to_le_bytes()); // channels
    out.extend(sample_rate_hz.to_le_bytes());
    out.extend((sample_rate_hz * BYTES_A_SAMPLE).to_le_bytes());
    out.extend(2_u16.to_le_bytes()); // bytes a frame
    out.extend(16_u16.to_le_bytes()); // bits
    out.extend(b"data");
    out.extend(data_bytes.to_le_bytes());
    out.extend(to_i16(samples).flat_map(i16::to_le_bytes));
    out
}

/// AIFF, big-endian.
pub(super) fn aiff(samples: &[f32], sample_rate_hz: u32) -> Vec<u8> {
    let data_bytes = samples.len() as u32 * BYTES_A_SAMPLE;
    let mut out = Vec::with_capacity(54 + data_bytes as usize);
    out.extend(b"FORM");
    out.extend((46 + data_bytes).to_be_bytes());
    out.extend(b"AIFFCOMM");
    out.extend(18_u32.to_be_bytes());
    out.extend(1_u16.to_be_bytes()); // channels
    out.extend((samples.len() as u32).to_be_bytes());
    out.extend(16_u16.to_be_bytes()); // bits
    out.extend(extended(sample_rate_hz));
    out.extend(b"SSND");
    out.extend((8 + data_bytes).to_be_bytes());
    out.extend([0; 8]); // offset, block size
    out.extend(to_i16(samples).flat_map(i16::to_be_bytes));
    out
}

/// Core Audio Format, big-endian.
pub(super) fn caf(samples: &[f32], sample_rate_hz: u32) -> Vec<u8> {
    let data_bytes = samples.len() as u64 * u64::from(BYTES_A_SAMPLE);
    let mut out = Vec::with_capacity(68 + data_bytes as usize);
    out.extend(b"caff");
    out.extend([0, 1, 0, 0]); // version, flags
    out.extend(b"desc");
    out.extend(32_u64.to_be_bytes());
    out.extend(f64::from(sample_rate_hz).to_be_bytes());
    out.extend(b"lpcm");
    // Flags: big-endian whole numbers; then bytes and frames a packet, channels, bits.
    for field in [0, BYTES_A_SAMPLE, 1, 1, 16] {
        out.extend(field.to_be_bytes());
    }
    out.extend(b"data");
    out.extend((4 + data_bytes).to_be_bytes());
    out.extend([0; 4]); // edit count
    out.extend(to_i16(samples).flat_map(i16::to_be_bytes));
    out
}

/// A whole number above 0 as an 80-bit IEEE 754 extended float.
fn extended(value: u32) -> [u8; 10] {
    let shift = value.leading_zeros();
    let exponent = 16_383 + 31 - shift as u16;
    let mantissa = u64::from(value) << (32 + shift);
    let mut out = [0; 10];
    out[..2].copy_from_slice(&exponent.to_be_bytes());
    out[2..].copy_from_slice(&mantissa.to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wav_reads_back() {
        let samples = [0.0, 0.5, -0.5, 1.0, -1.0];
        let mut reader = hound::WavReader::new(std::io::Cursor::new(wav(&samples, 44_100))).unwrap();
        assert_eq!(reader.spec().sample_rate, 44_100);
        let read: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(read, [0, 16_384, -16_384, 32_767, -32_767]);
    }

    #[test]
    fn extended_float_of_44100() {
        // The ten bytes that stand in every AIFF file of that rate.
        assert_eq!(extended(44_100), [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]);
    }
}
