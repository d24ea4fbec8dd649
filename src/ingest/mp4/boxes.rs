//! The boxes that an MP4 is made of, one behind the other and one inside the other.

use std::ops::Range;

use crate::ingest::bytes::{array, be_u32, be_u64};

/// Content of the first child of that name.
pub(super) fn child<'a>(content: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    Boxes::new(content)
        .find(|(name, _)| name == wanted)
        .map(|(_, content)| content)
}

/// The boxes in a parent: names and contents. They end at one that is more than the parent holds, where they end for Symphonia,
/// too, and at one whose size is none, where Symphonia fails.
pub(super) struct Boxes<'a> {
    rest: &'a [u8],
}

impl<'a> Boxes<'a> {
    /// The boxes of a parent's content.
    pub(super) fn new(content: &'a [u8]) -> Self {
        Self { rest: content }
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let name = array::<4>(self.rest, 4)?;
        let (header, size) = match be_u32(self.rest, 0)? {
            1 => (16, be_u64(self.rest, 8)?),
            size => (8, u64::from(size)),
        };
        let whole = usize::try_from(size).ok().and_then(|size| self.rest.get(..size));
        let Some(content) = whole.and_then(|whole| whole.get(header..)) else {
            self.rest = &[];
            return None;
        };
        self.rest = &self.rest[header + content.len()..];
        Some((name, content))
    }
}

/// A box and where it lies in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// Where its header begins.
    pub(super) at: usize,
    /// Four-letter name.
    pub(super) name: [u8; 4],
    /// What lies behind its header.
    pub(super) content: Range<usize>,
}

/// The boxes of a stretch of the file, as [`Boxes`] finds them, with their places.
pub(super) fn placed(file: &[u8], stretch: Range<usize>) -> impl Iterator<Item = Placed> {
    let mut boxes = Boxes::new(&file[stretch.clone()]);
    std::iter::from_fn(move || {
        let at = stretch.end - boxes.rest.len();
        let (name, content) = boxes.next()?;
        let end = stretch.end - boxes.rest.len();
        Some(Placed {
            at,
            name,
            content: end - content.len()..end,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_end_at_one_that_is_none() {
        let good = [&[0, 0, 0, 12][..], b"free", &[1, 2, 3, 4]].concat();
        for bad in [
            &b"\0\0\0\x09mdat"[..],
            b"\0\0\0\0mdat\0\0\0\x08free",
            b"\0\0\0\x07mdat\0\0\0\x08free",
            b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x0f\0\0\0\x08free",
            b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\x08free",
        ] {
            let bytes = [&good[..], bad].concat();
            let found: Vec<_> = Boxes::new(&bytes).collect();
            assert_eq!(found, [(*b"free", &[1, 2, 3, 4][..])], "{bad:?}");
        }
    }

    #[test]
    fn places_are_those_of_the_file() {
        let wide = [&[0, 0, 0, 1][..], b"wide", &[0, 0, 0, 0, 0, 0, 0, 18], &[7, 8]].concat();
        let bytes = [&[0, 0, 0, 12][..], b"free", &[1, 2, 3, 4], &wide].concat();
        let of = |at, name: &[u8; 4], content| Placed {
            at,
            name: *name,
            content,
        };
        let found: Vec<_> = placed(&bytes, 0..bytes.len()).collect();
        assert_eq!(found, [of(0, b"free", 8..12), of(12, b"wide", 28..30)]);
        assert_eq!(placed(&bytes, 12..bytes.len()).next(), Some(of(12, b"wide", 28..30)));
    }
}
