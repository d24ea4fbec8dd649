//! The sample campaign: every planted fault gets its reason, no good take does, and the stems are what we say.

use super::campaign::{expect_code, stemforge};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compiles the demo into a fresh folder.
fn compiled() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let mut command = stemforge();
    command
        .arg("compile")
        .arg("--config")
        .arg(repository().join("configs/demo.toml"))
        .arg("--out")
        .arg(&out);
    expect_code(&command.arg("--quiet").output().unwrap(), 0);
    (folder, out)
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

/// A 24-bit stereo WAV as interleaved integers.
fn samples(path: &Path) -> Vec<i32> {
    let mut wav = hound::WavReader::open(path).unwrap();
    let format = wav.spec();
    assert_eq!(
        (format.channels, format.sample_rate, format.bits_per_sample),
        (2, 48_000, 24),
        "{}",
        path.display()
    );
    wav.samples().map(|sample| sample.unwrap()).collect()
}

#[test]
fn every_planted_fault_gets_its_reason_and_no_good_take_does() {
    let (_folder, out) = compiled();
    let found: BTreeMap<String, BTreeMap<String, String>> = rows(&out.join("scores.csv"))
        .into_iter()
        .map(|row| (row["take_id"].clone(), row))
        .collect();
    let truth = rows(&repository().join("samples/demo/truth.csv"));
    assert_eq!(truth.len(), 24);
    for planted in truth {
        let row = &found[&planted["file"]];
        let (status, reasons) = (&row["status"], &row["reasons"]);
        // Codes of which one is right; none where the take is sound.
        let expected: Vec<&str> = planted["expected"].split('|').filter(|code| !code.is_empty()).collect();
        let what = format!(
            "{} ({}): {status} {reasons}, expected {expected:?}",
            planted["file"], planted["fault"]
        );
        if expected.is_empty() {
            assert!(status == "accepted" && reasons.is_empty(), "{what}");
        } else {
            assert!(reasons.split(' ').any(|reason| expected.contains(&reason)), "{what}");
        }
    }
}

#[test]
fn stems_are_of_one_length_and_null_against_the_choir() {
    let (_folder, out) = compiled();
    let mut sum: Vec<i32> = Vec::new();
    let mut stems = 0;
    for entry in std::fs::read_dir(out.join("stems")).unwrap().flatten() {
        let stem = samples(&entry.path());
        if sum.is_empty() {
            sum = vec![0; stem.len()];
        }
        assert_eq!(stem.len(), sum.len());
        assert!(
            stem.iter().any(|&sample| sample != 0),
            "{} is silent",
            entry.path().display()
        );
        sum.iter_mut().zip(&stem).for_each(|(sum, sample)| *sum += sample);
        stems += 1;
    }
    assert!(stems >= 4, "close, group and crowd of both sections, or nearly");
    let choir = samples(&out.join("choir.wav"));
    let worst = sum
        .iter()
        .zip(&choir)
        .map(|(sum, choir)| (sum - choir).abs())
        .max()
        .unwrap();
    assert!(worst <= 1, "off by {worst} of 24 bits");
}

/// ffmpeg's meter is the reference: integrated loudness and true peak.
fn reference_meter(path: &Path) -> (f64, f64) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-i"])
        .arg(path)
        .args(["-af", "ebur128=peak=true", "-f", "null", "-"])
        .output()
        .expect("ffmpeg is needed for this test; scripts/test installs it");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let after = |label: &str| {
        let line = text
            .lines()
            .rev()
            .find_map(|line| line.trim().strip_prefix(label))
            .unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    (after("I:"), after("Peak:"))
}

#[test]
fn a_reference_meter_agrees_with_the_manifest() {
    let (_folder, out) = compiled();
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let mut stems = manifest["stems"].as_array().unwrap().clone();
    stems.extend([manifest["choir"].clone(), manifest["mix"].clone()]);
    for stem in stems {
        let path = stem["path"].as_str().unwrap();
        let (lufs, peak_dbtp) = reference_meter(&out.join(path));
        let ours = |name: &str| {
            stem["loudness"][name]
                .as_f64()
                .unwrap_or_else(|| panic!("{path} has no {name}: {stem}"))
        };
        assert!(
            (ours("integrated_lufs") - lufs).abs() <= 0.1,
            "{path}: {stem}, ffmpeg {lufs} LUFS"
        );
        assert!(
            (ours("true_peak_dbtp") - peak_dbtp).abs() <= 0.3,
            "{path}: {stem}, ffmpeg {peak_dbtp} dBTP"
        );
        assert!(peak_dbtp <= -0.9, "{path}: {peak_dbtp} dBTP");
    }
}
