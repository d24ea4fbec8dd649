//! Formats that `ffmpeg` writes for us: it is asked for reproducible bytes, and only ever to make synthetic takes.

use super::{EncodeError, Format, pcm};
use std::io::Write;
use std::process::{Command, Stdio};

/// Whether `ffmpeg` answers.
pub fn ffmpeg_is_installed() -> bool {
    Command::new("ffmpeg")
        .arg("-version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

pub(super) fn encode(samples: &[f32], sample_rate_hz: u32, format: Format) -> Result<Vec<u8>, EncodeError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(format!("take.{}", format.extension()));
    let mut child = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-f", "wav", "-i", "pipe:0"])
        .args(arguments(format))
        .args(["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"])
        .arg(&path)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => EncodeError::NoFfmpeg(format),
            _ => EncodeError::Io(error),
        })?;
    let mut input = child.stdin.take().expect("invariant: its input is a pipe");
    // If `ffmpeg` refuses, the pipe breaks; what it says is worth more than that.
    let written = input.write_all(&pcm::wav(samples, sample_rate_hz));
    drop(input);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(EncodeError::Refused {
            format,
            said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        });
    }
    written?;
    Ok(std::fs::read(&path)?)
}

fn arguments(format: Format) -> &'static [&'static str] {
    match format {
        Format::M4a => &["-c:a", "aac", "-b:a", "64k"],
        Format::Mp4 => &[
            "-c:a",
            "aac",
            "-b:a",
            "64k",
            "-movflags",
            "+frag_keyframe+empty_moov+default_base_moof",
        ],
        Format::ThreeGp => &["-c:a", "aac", "-b:a", "64k", "-f", "3gp"],
        Format::Aac => &["-c:a", "aac", "-b:a", "64k", "-f", "adts"],
        Format::Alac => &["-c:a", "alac"],
        Format::Mp3 => &["-c:a", "libmp3lame", "-b:a", "64k"],
        Format::Ogg => &["-c:a", "libvorbis", "-q:a", "3"],
        Format::Wav | Format::Aiff | Format::Caf | Format::Flac | Format::Opus | Format::Webm => &[],
    }
}
