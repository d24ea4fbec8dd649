//! In the end, everything that was confirmed has to be there: by the service's own word, and by the bytes on disk.

use super::fan::Stage;
use super::figures::Ask;
use super::parcel::Parcel;
use super::plan::Phase;
use super::wire::Wire;
use crate::model::take::TakeId;
use crate::storage::layout;
use hyper::Method;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Takes that are looked at at a time.
const AT_A_TIME: usize = 16;
const HASH_BUFFER_BYTES: usize = 64 * 1024;
/// A service that is restarting just now gets some more tries.
const TRIES: u32 = 20;

/// A take that the service said is there for good.
#[derive(Debug, Clone)]
pub(super) struct Confirmed {
    pub(super) take_id: String,
    pub(super) sha256: [u8; 32],
    pub(super) size_bytes: u64,
}

/// What fans were told, and how many were told anything.
#[derive(Debug, Default)]
pub(super) struct Audit {
    confirmed: Mutex<Vec<Confirmed>>,
    done: AtomicU32,
    failed: AtomicU32,
}

/// How it ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Audited {
    pub(super) confirmed: usize,
    pub(super) by_status: usize,
    pub(super) by_bytes: usize,
    pub(super) fans_done: u32,
    pub(super) fans_failed: u32,
}

impl Audit {
    pub(super) fn confirmed(&self, take: Confirmed) {
        self.confirmed.lock().unwrap_or_else(PoisonError::into_inner).push(take);
    }

    pub(super) fn done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }
}

/// Looks at every confirmed take.
pub(super) async fn audit(stage: &Arc<Stage>) -> Audited {
    let confirmed = std::mem::take(&mut *stage.audit.confirmed.lock().unwrap_or_else(PoisonError::into_inner));
    let mut audited = Audited {
        confirmed: confirmed.len(),
        fans_done: stage.audit.done.load(Ordering::Relaxed),
        fans_failed: stage.audit.failed.load(Ordering::Relaxed),
        ..Audited::default()
    };
    let mut looking = tokio::task::JoinSet::new();
    let share = confirmed.len().div_ceil(AT_A_TIME).max(1);
    for takes in confirmed.chunks(share) {
        let (stage, takes) = (Arc::clone(stage), takes.to_vec());
        looking.spawn(async move { look_at(&stage, takes).await });
    }
    while let Some(looked) = looking.join_next().await {
        if let Ok((by_status, by_bytes)) = looked {
            audited.by_status += by_status;
            audited.by_bytes += by_bytes;
        }
    }
    audited
}

async fn look_at(stage: &Arc<Stage>, takes: Vec<Confirmed>) -> (usize, usize) {
    let mut wire = Wire::new(Arc::clone(&stage.authority), Arc::clone(&stage.figures), Phase::After);
    let (mut by_status, mut by_bytes) = (0, 0);
    for take in takes {
        if !stage.settings.plain_put {
            match is_received(stage, &mut wire, &take).await {
                Ok(()) => by_status += 1,
                Err(what) => stage.figures.error(what),
            }
        }
        if let Some(data) = stage.settings.data.clone() {
            let plain_put = stage.settings.plain_put;
            let is_there = tokio::task::spawn_blocking(move || is_on_disk(&data, &take, plain_put)).await;
            match is_there {
                Ok(Ok(true)) => by_bytes += 1,
                Ok(Ok(false)) => stage
                    .figures
                    .error("a confirmed take has other bytes on disk".to_owned()),
                Ok(Err(cause)) => stage
                    .figures
                    .error(format!("a confirmed take cannot be read: {}", cause.kind())),
                Err(cause) => stage.figures.error(cause.to_string()),
            }
        }
    }
    (by_status, by_bytes)
}

async fn is_received(stage: &Stage, wire: &mut Wire, take: &Confirmed) -> Result<(), String> {
    let path = format!("{}/v1/takes/{}", stage.settings.base_path(), take.take_id);
    for _ in 0..TRIES {
        let asked = wire.ask(Ask::Status, Method::GET, &path, &[], Parcel::empty()).await;
        match asked {
            Ok(answer) if matches!(answer.status, 429 | 503) => {
                tokio::time::sleep(answer.retry_after.unwrap_or(Duration::from_secs(1))).await;
            }
            Ok(answer) => {
                let body = answer.json();
                let is_whole = body["status"] == "received" && body["size_bytes"] == take.size_bytes;
                return if is_whole {
                    Ok(())
                } else {
                    Err(format!("a confirmed take is {} {}", answer.status, body["status"]))
                };
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(250)).await,
        }
    }
    Err("a confirmed take could not be asked for".to_owned())
}

fn is_on_disk(data: &Path, take: &Confirmed, plain_put: bool) -> io::Result<bool> {
    let path = if plain_put {
        data.join(&take.take_id)
    } else {
        audio(&data.join(layout::folder(&TakeId(take.take_id.clone()))))?
    };
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; HASH_BUFFER_BYTES];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    let sha256: [u8; 32] = hasher.finalize().into();
    Ok(sha256 == take.sha256)
}

/// The audio in a take's folder.
fn audio(folder: &Path) -> io::Result<PathBuf> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_stem().is_some_and(|stem| stem == "audio") {
            return Ok(path);
        }
    }
    Err(io::ErrorKind::NotFound.into())
}
