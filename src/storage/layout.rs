//! The names of a campaign's objects.
//!
//! ```text
//! takes/<xx>/<take-id>/audio.<ext>   a take's audio
//! takes/<xx>/<take-id>/take.json     what its sender said; written last, it commits the take
//! withdrawn/<take-id>                a fan's erasure
//! erasing/<take-id>                  an erasure that is under way
//! uploads/<xx>/<take-id>…            takes that are not complete: nobody but the upload service looks there
//! ```
//!
//! `xx`, the first two hexadecimal digits of the BLAKE3 hash of the id, spreads takes over 256 prefixes: a listing can
//! be shared out evenly, and a store that is partitioned by prefix is loaded evenly.

use super::Key;
use crate::model::take::TakeId;

/// Folder of the takes.
pub const TAKES: &str = "takes";
/// Folder of the takes that their fans took back.
pub const WITHDRAWN: &str = "withdrawn";
/// Folder of the erasures that are under way. Uploads may expire by themselves; these may not.
pub const ERASING: &str = "erasing";
/// Folder of what is not a take yet.
pub const UPLOADS: &str = "uploads";
/// The object that commits a take.
pub const COMMIT: &str = "take.json";

/// A take's audio.
pub fn audio(take: &TakeId, extension: &str) -> Key {
    Key::known(format!("{}/audio.{extension}", folder(take)))
}

/// The object that commits a take.
pub fn commit(take: &TakeId) -> Key {
    Key::known(format!("{}/{COMMIT}", folder(take)))
}

/// A take's folder.
pub fn folder(take: &TakeId) -> String {
    format!("{TAKES}/{}/{take}", shard(take))
}

/// The mark of a take that was taken back.
pub fn withdrawn(take: &TakeId) -> Key {
    Key::known(format!("{WITHDRAWN}/{take}"))
}

/// The mark of an erasure that is under way.
pub fn erasing(take: &TakeId) -> Key {
    Key::known(format!("{ERASING}/{take}"))
}

/// Something of an upload that is not complete; `what` is an extension.
pub fn upload(take: &TakeId, what: &str) -> Key {
    Key::known(format!("{UPLOADS}/{}/{take}.{what}", shard(take)))
}

fn shard(take: &TakeId) -> String {
    blake3::hash(take.0.as_bytes()).to_hex()[..2].to_owned()
}
