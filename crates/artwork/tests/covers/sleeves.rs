//! What an artist promises: sizes, keys, threads.

use std::collections::HashSet;
use std::path::Path;

use stemforge_artwork::{Artist, Cover, CoverError, FontsError, Format, Teams, TextDirection};

use crate::cases::CASES;
use crate::{ARTIST, cover, fonts};

/// Width and height that a JPEG says it has.
fn jpeg_size(jpeg: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let &[0xff, marker, high, low] = jpeg.get(at..at + 4)? else {
            return None;
        };
        if matches!(marker, 0xc0..=0xc2) {
            let &[h1, h0, w1, w0] = jpeg.get(at + 5..at + 9)? else {
                return None;
            };
            return Some((u32::from(w1) << 8 | u32::from(w0), u32::from(h1) << 8 | u32::from(h0)));
        }
        at += 2 + (usize::from(high) << 8 | usize::from(low));
    }
}

#[test]
fn every_team_in_every_format_is_a_jpeg_that_messengers_show() {
    for team in ARTIST.teams().iter() {
        for format in Format::ALL {
            let cover = Cover {
                team_code: team.code(),
                ..cover("Jean-Baptiste ⚽🔥🎉 de La Rochefoucauld")
            };
            let jpeg = ARTIST.cover(&cover, format).unwrap();
            assert!(jpeg.starts_with(&[0xff, 0xd8]) && jpeg.ends_with(&[0xff, 0xd9]));
            assert_eq!(jpeg_size(&jpeg), Some(format.size_px()));
            assert!(
                jpeg.len() < 300_000,
                "{} {}: {} bytes",
                team.code(),
                format.name(),
                jpeg.len()
            );
        }
    }
}

#[test]
fn formats_are_known_by_name() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
    assert_eq!(Format::from_name("Square"), None);
}

#[test]
fn a_key_is_of_all_that_is_seen() {
    let base = cover("Anna");
    let variants = [
        base,
        Cover {
            title: "All Five Corners",
            ..base
        },
        Cover {
            line: "My voice",
            ..base
        },
        Cover { name: "Anne", ..base },
        Cover {
            team_name: "Frankreich",
            ..base
        },
        Cover {
            team_code: "de",
            ..base
        },
        Cover {
            direction: TextDirection::RightToLeft,
            ..base
        },
        // The same letters, otherwise divided.
        Cover {
            title: "All Four CornersMy",
            line: " voice is on this record",
            ..base
        },
    ];
    let mut keys = HashSet::new();
    for cover in &variants {
        for format in Format::ALL {
            assert!(keys.insert(ARTIST.key(cover, format)), "{cover:?}");
            assert_eq!(ARTIST.key(cover, format), ARTIST.key(&cover.clone(), format));
        }
    }
}

#[test]
fn a_key_is_of_the_flag_and_of_the_teams_name() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("teams.csv");
    let mut keys = HashSet::new();
    for teams in ["fr,France", "fr,La France", "fr,France,other.svg"] {
        std::fs::write(folder.path().join("other.svg"), CHECKED).unwrap();
        std::fs::write(&list, teams).unwrap();
        let artist = Artist::open(&fonts(), Teams::read(&list).unwrap()).unwrap();
        assert!(keys.insert(artist.key(&cover("Anna"), Format::Square)), "{teams}");
    }
}

pub(crate) const CHECKED: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><rect width="3" height="2" fill="#fff"/><rect width="2" height="1" fill="#064"/></svg>"##;

#[test]
fn an_unknown_team_has_no_cover() {
    for team_code in ["xx", "FR", "../fr", "fr\0"] {
        let cover = Cover {
            team_code,
            ..cover("Anna")
        };
        assert!(matches!(ARTIST.cover(&cover, Format::Square), Err(CoverError::NoSuchTeam(code)) if code == team_code));
    }
}

#[test]
fn a_folder_without_fonts_says_how_to_get_them() {
    let folder = tempfile::tempdir().unwrap();
    let open = |folder: &Path| Artist::open(folder, Teams::euro_2016()).err().unwrap();
    for error in [open(folder.path()), open(&folder.path().join("none"))] {
        assert!(
            matches!(error, FontsError::NoFont { .. } | FontsError::Folder { .. }),
            "{error}"
        );
        assert!(error.to_string().contains("scripts/fonts"), "{error}");
    }
    // Emoji alone set no name.
    std::fs::copy(fonts().join("90-noto-color-emoji.ttf"), folder.path().join("emoji.ttf")).unwrap();
    assert!(matches!(open(folder.path()), FontsError::NoFont { .. }));
    for broken in ["", "not a font", "\0\x01\0\0\0\x01junk"] {
        std::fs::write(folder.path().join("broken.ttf"), broken).unwrap();
        let error = open(folder.path());
        assert!(matches!(error, FontsError::BadFont { .. }), "{error}");
        assert!(error.to_string().contains("broken.ttf"), "{error}");
    }
}

#[test]
fn other_fonts_give_other_keys() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fonts().join("10-noto-sans-bold.ttf"), folder.path().join("10.ttf")).unwrap();
    let latin = Artist::open(folder.path(), Teams::euro_2016()).unwrap();
    assert_ne!(
        latin.key(&cover("Anna"), Format::Wide),
        ARTIST.key(&cover("Anna"), Format::Wide)
    );
    let pixels = |artist: &Artist, name| artist.png(&cover(name), Format::Wide).unwrap();
    assert!(pixels(&latin, "Anna") == pixels(&ARTIST, "Anna"));
    // Without its font, a script is one more that is in no font.
    assert!(pixels(&latin, "محمد") == pixels(&latin, "France"));
}

#[test]
fn covers_do_not_depend_on_threads_or_on_what_is_kept() {
    let alone: Vec<Vec<u8>> = CASES
        .iter()
        .map(|case| ARTIST.cover(&case.cover, case.format).unwrap())
        .collect();
    let forgetful = Artist::open(&fonts(), Teams::euro_2016())
        .unwrap()
        .with_background_bytes(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for (case, expected) in CASES.iter().zip(&alone) {
                    assert!(
                        &forgetful.cover(&case.cover, case.format).unwrap() == expected,
                        "{}",
                        case.file
                    );
                    assert!(
                        &ARTIST.cover(&case.cover, case.format).unwrap() == expected,
                        "{}",
                        case.file
                    );
                }
            });
        }
    });
}

#[test]
fn an_artist_can_be_shared() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&*ARTIST);
}
