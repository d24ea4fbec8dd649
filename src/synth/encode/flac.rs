//! FLAC, 16 bit, one channel.

use super::{EncodeError, Format, to_i16};
use flacenc::bitsink::ByteSink;
use flacenc::component::BitRepr;
use flacenc::error::Verify;
use flacenc::source::MemSource;

pub(super) fn flac(samples: &[f32], sample_rate_hz: u32) -> Result<Vec<u8>, EncodeError> {
    let refused = |said: String| EncodeError::Encoder {
        format: Format::Flac,
        said,
    };
    let config = flacenc::config::Encoder::default()
        .into_verified()
        .map_err(|(_, error)| refused(error.to_string()))?;
    let whole: Vec<i32> = to_i16(samples).map(i32::from).collect();
    let source = MemSource::from_samples(&whole, 1, 16, sample_rate_hz as usize);
    let stream = flacenc::encode_with_fixed_block_size(&config, source, config.block_size)
        .map_err(|error| refused(error.to_string()))?;
    let mut sink = ByteSink::new();
    stream.write(&mut sink).map_err(|error| refused(error.to_string()))?;
    Ok(sink.into_inner())
}
