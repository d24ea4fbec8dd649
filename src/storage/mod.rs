//! Where takes come from and results go: objects in a directory, in S3, or in memory.
//!
//! ```text
//! Store        the few things we ask of an object store        directory.rs, s3.rs, memory.rs
//! TakeStore    the takes among a store's objects, or a list    takes.rs, scan.rs, list.rs, sidecar.rs
//! layout       the names of a campaign's objects               layout.rs
//! ```
//!
//! One suite (`tests/storage`) holds every store to the same promises: an object is whole or absent, `Put::Create` never
//! replaces anything and has exactly one winner, a listing is sorted and complete.

mod address;
mod directory;
mod error;
mod key;
pub mod layout;
mod list;
mod memory;
#[cfg(feature = "s3")]
pub mod s3;
mod scan;
mod sidecar;
mod takes;

pub use address::Address;
pub use directory::Directory;
pub use error::{StorageError, StorageErrorKind};
pub use key::Key;
pub use memory::Memory;
pub use takes::{Listing, TakeStore};

use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

/// An object, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// Its name.
    pub key: Key,
    /// Its size.
    pub size_bytes: u64,
    /// A word that changes whenever the bytes do, where the store has one.
    pub version: Option<String>,
}

/// What to do where something is already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// Fail with [`StorageErrorKind::AlreadyExists`].
    Create,
    /// Replace it.
    Overwrite,
}

/// An object store. Calls block; every method may be called from many threads at once.
///
/// A call that returns has happened for good; one that fails has left no half of an object. Faults that pass are
/// retried inside, so an error is worth reporting.
pub trait Store: Debug + Send + Sync {
    /// Every object whose key starts with `prefix`, sorted by key. Names that are no [`Key`] are left out.
    fn list(&self, prefix: &str) -> Result<Vec<Object>, StorageError>;

    /// An object's size and version.
    fn head(&self, key: &Key) -> Result<Object, StorageError>;

    /// The first `max_bytes` bytes of an object.
    fn get(&self, key: &Key, max_bytes: u64) -> Result<Vec<u8>, StorageError>;

    /// Writes an object, synced to what keeps it. Repeating a `Put::Create` whose answer was lost is the store's
    /// business: the caller that wrote these bytes is told that it did.
    fn put(&self, key: &Key, bytes: &[u8], put: Put) -> Result<(), StorageError>;

    /// Copies an object inside the store, over whatever was there.
    fn copy(&self, from: &Key, to: &Key) -> Result<(), StorageError>;

    /// Removes an object; fine if there is none.
    fn delete(&self, key: &Key) -> Result<(), StorageError>;

    /// Writes a file of any size as an object, over whatever was there.
    fn upload(&self, file: &Path, key: &Key) -> Result<(), StorageError>;

    /// Writes an object of any size to a file, whole or not at all.
    fn download(&self, key: &Key, file: &Path) -> Result<(), StorageError>;

    /// Where an object is, for people.
    fn uri(&self, key: &Key) -> String;

    /// Requests that are worth keeping under way at once.
    fn concurrency(&self) -> usize {
        2
    }
}

/// What tells one place from another: `s3://choir` of AWS is not that of the server in the cellar.
pub fn identity(uri: &str) -> String {
    format!("{} {}", endpoint().unwrap_or_default(), uri.trim_end_matches('/'))
}

/// Another server than AWS's, if the environment names one.
fn endpoint() -> Option<String> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    variable("AWS_ENDPOINT_URL_S3").or_else(|| variable("AWS_ENDPOINT_URL"))
}

/// The store at `uri`: a directory that exists, or `s3://bucket/prefix`.
pub fn open(uri: &str) -> Result<Arc<dyn Store>, StorageError> {
    match Address::parse(uri)? {
        Address::Local(path) => Ok(Arc::new(Directory::open(&path)?)),
        #[cfg(feature = "s3")]
        Address::S3 { bucket, prefix } => {
            let settings = s3::Settings::from_environment()?;
            Ok(Arc::new(s3::S3::open(&bucket, &prefix, &settings)?))
        }
        #[cfg(not(feature = "s3"))]
        Address::S3 { .. } => Err(StorageError::new(
            StorageErrorKind::Invalid,
            "open",
            format!("`{uri}`"),
            "this stemforge was built without the feature `s3`",
        )),
    }
}
