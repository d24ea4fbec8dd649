//! The greatest memory of the service, as its kernel counts it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const EVERY: Duration = Duration::from_millis(200);

/// Watches a process until it is dropped.
#[derive(Debug)]
pub(super) struct Watch {
    pid: u32,
    peak_bytes: Arc<AtomicU64>,
    task: tokio::task::AbortHandle,
}

impl Watch {
    pub(super) fn start(pid: u32) -> Self {
        let peak_bytes = Arc::<AtomicU64>::default();
        let task = tokio::spawn({
            let peak_bytes = Arc::clone(&peak_bytes);
            async move {
                loop {
                    peak_bytes.fetch_max(high_water_bytes(pid).unwrap_or(0), Ordering::Relaxed);
                    tokio::time::sleep(EVERY).await;
                }
            }
        });
        Self {
            pid,
            peak_bytes,
            task: task.abort_handle(),
        }
    }

    /// The greatest resident set so far, if the kernel told it.
    pub(super) fn peak_bytes(&self) -> Option<u64> {
        let now = high_water_bytes(self.pid).unwrap_or(0);
        let peak = self.peak_bytes.fetch_max(now, Ordering::Relaxed).max(now);
        Some(peak).filter(|peak| *peak > 0)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// `VmHWM` of a process. It counts from the process's beginning; where there is no `/proc`, nobody knows.
fn high_water_bytes(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
