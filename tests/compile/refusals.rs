//! Bad input: the right exit code, one clear line, nothing half-written.

use super::campaign::{Campaign, expect_code, files, stemforge};
use std::fs;
use std::path::Path;

/// Compiles, expects to be refused with `code`, and returns what it said.
fn refused(campaign: &Campaign, code: i32, config: &str) -> String {
    fs::write(campaign.config(), config).unwrap();
    let output = campaign.command("compile", "out").output().unwrap();
    expect_code(&output, code);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        stderr.lines().filter(|line| line.starts_with("error: ")).count(),
        1,
        "{stderr}"
    );
    assert!(!campaign.path("out").exists(), "something was written");
    stderr
}

const TAKES: &str = "[takes]\nuri = \"choir/takes\"\n";

#[test]
fn what_the_campaign_names_must_be_there() {
    let campaign = Campaign::with_takes(2);
    let said = refused(&campaign, 2, &format!("[song]\nguide = \"nowhere.mid\"\n{TAKES}"));
    assert!(said.contains("nowhere.mid") && said.contains("song.guide"), "{said}");
    let said = refused(
        &campaign,
        2,
        &format!("[song]\nguide = \"guide.csv\"\nbacking = \"gone.wav\"\n{TAKES}"),
    );
    assert!(said.contains("gone.wav") && said.contains("song.backing"), "{said}");
    let said = refused(
        &campaign,
        2,
        "[song]\nguide = \"guide.csv\"\n[takes]\nuri = \"elsewhere\"\n",
    );
    assert!(said.contains("elsewhere"), "{said}");
}

#[test]
fn what_it_names_must_make_sense() {
    let campaign = Campaign::with_takes(2);
    fs::write(campaign.path("broken.csv"), "onset_s,duration_s,midi\n0,1,high\n").unwrap();
    let said = refused(&campaign, 2, &format!("[song]\nguide = \"broken.csv\"\n{TAKES}"));
    assert!(said.contains("broken.csv") && said.contains("line 2"), "{said}");
    fs::write(campaign.path("noise.wav"), [7; 1000]).unwrap();
    let said = refused(
        &campaign,
        2,
        &format!("[song]\nguide = \"guide.csv\"\nbacking = \"noise.wav\"\n{TAKES}"),
    );
    assert!(said.contains("noise.wav"), "{said}");
    let said = refused(
        &campaign,
        2,
        &format!("[song]\nguide = \"guide.csv\"\nbackin = \"b.wav\"\n{TAKES}"),
    );
    assert!(
        said.contains("`backin`") && said.contains("did you mean `backing`"),
        "{said}"
    );
}

#[test]
fn an_empty_folder_is_no_campaign() {
    let campaign = Campaign::with_takes(2);
    fs::create_dir(campaign.path("empty")).unwrap();
    let said = refused(
        &campaign,
        2,
        "[song]\nguide = \"guide.csv\"\n[takes]\nuri = \"empty\"\n",
    );
    assert!(said.contains("no takes in"), "{said}");
}

#[test]
fn a_folder_that_is_not_ours_is_not_touched() {
    let campaign = Campaign::with_takes(2);
    fs::create_dir(campaign.path("diary")).unwrap();
    fs::write(campaign.path("diary/monday.txt"), "rain").unwrap();
    let output = campaign.command("compile", "diary").output().unwrap();
    expect_code(&output, 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("not ours"));
    assert_eq!(files(&campaign.path("diary")).len(), 1);
    let output = campaign.command("compile", "guide.csv").output().unwrap();
    expect_code(&output, 2);
    let output = campaign.command("compile", "choir/takes/out").output().unwrap();
    expect_code(&output, 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("among the takes"));
    assert!(!campaign.path("choir/takes/out").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_cannot_be_written_is_named() {
    let campaign = Campaign::with_takes(2);
    let mut command = stemforge();
    command
        .arg("compile")
        .arg("--config")
        .arg(campaign.config())
        .args(["--out", "/proc/stemforge", "--quiet"]);
    let output = command.output().unwrap();
    expect_code(&output, 1);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("/proc/stemforge") && said.contains("permissions"),
        "{said}"
    );
}

#[test]
fn later_steps_ask_for_earlier_ones() {
    let campaign = Campaign::with_takes(2);
    for command in ["select", "mix", "report"] {
        let output = campaign.command(command, "out").output().unwrap();
        expect_code(&output, 2);
        assert!(String::from_utf8_lossy(&output.stderr).contains("stemforge compile"));
        assert!(!campaign.path("out").exists());
    }
}

#[test]
fn a_take_that_cannot_be_read_costs_no_other_and_asks_for_another_run() {
    let campaign = Campaign::with_takes(4);
    let mut list = String::from("uri\nmissing.wav\n");
    for name in files(&campaign.takes()).keys().filter(|name| !name.ends_with(".json")) {
        list.push_str(name);
        list.push('\n');
    }
    fs::write(campaign.takes().join("list.csv"), list).unwrap();
    let list = campaign.takes().join("list.csv");
    let output = campaign
        .command("compile", "out")
        .arg("--takes")
        .arg(&list)
        .output()
        .unwrap();
    expect_code(&output, 3);
    assert!(campaign.path("out/choir.wav").exists());
    let rows = fs::read_to_string(campaign.path("out/scores.csv")).unwrap();
    assert_eq!(rows.lines().count(), 5, "four takes and a heading");
}

#[test]
fn hostile_files_are_rows_with_a_reason() {
    let campaign = Campaign::with_takes(2);
    let hostile: [(&str, &[u8]); 4] = [
        ("empty.wav", b""),
        ("page.webm", b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"),
        ("header.wav", b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0"),
        ("=cmd|' calc'!A1.mp3", &[0xff; 5000]),
    ];
    for (name, bytes) in hostile {
        fs::write(campaign.takes().join(name), bytes).unwrap();
    }
    campaign.compile("out", &[]);
    let mut rows = csv::Reader::from_path(campaign.path("out/scores.csv")).unwrap();
    let refused = rows
        .records()
        .flatten()
        .filter(|row| row.iter().any(|cell| cell.contains("UNDECODABLE")))
        .count();
    assert_eq!(refused, hostile.len());
}

#[test]
fn help_names_examples_and_completions_are_scripts() {
    for command in ["compile", "inspect", "verify", "synth", "init", "doctor", "completions"] {
        let output = stemforge().args([command, "--help"]).output().unwrap();
        expect_code(&output, 0);
        assert!(String::from_utf8_lossy(&output.stdout).contains("Example"), "{command}");
    }
    let output = stemforge().args(["completions", "bash"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("_stemforge"));
    expect_code(&stemforge().arg("compil").output().unwrap(), 2);
    assert!(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("docs/reason-codes.md")
            .exists()
    );
}
