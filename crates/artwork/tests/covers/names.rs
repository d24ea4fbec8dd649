//! What stands there when a name cannot.

use stemforge_artwork::{Cover, Format};

use crate::{ARTIST, cover};

/// A hash of all pixels.
fn pixels(cover: &Cover<'_>) -> blake3::Hash {
    blake3::hash(&ARTIST.png(cover, Format::Wide).unwrap())
}

#[test]
fn a_name_in_no_font_gives_way_to_the_teams() {
    let in_no_font = ["ⴰⵎⴰⵣⵉⵖ", "Anna \u{E000}", "\u{10FFFD}", "ꦲꦏ꧀ꦱꦫ", "Anna 𓀀"];
    for name in in_no_font {
        let translated = Cover {
            team_name: "Frankreich",
            ..cover(name)
        };
        assert_eq!(pixels(&translated), pixels(&cover("Frankreich")), "{name}");
        assert_eq!(pixels(&cover(name)), pixels(&cover("France")), "{name}");
        let neither = Cover {
            team_name: name,
            ..cover(name)
        };
        assert_eq!(pixels(&neither), pixels(&cover("France")), "{name}");
    }
}

#[test]
fn a_name_without_a_letter_gives_way_to_the_teams() {
    for name in ["", " \t\n", "\u{200b}\u{202e}\u{0}", "\u{0301}\u{0302}", "\u{3164}"] {
        assert_eq!(pixels(&cover(name)), pixels(&cover("France")), "{name:?}");
    }
}

#[test]
fn what_cannot_be_seen_changes_nothing() {
    let anna = pixels(&cover("Anna Maria"));
    for name in [
        "  Anna \u{a0} Maria\n",
        "An\u{202e}na\u{2066} Maria\u{ad}",
        "\u{feff}Anna\u{0} Maria\u{7}",
    ] {
        assert_eq!(pixels(&cover(name)), anna, "{name:?}");
    }
    assert_eq!(pixels(&cover("Nguye\u{302}\u{303}n")), pixels(&cover("Nguyễn")));
}

#[test]
fn a_title_goes_without_what_is_in_no_font() {
    let bare = Cover {
        title: "All Corners",
        ..cover("Anna")
    };
    let marked = Cover {
        title: "All \u{E000}Corners ⴰ",
        ..cover("Anna")
    };
    assert_eq!(pixels(&marked), pixels(&bare));
    let none = Cover {
        title: "ⴰⵎⴰⵣⵉⵖ",
        line: "",
        ..cover("Anna")
    };
    let empty = Cover {
        title: "",
        line: "",
        ..cover("Anna")
    };
    assert_eq!(pixels(&none), pixels(&empty));
    assert_ne!(pixels(&none), pixels(&cover("Anna")));
}

#[test]
fn what_is_too_long_is_cut_where_it_would_not_fit() {
    let fits = "Anna Maria ".repeat(4);
    let long = "Anna Maria ".repeat(40);
    let longer = "Anna Maria ".repeat(900);
    assert_eq!(pixels(&cover(&long)), pixels(&cover(&longer)));
    assert_ne!(pixels(&cover(&long)), pixels(&cover(&fits)));
}
