//! Pictures of few colours, kept small: a background of 8 MB takes some hundred kilobytes, and a few milliseconds to unpack.

use lz4_flex::block::{compress, decompress_into};
use resvg::tiny_skia::Pixmap;

/// A picture, every pixel of it, in fewer bytes.
#[derive(Debug)]
pub(crate) struct Packed {
    width: u32,
    height: u32,
    /// In LZ4's block format.
    bytes: Vec<u8>,
}

impl Packed {
    pub(crate) fn new(picture: &Pixmap) -> Self {
        Self {
            width: picture.width(),
            height: picture.height(),
            bytes: compress(picture.data()),
        }
    }

    /// Bytes that it takes.
    pub(crate) fn len_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The picture again; `None` where there is no memory for it.
    pub(crate) fn unpack(&self) -> Option<Pixmap> {
        let mut picture = Pixmap::new(self.width, self.height)?;
        decompress_into(&self.bytes, picture.data_mut()).ok()?;
        Some(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_comes_back() {
        let mut picture = Pixmap::new(640, 480).unwrap();
        for (at, byte) in picture.data_mut().iter_mut().enumerate() {
            *byte = (at / 4 % 640 / 9) as u8;
        }
        let packed = Packed::new(&picture);
        assert!(packed.len_bytes() < picture.data().len() / 4);
        assert_eq!(packed.unpack().as_ref(), Some(&picture));
    }
}
