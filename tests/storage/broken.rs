//! What only S3 can get wrong: addresses, credentials, servers that fall silent, other people's objects.

use super::server::{self, BUCKET, SECRET, settings};
use std::fmt::Debug;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use stemforge::storage::s3::{S3, Settings};
use stemforge::storage::{Key, Put, StorageError, StorageErrorKind, Store};

fn expect_error<T: Debug>(result: Result<T, StorageError>, kind: StorageErrorKind, words: &[&str]) {
    let error = result.unwrap_err();
    let text = error.to_string();
    assert_eq!(error.kind, kind, "{text}");
    assert!(words.iter().all(|word| text.contains(word)), "{text}");
    assert!(!text.contains(SECRET), "{text}");
}

#[test]
fn a_missing_bucket_is_said_to_be_missing() {
    let store = S3::open("no-such-bucket", "x", &settings(&server::shared().endpoint())).unwrap();
    let key = Key::known("a");
    let words = ["no such bucket", "s3://no-such-bucket/x"];
    expect_error(store.list(""), StorageErrorKind::NotFound, &words);
    expect_error(store.get(&key, 10), StorageErrorKind::NotFound, &words);
    expect_error(store.head(&key), StorageErrorKind::NotFound, &words);
    expect_error(store.put(&key, b"", Put::Create), StorageErrorKind::NotFound, &words);
}

#[test]
fn who_is_not_known_is_denied_at_once_and_told_what_is_needed() {
    let endpoint = server::shared().endpoint();
    for (id, secret) in [(server::KEY, "wrong"), ("nobody", SECRET)] {
        let stranger = Settings {
            credentials: Some((id.to_owned(), secret.to_owned())),
            ..settings(&endpoint)
        };
        let store = S3::open(BUCKET, "", &stranger).unwrap();
        let key = Key::known("a");
        let began = Instant::now();
        expect_error(store.get(&key, 1), StorageErrorKind::Denied, &["403", "`s3:GetObject`"]);
        expect_error(store.list(""), StorageErrorKind::Denied, &["`s3:ListBucket`"]);
        let put = store.put(&key, b"", Put::Create);
        expect_error(put, StorageErrorKind::Denied, &["`s3:PutObject`", "credentials"]);
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn a_server_that_is_not_there_is_named_soon() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let store = server::store_at(&format!("http://me:{SECRET}@127.0.0.1:{port}"), "");
    let began = Instant::now();
    let server = format!("`http://127.0.0.1:{port}`");
    let words = [&*server, "refused", "tried"];
    expect_error(store.get(&Key::known("a"), 1), StorageErrorKind::Unavailable, &words);
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn an_address_that_is_none_is_refused_before_anything_is_asked() {
    let nonsense = S3::open(BUCKET, "", &settings("localhost:9000"));
    expect_error(
        nonsense,
        StorageErrorKind::Invalid,
        &["AWS_ENDPOINT_URL", "localhost:9000"],
    );
    // What the machine says of itself must not matter here, so this is another process.
    let folder = tempfile::tempdir().unwrap();
    let asked = |region: Option<&str>| {
        let mut program = std::process::Command::new(assert_cmd::cargo::cargo_bin!("stemforge"));
        program
            .args(["doctor", "--storage", "s3://choir/x"])
            .env_clear()
            .env("HOME", folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(region.map(|region| ("AWS_REGION", region)));
        let output = program.output().unwrap();
        assert!(!output.status.success());
        [output.stdout, output.stderr]
            .map(|text| String::from_utf8(text).unwrap())
            .concat()
    };
    let began = Instant::now();
    let said = asked(None);
    assert!(said.contains("set `AWS_REGION`"), "{said}");
    let said = asked(Some("eu-west-1"));
    assert!(said.contains("no credentials: set `AWS_PROFILE`"), "{said}");
    assert!(began.elapsed() < Duration::from_secs(20));
}

/// A server that reads a request and then does what it is told with its head, in lower case, and the connection.
fn stub(answer: impl Fn(&str, TcpStream) + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || {
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && client.read_exact(&mut byte).is_ok() {
                    request.push(byte[0]);
                }
                let head = String::from_utf8(request).unwrap().to_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
                client.read_exact(&mut body).unwrap();
                answer(&head, client);
            });
        }
    });
    endpoint
}

fn hasty(endpoint: &str) -> S3 {
    let hasty = Settings {
        patience: Duration::from_secs(1),
        ..settings(endpoint)
    };
    S3::open(BUCKET, "", &hasty).unwrap()
}

/// Long enough for any test; the thread ends with the program.
fn fall_silent(_: &str, client: TcpStream) {
    thread::sleep(Duration::from_secs(3600));
    drop(client);
}

#[test]
fn nobody_waits_for_ever() {
    let silent = hasty(&stub(fall_silent));
    let half_way = hasty(&stub(|_, mut client| {
        client
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nsome")
            .unwrap();
        fall_silent("", client);
    }));
    let folder = tempfile::tempdir().unwrap();
    let key = Key::known("a");
    let began = Instant::now();
    for store in [silent, half_way] {
        expect_error(
            store.get(&key, 1000),
            StorageErrorKind::Unavailable,
            &["no answer for 1 s"],
        );
        let download = store.download(&key, &folder.path().join("file"));
        expect_error(download, StorageErrorKind::Unavailable, &["no answer for 1 s"]);
    }
    assert!(began.elapsed() < Duration::from_secs(20));
    assert_eq!(folder.path().read_dir().unwrap().count(), 0, "no half of a file");
}

#[test]
fn a_slow_line_has_time_to_send() {
    let store = hasty(&stub(|_, mut client| {
        thread::sleep(Duration::from_secs(2));
        client
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
    }));
    let key = Key::known("a");
    expect_error(
        store.put(&key, b"little", Put::Overwrite),
        StorageErrorKind::Unavailable,
        &["no answer"],
    );
    store.put(&key, &[0; 300_000], Put::Overwrite).unwrap();
}

/// The server joins the parts and cannot say so; asked again, it knows of no such upload.
#[test]
fn an_upload_that_was_joined_unheard_is_ours_and_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crowd.wav");
    fs::File::create(&file).unwrap().set_len((64 << 20) + 1).unwrap();
    for is_ours in [true, false] {
        let writer = Arc::new(Mutex::new(String::new()));
        let joined = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&joined);
        let endpoint = stub(move |head, mut client| {
            let mark = "x-amz-meta-stemforge-writer: ";
            let (status, headers, body) = if head.starts_with("post") && head.contains("uploads") {
                let sent = head.lines().find_map(|line| line.strip_prefix(mark)).unwrap();
                *writer.lock().unwrap() = sent.to_owned();
                let begun = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";
                ("200 OK", String::new(), begun)
            } else if head.starts_with("put") {
                ("200 OK", "etag: \"part\"\r\n".to_owned(), "")
            } else if head.starts_with("post") {
                match count.fetch_add(1, Ordering::Relaxed) {
                    0 => ("502 Bad Gateway", String::new(), ""),
                    _ => (
                        "404 Not Found",
                        String::new(),
                        "<Error><Code>NoSuchUpload</Code></Error>",
                    ),
                }
            } else if head.starts_with("head") {
                let there = if is_ours {
                    writer.lock().unwrap().clone()
                } else {
                    "another".to_owned()
                };
                ("200 OK", format!("{mark}{there}\r\n"), "")
            } else {
                ("204 No Content", String::new(), "")
            };
            let length = body.len();
            let answer =
                format!("HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}");
            client.write_all(answer.as_bytes()).unwrap();
        });
        let sent = server::store_at(&endpoint, "").upload(&file, &Key::known("crowd.wav"));
        match is_ours {
            true => sent.unwrap(),
            false => expect_error(sent, StorageErrorKind::Io, &["removed the parts"]),
        }
        assert_eq!(joined.load(Ordering::Relaxed), 2);
    }
}

#[test]
fn calls_may_come_from_any_thread_that_may_block() {
    let store = server::shared().store("threads");
    let key = Key::known("from/anywhere");
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    runtime.block_on(async {
        let put = tokio::task::spawn_blocking(move || {
            store.put(&key, b"tokio", Put::Create).unwrap();
            (store, key)
        });
        let (store, key) = put.await.unwrap();
        rayon::join(
            || assert_eq!(store.get(&key, 10).unwrap(), b"tokio"),
            || assert_eq!(store.head(&key).unwrap().size_bytes, 5),
        );
        // And the last owner may be one who must not wait.
        drop(store);
    });
}

/// Other tools leave objects in buckets.
#[test]
fn what_is_no_key_is_left_out_of_a_listing() {
    let server = server::shared();
    let store = server.store("others");
    store.put(&Key::known("a/b"), b"", Put::Create).unwrap();
    // A store whose root is hidden writes what is hidden from the other.
    let hidden = server.store("others/a/.hidden");
    hidden.put(&Key::known("x"), b"", Put::Create).unwrap();
    assert_eq!(store.list("").unwrap().len(), 1);
    assert_eq!(hidden.list("").unwrap().len(), 1);
    assert_eq!(server.store("").list("others/").unwrap().len(), 1);
}

#[test]
fn a_store_ends_where_its_prefix_does() {
    let server = server::shared();
    let (inner, beside) = (server.store("roots/in"), server.store("roots/inner"));
    let key = Key::known("a b/c");
    inner.put(&key, b"1", Put::Create).unwrap();
    beside.put(&key, b"2", Put::Create).unwrap();
    assert_eq!(inner.list("").unwrap().len(), 1);
    assert_eq!(inner.uri(&key), format!("s3://{BUCKET}/roots/in/a b/c"));
    let whole = server.store("");
    let found = whole.list("roots/").unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(whole.get(&found[0].key, 10).unwrap(), b"1");
}
