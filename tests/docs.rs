//! The pages of docs/ name what the program knows: every code, every column, no other, and only keys that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use stemforge::config;
use stemforge::model::reason::ReasonCode;
use stemforge::model::row::ScoreRow;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_reason_code_has_a_section_and_no_other_has() {
    let text = page("reason-codes.md");
    let sections: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let codes: Vec<_> = ReasonCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(sections, codes);
    for section in text.split("\n## ").skip(1) {
        let code = section.lines().next().unwrap_or_default();
        assert!(
            section.contains("**Rejects") || section.contains("**Flags"),
            "{code}: what it does"
        );
        assert!(
            section.contains("**Engineer:**") || section.contains("**Fan:**"),
            "{code}: what to do"
        );
    }
}

#[test]
fn every_column_has_a_line_and_no_other_has() {
    let text = page("score-row.md");
    let lines = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let named: Vec<_> = lines
        .filter_map(|line| line.split_once('`'))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(named, ScoreRow::columns());
}

/// `` `gates.least_snr_db` `` and the like.
#[test]
fn keys_that_pages_name_exist() {
    let defaults = config::DEFAULT_TOML;
    let sections: BTreeSet<_> = defaults
        .lines()
        .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
        .collect();
    let mut seen = 0;
    for name in ["reason-codes.md", "score-row.md"] {
        let text = page(name);
        for word in text.split('`').skip(1).step_by(2) {
            let Some((section, key)) = word.split_once('.').filter(|(section, _)| sections.contains(section)) else {
                continue;
            };
            let body = defaults
                .split_once(&format!("\n[{section}]\n"))
                .map_or("", |(_, after)| after);
            let body = body.split("\n[").next().unwrap_or_default();
            let stands = body
                .lines()
                .any(|line| line.trim_start_matches('#').starts_with(&format!("{key} = ")));
            assert!(stands, "docs/{name} names `{word}`, which no campaign has");
            seen += 1;
        }
    }
    assert!(
        seen >= 20,
        "only {seen} keys found: does this test still read the pages?"
    );
}
