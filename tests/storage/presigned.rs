//! Leave for one upload, as a browser would use it.

use super::server;
use sha2::{Digest, Sha256};
use std::time::Duration;
use stemforge::storage::s3::{Presigned, Upload};
use stemforge::storage::{Key, StorageErrorKind, Store};

const BYTES: &[u8] = b"la la la la la";

fn put(presigned: &Presigned, change: &[(&str, &str)], bytes: &[u8]) -> u16 {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut headers = presigned.headers.clone();
    headers.extend(
        change
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let mut request = agent.put(&presigned.url);
    for (name, value) in headers.iter().filter(|(name, _)| *name != "content-length") {
        request = request.header(name, value);
    }
    request.send(bytes).unwrap().status().as_u16()
}

#[test]
fn a_signed_url_takes_one_upload_of_one_thing() {
    let server = server::shared();
    let store = server.store("presigned");
    let what = Upload {
        content_type: "audio/webm",
        size_bytes: BYTES.len() as u64,
        sha256: Sha256::digest(BYTES).into(),
    };
    let sign = |name: &str, valid_s| {
        let valid = Duration::from_secs(valid_s);
        store.presign_put(&Key::known(name), &what, valid).unwrap()
    };
    let presigned = sign("take", 60);
    let names: Vec<&str> = presigned.headers.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "content-length",
            "content-type",
            "if-none-match",
            "x-amz-checksum-sha256"
        ]
    );

    assert_eq!(put(&presigned, &[], &BYTES[1..]), 403, "another length");
    assert_eq!(
        put(&presigned, &[("content-type", "text/html")], BYTES),
        403,
        "another type"
    );
    assert_eq!(
        put(&presigned, &[("if-none-match", "\"x\"")], BYTES),
        403,
        "without the condition"
    );
    let unsigned = Presigned {
        url: presigned.url.split('?').next().unwrap().to_owned(),
        headers: presigned.headers.clone(),
    };
    assert_eq!(put(&unsigned, &[], BYTES), 403, "without a signature");
    let other = Presigned {
        url: presigned.url.replace("/take?", "/other?"),
        headers: presigned.headers.clone(),
    };
    assert_eq!(put(&other, &[], BYTES), 403, "another name");
    let error = store.head(&Key::known("take")).unwrap_err();
    assert_eq!(error.kind, StorageErrorKind::NotFound, "nothing of all this was kept");

    let expired = sign("expired", 1);
    std::thread::sleep(Duration::from_secs(3));
    assert!([400, 403].contains(&put(&expired, &[], BYTES)), "expired");

    assert_eq!(put(&presigned, &[], BYTES), 200);
    assert_eq!(store.get(&Key::known("take"), 100).unwrap(), BYTES);
    assert_eq!(put(&presigned, &[], BYTES), 412, "once is all");
    // A server that vouches for a hash vouches for the right one.
    let vouched = store.sha256(&Key::known("take")).unwrap();
    assert!(vouched.is_none_or(|sha256| sha256 == what.sha256), "{vouched:?}");
}
