//! Album covers: a fan's name, a team's flag, a campaign's title, in three formats.

mod artist;
mod cache;
mod flags;
mod jpeg;
mod layout;
mod packed;
mod palette;
mod sleeve;
mod svg;
pub mod teams;
mod text;

pub use artist::{Artist, Cover, CoverError};
pub use flags::FlagError;
pub use layout::Format;
pub use teams::{Team, Teams, TeamsError};
pub use text::fonts::FontsError;
pub use text::shape::TextDirection;

/// Has the linker take `hypotf` from there, for everything that reads fonts.
#[used]
static HYPOTF: extern "C" fn(f32, f32) -> f32 = stemforge_hypot::hypotf;
