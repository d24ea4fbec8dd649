//! The C interface to the page.
//!
//! JavaScript writes text (UTF-8), samples (`f32`) or times (`f64`) into memory from [`page_alloc`] and calls a function
//! with its place and length. Answers are numbers: 0 where there is nothing to say, else the number of a fault, a handle
//! or a length; several at once are written as `f64` to a place that was handed in. No call keeps what it was given. Trackers
//! are known by handles, not by addresses, so a wrong one is an answer, not a crash.
#![expect(
    unsafe_code,
    reason = "exported names and the slices behind addresses, which only the caller can vouch for"
)]

use std::cell::RefCell;
use std::slice;

use stemforge_f0::live::LivePitch;
use stemforge_rules::{
    Fault, Standing, check_age, check_consent, check_duration, check_name, check_team, check_terms, name_standing,
};

use crate::chirp::{CHIRPS, chirp, probe};

/// Most bytes that are lent at once: two minutes of samples at 96 kHz.
const MOST_BYTES: usize = 64 << 20;
/// Most trackers at a time; a page needs one.
const MOST_TRACKERS: usize = 8;
/// Numbers of a reading: time, F0, confidence, level.
const READING_NUMBERS: usize = 4;

thread_local! {
    static TRACKERS: RefCell<[Option<Box<LivePitch>>; MOST_TRACKERS]> =
        const { RefCell::new([const { None }; MOST_TRACKERS]) };
}

/// The slice at a place; an empty one for no place.
///
/// # Safety
/// `place` is null, or `length` values of `T` are there and stay unchanged for the call.
unsafe fn slice_at<'a, T>(place: *const T, length: usize) -> &'a [T] {
    if place.is_null() || length == 0 {
        return &[];
    }
    // SAFETY: the caller vouches for what is there; memory from `page_alloc` is aligned for every type that is used.
    unsafe { slice::from_raw_parts(place, length) }
}

/// The same, to be written to.
///
/// # Safety
/// As for [`slice_at`], and nobody else looks there during the call.
unsafe fn slice_at_mut<'a, T>(place: *mut T, length: usize) -> &'a mut [T] {
    if place.is_null() || length == 0 {
        return &mut [];
    }
    // SAFETY: the caller vouches for what is there.
    unsafe { slice::from_raw_parts_mut(place, length) }
}

/// The number of what a rule says of the text at a place; what is no UTF-8 is no text.
///
/// # Safety
/// As for [`slice_at`].
unsafe fn judge(place: *const u8, length: usize, rule: impl FnOnce(&str) -> Result<(), Fault>) -> u32 {
    // SAFETY: passed on.
    let text = std::str::from_utf8(unsafe { slice_at(place, length) });
    number(text.map_err(|_| Fault::BadCharacters).and_then(rule))
}

fn number(verdict: Result<(), Fault>) -> u32 {
    verdict.err().map_or(0, Fault::number)
}

/// What was ticked: 1 for yes, 0 for no, anything else for nothing said.
fn answer(ticked: i32) -> Option<bool> {
    match ticked {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

/// Lends `length` bytes, zeroed and aligned for `f64`; null for none or too many. They are given back by [`page_free`].
#[unsafe(no_mangle)]
pub extern "C" fn page_alloc(length: usize) -> *mut u8 {
    if length == 0 || length > MOST_BYTES {
        return std::ptr::null_mut();
    }
    let words = vec![0.0_f64; length.div_ceil(size_of::<f64>())].into_boxed_slice();
    Box::into_raw(words).cast()
}

/// Takes back what [`page_alloc`] lent.
///
/// # Safety
/// `place` came from [`page_alloc`] with the same `length`, and was not given back yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn page_free(place: *mut u8, length: usize) {
    if !place.is_null() && length > 0 {
        let words = std::ptr::slice_from_raw_parts_mut(place.cast::<f64>(), length.div_ceil(size_of::<f64>()));
        // SAFETY: this is the box that `page_alloc` let go of.
        drop(unsafe { Box::from_raw(words) });
    }
}

/// Where the code word of a fault is, in ASCII; null for no fault.
#[unsafe(no_mangle)]
pub extern "C" fn page_fault_code(number: u32) -> *const u8 {
    Fault::from_number(number).map_or(std::ptr::null(), |fault| fault.code().as_ptr())
}

/// Length of the code word of a fault; 0 for no fault.
#[unsafe(no_mangle)]
pub extern "C" fn page_fault_code_length(number: u32) -> usize {
    Fault::from_number(number).map_or(0, |fault| fault.code().len())
}

/// What is wrong with a name.
///
/// # Safety
/// `length` bytes are at `place`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn page_check_name(place: *const u8, length: usize) -> u32 {
    // SAFETY: passed on.
    unsafe { judge(place, length, check_name) }
}

/// 0 if a name may stand in galleries, 1 if a person should look first.
///
/// # Safety
/// `length` bytes are at `place`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn page_name_standing(place: *const u8, length: usize) -> u32 {
    // SAFETY: passed on.
    let name = std::str::from_utf8(unsafe { slice_at(place, length) });
    let is_shown = name.is_ok_and(|name| name_standing(name) == Standing::Shown);
    u32::from(!is_shown)
}

/// What is wrong with a team, given the campaign's codes with a line feed between them; none at all means any team.
///
/// # Safety
/// `length` bytes are at `place` and `teams_length` at `teams`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn page_check_team(
    place: *const u8,
    length: usize,
    teams: *const u8,
    teams_length: usize,
) -> u32 {
    // SAFETY: passed on.
    let teams = std::str::from_utf8(unsafe { slice_at(teams, teams_length) }).unwrap_or_default();
    let teams: Vec<&str> = teams.split('\n').filter(|team| !team.is_empty()).collect();
    // SAFETY: passed on.
    unsafe { judge(place, length, |team| check_team(team, &teams)) }
}

/// What is wrong with a version of the terms.
///
/// # Safety
/// `length` bytes are at `place`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn page_check_terms(place: *const u8, length: usize) -> u32 {
    // SAFETY: passed on.
    unsafe { judge(place, length, check_terms) }
}

/// What is wrong with a duration; one that is negative, no number or no whole number is out of range.
#[unsafe(no_mangle)]
pub extern "C" fn page_check_duration(duration_ms: f64, max_duration_ms: f64) -> u32 {
    let is_whole = duration_ms >= 0.0 && duration_ms.fract() == 0.0;
    if !is_whole {
        return Fault::OutOfRange.number();
    }
    number(check_duration(duration_ms as u64, max_duration_ms as u64))
}

/// What is missing from a consent: 1 for yes, 0 for no, −1 for nothing said.
#[unsafe(no_mangle)]
pub extern "C" fn page_check_consent(ticked: i32) -> u32 {
    number(check_consent(answer(ticked)))
}

/// What is missing from an age: 1 for 16 and older, 0 for younger, −1 for nothing said.
#[unsafe(no_mangle)]
pub extern "C" fn page_check_age(ticked: i32) -> u32 {
    number(check_age(answer(ticked)))
}

/// A tracker for a stream at this rate; 0 if the rate is out of range or there are too many.
#[unsafe(no_mangle)]
pub extern "C" fn page_pitch_new(sample_rate_hz: u32) -> u32 {
    TRACKERS.with_borrow_mut(|trackers| {
        let Some(free) = trackers.iter().position(Option::is_none) else {
            return 0;
        };
        trackers[free] = LivePitch::new(sample_rate_hz).map(Box::new);
        if trackers[free].is_some() { free as u32 + 1 } else { 0 }
    })
}

/// Hands samples to a tracker and writes its last reading: time in seconds, F0 in Hz (0 for none), confidence, level in
/// dB. 1 if there is such a tracker.
///
/// # Safety
/// `length` samples are at `samples`, room for four `f64` is at `reading`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn page_pitch_push(tracker: u32, samples: *const f32, length: usize, reading: *mut f64) -> u32 {
    TRACKERS.with_borrow_mut(|trackers| {
        let Some(tracker) = slot(trackers, tracker).and_then(Option::as_mut) else {
            return 0;
        };
        // SAFETY: passed on.
        tracker.push(unsafe { slice_at(samples, length) });
        let latest = tracker.latest();
        let numbers = [
            latest.time_s,
            f64::from(latest.f0_hz),
            f64::from(latest.confidence),
            f64::from(latest.level_db),
        ];
        // SAFETY: passed on.
        let room = unsafe { slice_at_mut(reading, READING_NUMBERS) };
        room.iter_mut().zip(numbers).for_each(|(room, number)| *room = number);
        1
    })
}

/// Lets go of a tracker.
#[unsafe(no_mangle)]
pub extern "C" fn page_pitch_free(tracker: u32) {
    TRACKERS.with_borrow_mut(|trackers| {
        if let Some(slot) = slot(trackers, tracker) {
            *slot = None;
        }
    });
}

fn slot(trackers: &mut [Option<Box<LivePitch>>], handle: u32) -> Option<&mut Option<Box<LivePitch>>> {
    trackers.get_mut((handle as usize).checked_sub(1)?)
}

/// Samples of a chirp at this rate.
#[unsafe(no_mangle)]
pub extern "C" fn page_chirp_length(rate_hz: u32) -> usize {
    chirp(0, rate_hz).len()
}

/// Writes chirp `index` of the four; how many samples were written.
///
/// # Safety
/// Room for `length` samples is at `place`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn page_chirp(index: usize, rate_hz: u32, place: *mut f32, length: usize) -> usize {
    // SAFETY: passed on.
    let room = unsafe { slice_at_mut(place, length) };
    let samples = chirp(index, rate_hz);
    let written = samples.len().min(room.len());
    room[..written].copy_from_slice(&samples[..written]);
    written
}

/// Looks for the chirps and writes lag in milliseconds and peak over floor in dB. 0 if there is nothing to look at, 1 if
/// something was found, 2 if it is sure.
///
/// # Safety
/// `length` samples are at `samples`, four `f64` at `starts_s`, room for two at `found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn page_probe(
    samples: *const f32,
    length: usize,
    rate_hz: u32,
    starts_s: *const f64,
    found: *mut f64,
) -> u32 {
    // SAFETY: passed on.
    let (samples, starts_s) = unsafe { (slice_at(samples, length), slice_at(starts_s, CHIRPS)) };
    let Ok(starts_s) = <[f64; CHIRPS]>::try_from(starts_s) else {
        return 0;
    };
    let Some(lag) = probe(samples, rate_hz, starts_s) else {
        return 0;
    };
    // SAFETY: passed on.
    let room = unsafe { slice_at_mut(found, 2) };
    room.iter_mut()
        .zip([lag.lag_ms, lag.peak_db])
        .for_each(|(room, number)| *room = number);
    1 + u32::from(lag.is_sure())
}
