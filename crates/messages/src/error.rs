//! What can be wrong with the files.

use thiserror::Error;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LoadError {
    /// At one place of one file.
    #[error("{file}:{line}: {id}: {fault}")]
    At {
        /// `<language>/<file>`
        file: String,
        /// Counted from 1.
        line: usize,
        /// The message, or `?` where none can be made out.
        id: String,
        /// What it is.
        fault: Fault,
    },
    /// A language lacks a message of the source language.
    #[error("{language}/{file}: {id}: the message is missing")]
    Missing {
        /// The language.
        language: &'static str,
        /// The file where the source language has it.
        file: String,
        /// The message.
        id: String,
    },
    /// Files of a language that is none of ours.
    #[error("{0}: no such language")]
    NoSuchLanguage(String),
}

/// What is wrong at one place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// No Fluent.
    #[error("not written as Fluent wants it: {0}")]
    Syntax(String),
    /// Fluent, but more of it than both sides can evaluate.
    #[error("{0}")]
    Unsupported(&'static str),
    /// A function that is not there.
    #[error("there is no function `{0}`; use `NUMBER($x)` or `DATETIME($x)`")]
    UnknownFunction(String),
    /// A second message of this name.
    #[error("there is a message of this name already")]
    Duplicate,
    /// A variant that can never be chosen.
    #[error("two variants have the key `{0}`")]
    DuplicateKey(String),
    /// The variants are not those of the language.
    #[error("this language counts in `{wanted}`, the variants are `{found}`")]
    Categories {
        /// The language's plural categories.
        wanted: String,
        /// Those that there are variants for.
        found: String,
    },
    /// A variant for several numbers that is written as if for one.
    #[error(
        "the variant `{0}` is for several numbers, but does not say which; for one number use it as the key, like `[1]`"
    )]
    NumberUnsaid(String),
    /// The source language has no such message.
    #[error("the source language has no such message here")]
    NotInSource,
    /// The variables are not those of the source language.
    #[error("the source language's variables are `{wanted}`, these are `{found}`")]
    Variables {
        /// The source language's.
        wanted: String,
        /// These.
        found: String,
    },
    /// HTML, or what looks like it.
    #[error("markup: messages are text, `<` and `&…;` would be shown as they are")]
    Markup,
}

/// Everything that is wrong, one a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LoadErrors(pub Vec<LoadError>);
