//! The boxes that an MP4 is made of, one behind the other and one inside the other.

use std::ops::Range;

use crate::ingest::bytes::{array, be_u32, be_u64};

/// Content of the first child of that name.
pub(super) fn child<'a>(content: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    Boxes::new(content)
        .find(|(name, _)| name == wanted)
        .map(|(_, content)| content)
}

/// Boxes that follow each other: names and contents, each content cut to its parent.
pub(super) struct Boxes<'a> {
    rest: &'a [u8],
    /// Bytes that the last box claimed beyond what its parent holds.
    pub(super) missing: u64,
}

impl<'a> Boxes<'a> {
    /// The boxes of a parent's content, or of a file.
    pub(super) fn new(content: &'a [u8]) -> Self {
        Self {
            rest: content,
            missing: 0,
        }
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let name = array::<4>(self.rest, 4)?;
        let (header, size) = match be_u32(self.rest, 0)? {
            0 => (8, self.rest.len() as u64),
            1 => (16, be_u64(self.rest, 8)?),
            size => (8, u64::from(size)),
        };
        if size < header {
            self.rest = &[];
            return None;
        }
        let available = self.rest.len() as u64;
        self.missing = size.saturating_sub(available);
        let end = size.min(available) as usize;
        let content = self.rest.get(header as usize..end).unwrap_or_default();
        self.rest = &self.rest[end..];
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
    fn boxes_are_cut_to_their_parent() {
        let bytes = [&[0, 0, 0, 12][..], b"free", &[1, 2, 3, 4], &[0, 0, 1, 0], b"mdat", &[9]].concat();
        let mut boxes = Boxes::new(&bytes);
        assert_eq!(boxes.next(), Some((*b"free", &[1, 2, 3, 4][..])));
        assert_eq!(boxes.missing, 0);
        assert_eq!(boxes.next(), Some((*b"mdat", &[9][..])));
        assert_eq!(boxes.missing, 247);
        assert_eq!(boxes.next(), None);
    }

    #[test]
    fn a_size_smaller_than_its_header_ends_the_walk() {
        assert_eq!(Boxes::new(&[0, 0, 0, 3, b'f', b'r', b'e', b'e', 0, 0, 0, 8]).count(), 0);
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
