//! Reading integers from a stranger's bytes: every access checked, nothing panics.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_past_the_end_are_none() {
        assert_eq!(be_u32(&[0, 0, 1, 2], 0), Some(258));
        assert_eq!(be_u32(&[0, 0, 1, 2], 1), None);
        assert_eq!(le_u16(&[1, 2], usize::MAX), None);
    }
}
