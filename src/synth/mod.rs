//! A choir of synthetic singers whose faults are known.
//!
//! Each take is a [`Recipe`]: who sings, how well, into what device, with which fault. [`plan`] draws the recipes of a
//! whole campaign from one seed, [`sing`] turns a recipe into samples, and [`encode`] into a file. Everything but `encode`
//! is pure, and the same seed gives the same samples.
//!
//! The voice is a source-filter model: a glottal pulse (KLGLOTT88, Klatt & Klatt 1990) at an F0 with vibrato, scoops,
//! glides, drift and jitter, through a cascade of formants that follow the syllables, with breath and consonants. Then
//! come the room, the loudspeaker's bleed, the microphone, the noise and the converter.

mod device;
pub mod encode;
mod fault;
mod glottis;
mod performance;
mod plan;
pub mod random;
mod recipe;
mod room;
mod singer;
mod syllable;
mod take;
mod tract;
mod voice;

pub use fault::{Fault, UnknownFault};
pub use plan::{PlanError, PlanSettings, plan};
pub use recipe::{Device, Recipe, TRUTH_COLUMNS};
pub use singer::Register;
pub use take::{Backing, sing};
