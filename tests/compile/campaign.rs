//! A small campaign of synthetic singers in a folder of its own, and the binary to run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Six seconds that a choir could sing.
const GUIDE: &str = "onset_s,duration_s,midi,syllable\n\
    0.5,0.45,60,la\n1.0,0.45,62,la\n1.5,0.45,64,la\n2.0,0.9,67,la\n\
    3.0,0.45,65,la\n3.5,0.45,64,la\n4.0,0.45,62,la\n4.5,0.9,60,la\n";

pub(super) struct Campaign {
    folder: TempDir,
}

impl Campaign {
    /// A campaign of `takes` singers with every kind of fault among them.
    pub(super) fn with_takes(takes: usize) -> Self {
        let campaign = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::write(campaign.path("guide.csv"), GUIDE).unwrap();
        let (guide, out, takes) = (campaign.path("guide.csv"), campaign.path("choir"), takes.to_string());
        let args = [
            "--takes",
            &takes,
            "--seed",
            "7",
            "--formats",
            "wav,flac,opus",
            "--quiet",
        ];
        let made = stemforge()
            .arg("synth")
            .arg("--guide")
            .arg(&guide)
            .arg("--out")
            .arg(&out)
            .args(args)
            .output();
        expect_code(&made.unwrap(), 0);
        fs::write(
            campaign.config(),
            "[song]\nguide = \"guide.csv\"\n[takes]\nuri = \"choir/takes\"\n",
        )
        .unwrap();
        campaign
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn config(&self) -> PathBuf {
        self.path("stemforge.toml")
    }

    pub(super) fn takes(&self) -> PathBuf {
        self.path("choir/takes")
    }

    /// `stemforge <command> --config … --out <out>`, ready to run.
    pub(super) fn command(&self, command: &str, out: &str) -> Command {
        let mut built = stemforge();
        built
            .arg(command)
            .arg("--config")
            .arg(self.config())
            .arg("--out")
            .arg(self.path(out))
            .arg("--quiet");
        built
    }

    /// Compiles into `out` and returns every byte of it.
    pub(super) fn compile(&self, out: &str, args: &[&str]) -> Files {
        expect_code(&self.command("compile", out).args(args).output().unwrap(), 0);
        files(&self.path(out))
    }
}

pub(super) fn stemforge() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("stemforge"))
}

pub(super) fn expect_code(output: &Output, code: i32) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "stderr: {stderr}");
}

/// Content of every file below a folder, by path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

pub(super) fn files(root: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// Fails naming the files that differ, not their bytes.
pub(super) fn expect_same(left: &Files, right: &Files) {
    let names: Vec<&String> = left.keys().collect();
    assert_eq!(names, right.keys().collect::<Vec<_>>());
    let different: Vec<&String> = left.keys().filter(|name| left[*name] != right[*name]).collect();
    assert!(different.is_empty(), "these differ: {different:?}");
}
