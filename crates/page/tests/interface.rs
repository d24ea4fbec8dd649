//! The C interface against callers that make mistakes, and its promise that a push allocates nothing.
#![expect(
    unsafe_code,
    reason = "the interface takes addresses, and so does an allocator that counts"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::{null, null_mut};

use stemforge_page::abi::*;

/// The system's allocator, with a count for each thread: tests run side by side.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: as for the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as for the caller.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_push_allocates_nothing() {
    let tone: Vec<f32> = (0..9600)
        .map(|n| (0.3 * (f64::from(n) * 0.05).sin() + 0.1 * (f64::from(n) * 0.1).sin()) as f32)
        .collect();
    for rate_hz in [8000, 16_000, 44_100, 47_999, 48_000, 192_000] {
        let tracker = page_pitch_new(rate_hz);
        let mut reading = [0.0; 4];
        let before = ALLOCATIONS.get();
        for piece in [1, 128, 480, 4096, 9600] {
            for samples in tone.chunks(piece) {
                // SAFETY: both slices are there for the call.
                unsafe { page_pitch_push(tracker, samples.as_ptr(), samples.len(), reading.as_mut_ptr()) };
            }
        }
        assert_eq!(ALLOCATIONS.get(), before, "{rate_hz} Hz");
        assert!(reading[0] > 0.2, "{rate_hz} Hz: {reading:?}");
        page_pitch_free(tracker);
    }
    // The count counts.
    let before = ALLOCATIONS.get();
    drop(vec![1_u8; 100]);
    assert_eq!(ALLOCATIONS.get(), before + 1);
}

#[test]
fn memory_is_lent_and_taken_back() {
    for length in [1, 7, 8, 4096] {
        let place = page_alloc(length);
        assert!(!place.is_null() && place.addr().is_multiple_of(8));
        // SAFETY: so many bytes were lent.
        let bytes = unsafe { std::slice::from_raw_parts_mut(place, length) };
        assert!(bytes.iter().all(|&byte| byte == 0));
        bytes.fill(0xff);
        // SAFETY: lent above, and not given back yet.
        unsafe { page_free(place, length) };
    }
    assert!(page_alloc(0).is_null() && page_alloc(usize::MAX).is_null());
    // SAFETY: nothing was lent there.
    unsafe { page_free(null_mut(), 8) };
}

#[test]
fn wrong_handles_places_and_numbers_have_answers() {
    let mut reading = [7.0; 4];
    for tracker in [0, 1, 9, u32::MAX] {
        // SAFETY: no samples are there, and room for a reading.
        assert_eq!(unsafe { page_pitch_push(tracker, null(), 0, reading.as_mut_ptr()) }, 0);
        page_pitch_free(tracker);
    }
    assert_eq!(reading, [7.0; 4]);
    assert_eq!(
        (page_pitch_new(0), page_pitch_new(7999), page_pitch_new(u32::MAX)),
        (0, 0, 0)
    );
    assert_eq!(
        (
            page_check_duration(f64::NAN, 1.0),
            page_check_duration(f64::INFINITY, 1.0)
        ),
        (8, 8)
    );
    assert_eq!((page_chirp_length(8000), page_chirp_length(u32::MAX)), (0, 0));
    assert!(page_fault_code(0).is_null() && page_fault_code(9).is_null());
    let broken = [0xff, 0xfe];
    // SAFETY: the bytes are there, and nothing is behind the places that are none.
    unsafe {
        assert_eq!(page_check_name(broken.as_ptr(), 2), 3);
        assert_eq!(page_name_standing(broken.as_ptr(), 2), 1);
        assert_eq!(page_check_name(null(), 5), 2);
        assert_eq!(page_check_team(b"fr".as_ptr(), 2, broken.as_ptr(), 2), 0);
        assert_eq!(page_chirp(0, 48_000, null_mut(), 960), 0);
        assert_eq!(page_chirp(9, 48_000, null_mut(), 0), 0);
        assert_eq!(page_probe(null(), 0, 48_000, null(), null_mut()), 0);
        assert_eq!(page_probe(null(), 0, 48_000, [0.0; 4].as_ptr(), null_mut()), 0);
    }
}

#[test]
fn there_are_so_many_trackers_and_each_is_free_again() {
    let all: Vec<u32> = (0..8).map(|_| page_pitch_new(16_000)).collect();
    assert_eq!(all, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(page_pitch_new(16_000), 0);
    page_pitch_free(3);
    assert_eq!(page_pitch_new(48_000), 3);
    for tracker in all {
        page_pitch_free(tracker);
    }
}
