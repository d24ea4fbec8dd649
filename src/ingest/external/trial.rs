//! A recording to try a decoder out with: silence of a tenth of a second, in 16 bits.

/// Its rate, Hz.
pub(super) const RATE_HZ: u32 = 8000;
/// Its length.
pub(super) const SAMPLES: usize = 800;

/// Its bytes.
pub(super) fn wav() -> Vec<u8> {
    let data_bytes = 2 * SAMPLES as u32;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend_from_slice(&(36 + data_bytes).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend_from_slice(&RATE_HZ.to_le_bytes());
    bytes.extend_from_slice(&(2 * RATE_HZ).to_le_bytes());
    bytes.extend_from_slice(b"\x02\0\x10\0data");
    bytes.extend_from_slice(&data_bytes.to_le_bytes());
    bytes.resize(bytes.len() + data_bytes as usize, 0);
    bytes
}
