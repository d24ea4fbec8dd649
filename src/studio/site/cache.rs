//! Finished pictures in memory, by what is on them, within a number of bytes. The one that was not asked for longest goes
//! first.

use axum::body::Bytes;
use std::collections::{BTreeMap, HashMap};

/// What everything that is on a picture hashes to.
pub(super) type Key = [u8; 32];

#[derive(Debug)]
pub(super) struct Cache {
    max_bytes: usize,
    bytes: usize,
    /// Counts what is asked for: the time of this cache.
    now: u64,
    pictures: HashMap<Key, (Bytes, u64)>,
    by_age: BTreeMap<u64, Key>,
}

impl Cache {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            bytes: 0,
            now: 0,
            pictures: HashMap::new(),
            by_age: BTreeMap::new(),
        }
    }

    pub(super) fn get(&mut self, key: &Key) -> Option<Bytes> {
        let (picture, asked_at) = self.pictures.get_mut(key)?;
        self.by_age.remove(asked_at);
        self.now += 1;
        *asked_at = self.now;
        self.by_age.insert(self.now, *key);
        Some(picture.clone())
    }

    pub(super) fn put(&mut self, key: Key, picture: Bytes) {
        self.remove(&key);
        if picture.len() > self.max_bytes {
            return;
        }
        while self.bytes + picture.len() > self.max_bytes
            && let Some((_, oldest)) = self.by_age.first_key_value()
        {
            let oldest = *oldest;
            self.remove(&oldest);
        }
        self.now += 1;
        self.bytes += picture.len();
        self.by_age.insert(self.now, key);
        self.pictures.insert(key, (picture, self.now));
    }

    pub(super) fn remove(&mut self, key: &Key) {
        if let Some((picture, asked_at)) = self.pictures.remove(key) {
            self.by_age.remove(&asked_at);
            self.bytes -= picture.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(bytes: usize) -> Bytes {
        vec![7; bytes].into()
    }

    fn held(cache: &mut Cache) -> Vec<u8> {
        (0..9)
            .filter(|name| cache.pictures.contains_key(&[*name; 32]))
            .collect()
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let mut cache = Cache::new(100);
        for name in 0..3 {
            cache.put([name; 32], picture(30));
        }
        assert!(cache.get(&[0; 32]).is_some());
        cache.put([3; 32], picture(30));
        assert_eq!(held(&mut cache), [0, 2, 3]);
        cache.put([4; 32], picture(80));
        assert_eq!((held(&mut cache), cache.bytes), (vec![4], 80));
        cache.put([5; 32], picture(101));
        assert_eq!(held(&mut cache), [4], "what is too big alone pushes nobody out");
        cache.put([4; 32], picture(10));
        cache.put([6; 32], picture(90));
        assert_eq!((held(&mut cache), cache.bytes), (vec![4, 6], 100));
        cache.remove(&[6; 32]);
        cache.remove(&[6; 32]);
        assert_eq!((cache.bytes, cache.by_age.len(), cache.get(&[6; 32])), (10, 1, None));
    }
}
