//! Files of any size, to and from objects.

use super::WRITER;
use super::client::Bucket;
use super::fault::{Fault, NO_BUCKET};
use crate::storage::StorageErrorKind;
use aws_sdk_s3::primitives::{ByteStream, Length};
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;

/// Up to here, one request; S3 itself would take 5 GiB, but a broken one is repeated whole.
const ONE_REQUEST_BYTES: u64 = 64 << 20;
/// Size of a part: 10,000 parts are allowed, so 320 GB.
const PART_BYTES: u64 = 32 << 20;

/// Sends a file as an object.
pub(super) async fn send(bucket: &Bucket, file: &Path, name: &str) -> Result<(), Fault> {
    let size_bytes = std::fs::metadata(file).map_err(|cause| Fault::file(&cause))?.len();
    if size_bytes > ONE_REQUEST_BYTES {
        return send_in_parts(bucket, file, name, size_bytes).await;
    }
    bucket
        .ask(async |_| {
            let body = part_of(file, 0, size_bytes).await?;
            let put = bucket.client.put_object().bucket(&bucket.name).key(name);
            bucket.answer(size_bytes as usize, put.body(body).send()).await
        })
        .await
        .map(|_| ())
}

async fn send_in_parts(bucket: &Bucket, file: &Path, name: &str, size_bytes: u64) -> Result<(), Fault> {
    let writer = super::writer();
    let begun = bucket
        .ask(async |_| {
            let begin = bucket.client.create_multipart_upload().bucket(&bucket.name);
            bucket.answer(0, begin.key(name).metadata(WRITER, &writer).send()).await
        })
        .await?;
    let id = begun.upload_id.ok_or_else(|| Fault::broken("an upload has no name"))?;
    let sent = match send_parts(bucket, file, name, size_bytes, &id).await {
        Ok(parts) => join(bucket, name, &id, parts, &writer).await,
        Err(fault) => Err(fault),
    };
    if sent.is_err() {
        // Parts cost money until somebody says that nobody will complete them. If this fails too, the bucket's
        // lifecycle rule does.
        let abort = || bucket.client.abort_multipart_upload().bucket(&bucket.name).key(name);
        let aborted = bucket.ask(async |_| bucket.answer(0, abort().upload_id(&id).send()).await);
        drop(aborted.await);
    }
    sent
}

async fn send_parts(
    bucket: &Bucket,
    file: &Path,
    name: &str,
    size_bytes: u64,
    id: &str,
) -> Result<Vec<CompletedPart>, Fault> {
    let mut parts = Vec::new();
    for (offset, number) in (0..size_bytes).step_by(PART_BYTES as usize).zip(1..) {
        let length = PART_BYTES.min(size_bytes - offset);
        let part = bucket
            .ask(async |_| {
                let body = part_of(file, offset, length).await?;
                let part = bucket.client.upload_part().bucket(&bucket.name).key(name);
                let part = part.upload_id(id).part_number(number).body(body);
                bucket.answer(length as usize, part.send()).await
            })
            .await?;
        let done = CompletedPart::builder().part_number(number);
        parts.push(done.set_e_tag(part.e_tag).build());
    }
    Ok(parts)
}

/// Makes one object of the parts.
async fn join(bucket: &Bucket, name: &str, id: &str, parts: Vec<CompletedPart>, writer: &str) -> Result<(), Fault> {
    let whole = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
    let joined = bucket
        .ask(async |_| {
            let join = bucket.client.complete_multipart_upload().bucket(&bucket.name).key(name);
            let join = join.upload_id(id).multipart_upload(whole.clone());
            bucket.answer_to_work(join.send()).await
        })
        .await;
    match joined {
        // The upload is no more: an earlier try joined it and its answer was lost, or somebody removed it.
        Err(fault) if fault.kind == StorageErrorKind::NotFound && fault.detail != NO_BUCKET => {
            let is_ours = bucket.writer(name).await?.as_deref() == Some(writer);
            if is_ours {
                return Ok(());
            }
            Err(Fault::lasting(
                StorageErrorKind::Io,
                "somebody removed the parts that were sent",
            ))
        }
        joined => joined.map(|_| ()),
    }
}

async fn part_of(file: &Path, offset: u64, length: u64) -> Result<ByteStream, Fault> {
    if length == 0 {
        return Ok(ByteStream::from_static(b""));
    }
    let part = ByteStream::read_from().path(file).offset(offset);
    let part = part.length(Length::Exact(length)).build().await;
    part.map_err(|cause| Fault::lasting(StorageErrorKind::Io, cause.to_string()))
}

/// Brings an object into a file, whole or not at all. A broken answer is continued where it broke off.
pub(super) async fn bring(bucket: &Bucket, name: &str, path: &Path) -> Result<(), Fault> {
    let on_disk = |cause: std::io::Error| Fault::file(&cause);
    let folder = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(folder).map_err(on_disk)?;
    let mut aside = tempfile::Builder::new()
        .prefix(".stemforge-")
        .tempfile_in(folder)
        .map_err(on_disk)?;
    let mut got = Got::default();
    loop {
        let before = got.bytes;
        let brought = bucket.ask(async |_| got.rest(bucket, name, aside.as_file_mut()).await);
        match brought.await {
            Ok(()) => break,
            // Out of tries, but further than before: it is worth as many again.
            Err(fault) if fault.passes && got.bytes > before => {}
            Err(fault) => return Err(fault),
        }
    }
    aside.as_file().sync_all().map_err(on_disk)?;
    aside.persist(path).map_err(|failed| Fault::file(&failed.error))?;
    Ok(())
}

/// How far a download is, and of which object.
#[derive(Default)]
struct Got {
    bytes: u64,
    version: Option<String>,
}

impl Got {
    fn start_over(&mut self, file: &mut File) -> Result<(), Fault> {
        *self = Self::default();
        let emptied = file.set_len(0).and_then(|()| file.rewind());
        emptied.map_err(|cause| Fault::file(&cause))
    }

    async fn rest(&mut self, bucket: &Bucket, name: &str, file: &mut File) -> Result<(), Fault> {
        let mut get = bucket.client.get_object().bucket(&bucket.name).key(name);
        if self.bytes > 0 {
            get = get
                .range(format!("bytes={}-", self.bytes))
                .set_if_match(self.version.clone());
        }
        let answer = match bucket.answer(0, get.send()).await {
            // It was replaced while we read it.
            Err(fault) if fault.kind == StorageErrorKind::AlreadyExists || fault.is_out_of_range => {
                self.start_over(file)?;
                return Err(Fault::broken("it is replaced again and again while it is read"));
            }
            answer => answer?,
        };
        let continues = format!("bytes {}-", self.bytes);
        if self.bytes > 0 && !answer.content_range.is_some_and(|range| range.starts_with(&continues)) {
            // Some servers send everything, whatever part was asked for.
            self.start_over(file)?;
        }
        self.version = answer.e_tag;
        let end = answer
            .content_length
            .map(|_| self.bytes + super::bytes_of(answer.content_length));
        let mut body = answer.body;
        while let Some(piece) = bucket.piece(&mut body).await? {
            file.write_all(piece.as_ref()).map_err(|cause| Fault::file(&cause))?;
            self.bytes += piece.as_ref().len() as u64;
        }
        if end.is_some_and(|end| self.bytes < end) {
            return Err(Fault::broken("the answer broke off"));
        }
        Ok(())
    }
}
