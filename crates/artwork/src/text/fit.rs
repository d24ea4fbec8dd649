//! Text into a box: the largest of a ladder of sizes at which it fits on one line or two, else cut with an ellipsis.
//!
//! Lines break at spaces and after hyphens. Where a single word is wider than the box at the smallest size, it breaks
//! anywhere, on the border of a whole character; so do names in scripts that have no spaces.

use unicode_segmentation::UnicodeSegmentation;

use super::clean::Clean;
use super::fonts::Fonts;
use super::shape::{Line, TextDirection, shape};

const ELLIPSIS: char = '…';
/// Each step of the ladder to the one above.
const STEP: f32 = 0.94;

/// How large a text may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) width_px: f32,
    /// Of a text that fits on one line.
    pub(crate) largest_px: f32,
    /// Of one that needs two.
    pub(crate) largest_of_two_px: f32,
    pub(crate) smallest_px: f32,
    pub(crate) max_lines: usize,
}

impl Frame {
    /// The same frame for smaller text; never below its smallest size.
    pub(crate) fn no_larger_than(&self, size_px: f32) -> Self {
        let size_px = size_px.max(self.smallest_px);
        Self {
            largest_px: self.largest_px.min(size_px),
            largest_of_two_px: self.largest_of_two_px.min(size_px),
            ..*self
        }
    }
}

/// A text that fits.
#[derive(Debug)]
pub(crate) struct Fitted {
    pub(crate) lines: Vec<Line>,
    pub(crate) size_px: f32,
}

/// Fits a text; `None` if it is empty or a character is in no font.
pub(crate) fn fit(fonts: &Fonts, clean: &Clean, base: TextDirection, frame: &Frame) -> Option<Fitted> {
    if clean.text.is_empty() {
        return None;
    }
    let mut text = clean.text.clone();
    if clean.is_cut {
        text.push(ELLIPSIS);
    }
    let places = Places::measure(fonts, &text, base)?;
    let (size_px, texts) = places
        .whole(frame, Breaks::BetweenWords)
        .or_else(|| places.whole(frame, Breaks::Anywhere))
        .unwrap_or_else(|| (frame.smallest_px, places.cut(frame)));
    let lines = texts
        .iter()
        .map(|text| shape(fonts, text, base))
        .collect::<Option<Vec<Line>>>()?;
    let widest = lines.iter().map(|line| line.width).fold(0.0, f32::max);
    // A line that is shaped alone may be a hair wider than it was among its neighbours.
    let size_px = if widest > 0.0 {
        size_px.min(frame.width_px / widest)
    } else {
        size_px
    };
    Some(Fitted { lines, size_px })
}

/// Where a line may end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    BetweenWords,
    Anywhere,
}

/// A text's whole characters and how far each reaches.
struct Places<'a> {
    text: &'a str,
    /// Where each character starts, and the end of the text.
    starts: Vec<usize>,
    /// The width of all before each of `starts`, in em.
    reach: Vec<f32>,
    /// Whether a word ends before each of `starts`.
    word_ends: Vec<bool>,
}

impl<'a> Places<'a> {
    fn measure(fonts: &Fonts, text: &'a str, base: TextDirection) -> Option<Self> {
        let line = shape(fonts, text, base)?;
        let characters: Vec<(usize, &str)> = text.grapheme_indices(true).collect();
        let mut starts: Vec<usize> = characters.iter().map(|&(start, _)| start).collect();
        starts.push(text.len());
        let mut reach = vec![0.0; starts.len()];
        let mut clusters = line.advances.iter().peekable();
        let mut total = 0.0;
        for index in 0..characters.len() {
            while let Some(&(_, advance)) = clusters.next_if(|&&(byte, _)| byte < starts[index + 1]) {
                total += advance;
            }
            reach[index + 1] = total;
        }
        let mut word_ends = vec![false; starts.len()];
        for index in 1..characters.len() {
            word_ends[index] = characters[index - 1].1.ends_with([' ', '-', '‐', '–', '—']);
        }
        Some(Self {
            text,
            starts,
            reach,
            word_ends,
        })
    }

    fn end(&self) -> usize {
        self.starts.len() - 1
    }

    /// The characters `from..to` without outer spaces.
    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text
            .get(self.starts[from]..self.starts[to])
            .unwrap_or_default()
            .trim()
    }

    /// The width of `from..to` without outer spaces.
    fn width(&self, from: usize, to: usize) -> f32 {
        let is_space = |index: usize| self.text.get(self.starts[index]..self.starts[index + 1]) == Some(" ");
        let mut from = from;
        let mut to = to;
        while from < to && is_space(from) {
            from += 1;
        }
        while from < to && is_space(to - 1) {
            to -= 1;
        }
        self.reach[to] - self.reach[from]
    }

    /// The whole text at the largest size at which it fits.
    fn whole(&self, frame: &Frame, breaks: Breaks) -> Option<(f32, Vec<String>)> {
        let one_line_em = self.width(0, self.end());
        let halves = if frame.max_lines < 2 { None } else { self.halves(breaks) };
        let mut size_px = frame.largest_px;
        while size_px >= frame.smallest_px {
            if one_line_em * size_px <= frame.width_px {
                return Some((size_px, vec![self.text.to_owned()]));
            }
            if let Some((at, wider_em)) = halves
                && size_px <= frame.largest_of_two_px
                && wider_em * size_px <= frame.width_px
            {
                let lines = vec![self.slice(0, at).to_owned(), self.slice(at, self.end()).to_owned()];
                return Some((size_px, lines));
            }
            size_px *= STEP;
        }
        None
    }

    /// The break that leaves the longer of two lines shortest, and that line's width.
    fn halves(&self, breaks: Breaks) -> Option<(usize, f32)> {
        let wider = |at: usize| self.width(0, at).max(self.width(at, self.end()));
        (1..self.end())
            .filter(|&at| breaks == Breaks::Anywhere || self.word_ends[at])
            .map(|at| (at, wider(at)))
            .min_by(|(_, one), (_, other)| one.total_cmp(other))
    }

    /// As much as fits at the smallest size, and an ellipsis if that is not all.
    fn cut(&self, frame: &Frame) -> Vec<String> {
        let room_em = frame.width_px / frame.smallest_px;
        let mut lines = Vec::new();
        let mut from = 0;
        while lines.len() + 1 < frame.max_lines {
            let fits = self.last_that_fits(from, room_em);
            if fits == self.end() {
                break;
            }
            let at = (from + 1..=fits).rev().find(|&at| self.word_ends[at]).unwrap_or(fits);
            lines.push(self.slice(from, at).to_owned());
            from = at;
        }
        // An ellipsis of Noto Sans is 0.82 em wide.
        let fits = self.last_that_fits(from, room_em - 0.85);
        let mut last = self.slice(from, fits).to_owned();
        last.push(ELLIPSIS);
        lines.push(last);
        lines
    }

    /// How far a line from `from` reaches in the given room: one character at least.
    fn last_that_fits(&self, from: usize, room_em: f32) -> usize {
        (from + 1..=self.end())
            .take_while(|&to| self.width(from, to) <= room_em)
            .last()
            .unwrap_or((from + 1).min(self.end()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::text::clean::clean;
    use crate::text::fonts::for_tests;

    static FONTS: LazyLock<Fonts> = LazyLock::new(for_tests);

    const FRAME: Frame = Frame {
        width_px: 600.0,
        largest_px: 120.0,
        largest_of_two_px: 90.0,
        smallest_px: 30.0,
        max_lines: 2,
    };

    fn fitted(text: &str) -> Fitted {
        fit(&FONTS, &clean(text), TextDirection::LeftToRight, &FRAME).unwrap()
    }

    /// The lines as texts.
    fn lines(text: &str) -> Vec<String> {
        let places = Places::measure(&FONTS, text, TextDirection::LeftToRight).unwrap();
        let whole = places
            .whole(&FRAME, Breaks::BetweenWords)
            .or_else(|| places.whole(&FRAME, Breaks::Anywhere));
        whole.map_or_else(|| places.cut(&FRAME), |(_, lines)| lines)
    }

    #[test]
    fn a_short_text_is_as_large_as_may_be() {
        let short = fitted("Bo");
        assert_eq!((short.lines.len(), short.size_px), (1, FRAME.largest_px));
    }

    #[test]
    fn a_longer_text_is_divided_where_both_lines_are_shortest() {
        assert_eq!(lines("Anna Maria von Hohenstein"), ["Anna Maria von", "Hohenstein"]);
        assert_eq!(lines("Jean-Baptiste-Montmorency"), ["Jean-Baptiste-", "Montmorency"]);
        let two = fitted("Anna Maria von Hohenstein");
        assert!(
            two.size_px <= FRAME.largest_of_two_px && two.size_px > 60.0,
            "{}",
            two.size_px
        );
    }

    #[test]
    fn one_long_word_is_divided_only_where_it_does_not_fit() {
        assert_eq!(lines("Brzęczyszczykiewicz").len(), 1);
        let word = "Wolfeschlegelsteinhausenbergerdorffwelche";
        let divided = lines(word);
        assert_eq!((divided.len(), divided.concat()), (2, word.to_owned()));
        assert_eq!(lines("一二三四五六七八九十一二三四五六七八九十一二三四五").len(), 2);
    }

    #[test]
    fn what_does_not_fit_at_the_smallest_size_is_cut_on_a_border() {
        for unit in ["Anna ", "W", "e\u{301}", "👨‍👩‍👧‍👦", "क्षि", "กำ", "محمد "] {
            let text = unit.repeat(110);
            let text = text.trim_end();
            let cut = lines(text);
            assert_eq!(cut.len(), 2, "{unit}");
            let without_spaces = |text: &str| text.replace(' ', "");
            let kept = without_spaces(cut.concat().strip_suffix(ELLIPSIS).unwrap());
            let text = without_spaces(text);
            assert!(text.starts_with(&kept) && kept.len() < text.len(), "{unit}");
            let borders: Vec<usize> = text.grapheme_indices(true).map(|(start, _)| start).collect();
            assert!(borders.contains(&kept.len()), "{unit}");
        }
    }

    #[test]
    fn one_line_is_cut_as_well() {
        let frame = Frame { max_lines: 1, ..FRAME };
        let cut = fit(&FONTS, &clean(&"Anna ".repeat(60)), TextDirection::LeftToRight, &frame).unwrap();
        assert_eq!((cut.lines.len(), cut.size_px), (1, FRAME.smallest_px));
    }

    #[test]
    fn a_frame_can_be_lowered_but_not_below_its_smallest() {
        assert_eq!(FRAME.no_larger_than(50.0).largest_px, 50.0);
        assert_eq!(FRAME.no_larger_than(1.0).largest_px, FRAME.smallest_px);
        assert_eq!(
            FRAME.no_larger_than(f32::MAX).largest_of_two_px,
            FRAME.largest_of_two_px
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn lines_are_never_wider_than_their_frame(text in "[a-zA-Zא-ת०-९ก-ฮ⚽ \\-]{1,90}") {
            if let Some(fitted) = fit(&FONTS, &clean(&text), TextDirection::LeftToRight, &FRAME) {
                prop_assert!((1..=2).contains(&fitted.lines.len()));
                prop_assert!(fitted.size_px <= FRAME.largest_px);
                // Two of the widest characters fit the frame at its smallest size, so nothing is squeezed below it.
                prop_assert!(fitted.size_px >= FRAME.smallest_px * 0.95, "{}", fitted.size_px);
                for line in &fitted.lines {
                    prop_assert!(line.width * fitted.size_px <= FRAME.width_px + 0.01);
                }
            }
        }
    }
}
