//! A raster of few colours, and PNG.

use super::PortraitError;
use super::colours::Colour;

/// A raster whose pixels are places in a palette.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Indexed {
    pub(super) width: usize,
    pub(super) height: usize,
    /// At most 256 colours.
    pub(super) palette: Vec<Colour>,
    /// From the top left, row by row.
    pub(super) pixels: Vec<u8>,
}

impl Indexed {
    /// The colour of a pixel.
    pub(super) fn at(&self, x: usize, y: usize) -> Colour {
        self.palette[usize::from(self.pixels[y * self.width + x])]
    }

    /// As a PNG with a palette.
    pub(super) fn png(&self) -> Result<Vec<u8>, PortraitError> {
        let palette: Vec<u8> = self.palette.iter().flat_map(|colour| colour.rgb).collect();
        encode(
            self.width,
            self.height,
            png::ColorType::Indexed,
            Some(palette),
            &self.pixels,
        )
    }
}

/// Pixels as a PNG.
pub(super) fn encode(
    width: usize,
    height: usize,
    colours: png::ColorType,
    palette: Option<Vec<u8>>,
    pixels: &[u8],
) -> Result<Vec<u8>, PortraitError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(colours);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    if let Some(palette) = palette {
        encoder.set_palette(palette);
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}
