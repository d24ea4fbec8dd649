//! Uploads as files beside the takes.
//!
//! A byte is received when it is in the `.part` file: the file's length is the only account of it. A take comes in by
//! a rename, and only `take.json`, written after it, makes it one; whoever is killed between the two finds the audio in
//! its place and goes on from there.

use super::{Lease, check_content, check_size, is_verdict};
use crate::storage::{Directory, layout};
use crate::studio::app::OpenError;
use crate::studio::limits::Promise;
use crate::studio::problem::Problem;
use crate::studio::record::Record;
use crate::studio::secrets::TicketId;
use crate::studio::sniff::HEAD_BYTES;
use crate::studio::standing::part_key;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Hidden, so it is no object. Held locked while the service runs.
const LOCK: &str = ".stemforge-studio.lock";
/// What files that are written aside begin with.
const ASIDE: &str = ".stemforge-";
const HASH_BUFFER_BYTES: usize = 64 * 1024;

/// The folder of the takes.
#[derive(Debug)]
pub(in crate::studio) struct Files {
    directory: Directory,
    /// One service a folder: two would not know of each other's uploads.
    _lock: File,
}

/// A `.part` file that bytes are added to.
#[derive(Debug)]
pub(in crate::studio) struct Part {
    file: File,
    /// Bytes that are in it.
    pub(super) offset: u64,
    /// Room on the disk for what is still to come.
    promise: Promise,
    /// Nobody else writes to it, also not while a client that went away has a write under way.
    pub(super) lease: Lease,
}

impl Files {
    /// The takes in `folder`, which is made if it is not there.
    pub(in crate::studio) fn open(folder: &Path) -> Result<Self, OpenError> {
        let failed = |verb| OpenError::io(verb, folder.display());
        fs::create_dir_all(folder).map_err(failed("make the folder"))?;
        let lock = folder.join(LOCK);
        let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&lock);
        let lock = lock.map_err(failed("write to"))?;
        if lock.try_lock().is_err() {
            return Err(OpenError::Settings(format!(
                "another stemforge-studio is at work in `{}`",
                folder.display()
            )));
        }
        make_folders(folder).map_err(failed("make folders in"))?;
        // Nobody writes here yet.
        remove_litter(folder).map_err(failed("tidy up"))?;
        Ok(Self {
            directory: Directory::open(folder)?,
            _lock: lock,
        })
    }

    pub(in crate::studio) fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Whether the folder is still what it was: disks can be taken away.
    pub(in crate::studio) fn check(&self) -> io::Result<()> {
        for name in [layout::TAKES, layout::UPLOADS, layout::WITHDRAWN, layout::ERASING] {
            fs::read_dir(self.directory.root().join(name))?;
        }
        Ok(())
    }

    /// How many bytes of an announced take are here.
    pub(in crate::studio) fn received_bytes(&self, record: &Record, ticket: TicketId) -> io::Result<u64> {
        let length = |path: &Path| match fs::metadata(path) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        };
        if let Some(bytes) = length(&self.part(ticket))? {
            return Ok(bytes);
        }
        Ok(length(&self.audio(record, ticket))?.unwrap_or(0))
    }

    /// How many bytes of an upload lie beside the takes.
    pub(in crate::studio) fn part_bytes(&self, ticket: TicketId) -> io::Result<u64> {
        match fs::metadata(self.part(ticket)) {
            Ok(metadata) => Ok(metadata.len()),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(cause) => Err(cause),
        }
    }

    /// The `.part` file, to be written from `offset` on, which is its length.
    pub(super) fn part_at(&self, ticket: TicketId, offset: u64, promise: Promise, lease: Lease) -> io::Result<Part> {
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.part(ticket))?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Part {
            file,
            offset,
            promise,
            lease,
        })
    }

    /// Looks whether the bytes are those announced, then renames them to the take's audio.
    pub(super) fn bring_in(&self, record: &Record, ticket: TicketId) -> Result<(), Problem> {
        let (part, audio) = (self.part(ticket), self.audio(record, ticket));
        // Only a completion that was interrupted leaves audio without `take.json`.
        let from = if part.exists() { &part } else { &audio };
        let file = match OpenOptions::new().read(true).write(true).open(from) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return check_size(record, 0),
            file => file?,
        };
        if let Err(problem) = verify(record, &file) {
            if is_verdict(&problem) {
                fs::remove_file(from)?;
            }
            return Err(problem);
        }
        file.sync_all()?;
        let folder = self.directory.root().join(layout::folder(&ticket.take()));
        match fs::create_dir(&folder) {
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => remove_asides(&folder)?,
            made => made?,
        }
        if let Some(shard) = folder.parent() {
            sync_folder(shard)?;
        }
        if from == &part {
            fs::rename(&part, &audio)?;
        }
        sync_folder(&folder)?;
        Ok(())
    }

    /// Removes what is left in a take's folder without being an object, and the folder if it is empty.
    pub(super) fn settle(&self, ticket: TicketId) -> io::Result<()> {
        let folder = self.directory.root().join(layout::folder(&ticket.take()));
        if !folder.exists() {
            return Ok(());
        }
        remove_asides(&folder)?;
        sync_folder(&folder)?;
        match fs::remove_dir(&folder) {
            Err(cause) if cause.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            removed => removed,
        }
    }

    fn part(&self, ticket: TicketId) -> PathBuf {
        self.directory.path(&part_key(ticket))
    }

    fn audio(&self, record: &Record, ticket: TicketId) -> PathBuf {
        self.directory.path(&layout::audio(&ticket.take(), record.extension()))
    }
}

impl Part {
    /// Adds bytes. On an error as many are in the file as its length says.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.offset += bytes.len() as u64;
        self.promise.keep(bytes.len() as u64);
        Ok(())
    }

    /// Whether no byte is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.file.metadata().is_ok_and(|metadata| metadata.len() == 0)
    }
}

fn verify(record: &Record, mut file: &File) -> Result<(), Problem> {
    check_size(record, file.metadata()?.len())?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; HASH_BUFFER_BYTES];
    let mut head = Vec::new();
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause.into()),
        };
        if head.len() < HEAD_BYTES {
            head.extend_from_slice(&buffer[..read.min(HEAD_BYTES)]);
        }
        hasher.update(&buffer[..read]);
    }
    check_content(record, hasher.finalize().into(), &head)
}

/// All folders that uploads need. Made once and synced, so that no later write has to wonder whether they last.
fn make_folders(root: &Path) -> io::Result<()> {
    for name in [layout::TAKES, layout::UPLOADS] {
        let folder = root.join(name);
        for shard in shards() {
            fs::create_dir_all(folder.join(shard))?;
        }
        sync_folder(&folder)?;
    }
    for name in [layout::WITHDRAWN, layout::ERASING] {
        fs::create_dir_all(root.join(name))?;
    }
    sync_folder(root)
}

fn shards() -> impl Iterator<Item = String> {
    (0..=u8::MAX).map(|shard| format!("{shard:02x}"))
}

/// Removes half-written files of a service that was killed.
fn remove_litter(root: &Path) -> io::Result<()> {
    remove_asides(root)?;
    for name in [layout::WITHDRAWN, layout::ERASING] {
        remove_asides(&root.join(name))?;
    }
    for shard in shards() {
        remove_asides(&root.join(layout::UPLOADS).join(shard))?;
    }
    Ok(())
}

fn remove_asides(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(ASIDE) && name != LOCK {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// What was renamed into a folder is there after a power cut once the folder is synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
