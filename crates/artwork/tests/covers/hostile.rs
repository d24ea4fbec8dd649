//! Any text whatever gives a picture, in bounded time and memory.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use stemforge_artwork::{Cover, Format, TextDirection};

use crate::{ARTIST, cover};

/// Generous: the machine may be busy, and the build slow. A thousand times what it takes would still be seen.
const LONG: Duration = Duration::from_secs(5);

fn survives(cover: &Cover<'_>, format: Format) {
    let started = Instant::now();
    let jpeg = ARTIST.cover(cover, format).unwrap();
    assert!(started.elapsed() < LONG, "{:?} for {cover:?}", started.elapsed());
    assert!(
        jpeg.len() > 10_000 && jpeg.len() < 300_000,
        "{} bytes for {cover:?}",
        jpeg.len()
    );
    ARTIST.key(cover, format);
}

#[test]
fn texts_that_broke_others() {
    let texts = [
        "\0".repeat(10_000),
        "A".repeat(10_000),
        "﷽".repeat(10_000),
        "👨‍👩‍👧‍👦".repeat(2_000),
        "👩\u{200d}".repeat(5_000),
        "🇫".repeat(10_001),
        "🏴\u{E0067}\u{E0062}".repeat(3_000),
        format!("🏴{}", "\u{E0061}".repeat(10_000)),
        format!("Z{}", "\u{0335}\u{0489}".repeat(5_000)),
        "क्".repeat(5_000),
        "\u{202e}\u{2067}\u{202b}".repeat(3_000),
        "א1(".repeat(3_000),
        "لا\u{200d}".repeat(3_000),
        "ก็็็็็็็็็็็็็็็็็็็็".repeat(100),
        "\u{1112}\u{1161}\u{11ab}".repeat(3_000),
        "\u{FFFD}\u{FFFF}\u{10FFFF}".to_owned(),
        "]]>--><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;".to_owned(),
        "%s%n{}{0}${x}\\u0041".to_owned(),
        "#️⃣*️⃣0️⃣1\u{20e3}".to_owned(),
        "\u{FE0F}\u{FE0E}\u{200D}\u{20E3}".to_owned(),
        "a\u{2028}b\u{2029}c\u{85}d".to_owned(),
        "ﬀ\u{1D173}\u{1D17A}𝕬𝖓𝖓𝖆".to_owned(),
    ];
    for text in &texts {
        for format in Format::ALL {
            survives(&cover(text), format);
        }
        let everywhere = Cover {
            title: text,
            line: text,
            team_name: text,
            direction: TextDirection::RightToLeft,
            ..cover(text)
        };
        survives(&everywhere, Format::Square);
    }
}

#[test]
fn markup_in_a_name_is_letters() {
    // An emoji is the only part of a name that passes through SVG.
    let names = [
        "⚽</text><rect width='9999' height='9999'/>",
        "⚽&amp;",
        "⚽&#x41;",
        "⚽<image href='file:///etc/passwd'/>",
    ];
    for name in names {
        let plain = ARTIST.png(&cover("⚽"), Format::Square).unwrap();
        let drawn = ARTIST.png(&cover(name), Format::Square).unwrap();
        assert!(drawn != plain, "{name}");
        survives(&cover(name), Format::Square);
    }
}

/// Characters that have something to do with each other, in any order.
fn entangled() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-zA-Z '<>&\"-]{1,4}",
        2 => "[א-תا-ي0-9()]{1,4}",
        2 => "[ก-๙]{1,4}",
        2 => "[ऀ-ॿ]{1,5}",
        2 => "[ぁ-ヿ一-鿿가-힣ᄀ-ᇿ]{1,4}",
        2 => "[\u{300}-\u{36f}\u{483}-\u{489}]{1,6}",
        2 => "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{fe00}-\u{fe0f}]{1,4}",
        2 => "[\u{1f1e6}-\u{1f1ff}]{1,3}",
        2 => "[\u{1f300}-\u{1faff}\u{2600}-\u{27bf}\u{1f3fb}-\u{1f3ff}]{1,3}",
        2 => "[\u{200d}\u{fe0f}\u{20e3}\u{e0020}-\u{e007f}]{1,4}",
        1 => any::<char>().prop_map(String::from),
        1 => "\\PC{1,4}",
    ];
    proptest::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_picture(text in any::<String>(), is_mirrored: bool) {
        let direction = if is_mirrored { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
        survives(&Cover { title: &text, line: &text, direction, ..cover(&text) }, Format::Wide);
    }

    #[test]
    fn entangled_text_gives_a_picture(name in entangled(), line in entangled(), is_mirrored: bool) {
        let direction = if is_mirrored { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
        survives(&Cover { line: &line, direction, ..cover(&name) }, Format::Wide);
    }
}
