#![no_main]
//! See `targets/guide.rs`.

use libfuzzer_sys::fuzz_target;
use stemforge_fuzz::{panics, targets};

fuzz_target!(init: panics::judge(), |bytes: &[u8]| {
    targets::guide::run(bytes);
});
