//! Names out of every script and every kind of attack; `tests/studio` has them on covers and share pages.

use super::chance::Chance;
use stemforge_rules::Fault;

/// What they are made of.
pub(crate) const PIECES: [&str; 64] = [
    "Ana",
    "Zoë",
    "Ólafur",
    "Nguyễn",
    "Łukasz",
    "İpek",
    "ßtraße",
    "Żółć",
    "محمد",
    "فاطمة",
    "نور\u{200d}",
    "שָׁלוֹם",
    "דוד",
    "李小龍",
    "さくら",
    "サクラ",
    "한국",
    "ไทย",
    "हिन्दी",
    "தமிழ்",
    "Ελλάς",
    "Москва",
    "ქართული",
    "አማርኛ",
    "👩‍👩‍👧‍👦",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "🇫🇷",
    "e\u{301}\u{302}\u{303}\u{304}",
    "Z\u{335}\u{321}a\u{327}",
    "\u{202e}gnp.exe",
    "\u{200f}abc",
    "a\u{2066}b\u{2069}",
    "\u{feff}bom",
    "\u{200b}zero",
    "\u{a0}nbsp",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'-alert(1)-'",
    "<svg/onload=alert(1)>",
    "{{7*7}}",
    "${jndi:ldap://x/a}",
    "'; DROP TABLE takes;--",
    "\" OR \"1\"=\"1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1-1",
    "-2+3",
    "$(reboot)",
    "`id`",
    "; rm -rf /",
    "| nc x 1",
    "%n%s%x",
    "../../etc/passwd",
    "..\\..\\x",
    "/etc/shadow",
    "C:\\x",
    "CON",
    "take.json",
    "%2e%2e%2f",
    "%00",
    "\r\nSet-Cookie: a=b",
    "\u{0}null",
    "\u{1b}[31mred",
    "\u{7f}\u{85}\u{2028}",
];

/// A name with `mark` in it.
pub(crate) fn words(chance: &mut Chance, mark: &str) -> String {
    let mut text = String::new();
    for _ in 0..=chance.below(2) {
        text.push_str(chance.pick(&PIECES));
        text.push_str(chance.pick(&["", " ", "  ", "-", "&", ","]));
    }
    text.push_str(mark);
    for _ in 0..chance.below(3) {
        // Any scalar value of Unicode at all.
        text.extend(char::from_u32(chance.below(0x11_0000) as u32));
    }
    text
}

/// Whether the service has to take it. The rules have tests of their own; what they must never let through is said here
/// a second time.
pub(crate) fn is_showable(text: &str, most: usize) -> bool {
    let turns = "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}";
    let length = text.chars().count();
    let is_sound =
        (1..=most).contains(&length) && !text.chars().any(|letter| letter.is_control() || turns.contains(letter));
    let is_shown = stemforge_rules::check_text(text, most).is_ok()
        && stemforge_rules::check_team(text, &[]) != Err(Fault::BadWord);
    assert!(is_sound || !is_shown, "{text:?}");
    is_shown
}
