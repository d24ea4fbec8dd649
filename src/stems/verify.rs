//! Whether an output folder is still what its manifest says.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path};

use super::aside::hash_file;
use super::error::Error;
use super::manifest::{MANIFEST_NAME, Manifest, OutputFile};
use super::master::STEMS_FOLDER;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the output folder.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub advice: String,
}

impl Problem {
    fn new(path: &str, what: impl Into<String>, advice: &str) -> Self {
        Self {
            path: path.to_owned(),
            what: what.into(),
            advice: advice.to_owned(),
        }
    }
}

const WRITE_AGAIN: &str = "run `stemforge mix` to write it again";
const COMPILE_AGAIN: &str = "run `stemforge compile` to write it again";

/// Checks the manifest's seal, then every file it lists: there, of its size, of its hash; then that the folder of
/// stems holds no other WAV file, which a session would import with the rest. No problems: the folder is whole.
pub fn verify(out_dir: &Path) -> Vec<Problem> {
    let manifest = match Manifest::read(out_dir) {
        Ok(manifest) => manifest,
        Err(error) => return vec![manifest_problem(error)],
    };
    let mut problems: Vec<Problem> = manifest
        .outputs
        .iter()
        .filter_map(|output| output_problem(out_dir, output))
        .collect();
    problems.extend(strays(out_dir, &manifest));
    problems
}

fn manifest_problem(error: Error) -> Problem {
    match error {
        Error::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => Problem::new(
            MANIFEST_NAME,
            "is missing: the run did not finish, or this is no output folder",
            COMPILE_AGAIN,
        ),
        Error::Read { source, .. } => Problem::new(
            MANIFEST_NAME,
            format!("cannot be read: {source}"),
            "check the permissions of the folder",
        ),
        Error::Damaged { why, .. } => Problem::new(MANIFEST_NAME, format!("is damaged: {why}"), COMPILE_AGAIN),
        other => Problem::new(MANIFEST_NAME, other.to_string(), COMPILE_AGAIN),
    }
}

fn output_problem(out_dir: &Path, output: &OutputFile) -> Option<Problem> {
    let path = output.path.as_str();
    let is_inside = Path::new(path)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    if !is_inside || path.is_empty() {
        return Some(Problem::new(path, "lies outside the output folder", COMPILE_AGAIN));
    }
    let advice = if path.ends_with(".wav") {
        WRITE_AGAIN
    } else if path == "ledger.sqlite" {
        // What is known would be believed: it has to be found out again.
        "delete it, then run `stemforge compile`: it hears every take again"
    } else {
        COMPILE_AGAIN
    };
    match hash_file(&out_dir.join(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Problem::new(path, "is missing", advice)),
        Err(error) => Some(Problem::new(
            path,
            format!("cannot be read: {error}"),
            "check the permissions of the folder",
        )),
        Ok(found) if found.bytes != output.bytes => Some(Problem::new(
            path,
            format!("has {} bytes, not {}", found.bytes, output.bytes),
            advice,
        )),
        Ok(found) if found.blake3 != output.blake3 => {
            Some(Problem::new(path, "was changed after it was written", advice))
        }
        Ok(_) => None,
    }
}

fn strays(out_dir: &Path, manifest: &Manifest) -> Vec<Problem> {
    let known: BTreeSet<&str> = manifest.outputs.iter().map(|output| output.path.as_str()).collect();
    let Ok(entries) = fs::read_dir(out_dir.join(STEMS_FOLDER)) else {
        return Vec::new();
    };
    let mut strays: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| format!("{STEMS_FOLDER}/{}", entry.file_name().to_string_lossy()))
        .filter(|path| path.to_ascii_lowercase().ends_with(".wav") && !known.contains(path.as_str()))
        .collect();
    strays.sort();
    strays
        .iter()
        .map(|path| {
            Problem::new(
                path,
                "is not in the manifest",
                "move it away: it is no stem of this choir",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stems::aside::write_aside;
    use crate::stems::manifest::{Configuration, Inputs};
    use std::io::Write;

    /// An output folder with three files.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::new(Configuration::of(String::new()), Inputs::default());
        for (path, content) in [
            ("stems/close_low.wav", "low"),
            ("choir.wav", "all"),
            ("scores.csv", "a,b"),
        ] {
            let written = write_aside(&folder.path().join(path), |sink| sink.write_all(content.as_bytes())).unwrap();
            manifest.outputs.push(OutputFile::of(path, written));
        }
        manifest.write(folder.path()).unwrap();
        folder
    }

    #[test]
    fn a_whole_folder_has_no_problems() {
        assert_eq!(verify(folder().path()), []);
    }

    #[test]
    fn one_flipped_byte_in_any_output_is_found() {
        for path in ["stems/close_low.wav", "choir.wav", "scores.csv", MANIFEST_NAME] {
            let folder = folder();
            let place = folder.path().join(path);
            let mut bytes = fs::read(&place).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(&place, bytes).unwrap();
            let problems = verify(folder.path());
            assert_eq!(problems.len(), 1, "{path}");
            assert_eq!(problems[0].path, path);
        }
    }

    #[test]
    fn missing_longer_and_stray_files_are_found() {
        let folder = folder();
        fs::remove_file(folder.path().join("choir.wav")).unwrap();
        fs::write(folder.path().join("scores.csv"), "a,b,c").unwrap();
        fs::write(folder.path().join("stems/old.WAV"), "").unwrap();
        let found: Vec<(String, String)> = verify(folder.path())
            .into_iter()
            .map(|problem| (problem.path, problem.what))
            .collect();
        let expected = [
            ("choir.wav", "is missing"),
            ("scores.csv", "has 5 bytes, not 3"),
            ("stems/old.WAV", "is not in the manifest"),
        ]
        .map(|(path, what)| (path.to_owned(), what.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_manifest_cannot_point_outside() {
        let folder = folder();
        let mut manifest = Manifest::read(folder.path()).unwrap();
        manifest.outputs[0].path = "../choir.wav".to_owned();
        manifest.write(folder.path()).unwrap();
        assert!(verify(folder.path())[0].what.contains("outside"));
    }

    #[test]
    fn a_folder_without_a_manifest_is_one_problem() {
        let empty = tempfile::tempdir().unwrap();
        let problems = verify(empty.path());
        assert_eq!(problems.len(), 1);
        assert!(problems[0].what.contains("missing"));
    }
}
