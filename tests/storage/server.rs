//! A real S3 server: SeaweedFS, started for the tests and gone after them.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use stemforge::storage::s3::{S3, Settings};

pub(crate) const KEY: &str = "stemforge-test";
pub(crate) const SECRET: &str = "not-a-secret-at-all";
pub(crate) const BUCKET: &str = "choir";
/// SeaweedFS takes a second port for each, this much higher.
const GRPC_OFFSET: u16 = 10_000;

/// A server and its data.
pub(crate) struct Server {
    child: Child,
    port: u16,
    data: tempfile::TempDir,
}

/// The one server of all tests that run now.
pub(crate) fn shared() -> Arc<Server> {
    static RUNNING: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.upgrade().unwrap_or_else(|| {
        let server = Arc::new(Server::start());
        *running = Arc::downgrade(&server);
        server
    })
}

impl Server {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let config = data.path().join("s3.json");
        let identity = serde_json::json!({"identities": [{
            "name": "tests",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }]});
        fs::write(&config, identity.to_string()).unwrap();
        let [master, volume, filer, port] = free_ports();
        let log = fs::File::create(data.path().join("log")).unwrap();
        let child = Command::new(program())
            .arg("server")
            .arg(format!("-dir={}", data.path().display()))
            .args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"])
            .args([format!("-master.port={master}"), format!("-volume.port={volume}")])
            .args(["-filer".to_owned(), format!("-filer.port={filer}")])
            .args(["-s3".to_owned(), format!("-s3.port={port}")])
            // Catalogues for tables, on ports that others may have.
            .args(["-s3.port.iceberg=0", "-s3.port.lance=0"])
            .arg(format!("-s3.config={}", config.display()))
            .args(["-volume.max=20", "-master.volumeSizeLimitMB=256"])
            .current_dir(data.path())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self { child, port, data };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&mut self) {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(60) && self.child.try_wait().unwrap().is_none() {
            if self.answers() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(self.data.path().join("log")).unwrap_or_default();
        panic!("the S3 server did not come up:\n{log}");
    }

    /// Ready is when the bucket can be made: the filer behind the S3 port comes up last.
    fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else {
            return false;
        };
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let mut answer = String::new();
        let asked = stream
            .write_all(request.as_bytes())
            .and_then(|()| stream.read_to_string(&mut answer));
        asked.is_ok() && answer.starts_with("HTTP/1.1 200") && {
            use stemforge::storage::{Key, Put, Store};
            self.store("ready")
                .put(&Key::known("probe"), b"", Put::Overwrite)
                .is_ok()
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A store under a prefix that is the test's own.
    pub(crate) fn store(&self, prefix: &str) -> S3 {
        store_at(&self.endpoint(), prefix)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn store_at(endpoint: &str, prefix: &str) -> S3 {
    let settings = Settings {
        endpoint: Some(endpoint.to_owned()),
        region: None,
        credentials: Some((KEY.to_owned(), SECRET.to_owned())),
        concurrency: 32,
        patience: Duration::from_secs(180),
    };
    S3::open(BUCKET, prefix, &settings).unwrap()
}

fn program() -> PathBuf {
    let installed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/weed");
    let program = std::env::var_os("STEMFORGE_TEST_WEED").map_or(installed, PathBuf::from);
    assert!(
        program.is_file(),
        "no SeaweedFS at `{}`: `scripts/test` installs it, or set `STEMFORGE_TEST_WEED`",
        program.display()
    );
    program
}

/// Four ports that are free, and free again at the offset.
fn free_ports() -> [u16; 4] {
    let mut held = Vec::new();
    while held.len() < 4 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        // The system hands out high ports; what is above them plus the offset is none.
        let port = 10_000 + port % 20_000;
        let (Ok(low), Ok(high)) = (
            TcpListener::bind(("127.0.0.1", port)),
            TcpListener::bind(("127.0.0.1", port + GRPC_OFFSET)),
        ) else {
            continue;
        };
        held.push((port, low, high));
    }
    [held[0].0, held[1].0, held[2].0, held[3].0]
}
