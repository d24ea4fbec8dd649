//! FLAC, 16 bit.

use super::{EncodeError, Format, to_i16};
use flacenc::bitsink::ByteSink;
use flacenc::component::BitRepr;
use flacenc::error::Verify;
use flacenc::source::MemSource;

/// `fLaC`, then the header of the first metadata block; its content starts with the two block sizes.
const MARKER_BYTES: usize = 4;
const BLOCK_HEADER_BYTES: usize = 4;

/// Encodes interleaved samples within ±1.
pub fn flac(samples: &[f32], channels: usize, sample_rate_hz: u32) -> Result<Vec<u8>, EncodeError> {
    let refused = |said: String| EncodeError::Encoder {
        format: Format::Flac,
        said,
    };
    let config = flacenc::config::Encoder::default()
        .into_verified()
        .map_err(|(_, error)| refused(error.to_string()))?;
    let whole: Vec<i32> = to_i16(samples).map(i32::from).collect();
    let source = MemSource::from_samples(&whole, channels, 16, sample_rate_hz as usize);
    let stream = flacenc::encode_with_fixed_block_size(&config, source, config.block_size)
        .map_err(|error| refused(error.to_string()))?;
    let mut sink = ByteSink::new();
    stream.write(&mut sink).map_err(|error| refused(error.to_string()))?;
    let mut bytes = sink.into_inner();
    // flacenc 0.5.1 counts the last block, too, when it states the least block size (RFC 9639, 8.2, does not). Decoders
    // that take unequal sizes for a stream of varying blocks then lose every frame.
    let (least, greatest) = (MARKER_BYTES + BLOCK_HEADER_BYTES, MARKER_BYTES + BLOCK_HEADER_BYTES + 2);
    bytes.copy_within(greatest..greatest + 2, least);
    Ok(bytes)
}
