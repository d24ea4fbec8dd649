#![no_main]
//! See `targets/decode.rs`.

use libfuzzer_sys::fuzz_target;
use stemforge_fuzz::{panics, targets};

fuzz_target!(init: panics::judge(), |bytes: &[u8]| {
    targets::decode::run(bytes);
});
