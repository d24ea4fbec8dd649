//! Killed at any point: what was confirmed is there, nothing is half there, and a page can always go on.

use super::service::{Recording, Service, Ticket, file, traces};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use stemforge::storage::TakeStore;

fn listed(data: &Path) -> Vec<String> {
    let takes = TakeStore::open(data.to_str().unwrap()).unwrap().list().unwrap().takes;
    takes.into_iter().map(|take| take.id.0).collect()
}

/// A folder in which a take is sent, and the service was killed before it was confirmed.
fn sent(recording: &Recording) -> (tempfile::TempDir, Ticket) {
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let ticket = service.create(recording);
    service.patch(&ticket, 0, &recording.bytes);
    service.kill();
    (data, ticket)
}

/// Bytes whose record is gone.
fn sent_beside(data: &Path) -> Ticket {
    let recording = Recording::new(100);
    let service = Service::start(data, &[]);
    let ticket = service.create(&recording);
    service.patch(&ticket, 0, &recording.bytes);
    service.kill();
    fs::remove_file(file(data, &ticket, ".json")).unwrap();
    ticket
}

/// What `complete` does, as far as the rename.
fn rename(data: &Path, ticket: &Ticket) {
    let part = file(data, ticket, ".part");
    let shard = part.parent().unwrap().file_name().unwrap();
    let folder = data.join("takes").join(shard).join(ticket.id());
    fs::create_dir(&folder).unwrap();
    fs::rename(part, folder.join("audio.webm")).unwrap();
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_was_answered_survives_a_kill() {
    let data = tempfile::tempdir().unwrap();
    let (announced, half, whole) = (Recording::new(5000), Recording::new(100_000), Recording::new(20_000));
    let service = Service::start(data.path(), &[]);
    let tickets = [
        service.create(&announced),
        service.create(&half),
        service.receive(&whole),
    ];
    let mut connection = service.begin_patch(&tickets[1], 0, 100_000);
    connection.send(&half.bytes[..70_000]);
    wait_until("bytes", || {
        service.status(&tickets[1]).json()["received_bytes"] == 70_000
    });
    service.kill();
    assert_eq!(listed(data.path()), [tickets[2].id()]);

    let service = Service::start(data.path(), &[]);
    let words: Vec<String> = tickets.iter().map(|ticket| service.word(ticket)).collect();
    assert_eq!(words, ["created", "uploading", "received"]);
    assert_eq!(service.offset(&tickets[1]), 70_000);
    assert_eq!(service.patch(&tickets[1], 70_000, &half.bytes[70_000..]).status, 204);
    assert_eq!(service.complete(&tickets[1]).status, 200);
    assert_eq!(
        fs::read(file(data.path(), &tickets[1], "/audio.webm")).unwrap(),
        half.bytes
    );
}

#[test]
fn killed_between_rename_and_commit_it_goes_on() {
    let recording = Recording::new(30_000);
    let (data, ticket) = sent(&recording);
    rename(data.path(), &ticket);
    // What was half-written beside `take.json` when the kill came.
    let folder = file(data.path(), &ticket, "/audio.webm").parent().unwrap().to_owned();
    fs::write(folder.join(".stemforge-x1y2z3"), "{").unwrap();
    assert!(listed(data.path()).is_empty(), "nothing unconfirmed is visible");
    // The fan may never come back; the sweep at the start finishes what was found good.
    let service = Service::start(data.path(), &[]);
    wait_until("swept", || service.word(&ticket) == "received");
    assert_eq!(service.complete(&ticket).status, 200);
    assert_eq!(listed(data.path()), [ticket.id()]);
    wait_until("the record goes", || traces(data.path(), &ticket).len() == 2);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "and nothing hidden is left");
    assert_eq!(service.create(&recording).0["status"], "received");
}

#[test]
fn what_was_moved_and_then_spoilt_is_no_take() {
    let recording = Recording::new(30_000);
    let (data, ticket) = sent(&recording);
    rename(data.path(), &ticket);
    let audio = file(data.path(), &ticket, "/audio.webm");
    let mut bytes = fs::read(&audio).unwrap();
    bytes[20_000] ^= 1;
    fs::write(&audio, bytes).unwrap();
    let service = Service::start(data.path(), &[]);
    wait_until("dropped", || service.word(&ticket) == "created");
    assert!(listed(data.path()).is_empty());
    assert_eq!(service.patch(&ticket, 0, &recording.bytes).status, 204);
    assert_eq!(service.complete(&ticket).status, 200);
}

#[test]
fn killed_after_commit_the_rest_is_tidied() {
    let recording = Recording::new(30_000);
    let data = tempfile::tempdir().unwrap();
    let service = Service::start(data.path(), &[]);
    let ticket = service.create(&recording);
    let record = file(data.path(), &ticket, ".json");
    let text = fs::read(&record).unwrap();
    service.patch(&ticket, 0, &recording.bytes);
    service.complete(&ticket);
    service.kill();
    fs::write(&record, text).unwrap();
    let service = Service::start(data.path(), &[]);
    assert_eq!(service.word(&ticket), "received");
    assert_eq!(service.complete(&ticket).status, 200);
    wait_until("the record goes", || !record.exists());
}

#[test]
fn an_erasure_that_was_cut_short_is_finished() {
    let recording = Recording::new(30_000);
    for with_tombstone in [false, true] {
        let data = tempfile::tempdir().unwrap();
        let service = Service::start(data.path(), &[]);
        let ticket = service.receive(&recording);
        service.kill();
        fs::write(data.path().join("erasing").join(ticket.id()), "").unwrap();
        if with_tombstone {
            fs::write(data.path().join("withdrawn").join(ticket.id()), "").unwrap();
        }
        let service = Service::start(data.path(), &[]);
        let tombstone = format!("withdrawn/{}", ticket.id());
        wait_until("erased", || traces(data.path(), &ticket) == [tombstone.clone()]);
        assert_eq!(service.delete(&ticket).status, 204);
    }
}

#[test]
fn half_written_files_of_a_killed_service_go() {
    let recording = Recording::new(1000);
    let (data, ticket) = sent(&recording);
    let shard = file(data.path(), &ticket, ".part").parent().unwrap().to_owned();
    let nothing = sent_beside(data.path());
    let litter = [
        shard.join(".stemforge-abc"),
        data.path().join("withdrawn/.stemforge-def"),
    ];
    for path in &litter {
        fs::write(path, "half").unwrap();
    }
    let service = Service::start(data.path(), &[]);
    assert!(litter.iter().all(|path| !path.exists()));
    wait_until("bytes of nothing", || traces(data.path(), &nothing).is_empty());
    assert_eq!(service.offset(&ticket), 1000);
}

#[test]
fn killed_again_and_again_under_load_nothing_confirmed_is_lost() {
    let data = tempfile::tempdir().unwrap();
    let recordings: Vec<Recording> = (0..40).map(|_| Recording::new(60_000)).collect();
    let confirmed = std::sync::Mutex::new(Vec::new());
    for round in 0..4_u64 {
        let service = Service::start(data.path(), &[]);
        let port = service.port;
        std::thread::scope(|scope| {
            for some in recordings.chunks(10) {
                let confirmed = &confirmed;
                scope.spawn(move || {
                    for recording in some {
                        if let Some(id) = super::service::try_to_send(port, recording) {
                            confirmed.lock().unwrap().push(id);
                        }
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(60 + 70 * round));
            service.kill();
        });
        let listed = listed(data.path());
        for id in confirmed.lock().unwrap().iter() {
            assert!(listed.contains(id), "{id} was confirmed and is gone");
        }
    }
    let service = Service::start(data.path(), &[]);
    for recording in &recordings {
        assert!(super::service::try_to_send(service.port, recording).is_some());
    }
    let listed = listed(data.path());
    assert_eq!(listed.len(), recordings.len());
    for recording in &recordings {
        let ticket = service.create(recording);
        assert_eq!(
            fs::read(file(data.path(), &ticket, "/audio.webm")).unwrap(),
            recording.bytes
        );
    }
}
