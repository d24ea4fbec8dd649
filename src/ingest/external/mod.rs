//! What nothing here decodes, decoded by another program that the operator named: `ffmpeg`.
//!
//! A stranger's bytes reach the largest collection of decoders there is, in C, so the program gets as little as it needs:
//! the recording as a nameless file on its standard input, a pipe for the samples, the one demuxer and the few decoders
//! of what the recording was found to be, no network, no environment, no file to write, and limits on memory and time
//! (`command`, `child`). What comes out is read as a float WAV under the same limits as everything else (`wave`).
//!
//! The same program makes the same samples of the same bytes; its version is part of the key of what was heard.

mod child;
mod command;
mod last_words;
mod trial;
mod wave;

use std::fs::File;
use std::io::{ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::collect::{self, Collector};
use super::error::{Cause, DecodeError};
use super::facts::Facts;
use super::limits::Limits;
use super::{mend, sniff};
use crate::model::audio::{RawAudio, Source, TrimEvidence};
use crate::model::reason::ReasonCode;
use child::{Child, Ended};
use command::Command;
#[cfg(test)]
pub(super) use command::{DECODERS, DEMUXERS, NEVER};

/// Longest that a program may take to say its version.
const VERSION_WALL: Duration = Duration::from_secs(30);
/// Most that is read of a version.
const MAX_VERSION_BYTES: usize = 64 << 10;

/// A decoder that was found and answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalDecoder {
    program: PathBuf,
    version: String,
    fingerprint: [u8; 32],
}

/// Why the program that the operator named is no decoder.
#[derive(Debug, thiserror::Error)]
pub enum ExternalDecoderError {
    /// Nothing of that name can be run.
    #[error("the external decoder `{}` was not found, or may not be run", .0.display())]
    NotFound(PathBuf),
    /// It runs, but does not answer `-version` as ffmpeg does.
    #[error("the external decoder `{}` does not answer `-version`: {why}", program.display())]
    Silent {
        /// The program.
        program: PathBuf,
        /// What it did instead.
        why: String,
    },
}

impl ExternalDecoder {
    /// Finds the program, a path or a name to be looked for in `PATH`, and asks for its version.
    pub fn find(program: &Path) -> Result<Self, ExternalDecoderError> {
        let not_found = || ExternalDecoderError::NotFound(program.to_owned());
        let found = command::locate(program).ok_or_else(not_found)?;
        let silent = |why: String| ExternalDecoderError::Silent {
            program: found.clone(),
            why,
        };
        let nothing = File::open("/dev/null").map_err(|error| silent(error.to_string()))?;
        let mut child = Child::start(&Command::version(&found), nothing, VERSION_WALL)
            .map_err(|error| silent(error.to_string()))?;
        let said = child.read_to_limit(MAX_VERSION_BYTES);
        let ended = child.end().map_err(|error| silent(error.to_string()))?;
        match (said, ended.problem()) {
            (Ok(said), None) if !said.is_empty() => Ok(Self {
                version: version_of(&said),
                fingerprint: *blake3::hash(&said).as_bytes(),
                program: found,
            }),
            (Ok(_), None) => Err(silent("it says nothing".to_owned())),
            (Err(error), _) => Err(silent(error.to_string())),
            (_, Some(problem)) => Err(silent(problem)),
        }
    }

    /// Where the program was found.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Its version, for people.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Decodes a tenth of a second, to see that it understands what it is told.
    pub fn try_out(&self) -> Result<(), String> {
        let limits = Limits::default();
        let command =
            Command::decode(&self.program, "wav", "pcm_s16le", 0).ok_or("it cannot be asked for a WAV file")?;
        let audio = self
            .run(&command, &trial::wav(), ("wav", "pcm_s16le"), &limits)
            .map_err(|error| error.detail)?;
        let expected = (trial::RATE_HZ, 1, trial::SAMPLES);
        let found = (audio.sample_rate_hz, audio.channels.len(), audio.len_samples());
        if found == expected {
            Ok(())
        } else {
            Err(format!(
                "it made {} samples of a WAV file of {}",
                audio.len_samples(),
                trial::SAMPLES
            ))
        }
    }

    /// Hash of all it says of its version: of itself, of its libraries, and of how it was built.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }

    /// Decodes what was refused for its codec. What this decoder cannot be asked for stays refused as it was.
    pub(super) fn decode(
        &self,
        bytes: &Arc<[u8]>,
        refused: DecodeError,
        limits: &Limits,
    ) -> Result<RawAudio, DecodeError> {
        let container = refused.container.clone().unwrap_or_default();
        let codec = refused.codec.clone().unwrap_or_default();
        let Some(command) = Command::decode(&self.program, &container, &codec, refused.track) else {
            return Err(refused);
        };
        self.run(&command, bytes, (&container, &codec), limits)
            .map_err(|error| {
                let cause = match error.cause {
                    Cause::Machine => Cause::Machine,
                    Cause::Bytes | Cause::ExternalDecoder => Cause::ExternalDecoder,
                };
                DecodeError { cause, ..error }
                    .in_container(&container)
                    .with_codec(&codec)
            })
    }

    fn run(
        &self,
        command: &Command,
        bytes: &[u8],
        (container, codec): (&str, &str),
        limits: &Limits,
    ) -> Result<RawAudio, DecodeError> {
        let failed = |error: std::io::Error| DecodeError::machine(format!("{}: {error}", self.program.display()));
        let input = nameless(bytes).map_err(failed)?;
        let wall = Duration::try_from_secs_f64(limits.max_wall_s).unwrap_or(Duration::MAX);
        let mut child = Child::start(command, input, wall).map_err(failed)?;
        let mut collector = Collector::new(limits);
        let is_wave = match wave::read(&mut child, &mut collector) {
            Ok(()) => true,
            Err(wave::Stopped::NotWave) => false,
            Err(wave::Stopped::Refused(refused)) => return Err(refused),
            Err(wave::Stopped::Pipe(error)) if error.kind() == ErrorKind::TimedOut => {
                return Err(DecodeError::out_of_time(limits.max_wall_s));
            }
            Err(wave::Stopped::Pipe(error)) => return Err(failed(error)),
        };
        let ended = child.end().map_err(failed)?;
        if ended.is_out_of_time() {
            return Err(DecodeError::out_of_time(limits.max_wall_s));
        }
        if let Some(why) = ended.machine_failure() {
            return Err(DecodeError::machine(format!("{}: {why}", self.program.display())));
        }
        let (sample_rate_hz, _, mut channels) = collector.finish();
        if channels.first().is_none_or(Vec::is_empty) {
            return Err(DecodeError::undecodable(self.without_sound(is_wave, &ended)));
        }
        let (notes, truncated) = self.remarks(bytes, &ended, &mut channels);
        let audio = RawAudio {
            sample_rate_hz,
            channels,
            source: Source {
                container: container.to_owned(),
                codec: codec.to_owned(),
                trimmed_start_samples: 0,
                trimmed_end_samples: 0,
                trim_evidence: TrimEvidence::External,
                truncated,
                notes,
            },
        };
        if audio.duration_s() > limits.max_duration_s {
            return Err(collect::too_long(limits));
        }
        Ok(audio)
    }

    fn without_sound(&self, is_wave: bool, ended: &Ended) -> String {
        let why = match (ended.problem(), is_wave) {
            (Some(problem), _) => problem,
            (None, true) => "it gave no sound".to_owned(),
            (None, false) => "what it wrote is no WAV".to_owned(),
        };
        format!("the external decoder ({}) failed: {why}", self.name())
    }

    fn remarks(&self, bytes: &[u8], ended: &Ended, channels: &mut [Vec<f32>]) -> (Vec<String>, bool) {
        let mut notes = vec![format!("decoded by {} {}", self.name(), self.version)];
        let problem = ended.problem();
        if let Some(problem) = &problem {
            notes.push(format!("the external decoder gave up on the rest: {problem}"));
        } else if !ended.last_words().is_empty() {
            notes.push(format!("the external decoder said: {}", ended.last_words()));
        }
        notes.extend(mend::mend(channels));
        (notes, problem.is_some() || is_cut(bytes))
    }

    fn name(&self) -> String {
        self.program
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }
}

/// Whether the container itself says that its end is missing.
fn is_cut(bytes: &[u8]) -> bool {
    sniff::sniff(bytes).is_ok_and(|(container, start)| Facts::read(container, &bytes[start..]).is_cut())
}

/// The recording as a file without a name, so that the decoder can seek in it and nothing is left behind.
fn nameless(bytes: &[u8]) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

/// The words after `version` in the first line, up to the copyright; else the line, cut short.
fn version_of(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let line = text.lines().next().unwrap_or_default();
    let version = line.split_once("version ").map_or(line, |(_, version)| version);
    let version = version.split_once(" Copyright").map_or(version, |(version, _)| version);
    version
        .trim()
        .chars()
        .filter(|letter| !letter.is_control())
        .take(60)
        .collect()
}

/// Decodes like [`super::decode`], and what that refuses for its codec by the external decoder.
pub fn decode_with(
    bytes: Arc<[u8]>,
    extension: Option<&str>,
    limits: &Limits,
    external: Option<&ExternalDecoder>,
) -> Result<RawAudio, DecodeError> {
    match (super::decode(Arc::clone(&bytes), extension, limits), external) {
        (Err(refused), Some(external)) if refused.reason == ReasonCode::UnsupportedCodec => {
            external.decode(&bytes, refused, limits)
        }
        (decoded, _) => decoded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_short() {
        let said = b"ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers\nbuilt with gcc\n";
        assert_eq!(version_of(said), "5.1.9-0+deb12u1");
        assert_eq!(version_of(b"avconv v12 \x1b[1m\n"), "avconv v12 [1m");
        assert_eq!(version_of(&[b'x'; 500]).len(), 60);
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = ExternalDecoder::find(Path::new("no-such-decoder"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("`no-such-decoder` was not found"), "{error}");
    }
}
