//! From a string to outlines: cleaning, fonts, shaping, fitting.

pub(crate) mod clean;
pub(crate) mod emoji;
pub(crate) mod fit;
pub(crate) mod fonts;
pub(crate) mod paint;
pub(crate) mod shape;
