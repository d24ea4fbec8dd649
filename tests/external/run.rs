//! `stemforge compile`, `inspect` and `doctor` with external decoders, good and bad.

use super::decoder::{self, WAVE_HEAD};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const GUIDE: &str = "onset_s,duration_s,midi,syllable\n0.5,0.45,60,la\n1.0,0.45,62,la\n1.5,0.45,64,la\n";

/// A campaign of one tone in a WAV file and one AMR recording.
struct Campaign {
    folder: tempfile::TempDir,
}

impl Campaign {
    fn new() -> Self {
        let campaign = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::write(campaign.path("guide.csv"), GUIDE).unwrap();
        fs::create_dir(campaign.path("takes")).unwrap();
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 16_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut wav = hound::WavWriter::create(campaign.path("takes/good.wav"), spec).unwrap();
        for index in 0..32_000 {
            let phase = f64::from(index) * 262.0 / 16_000.0 * std::f64::consts::TAU;
            wav.write_sample((phase.sin() * 9000.0) as i16).unwrap();
        }
        wav.finalize().unwrap();
        let frames = (0..50_u8).flat_map(|index| std::iter::once(0x3c).chain((0..31).map(move |at| index ^ at)));
        let amr: Vec<u8> = b"#!AMR\n".iter().copied().chain(frames).collect();
        fs::write(campaign.path("takes/phone.amr"), amr).unwrap();
        campaign
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write_config(&self, takes: &str) {
        let text = format!("[song]\nguide = 'guide.csv'\n[takes]\nuri = 'takes'\n{takes}");
        fs::write(self.path("stemforge.toml"), text).unwrap();
    }

    fn decoder(&self, version: &str, script: &str) {
        decoder::write(self.folder.path(), version, script);
    }

    fn score(&self) -> Output {
        self.run(&[
            "score",
            "--out",
            self.path("out").to_str().unwrap(),
            "--quiet",
            "--json",
        ])
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = stemforge();
        command.args(args).arg("--config").arg(self.path("stemforge.toml"));
        command.output().unwrap()
    }

    /// What `scores.csv` says of the AMR recording in some column.
    fn phone(&self, column: &str) -> String {
        let mut rows = csv::Reader::from_path(self.path("out/scores.csv")).unwrap();
        let at = rows.headers().unwrap().iter().position(|name| name == column).unwrap();
        let row = rows.records().map(Result::unwrap).find(|row| row[0].contains("phone"));
        row.map_or_else(String::new, |row| row[at].to_owned())
    }
}

fn stemforge() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("stemforge"))
}

fn json(output: &Output, code: i32) -> serde_json::Value {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_program_that_is_not_there_is_a_mistake_of_the_campaign() {
    let campaign = Campaign::new();
    for program in ["no-such-decoder", "./no/such/decoder", "./guide.csv"] {
        campaign.write_config(&format!("external_decoder = '{program}'\n"));
        let output = campaign.score();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.contains("was not found") && said.contains("takes.external_decoder"),
            "{said}"
        );
        assert!(!campaign.path("out").exists(), "before any take is read");
    }
    campaign.decoder("1", "");
    fs::write(campaign.path("decoder.sh"), "#!/bin/sh\necho what >&2; exit 9\n").unwrap();
    campaign.write_config("external_decoder = './decoder.sh'\n");
    let output = campaign.score();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("does not answer `-version`: it ended with 9: what"),
        "{said}"
    );
}

#[test]
fn a_decoder_that_hangs_costs_its_own_take_and_that_only_for_now() {
    let campaign = Campaign::new();
    campaign.write_config("external_decoder = './decoder.sh'\nmax_wall_s = 1\n");
    campaign.decoder("1", "sleep 100000");
    let summary = json(&campaign.score(), 3);
    assert_eq!(summary["takes"], 1);
    let unread = summary["unread"].as_object().unwrap();
    let (take, cause) = unread.iter().next().unwrap();
    assert!(
        take.contains("phone") && cause.as_str().unwrap().contains("takes.max_wall_s"),
        "{unread:?}"
    );

    // The clock is no part of what was heard: more patience, and only what was not read is tried again.
    campaign.write_config("external_decoder = './decoder.sh'\nmax_wall_s = 100\n");
    campaign.decoder("1", &format!("{WAVE_HEAD}; head -c 64000 /dev/zero"));
    let summary = json(&campaign.score(), 0);
    assert_eq!((&summary["takes"], &summary["decoded"]), (&2.into(), &1.into()));
}

#[test]
fn a_decoder_that_floods_ends_in_too_long() {
    let campaign = Campaign::new();
    campaign.write_config("external_decoder = './decoder.sh'\nmax_duration_s = 20\n");
    campaign.decoder("1", &format!("{WAVE_HEAD}; exec cat /dev/zero"));
    json(&campaign.score(), 0);
    assert_eq!(
        (campaign.phone("reasons"), campaign.phone("codec")),
        ("TOO_LONG".to_owned(), "amr_nb".to_owned())
    );
}

#[test]
fn a_decoder_that_fails_leaves_its_last_words() {
    let campaign = Campaign::new();
    let audio = campaign.path("takes/phone.amr");
    for (script, words) in [
        ("true", "what it wrote is no WAV"),
        (WAVE_HEAD, "it gave no sound"),
        ("exec yes", "what it wrote is no WAV"),
        (
            "echo '[amrnb @ 0x55aa] bad frame' >&2; exit 69",
            "it ended with 69: [amrnb] bad frame",
        ),
        ("kill -SEGV $$", "it crashed with signal 11"),
    ] {
        campaign.decoder("1", script);
        campaign.write_config("external_decoder = './decoder.sh'\n");
        let output = campaign.run(&["inspect", audio.to_str().unwrap(), "--json"]);
        let row = json(&output, 4);
        assert!(row["reasons"].to_string().contains("UNDECODABLE"), "{row}");
        let remark = row["remark"].as_str().unwrap();
        assert!(remark.ends_with(words), "{script}: {remark}");
    }
    // Half a recording is one that was cut.
    campaign.decoder(
        "1",
        &format!("{WAVE_HEAD}; head -c 64000 /dev/zero; echo rest is damaged >&2; exit 1"),
    );
    let row = json(&campaign.run(&["inspect", audio.to_str().unwrap(), "--json"]), 0);
    assert_eq!(
        (&row["truncated"], &row["trim_evidence"]),
        (&true.into(), &"by the external decoder".into())
    );
    assert!(row["remark"].as_str().unwrap().contains("rest is damaged"), "{row}");
}

#[test]
fn a_machine_that_fails_is_not_held_against_the_take() {
    let campaign = Campaign::new();
    campaign.write_config("external_decoder = './decoder.sh'\n");
    for script in ["kill -KILL $$", "exit 127"] {
        campaign.decoder("1", script);
        assert_eq!(json(&campaign.score(), 3)["unread"].as_object().unwrap().len(), 1);
    }
}

#[test]
fn another_version_hears_again_what_rests_on_it_and_nothing_else() {
    let campaign = Campaign::new();
    let decoded = || json(&campaign.score(), 0)["decoded"].as_u64().unwrap();
    let silence = format!("{WAVE_HEAD}; head -c 64000 /dev/zero");
    campaign.write_config("");
    assert_eq!(decoded(), 2);
    assert_eq!(campaign.phone("reasons"), "UNSUPPORTED_CODEC");
    campaign.write_config("external_decoder = './decoder.sh'\n");
    campaign.decoder("1", &silence);
    assert_eq!(decoded(), 1);
    assert_eq!(
        (campaign.phone("reasons"), campaign.phone("duration_s")),
        ("SILENT".to_owned(), "2.000000".to_owned())
    );
    assert_eq!(decoded(), 0);
    campaign.decoder("2", "exit 1");
    assert_eq!(decoded(), 1);
    assert_eq!(campaign.phone("reasons"), "UNDECODABLE");
    campaign.decoder("3", &silence);
    assert_eq!(decoded(), 1);
    assert_eq!(campaign.phone("reasons"), "SILENT");
    campaign.write_config("");
    assert_eq!(decoded(), 1);
    assert_eq!(campaign.phone("reasons"), "UNSUPPORTED_CODEC");
}

#[test]
fn inspect_takes_the_program_from_the_command_line() {
    let campaign = Campaign::new();
    let audio = campaign.path("takes/phone.amr");
    let inspect = |program: &str| {
        let mut command = stemforge();
        command
            .arg("inspect")
            .arg(&audio)
            .args(["--json", "--external-decoder", program]);
        command.output().unwrap()
    };
    let row = json(&inspect("ffmpeg"), 0);
    assert_eq!(
        (&row["codec"], &row["sample_rate_hz"]),
        (&"amr_nb".into(), &8000.into())
    );
    assert_eq!(inspect("no-such-decoder").status.code(), Some(2));
}

#[test]
fn doctor_tries_the_decoder_out() {
    let campaign = Campaign::new();
    let found = |campaign: &Campaign| {
        let output = campaign.run(&["doctor", "--json"]);
        let findings: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let checks = findings["checks"].as_array().unwrap().clone();
        let check = checks.into_iter().find(|check| check["check"] == "decoder");
        check.map(|check| (check["verdict"].clone(), check["detail"].as_str().unwrap().to_owned()))
    };
    campaign.write_config("");
    assert_eq!(found(&campaign), None);
    campaign.write_config("external_decoder = 'ffmpeg'\n");
    let (verdict, detail) = found(&campaign).unwrap();
    assert!(
        verdict == "good" && Path::new(detail.split(' ').next().unwrap()).is_absolute(),
        "{detail}"
    );
    campaign.write_config("external_decoder = './decoder.sh'\n");
    campaign.decoder("1", "true");
    let (verdict, detail) = found(&campaign).unwrap();
    assert!(
        verdict == "bad" && detail.contains("what it wrote is no WAV"),
        "{detail}"
    );
}

/// A program whose reader is gone has nobody to write to.
#[test]
fn when_we_are_killed_it_dies_of_its_broken_pipe() {
    let campaign = Campaign::new();
    campaign.write_config("external_decoder = './decoder.sh'\nmax_duration_s = 14000\n");
    let fifo = campaign.path("pid");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    campaign.decoder(
        "1",
        &format!(
            "echo $$ > '{}'; {WAVE_HEAD}; while :; do echo; sleep 0.1; done",
            fifo.display()
        ),
    );
    let mut run = stemforge()
        .arg("inspect")
        .arg(campaign.path("takes/phone.amr"))
        .arg("--config")
        .arg(campaign.path("stemforge.toml"))
        .spawn()
        .unwrap();
    let pid = fs::read_to_string(&fifo).unwrap();
    run.kill().unwrap();
    run.wait().unwrap();
    let is_alive = || {
        let state = Command::new("ps")
            .args(["-o", "stat=", "-p", pid.trim()])
            .output()
            .unwrap();
        let state = String::from_utf8(state.stdout).unwrap();
        !state.trim().is_empty() && !state.trim().starts_with('Z')
    };
    while is_alive() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
