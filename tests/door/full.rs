//! No room: the fan is told to come again, and nothing that was confirmed suffers.

use super::client::{ask, get};
use super::service::{ADMIN_TOKEN, Home};
use super::takes::{Take, announce, announcement, key, recording};
use super::witness::{assert_whole, listed};

#[test]
fn a_disk_that_takes_no_more_bytes_is_answered_with_503() {
    let home = Home::new();
    let mut service = home.start_with_file_limit(100);
    let address = service.address;
    let small = recording(1, 20_000);
    let large = recording(2, 300_000);
    let kept = Take::sent(address, 1, &small);
    let take = Take::announced(address, 2, &large);
    for _ in 0..3 {
        let stands_at = take.offset(address) as usize;
        let answer = take.patch(address, stands_at, &large[stands_at..]);
        assert_eq!(answer.said(), "503 STORAGE_FULL");
        assert!(answer.retry_after_s() >= 1);
    }
    let stands_at = take.offset(address);
    assert!(stands_at <= 100 * 1024, "{stands_at}");
    assert_eq!(take.complete(address).said(), "409 UPLOAD_INCOMPLETE");
    // There is still room for others.
    let other = Take::sent(address, 3, &recording(3, 20_000));
    assert!(service.is_alive());
    assert_eq!(get(address, "/readyz").status, 200);
    drop(service);

    let service = home.start(&[]);
    let address = service.address;
    let stands_at = take.offset(address) as usize;
    assert_eq!(take.patch(address, stands_at, &large[stands_at..]).status, 204);
    assert_eq!(take.complete(address).status, 200);
    let takes = listed(&home.data());
    assert_eq!(takes.len(), 3);
    for known in [&kept, &take, &other] {
        assert_whole(&known.id, &takes[&known.id]);
    }
}

#[test]
fn space_that_has_to_stay_free_stays_free() {
    let home = Home::new();
    let bytes = recording(1, 5000);
    let service = home.start(&[]);
    let kept = Take::sent(service.address, 1, &bytes);
    let begun = Take::announced(service.address, 2, &bytes);
    drop(service);
    let mut service = home.start(&["--own-limits", "--least-free-bytes", "1000000TiB"]);
    let address = service.address;
    let refused = announce(address, &key(3), &announcement(&bytes));
    assert_eq!(refused.said(), "503 STORAGE_FULL");
    assert!(refused.retry_after_s() >= 1);
    assert_eq!(begun.patch(address, 0, &bytes).said(), "503 STORAGE_FULL");
    // What is here is still confirmed, shown and taken back.
    assert_eq!(kept.complete(address).status, 200);
    assert_eq!(kept.status(address)["status"], "received");
    assert!(service.is_alive());
    drop(service);
    let service = home.start(&[]);
    assert_eq!(begun.patch(service.address, 0, &bytes).status, 204);
    assert_eq!(begun.complete(service.address).status, 200);
}

#[test]
fn a_budget_that_is_spent_is_spent_until_somebody_takes_a_take_back() {
    let home = Home::new();
    let flags = ["--max-stored-bytes", "10000"];
    let mut service = home.start(&flags);
    let address = service.address;
    let take = Take::sent(address, 1, &recording(1, 6000));
    let refuse = |address| {
        let answer = announce(address, &key(2), &announcement(&recording(2, 6000)));
        assert_eq!(answer.said(), "503 BUDGET_SPENT");
        assert!(answer.retry_after_s() >= 1);
    };
    refuse(address);
    Take::sent(address, 3, &recording(3, 4000));
    // A repeated announcement costs nothing.
    Take::of(&announce(address, &key(1), &announcement(&recording(1, 6000))));
    assert!(service.is_alive());
    drop(service);
    // The budget is counted from what is stored, so a restart does not refill it.
    let service = home.start(&flags);
    let address = service.address;
    let operator = [("Authorization", &*format!("Bearer {ADMIN_TOKEN}"))];
    super::service::wait_for(|| {
        let page = ask(address, "GET", "/admin/", &operator, b"").text();
        (!page.contains("still being counted")).then_some(())
    });
    refuse(address);
    let erased = ask(address, "POST", &take.erase_path, &[], b"");
    assert_eq!(erased.status, 200);
    Take::sent(address, 2, &recording(2, 6000));
}

#[test]
fn the_budget_is_held_by_bytes_and_given_back_with_them() {
    let home = Home::new();
    let service = home.start(&["--max-stored-bytes", "10000"]);
    let address = service.address;
    let (bytes, lie) = (recording(1, 6000), recording(9, 6000));
    // Any number of announcements costs nothing.
    let [first, second, third] = [1, 2, 3].map(|number| Take::announced(address, number, &bytes));
    assert_eq!(first.patch(address, 0, &lie[..1]).status, 204);
    let refused = second.patch(address, 0, &bytes);
    assert_eq!(refused.said(), "503 BUDGET_SPENT");
    assert_eq!(second.offset(address), 0);
    assert_eq!(first.patch(address, 1, &lie[1..]).status, 204);
    assert_eq!(first.complete(address).said(), "422 HASH_MISMATCH");
    assert_eq!(second.patch(address, 0, &bytes[..10]).status, 204);
    assert_eq!(third.patch(address, 0, &bytes).said(), "503 BUDGET_SPENT");
    drop(service);
    // What has begun holds its bytes after a restart, too.
    let service = home.start(&["--max-stored-bytes", "10000"]);
    let address = service.address;
    assert_eq!(third.patch(address, 0, &bytes).said(), "503 BUDGET_SPENT");
    assert_eq!(ask(address, "POST", &second.erase_path, &[], b"").status, 200);
    assert_eq!(third.patch(address, 0, &bytes).status, 204);
    assert_eq!(third.complete(address).status, 200);
}

#[test]
fn more_open_uploads_than_allowed_wait_for_a_place() {
    let home = Home::new();
    let service = home.start(&["--max-uploads", "2"]);
    let address = service.address;
    let bytes = recording(1, 1000);
    // Words take no place.
    let [first, second, _] = [1, 2, 4].map(|number| Take::announced(address, number, &bytes));
    assert_eq!(first.patch(address, 0, &bytes[..1]).status, 204);
    assert_eq!(second.patch(address, 0, &bytes[..1]).status, 204);
    let refused = announce(address, &key(3), &announcement(&bytes));
    assert_eq!(refused.said(), "503 BUSY");
    assert!(refused.retry_after_s() >= 1);
    // Whoever has a place keeps it.
    assert_eq!(first.patch(address, 1, &bytes[1..]).status, 204);
    assert_eq!(first.complete(address).status, 200);
    Take::announced(address, 3, &bytes);
}
