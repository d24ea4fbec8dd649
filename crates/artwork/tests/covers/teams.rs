//! Lists of teams.

use std::collections::HashSet;
use std::fs;

use stemforge_artwork::teams::EURO_2016;
use stemforge_artwork::{Artist, Cover, Format, Teams, TeamsError};

use crate::sleeves::CHECKED;
use crate::{ARTIST, cover, fonts};

/// Reads a list with one good flag beside it.
fn read(list: impl AsRef<[u8]>) -> Result<Teams, TeamsError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("teams.csv");
    fs::write(&file, list).unwrap();
    fs::write(folder.path().join("checked.svg"), CHECKED).unwrap();
    fs::write(
        folder.path().join("text.svg"),
        CHECKED.replace("<rect", "<text>A</text><rect"),
    )
    .unwrap();
    Teams::read(&file)
}

#[test]
fn euro_2016_has_24_teams_with_flags() {
    let codes: HashSet<&str> = EURO_2016.iter().map(|&(code, _)| code).collect();
    assert_eq!(codes.len(), 24);
    for (code, name) in EURO_2016 {
        assert_eq!(ARTIST.teams().get(code).unwrap().name(), name);
        assert!(
            ARTIST
                .flag_svg(code)
                .unwrap()
                .starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
            "{code}"
        );
    }
    assert_eq!(ARTIST.flag_svg("xx"), None);
    let flags: HashSet<&str> = codes.iter().map(|code| ARTIST.flag_svg(code).unwrap()).collect();
    assert_eq!(flags.len(), 24);
}

#[test]
fn a_list_brings_flags_or_takes_ours_or_none() {
    let teams = read("fr,Les Bleus\n\nfc-x,\"FC \"\"X\"\", Y\",checked.svg\r\nzz,Zzz\n").unwrap();
    let known: Vec<(&str, &str)> = teams.iter().map(|team| (team.code(), team.name())).collect();
    assert_eq!(known, [("fr", "Les Bleus"), ("fc-x", "FC \"X\", Y"), ("zz", "Zzz")]);
    let artist = Artist::open(&fonts(), teams).unwrap();
    assert_eq!(artist.flag_svg("fr"), ARTIST.flag_svg("fr"));
    assert_eq!(artist.flag_svg("fc-x"), Some(CHECKED));
    assert_eq!(artist.flag_svg("zz"), None);
    let draw = |team_code| {
        artist
            .png(
                &Cover {
                    team_code,
                    ..cover("Anna")
                },
                Format::Square,
            )
            .unwrap()
    };
    let drawn: HashSet<Vec<u8>> = ["fr", "fc-x", "zz"].into_iter().map(draw).collect();
    assert_eq!(drawn.len(), 3);
}

#[test]
fn a_wrong_line_is_named() {
    for (list, line) in [
        ("fr,France\nde", 2),
        ("fr,France,a.svg,b", 1),
        ("fr,France\nde,Germany\nfr,France", 3),
        ("FR,France", 1),
        (",France", 1),
        ("abcdefghijklmnopq,Long", 1),
        ("fr,", 1),
        ("fr,Fra\u{7}nce", 1),
        ("fr,France,../flag.svg", 1),
        ("fr,France,/etc/flag.svg", 1),
        ("fr,France,.svg", 1),
        ("fr,France,flag.png", 1),
    ] {
        match read(list) {
            Err(TeamsError::Line { line: named, .. }) => assert_eq!(named, line, "{list:?}"),
            other => panic!("{list:?}: {other:?}"),
        }
    }
    assert!(matches!(read(b"fr,Fran\xe7a"), Err(TeamsError::Line { line: 1, .. })));
}

#[test]
fn a_wrong_flag_is_named_with_its_fault() {
    let error = read("fr,France,text.svg").unwrap_err();
    assert!(matches!(error, TeamsError::Flag { .. }));
    let said = error.to_string();
    assert!(said.contains("text.svg") && said.contains("<text>"), "{said}");
    assert!(matches!(read("fr,France,none.svg"), Err(TeamsError::Flag { .. })));
}

#[test]
fn a_list_has_teams_but_not_without_end() {
    assert!(matches!(read(""), Err(TeamsError::Count { count: 0, .. })));
    let many: String = (0..1_001).map(|index| format!("t{index},Team\n")).collect();
    assert!(matches!(read(many), Err(TeamsError::Count { .. })));
    assert!(matches!(read(" ".repeat(2 << 20)), Err(TeamsError::List { .. })));
}
