//! What crashes, bad disks and wrong moves leave behind is put right, or refused, and holds nobody up.

use super::client::{ask, connect, get, head, send};
use super::service::{Home, STUDIO, files, wait_for};
use super::takes::{Take, announce, announcement, key, recording};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Files that have to do with a take.
fn traces(home: &Home, take: &Take) -> Vec<PathBuf> {
    let mut left = files(&home.data());
    left.retain(|path| path.to_str().unwrap().contains(&take.id));
    left
}

fn trace(home: &Home, take: &Take, end: &str) -> PathBuf {
    let mut left = traces(home, take);
    left.retain(|path| path.to_str().unwrap().ends_with(end));
    left.remove(0)
}

#[test]
fn an_erasure_that_was_cut_short_is_finished_whatever_else_is_broken() {
    let home = Home::new();
    let service = home.start(&[]);
    let address = service.address;
    let bytes = recording(1, 1000);
    let [unreadable, marked, unmarked] = [1, 2, 3].map(|number| Take::sent(address, number, &bytes));
    let announced = Take::announced(address, 4, &bytes);
    drop(service);
    fs::write(trace(&home, &announced, ".json"), b"{").unwrap();
    fs::write(trace(&home, &unreadable, "take.json"), b"not JSON").unwrap();
    for take in [&unreadable, &marked, &unmarked] {
        fs::write(home.data().join("withdrawn").join(&take.id), b"").unwrap();
    }
    for take in [&unreadable, &marked] {
        fs::write(home.data().join("erasing").join(&take.id), b"").unwrap();
    }
    let mut service = home.start(&[]);
    let address = service.address;
    for take in [&unreadable, &marked] {
        let tombstone = home.data().join("withdrawn").join(&take.id);
        wait_for(|| (traces(&home, take) == [tombstone.clone()]).then_some(()));
    }
    // Nobody marked this one: its page does not say that it is gone, and its button still works.
    assert!(!get(address, &unmarked.erase_path).text().contains("All deleted"));
    assert_eq!(ask(address, "POST", &unmarked.erase_path, &[], b"").status, 200);
    assert!(get(address, &unmarked.erase_path).text().contains("All deleted"));
    assert_eq!(traces(&home, &unmarked).len(), 1);
    // What nobody can read can be taken back.
    assert!(get(address, &announced.erase_path).text().contains("<button"));
    assert_eq!(ask(address, "POST", &announced.erase_path, &[], b"").status, 200);
    assert_eq!(
        traces(&home, &announced),
        [home.data().join("withdrawn").join(&announced.id)]
    );
    assert!(service.is_alive());
}

#[test]
fn an_upload_that_ran_out_of_time_takes_no_take_with_it() {
    let home = Home::new();
    let service = home.start(&[]);
    let bytes = recording(1, 1000);
    let take = Take::announced(service.address, 1, &bytes);
    assert_eq!(take.patch(service.address, 0, &bytes[..500]).status, 204);
    drop(service);
    let record = trace(&home, &take, ".json");
    let mut json: serde_json::Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
    json["created_at_unix_ms"] = 1.into();
    fs::write(&record, json.to_string()).unwrap();
    // As if another process were about to confirm it under another extension.
    let folder = home
        .data()
        .join("takes")
        .join(record.parent().unwrap().file_name().unwrap());
    fs::create_dir(folder.join(&take.id)).unwrap();
    let theirs = folder.join(&take.id).join("audio.other");
    fs::write(&theirs, b"x").unwrap();
    let service = home.start(&["--max-stored-bytes", "1000"]);
    wait_for(|| (traces(&home, &take) == [theirs.clone()]).then_some(()));
    // Its bytes are free again, and it may begin anew.
    let again = Take::of(&announce(service.address, &key(1), &announcement(&bytes)));
    assert_eq!(again.id, take.id);
    assert_eq!(again.patch(service.address, 0, &bytes).status, 204);
    assert_eq!(again.complete(service.address).status, 200);
}

#[test]
fn a_key_that_is_gone_is_not_replaced() {
    let home = Home::new();
    let service = home.start(&[]);
    Take::announced(service.address, 1, &recording(1, 100));
    drop(service);
    let path = home.data().join("service.key");
    let key = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let ended = Command::new(STUDIO)
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(home.data())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{told}");
    assert!(told.contains("the server key is gone; restore it"), "{told}");
    assert!(!path.exists());
    fs::write(&path, key).unwrap();
    assert!(home.start(&[]).is_alive());
}

#[test]
fn one_address_leaves_places_to_others() {
    let home = Home::new();
    let service = home.start(&["--max-connections-per-address", "3"]);
    let held: Vec<_> = (0..3)
        .map(|_| {
            let mut stream = connect(service.address);
            send(&mut stream, &head("GET", "/healthz", &[]).as_bytes()[..10]);
            stream
        })
        .collect();
    let refused = wait_for(|| Some(get(service.address, "/healthz")).filter(|answer| answer.status != 200));
    assert_eq!(refused.said(), "503 BUSY");
    refused.retry_after_s();
    drop(held);
    wait_for(|| (get(service.address, "/healthz").status == 200).then_some(()));
}

#[test]
fn who_does_not_read_its_answers_is_let_go() {
    let home = Home::new();
    let service = home.start(&["--idle-timeout-s", "1", "--max-connections", "1"]);
    let mut deaf = connect(service.address);
    deaf.set_write_timeout(Some(std::time::Duration::from_millis(500)))
        .unwrap();
    let requests = head("GET", "/openapi.json", &[]).repeat(1000);
    // It asks until nobody listens to it any more.
    while std::io::Write::write_all(&mut deaf, requests.as_bytes()).is_ok() {}
    wait_for(|| (get(service.address, "/healthz").status == 200).then_some(()));
}
