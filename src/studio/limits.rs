//! What keeps a crowd from becoming a failure: rates per address, open uploads, the byte budget, the free disk.

use super::problem::{Code, Problem};
use super::secrets::TicketId;
use super::settings::Settings;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An upload that was not heard of for so long is not open any more; it may go on later.
const OPEN_FOR: Duration = Duration::from_secs(60);
/// How often it is worth looking for such uploads while every place is taken.
const PRUNE_EVERY: Duration = Duration::from_secs(1);

/// All limits and what they have counted.
#[derive(Debug)]
pub(super) struct Limits {
    rate: DefaultKeyedRateLimiter<IpAddr>,
    open: Mutex<Open>,
    max_uploads: usize,
    stored_bytes: AtomicU64,
    max_stored_bytes: u64,
    least_free_bytes: u64,
    promised_bytes: Arc<AtomicU64>,
}

/// Room on the disk for bytes that are on their way; what did not come is given back when it is dropped.
#[derive(Debug)]
pub(super) struct Promise {
    promised_bytes: Arc<AtomicU64>,
    left: u64,
}

impl Promise {
    /// Notes that bytes came: from now on the disk itself counts them.
    pub(super) fn keep(&mut self, bytes: u64) {
        let bytes = bytes.min(self.left);
        self.left -= bytes;
        self.promised_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        self.keep(self.left);
    }
}

#[derive(Debug)]
struct Open {
    uploads: HashMap<TicketId, Instant>,
    pruned: Instant,
}

impl Open {
    fn prune(&mut self, now: Instant) {
        self.uploads.retain(|_, heard| now.duration_since(*heard) < OPEN_FOR);
        self.pruned = now;
    }
}

impl Limits {
    pub(super) fn new(settings: &Settings) -> Self {
        let per_second = NonZeroU32::new(settings.requests_per_second).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(settings.request_burst).unwrap_or(NonZeroU32::MIN);
        Self {
            rate: RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)),
            open: Mutex::new(Open {
                uploads: HashMap::new(),
                pruned: Instant::now(),
            }),
            max_uploads: settings.max_uploads as usize,
            stored_bytes: AtomicU64::new(0),
            max_stored_bytes: settings.max_stored_bytes.unwrap_or(u64::MAX),
            least_free_bytes: settings.least_free_bytes,
            promised_bytes: Arc::default(),
        }
    }

    /// Counts a request from an address.
    pub(super) fn request(&self, from: IpAddr) -> Result<(), Problem> {
        self.rate.check_key(&household(from)).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            let seconds = u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX);
            Problem::new(Code::TooManyRequests, "wait as long as `Retry-After` says").with_least_wait(seconds)
        })
    }

    /// Forgets addresses that were quiet.
    pub(super) fn forget_quiet_addresses(&self) {
        self.rate.retain_recent();
        self.rate.shrink_to_fit();
    }

    /// Notes that an upload is open, if it is or if there is a place for it.
    pub(super) fn open(&self, ticket: TicketId) -> Result<(), Problem> {
        let now = Instant::now();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        self.place(&mut open, ticket, now)?;
        open.uploads.insert(ticket, now);
        Ok(())
    }

    /// Whether an upload that is not open yet would find a place.
    pub(super) fn check_place(&self, ticket: TicketId) -> Result<(), Problem> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        self.place(&mut open, ticket, Instant::now())
    }

    fn place(&self, open: &mut Open, ticket: TicketId, now: Instant) -> Result<(), Problem> {
        if open.uploads.contains_key(&ticket) {
            return Ok(());
        }
        if open.uploads.len() >= self.max_uploads && now.duration_since(open.pruned) >= PRUNE_EVERY {
            open.prune(now);
        }
        if open.uploads.len() >= self.max_uploads {
            return Err(Problem::new(Code::Busy, "keep the recording and try again soon"));
        }
        Ok(())
    }

    /// Notes that an open upload goes on.
    pub(super) fn heard_of(&self, ticket: TicketId) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.uploads.insert(ticket, Instant::now());
    }

    /// Notes that an upload ended.
    pub(super) fn close(&self, ticket: TicketId) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.uploads.remove(&ticket);
    }

    /// How many are open.
    pub(super) fn open_uploads(&self) -> usize {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.prune(Instant::now());
        open.uploads.len()
    }

    /// Sets bytes of the budget aside.
    pub(super) fn reserve(&self, bytes: u64) -> Result<(), Problem> {
        let fits = |stored: u64| stored.checked_add(bytes).filter(|sum| *sum <= self.max_stored_bytes);
        let reserved = self
            .stored_bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        reserved.map(drop).map_err(|_| budget_spent())
    }

    /// Whether the budget has room for bytes, without setting them aside: words alone take nobody's room.
    pub(super) fn check_budget(&self, bytes: u64) -> Result<(), Problem> {
        match self.stored_bytes().checked_add(bytes) {
            Some(sum) if sum <= self.max_stored_bytes => Ok(()),
            _ => Err(budget_spent()),
        }
    }

    /// Counts bytes that are there already, whatever the budget.
    pub(super) fn count(&self, bytes: u64) {
        self.stored_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Gives bytes of the budget back.
    pub(super) fn release(&self, bytes: u64) {
        let less = |stored: u64| Some(stored.saturating_sub(bytes));
        // It cannot fail: the closure always has an answer.
        let _ = self
            .stored_bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// Bytes of takes and of uploads that have begun.
    pub(super) fn stored_bytes(&self) -> u64 {
        self.stored_bytes.load(Ordering::Relaxed)
    }

    /// Whether `bytes` more fit on the disk of `folder` with what has to stay free.
    pub(super) fn room(&self, folder: &Path, bytes: u64) -> Result<(), Problem> {
        self.promise(folder, bytes).map(drop)
    }

    /// Room for `bytes` more beside what has to stay free and what others were promised.
    pub(super) fn promise(&self, folder: &Path, bytes: u64) -> Result<Promise, Problem> {
        // It counts before we look, so that of two who look at once neither overlooks the other.
        let others = self.promised_bytes.fetch_add(bytes, Ordering::Relaxed);
        let promise = Promise {
            promised_bytes: Arc::clone(&self.promised_bytes),
            left: bytes,
        };
        let wanted = self.least_free_bytes.saturating_add(others).saturating_add(bytes);
        if free_bytes(folder)? >= wanted {
            return Ok(promise);
        }
        Err(Problem::new(
            Code::StorageFull,
            "keep the recording and try again later",
        ))
    }
}

fn budget_spent() -> Problem {
    Problem::new(Code::BudgetSpent, "keep the recording; the organisers may make room")
}

/// Bytes that anybody may still write to the disk of `folder`.
pub(super) fn free_bytes(folder: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Whom an address stands for: providers give a household a whole /64 of IPv6.
pub(super) fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(change: impl FnOnce(&mut Settings)) -> Limits {
        let mut settings = Settings::from_environment().unwrap();
        change(&mut settings);
        Limits::new(&settings)
    }

    fn ticket(number: u8) -> TicketId {
        TicketId::parse(&format!("{number:032x}")).unwrap()
    }

    #[test]
    fn a_household_shares_one_rate() {
        let limits = limits(|settings| (settings.requests_per_second, settings.request_burst) = (1, 2));
        let from = |text: &str| limits.request(text.parse().unwrap()).map_err(|problem| problem.code);
        assert_eq!(from("2001:db8::1"), Ok(()));
        assert_eq!(from("2001:db8::2:3"), Ok(()));
        assert_eq!(from("2001:db8::4"), Err(Code::TooManyRequests));
        assert_eq!(from("2001:db8:0:1::4"), Ok(()));
        assert_eq!(from("192.0.2.1"), Ok(()));
        assert_eq!(from("::ffff:192.0.2.1"), Ok(()));
        assert_eq!(from("192.0.2.1"), Err(Code::TooManyRequests));
    }

    #[test]
    fn open_uploads_have_places_that_are_given_back() {
        let limits = limits(|settings| settings.max_uploads = 2);
        limits.open(ticket(1)).unwrap();
        limits.open(ticket(2)).unwrap();
        limits.open(ticket(1)).unwrap();
        assert_eq!(limits.open(ticket(3)).unwrap_err().code, Code::Busy);
        limits.close(ticket(1));
        limits.open(ticket(3)).unwrap();
        assert_eq!(limits.open_uploads(), 2);
    }

    #[test]
    fn the_budget_is_exact() {
        let limits = limits(|settings| settings.max_stored_bytes = Some(10));
        limits.reserve(6).unwrap();
        assert_eq!(limits.reserve(5).unwrap_err().code, Code::BudgetSpent);
        limits.reserve(4).unwrap();
        limits.release(1);
        assert_eq!(limits.stored_bytes(), 9);
        limits.release(100);
        assert_eq!(limits.stored_bytes(), 0);
    }

    #[test]
    fn the_disk_keeps_what_has_to_stay_free() {
        let folder = tempfile::tempdir().unwrap();
        let free = free_bytes(folder.path()).unwrap();
        assert!(
            limits(|settings| settings.least_free_bytes = 0)
                .room(folder.path(), 1)
                .is_ok()
        );
        let problem = limits(|settings| settings.least_free_bytes = free * 2).room(folder.path(), 1);
        assert_eq!(problem.unwrap_err().code, Code::StorageFull);
    }

    #[test]
    fn room_is_promised_once() {
        let folder = tempfile::tempdir().unwrap();
        let limits = limits(|settings| settings.least_free_bytes = 0);
        // More than half of the disk, also if others write to it meanwhile.
        let most = free_bytes(folder.path()).unwrap() / 4 * 3;
        let mut promise = limits.promise(folder.path(), most).unwrap();
        assert_eq!(limits.promise(folder.path(), most).unwrap_err().code, Code::StorageFull);
        promise.keep(most / 2);
        assert_eq!(limits.promised_bytes.load(Ordering::Relaxed), most - most / 2);
        drop(promise);
        limits.promise(folder.path(), most).unwrap();
        assert_eq!(limits.promised_bytes.load(Ordering::Relaxed), 0);
    }
}
