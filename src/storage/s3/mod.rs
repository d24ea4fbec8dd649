//! Objects in S3, or in any store that speaks its language.
//!
//! ```text
//! client.rs     settings, connections, at most so many requests at once
//! fault.rs      what an answer means, and whether another try may help
//! retry.rs      tries with growing random pauses
//! listing.rs    prefixes listed side by side
//! transfer.rs   files of any size, in parts
//! presign.rs    leave for one upload
//! ```
//!
//! Conditional writes and lost answers: a `Put::Create` whose first try got no answer may find its own object on the
//! second. So each call marks its object with a word of its own, and knows it again.

mod client;
mod fault;
mod listing;
mod presign;
mod retry;
mod transfer;

pub use client::Settings;
pub use presign::{Presigned, Upload};

use super::{Key, Object, Put, StorageError, StorageErrorKind, Store};
use aws_sdk_s3::primitives::ByteStream;
use client::{Bucket, Worker};
use fault::Fault;
use std::fmt::Write;
use std::path::Path;

/// Metadata key of the word by which a writer knows its object again.
const WRITER: &str = "stemforge-writer";

/// A bucket, or what lies under a prefix in it.
#[derive(Debug)]
pub struct S3 {
    bucket: Bucket,
    /// Empty, or ends with a slash.
    prefix: String,
    concurrency: usize,
    worker: Worker,
}

impl S3 {
    /// The store in `bucket` under `prefix`, which has no slash at either end and may be empty. Asks nothing yet.
    pub fn open(bucket: &str, prefix: &str, settings: &Settings) -> Result<Self, StorageError> {
        let worker = Worker::start()?;
        let prefix = match prefix {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        };
        Ok(Self {
            bucket: worker.wait(client::connect(bucket, settings)),
            prefix,
            concurrency: settings.concurrency,
            worker,
        })
    }

    fn name(&self, key: &Key) -> String {
        format!("{}{key}", self.prefix)
    }

    fn failed(&self, verb: &'static str, key: &Key) -> impl Fn(Fault) -> StorageError {
        let uri = self.uri(key);
        move |fault| fault.into_error(verb, &uri)
    }

    /// Writes an object that must not exist, whatever becomes of the answers.
    async fn create(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let writer = format!("{:016x}{:016x}", retry::random(), retry::random());
        let mut may_be_ours = false;
        let created = self.bucket.ask(async |_| {
            let put = self.bucket.client.put_object().bucket(&self.bucket.name).key(name);
            let put = put.if_none_match("*").metadata(WRITER, &writer);
            let sent = put.body(ByteStream::from(bytes.to_vec())).send().await;
            sent.map(|_| ()).map_err(|error| {
                let fault = Fault::from(error);
                may_be_ours |= fault.unsure;
                fault
            })
        });
        match created.await {
            Err(fault) if fault.kind == StorageErrorKind::AlreadyExists && may_be_ours => {
                if self.writer(name).await?.as_deref() == Some(&*writer) {
                    return Ok(());
                }
                Err(fault)
            }
            created => created,
        }
    }

    /// The word that the writer of an object left on it.
    async fn writer(&self, name: &str) -> Result<Option<String>, Fault> {
        let there = self.bucket.ask(async |_| {
            let head = self.bucket.client.head_object().bucket(&self.bucket.name).key(name);
            Ok(head.send().await?)
        });
        match there.await {
            Ok(there) => Ok(there.metadata.and_then(|mut metadata| metadata.remove(WRITER))),
            Err(fault) if fault.kind == StorageErrorKind::NotFound => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn overwrite(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.bucket
            .ask(async |_| {
                let put = self.bucket.client.put_object().bucket(&self.bucket.name).key(name);
                put.body(ByteStream::from(bytes.to_vec())).send().await?;
                Ok(())
            })
            .await
    }

    async fn read(&self, name: &str, max_bytes: u64) -> Result<Vec<u8>, Fault> {
        self.bucket
            .ask(async |_| {
                let get = self.bucket.client.get_object().bucket(&self.bucket.name).key(name);
                let mut answer = get.send().await?;
                let whole = answer.content_length().and_then(|length| u64::try_from(length).ok());
                let expected = whole.unwrap_or(0).min(max_bytes);
                let mut bytes = Vec::with_capacity(expected as usize);
                while (bytes.len() as u64) < max_bytes {
                    let part = answer.body.try_next().await;
                    match part.map_err(|cause| Fault::broken(format!("the answer broke off: {cause}")))? {
                        Some(part) => bytes.extend_from_slice(&part),
                        None => break,
                    }
                }
                if (bytes.len() as u64) < expected {
                    return Err(Fault::broken("the answer broke off"));
                }
                bytes.truncate(usize::try_from(max_bytes).unwrap_or(usize::MAX));
                Ok(bytes)
            })
            .await
    }
}

impl Store for S3 {
    fn list(&self, prefix: &str) -> Result<Vec<Object>, StorageError> {
        let uri = format!("s3://{}/{}{prefix}", self.bucket.name, self.prefix);
        let listed = self.worker.wait(listing::list(&self.bucket, &self.prefix, prefix));
        listed.map_err(|fault| fault.into_error("list", &uri))
    }

    fn head(&self, key: &Key) -> Result<Object, StorageError> {
        let name = self.name(key);
        let there = self.worker.wait(self.bucket.ask(async |_| {
            let head = self.bucket.client.head_object().bucket(&self.bucket.name).key(&name);
            Ok(head.send().await?)
        }));
        let there = there.map_err(self.failed("read", key))?;
        Ok(Object {
            key: key.clone(),
            size_bytes: there
                .content_length
                .and_then(|length| u64::try_from(length).ok())
                .unwrap_or(0),
            version: there.e_tag,
        })
    }

    fn get(&self, key: &Key, max_bytes: u64) -> Result<Vec<u8>, StorageError> {
        let read = self.worker.wait(self.read(&self.name(key), max_bytes));
        read.map_err(self.failed("read", key))
    }

    fn put(&self, key: &Key, bytes: &[u8], put: Put) -> Result<(), StorageError> {
        let name = self.name(key);
        let written = match put {
            Put::Create => self.worker.wait(self.create(&name, bytes)),
            Put::Overwrite => self.worker.wait(self.overwrite(&name, bytes)),
        };
        written.map_err(self.failed("write", key))
    }

    fn copy(&self, from: &Key, to: &Key) -> Result<(), StorageError> {
        let source = percent_encoded(&format!("{}/{}", self.bucket.name, self.name(from)));
        let name = self.name(to);
        let copied = self.worker.wait(self.bucket.ask(async |_| {
            let copy = self.bucket.client.copy_object().bucket(&self.bucket.name).key(&name);
            copy.copy_source(&source).send().await?;
            Ok(())
        }));
        copied.map_err(self.failed("copy", from))
    }

    fn delete(&self, key: &Key) -> Result<(), StorageError> {
        let name = self.name(key);
        let deleted = self.worker.wait(self.bucket.ask(async |_| {
            let delete = self.bucket.client.delete_object().bucket(&self.bucket.name).key(&name);
            delete.send().await?;
            Ok(())
        }));
        match deleted {
            Err(fault) if fault.kind == StorageErrorKind::NotFound => Ok(()),
            deleted => deleted.map_err(self.failed("delete", key)),
        }
    }

    fn upload(&self, file: &Path, key: &Key) -> Result<(), StorageError> {
        let sent = self.worker.wait(transfer::send(&self.bucket, file, &self.name(key)));
        sent.map_err(self.failed("write", key))
    }

    fn download(&self, key: &Key, file: &Path) -> Result<(), StorageError> {
        let brought = self.worker.wait(transfer::bring(&self.bucket, &self.name(key), file));
        brought.map_err(self.failed("read", key))
    }

    fn uri(&self, key: &Key) -> String {
        format!("s3://{}/{}{key}", self.bucket.name, self.prefix)
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }
}

/// A path for a header: everything but unreserved characters and slashes as %XX.
fn percent_encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(byte as char);
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
