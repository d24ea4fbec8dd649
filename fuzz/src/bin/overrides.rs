#![no_main]
//! See `targets/overrides.rs`.

use libfuzzer_sys::fuzz_target;
use stemforge_fuzz::{panics, targets};

fuzz_target!(init: panics::judge(), |bytes: &[u8]| {
    targets::overrides::run(bytes);
});
