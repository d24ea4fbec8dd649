//! The arrows between modules: data flows one way, and the kernels touch nothing but their arguments.
//!
//! ```text
//! model ← dsp ← score ← select ← stems ← report      storage, ingest, ledger → model
//! config → the settings of those it configures        synth → model, dsp
//! studio → model, storage, config, ingest (how long the operator's own song is; strangers' bytes are decoded by compile)
//! pipeline → all of them but studio                   cli → all of them and pipeline
//! ```
//!
//! Kernels that the page needs too are crates of their own (`page` → `rules`, `f0` → `fft`): as pure as `dsp`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module and what it may know.
const MAY_KNOW: [(&str, &[&str]); 14] = [
    ("model", &[]),
    ("dsp", &["model"]),
    ("score", &["model", "dsp"]),
    ("select", &["model", "dsp", "score"]),
    ("stems", &["model", "dsp", "score", "select"]),
    ("report", &["model", "dsp", "score", "select", "stems"]),
    ("storage", &["model"]),
    ("ingest", &["model"]),
    ("ledger", &["model"]),
    ("synth", &["model", "dsp"]),
    ("config", &["model", "dsp", "score", "select", "stems", "ingest"]),
    ("studio", &["model", "storage", "config", "ingest"]),
    (
        "pipeline",
        &[
            "model", "dsp", "score", "select", "stems", "report", "storage", "ingest", "ledger", "config",
        ],
    ),
    (
        "cli",
        &[
            "model", "dsp", "score", "select", "stems", "report", "storage", "ingest", "ledger", "synth", "config",
            "pipeline",
        ],
    ),
];

/// Each crate of the page and which of ours it may know.
const CRATES: [(&str, &[&str]); 4] = [
    ("fft", &[]),
    ("f0", &["fft"]),
    ("rules", &[]),
    ("page", &["f0", "rules"]),
];

/// Modules that compute and do nothing else.
const PURE: [&str; 3] = ["dsp", "score", "select"];

/// What a pure module has no use for.
const IMPURE: [&str; 11] = [
    "std::fs",
    "std::io",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
    "rayon::",
    "Instant::now",
    "SystemTime",
    "HashMap",
];

/// Source without comments.
fn code(source: &str) -> String {
    let lines = source.lines().map(|line| {
        let starts = line.match_indices("//").map(|(start, _)| start);
        let mut comments = starts.filter(|&start| start == 0 || line[..start].ends_with([' ', '\t', ';', ',']));
        comments.next().map_or(line, |start| &line[..start])
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Modules at the root of the crate that a source names: `crate::a`, `crate::{a, b::c}`, or `super::a` from
/// `depth` folders down.
fn named(source: &str, depth: usize) -> BTreeSet<String> {
    let code = code(source);
    let mut roots: Vec<&str> = code
        .match_indices("crate::")
        .map(|(at, found)| &code[at + found.len()..])
        .collect();
    let climb = "super::".repeat(depth);
    roots.extend(code.match_indices(&climb).map(|(at, _)| &code[at + climb.len()..]));
    let mut modules = BTreeSet::new();
    for root in roots {
        let Some(group) = root.strip_prefix('{') else {
            modules.insert(word(root));
            continue;
        };
        let mut nesting = 0_i32;
        let mut item = 0;
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => nesting += 1,
                '}' if nesting == 0 => {
                    modules.insert(word(&group[item..]));
                    break;
                }
                '}' => nesting -= 1,
                ',' if nesting == 0 => {
                    modules.insert(word(&group[item..]));
                    item = at + 1;
                }
                _ => {}
            }
        }
    }
    modules
}

/// The identifier that a text starts with.
fn word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect()
}

/// Every arrow of a source of `module` that points the wrong way.
fn reversed(module: &str, depth: usize, source: &str) -> Vec<String> {
    let (_, may_know) = MAY_KNOW
        .iter()
        .find(|(name, _)| *name == module)
        .unwrap_or_else(|| panic!("`{module}` has no place in the order"));
    let all: BTreeSet<_> = MAY_KNOW.iter().map(|(name, _)| *name).collect();
    let named = named(source, depth).into_iter();
    named
        .filter(|to| to != module && all.contains(to.as_str()) && !may_know.contains(&to.as_str()))
        .collect()
}

/// What a source of a pure module should not name.
fn impure(source: &str) -> Vec<&'static str> {
    let code = code(source);
    IMPURE.into_iter().filter(|word| code.contains(word)).collect()
}

/// The crates beside it that a manifest names.
fn neighbours(manifest: &str) -> Vec<String> {
    let paths = manifest.split("path = \"../").skip(1);
    paths
        .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        .collect()
}

/// Every source file of a crate with its top module and how many `super` lead from it to the root of the crate.
fn sources(package: &str) -> Vec<(String, usize, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(package).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of src") {
            let path = entry.expect("an entry of src").path();
            let inside = path.strip_prefix(&root).expect("a path in src");
            let top = inside.iter().next().unwrap_or_default().to_string_lossy();
            let top = top.trim_end_matches(".rs").to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && top != "bin" {
                let depth = inside.iter().count() - usize::from(path.ends_with("mod.rs"));
                found.push((top, depth, path));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_module_knows_a_later_one() {
    let sources = sources("");
    assert!(sources.len() > 50, "only {} sources found", sources.len());
    for (module, depth, path) in sources {
        let source = fs::read_to_string(&path).unwrap();
        if module != "lib" {
            let wrong = reversed(&module, depth, &source);
            assert!(
                wrong.is_empty(),
                "{}: `{module}` must not know `{}`",
                path.display(),
                wrong.join("`, `")
            );
        }
    }
}

#[test]
fn kernels_touch_nothing_but_their_arguments() {
    for (module, _, path) in sources("") {
        let wrong = impure(&fs::read_to_string(&path).unwrap());
        let is_pure = PURE.contains(&module.as_str());
        assert!(
            !is_pure || wrong.is_empty(),
            "{}: `{module}` is pure; no `{}`",
            path.display(),
            wrong.join("`, `")
        );
    }
}

#[test]
fn the_crates_of_the_page_are_pure_and_know_no_later_one() {
    for (name, may_know) in CRATES {
        let package = format!("crates/{name}");
        let sources = sources(&package);
        assert!(!sources.is_empty(), "{package} has no sources");
        for (_, _, path) in sources {
            let wrong = impure(&fs::read_to_string(&path).unwrap());
            assert!(wrong.is_empty(), "{}: no `{}`", path.display(), wrong.join("`, `"));
        }
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(&package).join("Cargo.toml");
        let wrong = neighbours(&fs::read_to_string(manifest).unwrap());
        let wrong: Vec<_> = wrong.iter().filter(|to| !may_know.contains(&to.as_str())).collect();
        assert!(wrong.is_empty(), "`{name}` must not know {wrong:?}");
    }
}

#[test]
fn a_reversed_arrow_is_found_however_it_is_written() {
    for source in [
        "use crate::select::Layer;",
        "use crate::{model::take::TakeId, select::{self, Layer}};",
        "use crate::{\n    model,\n    select,\n};",
        "fn f() -> crate::select::Layer { todo() }",
        "let url = \"http://x\"; use crate::select;",
        "pub use super::super::select::Layer;",
    ] {
        assert_eq!(reversed("dsp", 2, source), ["select"], "{source}");
    }
    for source in [
        "use crate::model::take::TakeId; // as crate::select does",
        "//! [`crate::select`]\nuse crate::dsp::bus;",
        "use super::select;",
        "use crate::selection;",
    ] {
        assert_eq!(reversed("dsp", 2, source), [""; 0], "{source}");
    }
    assert_eq!(impure("use std::time::Instant;"), ["std::time"]);
    assert_eq!(impure("// std::time\nuse std::f64::consts::PI;"), [""; 0]);
    let manifest = "[dependencies]\nx = { path = \"../f0\" }\ny = \"1\"\nz = { package = \"a\", path = \"../fft\" }\n";
    assert_eq!(neighbours(manifest), ["f0", "fft"]);
}
