//! Storage: one suite for every store, the same behind a network that fails, and a whole campaign in a bucket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod broken;
mod campaign;
mod faults;
mod presigned;
mod proxy;
mod server;
mod suite;

use stemforge::storage::{Directory, Memory};

#[test]
fn a_directory_keeps_the_promises() {
    let root = tempfile::tempdir().unwrap();
    suite::holds(&|name| {
        let folder = root.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        Box::new(Directory::open(&folder).unwrap())
    });
}

#[test]
fn memory_keeps_the_promises() {
    suite::holds(&|_| Box::new(Memory::default()));
}

#[test]
fn s3_keeps_the_promises() {
    let server = server::shared();
    suite::holds(&|name| Box::new(server.store(&format!("suite/{name}"))));
}
