//! Kill it anywhere: the next run ends with the same bytes.

use super::campaign::{Campaign, expect_same};
use std::process::Stdio;
use std::time::Duration;

#[test]
fn killed_again_and_again_it_ends_with_the_same_bytes() {
    let campaign = Campaign::with_takes(16);
    let clean = campaign.compile("clean", &[]);
    let mut kills = 0;
    for wait_ms in [20, 60, 120, 200, 300, 450, 600, 800] {
        let mut run = campaign
            .command("compile", "killed")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        // SIGKILL: no handler runs.
        run.kill().unwrap();
        kills += u32::from(!run.wait().unwrap().success());
    }
    assert!(kills >= 2, "the runs ended before they could be killed");
    expect_same(&clean, &campaign.compile("killed", &[]));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_between_two_takes_and_says_what_to_do() {
    let campaign = Campaign::with_takes(16);
    let mut command = campaign.command("compile", "out");
    let run = command
        .args(["--jobs", "1"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(150));
    let signalled = std::process::Command::new("kill")
        .args(["-INT", &run.id().to_string()])
        .status()
        .unwrap();
    assert!(signalled.success());
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("run the same command again"), "{stderr}");
    expect_same(&campaign.compile("clean", &[]), &campaign.compile("out", &[]));
}
