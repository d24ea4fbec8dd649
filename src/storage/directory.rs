//! Objects as files below a directory.
//!
//! A file is written beside its place under a hidden name, synced, and renamed: whole or absent, also after a power cut.
//! `Put::Create` renames without replacing, which the file system does at once for one of many writers.

use super::{Key, Object, Put, StorageError, Store};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Folders deeper than this are somebody's accident.
const MAX_DEPTH: usize = 16;

/// A directory as an object store.
#[derive(Debug, Clone)]
pub struct Directory {
    root: PathBuf,
}

impl Directory {
    /// The store at `root`, which must exist.
    pub fn open(root: &Path) -> Result<Self, StorageError> {
        let failed = |cause| StorageError::io("open", root.display(), &cause);
        let metadata = fs::metadata(root).map_err(failed)?;
        if !metadata.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::NotADirectory)));
        }
        Ok(Self { root: root.to_owned() })
    }

    /// Where an object's file is, or would be.
    pub fn path(&self, key: &Key) -> PathBuf {
        self.root.join(key.as_str())
    }

    /// The directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn fail<'a>(verb: &'static str, path: &'a Path) -> impl Fn(io::Error) -> StorageError + 'a {
        move |cause| StorageError::io(verb, path.display(), &cause)
    }
}

impl Store for Directory {
    fn list(&self, prefix: &str) -> Result<Vec<Object>, StorageError> {
        // Only the folder that the prefix names can hold what starts with it.
        let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut objects = Vec::new();
        let mut folders = vec![(self.root.join(folder), folder.to_owned(), 0)];
        while let Some((path, folder, depth)) = folders.pop() {
            let entries = match fs::read_dir(&path) {
                Err(cause) if leads_nowhere(&cause) => continue,
                entries => entries.map_err(Self::fail("list", &path))?,
            };
            for entry in entries {
                let entry = entry.map_err(Self::fail("list", &path))?;
                let name = entry.file_name();
                // A name that is not UTF-8 is listed with replacement characters; reading it fails, and is reported.
                let name = name.to_string_lossy();
                let name = if folder.is_empty() {
                    name.into_owned()
                } else {
                    format!("{folder}/{name}")
                };
                let Ok(key) = Key::parse(&name) else { continue };
                let kind = entry.file_type().map_err(Self::fail("list", &path))?;
                if kind.is_dir() {
                    let on_the_way = name.starts_with(prefix) || prefix.starts_with(&format!("{name}/"));
                    if depth < MAX_DEPTH && on_the_way {
                        folders.push((entry.path(), name, depth + 1));
                    }
                } else if name.starts_with(prefix) {
                    // Links to files are followed, links to folders are not.
                    let size_bytes = match fs::metadata(entry.path()) {
                        Ok(metadata) if metadata.is_file() => metadata.len(),
                        // A pipe or a socket, or gone since.
                        Ok(_) => continue,
                        Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
                        // It is there: reading it will fail, and be reported.
                        Err(_) => 0,
                    };
                    objects.push(Object {
                        key,
                        size_bytes,
                        version: None,
                    });
                }
            }
        }
        objects.sort();
        Ok(objects)
    }

    fn head(&self, key: &Key) -> Result<Object, StorageError> {
        let path = self.path(key);
        let metadata = fs::metadata(&path).map_err(Self::fail("read", &path))?;
        if !metadata.is_file() {
            return Err(Self::fail("read", &path)(io::Error::from(io::ErrorKind::NotFound)));
        }
        Ok(Object {
            key: key.clone(),
            size_bytes: metadata.len(),
            version: None,
        })
    }

    fn get(&self, key: &Key, max_bytes: u64) -> Result<Vec<u8>, StorageError> {
        read_at_most(&self.path(key), max_bytes)
    }

    fn put(&self, key: &Key, bytes: &[u8], put: Put) -> Result<(), StorageError> {
        let path = self.path(key);
        write_aside(&path, put, |file| file.write_all(bytes)).map_err(Self::fail("write", &path))
    }

    fn copy(&self, from: &Key, to: &Key) -> Result<(), StorageError> {
        self.upload(&self.path(from), to)
    }

    fn delete(&self, key: &Key) -> Result<(), StorageError> {
        let path = self.path(key);
        match fs::remove_file(&path) {
            Err(cause) if leads_nowhere(&cause) => Ok(()),
            removed => removed.map_err(Self::fail("delete", &path)),
        }
    }

    fn upload(&self, file: &Path, key: &Key) -> Result<(), StorageError> {
        let mut source = File::open(file).map_err(Self::fail("read", file))?;
        let path = self.path(key);
        write_aside(&path, Put::Overwrite, |target| {
            io::copy(&mut source, target).map(|_| ())
        })
        .map_err(Self::fail("write", &path))
    }

    fn download(&self, key: &Key, file: &Path) -> Result<(), StorageError> {
        let path = self.path(key);
        let mut source = open_file(&path).map_err(Self::fail("read", &path))?;
        write_aside(file, Put::Overwrite, |target| io::copy(&mut source, target).map(|_| ()))
            .map_err(Self::fail("write", file))
    }

    fn uri(&self, key: &Key) -> String {
        self.path(key).display().to_string()
    }
}

/// Whether nothing is there, be it because the way leads through a file.
fn leads_nowhere(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A file to read from. A folder is no object.
fn open_file(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    match file.metadata()?.is_dir() {
        true => Err(io::Error::from(io::ErrorKind::NotFound)),
        false => Ok(file),
    }
}

/// The first `max_bytes` bytes of a file.
pub(super) fn read_at_most(path: &Path, max_bytes: u64) -> Result<Vec<u8>, StorageError> {
    let read = || -> io::Result<Vec<u8>> {
        let file = open_file(path)?;
        let mut bytes = Vec::with_capacity(file.metadata()?.len().min(max_bytes) as usize);
        file.take(max_bytes).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(Directory::fail("read", path))
}

/// Writes a file whole or not at all, and makes its folder if need be.
pub(super) fn write_aside(path: &Path, put: Put, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let mut aside = tempfile::Builder::new().prefix(".stemforge-").tempfile_in(folder)?;
    fill(aside.as_file_mut())?;
    aside.as_file().sync_all()?;
    match put {
        Put::Create => aside.persist_noclobber(path),
        Put::Overwrite => aside.persist(path),
    }
    .map_err(|failed| failed.error)?;
    sync_folder(folder)
}

/// A rename is safe once its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
