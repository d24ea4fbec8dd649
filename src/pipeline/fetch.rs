//! Takes' bytes, fetched ahead of those who work on them.
//!
//! Storage makes one wait, decoding keeps a core busy: threads of their own fetch, the pool works. What is fetched and
//! not yet worked off is bounded in bytes, so a slow decoder does not fill the memory and a slow store does not idle
//! the cores. No lock is held while either does its work.

use crate::model::take::Take;
use crate::storage::{StorageError, TakeStore};
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Bytes fetched and not yet worked off: some 200 takes of a minute from a phone, and more than the greatest take.
const BUDGET_BYTES: u64 = 128 << 20;

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
    /// Calls `work` with the index and the bytes of every take, on the pool, in no order. Ends early on `stop`.
    pub(super) fn each(&self, takes: &[&Take], work: impl Fn(usize, Result<Arc<[u8]>, StorageError>) + Sync) {
        let budget = Budget::new(BUDGET_BYTES);
        let next = AtomicUsize::new(0);
        let fetchers = self.store.concurrency().clamp(1, takes.len().max(1));
        let (sender, receiver) = sync_channel(fetchers);
        let receiver = Mutex::new(receiver);
        let broken = Mutex::new(None);
        std::thread::scope(|scope| {
            for _ in 0..fetchers {
                let sender = sender.clone();
                scope.spawn(|| self.fetch(takes, &next, &budget, sender));
            }
            drop(sender);
            self.pool.broadcast(|_| {
                while let Some(Fetched { index, bytes, held }) = receive(&receiver) {
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
    }

    fn fetch<'b>(&self, takes: &[&Take], next: &AtomicUsize, budget: &'b Budget, sender: SyncSender<Fetched<'b>>) {
        while !self.stop.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(take) = takes.get(index) else { return };
            let size_bytes = take.size_bytes.unwrap_or(self.max_bytes).min(self.max_bytes);
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
            fetching.each(&takes, |index, bytes| {
                assert_eq!(&bytes.unwrap()[..], &vec![index as u8; 101][..]);
                assert!(seen.lock().unwrap().insert(index), "{index} twice");
            });
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
        fetching.each(&takes, |_, _| {
            worked.fetch_add(1, Ordering::Relaxed);
            stop.store(true, Ordering::Relaxed);
        });
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
