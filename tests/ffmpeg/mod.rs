//! The peer that encodes what the tests decode.

use std::path::Path;
use std::process::Command;

/// Bytes of `input`, encoded with these arguments; a machine without ffmpeg must not look as if all were well.
pub(crate) fn encode(input: &Path, arguments: &str, output: &Path) -> Vec<u8> {
    let run = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-bitexact", "-i"])
        .arg(input)
        .args(arguments.split_whitespace())
        .arg(output)
        .output()
        .expect("ffmpeg is needed by this test and could not be started: install it (apt-get install ffmpeg)");
    assert!(
        run.status.success(),
        "ffmpeg {arguments} {output:?}: {}",
        String::from_utf8_lossy(&run.stderr)
    );
    std::fs::read(output).unwrap()
}
