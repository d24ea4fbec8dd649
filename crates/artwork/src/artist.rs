//! From a fan's name to a JPEG.

use std::path::Path;

use resvg::tiny_skia::{Color, Pixmap};

use crate::cache::Cache;
use crate::jpeg;
use crate::layout::Format;
use crate::packed::Packed;
use crate::palette::{CREAM, Palette, Rgb, SOOT};
use crate::sleeve;
use crate::teams::{Team, Teams};
use crate::text::clean::{Clean, clean};
use crate::text::fit::{Fitted, Frame, fit};
use crate::text::fonts::{Fonts, FontsError};
use crate::text::paint::{Brush, Inked, ink};
use crate::text::shape::{TextDirection, only_covered};

/// Changes with every change of a pixel.
const TEMPLATE_VERSION: u32 = 1;
/// Room for more than all of EURO 2016, in both directions.
const DEFAULT_BACKGROUND_BYTES: usize = 128 << 20;

/// What stands on a cover. Every text may be any string whatever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover<'a> {
    /// The campaign's title.
    pub title: &'a str,
    /// One line in the fan's language.
    pub line: &'a str,
    /// The fan's name, or the team's where the fan's is not to be shown.
    pub name: &'a str,
    /// The team's name in the fan's language: it stands where the fan's name cannot be drawn. If it is empty, the name in
    /// the list of teams.
    pub team_name: &'a str,
    /// A code of the list of teams, or nothing: a fan need not have a team.
    pub team_code: &'a str,
    /// Of the fan's language: the sleeve is mirrored for right-to-left.
    pub direction: TextDirection,
}

/// Why there is no cover.
#[derive(Debug, thiserror::Error)]
pub enum CoverError {
    /// The list has no such team.
    #[error("draw a cover: no team has the code `{0}`")]
    NoSuchTeam(String),
    /// The picture could not be drawn or encoded: too little memory.
    #[error("draw a cover of {width} × {height} pixels")]
    Failed {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
}

/// Draws covers; can be shared between threads.
pub struct Artist {
    fonts: Fonts,
    brush: Brush,
    teams: Teams,
    backgrounds: Cache<(String, Format, bool), Packed>,
}

impl Artist {
    /// Opens the fonts of a folder, which `scripts/fonts` fills.
    pub fn open(fonts: &Path, teams: Teams) -> Result<Self, FontsError> {
        let fonts = Fonts::open(fonts)?;
        let brush = Brush::new(&fonts);
        Ok(Self {
            fonts,
            brush,
            teams,
            backgrounds: Cache::new(DEFAULT_BACKGROUND_BYTES),
        })
    }

    /// Keeps drawn backgrounds within this many bytes. There are six for each team.
    #[must_use]
    pub fn with_background_bytes(mut self, bytes: usize) -> Self {
        self.backgrounds = Cache::new(bytes);
        self
    }

    /// The teams of the list.
    pub fn teams(&self) -> &Teams {
        &self.teams
    }

    /// The source of a team's flag.
    pub fn flag_svg(&self, team_code: &str) -> Option<&str> {
        self.teams.get(team_code)?.flag().map(crate::flags::Flag::svg)
    }

    /// The same key, the same picture: a hash of all that a cover depends on.
    pub fn key(&self, cover: &Cover<'_>, format: Format) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        part(&TEMPLATE_VERSION.to_le_bytes());
        part(self.fonts.fingerprint());
        part(format.name().as_bytes());
        for text in [cover.title, cover.line, cover.name, cover.team_name, cover.team_code] {
            part(text.as_bytes());
        }
        let team = self.teams.get(cover.team_code);
        part(team.map_or("", Team::name).as_bytes());
        part(team.and_then(Team::flag).map_or("", crate::flags::Flag::svg).as_bytes());
        part(&[u8::from(cover.direction == TextDirection::RightToLeft)]);
        *hasher.finalize().as_bytes()
    }

    /// Draws a cover and encodes it as JPEG.
    pub fn cover(&self, cover: &Cover<'_>, format: Format) -> Result<Vec<u8>, CoverError> {
        let canvas = self.draw(cover, format)?;
        jpeg::encode(&canvas).ok_or_else(|| failed(format))
    }

    /// The picture as PNG: larger and slower than [`Artist::cover`], and exact. For tests and for looking at.
    pub fn png(&self, cover: &Cover<'_>, format: Format) -> Result<Vec<u8>, CoverError> {
        self.draw(cover, format)?.encode_png().map_err(|_| failed(format))
    }

    fn draw(&self, cover: &Cover<'_>, format: Format) -> Result<Pixmap, CoverError> {
        let team = self
            .teams
            .of_cover(cover.team_code)
            .ok_or_else(|| CoverError::NoSuchTeam(cover.team_code.to_owned()))?;
        let key = (
            team.code().to_owned(),
            format,
            cover.direction == TextDirection::RightToLeft,
        );
        let mut drawn = None;
        let background = self.backgrounds.get_or_make(&key, || {
            let background = sleeve::draw(team, format, cover.direction)?;
            let packed = Packed::new(&background);
            let len_bytes = packed.len_bytes();
            drawn = Some(background);
            Some((packed, len_bytes))
        });
        let mut canvas = drawn.or_else(|| background?.unpack()).ok_or_else(|| failed(format))?;
        self.write(&mut canvas, cover, team, format);
        Ok(canvas)
    }

    /// Title in the strip; from below: the translated line, the name.
    fn write(&self, canvas: &mut Pixmap, cover: &Cover<'_>, team: &Team, format: Format) {
        let layout = format.layout();
        let direction = cover.direction;
        if let Some(title) = self.plain(cover.title, direction, &layout.title) {
            let block = Block::of(&self.fonts, title);
            let top = layout.strip_middle - block.height / 2.0;
            self.place(canvas, &block, top, layout.title_margin(), direction, SOOT);
        }
        let name = self
            .name(cover, team, &layout.name)
            .map(|name| Block::of(&self.fonts, name));
        let line_frame = layout
            .line
            .no_larger_than(name.as_ref().map_or(f32::MAX, |name| name.size_px * LINE_TO_NAME));
        let line = self
            .plain(cover.line, direction, &line_frame)
            .map(|line| Block::of(&self.fonts, line));
        let mut bottom = layout.text_bottom;
        if let Some(line) = &line {
            let letters = team
                .flag()
                .map_or(Palette::plain().letters, |flag| flag.palette().letters);
            let top = bottom - line.height;
            self.place(canvas, line, top, layout.margin, direction, letters);
            bottom = top - name.as_ref().map_or(0.0, |name| name.gap_to(line));
        }
        if let Some(name) = &name {
            self.place(canvas, name, bottom - name.height, layout.margin, direction, CREAM);
        }
    }

    /// The fan's name; if a character of it is in no font, the team's.
    fn name(&self, cover: &Cover<'_>, team: &Team, frame: &Frame) -> Option<Fitted> {
        [cover.name, cover.team_name, team.name()]
            .into_iter()
            .find_map(|name| fit(&self.fonts, &clean(name), cover.direction, frame))
    }

    /// A text of the campaign's, without what is in no font.
    fn plain(&self, text: &str, direction: TextDirection, frame: &Frame) -> Option<Fitted> {
        let Clean { text, is_cut } = clean(text);
        let text = only_covered(&self.fonts, &text);
        fit(&self.fonts, &Clean { text, is_cut }, direction, frame)
    }

    /// Draws a block with its upper edge at `top`, its ink at the margin where the language begins its lines.
    fn place(&self, canvas: &mut Pixmap, block: &Block, top: f32, margin: f32, direction: TextDirection, color: Rgb) {
        let width = canvas.width() as f32;
        for (line, baseline) in &block.lines {
            let x = match direction {
                TextDirection::LeftToRight => margin - line.left_em * block.size_px,
                TextDirection::RightToLeft => width - margin - line.right_em * block.size_px,
            };
            let color = Color::from_rgba8(color.0, color.1, color.2, 255);
            self.brush
                .draw(&mut canvas.as_mut(), line, x, top + baseline, block.size_px, color);
        }
    }
}

fn failed(format: Format) -> CoverError {
    let (width, height) = format.size_px();
    CoverError::Failed { width, height }
}

/// Lines of text one below the other.
struct Block {
    /// Each with its baseline, from the upper edge.
    lines: Vec<(Inked, f32)>,
    size_px: f32,
    /// From the top of the capitals to the last baseline.
    height: f32,
    /// How far ink reaches above the capitals, and below the last baseline.
    overshoot: f32,
    descent: f32,
}

/// The line is smaller than the name, however small that has to be.
const LINE_TO_NAME: f32 = 0.85;
/// Capitals of Noto Sans, in em.
const CAPITALS_EM: f32 = 0.714;
/// From baseline to baseline, in em.
const LEADING_EM: f32 = 1.12;
/// Between the ink of two lines, in em: Thai and Arabic need more than the leading.
const GAP_EM: f32 = 0.06;

impl Block {
    fn of(fonts: &Fonts, fitted: Fitted) -> Self {
        let size_px = fitted.size_px;
        let mut lines: Vec<(Inked, f32)> = Vec::with_capacity(fitted.lines.len());
        for line in fitted.lines {
            let inked = ink(fonts, line);
            let baseline = match lines.last() {
                None => CAPITALS_EM * size_px,
                Some((above, baseline)) => {
                    let step = LEADING_EM.max(above.descent_em + inked.ascent_em + GAP_EM);
                    baseline + step * size_px
                }
            };
            lines.push((inked, baseline));
        }
        let height = lines.last().map_or(0.0, |(_, baseline)| *baseline);
        let overshoot = lines
            .first()
            .map_or(0.0, |(line, _)| (line.ascent_em - CAPITALS_EM).max(0.0) * size_px);
        let descent = lines.last().map_or(0.0, |(line, _)| line.descent_em.max(0.0) * size_px);
        Self {
            lines,
            size_px,
            height,
            overshoot,
            descent,
        }
    }

    /// From this block's last baseline to the capitals of the one below.
    fn gap_to(&self, below: &Self) -> f32 {
        (self.size_px * 0.4).max(self.descent + below.overshoot + below.size_px * 0.35)
    }
}
