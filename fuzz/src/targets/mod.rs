//! One function a target: bytes in, a panic out if something is wrong with what stemforge makes of them.
//!
//! Only the public interface is used. The regression tests (`tests/corpus.rs`) include this file and run the same
//! functions over `tests/corpus/<target>/`.

pub mod campaign;
pub mod decode;
pub mod edit_list;
pub mod foreign;
pub mod guide;
pub mod opus;
pub mod overrides;
pub mod sidecar;

/// A target: its name, which is also its folder's in `tests/corpus`, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: [Target; 7] = [
    ("campaign", campaign::run),
    ("decode", decode::run),
    ("edit_list", edit_list::run),
    ("guide", guide::run),
    ("opus", opus::run),
    ("overrides", overrides::run),
    ("sidecar", sidecar::run),
];
