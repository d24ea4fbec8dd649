#![no_main]
//! See `targets/edit_list.rs`.

use libfuzzer_sys::fuzz_target;
use stemforge_fuzz::{panics, targets};

fuzz_target!(init: panics::judge(), |bytes: &[u8]| {
    targets::edit_list::run(bytes);
});
