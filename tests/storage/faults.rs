//! The same promises, and ten thousand objects, through a network that fails.

use super::proxy::Proxy;
use super::{server, suite};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use stemforge::storage::{Key, Put, StorageErrorKind, Store};

const OBJECTS: usize = 10_000;
/// Every so many objects, two writers want the same name.
const CONTESTED_EVERY: usize = 25;
const WRITERS: usize = 16;

#[test]
fn s3_keeps_the_promises_over_a_network_that_fails() {
    let server = server::shared();
    let proxy = Proxy::start(server.port(), 1, 15);
    suite::holds(&|name| Box::new(server::store_at(&proxy.endpoint(), &format!("failing/{name}"))));
    proxy.expect_every_fault();
}

/// Parts are sent again, a broken download is continued, an upload that was joined without our knowing is ours.
#[test]
fn large_files_travel_over_a_network_that_hardly_works() {
    let server = server::shared();
    let proxy = Proxy::start(server.port(), 3, 100);
    let store = server::store_at(&proxy.endpoint(), "large");
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    let key = Key::known("stems/crowd.wav");
    for round in 0..3_u8 {
        let mut bytes = vec![0; (65 << 20) + 1];
        blake3::Hasher::new().update(&[round]).finalize_xof().fill(&mut bytes);
        std::fs::write(&from, &bytes).unwrap();
        store.upload(&from, &key).unwrap();
        store.download(&key, &to).unwrap();
        assert!(std::fs::read(&to).unwrap() == bytes, "round {round}");
    }
    proxy.expect_every_fault();
    println!("large files; faults: {:?}", proxy.faults());
}

#[test]
fn ten_thousand_objects_over_a_network_that_fails_none_lost_none_doubled() {
    let server = server::shared();
    let proxy = Proxy::start(server.port(), 2, 30);
    let store = server::store_at(&proxy.endpoint(), "many");
    let name = |index: usize| Key::known(format!("takes/{:02x}/{index:05}", index % 256));
    let content = |index: usize, writer: u8| format!("take {index} by writer {writer} {}", "la ".repeat(index % 50));
    // (index, writer), the contested ones side by side so that they meet.
    let work: Vec<(usize, u8)> = (0..OBJECTS)
        .flat_map(|index| {
            let writers = if index % CONTESTED_EVERY == 0 { 0..2 } else { 0..1 };
            writers.map(move |writer| (index, writer))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let winners: Mutex<BTreeMap<usize, Vec<u8>>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                while let Some(&(index, writer)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match store.put(&name(index), content(index, writer).as_bytes(), Put::Create) {
                        Ok(()) => winners.lock().unwrap().entry(index).or_default().push(writer),
                        Err(error) => {
                            assert_eq!(error.kind, StorageErrorKind::AlreadyExists, "{error}");
                            assert_eq!(index % CONTESTED_EVERY, 0, "{index} had no rival: {error}");
                        }
                    }
                }
            });
        }
    });
    let winners = winners.into_inner().unwrap();
    assert_eq!(winners.len(), OBJECTS, "every name has a writer who was told so");
    assert!(winners.values().all(|writers| writers.len() == 1), "and only one");

    let listed = store.list("").unwrap();
    assert_eq!(listed.len(), OBJECTS);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                while let Some(object) = listed.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let index: usize = object.key.name().parse().unwrap();
                    let expected = content(index, winners[&index][0]);
                    let bytes = store.get(&object.key, u64::MAX).unwrap();
                    assert_eq!(blake3::hash(&bytes), blake3::hash(expected.as_bytes()), "{index}");
                }
            });
        }
    });
    proxy.expect_every_fault();
    println!("{OBJECTS} objects; faults: {:?}", proxy.faults());
}
