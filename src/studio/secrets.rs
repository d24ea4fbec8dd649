//! Ids and tokens: all derived from one key, so that nothing secret is stored and any process with the key knows them.
//!
//! ```text
//! take_id       keyed(K, "take\0"   + idempotency key), 16 bytes
//! upload_token  keyed(K, "upload\0" + take_id)
//! erase_token   keyed(K, "erase\0"  + take_id)
//! fan           keyed(K, "fan\0"    + what the page sent), 16 bytes: tells fans apart without knowing them
//! request       keyed(K, "request\0" + the request as we understood it)
//! ```
//!
//! `keyed` is BLAKE3 with a key of 32 bytes. Hashes compare in constant time.

use super::hex;
use crate::model::take::TakeId;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// A take as this service names it: 128 bits nobody can guess. All that a stranger's URL can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TicketId([u8; 16]);

impl TicketId {
    /// The id that 32 lower-case hexadecimal digits spell.
    pub(super) fn parse(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }

    /// The same take as the rest of stemforge names it.
    pub(super) fn take(self) -> TakeId {
        TakeId(self.to_string())
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    /// Sending the take's bytes.
    Upload,
    /// Taking the take back.
    Erase,
}

/// The server's key.
#[derive(Clone)]
pub(super) struct Secrets {
    key: [u8; 32],
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets { .. }")
    }
}

impl Secrets {
    /// The key that 64 hexadecimal digits spell.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let key = hex::decode(&text.trim().to_ascii_lowercase())?;
        Some(Self { key })
    }

    /// The key in a file, which is made if there is none.
    pub(super) fn read_or_make(path: &Path) -> io::Result<Self> {
        match File::open(path) {
            Ok(file) => {
                let mut text = String::new();
                file.take(1024).read_to_string(&mut text)?;
                Self::parse(&text)
                    .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it is not 64 hexadecimal digits"))
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Self::make(path),
            Err(cause) => Err(cause),
        }
    }

    /// A new key in a new file, which is whole or absent and nobody else's to read.
    fn make(path: &Path) -> io::Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(io::Error::other)?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // Temporary files are made with mode 0600.
        let mut aside = tempfile::Builder::new().prefix(".stemforge-").tempfile_in(folder)?;
        writeln!(aside, "{}", hex::encode(&key))?;
        aside.as_file().sync_all()?;
        aside.persist_noclobber(path).map_err(|failed| failed.error)?;
        OpenOptions::new().read(true).open(folder)?.sync_all()?;
        Ok(Self { key })
    }

    /// The take that an idempotency key stands for.
    pub(super) fn ticket(&self, idempotency_key: &str) -> TicketId {
        TicketId(self.short("take", idempotency_key.as_bytes()))
    }

    /// The token that gives a right to a take.
    pub(super) fn token(&self, right: Right, ticket: TicketId) -> String {
        self.token_hash(right, ticket).to_hex().to_string()
    }

    /// Whether `token` gives that right; takes the same time whatever is wrong with it.
    pub(super) fn allows(&self, right: Right, ticket: TicketId, token: &str) -> bool {
        blake3::Hash::from_hex(token).is_ok_and(|sent| sent == self.token_hash(right, ticket))
    }

    /// A fan's pseudonym.
    pub(super) fn fan(&self, sent: &str) -> String {
        hex::encode(&self.short("fan", sent.as_bytes()))
    }

    /// A word that two requests share if they ask for the same.
    pub(super) fn request(&self, canonical: &[u8]) -> String {
        hex::encode(&self.short("request", canonical))
    }

    fn token_hash(&self, right: Right, ticket: TicketId) -> blake3::Hash {
        let name = match right {
            Right::Upload => "upload",
            Right::Erase => "erase",
        };
        self.keyed(name, ticket.to_string().as_bytes())
    }

    fn short(&self, name: &str, of: &[u8]) -> [u8; 16] {
        let mut short = [0; 16];
        short.copy_from_slice(&self.keyed(name, of).as_bytes()[..16]);
        short
    }

    fn keyed(&self, name: &str, of: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(name.as_bytes()).update(&[0]).update(of);
        hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_for_one_right_to_one_take() {
        let secrets = Secrets { key: [7; 32] };
        let (one, other) = (secrets.ticket("0123456789abcdef"), secrets.ticket("0123456789abcdeg"));
        assert_ne!(one, other);
        let token = secrets.token(Right::Upload, one);
        assert!(secrets.allows(Right::Upload, one, &token));
        assert!(!secrets.allows(Right::Erase, one, &token));
        assert!(!secrets.allows(Right::Upload, other, &token));
        assert!(!secrets.allows(Right::Upload, one, ""));
        assert_eq!(TicketId::parse(&one.to_string()), Some(one));
        for wrong in [
            "",
            "..",
            "../../etc/passwd",
            &one.to_string()[1..],
            &one.to_string().to_uppercase(),
        ] {
            assert_eq!(TicketId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_is_made_once_and_is_nobody_elses_to_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("service.key");
        let made = Secrets::read_or_make(&path).unwrap();
        assert_eq!(Secrets::read_or_make(&path).unwrap().key, made.key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&path, "not a key").unwrap();
        assert!(Secrets::read_or_make(&path).is_err());
        assert!(!format!("{made:?}").contains(&hex::encode(&made.key)));
    }
}
