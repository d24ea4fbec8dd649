//! Colours of a sleeve, taken from a flag.
//!
//! The *ground* is the flag's colour that covers much of it and bears white letters; the *accents* are its others, as far
//! as they stand out from the ground. Contrast is WCAG's: 4 for letters, 1.6 for shapes. A flag without colour has a
//! ground of soot.

use resvg::tiny_skia::Pixmap;

/// An opaque colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rgb(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// The paper of the strip and the letters on the ground.
pub(crate) const CREAM: Rgb = Rgb(0xfa, 0xf5, 0xe9);
/// Letters on paper, and the ground of flags without colour.
pub(crate) const SOOT: Rgb = Rgb(0x1d, 0x1b, 0x1a);

pub(crate) const VINYL: Rgb = Rgb(0x14, 0x13, 0x12);
pub(crate) const BLACK: Rgb = Rgb(0, 0, 0);
pub(crate) const WHITE: Rgb = Rgb(255, 255, 255);
const GOLD: Rgb = Rgb(0xe8, 0xb0, 0x3a);

/// WCAG asks 3 of large letters and 4.5 of small ones; ours are large, and shown smaller.
const LETTER_CONTRAST: f32 = 4.0;
/// Below this, a shape is lost on its ground.
const SHAPE_CONTRAST: f32 = 1.6;
/// A colour that covers less is an emblem's detail.
const LEAST_SHARE: f32 = 0.03;

/// The colours of one team's sleeves.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Palette {
    pub(crate) ground: Rgb,
    pub(crate) accents: Vec<Rgb>,
    /// For small letters on the ground.
    pub(crate) letters: Rgb,
}

impl Palette {
    /// For a team without a flag.
    pub(crate) fn plain() -> Self {
        Self {
            ground: SOOT,
            accents: vec![GOLD, CREAM],
            letters: GOLD,
        }
    }

    /// Of a flag, with a ground chosen by hand or by the rule; `None` if nothing is drawn on it.
    pub(crate) fn of(flag: &Pixmap, ground: Option<Rgb>) -> Option<Self> {
        let colors = shares(flag)?;
        let ground = ground.unwrap_or_else(|| ground_by_rule(&colors)).darkened_for_letters();
        let mut accents: Vec<Rgb> = colors
            .iter()
            .map(|&(color, _)| if color.is_white() { CREAM } else { color })
            .filter(|&color| contrast(color, ground) >= SHAPE_CONTRAST)
            .collect();
        accents.dedup();
        if accents.is_empty() {
            accents.push(CREAM);
        }
        let letters = accents
            .iter()
            .copied()
            .find(|&color| color.luminance() > ground.luminance() && contrast(color, ground) >= LETTER_CONTRAST)
            .unwrap_or(CREAM);
        Some(Self {
            ground,
            accents,
            letters,
        })
    }
}

/// The colour that covers most, weighed by how well it bears letters.
fn ground_by_rule(colors: &[(Rgb, f32)]) -> Rgb {
    let weight = |&&(color, share): &&(Rgb, f32)| share * contrast(color, CREAM);
    colors
        .iter()
        .filter(|(color, _)| color.is_colorful() && !color.is_yellow())
        .max_by(|one, other| weight(one).total_cmp(&weight(other)))
        .map_or(SOOT, |&(color, _)| color)
}

/// The flag's colours by what they cover, largest first. Neighbours in colour count as one.
fn shares(flag: &Pixmap) -> Option<Vec<(Rgb, f32)>> {
    let mut found: Vec<(Rgb, f32)> = Vec::new();
    let mut total = 0.0;
    for pixel in flag.pixels() {
        if pixel.alpha() < 255 {
            continue;
        }
        let color = Rgb(pixel.red(), pixel.green(), pixel.blue());
        total += 1.0;
        match found.iter().position(|(known, _)| known.is_near(color)) {
            Some(index) => found[index].1 += 1.0,
            // A flag of more colours is a photograph.
            None if found.len() < 256 => found.push((color, 1.0)),
            None => {}
        }
    }
    found.retain(|(_, count)| *count >= LEAST_SHARE * total);
    found.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    found.iter_mut().for_each(|(_, count)| *count /= total);
    (!found.is_empty()).then_some(found)
}

impl Rgb {
    /// As SVG writes it.
    pub(crate) fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    fn is_near(self, other: Self) -> bool {
        self.0.abs_diff(other.0) < 24 && self.1.abs_diff(other.1) < 24 && self.2.abs_diff(other.2) < 24
    }

    fn is_white(self) -> bool {
        self.0.min(self.1).min(self.2) > 225
    }

    fn is_colorful(self) -> bool {
        self.0.max(self.1).max(self.2) - self.0.min(self.1).min(self.2) > 60
    }

    /// Dark yellow is mud.
    fn is_yellow(self) -> bool {
        self.0 > 180 && self.1 > 140 && self.2 < 120
    }

    fn darkened_for_letters(self) -> Self {
        let mut color = self;
        while contrast(color, CREAM) < LETTER_CONTRAST {
            color = color.mixed(BLACK, 0.04);
        }
        color
    }

    /// This much of the other in it.
    pub(crate) fn mixed(self, other: Self, share: f32) -> Self {
        let mix = |one: u8, other: u8| (f32::from(one) + (f32::from(other) - f32::from(one)) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f32 {
        let linear = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

/// WCAG's contrast of two colours: 1 to 21.
pub(crate) fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::teams::Teams;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(WHITE, Rgb(0x76, 0x76, 0x76)) - 4.54).abs() < 0.01);
        assert!((contrast(SOOT, SOOT) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn letters_can_be_read_on_every_teams_ground() {
        let teams = Teams::euro_2016();
        let palettes = teams
            .iter()
            .map(|team| (team.code(), team.flag().unwrap().palette().clone()));
        for (code, palette) in palettes.chain([("none", Palette::plain())]) {
            assert!(contrast(palette.ground, CREAM) >= LETTER_CONTRAST, "{code}");
            assert!(contrast(palette.ground, palette.letters) >= LETTER_CONTRAST, "{code}");
            assert!(
                palette
                    .accents
                    .iter()
                    .all(|&accent| contrast(palette.ground, accent) >= SHAPE_CONTRAST),
                "{code}"
            );
            assert!(!palette.accents.is_empty(), "{code}");
        }
    }

    #[test]
    fn grounds_are_of_the_flags_colours() {
        let teams = Teams::euro_2016();
        let ground = |code| teams.get(code).unwrap().flag().unwrap().palette().ground;
        assert_eq!(ground("fr"), Rgb(0x00, 0x00, 0x91));
        assert_eq!(ground("se"), Rgb(0x00, 0x6a, 0xa7));
        assert_eq!(ground("de"), SOOT);
        assert_eq!(ground("ch"), Rgb(0xda, 0x29, 0x1c));
        let it = ground("it");
        assert!(it.1 > 2 * it.0.max(it.2 / 2), "{it:?} is green");
    }

    #[test]
    fn a_flag_without_colour_has_a_ground_of_soot() {
        let mut flag = Pixmap::new(6, 4).unwrap();
        assert_eq!(Palette::of(&flag, None), None);
        flag.fill(resvg::tiny_skia::Color::WHITE);
        assert_eq!(Palette::of(&flag, None).unwrap().ground, SOOT);
    }
}
