//! No input may hold more than 512 MiB at once.
//!
//! libFuzzer looks at the resident size once a second and cannot see who asked for it; this allocator counts every
//! byte that is asked for and stops the process at the call that goes too far, with the input in hand.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that may be held at once, all threads together.
const MAX_LIVE_BYTES: usize = 512 << 20;

/// The system's allocator with a limit.
struct Limited;

static LIVE_BYTES: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Limited = Limited;

fn grow(by_bytes: usize) {
    let live_bytes = LIVE_BYTES
        .fetch_add(by_bytes, Ordering::Relaxed)
        .saturating_add(by_bytes);
    if live_bytes > MAX_LIVE_BYTES {
        // The message and the trace need memory themselves.
        LIVE_BYTES.store(0, Ordering::Relaxed);
        eprintln!("FINDING: {by_bytes} bytes more make {live_bytes}, above the limit of {MAX_LIVE_BYTES}");
        eprintln!("{}", std::backtrace::Backtrace::force_capture());
        std::process::abort();
    }
}

fn shrink(by_bytes: usize) {
    // Saturates after the limit was passed and the count forgotten.
    let _ = LIVE_BYTES.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |live| {
        Some(live.saturating_sub(by_bytes))
    });
}

// SAFETY: every call goes to the system's allocator unchanged; only sizes are counted.
unsafe impl GlobalAlloc for Limited {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        shrink(layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // As the system does it where it cannot grow in place: both for a moment, but only the new one is touched.
        grow(new_size.saturating_sub(layout.size()));
        shrink(layout.size().saturating_sub(new_size));
        unsafe { System.realloc(pointer, layout, new_size) }
    }
}
