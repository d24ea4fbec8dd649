#![no_main]
//! See `targets/opus.rs`.

use libfuzzer_sys::fuzz_target;
use stemforge_fuzz::{panics, targets};

fuzz_target!(init: panics::judge(), |bytes: &[u8]| {
    targets::opus::run(bytes);
});
