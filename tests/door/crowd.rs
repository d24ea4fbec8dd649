//! A crowd with every fault the load tool knows, and a service that is asked to stop while it serves.

use super::client::{connect, get, head, last_answer, next_answer, send};
use super::service::{Home, STUDIO};
use super::takes::{Take, recording};
use serde_json::Value;
use std::io::Read;
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

#[test]
fn a_crowd_with_every_fault_leaves_exactly_its_good_takes() {
    let home = Home::new();
    let mut service = home.start(&[]);
    let load = Command::new(STUDIO)
        .args([
            "load",
            "--url",
            &service.url(),
            "--pid",
            &service.pid().to_string(),
            "--json",
        ])
        .args([
            "--fans",
            "300",
            "--in-flight",
            "150",
            "--bytes",
            "150000",
            "--patch-bytes",
            "64000",
            "--seed",
            "3",
        ])
        .args([
            "--drop-share",
            "0.4",
            "--duplicate-share",
            "0.3",
            "--garbage-share",
            "0.3",
        ])
        .arg("--data")
        .arg(home.data())
        .output()
        .unwrap();
    let text = String::from_utf8(load.stdout).unwrap();
    assert!(load.status.success(), "{text}{}", String::from_utf8_lossy(&load.stderr));
    let report: Value = serde_json::from_str(&text).unwrap();
    let takes = super::witness::listed(&home.data());
    assert_eq!(report["takes"]["confirmed"], takes.len(), "{text}");
    assert_eq!(report["takes"]["right_sha256_on_disk"], takes.len(), "{text}");
    assert!(report["planned_cuts"].as_u64().unwrap() > 50, "{text}");
    // Every kind of garbage was sent, and refused as it should be.
    assert!(report["refused"].as_object().unwrap().len() >= 12, "{text}");
    assert!(service.is_alive());
}

#[test]
fn a_service_that_is_asked_to_stop_finishes_what_is_under_way() {
    let home = Home::new();
    let mut service = home.start(&[]);
    let address = service.address;
    let bytes = recording(1, 100_000);
    let take = Take::announced(address, 1, &bytes);
    let mut idle = connect(address);
    send(&mut idle, head("GET", "/readyz", &[]).as_bytes());
    assert_eq!(next_answer(&mut idle).status, 200);
    let mut under_way = take.begin_patch(address, 0, bytes.len());
    send(&mut under_way, &bytes[..40_000]);
    super::service::wait_for(|| (take.status(address)["received_bytes"] == 40_000).then_some(()));

    service.terminate();
    super::service::wait_for(|| TcpStream::connect(address).is_err().then_some(()));
    // Whoever has nothing under way is let go.
    assert_eq!(idle.read(&mut [0; 16]).unwrap(), 0);
    std::thread::sleep(Duration::from_millis(300));
    send(&mut under_way, &bytes[40_000..]);
    let answer = last_answer(under_way).unwrap();
    assert_eq!((answer.status, answer.number("upload-offset")), (204, Some(100_000)));
    assert_eq!(service.wait().code(), Some(0));

    let service = home.start(&[]);
    assert_eq!(take.complete(service.address).status, 200);
    assert_eq!(get(service.address, "/readyz").status, 200);
}

#[test]
fn a_service_that_is_asked_to_stop_does_not_wait_for_ever() {
    let home = Home::new();
    let mut service = home.start(&["--drain-s", "1"]);
    let bytes = recording(1, 1000);
    let take = Take::announced(service.address, 1, &bytes);
    let mut stuck = take.begin_patch(service.address, 0, bytes.len());
    send(&mut stuck, &bytes[..500]);
    super::service::wait_for(|| (take.status(service.address)["received_bytes"] == 500).then_some(()));
    service.terminate();
    assert_eq!(service.wait().code(), Some(0));
    let service = home.start(&[]);
    assert_eq!(take.offset(service.address), 500);
}
