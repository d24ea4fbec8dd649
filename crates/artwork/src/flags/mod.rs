//! Flags: those that are built in, and those that a list of teams brings along.
//!
//! The built-in ones are our own drawings by the laws' proportions and colours, with simplified emblems. One that is
//! brought along is drawn on a server, so it has to be small, plain and closed: shapes and gradients, no text, pictures,
//! filters, styles or scripts, and no address but one inside itself.

mod check;

use std::fs;
use std::io::Read;
use std::path::Path;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use check::{MAX_DEPTH, MAX_ELEMENTS, check};

use crate::palette::{Palette, Rgb, SOOT};

const MAX_BYTES: u64 = 64 << 10;
/// A flag's width in parts of its height: Nepal 0.82, Qatar 2.55.
const ASPECTS: std::ops::RangeInclusive<f32> = 0.5..=3.0;
/// Why a picture cannot be a flag.
#[derive(Debug, thiserror::Error)]
pub enum FlagError {
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(#[from] std::io::Error),
    /// Too large a file.
    #[error("more than {} kB", MAX_BYTES >> 10)]
    TooLarge,
    /// Not SVG, or not all of it.
    #[error("not an SVG file: {0}")]
    NotSvg(String),
    /// A document type could declare entities.
    #[error("it has a document type or a processing instruction: remove `<!DOCTYPE …>` and `<?…?>`")]
    Declarations,
    /// An element that is not drawn, or not quickly.
    #[error("it has `<{0}>`: a flag is shapes and gradients")]
    Element(String),
    /// A reference to something outside of the file.
    #[error("it refers to `{0}`: a flag refers to nothing outside itself")]
    Reference(String),
    /// Too many shapes.
    #[error("more than {MAX_ELEMENTS} elements")]
    TooManyElements,
    /// Groups in groups in groups.
    #[error("elements within elements, more than {MAX_DEPTH} deep")]
    TooDeep,
    /// No flag is so long or so tall.
    #[error("it is {aspect} times as wide as high, and {} to {} are possible", ASPECTS.start(), ASPECTS.end())]
    Aspect {
        /// Width in parts of the height.
        aspect: f32,
    },
    /// It draws nothing.
    #[error("nothing is to be seen on it")]
    Empty,
}

/// A flag that can be drawn at any size.
#[derive(Debug)]
pub(crate) struct Flag {
    svg: String,
    tree: usvg::Tree,
    palette: Palette,
    focus: f32,
}

impl Flag {
    fn parse(svg: String, focus: f32, ground: Option<Rgb>) -> Result<Self, FlagError> {
        let tree = usvg::Tree::from_str(&svg, &crate::svg::closed_options())
            .map_err(|error| FlagError::NotSvg(error.to_string()))?;
        let aspect = tree.size().width() / tree.size().height();
        if !ASPECTS.contains(&aspect) {
            return Err(FlagError::Aspect { aspect });
        }
        let small = raster(&tree, 64).ok_or(FlagError::Empty)?;
        let palette = Palette::of(&small, ground).ok_or(FlagError::Empty)?;
        Ok(Self {
            svg,
            tree,
            palette,
            focus,
        })
    }

    /// Its source.
    pub(crate) fn svg(&self) -> &str {
        &self.svg
    }

    pub(crate) fn palette(&self) -> &Palette {
        &self.palette
    }

    /// Where along its width the emblem is: 0 at the hoist, 1 at the fly.
    pub(crate) fn focus(&self) -> f32 {
        self.focus
    }

    /// The flag, this high.
    pub(crate) fn draw(&self, height_px: u32) -> Option<Pixmap> {
        raster(&self.tree, height_px)
    }
}

fn raster(tree: &usvg::Tree, height_px: u32) -> Option<Pixmap> {
    let scale = height_px as f32 / tree.size().height();
    let width_px = (tree.size().width() * scale).round().max(1.0);
    let mut pixmap = Pixmap::new(width_px as u32, height_px)?;
    let fit = Transform::from_scale(width_px / tree.size().width(), scale);
    resvg::render(tree, fit, &mut pixmap.as_mut());
    Some(pixmap)
}

/// Reads and checks a flag that a list brings along.
pub(crate) fn read(file: &Path) -> Result<Flag, FlagError> {
    let mut svg = String::new();
    fs::File::open(file)?.take(MAX_BYTES + 1).read_to_string(&mut svg)?;
    if svg.len() as u64 > MAX_BYTES {
        return Err(FlagError::TooLarge);
    }
    check(&svg)?;
    Flag::parse(svg, 0.5, None)
}

/// The flag of a team of EURO 2016.
pub(crate) fn built_in(code: &str) -> Option<Flag> {
    let (_, svg) = BUILT_IN.iter().find(|(known, _)| *known == code)?;
    let focus = match code {
        "is" | "se" => 0.37,
        "sk" | "es" => 0.33,
        "pt" => 0.4,
        "tr" => 0.44,
        "cz" => 0.45,
        "gb-wls" => 0.47,
        _ => 0.5,
    };
    // By the rule both would be red.
    let ground = match code {
        "de" => Some(SOOT),
        "it" => Some(Rgb(0x00, 0x8c, 0x45)),
        _ => None,
    };
    Flag::parse((*svg).to_owned(), focus, ground).ok()
}

macro_rules! built_in {
    ($($code:literal)*) => { [$(($code, include_str!(concat!("../../flags/", $code, ".svg")))),*] };
}

const BUILT_IN: [(&str, &str); 24] = built_in! {
    "al" "at" "be" "ch" "cz" "de" "es" "fr" "gb-eng" "gb-nir" "gb-wls" "hr"
    "hu" "ie" "is" "it" "pl" "pt" "ro" "ru" "se" "sk" "tr" "ua"
};

#[cfg(test)]
mod tests {
    use super::check::SVG;
    use super::*;

    fn svg(inside: &str) -> String {
        format!(r#"<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 3 2">{inside}</svg>"#)
    }

    #[test]
    fn all_teams_have_flags_in_the_proportions_of_the_law() {
        let proportions = [
            ("al", 7.0, 5.0),
            ("at", 3.0, 2.0),
            ("be", 15.0, 13.0),
            ("ch", 1.0, 1.0),
            ("cz", 3.0, 2.0),
            ("de", 5.0, 3.0),
            ("es", 3.0, 2.0),
            ("fr", 3.0, 2.0),
            ("gb-eng", 5.0, 3.0),
            ("gb-nir", 5.0, 3.0),
            ("gb-wls", 5.0, 3.0),
            ("hr", 2.0, 1.0),
            ("hu", 2.0, 1.0),
            ("ie", 2.0, 1.0),
            ("is", 25.0, 18.0),
            ("it", 3.0, 2.0),
            ("pl", 8.0, 5.0),
            ("pt", 3.0, 2.0),
            ("ro", 3.0, 2.0),
            ("ru", 3.0, 2.0),
            ("se", 8.0, 5.0),
            ("sk", 3.0, 2.0),
            ("tr", 3.0, 2.0),
            ("ua", 3.0, 2.0),
        ];
        assert_eq!(proportions.len(), BUILT_IN.len());
        for (code, width, height) in proportions {
            let flag = built_in(code).unwrap();
            let aspect = flag.tree.size().width() / flag.tree.size().height();
            assert!((aspect - width / height).abs() < 0.001, "{code}: {aspect}");
            check(flag.svg()).unwrap();
            let drawn = flag.draw(300).unwrap();
            assert!(
                drawn.pixels().iter().all(|pixel| pixel.alpha() == 255),
                "{code} has holes"
            );
        }
    }

    #[test]
    fn stripes_and_crosses_are_where_the_law_has_them() {
        // x and y in parts of width and height.
        let spots = [
            ("fr", 0.16, 0.5, (0x00, 0x00, 0x91)),
            ("fr", 0.84, 0.5, (0xe1, 0x00, 0x0f)),
            ("de", 0.5, 0.1, (0x00, 0x00, 0x00)),
            ("de", 0.5, 0.9, (0xff, 0xcc, 0x00)),
            ("se", 0.375, 0.1, (0xfe, 0xcc, 0x00)),
            ("se", 0.45, 0.1, (0x00, 0x6a, 0xa7)),
            ("is", 0.36, 0.1, (0xdc, 0x1e, 0x35)),
            ("is", 0.3, 0.1, (0xff, 0xff, 0xff)),
            ("cz", 0.2, 0.5, (0x11, 0x45, 0x7e)),
            ("cz", 0.7, 0.2, (0xff, 0xff, 0xff)),
            ("tr", 0.2, 0.5, (0xff, 0xff, 0xff)),
            ("tr", 0.35, 0.4, (0xe3, 0x0a, 0x17)),
            ("al", 0.5, 0.5, (0x00, 0x00, 0x00)),
            ("gb-wls", 0.45, 0.5, (0xd3, 0x07, 0x31)),
            ("gb-nir", 0.5, 0.6, (0xcc, 0x00, 0x00)),
        ];
        for (code, x, y, expected) in spots {
            let flag = built_in(code).unwrap().draw(600).unwrap();
            let at = |part: f32, length: u32| (part * length as f32) as u32;
            let pixel = flag.pixel(at(x, flag.width()), at(y, flag.height())).unwrap();
            assert_eq!(
                (pixel.red(), pixel.green(), pixel.blue()),
                expected,
                "{code} at {x}, {y}"
            );
        }
    }

    #[test]
    fn a_flag_is_to_be_seen_and_of_a_flags_shape() {
        assert!(matches!(Flag::parse(svg(""), 0.5, None), Err(FlagError::Empty)));
        let ribbon = format!(r#"<svg xmlns="{SVG}" viewBox="0 0 90 2"><rect width="90" height="2"/></svg>"#);
        assert!(matches!(Flag::parse(ribbon, 0.5, None), Err(FlagError::Aspect { .. })));
        assert!(matches!(
            Flag::parse("<html/>".to_owned(), 0.5, None),
            Err(FlagError::NotSvg(_))
        ));
    }

    #[test]
    fn a_file_is_read_no_further_than_a_flag_is_long() {
        let folder = std::env::temp_dir().join(format!("stemforge-flag-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("long.svg");
        std::fs::write(&file, svg(&" ".repeat(MAX_BYTES as usize))).unwrap();
        assert!(matches!(read(&file), Err(FlagError::TooLarge)));
        std::fs::write(&file, svg(r##"<rect width="3" height="2" fill="#05a"/>"##)).unwrap();
        read(&file).unwrap();
        assert!(matches!(read(&folder.join("none.svg")), Err(FlagError::Unreadable(_))));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
