//! A program under limits, and the pipes from it.
//!
//! The limits are set by a shell that then becomes the program: on processor time, address space, open files, and the
//! size of files, which is 0, so that nothing can be written but into the pipes. The program is alone in a process group,
//! which is killed as a whole when it has ended, or has to. Should this process be killed itself, the program's pipe
//! breaks under it, and one that computes instead of writing is ended by its processor time.
//!
//! One thread serves both pipes, and looks at the clock while it waits.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{ChildStderr, ChildStdout, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::command::Command;
use super::last_words;

/// Address space of the program: ffmpeg takes 0.2 GiB for itself.
const MAX_ADDRESS_SPACE_KIB: u64 = 1 << 20;
/// Open files of the program.
const MAX_OPEN_FILES: u64 = 64;
/// Longest between two looks at whether the program has ended.
const LOOK: Duration = Duration::from_millis(5);

/// What the limits could not be set means, as exit status of the shell.
const NO_LIMITS: i32 = 125;
/// What a shell says of a program that it cannot run.
const CANNOT_RUN: std::ops::RangeInclusive<i32> = 126..=127;

/// Not every system limits address space; all of them limit the rest.
const SCRIPT: &str = "\
ulimit -c 0 && ulimit -f 0 && ulimit -n \"$1\" && ulimit -t \"$2\" || exit 125
ulimit -v \"$3\" 2>/dev/null
shift 3
exec \"$@\"";

/// Variables without which a program may not find its own libraries. It gets no others: credentials are among them.
const PASSED_ON: [&str; 2] = ["PATH", "LD_LIBRARY_PATH"];

/// A running program. Dropped, it is killed.
pub(super) struct Child {
    process: std::process::Child,
    group: Pid,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    complaints: Vec<u8>,
    deadline: Option<Instant>,
    is_out_of_time: bool,
    is_reaped: bool,
}

/// How a program ended.
#[derive(Debug)]
pub(super) struct Ended {
    status: ExitStatus,
    is_out_of_time: bool,
    last_words: String,
}

impl Child {
    /// Starts a program with `input` as its standard input.
    pub(super) fn start(command: &Command, input: File, wall: Duration) -> io::Result<Self> {
        let cpu_s = wall.as_secs().saturating_add(1).min(u64::from(u32::MAX));
        let limits = [MAX_OPEN_FILES, cpu_s, MAX_ADDRESS_SPACE_KIB].map(|limit| limit.to_string());
        let mut process = std::process::Command::new("/bin/sh")
            .args(["-c", SCRIPT, "stemforge"])
            .args(limits)
            .arg(&command.program)
            .args(&command.arguments)
            .env_clear()
            .envs(
                PASSED_ON
                    .into_iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            .current_dir("/")
            .stdin(Stdio::from(input))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        Ok(Self {
            group: Pid::from_child(&process),
            stdout: process.stdout.take(),
            stderr: process.stderr.take(),
            process,
            complaints: Vec::new(),
            deadline: Instant::now().checked_add(wall),
            is_out_of_time: false,
            is_reaped: false,
        })
    }

    /// What it writes, up to a number of bytes.
    pub(super) fn read_to_limit(&mut self, max_bytes: usize) -> io::Result<Vec<u8>> {
        let mut said = Vec::new();
        self.take(max_bytes as u64).read_to_end(&mut said)?;
        Ok(said)
    }

    /// Waits for it to end, until its time is up; what it still writes is not wanted.
    pub(super) fn end(mut self) -> io::Result<Ended> {
        self.stdout = None;
        while !self.has_exited()? {
            match self.wait(LOOK) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => break,
                Err(error) => return Err(error),
            }
        }
        // Complaints of its last moment lie in the pipe.
        while self.stderr.is_some() && self.has_exited()? && self.poll(Duration::ZERO)?.1 {
            self.hear_complaints()?;
        }
        let status = self.reap()?;
        Ok(Ended {
            status,
            is_out_of_time: self.is_out_of_time,
            last_words: last_words::of(&self.complaints),
        })
    }

    /// Waits until there is something to read, at most for a while; whether there is.
    fn wait(&mut self, most: Duration) -> io::Result<bool> {
        let left = self
            .deadline
            .map_or(most, |deadline| deadline.saturating_duration_since(Instant::now()));
        if left.is_zero() {
            self.is_out_of_time = true;
            return Err(ErrorKind::TimedOut.into());
        }
        let (has_output, has_complaints) = self.poll(left.min(most))?;
        if has_complaints {
            self.hear_complaints()?;
        }
        Ok(has_output)
    }

    /// Whether standard output and standard error have something to read, or have ended.
    fn poll(&self, most: Duration) -> io::Result<(bool, bool)> {
        let timeout = Timespec::try_from(most).map_err(|_| io::Error::from(ErrorKind::InvalidInput))?;
        let mut pipes = Vec::with_capacity(2);
        pipes.extend(self.stdout.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        pipes.extend(self.stderr.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        match poll(&mut pipes, Some(&timeout)) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => return Ok((false, false)),
            Err(error) => return Err(error.into()),
        }
        let mut ready = pipes.iter().map(|pipe| !pipe.revents().is_empty());
        let has_output = self.stdout.is_some() && ready.next() == Some(true);
        let has_complaints = self.stderr.is_some() && ready.next() == Some(true);
        Ok((has_output, has_complaints))
    }

    /// Reads some of standard error and keeps the end of it.
    fn hear_complaints(&mut self) -> io::Result<()> {
        let Some(pipe) = &mut self.stderr else { return Ok(()) };
        let mut buffer = [0; last_words::MAX_KEPT_BYTES];
        let count = pipe.read(&mut buffer)?;
        if count == 0 {
            self.stderr = None;
        }
        self.complaints.extend_from_slice(&buffer[..count]);
        let surplus = self.complaints.len().saturating_sub(last_words::MAX_KEPT_BYTES);
        self.complaints.drain(..surplus);
        Ok(())
    }

    /// Leaves it unreaped: until then its number, which is that of its group, belongs to nobody else.
    fn has_exited(&self) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(waitid(WaitId::Pid(self.group), options)?.is_some())
    }

    fn reap(&mut self) -> io::Result<ExitStatus> {
        // Nobody may be left in it; that is as good.
        let _ = kill_process_group(self.group, Signal::KILL);
        // It may have left its group.
        let _ = self.process.kill();
        self.is_reaped = true;
        self.process.wait()
    }
}

impl Read for Child {
    /// Standard output; an error of kind `TimedOut` when its time is up.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.wait(Duration::from_secs(1))? {}
        self.stdout.as_mut().map_or(Ok(0), |pipe| pipe.read(out))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if !self.is_reaped {
            let _ = self.reap();
        }
    }
}

impl Ended {
    /// Whether it was ended by the clock.
    pub(super) fn is_out_of_time(&self) -> bool {
        self.is_out_of_time
    }

    /// The end of what it complained of.
    pub(super) fn last_words(&self) -> &str {
        &self.last_words
    }

    /// Why it did not do what it was asked, where that says nothing about the recording.
    pub(super) fn machine_failure(&self) -> Option<String> {
        match (self.status.code(), self.status.signal()) {
            (Some(NO_LIMITS), _) => Some("its limits could not be set".to_owned()),
            (Some(code), _) if CANNOT_RUN.contains(&code) => Some(format!("it could not be run: {}", self.last_words)),
            (_, Some(signal)) if [Signal::KILL, Signal::XCPU].iter().any(|ours| ours.as_raw() == signal) => {
                Some("it was killed: its processor time was used up, or the machine had no memory".to_owned())
            }
            _ => None,
        }
    }

    /// What went wrong, if anything did.
    pub(super) fn problem(&self) -> Option<String> {
        if self.is_out_of_time {
            return Some("its time was up".to_owned());
        }
        match (self.status.code(), self.status.signal()) {
            (Some(0), _) => None,
            // It was us who did not want to read on.
            (_, Some(signal)) if signal == Signal::PIPE.as_raw() => None,
            (_, Some(signal)) => Some(self.with_last_words(format!("it crashed with signal {signal}"))),
            (code, _) => Some(self.with_last_words(format!("it ended with {}", code.unwrap_or(-1)))),
        }
    }

    fn with_last_words(&self, end: String) -> String {
        if self.last_words.is_empty() {
            end
        } else {
            format!("{end}: {}", self.last_words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const MINUTE: Duration = Duration::from_secs(60);

    fn shell(script: &str) -> Command {
        Command {
            program: Path::new("/bin/sh").to_owned(),
            arguments: vec!["-c".to_owned(), script.to_owned()],
        }
    }

    fn start(script: &str, wall: Duration) -> Child {
        Child::start(&shell(script), File::open("/dev/null").unwrap(), wall).unwrap()
    }

    #[test]
    fn what_is_written_comes_and_the_last_complaint_is_kept() {
        let mut child = start(
            "echo sound; i=0; while [ $i -lt 999 ]; do echo complaint $i >&2; i=$((i+1)); done",
            MINUTE,
        );
        assert_eq!(child.read_to_limit(100).unwrap(), b"sound\n");
        let ended = child.end().unwrap();
        assert_eq!((ended.last_words(), ended.problem()), ("complaint 998", None));
    }

    #[test]
    fn a_flood_of_complaints_fills_no_memory_and_hangs_nobody() {
        let mut child = start("yes oh no | head -c 3000000 >&2; echo sound", MINUTE);
        assert_eq!(child.read_to_limit(100).unwrap(), b"sound\n");
        assert!(child.complaints.len() <= last_words::MAX_KEPT_BYTES);
        assert_eq!(child.end().unwrap().last_words(), "oh no");
    }

    #[test]
    fn time_ends_it_with_all_that_it_started() {
        let mut child = start("sleep 1000 & echo $!; sleep 1000", Duration::from_secs(1));
        let mut said = Vec::new();
        let error = child.read_to_end(&mut said).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        let ended = child.end().unwrap();
        assert!(ended.is_out_of_time());
        let grandchild: i32 = String::from_utf8(said).unwrap().trim().parse().unwrap();
        let grandchild = Pid::from_raw(grandchild).unwrap();
        // Whoever inherits it may be slow to bury it.
        while rustix::process::test_kill_process(grandchild).is_ok() && !is_dead(grandchild) {
            std::thread::sleep(LOOK);
        }
    }

    fn is_dead(process: Pid) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()));
        stat.is_ok_and(|stat| stat.rsplit(')').next().is_some_and(|rest| rest.trim().starts_with('Z')))
    }

    #[test]
    fn a_file_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("stolen");
        let child = start(&format!("trap '' XFSZ; echo x > '{}'", file.display()), MINUTE);
        assert!(child.end().unwrap().problem().is_some());
        assert_eq!(std::fs::metadata(file).map_or(0, |metadata| metadata.len()), 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_limited() {
        let mut child = start("ulimit -v; ulimit -c; ulimit -n", MINUTE);
        let said = String::from_utf8(child.read_to_limit(100).unwrap()).unwrap();
        assert_eq!(said, format!("{MAX_ADDRESS_SPACE_KIB}\n0\n{MAX_OPEN_FILES}\n"));
    }

    #[test]
    fn crashes_failures_and_limits_are_told_apart() {
        let ended = |script: &str| start(script, MINUTE).end().unwrap();
        assert_eq!(ended("kill -ABRT $$").problem().unwrap(), "it crashed with signal 6");
        assert_eq!(
            ended("echo no such codec >&2; exit 3").problem().unwrap(),
            "it ended with 3: no such codec"
        );
        assert_eq!(ended("kill -ABRT $$").machine_failure(), None);
        assert!(ended("kill -KILL $$").machine_failure().is_some());
        assert!(ended("exec /no/such/program").machine_failure().is_some());
    }

    #[test]
    fn secrets_are_not_passed_on() {
        let mut child = start("env", MINUTE);
        let said = String::from_utf8(child.read_to_limit(10_000).unwrap()).unwrap();
        let names = said
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(name, _)| name);
        let others: Vec<_> = names
            .filter(|name| !PASSED_ON.contains(name) && !["PWD", "OLDPWD", "SHLVL", "_"].contains(name))
            .collect();
        assert!(others.is_empty(), "{others:?}");
    }
}
