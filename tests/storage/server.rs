//! A real S3 server: SeaweedFS, started for the tests and gone after them.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use stemforge::storage::s3::{S3, Settings};

pub(crate) const KEY: &str = "stemforge-test";
pub(crate) const SECRET: &str = "not-a-secret-at-all";
pub(crate) const BUCKET: &str = "choir";
/// Another process may take a port between our finding it free and the server's using it.
const STARTS: u32 = 3;

/// Runs a program in the folder `$1` until the pipe closes that only our process holds the other end of. So the server
/// ends with us however we end, and takes its data along.
const SUPERVISOR: &str = r#"
trap '' INT TERM HUP
folder=$1
shift
"$@" > "$folder/log" 2>&1 < /dev/null &
server=$!
read -r _
kill -9 "$server"
wait "$server"
rm -rf "$folder"
"#;

/// A server and its data.
pub(crate) struct Server {
    /// Its standard input is the pipe.
    supervisor: Child,
    port: u16,
    data: PathBuf,
}

/// The one server of all tests of this program.
pub(crate) fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        (0..STARTS)
            .find_map(|_| Server::start())
            .expect("the ports of the S3 server were taken again and again")
    })
}

impl Server {
    /// A server; none if somebody else has one of its ports.
    fn start() -> Option<Self> {
        let data = tempfile::Builder::new()
            .prefix("stemforge-s3-")
            .tempdir()
            .unwrap()
            .keep();
        let config = data.join("s3.json");
        let identity = serde_json::json!({"identities": [{
            "name": "tests",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }]});
        fs::write(&config, identity.to_string()).unwrap();
        let ports = free_ports();
        let supervisor = Command::new("sh")
            .args(["-c", SUPERVISOR, "sh"])
            .arg(&data)
            .arg(program())
            .args(["-logtostderr=true", "server"])
            .arg(format!("-dir={}", data.display()))
            .args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"])
            .args(["-filer", "-s3", "-s3.iam=false", "-s3.autoCreateBucket=false"])
            .args(
                PORTS
                    .iter()
                    .zip(&ports)
                    .map(|(option, port)| format!("{option}={port}")),
            )
            // Catalogues for tables, on ports that others may have.
            .args(["-s3.port.iceberg=0", "-s3.port.lance=0"])
            .arg(format!("-s3.config={}", config.display()))
            .args(["-volume.max=20", "-master.volumeSizeLimitMB=256"])
            .current_dir(&data)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let server = Self {
            supervisor,
            port: ports[0],
            data,
        };
        server.wait_until_ready()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.data.join("log")).unwrap_or_default()
    }

    fn wait_until_ready(mut self) -> Option<Self> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(90) {
            if self.answers() {
                return Some(self);
            }
            if self.log().contains("address already in use") {
                drop(self.supervisor.stdin.take());
                self.supervisor.wait().unwrap();
                return None;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the S3 server did not come up:\n{}", self.log());
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
        asked.is_ok() && answer.starts_with("HTTP/1.1 200") && self.make_bucket()
    }

    fn make_bucket(&self) -> bool {
        let config = aws_sdk_s3::config::Builder::new()
            .behavior_version(aws_sdk_s3::config::BehaviorVersion::v2026_01_12())
            .region(aws_sdk_s3::config::Region::new("us-east-1"))
            .endpoint_url(self.endpoint())
            .force_path_style(true)
            .credentials_provider(aws_sdk_s3::config::Credentials::new(KEY, SECRET, None, None, "tests"))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        let client = aws_sdk_s3::Client::from_conf(config);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(client.create_bucket().bucket(BUCKET).send()).is_ok()
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

/// How to reach the server at `endpoint`.
pub(crate) fn settings(endpoint: &str) -> Settings {
    Settings {
        endpoint: Some(endpoint.to_owned()),
        region: None,
        credentials: Some((KEY.to_owned(), SECRET.to_owned())),
        concurrency: 32,
        patience: Duration::from_secs(180),
    }
}

pub(crate) fn store_at(endpoint: &str, prefix: &str) -> S3 {
    S3::open(BUCKET, prefix, &settings(endpoint)).unwrap()
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

/// Every port that the server takes. The first is that of S3.
const PORTS: [&str; 8] = [
    "-s3.port",
    "-s3.port.grpc",
    "-master.port",
    "-master.port.grpc",
    "-volume.port",
    "-volume.port.grpc",
    "-filer.port",
    "-filer.port.grpc",
];

fn free_ports() -> [u16; PORTS.len()] {
    // Held together, so that they differ.
    let held = PORTS.map(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}
