//! Letters as strokes, for the PNG: no font file comes with the program, and one line of digits a letter is enough to
//! label an axis.
//!
//! A letter stands on a grid: x from 0, y from 0 (top of a capital) over 2 (top of an x) and 6 (baseline) to 8 (end of a
//! descender). Each stroke is a run of digit pairs `xy`; a pair twice is a dot. Letters are as wide as they are drawn.
//! What is in no line of the table is drawn as a box: a PNG shows that there is a letter, the SVG shows which.

/// Grid units in one unit of text size: capitals are 0.7 of it.
const UNIT: f64 = 0.7 / 6.0;
/// Grid row of the baseline.
const BASELINE: f64 = 6.0;
/// Units between two letters.
const SPACING: f64 = 1.6;
/// Units of a space.
const SPACE: f64 = 2.4;
/// What is not in the table.
const BOX: &str = "0006363000";

/// Letters and their strokes.
const STROKES: [(char, &str); 103] = [
    ('A', "062046 1535"),
    ('B', "06003041423303 3344453606"),
    ('C', "4130100105163645"),
    ('D', "00062644422000"),
    ('E', "40000646 0333"),
    ('F', "400006 0333"),
    ('G', "41301001051636454323"),
    ('H', "0006 4046 0343"),
    ('I', "0020 1016 0626"),
    ('J', "3035261605"),
    ('K', "0006 4004 1346"),
    ('L', "000646"),
    ('M', "0600234046"),
    ('N', "06004640"),
    ('O', "100105163645413010"),
    ('P', "06003041423303"),
    ('Q', "100105163645413010 2446"),
    ('R', "06003041423303 2346"),
    ('S', "413010010213334445361605"),
    ('T', "0040 2026"),
    ('U', "000516364540"),
    ('V', "002640"),
    ('W', "0016233640"),
    ('X', "0046 4006"),
    ('Y', "002340 2326"),
    ('Z', "00400646"),
    ('a', "12324346 441405163645"),
    ('b', "0006 0312324345361605"),
    ('c', "4332120305163645"),
    ('d', "4046 4332120305163645"),
    ('e', "04444332120305163645"),
    ('f', "30201116 0232"),
    ('g', "4332120305163645 4247381807"),
    ('h', "0006 0312324346"),
    ('i', "0206 0000"),
    ('j', "121708 1010"),
    ('k', "0006 3205 1436"),
    ('l', "000516"),
    ('m', "0206 03122326 23324346"),
    ('n', "0206 0312324346"),
    ('o', "120305163645433212"),
    ('p', "0208 0312324345361605"),
    ('q', "4248 4332120305163645"),
    ('r', "0206 031232"),
    ('s', "43321203143445361605"),
    ('t', "10152636 0232"),
    ('u', "0205163645 4246"),
    ('v', "022642"),
    ('w', "0216243642"),
    ('x', "0246 4206"),
    ('y', "0226 4218"),
    ('z', "02420646"),
    ('0', "100105163645413010"),
    ('1', "011016 0626"),
    ('2', "01103041420646"),
    ('3', "01103041423323 334445361605"),
    ('4', "36300444"),
    ('5', "400003334445361605"),
    ('6', "413010010516364544331304"),
    ('7', "004016"),
    ('8', "13020110304142331304051636454433"),
    ('9', "051636454130100102133342"),
    ('.', "0606"),
    (',', "0607"),
    (':', "0303 0606"),
    (';', "0303 0607"),
    ('!', "0004 0606"),
    ('?', "01103041422324 2626"),
    ('-', "0333"),
    ('\u{2013}', "0343"),
    ('\u{2212}', "0343"),
    ('+', "0343 2125"),
    ('\u{b1}', "0242 2024 0646"),
    ('=', "0232 0434"),
    ('_', "0747"),
    ('/', "0640"),
    ('\\', "0046"),
    ('|', "0007"),
    ('(', "10010516"),
    (')', "00111506"),
    ('[', "10000616"),
    (']', "00101606"),
    ('{', "20111203141526"),
    ('}', "00111223141506"),
    ('<', "310335"),
    ('>', "013305"),
    ('*', "2125 0244 4204"),
    ('#', "1016 3036 0242 0444"),
    ('\u{266f}', "1016 3036 0341 0543"),
    ('$', "413010010213334445361605 2026"),
    ('%', "0640 0001111000 3536464535"),
    ('&', "46011020310405162644"),
    ('@', "45361605011030414434322213142434"),
    ('\'', "0002"),
    ('\u{2019}', "0002"),
    ('"', "0002 2022"),
    ('`', "0011"),
    ('^', "022042"),
    ('~', "03123342"),
    ('\u{b7}', "0303"),
    ('\u{2026}', "0606 2626 4646"),
    ('\u{b0}', "0001111000"),
    ('\u{d7}', "0244 4204"),
];

/// Strokes of a text in pixels, from its start on its baseline, and its width.
pub(super) fn strokes(text: &str, size: f64) -> (Vec<Vec<(f64, f64)>>, f64) {
    let unit = size * UNIT;
    let mut all = Vec::new();
    let mut pen = 0.0;
    for letter in text.chars() {
        if letter == ' ' {
            pen += SPACE;
            continue;
        }
        let known = STROKES.iter().find(|(known, _)| *known == letter);
        let strokes = known.map_or(BOX, |(_, strokes)| strokes);
        let mut right: f64 = 0.0;
        for stroke in strokes.split(' ') {
            let points = stroke.as_bytes().chunks_exact(2).map(|pair| {
                let (x, y) = (f64::from(pair[0] - b'0'), f64::from(pair[1] - b'0'));
                right = right.max(x);
                ((pen + x) * unit, (y - BASELINE) * unit)
            });
            all.push(points.collect());
        }
        pen += right + SPACING;
    }
    (all, (pen - SPACING).max(0.0) * unit)
}

/// Width of a text, px.
pub(super) fn width(text: &str, size: f64) -> f64 {
    strokes(text, size).1
}

/// The text, or as much of it as fits with an ellipsis in place of its middle.
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let mut kept = letters.len().min(400);
    loop {
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let shorter: String = letters[..head]
            .iter()
            .chain(std::iter::once(&'\u{2026}'))
            .chain(&letters[letters.len() - tail..])
            .collect();
        if kept == 0 || width(&shorter, size) <= room {
            return shorter;
        }
        kept -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_printable_letter_of_ascii_has_strokes_on_the_grid() {
        for letter in (b'!'..=b'~').map(char::from) {
            let strokes = STROKES.iter().filter(|(known, _)| *known == letter);
            assert_eq!(strokes.count(), 1, "{letter:?}");
        }
        for (letter, strokes) in STROKES {
            for stroke in strokes.split(' ') {
                assert!(
                    stroke.len() >= 4 && stroke.len().is_multiple_of(2),
                    "{letter:?}: {stroke}"
                );
                let on_grid = |pair: &[u8]| (b'0'..=b'4').contains(&pair[0]) && (b'0'..=b'8').contains(&pair[1]);
                assert!(stroke.as_bytes().chunks_exact(2).all(on_grid), "{letter:?}: {stroke}");
            }
        }
    }

    #[test]
    fn no_two_letters_look_alike_but_those_that_do_everywhere() {
        let alike = [('0', 'O'), ('\u{2013}', '\u{2212}'), ('\'', '\u{2019}')];
        for (i, (first, strokes)) in STROKES.iter().enumerate() {
            for (second, other) in &STROKES[i + 1..] {
                let known = alike.contains(&(*first, *second)) || alike.contains(&(*second, *first));
                assert!(known || strokes != other, "{first} {second}");
            }
        }
    }

    #[test]
    fn long_texts_lose_their_middle() {
        let name = "a".repeat(3000) + ".wav";
        let short = fitted(&name, 12.0, 300.0);
        assert!(width(&short, 12.0) <= 300.0);
        assert!(
            short.starts_with("aaa") && short.contains('\u{2026}') && short.ends_with(".wav"),
            "{short}"
        );
        assert_eq!(fitted("short", 12.0, 300.0), "short");
        assert_eq!(fitted("\u{4e2d}\u{6587}", 12.0, 0.0), "\u{2026}");
    }
}
