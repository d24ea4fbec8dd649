//! Letters made comparable: one case, no accents, no costumes.
//!
//! The two dots stay on ä, ö and ü: in German, Swedish and Turkish they make another letter, and Fück is a name.

use crate::marks::is_mark;

/// Latin letters by what they are without their accents.
const ACCENTED: [(char, &str); 25] = [
    ('a', "àáâãåāăąǎǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
    ('b', "ḃḅḇɓƁ"),
    ('c', "çćĉċčḉƈƇ"),
    ('d', "ďđḋḍḏḑḓɗƊ"),
    ('e', "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệɛƐəƏ"),
    ('f', "ḟƒƑ"),
    ('g', "ĝğġģǧǵḡɠƓ"),
    ('h', "ĥħȟḣḥḧḩḫẖ"),
    ('i', "ìíîïĩīĭįǐȉȋḭḯỉịıɨƗ"),
    ('j', "ĵǰ"),
    ('k', "ķǩḱḳḵƙƘ"),
    ('l', "ĺļľŀłḷḹḻḽ"),
    ('m', "ḿṁṃ"),
    ('n', "ñńņňŉǹṅṇṉṋ"),
    ('o', "òóôõøōŏőơǒǫǭǿȍȏȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
    ('p', "ṕṗ"),
    ('r', "ŕŗřȑȓṙṛṝṟ"),
    ('s', "śŝşšșṡṣṥṧṩſ"),
    ('t', "ţťŧțṫṭṯṱẗ"),
    ('u', "ùúûũūŭůűųưǔȕȗṳṵṷṹụủứừửữựʉɄ"),
    ('v', "ṽṿ"),
    ('w', "ŵẁẃẅẇẉẘ"),
    ('x', "ẋẍ"),
    ('y', "ýÿŷȳẏẙỳỵỷỹ"),
    ('z', "źżžẑẓẕƶƵ"),
];

/// Small capitals and raised letters by what they are; most of them mean sounds, and are lent for fancy writing.
const FANCY: [(char, &str); 26] = [
    ('a', "ᴀᴬᵃₐª"),
    ('b', "ʙᴮᵇ"),
    ('c', "ᴄᶜꟲ"),
    ('d', "ᴅᴰᵈ"),
    ('e', "ᴇᴱᵉₑ"),
    ('f', "ᶠꜰꟳ"),
    ('g', "ɢᴳᵍ"),
    ('h', "ʜʰᴴₕ"),
    ('i', "ɪᴵᵢᶦⁱ"),
    ('j', "ʲᴊᴶ"),
    ('k', "ᴋᴷᵏₖ"),
    ('l', "ʟˡᴸᶫₗ"),
    ('m', "ᴍᴹᵐₘ"),
    ('n', "ɴᴺᶰⁿₙ"),
    ('o', "ᴏᴼᵒₒº"),
    ('p', "ᴘᴾᵖₚ"),
    ('q', "ꞯꟴ"),
    ('r', "ʀʳᴿᵣ"),
    ('s', "ˢₛꜱ"),
    ('t', "ᴛᵀᵗₜ"),
    ('u', "ᴜᵁᵘᵤᶸ"),
    ('v', "ᴠᵛᵥ"),
    ('w', "ʷᴡᵂ"),
    ('x', "ˣₓ"),
    ('y', "ʏʸ"),
    ('z', "ᴢᶻ"),
];

/// Letters of Letterlike Symbols from U+2100 on that are one letter in another style; `.` is none of them.
const LETTERLIKE: &[u8; 0x50] = b"..c.......ghhhh.iill.n...pqrrr......z...z.kabc.eef.mo....i...........ddeij......";

/// What a text is made of once it is folded: letters, digits and signs, and all else as it is.
pub(crate) fn fold(text: &str) -> Vec<char> {
    let mut folded = Vec::with_capacity(text.len());
    let mut was_flag = false;
    for letter in text.chars() {
        // What flags spell is a word of its own: a flag beside a name is no part of it.
        let is_flag = matches!(letter, '\u{1f1e6}'..='\u{1f1ff}');
        if is_flag != was_flag && !folded.is_empty() {
            folded.push(' ');
        }
        was_flag = is_flag;
        push(&mut folded, lower(undressed(letter)));
    }
    folded
}

/// Appends one lower-case letter without its accent; a mark works on the letter before it, or is left out.
fn push(folded: &mut Vec<char>, letter: char) {
    match (letter, folded.last_mut()) {
        ('\u{308}', Some(last @ 'a')) => *last = 'ä',
        ('\u{308}', Some(last @ 'o')) => *last = 'ö',
        ('\u{308}', Some(last @ 'u')) => *last = 'ü',
        ('\u{306}', Some(last @ 'и')) => *last = 'й',
        ('ß', _) => folded.extend(['s', 's']),
        ('æ', _) => folded.extend(['a', 'e']),
        ('œ', _) => folded.extend(['o', 'e']),
        ('أ' | 'إ' | 'آ' | 'ٱ', _) => folded.push('ا'),
        ('ة', _) => folded.push('ه'),
        ('ى', _) => folded.push('ي'),
        ('ё', _) => folded.push('е'),
        // Marks, and the stroke that stretches Arabic words.
        ('ـ', _) => {}
        (mark, _) if is_mark(mark) => {}
        (plain, _) if plain.is_ascii() => folded.push(plain),
        (other, _) => {
            let base = ACCENTED
                .iter()
                .chain(&FANCY)
                .find(|(_, accented)| accented.chars().any(|letter| letter == other));
            folded.push(base.map_or(other, |&(base, _)| base));
        }
    }
}

/// The small letter of a Latin or Cyrillic capital; the words that are looked for have no others. (The standard library's
/// table of all alphabets would be a tenth of what the page loads.)
fn lower(letter: char) -> char {
    let code = u32::from(letter);
    let small = match code {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x410..=0x42f => code + 0x20,
        0x400..=0x40f => code + 0x50,
        // Capitals at even places, each before its small letter …
        0x100..=0x137 | 0x14a..=0x177 | 0x1de..=0x1ef | 0x1f8..=0x21f | 0x222..=0x233 => code | 1,
        0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f | 0x1e00..=0x1e95 | 0x1ea0..=0x1eff => code | 1,
        // … and at odd ones.
        0x139..=0x148 | 0x179..=0x17e | 0x1cd..=0x1dc => code + code % 2,
        0x1f4 => 0x1f5,
        0x178 => 0xff,
        0x1e9e => 0xdf,
        _ => code,
    };
    char::from_u32(small).unwrap_or(letter)
}

/// The plain letter under a full-width, mathematical, circled, boxed or flag one.
fn undressed(letter: char) -> char {
    let code = u32::from(letter);
    if let 0x2100..=0x214f = code {
        return match LETTERLIKE[code as usize - 0x2100] {
            b'.' => letter,
            plain => char::from(plain),
        };
    }
    let (offset, first) = match code {
        0xff01..=0xff5e => (code - 0xff01, '!'),
        0x24b6..=0x24cf => (code - 0x24b6, 'a'),
        0x24d0..=0x24e9 => (code - 0x24d0, 'a'),
        0x1f130..=0x1f149 => (code - 0x1f130, 'a'),
        0x1f150..=0x1f169 => (code - 0x1f150, 'a'),
        0x1f170..=0x1f189 => (code - 0x1f170, 'a'),
        // The letters that make flags.
        0x1f1e6..=0x1f1ff => (code - 0x1f1e6, 'a'),
        // Thirteen alphabets of 26 capitals and 26 small letters.
        0x1d400..=0x1d6a3 => ((code - 0x1d400) % 26, 'a'),
        // Five rows of ten digits.
        0x1d7ce..=0x1d7ff => ((code - 0x1d7ce) % 10, '0'),
        _ => return letter,
    };
    char::from_u32(u32::from(first) + offset).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        fold(text).into_iter().collect()
    }

    #[test]
    fn costumes_and_accents_come_off() {
        for (dressed, plain) in [
            ("Éàçñøł", "eacnol"),
            ("NGUYỄN Phúc", "nguyen phuc"),
            ("e\u{301}\u{323}", "e"),
            ("Straße Æther", "strasse aether"),
            ("ＦＵＬＬ！", "full!"),
            ("𝓕𝓪𝓷 𝔽𝕒𝕟 𝗙𝗮𝗻", "fan fan fan"),
            ("Ⓕⓐⓝ 🄵🅐🅽", "fan fan"),
            ("𝟛𝟗", "39"),
            ("ℂℍℕℙℚℝℤ ℋℐℒℓℌℯ Kim Å ℵ™", "chnpqrz hillhe kim a ℵ™"),
            ("ꜰᴜᴄᴋ ʜɪᴛʟᴇʀ", "fuck hitler"),
            ("ᶠᵘᶜᵏ ᴴᶦᵗˡᵉʳ", "fuck hitler"),
            ("İstanbul ISPARTA ılık", "istanbul isparta ilik"),
            ("Ёж й", "еж й"),
            ("и\u{306}", "й"),
            ("مُحَمَّد أحمد", "محمد احمد"),
            ("شـــر ةى", "شر هي"),
            ("🇫🇺🇨🇰 Zoë🇫🇷!", "fuck  zoe fr !"),
            ("王 น้ำ 🎤", "王 นำ 🎤"),
        ] {
            assert_eq!(folded(dressed), plain, "{dressed}");
        }
    }

    #[test]
    fn small_letters_are_those_of_the_standard_library() {
        let ranges = [
            '\0'..='\u{17f}',
            '\u{1cd}'..='\u{233}',
            '\u{400}'..='\u{52f}',
            '\u{1e00}'..='\u{1eff}',
        ];
        // ı for İ: both fold to i. Ǆ and its like are two letters in one. Others have their small letter far away.
        let others = ['İ', 'Ǳ', 'ǲ', 'Ƕ', 'Ƿ', 'Ƞ', 'Ӏ', 'Ӂ', 'Ӄ', 'Ӆ', 'Ӈ', 'Ӊ', 'Ӌ', 'Ӎ'];
        for letter in ranges.into_iter().flatten().filter(|letter| !others.contains(letter)) {
            assert!(
                lower(letter).to_string() == letter.to_lowercase().to_string(),
                "{letter}"
            );
        }
    }

    #[test]
    fn two_dots_make_another_letter() {
        assert_eq!(folded("Fück Ärger Ö"), "fück ärger ö");
        assert_eq!(folded("Fu\u{308}ck"), "fück");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
