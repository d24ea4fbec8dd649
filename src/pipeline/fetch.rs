//! Takes' bytes, fetched ahead of those who work on them.
//!
//! Storage makes one wait, decoding keeps a core busy: threads of their own fetch, the pool works. What is fetched and
//! not yet worked off is bounded in bytes, so a slow decoder does not fill the memory and a slow store does not idle
//! the cores. No lock is held while either does its work.

use super::failure::Failure;
use crate::model::take::Take;
use crate::storage::{StorageError, StorageErrorKind, TakeStore};
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Bytes fetched and not yet worked off: some 200 takes of a minute from a phone, and more than the greatest take.
const BUDGET_BYTES: u64 = 128 << 20;

/// What storage owes us when it does not answer at all is not asked for take by take: after so many in a row for each
/// fetcher, the run ends.
const MOST_UNANSWERED: usize = 8;
/// What a take of unknown size is thought to have.
const USUAL_BYTES: u64 = 4 << 20;

/// Where bytes come from and who works on them.
#[derive(Clone, Copy)]
pub(super) struct Fetching<'a> {
    pub(super) store: &'a TakeStore,
    /// A take's bytes are cut one after this many.
    pub(super) max_bytes: u64,
    pub(super) pool: &'a ThreadPool,
    pub(super) stop: &'a AtomicBool,
}

/// A take's bytes, and the part of the budget that they hold until they are dropped.
struct Fetched<'a> {
    index: usize,
    bytes: Result<Arc<[u8]>, StorageError>,
    held: Held<'a>,
}

impl Fetching<'_> {
    /// Calls `work` with the index and the bytes of every take, on the pool, in no order. Ends early on `stop`, and with
    /// an error when storage answers no more.
    pub(super) fn each(
        &self,
        takes: &[&Take],
        work: impl Fn(usize, Result<Arc<[u8]>, StorageError>) + Sync,
    ) -> Result<(), Failure> {
        let budget = Budget::new(BUDGET_BYTES);
        let next = AtomicUsize::new(0);
        let fetchers = self.store.concurrency().clamp(1, takes.len().max(1));
        let (sender, receiver) = sync_channel(fetchers);
        let receiver = Mutex::new(receiver);
        let broken = Mutex::new(None);
        let unanswered = AtomicUsize::new(0);
        let outage = Mutex::new(None);
        std::thread::scope(|scope| {
            for _ in 0..fetchers {
                let sender = sender.clone();
                scope.spawn(|| self.fetch(takes, &next, &budget, sender));
            }
            drop(sender);
            self.pool.broadcast(|_| {
                while let Some(Fetched { index, bytes, held }) = receive(&receiver) {
                    match &bytes {
                        Err(cause) if self.is_outage(takes[index], cause) => {
                            if unanswered.fetch_add(1, Ordering::Relaxed) + 1 >= MOST_UNANSWERED * fetchers {
                                next.store(takes.len(), Ordering::Relaxed);
                                *outage.lock().unwrap_or_else(PoisonError::into_inner) = Some(cause.clone());
                            }
                        }
                        _ => unanswered.store(0, Ordering::Relaxed),
                    }
                    // A worker that breaks must not leave the fetchers waiting for it: what is under way is let go.
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(index, bytes))) {
                        next.store(takes.len(), Ordering::Relaxed);
                        *broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic);
                    }
                    drop(held);
                }
            });
        });
        if let Some(panic) = broken.into_inner().unwrap_or_else(PoisonError::into_inner) {
            resume_unwind(panic);
        }
        match outage.into_inner().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(cause) => Err(
                Failure::machine(format!("storage gives no take any more, last: failed to {cause}"))
                    .hint("run the same command again when it does: it goes on where it stopped"),
            ),
        }
    }

    /// Whether a failure is one of storage as a whole. A file that may not be read is one file.
    fn is_outage(&self, take: &Take, cause: &StorageError) -> bool {
        match cause.kind {
            StorageErrorKind::Unavailable => true,
            StorageErrorKind::Denied => self.store.path(take).is_none(),
            _ => false,
        }
    }

    fn fetch<'b>(&self, takes: &[&Take], next: &AtomicUsize, budget: &'b Budget, sender: SyncSender<Fetched<'b>>) {
        while !self.stop.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(take) = takes.get(index) else { return };
            let size_bytes = take.size_bytes.unwrap_or(USUAL_BYTES).min(self.max_bytes);
            let held = budget.hold(size_bytes);
            let bytes = self.store.fetch(take, self.max_bytes);
            if sender.send(Fetched { index, bytes, held }).is_err() {
                return;
            }
        }
    }
}

fn receive<T>(receiver: &Mutex<Receiver<T>>) -> Option<T> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Bytes that may be held at a time. One holder of more than all of it waits until nobody else holds any.
struct Budget {
    all: u64,
    free: Mutex<u64>,
    freed: Condvar,
}

impl Budget {
    fn new(all: u64) -> Self {
        Self {
            all,
            free: Mutex::new(all),
            freed: Condvar::new(),
        }
    }

    fn hold(&self, bytes: u64) -> Held<'_> {
        let bytes = bytes.min(self.all);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self
            .freed
            .wait_while(free, |free| *free < bytes)
            .unwrap_or_else(PoisonError::into_inner);
        *free -= bytes;
        Held { budget: self, bytes }
    }
}

struct Held<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.budget.free.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.budget.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{Key, Memory, Put, Store};
    use std::collections::BTreeSet;
    use std::sync::atomic::AtomicU64;

    fn hundred() -> TakeStore {
        let store = Memory::default();
        for index in 0..100 {
            store
                .put(&Key::known(format!("{index:03}.wav")), &vec![index; 1000], Put::Create)
                .unwrap();
        }
        TakeStore::of(Arc::new(store))
    }

    #[test]
    fn every_take_is_worked_on_once_whatever_the_pool() {
        let store = hundred();
        let takes = store.list().unwrap().takes;
        let takes: Vec<&Take> = takes.iter().collect();
        for threads in [1, 7] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let seen = Mutex::new(BTreeSet::new());
            let fetching = Fetching {
                store: &store,
                max_bytes: 100,
                pool: &pool,
                stop: &AtomicBool::new(false),
            };
            fetching
                .each(&takes, |index, bytes| {
                    assert_eq!(&bytes.unwrap()[..], &vec![index as u8; 101][..]);
                    assert!(seen.lock().unwrap().insert(index), "{index} twice");
                })
                .unwrap();
            assert_eq!(seen.into_inner().unwrap().len(), 100);
        }
    }

    #[test]
    fn a_stop_ends_it_between_two_takes() {
        let store = hundred();
        let takes = store.list().unwrap().takes;
        let takes: Vec<&Take> = takes.iter().collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let stop = AtomicBool::new(false);
        let worked = AtomicU64::new(0);
        let fetching = Fetching {
            store: &store,
            max_bytes: 100,
            pool: &pool,
            stop: &stop,
        };
        fetching
            .each(&takes, |_, _| {
                worked.fetch_add(1, Ordering::Relaxed);
                stop.store(true, Ordering::Relaxed);
            })
            .unwrap();
        assert!(worked.into_inner() < 20, "only what was under way");
    }

    #[test]
    fn a_worker_that_breaks_ends_the_run_instead_of_hanging_it() {
        let store = hundred();
        let takes = store.list().unwrap().takes;
        let takes: Vec<&Take> = takes.iter().collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let stop = AtomicBool::new(false);
        let fetching = Fetching {
            store: &store,
            max_bytes: 100,
            pool: &pool,
            stop: &stop,
        };
        let broken = catch_unwind(AssertUnwindSafe(|| {
            fetching.each(&takes, |index, _| assert_ne!(index, 5))
        }));
        assert!(broken.is_err());
    }

    /// A store that lists takes and gives none.
    #[derive(Debug)]
    struct Silent(Memory);

    impl Store for Silent {
        fn list(&self, prefix: &str) -> Result<Vec<crate::storage::Object>, StorageError> {
            self.0.list(prefix)
        }
        fn head(&self, key: &Key) -> Result<crate::storage::Object, StorageError> {
            self.0.head(key)
        }
        fn get(&self, key: &Key, _: u64) -> Result<Vec<u8>, StorageError> {
            let kind = StorageErrorKind::Unavailable;
            Err(StorageError::new(kind, "read", self.uri(key), "no answer"))
        }
        fn put(&self, key: &Key, bytes: &[u8], put: Put) -> Result<(), StorageError> {
            self.0.put(key, bytes, put)
        }
        fn copy(&self, from: &Key, to: &Key) -> Result<(), StorageError> {
            self.0.copy(from, to)
        }
        fn delete(&self, key: &Key) -> Result<(), StorageError> {
            self.0.delete(key)
        }
        fn upload(&self, file: &std::path::Path, key: &Key) -> Result<(), StorageError> {
            self.0.upload(file, key)
        }
        fn download(&self, key: &Key, file: &std::path::Path) -> Result<(), StorageError> {
            self.0.download(key, file)
        }
        fn uri(&self, key: &Key) -> String {
            self.0.uri(key)
        }
    }

    #[test]
    fn storage_that_answers_no_more_ends_the_run_instead_of_costing_every_take() {
        let store = Memory::default();
        for index in 0..100 {
            let key = Key::known(format!("{index:03}.wav"));
            store.put(&key, b"la", Put::Create).unwrap();
        }
        let store = TakeStore::of(Arc::new(Silent(store)));
        let takes = store.list().unwrap().takes;
        let takes: Vec<&Take> = takes.iter().collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let told = AtomicUsize::new(0);
        let fetching = Fetching {
            store: &store,
            max_bytes: 100,
            pool: &pool,
            stop: &AtomicBool::new(false),
        };
        let ended = fetching.each(&takes, |_, bytes| {
            assert!(bytes.is_err());
            told.fetch_add(1, Ordering::Relaxed);
        });
        assert!(ended.unwrap_err().to_string().contains("no answer"));
        assert!((16..40).contains(&told.into_inner()));
    }

    #[test]
    fn what_is_held_never_exceeds_the_budget() {
        let budget = Budget::new(100);
        let most = AtomicU64::new(0);
        let now = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for bytes in [10, 60, 70, 100, 500, 30, 1, 0] {
                let (budget, most, now) = (&budget, &most, &now);
                scope.spawn(move || {
                    for _ in 0..200 {
                        let _held = budget.hold(bytes);
                        let held = now.fetch_add(bytes.min(100), Ordering::SeqCst) + bytes.min(100);
                        most.fetch_max(held, Ordering::SeqCst);
                        now.fetch_sub(bytes.min(100), Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 100);
        assert_eq!(*budget.free.lock().unwrap(), 100);
    }
}
