use super::*;

fn plan(text: &str) -> Result<Plan, ConfigError> {
    parse(text, Path::new("songs/anthem/stemforge.toml"), &Overrides::default())
}

const SMALLEST: &str = "[song]\nguide = 'guide.mid'\n";

/// One truth: a default changed in one place must be changed in the other.
#[test]
fn default_toml_is_the_defaults() {
    let mut from_code = Draft {
        high_pass_hz: voice::Settings::default().high_pass_hz.unwrap_or(0.0),
        ..Draft::default()
    };
    let from_code = keys::canonical(&mut from_code);
    let from_file = plan(SMALLEST).unwrap().canonical;
    assert_eq!(from_code.lines().count(), from_file.lines().count());
    let differing: Vec<_> = from_code
        .lines()
        .zip(from_file.lines())
        .filter(|(code, file)| code != file)
        .collect();
    assert!(differing.is_empty(), "(`Default`, configs/default.toml): {differing:?}");
}

/// Fields of a settings struct, by its `Debug` text: `name:` at the first level.
fn fields(settings: &dyn std::fmt::Debug) -> usize {
    let mut depth = 0;
    let mut count = 0;
    for letter in format!("{settings:?}").chars() {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            ':' if depth == 1 => count += 1,
            _ => {}
        }
    }
    count
}

#[test]
fn every_setting_has_a_key() {
    let Draft {
        limits,
        search,
        score,
        gates,
        select,
        placement,
        voice,
        master,
        studio,
        ..
    } = Draft::default();
    let places = 1;
    let programs = 1;
    for (section, settings) in [
        ("takes", places + programs + fields(&limits) + fields(&search)),
        ("score", fields(&score)),
        ("gates", fields(&gates)),
        ("select", fields(&select)),
        ("studio", fields(&studio)),
        ("stems", fields(&placement) + fields(&voice) + fields(&master)),
    ] {
        let mut draft = Draft::default();
        let keys = keys::all(&mut draft)
            .into_iter()
            .filter(|key| key.section == section)
            .count();
        assert!(settings > 3, "`fields` still reads `Debug`");
        assert_eq!(
            keys, settings,
            "`[{section}]`: each field of its settings needs a line in keys.rs"
        );
    }
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
fn the_page_changes_no_stem() {
    let plain = plan(SMALLEST).unwrap();
    let with_page = plan(
        "[song]\nguide = 'guide.mid'\n[studio]\nsong = 'page/song.mp3'\ncrowd = '/crowd.mp3'\nfilm = 'film.mp4'\n\
         film_poster = 'film.jpg'\nteams = 'clubs.csv'\nterms = '2026-11'\nfonts = 'fonts'\nlanguages = ['ar', 'en']\n",
    )
    .unwrap();
    assert_eq!(plain.canonical, with_page.canonical);
    assert_eq!(plain.studio.languages, LANGUAGES);
    assert_eq!((&plain.studio.teams, &*plain.studio.terms), (&Teams::Euro2016, "1"));
    let studio = with_page.studio;
    let beside = |name: &str| Path::new("songs/anthem").join(name);
    assert_eq!(studio.song, Some(beside("page/song.mp3")));
    assert_eq!(studio.crowd.as_deref(), Some(Path::new("/crowd.mp3")));
    assert_eq!(studio.film.map(|film| film.poster), Some(beside("film.jpg")));
    assert_eq!(studio.teams, Teams::File(beside("clubs.csv")));
    assert_eq!(studio.languages, ["ar", "en"]);
}

#[test]
fn a_page_that_contradicts_itself_is_refused() {
    for (wrong, says) in [
        ("film = 'a.mp4'", "`studio.film` needs `studio.film_poster`"),
        ("film_poster = 'a.jpg'", "`studio.film_poster` needs `studio.film`"),
        (
            "film_captions = 'captions'",
            "`studio.film_captions` needs `studio.film`",
        ),
        (
            "teams = 'euro2020'",
            "`studio.teams` is `euro2020`; it is `euro2016` or",
        ),
        ("languages = ['fr', 'en', 'fr']", "`studio.languages` has `fr` twice"),
        ("languages = []", "a list of 1 to 12 names"),
        ("terms = \"a\\nb\"", "`studio.terms` names a version"),
    ] {
        let error = plan(&format!("{SMALLEST}[studio]\n{wrong}\n")).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_missing_file_says_what_to_do() {
    let error = load(Path::new("no/such/stemforge.toml"), &Overrides::default()).unwrap_err();
    assert!(
        error.to_string().contains("`stemforge init GUIDE` writes one"),
        "{error}"
    );
}
