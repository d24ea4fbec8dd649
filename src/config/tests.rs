use super::*;

fn plan(text: &str) -> Result<Plan, ConfigError> {
    parse(text, Path::new("songs/anthem/stemforge.toml"), &Overrides::default())
}

const SMALLEST: &str = "[song]\nguide = 'guide.mid'\n";

/// One truth: a default changed in one place must be changed in the other.
#[test]
fn default_toml_is_the_defaults() {
    let plan = plan(SMALLEST).unwrap();
    let from_code = Plan {
        limits: Limits::default(),
        search: Search::default(),
        score: score::Settings::default(),
        gates: Gates::default(),
        select: select::Settings::default(),
        placement: placement::Settings::default(),
        voice: voice::Settings::default(),
        master: master::Settings::default(),
        ..plan.clone()
    };
    assert_eq!(
        plan, from_code,
        "left: configs/default.toml, right: `Default` of the settings structs"
    );
}

#[test]
fn default_toml_has_every_key_in_order() {
    let mut rest = DEFAULT_TOML;
    let mut section = "";
    let mut draft = Draft::default();
    let mut pass = |line: String| {
        let place = rest.find(&line).or_else(|| rest.find(&line.replacen('\n', "\n#", 1)));
        let place = place.unwrap_or_else(|| panic!("`{}` is missing or out of order", line.trim()));
        rest = &rest[place + 1..];
    };
    for key in keys::all(&mut draft) {
        if key.section != section {
            section = key.section;
            pass(format!("\n[{section}]\n"));
        }
        pass(format!("\n{} = ", key.name));
    }
}

#[test]
fn paths_are_relative_to_the_campaign_and_overrides_to_us() {
    let plan =
        plan("[song]\nguide = 'notes/guide.txt'\nbacking = '/music/backing.flac'\n[output]\nuri = 's3://bucket/out'\n")
            .unwrap();
    assert_eq!(plan.song.guide, Path::new("songs/anthem/notes/guide.txt"));
    assert_eq!(plan.song.backing.as_deref(), Some(Path::new("/music/backing.flac")));
    assert_eq!(plan.song.title, "guide");
    assert_eq!(plan.takes_uri, "songs/anthem/takes");
    assert_eq!(plan.out_uri, "s3://bucket/out");

    let overrides = Overrides {
        takes: Some("elsewhere".to_owned()),
        out: Some("results".to_owned()),
    };
    let plan = parse(SMALLEST, Path::new("songs/anthem/stemforge.toml"), &overrides).unwrap();
    assert_eq!(
        (plan.takes_uri.as_str(), plan.out_uri.as_str()),
        ("elsewhere", "results")
    );
}

#[test]
fn the_file_is_laid_over_the_defaults() {
    let plan =
        plan("select.close_size = 8\nsong = { guide = 'g.csv', title = 'Ours' }\n[stems]\nhigh_pass_hz = 0\n").unwrap();
    assert_eq!(plan.select.close_size, 8);
    assert_eq!(plan.select.group_size, select::Settings::default().group_size);
    assert_eq!(plan.song.title, "Ours");
    assert_eq!(plan.voice.high_pass_hz, None);
}

#[test]
fn the_canonical_text_knows_values_and_no_places() {
    let plain = plan(SMALLEST).unwrap().canonical;
    let moved = plan("[song]\nguide = '/elsewhere/g.mid'\nfirst_bar_s = 0\n[takes]\nuri = 'x'\n[output]\nuri = 'y'\n")
        .unwrap()
        .canonical;
    assert_eq!(plain, moved, "places and ways of writing a number do not matter");
    let other = plan("[song]\nguide = 'guide.mid'\n[gates]\nleast_snr_db = 4\n")
        .unwrap()
        .canonical;
    assert_ne!(plain, other);
    assert_eq!(
        toml::from_str::<toml::Table>(&plain).map(|table| table.len()),
        Ok(7),
        "TOML with its seven sections"
    );

    assert_eq!(
        canonical_sections(&plain, &["score"]),
        canonical_sections(&other, &["score"])
    );
    assert_ne!(
        canonical_sections(&plain, &["score", "gates"]),
        canonical_sections(&other, &["score", "gates"])
    );
    let titled = plan("[song]\nguide = 'g'\ntitle = \"a\\n[score]\\nb\"\n")
        .unwrap()
        .canonical;
    assert_eq!(
        canonical_sections(&plain, &["score"]),
        canonical_sections(&titled, &["score"]),
        "a title opens no section"
    );
}

#[test]
fn a_missing_file_says_what_to_do() {
    let error = load(Path::new("no/such/stemforge.toml"), &Overrides::default()).unwrap_err();
    assert!(
        error.to_string().contains("`stemforge init GUIDE` writes one"),
        "{error}"
    );
}
