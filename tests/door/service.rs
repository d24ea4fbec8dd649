//! A running `stemforge-studio`. It ends with the value that stands for it.

use std::fs::{self, File};
use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(super) const STUDIO: &str = env!("CARGO_BIN_EXE_stemforge-studio");
pub(super) const ADMIN_TOKEN: &str = "an-admin-token-of-the-tests";

/// Limits that no test means to reach.
const UNLIMITED: [&str; 6] = [
    "--requests-per-second",
    "1000000",
    "--request-burst",
    "1000000",
    "--least-free-bytes",
    "16MiB",
];

/// How long a process may take to begin or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder that outlives services: takes in `data`, logs beside it.
pub(super) struct Home {
    folder: TempDir,
}

pub(super) struct Service {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Home {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("admin-token"), ADMIN_TOKEN).unwrap();
        Self { folder }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// What every service here has logged.
    pub(super) fn log(&self) -> String {
        let mut bytes = Vec::new();
        File::open(self.path("log")).unwrap().read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// A service with limits that are not in the way.
    pub(super) fn start(&self, flags: &[&str]) -> Service {
        self.start_at(0, flags)
    }

    pub(super) fn start_at(&self, port: u16, flags: &[&str]) -> Service {
        let mut command = Command::new(STUDIO);
        command.args(UNLIMITED.iter().filter(|_| !flags.contains(&"--own-limits")));
        self.launch(command, port, flags)
    }

    /// A service that cannot make a file greater than `kib`.
    pub(super) fn start_with_file_limit(&self, kib: u32) -> Service {
        let mut command = Command::new("bash");
        // A signal would end the service before it could answer; a write that fails is what a full disk does.
        command.args([
            "-c",
            &format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\""),
            STUDIO,
        ]);
        self.launch(command, 0, &UNLIMITED)
    }

    fn launch(&self, mut command: Command, port: u16, flags: &[&str]) -> Service {
        let port_file = self.path("port");
        let _ = fs::remove_file(&port_file);
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.path("log"))
            .unwrap();
        let child = command
            .arg("--data")
            .arg(self.data())
            .arg("--listen")
            .arg(format!("127.0.0.1:{port}"))
            .arg("--port-file")
            .arg(&port_file)
            .arg("--admin-token-file")
            .arg(self.path("admin-token"))
            .args(flags.iter().filter(|flag| **flag != "--own-limits"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut service = Service {
            child,
            address: ([127, 0, 0, 1], port).into(),
        };
        let port = wait_for(|| {
            if let Some(status) = service.child.try_wait().unwrap() {
                panic!("the service ended with {status}: {}", self.log());
            }
            fs::read_to_string(&port_file).ok()
        });
        service.address.set_port(port.trim().parse().unwrap());
        service
    }
}

impl Service {
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut ends a process.
    pub(super) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub(super) fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        assert!(asked.unwrap().success());
    }

    pub(super) fn wait(&mut self) -> ExitStatus {
        wait_for(|| self.child.try_wait().unwrap())
    }

    /// Whether it still runs and answers.
    pub(super) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none() && super::client::get(self.address, "/healthz").status == 200
    }

    /// Resident memory now.
    pub(super) fn memory_bytes(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks again until there is an answer.
pub(super) fn wait_for<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "nothing after {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A port that stays ours between two services: below those that systems give to clients, one of which could otherwise
/// connect to itself while nobody listens.
pub(super) fn quiet_port(seed: u16) -> u16 {
    let first = 20_000 + seed % 10_000;
    let mut ports = (first..30_000).chain(20_000..first);
    ports
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .unwrap()
}

/// Every file below a folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}
