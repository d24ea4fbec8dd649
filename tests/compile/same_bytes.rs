//! The same takes give the same bytes, however the work was done.

use super::campaign::{Campaign, expect_code, expect_same, files, stemforge};
use std::fs;

const TAKES: usize = 12;

#[test]
fn threads_order_and_repetition_change_no_byte() {
    let campaign = Campaign::with_takes(TAKES);
    let one = campaign.compile("one", &["--jobs", "1"]);
    let two = campaign.compile("two", &["--jobs", "2"]);
    expect_same(&one, &two);
    expect_same(&one, &campaign.compile("one", &["--jobs", "2"]));

    // The same takes through a list, in reverse.
    let mut names: Vec<String> = files(&campaign.takes())
        .into_keys()
        .filter(|name| !name.ends_with(".json"))
        .collect();
    names.sort();
    names.reverse();
    let lines: Vec<String> = names
        .iter()
        .map(|name| {
            let sidecar = campaign.takes().join(name).with_extension("json");
            let mut line: serde_json::Value =
                fs::read(sidecar).map_or(serde_json::json!({}), |text| serde_json::from_slice(&text).unwrap());
            line["uri"] = name.as_str().into();
            line.to_string()
        })
        .collect();
    let list = campaign.takes().join("reversed.jsonl");
    fs::write(&list, lines.join("\n")).unwrap();
    expect_same(&one, &campaign.compile("listed", &["--takes", list.to_str().unwrap()]));
}

#[test]
fn a_second_run_decodes_nothing() {
    let campaign = Campaign::with_takes(TAKES);
    let decoded = |campaign: &Campaign| -> u64 {
        let output = campaign.command("compile", "out").arg("--json").output().unwrap();
        expect_code(&output, 0);
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["decoded"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(decoded(&campaign), TAKES as u64);
    assert_eq!(decoded(&campaign), 0);
}

#[test]
fn parts_of_the_work_make_the_whole() {
    let campaign = Campaign::with_takes(TAKES);
    let whole = campaign.compile("whole", &[]);
    for command in ["score", "select", "mix", "report"] {
        expect_code(&campaign.command(command, "parts").output().unwrap(), 0);
    }
    expect_same(&whole, &files(&campaign.path("parts")));
}

#[test]
fn takes_that_come_later_or_go_leave_no_trace() {
    let campaign = Campaign::with_takes(TAKES);
    let whole = campaign.compile("whole", &[]);

    let late: Vec<_> = files(&campaign.takes())
        .into_iter()
        .filter(|(name, _)| name.starts_with("voice-000"))
        .collect();
    assert!(!late.is_empty(), "synth names takes voice-000x");
    let without = |present: bool| {
        for (name, bytes) in late.iter().take(4) {
            let path = campaign.takes().join(name);
            if present {
                fs::write(path, bytes).unwrap()
            } else {
                fs::remove_file(path).unwrap()
            }
        }
    };
    without(false);
    let fewer = campaign.compile("grown", &[]);
    without(true);
    expect_same(&whole, &campaign.compile("grown", &[]));
    without(false);
    expect_same(&fewer, &campaign.compile("grown", &[]));
}

#[test]
fn verify_says_so_and_finds_one_flipped_byte_in_any_output() {
    let campaign = Campaign::with_takes(TAKES);
    let outputs = campaign.compile("out", &[]);
    let out = campaign.path("out");
    let verify = || stemforge().arg("verify").arg(&out).output().unwrap();
    expect_code(&verify(), 0);
    for (name, bytes) in &outputs {
        let mut damaged = bytes.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        fs::write(out.join(name), &damaged).unwrap();
        let found = verify();
        assert_eq!(found.status.code(), Some(4), "a flipped byte in `{name}` went unseen");
        fs::write(out.join(name), bytes).unwrap();
    }
    fs::remove_file(out.join("choir.wav")).unwrap();
    let found = verify();
    expect_code(&found, 4);
    assert!(String::from_utf8_lossy(&found.stdout).contains("choir.wav"));
}
