//! The design: everything of a sleeve that is not text.
//!
//! A strip of paper across the top bears the campaign's title and the flag, as sleeves of the sixties bore the label's
//! name. Below it, on the colour of the team, lies a record whose label is the flag, amid rays that are the crowd's
//! voices; it sinks into the ground, on which the fan's name stands as the artist's.
//!
//! All lengths are pixels. Right-to-left sleeves are mirrored, but never the flag.

use std::f32::consts::TAU;

use resvg::tiny_skia::{FillRule, Mask, PathBuilder, Pixmap, PixmapPaint, Transform};
use resvg::usvg;

use crate::flags::Flag;
use crate::layout::{Format, Layout};
use crate::palette::{BLACK, CREAM, Palette, SOOT, VINYL, WHITE};
use crate::teams::Team;
use crate::text::shape::TextDirection;

/// The label's radius in parts of the record's.
const LABEL: f32 = 0.46;
const RAYS: u32 = 108;
/// Where rays begin, in radii of the record.
const RAYS_FROM: f32 = 1.07;

/// Draws a team's sleeve without its texts; `None` if there is no memory for it.
pub(crate) fn draw(team: &Team, format: Format, direction: TextDirection) -> Option<Pixmap> {
    let (width, height) = format.size_px();
    let mut canvas = Pixmap::new(width, height)?;
    let plain = Palette::plain();
    let sleeve = Sleeve::new(format, direction, team.flag().map_or(&plain, Flag::palette));
    sleeve.paint(
        &mut canvas,
        &[sleeve.ground(), sleeve.rays(team), sleeve.vinyl(), sleeve.sheen()],
    );
    match team.flag() {
        Some(flag) => sleeve.label(&mut canvas, flag),
        None => sleeve.paint(&mut canvas, &[sleeve.plain_label()]),
    }
    sleeve.paint(
        &mut canvas,
        &[
            sleeve.rim(),
            sleeve.sunset(),
            sleeve.waves(),
            sleeve.strip(),
            sleeve.mark(),
        ],
    );
    if let Some(flag) = team.flag() {
        sleeve.flag(&mut canvas, flag);
    }
    Some(canvas)
}

struct Sleeve<'a> {
    width: f32,
    height: f32,
    layout: &'a Layout,
    palette: &'a Palette,
    is_mirrored: bool,
    /// The record's middle and radius.
    x: f32,
    y: f32,
    r: f32,
}

impl<'a> Sleeve<'a> {
    fn new(format: Format, direction: TextDirection, palette: &'a Palette) -> Self {
        let (width, height) = format.size_px();
        let layout = format.layout();
        let (x, y, r) = layout.record;
        let is_mirrored = direction == TextDirection::RightToLeft;
        let mut sleeve = Self {
            width: width as f32,
            height: height as f32,
            layout,
            palette,
            is_mirrored,
            x,
            y,
            r,
        };
        sleeve.x = sleeve.mirrored(x);
        sleeve
    }

    fn mirrored(&self, x: f32) -> f32 {
        if self.is_mirrored { self.width - x } else { x }
    }

    /// Layers of SVG of our own making, over what is there.
    fn paint(&self, canvas: &mut Pixmap, layers: &[String]) {
        let svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}">{}</svg>"#,
            self.width,
            self.height,
            layers.concat()
        );
        if let Ok(tree) = usvg::Tree::from_str(&svg, &crate::svg::closed_options()) {
            resvg::render(&tree, Transform::identity(), &mut canvas.as_mut());
        }
    }

    /// A point at an angle (a whole turn is 1) and a distance from the record's middle, in its radii.
    fn around(&self, turn: f32, radii: f32) -> (f32, f32) {
        let (sin, cos) = (turn * TAU).sin_cos();
        (self.x + self.r * radii * cos, self.y + self.r * radii * sin)
    }

    /// The team's colour, lighter where the record is.
    fn ground(&self) -> String {
        let Self { x, y, palette, .. } = self;
        let reach = self.r * 3.0;
        let (light, ground, dark) = (
            palette.ground.mixed(WHITE, 0.16).hex(),
            palette.ground.hex(),
            palette.ground.mixed(BLACK, 0.22).hex(),
        );
        format!(
            r#"<radialGradient id="glow" gradientUnits="userSpaceOnUse" cx="{x}" cy="{y}" r="{reach}"><stop offset="0" stop-color="{light}"/><stop offset="0.45" stop-color="{ground}"/><stop offset="1" stop-color="{dark}"/></radialGradient><rect width="100%" height="100%" fill="url(#glow)"/>"#
        )
    }

    /// Voices around the record. Their levels are a sum of waves seeded by the team's code: each team has its own.
    fn rays(&self, team: &Team) -> String {
        let seed = blake3::hash(team.code().as_bytes());
        let seed = seed.as_bytes();
        let width = TAU * self.r * RAYS_FROM / RAYS as f32 * 0.56;
        let mut svg = format!(r#"<g stroke-width="{width:.1}" stroke-linecap="round">"#);
        for (index, color) in (0..RAYS).zip(self.palette.accents.iter().cycle()) {
            let turn = index as f32 / RAYS as f32;
            let waves = [2.0_f32, 3.0, 5.0, 9.0, 17.0].iter().zip(seed);
            let level: f32 = waves
                .map(|(waves, phase)| ((waves * turn + f32::from(*phase) / 256.0) * TAU).sin())
                .sum();
            let grain = f32::from(seed[index as usize % seed.len()].wrapping_mul(index as u8 | 1)) / 255.0;
            let length = 0.10 + 0.34 * (0.5 + 0.1 * level) * (0.55 + 0.45 * grain);
            let (from_x, from_y) = self.around(turn, RAYS_FROM);
            let (to_x, to_y) = self.around(turn, RAYS_FROM + length);
            let color = color.hex();
            svg.push_str(&format!(
                r#"<path stroke="{color}" d="M{from_x:.1} {from_y:.1}L{to_x:.1} {to_y:.1}"/>"#
            ));
        }
        svg + "</g>"
    }

    /// The record with its shadow and its grooves: a wider gap after every ninth is the pause between two songs.
    fn vinyl(&self) -> String {
        let Self { x, y, r, .. } = self;
        let (shadow_y, shadow_r, vinyl) = (y + r * 0.02, r * 1.08, VINYL.hex());
        let mut svg = format!(
            r##"<radialGradient id="shadow"><stop offset="0.9" stop-color="#000" stop-opacity="0.5"/><stop offset="1" stop-color="#000" stop-opacity="0"/></radialGradient><circle cx="{x}" cy="{shadow_y:.1}" r="{shadow_r:.1}" fill="url(#shadow)"/><circle cx="{x}" cy="{y}" r="{r}" fill="{vinyl}"/><g fill="none" stroke="#fff" stroke-width="1.3">"##
        );
        for index in (0..28).filter(|index| index % 9 != 8) {
            let groove = r * (0.97 - 0.0165 * index as f32);
            let opacity = 0.07 + 0.0125 * (index * 7 % 5) as f32;
            svg.push_str(&format!(
                r#"<circle cx="{x}" cy="{y}" r="{groove:.1}" stroke-opacity="{opacity:.3}"/>"#
            ));
        }
        svg + "</g>"
    }

    /// Two reflections across the grooves: sectors upon sectors, brightest in the middle.
    fn sheen(&self) -> String {
        let Self { x, y, r, .. } = self;
        let mut svg = String::from(r##"<g fill="#fff" fill-opacity="0.026">"##);
        for middle in [-0.1_f32, 0.4] {
            for step in 0..8 {
                let half = 0.01 + 0.008 * step as f32;
                let (from_x, from_y) = self.around(middle - half, 1.0);
                let (to_x, to_y) = self.around(middle + half, 1.0);
                svg.push_str(&format!(
                    r#"<path d="M{x} {y}L{from_x:.1} {from_y:.1}A{r} {r} 0 0 1 {to_x:.1} {to_y:.1}z"/>"#
                ));
            }
        }
        svg + "</g>"
    }

    /// The label's edge and the hole for the spindle.
    fn rim(&self) -> String {
        let Self { x, y, r, .. } = self;
        let (label, edge, collar, hole) = (r * LABEL, r * 0.022, r * 0.034, r * 0.022);
        let (cream, vinyl) = (CREAM.hex(), VINYL.hex());
        format!(
            r#"<circle cx="{x}" cy="{y}" r="{label:.1}" fill="none" stroke="{cream}" stroke-width="{edge:.1}"/><circle cx="{x}" cy="{y}" r="{collar:.1}" fill="{cream}"/><circle cx="{x}" cy="{y}" r="{hole:.1}" fill="{vinyl}"/>"#
        )
    }

    /// The ground that rises over the record, where the name stands.
    fn sunset(&self) -> String {
        let Some((from, to)) = self.layout.sunset else {
            return String::new();
        };
        let (width, height) = (self.width, self.height - from);
        let ground = self.palette.ground.mixed(BLACK, 0.12).hex();
        format!(
            r#"<linearGradient id="sunset" gradientUnits="userSpaceOnUse" x1="0" y1="{from}" x2="0" y2="{to}"><stop offset="0" stop-color="{ground}" stop-opacity="0"/><stop offset="1" stop-color="{ground}"/></linearGradient><rect y="{from}" width="{width}" height="{height}" fill="url(#sunset)"/>"#
        )
    }

    /// Sound that spreads beyond the rays.
    fn waves(&self) -> String {
        let Self { x, y, r, .. } = self;
        let width = r * 0.045;
        let mut svg = format!(r##"<g fill="none" stroke="#fff" stroke-opacity="0.055" stroke-width="{width:.1}">"##);
        for index in 0..9 {
            let wave = r * (1.68 + 0.24 * index as f32);
            svg.push_str(&format!(r#"<circle cx="{x}" cy="{y}" r="{wave:.1}"/>"#));
        }
        svg + "</g>"
    }

    /// The strip of paper and its shadow.
    fn strip(&self) -> String {
        let (top, bottom) = self.layout.strip;
        let (width, height, cream) = (self.width, bottom - top, CREAM.hex());
        format!(
            r##"<rect y="{bottom}" width="{width}" height="10" fill="#000" fill-opacity="0.18"/><rect y="{top}" width="{width}" height="{height}" fill="{cream}"/>"##
        )
    }

    /// Five bars of a level meter in the team's colour, before the title.
    fn mark(&self) -> String {
        let unit = self.layout.flag_height / 10.0;
        let mut svg = format!(
            r#"<g stroke="{}" stroke-width="{unit:.1}" stroke-linecap="round">"#,
            self.palette.ground.hex()
        );
        for (index, level) in [2.0_f32, 6.0, 9.0, 4.5, 7.0].iter().enumerate() {
            let x = self.mirrored(self.layout.margin + unit * (0.5 + 1.7 * index as f32));
            let half = unit * (level - 1.0) / 2.0;
            let (top, bottom) = (self.layout.strip_middle - half, self.layout.strip_middle + half);
            svg.push_str(&format!(r#"<path d="M{x:.1} {top:.1}V{bottom:.1}"/>"#));
        }
        svg + "</g>"
    }

    /// The flag as the record's label: a disc of it around its emblem.
    fn label(&self, canvas: &mut Pixmap, flag: &Flag) {
        let radius = self.r * LABEL;
        let Some(picture) = flag.draw((radius * 2.0).ceil() as u32) else {
            return;
        };
        let width = picture.width() as f32;
        // A flag that is narrower than the label lies in its middle.
        let left = if width > radius * 2.0 {
            (flag.focus() * width - radius).clamp(0.0, width - radius * 2.0)
        } else {
            width / 2.0 - radius
        };
        let disc = PathBuilder::from_circle(self.x, self.y, radius);
        let (Some(mut mask), Some(disc)) = (Mask::new(canvas.width(), canvas.height()), disc) else {
            return;
        };
        mask.fill_path(&disc, FillRule::Winding, true, Transform::identity());
        let place = Transform::from_translate(self.x - radius - left, self.y - radius);
        canvas.draw_pixmap(0, 0, picture.as_ref(), &PixmapPaint::default(), place, Some(&mask));
    }

    /// The label of a team without a flag.
    fn plain_label(&self) -> String {
        let Self { x, y, r, .. } = self;
        format!(
            r#"<circle cx="{x}" cy="{y}" r="{}" fill="{}"/>"#,
            r * LABEL,
            self.palette.letters.hex()
        )
    }

    /// The whole flag at the end of the strip, with an edge that tells white from paper.
    fn flag(&self, canvas: &mut Pixmap, flag: &Flag) {
        let Some(picture) = flag.draw(self.layout.flag_height as u32) else {
            return;
        };
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let right = self.width - self.layout.margin;
        let x = if self.is_mirrored {
            self.layout.margin
        } else {
            right - width
        };
        let y = (self.layout.strip_middle - height / 2.0).round();
        let edge = format!(
            r#"<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>"#,
            x - 2.0,
            y - 2.0,
            width + 4.0,
            height + 4.0,
            SOOT.mixed(CREAM, 0.72).hex()
        );
        self.paint(canvas, &[edge]);
        let paint = PixmapPaint::default();
        canvas.draw_pixmap(
            x as i32,
            y as i32,
            picture.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
    }
}
