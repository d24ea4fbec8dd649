//! Objects in memory: for tests, and for trying things out.

use super::{Key, Object, Put, StorageError, StorageErrorKind, Store};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// An object store that is gone when it is dropped.
#[derive(Debug, Default)]
pub struct Memory {
    objects: RwLock<BTreeMap<Key, Arc<[u8]>>>,
}

impl Memory {
    fn read<T>(&self, look: impl FnOnce(&BTreeMap<Key, Arc<[u8]>>) -> T) -> T {
        look(&self.objects.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut BTreeMap<Key, Arc<[u8]>>) -> T) -> T {
        change(&mut self.objects.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn object(&self, key: &Key) -> Result<Arc<[u8]>, StorageError> {
        self.read(|objects| objects.get(key).cloned())
            .ok_or_else(|| StorageError::new(StorageErrorKind::NotFound, "read", format!("`{key}`"), "no such object"))
    }
}

impl Store for Memory {
    fn list(&self, prefix: &str) -> Result<Vec<Object>, StorageError> {
        Ok(self.read(|objects| {
            objects
                .iter()
                .filter(|(key, _)| key.as_str().starts_with(prefix))
                .map(|(key, bytes)| described(key, bytes))
                .collect()
        }))
    }

    fn head(&self, key: &Key) -> Result<Object, StorageError> {
        Ok(described(key, &self.object(key)?))
    }

    fn get(&self, key: &Key, max_bytes: u64) -> Result<Vec<u8>, StorageError> {
        let bytes = self.object(key)?;
        Ok(bytes[..bytes.len().min(usize::try_from(max_bytes).unwrap_or(usize::MAX))].to_vec())
    }

    fn put(&self, key: &Key, bytes: &[u8], put: Put) -> Result<(), StorageError> {
        self.write(|objects| {
            if put == Put::Create && objects.contains_key(key) {
                return Err(StorageError::new(
                    StorageErrorKind::AlreadyExists,
                    "write",
                    format!("`{key}`"),
                    "it exists already",
                ));
            }
            objects.insert(key.clone(), Arc::from(bytes));
            Ok(())
        })
    }

    fn copy(&self, from: &Key, to: &Key) -> Result<(), StorageError> {
        let bytes = self.object(from)?;
        self.write(|objects| objects.insert(to.clone(), bytes));
        Ok(())
    }

    fn delete(&self, key: &Key) -> Result<(), StorageError> {
        self.write(|objects| objects.remove(key));
        Ok(())
    }

    fn upload(&self, file: &Path, key: &Key) -> Result<(), StorageError> {
        let bytes = super::directory::read_at_most(file, u64::MAX)?;
        self.put(key, &bytes, Put::Overwrite)
    }

    fn download(&self, key: &Key, file: &Path) -> Result<(), StorageError> {
        let bytes = self.object(key)?;
        super::directory::write_aside(file, Put::Overwrite, |target| std::io::Write::write_all(target, &bytes))
            .map_err(|cause| StorageError::io("write", file.display(), &cause))
    }

    fn uri(&self, key: &Key) -> String {
        format!("memory:{key}")
    }
}

fn described(key: &Key, bytes: &[u8]) -> Object {
    Object {
        key: key.clone(),
        size_bytes: bytes.len() as u64,
        version: Some(blake3::hash(bytes).to_hex().to_string()),
    }
}
