//! What a stranger's bytes break is lost for that take alone.
//!
//! A panic ends the work on the take and is told once, with the hash of its bytes, instead of being printed where it
//! happens, across a progress bar. A stack that overflows cannot be caught; no decoder may recurse deeper than a bound of
//! its own, and [`STACK_BYTES`] holds many times what the deepest needs (`tests/compile/isolation.rs`).

use crate::model::analysis::Refusal;
use crate::model::reason::ReasonCode;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};

/// Stack of a thread that works on takes. The deepest nesting that is followed, 32 boxes of an MP4, needs a
/// sixteenth.
pub(super) const STACK_BYTES: usize = 8 << 20;

thread_local! {
    static IN_HAND: Cell<bool> = const { Cell::new(false) };
    static BROKEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps what breaks on a take from being printed where it happens. Other panics are printed as ever.
pub fn tell_defects_once() {
    let usual = take_hook();
    set_hook(Box::new(move |panic| {
        if IN_HAND.get() {
            BROKEN.set(Some(located(panic)));
        } else {
            usual(panic);
        }
    }));
}

/// Does the work on a take whose bytes have this hash; a panic in it is a defect.
pub(super) fn isolated<T>(content_hash: impl FnOnce() -> String, work: impl FnOnce() -> T) -> Result<T, Defect> {
    let outer = IN_HAND.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IN_HAND.set(outer);
    done.map_err(|payload| Defect {
        hash: content_hash(),
        message: BROKEN.take().unwrap_or_else(|| message(payload.as_ref())),
    })
}

/// Something of ours broke on a take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Defect {
    /// BLAKE3 of the bytes, as in `content_hash`.
    hash: String,
    message: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hash, message } = self;
        write!(
            f,
            "stemforge broke on it ({message}): please report it with hash {hash}"
        )
    }
}

impl From<Defect> for Refusal {
    fn from(defect: Defect) -> Self {
        Self {
            reason: ReasonCode::Undecodable,
            detail: defect.to_string(),
            container: None,
            codec: None,
            by_external_decoder: false,
        }
    }
}

fn located(panic: &PanicHookInfo<'_>) -> String {
    let message = message(panic.payload());
    panic.location().map_or_else(
        || message.clone(),
        |place| format!("{message}, {}:{}", in_crate(place.file()), place.line()),
    )
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// A source file of a dependency without the folder in which it was built.
fn in_crate(file: &str) -> &str {
    file.split_once("/registry/src/")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or(file, |(_, in_crate)| in_crate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash() -> String {
        "a1b2".to_owned()
    }

    #[test]
    fn a_panic_becomes_a_defect_with_the_hash_of_the_bytes() {
        let defect = isolated(hash, || -> u8 { panic!("packet {} of 2", 3) }).unwrap_err();
        let refusal = Refusal::from(defect.clone());
        assert_eq!(refusal.reason, ReasonCode::Undecodable);
        assert!(refusal.detail.contains("packet 3 of 2"), "{}", refusal.detail);
        assert!(refusal.detail.contains("with hash a1b2"));
        assert_eq!(isolated(hash, || 7), Ok(7));
        let payload = isolated(hash, || std::panic::panic_any(7)).unwrap_err();
        // Where it happened is known once a test of this process has asked for it.
        assert!(payload.message.starts_with("no message"), "{}", payload.message);
    }

    #[test]
    fn only_what_breaks_on_a_take_is_kept_from_the_terminal() {
        tell_defects_once();
        let defect = isolated(hash, || -> u8 { panic!("inside") }).unwrap_err();
        assert!(
            defect.message.starts_with("inside, src/pipeline/isolate.rs:"),
            "{}",
            defect.message
        );
        assert!(catch_unwind(|| panic!("outside, and printed")).is_err());
        assert_eq!(BROKEN.take(), None);
    }

    #[test]
    fn a_dependency_is_named_without_the_builders_home() {
        let file = "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/symphonia-core-0.6.1/src/io.rs";
        assert_eq!(in_crate(file), "symphonia-core-0.6.1/src/io.rs");
        assert_eq!(in_crate("src/ingest/mod.rs"), "src/ingest/mod.rs");
    }
}
