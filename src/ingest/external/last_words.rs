//! What a decoder complained of, short, and the same in every run.

/// Most bytes of a complaint that are kept: the last ones.
pub(super) const MAX_KEPT_BYTES: usize = 4096;
/// Most letters of it that anybody is shown.
const MAX_SHOWN_LETTERS: usize = 200;

/// Lines that say nothing of the sound: that the picture beside it may not be decoded, and that a line came again.
const IDLE: [&str; 2] = ["not on whitelist", "Last message repeated"];

/// The last line that says something of what was written to standard error.
pub(super) fn of(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let is_idle = |line: &str| line.is_empty() || IDLE.iter().any(|idle| line.contains(idle));
    let line = text.lines().map(str::trim).rfind(|line| !is_idle(line));
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
        let film = b"[amr] cut\n[mov] Codec (mpeg4) not on whitelist 'amrnb'\n    Last message repeated 1 times\n";
        assert_eq!(of(film), "[amr] cut");
        assert_eq!(of(&[b'a'; 9000]).len(), MAX_SHOWN_LETTERS);
    }
}
