//! Everything the studio says, in twelve languages, the same from the service and in the browser.
//!
//! `web/locales/<language>/*.ftl` (Project Fluent) is the only source. The files are read once, by `fluent-syntax`, and
//! compiled to a small tree ([`Catalogue::load`]). The service evaluates the tree here with ICU4X; the browser gets the
//! same tree as JSON ([`Catalogue::browser_json`]) and evaluates it with `Intl` (`web/js/messages.js`). Both have their
//! plural rules and digits from CLDR, and a test holds them together, message by message.
//!
//! Of Fluent we take what our messages need: text, variables, `NUMBER($n)`, `DATETIME($d)`, string literals, and a
//! choice by number or word, which must be the whole message, so that each variant is a whole sentence. Whatever else
//! stands in a file is an error that names file, line and message.

mod arguments;
mod browser;
mod catalogue;
mod compile;
mod error;
mod evaluate;
mod language;
mod locales;
mod negotiate;
mod numbers;
mod pseudo;
mod tree;

pub use arguments::Arg;
pub use catalogue::{Catalogue, Source};
pub use error::{Fault, LoadError, LoadErrors};
pub use language::{Direction, Language};
pub use negotiate::{negotiate, negotiate_among};
pub use numbers::{date, number};
