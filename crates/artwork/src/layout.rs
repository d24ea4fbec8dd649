//! What stands where, in three formats.
//!
//! All lengths are pixels, and all places those of left-to-right. Names are given the sizes at which sixty letters still
//! fit, and three are large.

use crate::text::fit::Frame;

/// Width of the mark before the title and of the gap after it, in heights of the flag.
const MARK_HEIGHTS: f32 = 0.98;

/// The shape of a cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// 1080 × 1080, for a gallery or a player.
    Square,
    /// 1200 × 630, for the preview of a link.
    Wide,
    /// 1080 × 1920, for a phone held upright. Apps lay their own controls over its top and bottom.
    Story,
}

impl Format {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Square, Self::Wide, Self::Story];

    /// As in addresses: `square`, `wide`, `story`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Square => "square",
            Self::Wide => "wide",
            Self::Story => "story",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Width and height.
    pub fn size_px(self) -> (u32, u32) {
        match self {
            Self::Square => (1080, 1080),
            Self::Wide => (1200, 630),
            Self::Story => (1080, 1920),
        }
    }

    pub(crate) fn layout(self) -> &'static Layout {
        match self {
            Self::Square => &SQUARE,
            Self::Wide => &WIDE,
            Self::Story => &STORY,
        }
    }
}

/// Where things are, for left-to-right.
pub(crate) struct Layout {
    /// Upper and lower edge of the strip.
    pub(crate) strip: (f32, f32),
    /// Where title and flag are in it.
    pub(crate) strip_middle: f32,
    /// Between the edge and whatever stands at it.
    pub(crate) margin: f32,
    /// Height of the flag in the strip.
    pub(crate) flag_height: f32,
    /// The record: middle and radius.
    pub(crate) record: (f32, f32, f32),
    /// Where the ground begins to cover the record, and where it covers it all.
    pub(crate) sunset: Option<(f32, f32)>,
    pub(crate) title: Frame,
    pub(crate) name: Frame,
    pub(crate) line: Frame,
    /// The baseline of the last line of the translated text.
    pub(crate) text_bottom: f32,
}

const SQUARE: Layout = Layout {
    strip: (0.0, 132.0),
    strip_middle: 66.0,
    margin: 64.0,
    flag_height: 76.0,
    record: (672.0, 478.0, 326.0),
    sunset: Some((610.0, 775.0)),
    title: Frame {
        width_px: 700.0,
        largest_px: 58.0,
        largest_of_two_px: 42.0,
        smallest_px: 30.0,
        max_lines: 2,
    },
    name: Frame {
        width_px: 952.0,
        largest_px: 210.0,
        largest_of_two_px: 132.0,
        smallest_px: 48.0,
        max_lines: 2,
    },
    line: Frame {
        width_px: 952.0,
        largest_px: 46.0,
        largest_of_two_px: 40.0,
        smallest_px: 30.0,
        max_lines: 2,
    },
    text_bottom: 1012.0,
};

const WIDE: Layout = Layout {
    strip: (0.0, 96.0),
    strip_middle: 48.0,
    margin: 56.0,
    flag_height: 54.0,
    record: (930.0, 370.0, 214.0),
    sunset: None,
    title: Frame {
        width_px: 860.0,
        largest_px: 44.0,
        largest_of_two_px: 32.0,
        smallest_px: 26.0,
        max_lines: 2,
    },
    name: Frame {
        width_px: 572.0,
        largest_px: 150.0,
        largest_of_two_px: 104.0,
        smallest_px: 32.0,
        max_lines: 2,
    },
    line: Frame {
        width_px: 580.0,
        largest_px: 38.0,
        largest_of_two_px: 32.0,
        smallest_px: 26.0,
        max_lines: 2,
    },
    text_bottom: 572.0,
};

const STORY: Layout = Layout {
    strip: (0.0, 400.0),
    strip_middle: 318.0,
    margin: 72.0,
    flag_height: 96.0,
    record: (640.0, 850.0, 420.0),
    sunset: Some((1010.0, 1240.0)),
    title: Frame {
        width_px: 660.0,
        largest_px: 68.0,
        largest_of_two_px: 56.0,
        smallest_px: 36.0,
        max_lines: 2,
    },
    name: Frame {
        width_px: 936.0,
        largest_px: 220.0,
        largest_of_two_px: 156.0,
        smallest_px: 48.0,
        max_lines: 2,
    },
    line: Frame {
        width_px: 936.0,
        largest_px: 54.0,
        largest_of_two_px: 46.0,
        smallest_px: 36.0,
        max_lines: 2,
    },
    text_bottom: 1556.0,
};

impl Layout {
    /// Where the title begins: after the mark.
    pub(crate) fn title_margin(&self) -> f32 {
        self.margin + MARK_HEIGHTS * self.flag_height
    }
}
