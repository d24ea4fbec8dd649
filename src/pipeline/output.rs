//! The output directory: ours alone, and every file in it whole or absent.

use super::failure::Failure;
use crate::select::Layer;
use crate::stems;
use crate::stems::aside::{Sink, write_aside};
use crate::stems::manifest::MANIFEST_NAME;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Marks a directory as an output of ours.
pub(super) const LEDGER: &str = "ledger.sqlite";
/// Files that a killed run left half-written begin so; the next run removes them.
const ASIDE_PREFIX: &str = ".stemforge-";
/// The page that tells of the run.
pub(super) const REPORT: &str = "report/index.html";
const CHECK_DISK: &str = "check the disk's free space and the permissions of the output directory";
const FOLDERS: [&str; 4] = ["", "stems", "report", "buses"];

/// Files that are there once, manifest left out.
const SINGLE_FILES: [&str; 7] = [
    LEDGER,
    "scores.csv",
    "scores.parquet",
    "selection.csv",
    "choir.wav",
    "mix.wav",
    REPORT,
];

/// A campaign's output directory.
#[derive(Debug, Clone)]
pub(super) struct Output {
    root: PathBuf,
}

impl Output {
    /// Takes `root` as output: absent, empty, or from an earlier run. Until the ledger is held, nothing else is touched.
    pub(super) fn create(root: &Path) -> Result<Self, Failure> {
        Self::refuse_foreign(root)?;
        fs::create_dir_all(root).map_err(|cause| cannot("create", root, &cause))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Begins a run, once the ledger is held: folders, no leftovers, and no manifest until the run is done.
    pub(super) fn begin(&self) -> Result<(), Failure> {
        for folder in FOLDERS {
            let folder = self.root.join(folder);
            fs::create_dir_all(&folder).map_err(|cause| cannot("create", &folder, &cause))?;
        }
        self.remove_leftovers()?;
        self.remove(MANIFEST_NAME)
    }

    /// The output of an earlier run.
    pub(super) fn open(root: &Path) -> Result<Self, Failure> {
        Self::refuse_foreign(root)?;
        if !root.join(LEDGER).is_file() {
            return Err(
                Failure::configuration(format!("`{}` holds no results yet", root.display()))
                    .hint("run `stemforge compile` or `stemforge score` first"),
            );
        }
        Self::create(root)
    }

    fn refuse_foreign(root: &Path) -> Result<(), Failure> {
        if root.exists() && !root.is_dir() {
            return Err(
                Failure::configuration(format!("`{}` is a file", root.display())).hint("give `--out` a directory")
            );
        }
        let mut entries = match fs::read_dir(root) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(cause) => return Err(cannot("open", root, &cause)),
            Ok(entries) => entries,
        };
        if entries.next().is_none() || root.join(LEDGER).is_file() {
            return Ok(());
        }
        Err(
            Failure::configuration(format!("`{}` holds files that are not ours", root.display()))
                .hint("give `--out` a directory that is new, empty, or from an earlier run"),
        )
    }

    fn remove_leftovers(&self) -> Result<(), Failure> {
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            let entries = fs::read_dir(&folder).map_err(|cause| cannot("open", &folder, &cause))?;
            for entry in entries.flatten() {
                if entry.file_name().to_string_lossy().starts_with(ASIDE_PREFIX) {
                    fs::remove_file(entry.path()).map_err(|cause| cannot("remove", &entry.path(), &cause))?;
                }
            }
        }
        Ok(())
    }

    /// The directory.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The ledger's place.
    pub(super) fn ledger(&self) -> PathBuf {
        self.root.join(LEDGER)
    }

    /// A file's place, by its path inside the output.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Layer and section of every stored bus.
    pub(super) fn stored_buses(&self) -> Result<Vec<(Layer, String)>, Failure> {
        let names = self.names("buses", ".bus")?;
        let parse = |name: &String| {
            let (layer, section) = name.split_once('_')?;
            Some((Layer::from_word(layer)?, section.to_owned()))
        };
        Ok(names.iter().filter_map(parse).collect())
    }

    /// Removes a file, if it is there.
    pub(super) fn remove(&self, name: &str) -> Result<(), Failure> {
        let path = self.file(name);
        match fs::remove_file(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cannot("remove", &path, &cause)),
            _ => Ok(()),
        }
    }

    /// Removes every file of a folder that ends in `suffix` and is not in `keep`, names without the suffix.
    pub(super) fn remove_others(&self, folder: &str, suffix: &str, keep: &BTreeSet<String>) -> Result<(), Failure> {
        for name in self
            .names(folder, suffix)?
            .into_iter()
            .filter(|name| !keep.contains(name))
        {
            let path = self.root.join(folder).join(format!("{name}{suffix}"));
            fs::remove_file(&path).map_err(|cause| cannot("remove", &path, &cause))?;
        }
        Ok(())
    }

    /// Every file of ours, by its path inside the output, sorted. What others put there is theirs.
    pub(super) fn all_files(&self) -> Result<Vec<String>, Failure> {
        let mut files = Vec::new();
        for (folder, suffix) in [("stems", ".wav"), ("buses", ".bus")] {
            let names = self.names(folder, suffix)?;
            files.extend(names.into_iter().map(|name| format!("{folder}/{name}{suffix}")));
        }
        files.extend(
            SINGLE_FILES
                .into_iter()
                .filter(|name| self.file(name).is_file())
                .map(str::to_owned),
        );
        files.sort();
        Ok(files)
    }

    /// Whether a path inside an output is one that runs write, the manifest left out.
    pub(super) fn is_ours(name: &str) -> bool {
        let inside = |folder: &str, suffix: &str| {
            let inner = name.strip_prefix(folder).and_then(|name| name.strip_suffix(suffix));
            inner.is_some_and(|inner| !inner.contains('/'))
        };
        SINGLE_FILES.contains(&name) || inside("stems/", ".wav") || inside("buses/", ".bus")
    }

    /// Names of a folder's files that end in `suffix`, without it, sorted.
    fn names(&self, folder: &str, suffix: &str) -> Result<Vec<String>, Failure> {
        let folder = self.root.join(folder);
        let entries = fs::read_dir(&folder).map_err(|cause| cannot("open", &folder, &cause))?;
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(suffix).map(str::to_owned))
            .collect();
        names.sort();
        Ok(names)
    }

    /// Writes a file whole or not at all.
    pub(super) fn write<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
        &self,
        name: &str,
        fill: impl FnOnce(&mut Sink<'_>) -> Result<(), E>,
    ) -> Result<(), Failure> {
        let path = self.file(name);
        let written = write_aside(&path, |sink| fill(sink).map_err(std::io::Error::other));
        written.map(|_| ()).map_err(|cause| disk(&cause))
    }
}

/// A file of ours could not be written or read.
pub(super) fn disk(cause: &stems::Error) -> Failure {
    let text = std::iter::successors(Some(cause as &dyn std::error::Error), |cause| cause.source());
    let text: Vec<String> = text.map(ToString::to_string).collect();
    Failure::machine(format!("failed to {}", text.join(": "))).hint(CHECK_DISK)
}

fn cannot(verb: &str, path: &Path, cause: &dyn std::fmt::Display) -> Failure {
    Failure::machine(format!("failed to {verb} `{}`: {cause}", path.display())).hint(CHECK_DISK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_is_not_ours_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("diary.txt"), "mine").unwrap();
        let error = Output::create(folder.path()).unwrap_err();
        assert!(error.to_string().contains("not ours"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn leftovers_of_a_killed_run_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let output = Output::create(folder.path()).unwrap();
        fs::write(output.ledger(), "").unwrap();
        output.begin().unwrap();
        let leftover = folder.path().join("stems/.stemforge-x1");
        fs::write(&leftover, "half").unwrap();
        output.begin().unwrap();
        assert!(!leftover.exists());
    }
}
