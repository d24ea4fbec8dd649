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
use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::primitives::ByteStream;
use client::{Bucket, Worker};
use fault::{Fault, NO_BUCKET};
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
        let connected = worker.wait(client::connect(bucket, settings));
        Ok(Self {
            bucket: connected.map_err(|fault| fault.into_error("open", &format!("s3://{bucket}/{prefix}")))?,
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

    async fn write(&self, name: &str, bytes: &[u8], put: Put) -> Result<(), Fault> {
        let writer = writer();
        let written = self.bucket.ask(async |_| {
            let request = self.bucket.client.put_object().bucket(&self.bucket.name).key(name);
            let request = request
                .metadata(WRITER, &writer)
                .set_if_none_match((put == Put::Create).then(|| "*".to_owned()))
                .body(ByteStream::from(bytes.to_vec()));
            self.bucket.answer(bytes.len(), request.send()).await
        });
        match written.await {
            // Asked also if our first try was answered: what stands between may have tried twice, as nginx does.
            Err(fault) if put == Put::Create && fault.kind == StorageErrorKind::AlreadyExists => {
                let is_ours = self.bucket.writer(name).await?.as_deref() == Some(&*writer);
                if is_ours { Ok(()) } else { Err(fault) }
            }
            written => written.map(|_| ()),
        }
    }

    async fn read(&self, name: &str, max_bytes: u64) -> Result<Vec<u8>, Fault> {
        if max_bytes == 0 {
            return self.bucket.describe(name).await.map(|_| Vec::new());
        }
        // Nobody asks for so much but who wants all.
        let range = (max_bytes < i64::MAX as u64).then(|| format!("bytes=0-{}", max_bytes - 1));
        let read = self
            .bucket
            .ask(async |_| {
                let get = self.bucket.client.get_object().bucket(&self.bucket.name).key(name);
                let answer = self.bucket.answer(0, get.set_range(range.clone()).send()).await?;
                let expected = bytes_of(answer.content_length);
                let mut bytes = Vec::with_capacity(usize::try_from(expected.min(max_bytes)).unwrap_or(0));
                let mut body = answer.body;
                while let Some(piece) = self.bucket.piece(&mut body).await? {
                    bytes.extend_from_slice(piece.as_ref());
                    if bytes.len() as u64 > max_bytes {
                        return Err(Fault::lasting(
                            StorageErrorKind::Io,
                            "the server sends more than was asked for",
                        ));
                    }
                }
                if (bytes.len() as u64) < expected {
                    return Err(Fault::broken("the answer broke off"));
                }
                Ok(bytes)
            })
            .await;
        match read {
            // An empty object has no first byte to start from.
            Err(fault) if fault.is_out_of_range => Ok(Vec::new()),
            read => read,
        }
    }
}

impl Bucket {
    async fn describe(&self, name: &str) -> Result<HeadObjectOutput, Fault> {
        let there = self.ask(async |_| {
            let head = self.client.head_object().bucket(&self.name).key(name);
            self.answer(0, head.send()).await
        });
        match there.await {
            // The answer to HEAD has no body, so it does not say which of the two is missing.
            Err(fault) if fault.kind == StorageErrorKind::NotFound && self.is_missing().await => Err(Fault {
                detail: NO_BUCKET.to_owned(),
                ..fault
            }),
            there => there,
        }
    }

    /// The word that the writer of an object left on it; none if there is no object.
    async fn writer(&self, name: &str) -> Result<Option<String>, Fault> {
        match self.describe(name).await {
            Ok(there) => Ok(there.metadata.and_then(|mut metadata| metadata.remove(WRITER))),
            Err(fault) if fault.kind == StorageErrorKind::NotFound => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}

/// A word that no other call has.
fn writer() -> String {
    format!("{:016x}{:016x}", retry::random(), retry::random())
}

/// A size as the SDK tells it.
fn bytes_of(told: Option<i64>) -> u64 {
    told.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0)
}

impl Store for S3 {
    fn list(&self, prefix: &str) -> Result<Vec<Object>, StorageError> {
        let uri = format!("s3://{}/{}{prefix}", self.bucket.name, self.prefix);
        let listed = self.worker.wait(listing::list(&self.bucket, &self.prefix, prefix));
        listed.map_err(|fault| fault.into_error("list", &uri))
    }

    fn head(&self, key: &Key) -> Result<Object, StorageError> {
        let there = self.worker.wait(self.bucket.describe(&self.name(key)));
        let there = there.map_err(self.failed("read", key))?;
        Ok(Object {
            key: key.clone(),
            size_bytes: bytes_of(there.content_length),
            version: there.e_tag,
        })
    }

    fn get(&self, key: &Key, max_bytes: u64) -> Result<Vec<u8>, StorageError> {
        let read = self.worker.wait(self.read(&self.name(key), max_bytes));
        read.map_err(self.failed("read", key))
    }

    fn put(&self, key: &Key, bytes: &[u8], put: Put) -> Result<(), StorageError> {
        let written = self.worker.wait(self.write(&self.name(key), bytes, put));
        written.map_err(self.failed("write", key))
    }

    fn copy(&self, from: &Key, to: &Key) -> Result<(), StorageError> {
        let source = percent_encoded(&format!("{}/{}", self.bucket.name, self.name(from)));
        let name = self.name(to);
        let copied = self.worker.wait(self.bucket.ask(async |_| {
            let copy = self.bucket.client.copy_object().bucket(&self.bucket.name).key(&name);
            self.bucket.answer_to_work(copy.copy_source(&source).send()).await
        }));
        copied.map(|_| ()).map_err(self.failed("copy", from))
    }

    fn delete(&self, key: &Key) -> Result<(), StorageError> {
        let name = self.name(key);
        let deleted = self.worker.wait(self.bucket.ask(async |_| {
            let delete = self.bucket.client.delete_object().bucket(&self.bucket.name).key(&name);
            match self.bucket.answer(0, delete.send()).await {
                // Some servers say so of objects; of buckets, all do.
                Err(fault) if fault.kind == StorageErrorKind::NotFound && fault.detail != NO_BUCKET => Ok(()),
                deleted => deleted.map(|_| ()),
            }
        }));
        deleted.map_err(self.failed("delete", key))
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
