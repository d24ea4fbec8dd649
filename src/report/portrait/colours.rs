//! Colours of the portrait.
//!
//! Levels go from a dark violet through red and orange to a light yellow. Their lightness rises in equal steps in Oklab
//! (Ottosson 2020), a space in which equal distances look equally far, so that nobody needs to see a hue to read them.
//! Marks have the colours of Okabe & Ito (2008), which people with any colour blindness tell apart, and each its own shape.

/// Red, green and blue of sRGB, and how much of it covers what is behind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colour {
    pub(super) rgb: [u8; 3],
    pub(super) opacity: f64,
}

impl Colour {
    pub(super) const fn opaque(red: u8, green: u8, blue: u8) -> Self {
        Self {
            rgb: [red, green, blue],
            opacity: 1.0,
        }
    }

    pub(super) const fn thin(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    /// `#rrggbb`.
    pub(super) fn hex(self) -> String {
        let [red, green, blue] = self.rgb;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

pub(super) const PAPER: Colour = Colour::opaque(255, 255, 255);
pub(super) const INK: Colour = Colour::opaque(34, 34, 40);
pub(super) const FAINT_INK: Colour = Colour::opaque(96, 96, 104);
pub(super) const RULE: Colour = Colour::opaque(222, 222, 226);
pub(super) const LANE: Colour = Colour::opaque(246, 246, 248);
/// Frequencies that the recording cannot hold.
pub(super) const BEYOND: Colour = Colour::opaque(226, 226, 230);
pub(super) const WAVE: Colour = Colour::opaque(92, 108, 132);
pub(super) const PITCH: Colour = Colour::opaque(86, 220, 255);
pub(super) const HALO: Colour = Colour::opaque(0, 0, 0).thin(0.75);
pub(super) const GAP: Colour = Colour::opaque(213, 94, 0);
pub(super) const REPEAT: Colour = Colour::opaque(0, 114, 178);
pub(super) const CLIPPED: Colour = Colour::opaque(204, 60, 130);
pub(super) const TRIMMED: Colour = Colour::opaque(0, 120, 90);

/// Steps of the level scale.
pub(super) const LEVELS: usize = 48;

/// Lightness, chroma and hue of the lowest and of the highest level.
const DARKEST: f64 = 0.17;
const LIGHTEST: f64 = 0.96;
const FIRST_HUE_DEG: f64 = 285.0;
const LAST_HUE_DEG: f64 = 455.0;
const LEAST_CHROMA: f64 = 0.03;
const MOST_CHROMA: f64 = 0.19;

/// The colours of the levels, the lowest first.
pub(super) fn levels() -> Vec<Colour> {
    (0..LEVELS).map(|i| level(i as f64 / (LEVELS - 1) as f64)).collect()
}

fn level(share: f64) -> Colour {
    let lightness = DARKEST + (LIGHTEST - DARKEST) * share;
    let hue = (FIRST_HUE_DEG + (LAST_HUE_DEG - FIRST_HUE_DEG) * share).to_radians();
    let swell = libm::sin(std::f64::consts::PI * (0.08 + 0.84 * share));
    let mut chroma = LEAST_CHROMA + (MOST_CHROMA - LEAST_CHROMA) * swell;
    // What no screen can show is made paler until one can.
    loop {
        let linear = linear_from_oklab(lightness, chroma * libm::cos(hue), chroma * libm::sin(hue));
        if linear.iter().all(|value| (-1e-6..=1.0 + 1e-6).contains(value)) || chroma < 1e-4 {
            let [red, green, blue] = linear.map(encoded);
            return Colour::opaque(red, green, blue);
        }
        chroma *= 0.99;
    }
}

/// Linear light of sRGB's primaries from Oklab.
fn linear_from_oklab(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let cube = |x: f64| x * x * x;
    let long = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let middle = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let short = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701_0 * short,
    ]
}

/// sRGB's transfer function.
fn encoded(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let value = if linear <= 0.003_130_8 {
        12.92 * linear
    } else {
        1.055 * libm::pow(linear, 1.0 / 2.4) - 0.055
    };
    (255.0 * value).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oklab's lightness of a colour, back from its bytes.
    fn lightness(colour: Colour) -> f64 {
        let [red, green, blue] = colour.rgb.map(|byte| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                libm::pow((value + 0.055) / 1.055, 2.4)
            }
        });
        let long = 0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue;
        let middle = 0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue;
        let short = 0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue;
        0.210_454_255_3 * libm::cbrt(long) + 0.793_617_785_0 * libm::cbrt(middle) - 0.004_072_046_8 * libm::cbrt(short)
    }

    #[test]
    fn lightness_rises_in_equal_steps() {
        let levels = levels();
        let step = (LIGHTEST - DARKEST) / (LEVELS - 1) as f64;
        for pair in levels.windows(2) {
            let rise = lightness(pair[1]) - lightness(pair[0]);
            assert!((rise - step).abs() < 0.4 * step, "{:?}: {rise}", pair[0]);
        }
    }

    #[test]
    fn the_ends_are_nearly_black_and_nearly_white() {
        let levels = levels();
        assert!(levels[0].rgb.iter().all(|&value| value < 64), "{:?}", levels[0]);
        assert!(
            levels[LEVELS - 1].rgb[..2].iter().all(|&value| value > 220),
            "{:?}",
            levels[LEVELS - 1]
        );
    }
}
