//! A whole campaign in a bucket: the same stems as from a folder.

use super::proxy::Proxy;
use super::server::{self, BUCKET, KEY, SECRET};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use stemforge::storage::{Key, Store};

/// Written from what the store says of an object, or where it lies: the record of the work, not the work.
const NOT_COMPARED: [&str; 3] = ["ledger.sqlite", "manifest.json", "report/index.html"];

struct Campaign {
    folder: tempfile::TempDir,
    endpoint: String,
}

impl Campaign {
    fn of_ten_takes(endpoint: &str) -> Self {
        let campaign = Self {
            folder: tempfile::tempdir().unwrap(),
            endpoint: endpoint.to_owned(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let guide = root.join("samples/demo/guide.csv");
        let output = campaign
            .command("synth")
            .arg("--guide")
            .arg(guide)
            .args(["--takes", "10", "--seed", "3", "--out", "choir"])
            .output()
            .unwrap();
        expect_code(&output, 0);
        campaign
    }

    fn command(&self, command: &str) -> Command {
        let mut program = Command::new(assert_cmd::cargo::cargo_bin!("stemforge"));
        program
            .arg(command)
            .current_dir(self.folder.path())
            .env("XDG_CACHE_HOME", self.folder.path().join("caches"))
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .env_remove("AWS_PROFILE");
        program
    }

    fn compile(&self, takes: &str, out: &str) -> serde_json::Value {
        let mut command = self.command("compile");
        command.args(["--config", "choir/stemforge.toml", "--json", "--quiet"]);
        let output = command.args(["--takes", takes, "--out", out]).output().unwrap();
        expect_code(&output, 0);
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn expect_code(output: &Output, code: i32) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "stderr: {stderr}");
}

fn in_folder(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let store = stemforge::storage::Directory::open(root).unwrap();
    in_store(&store)
}

fn in_store(store: &dyn Store) -> BTreeMap<String, Vec<u8>> {
    let objects = store.list("").unwrap();
    objects
        .iter()
        .map(|object| (object.key.to_string(), store.get(&object.key, u64::MAX).unwrap()))
        .collect()
}

fn expect_same_work(left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
    for (name, bytes) in left {
        assert!(
            NOT_COMPARED.contains(&&**name) || right[name] == *bytes,
            "{name} differs"
        );
    }
}

#[test]
fn a_bucket_gives_the_same_stems_as_a_folder() {
    let server = server::shared();
    // Everything that the program says to the bucket goes over a network that fails.
    let proxy = Proxy::start(server.port(), 4, 15);
    let campaign = Campaign::of_ten_takes(&proxy.endpoint());
    let root = campaign.folder.path();
    campaign.compile("choir/takes", "local");
    let local = in_folder(&root.join("local"));

    let takes = server.store("campaign/takes");
    for (name, bytes) in in_folder(&root.join("choir/takes")) {
        takes
            .put(&Key::parse(&name).unwrap(), &bytes, stemforge::storage::Put::Create)
            .unwrap();
    }
    let (takes_uri, out_uri) = (
        format!("s3://{BUCKET}/campaign/takes"),
        format!("s3://{BUCKET}/campaign-out"),
    );
    let first = campaign.compile(&takes_uri, &out_uri);
    assert_eq!(first["decoded"], 10);
    assert_eq!(first["out"], out_uri.as_str());
    let out = server.store("campaign-out");
    expect_same_work(&local, &in_store(&out));

    // Again, and on a machine that knows nothing: no take is decoded a second time, and every byte stays.
    let published = in_store(&out);
    assert_eq!(campaign.compile(&takes_uri, &out_uri)["decoded"], 0);
    assert!(in_store(&out) == published);
    fs::remove_dir_all(root.join("caches")).unwrap();
    assert_eq!(campaign.compile(&takes_uri, &out_uri)["decoded"], 0);
    assert!(in_store(&out) == published);

    // A run that died while it published left whole objects, no manifest, and what it had made.
    out.delete(&Key::known("manifest.json")).unwrap();
    out.delete(&Key::known("choir.wav")).unwrap();
    expect_code(&campaign.command("verify").arg(&out_uri).output().unwrap(), 4);
    fs::write(agreed(root), "sending").unwrap();
    assert_eq!(campaign.compile(&takes_uri, &out_uri)["decoded"], 0);
    assert!(in_store(&out) == published);
    expect_code(&campaign.command("verify").arg(&out_uri).output().unwrap(), 0);

    // One that died while it published for the first time left no ledger: the next begins anew, here and elsewhere.
    for object in out.list("").unwrap() {
        if !object.key.as_str().starts_with("buses/") {
            out.delete(&object.key).unwrap();
        }
    }
    assert_eq!(campaign.compile(&takes_uri, &out_uri)["decoded"], 10);
    assert!(in_store(&out) == published);

    // Scores alone, on a machine that knows nothing, take no stems away.
    fs::remove_dir_all(root.join("caches")).unwrap();
    let mut score = campaign.command("score");
    score.args([
        "--config",
        "choir/stemforge.toml",
        "--takes",
        &takes_uri,
        "--out",
        &out_uri,
    ]);
    expect_code(&score.output().unwrap(), 0);
    let scored = in_store(&out);
    for name in published.keys().filter(|name| name.ends_with(".wav")) {
        assert!(scored.get(name) == published.get(name), "{name}");
    }
    assert!(!scored.contains_key("manifest.json"));
    campaign.compile(&takes_uri, &out_uri);
    assert!(in_store(&out) == published);

    // A fan takes a voice back.
    let gone = local_accepted(&local);
    server
        .store("campaign")
        .put(
            &Key::parse(&format!("withdrawn/{gone}")).unwrap(),
            b"",
            stemforge::storage::Put::Create,
        )
        .unwrap();
    campaign.compile(&takes_uri, &out_uri);
    fs::create_dir(root.join("choir/withdrawn")).unwrap();
    fs::write(root.join("choir/withdrawn").join(&gone), "").unwrap();
    campaign.compile("choir/takes", "local");
    expect_same_work(&in_folder(&root.join("local")), &in_store(&out));
}

/// The file that says which state of the bucket a directory below the caches belongs to.
fn agreed(root: &Path) -> std::path::PathBuf {
    let caches = fs::read_dir(root.join("caches/stemforge")).unwrap();
    let places: Vec<_> = caches.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(places.len(), 1);
    places[0].join("agreed")
}

/// The first take that is on the record.
fn local_accepted(files: &BTreeMap<String, Vec<u8>>) -> String {
    let rows = String::from_utf8(files["scores.csv"].clone()).unwrap();
    let row = rows.lines().find(|row| row.contains(",accepted,")).unwrap();
    row.split(',').next().unwrap().to_owned()
}

#[test]
fn what_is_wrong_with_a_bucket_is_said_in_words() {
    let server = server::shared();
    let campaign = Campaign::of_ten_takes(&server.endpoint());
    let out = server.store("foreign");
    out.put(&Key::known("diary.txt"), b"mine", stemforge::storage::Put::Create)
        .unwrap();
    let compile = |takes: &str, out: &str| {
        let mut command = campaign.command("compile");
        command.args(["--config", "choir/stemforge.toml", "--takes", takes, "--out", out]);
        command
    };
    let bucket = |path: &str| format!("s3://{BUCKET}/{path}");
    let cases = [
        (compile("choir/takes", &bucket("foreign")), 2, "not ours"),
        (
            compile(&bucket("foreign"), &bucket("foreign/out")),
            2,
            "among the takes",
        ),
        (compile(&bucket("empty"), "out"), 2, "no takes"),
        (compile("gs://choir/takes", "out"), 2, "only paths and `s3://"),
        (compile("s3://Not_A_Bucket", "out"), 2, "bucket's name"),
    ];
    for (mut command, code, words) in cases {
        let output = command.output().unwrap();
        expect_code(&output, code);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains(words), "{stderr}");
    }
    let mut denied = compile(&bucket("campaign/takes"), "out");
    let output = denied.env("AWS_SECRET_ACCESS_KEY", "wrong").output().unwrap();
    expect_code(&output, 1);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(stderr.contains("403") && stderr.contains("credentials"), "{stderr}");
    let doctor = |storage: &str| {
        campaign
            .command("doctor")
            .args(["--storage", storage])
            .output()
            .unwrap()
    };
    expect_code(&doctor(&bucket("doctor")), 0);
    assert_eq!(server.store("doctor").list("").unwrap(), [], "as it was");
    assert_eq!(out.list("").unwrap().len(), 1);
}
