//! Lists the files of the studio's page, so that they are part of the binary.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of `web/` that a browser gets; what else is there belongs to the tools.
const FOLDERS: [&str; 4] = ["css", "icons", "js", "shared"];
/// Kinds of files that a browser gets.
const KINDS: [&str; 5] = ["css", "js", "png", "svg", "wasm"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("web");
    let mut names = Vec::new();
    println!("cargo::rerun-if-changed=build.rs");
    for folder in FOLDERS.iter().filter(|folder| root.join(folder).is_dir()) {
        println!("cargo::rerun-if-changed=web/{folder}");
        find(&root, Path::new(folder), &mut names)?;
    }
    names.sort();
    let mut list = String::from("[\n");
    for name in &names {
        // Where the compiler runs, not where this did: checkouts may share a folder of build outputs.
        let path = format!("/web/{name}");
        writeln!(
            list,
            "    ({name:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),"
        )?;
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("web_files.rs"), list)?;
    Ok(())
}

/// Adds the names of a folder's files, seen from `root`.
fn find(root: &Path, folder: &Path, names: &mut Vec<String>) -> Result<(), Box<dyn std::error::Error>> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            find(root, &name, names)?;
        } else if name
            .extension()
            .is_some_and(|kind| KINDS.iter().any(|known| kind == *known))
        {
            names.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
