//! Pictures that were drawn before, within a number of bytes.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Values that were used lately; the least lately used go first.
pub(crate) struct Cache<K, V> {
    max_bytes: usize,
    entries: Mutex<Entries<K, V>>,
}

struct Entries<K, V> {
    by_key: HashMap<K, Entry<V>>,
    bytes: usize,
    clock: u64,
}

struct Entry<V> {
    value: Arc<V>,
    bytes: usize,
    last_used: u64,
}

impl<K: Eq + Hash + Clone, V> Cache<K, V> {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            entries: Mutex::new(Entries {
                by_key: HashMap::new(),
                bytes: 0,
                clock: 0,
            }),
        }
    }

    /// The value of a key, made if it is not there. Two threads may make the same one; neither waits for the other.
    /// `make` says how many bytes it takes.
    pub(crate) fn get_or_make(&self, key: &K, make: impl FnOnce() -> Option<(V, usize)>) -> Option<Arc<V>> {
        if let Some(value) = self.get(key) {
            return Some(value);
        }
        let (value, bytes) = make()?;
        let value = Arc::new(value);
        self.put(key, Arc::clone(&value), bytes);
        Some(value)
    }

    fn get(&self, key: &K) -> Option<Arc<V>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.clock += 1;
        let now = entries.clock;
        let entry = entries.by_key.get_mut(key)?;
        entry.last_used = now;
        Some(Arc::clone(&entry.value))
    }

    fn put(&self, key: &K, value: Arc<V>, bytes: usize) {
        if bytes > self.max_bytes {
            return;
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.clock += 1;
        let last_used = entries.clock;
        if let Some(replaced) = entries.by_key.insert(
            key.clone(),
            Entry {
                value,
                bytes,
                last_used,
            },
        ) {
            entries.bytes -= replaced.bytes;
        }
        entries.bytes += bytes;
        while entries.bytes > self.max_bytes {
            let Some(oldest) = entries
                .by_key
                .iter()
                .min_by_key(|(_, entry)| entry.last_used)
                .map(|(key, _)| key.clone())
            else {
                break;
            };
            if let Some(gone) = entries.by_key.remove(&oldest) {
                entries.bytes -= gone.bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_kept(cache: &Cache<u8, u8>, key: u8) -> bool {
        let mut is_made = false;
        let value = cache.get_or_make(&key, || {
            is_made = true;
            Some((key, 10))
        });
        assert_eq!(value.as_deref(), Some(&key));
        !is_made
    }

    #[test]
    fn the_least_lately_used_goes_first() {
        let cache = Cache::new(30);
        for key in [1, 2, 3] {
            assert!(!is_kept(&cache, key));
        }
        assert!(is_kept(&cache, 1));
        assert!(!is_kept(&cache, 4));
        assert!(is_kept(&cache, 1) && is_kept(&cache, 3) && is_kept(&cache, 4));
        assert!(!is_kept(&cache, 2));
    }

    #[test]
    fn what_is_larger_than_the_cache_is_made_each_time() {
        let cache = Cache::new(9);
        assert!(!is_kept(&cache, 1));
        assert!(!is_kept(&cache, 1));
    }

    #[test]
    fn what_cannot_be_made_is_not_kept() {
        let cache: Cache<u8, u8> = Cache::new(30);
        assert_eq!(cache.get_or_make(&1, || None), None);
        assert!(!is_kept(&cache, 1));
    }
}
