//! Files that appear whole or not at all: written beside their place, synced, renamed.
//!
//! What is written is hashed on its way, so that the manifest need not read it again.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::error::Error;

/// Bytes read or written at once.
const BLOCK_BYTES: usize = 1 << 16;

/// Size and hash of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3, 64 hexadecimal digits.
    pub blake3: String,
}

/// A writer that counts and hashes what passes through.
#[derive(Debug)]
pub struct Hashing<W> {
    inner: W,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let accepted = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..accepted]);
        self.bytes += accepted as u64;
        Ok(accepted)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W> Hashing<W> {
    /// BLAKE3 of everything written so far.
    pub fn hash(&self) -> blake3::Hash {
        self.hasher.finalize()
    }
}

/// What a file's content is written to.
pub type Sink<'a> = Hashing<BufWriter<&'a mut File>>;

/// Writes a file, making its folder if need be; an error leaves what was there before.
pub fn write_aside(path: &Path, content: impl FnOnce(&mut Sink<'_>) -> io::Result<()>) -> Result<Written, Error> {
    write(path, content).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

fn write(path: &Path, content: impl FnOnce(&mut Sink<'_>) -> io::Result<()>) -> io::Result<Written> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&folder)?;
    let mut aside = builder().tempfile_in(&folder)?;
    let mut sink = Hashing {
        inner: BufWriter::with_capacity(BLOCK_BYTES, aside.as_file_mut()),
        hasher: blake3::Hasher::new(),
        bytes: 0,
    };
    content(&mut sink)?;
    sink.flush()?;
    let written = Written {
        bytes: sink.bytes,
        blake3: sink.hash().to_hex().to_string(),
    };
    drop(sink);
    aside.as_file().sync_all()?;
    aside.persist(path).map_err(|error| error.error)?;
    sync_folder(&folder)?;
    Ok(written)
}

/// Temporary files are private by default; outputs are as open as any other file of the user.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".stemforge-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Size and hash of a file on disk.
pub fn hash_file(path: &Path) -> io::Result<Written> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; BLOCK_BYTES];
    let mut bytes = 0;
    loop {
        let read = match file.read(&mut block) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&block[..read]);
        bytes += read as u64;
    }
    Ok(Written {
        bytes,
        blake3: hasher.finalize().to_hex().to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/file");
        let written = write_aside(&path, |sink| {
            sink.write_all(b"one ")?;
            sink.write_all(&[7; 200_000])
        })
        .unwrap();
        assert_eq!(written.bytes, 200_004);
        assert_eq!(hash_file(&path).unwrap(), written);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_litter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "old").unwrap();
        let result = write_aside(&path, |sink| {
            sink.write_all(b"new")?;
            Err(io::Error::other("disk full"))
        });
        assert!(matches!(result, Err(Error::Write { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn outputs_are_readable_by_others() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plain"), "").unwrap();
        write_aside(&folder.path().join("ours"), |_| Ok(())).unwrap();
        let mode = |name| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("ours"), mode("plain"));
    }
}
