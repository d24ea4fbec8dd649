//! A picture as a JPEG that messengers show.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use resvg::tiny_skia::Pixmap;

/// WhatsApp shows previews up to 300 kB reliably.
const MAX_BYTES: usize = 300_000;
/// The first is what covers have: they stay below 270 kB.
const QUALITIES: [u8; 3] = [86, 74, 60];

/// Encodes an opaque picture; `None` if it is larger than the format allows.
pub(crate) fn encode(picture: &Pixmap) -> Option<Vec<u8>> {
    let mut smallest = None;
    for quality in QUALITIES {
        let jpeg = encode_at(picture, quality)?;
        if jpeg.len() <= MAX_BYTES {
            return Some(jpeg);
        }
        smallest = Some(jpeg);
    }
    smallest
}

fn encode_at(picture: &Pixmap, quality: u8) -> Option<Vec<u8>> {
    let width = u16::try_from(picture.width()).ok()?;
    let height = u16::try_from(picture.height()).ok()?;
    let mut jpeg = Vec::with_capacity(MAX_BYTES);
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // Every pixel is opaque: the fourth channel is not looked at.
    encoder.encode(picture.data(), width, height, ColorType::Rgba).ok()?;
    Some(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::tiny_skia::PremultipliedColorU8;

    #[test]
    fn a_noisy_picture_gets_a_lower_quality() {
        let mut picture = Pixmap::new(800, 800).unwrap();
        let mut state = 1_u32;
        for pixel in picture.pixels_mut() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grey = (state >> 25) as u8;
            *pixel = PremultipliedColorU8::from_rgba(grey, grey, grey, 255).unwrap();
        }
        assert!(encode_at(&picture, QUALITIES[0]).unwrap().len() > MAX_BYTES);
        let jpeg = encode(&picture).unwrap();
        assert!(jpeg.starts_with(&[0xff, 0xd8]) && jpeg.ends_with(&[0xff, 0xd9]));
        assert!(jpeg.len() <= MAX_BYTES, "{} bytes", jpeg.len());
    }
}
