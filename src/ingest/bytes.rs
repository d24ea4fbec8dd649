//! Reading integers and ranges from a stranger's bytes: every access checked, nothing panics.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use symphonia::core::io::MediaSource;

/// Big-endian unsigned 16-bit number at `at`.
pub(super) fn be_u16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

/// Big-endian unsigned 32-bit number at `at`.
pub(super) fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

/// Big-endian unsigned 64-bit number at `at`.
pub(super) fn be_u64(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_be_bytes)
}

/// Little-endian unsigned 16-bit number at `at`.
pub(super) fn le_u16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

/// Little-endian unsigned 32-bit number at `at`.
pub(super) fn le_u32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

/// Little-endian unsigned 64-bit number at `at`.
pub(super) fn le_u64(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_le_bytes)
}

/// `N` bytes at `at`.
pub(super) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Where `needle` first stands in `bytes`.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

/// A header of our own followed by a range of the file: the file itself where the header is empty.
#[derive(Debug, Clone)]
pub(super) struct Spliced {
    head: Vec<u8>,
    bytes: Arc<[u8]>,
    range: Range<usize>,
    position: u64,
    missing: u64,
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
        }
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
    fn numbers_past_the_end_are_none() {
        assert_eq!(be_u32(&[0, 0, 1, 2], 0), Some(258));
        assert_eq!(be_u32(&[0, 0, 1, 2], 1), None);
        assert_eq!(le_u16(&[1, 2], usize::MAX), None);
    }
}
