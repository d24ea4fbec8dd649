//! Bytes as hexadecimal digits, lower case only: a take has one spelling.

/// `bytes` spelled out.
pub(super) fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// The `N` bytes that `text` spells, if it spells as many.
pub(super) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |letter: u8| match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    if text.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_and_no_other() {
        assert_eq!(encode(&[0, 0xff, 0x1a]), "00ff1a");
        assert_eq!(decode::<3>("00ff1a"), Some([0, 0xff, 0x1a]));
        for wrong in ["00FF1A", "00ff1", "00ff1a0", "00ff1g", "", "ÿÿÿ"] {
            assert_eq!(decode::<3>(wrong), None, "{wrong}");
        }
    }
}
