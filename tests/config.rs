//! Every example campaign loads; every broken one is refused with the message it promises in its first line.

use std::fs;
use std::path::{Path, PathBuf};

use stemforge::config::{self, Overrides};

fn campaigns(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder of configs")
        .map(|entry| entry.expect("an entry of configs").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_broken_campaign_is_refused_with_its_message() {
    let broken = campaigns("configs/broken");
    assert!(broken.len() >= 18, "only {} broken campaigns", broken.len());
    for file in broken {
        let text = fs::read_to_string(&file).unwrap();
        let expected = text.lines().next().and_then(|line| line.strip_prefix("# expect: "));
        let expected = expected.unwrap_or_else(|| panic!("{}: no `# expect:` line", file.display()));
        let message = match config::load(&file, &Overrides::default()) {
            Ok(_) => panic!("{} is accepted; expected: {expected}", file.display()),
            Err(error) => error.to_string(),
        };
        assert!(message.contains(expected), "expected: {expected}\n     got: {message}");
        assert_eq!(message.lines().count(), 1, "one clear line: {message}");
    }
}

#[test]
fn every_example_campaign_loads() {
    for file in campaigns("configs") {
        if file.ends_with("default.toml") {
            continue;
        }
        let plan = config::load(&file, &Overrides::default()).unwrap_or_else(|error| panic!("{error}"));
        assert!(
            plan.song.guide.is_file(),
            "{}: {} is missing",
            file.display(),
            plan.song.guide.display()
        );
    }
}

#[test]
fn the_commented_default_file_loads_once_it_has_its_song() {
    let mut text = config::DEFAULT_TOML.to_owned();
    let keys = [
        "guide",
        "backing",
        "title",
        "tempo_bpm",
        "external_decoder",
        "song",
        "crowd",
        "film",
        "film_poster",
        "film_captions",
        "fonts",
    ];
    for key in keys {
        let line = format!("\n#{key} = ");
        assert!(text.contains(&line), "`{line}` stands in default.toml");
        text = text.replace(&line, &format!("\n{key} = "));
    }
    let is_key = |line: &&str| line.starts_with('#') && !line.starts_with("# ") && line.contains(" = ");
    assert_eq!(text.lines().find(is_key), None, "and no other key");
    let plan = config::parse(&text, Path::new("stemforge.toml"), &Overrides::default()).unwrap();
    assert_eq!(plan.song.guide, Path::new("guide.mid"));
    assert_eq!(plan.song.tempo_bpm, Some(120.0));
    assert!(plan.studio.film.is_some() && plan.studio.fonts.is_some());
}
