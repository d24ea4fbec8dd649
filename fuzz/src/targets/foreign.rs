//! Telling a panic of ours from one of a decoder that others wrote.
//!
//! `pipeline` turns a panic while a take is decoded into `UNDECODABLE`, with the hash of the bytes and the place, so
//! one in Symphonia or opus-pure loses that take and nothing else. It is told, once a place, and is no finding: it
//! must not hide what lies behind it. A panic at any place in our own code is one.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};
use std::sync::{Mutex, Once, PoisonError};

thread_local! {
    /// Where this thread panicked last.
    static LAST_PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Does `work`; `None` where a foreign decoder panicked in it.
pub fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let place = place(panic);
            let is_told = !is_foreign(&place) || tell(&place);
            LAST_PLACE.set(place);
            if is_told {
                usual(panic);
            }
        }));
    });
    catch_unwind(AssertUnwindSafe(work)).map(Some).unwrap_or_else(|panic| {
        if LAST_PLACE.with_borrow(|place| is_foreign(place)) {
            None
        } else {
            resume_unwind(panic)
        }
    })
}

/// Whether a panic's place is in a crate from the registry.
pub fn is_foreign(place: &str) -> bool {
    place.contains("/registry/src/")
}

/// Whether the place is new; if so, it is told.
fn tell(place: &str) -> bool {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let is_new = TOLD
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(place.to_owned());
    if is_new {
        let crate_and_file = place.rsplit_once("/registry/src/").map_or(place, |(_, path)| path);
        let crate_and_file = crate_and_file.split_once('/').map_or(crate_and_file, |(_, path)| path);
        eprintln!("CONTAINED: {crate_and_file}");
    }
    is_new
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map(ToString::to_string).unwrap_or_default()
}
