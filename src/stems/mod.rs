//! stems
