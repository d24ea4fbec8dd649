//! The files, part of the binary.

use crate::catalogue::Source;

/// Sent to the browser.
pub(crate) const BROWSER_FILE: &str = "studio.ftl";

macro_rules! file {
    ($tag:literal, $file:literal) => {
        Source {
            language: $tag,
            file: $file,
            text: include_str!(concat!("../../../web/locales/", $tag, "/", $file)),
        }
    };
}

macro_rules! languages {
    ($($tag:literal),*) => {
        [$(file!($tag, "studio.ftl"), file!($tag, "share.ftl"), file!($tag, "teams.ftl")),*]
    };
}

/// All of ours.
pub(crate) const SOURCES: [Source<'static>; 36] =
    languages!["en", "fr", "de", "es", "it", "pt", "pl", "ru", "tr", "cs", "sv", "ar"];
