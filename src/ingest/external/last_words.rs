//! What a decoder complained of, short, and the same in every run.

/// Most bytes of a complaint that are kept: the last ones.
pub(super) const MAX_KEPT_BYTES: usize = 4096;
/// Most letters of it that anybody is shown.
const MAX_SHOWN_LETTERS: usize = 200;

/// The last line of what was written to standard error.
pub(super) fn of(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty());
    let printable = |letter: &char| !letter.is_control();
    without_addresses(line.unwrap_or_default())
        .chars()
        .filter(printable)
        .take(MAX_SHOWN_LETTERS)
        .collect()
}

/// `[aac @ 0x55d0c8a0]` is `[aac]`: where in memory something lay is another place in every run.
fn without_addresses(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(" @ 0x") {
        kept.push_str(before);
        rest = after.trim_start_matches(|letter: char| letter.is_ascii_hexdigit());
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_without_addresses() {
        let said = b"[mov @ 0x55d0c8a0] one\n[aac @ 0x7f00] two [x @ 0x1]\x07 three\n\n";
        assert_eq!(of(said), "[aac] two [x] three");
        assert_eq!(of(b""), "");
        assert_eq!(of(&[b'a'; 9000]).len(), MAX_SHOWN_LETTERS);
    }
}
