//! Covers as a whole: what they look like, and that no text whatever breaks them.
//!
//! The fonts lie in `target/fonts` (`scripts/fonts` fetches them) or where `STEMFORGE_FONTS` says.
#![expect(clippy::unwrap_used, reason = "a test that cannot draw has failed")]

mod cases;
mod golden;
mod hostile;
mod names;
mod sleeves;
mod teams;

use std::path::PathBuf;
use std::sync::LazyLock;

use stemforge_artwork::{Artist, Cover, Teams, TextDirection};

/// Shared by all tests of this binary: it takes tenths of a second to open.
static ARTIST: LazyLock<Artist> = LazyLock::new(|| Artist::open(&fonts(), Teams::euro_2016()).unwrap());

fn fonts() -> PathBuf {
    let by_default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/fonts");
    std::env::var_os("STEMFORGE_FONTS").map_or_else(by_default, PathBuf::from)
}

/// A cover with this name on it.
fn cover(name: &str) -> Cover<'_> {
    Cover {
        title: "All Four Corners",
        line: "My voice is on this record",
        name,
        team_name: "",
        team_code: "fr",
        direction: TextDirection::LeftToRight,
    }
}
