//! A file as Symphonia is to see it: a header of our own, then the bytes of the stranger's.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use symphonia::core::io::MediaSource;

/// More channels than any recording has. Symphonia multiplies a header's figures with each other
/// before it doubts them, and panics in builds that check for overflow.
pub(super) const MAX_HEADER_CHANNELS: u32 = 1024;

/// Where in the splice four bytes are to read otherwise, and how.
pub(super) type Patch = (usize, [u8; 4]);

/// Sample data found in a foreign header, ready to be decoded behind a header that Symphonia knows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rewrapped {
    /// The header to put in front.
    pub(super) head: Vec<u8>,
    /// Where the samples lie in the file.
    pub(super) data: Range<usize>,
    /// The header promised more sound than there is.
    pub(super) truncated: bool,
    /// The data is an MPEG audio stream, to be read on its own.
    pub(super) is_mpeg: bool,
}

/// Whether so many bytes are missing that it can be heard: a tenth of a second of sound. Recorders and editors miscount by
/// a few bytes. Where the rate is not known (0), any byte counts.
pub(super) fn is_short(claimed_len: u64, available: usize, bytes_a_second: u64) -> bool {
    let missing = claimed_len.saturating_sub(available as u64);
    missing > bytes_a_second / 10
}

impl Rewrapped {
    /// A file that needs no other header.
    pub(super) fn whole(len: usize) -> Self {
        Self {
            head: Vec::new(),
            data: 0..len,
            truncated: false,
            is_mpeg: false,
        }
    }
}

/// A header of our own followed by a range of the file: the file itself where the header is empty.
#[derive(Debug, Clone)]
pub(super) struct Spliced {
    head: Vec<u8>,
    bytes: Arc<[u8]>,
    range: Range<usize>,
    position: u64,
    missing: u64,
    patches: Vec<Patch>,
}

impl Spliced {
    /// `head`, then `bytes[range]`; the range is cut to the file.
    pub(super) fn new(head: Vec<u8>, bytes: Arc<[u8]>, range: Range<usize>) -> Self {
        let end = range.end.min(bytes.len());
        let range = range.start.min(end)..end;
        Self {
            head,
            bytes,
            range,
            position: 0,
            missing: 0,
            patches: Vec::new(),
        }
    }

    /// Reads otherwise at these places, which are in order and do not overlap.
    pub(super) fn with_patches(mut self, patches: Vec<Patch>) -> Self {
        self.patches = patches;
        self
    }

    /// Claims to be as long as the container says, though the last bytes are missing: Symphonia
    /// skips a box or an element that reaches beyond the end, with all that is still in it.
    pub(super) fn with_missing(mut self, missing: u64) -> Self {
        self.missing = missing;
        self
    }

    fn len(&self) -> u64 {
        (self.head.len() + self.range.len()) as u64
    }

    /// Lays the patches over what was read at the present position.
    fn patch(&self, read: &mut [u8]) {
        let start = self.position;
        let first = self
            .patches
            .partition_point(|(at, bytes)| (at + bytes.len()) as u64 <= start);
        for (at, bytes) in &self.patches[first..] {
            if *at as u64 >= start + read.len() as u64 {
                break;
            }
            for (place, byte) in (*at as u64..).zip(bytes) {
                if let Some(place) = place.checked_sub(start)
                    && let Some(out) = read.get_mut(place as usize)
                {
                    *out = *byte;
                }
            }
        }
    }
}

impl Read for Spliced {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let head_len = self.head.len() as u64;
        let source = if self.position < head_len {
            &self.head[self.position as usize..]
        } else {
            let offset = (self.position - head_len).min(self.range.len() as u64) as usize;
            &self.bytes[self.range.start + offset..self.range.end]
        };
        let count = source.len().min(out.len());
        out[..count].copy_from_slice(&source[..count]);
        self.patch(&mut out[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Spliced {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => (self.len() + self.missing).checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

impl MediaSource for Spliced {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        // The probe reads tags at the end of what has a known length.
        (self.missing == 0).then(|| self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_splice_reads_as_one_file() {
        let bytes: Arc<[u8]> = Arc::from(*b"0123456789");
        let mut spliced = Spliced::new(b"head".to_vec(), bytes, 3..99);
        let mut text = String::new();
        spliced.read_to_string(&mut text).unwrap();
        assert_eq!(text, "head3456789");
        assert_eq!(spliced.byte_len(), Some(11));
        spliced.seek(SeekFrom::End(-2)).unwrap();
        let mut tail = String::new();
        spliced.read_to_string(&mut tail).unwrap();
        assert_eq!(tail, "89");
        spliced.seek(SeekFrom::Start(u64::MAX)).unwrap();
        assert_eq!(spliced.read(&mut [0; 4]).unwrap(), 0);
        assert!(spliced.seek(SeekFrom::Current(1)).is_err());
    }

    #[test]
    fn patches_are_seen_whole_however_they_are_read() {
        let bytes: Arc<[u8]> = Arc::from(*b"0123456789abcdef");
        let spliced =
            Spliced::new(Vec::new(), bytes, 0..16).with_patches(vec![(1, *b"ABCD"), (5, *b"EFGH"), (12, *b"WXYZ")]);
        for len in 1..=17 {
            let mut text = Vec::new();
            let mut source = spliced.clone();
            let mut part = vec![0; len];
            while let count @ 1.. = source.read(&mut part).unwrap() {
                text.extend_from_slice(&part[..count]);
            }
            assert_eq!(text, *b"0ABCDEFGH9abWXYZ", "{len} bytes at a time");
        }
        let mut source = spliced;
        source.seek(SeekFrom::Start(3)).unwrap();
        let mut part = [0; 3];
        source.read_exact(&mut part).unwrap();
        assert_eq!(part, *b"CDE");
    }
}
