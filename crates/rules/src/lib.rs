//! The rules that a fan's words must keep, one set for the page and for the server.
//!
//! The page asks before anything is sent, in WebAssembly; the server asks again and decides. Nothing here reads a file, a
//! clock or a setting: lists and limits are handed in. Every rule answers with a [`Fault`], which has a code word for
//! programs and translations and a number for the page.
//!
//! - [`check_text`]: what others will see (`text`)
//! - [`check_name`], [`name_standing`]: what a fan wants to be called (`name`), against two short lists of words (`words`)
//! - [`check_team`]: free, or one of the campaign's
//! - [`check_consent`], [`check_age`], [`check_duration`], [`check_last_words`]: what a take needs before it is one

mod fault;
mod fold;
mod last_words;
mod marks;
mod name;
mod text;
mod words;

pub use fault::Fault;
pub use last_words::{
    Campaign, LastWords, MAX_DURATION_MS, check_age, check_consent, check_duration, check_last_words,
};
pub use name::{MAX_NAME_CHARS, Standing, check_name, name_standing};
pub use text::{
    MAX_BYTES_PER_CHAR, MAX_TEAM_CHARS, MAX_TERMS_CHARS, check_team, check_terms, check_text, is_unshowable,
};
