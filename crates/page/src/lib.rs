//! What the page does with the server's own code: rules for a fan's words, live pitch, and the latency probe.
//!
//! `scripts/wasm` makes `web/shared/stemforge.wasm` of it, `web/shared/shared.js` is the other side of [`abi`]. The page
//! goes on without either: the server decides.

pub mod abi;
pub mod chirp;
