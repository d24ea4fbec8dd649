//! A message after compilation: what both sides evaluate.

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    /// The same whatever the values are.
    Plain(Pattern),
    /// One of several, by the value of a variable.
    Choice {
        /// The variable.
        by: String,
        /// In the order of the file: the first that fits is taken.
        variants: Vec<(Key, Pattern)>,
        /// Where none fits.
        otherwise: Pattern,
        /// The key of `otherwise`.
        otherwise_key: Key,
    },
}

/// What is written one after the other.
pub(crate) type Pattern = Vec<Part>;

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// As it is; never two in a row.
    Text(String),
    /// The value of a variable.
    Variable {
        /// Which.
        name: String,
        /// What the message takes it for.
        kind: Kind,
    },
}

/// What a message takes a variable for; a value of another kind is shown as missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `{ $x }`
    Any,
    /// `{ NUMBER($x) }`
    Number,
    /// `{ DATETIME($x) }`
    Date,
}

/// When a variant fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// This very number.
    Exactly(i64),
    /// A number of this plural category, or this very text.
    Word(String),
}

/// CLDR's plural categories.
pub(crate) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl Message {
    /// All patterns.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let (plain, variants, otherwise) = match self {
            Self::Plain(pattern) => (Some(pattern), &[][..], None),
            Self::Choice {
                variants, otherwise, ..
            } => (None, &variants[..], Some(otherwise)),
        };
        plain
            .into_iter()
            .chain(variants.iter().map(|(_, pattern)| pattern))
            .chain(otherwise)
    }

    /// Names of all variables, sorted, each once.
    pub(crate) fn variables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .patterns()
            .flatten()
            .filter_map(|part| match part {
                Part::Variable { name, .. } => Some(name.as_str()),
                Part::Text(_) => None,
            })
            .collect();
        if let Self::Choice { by, .. } = self {
            names.push(by);
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The plural categories that a choice by number has variants for, in CLDR's order; `None` if it is none.
    pub(crate) fn categories(&self) -> Option<Vec<&str>> {
        let Self::Choice {
            variants,
            otherwise_key,
            ..
        } = self
        else {
            return None;
        };
        let mut found = Vec::new();
        for key in variants.iter().map(|(key, _)| key).chain([otherwise_key]) {
            if let Key::Word(word) = key {
                found.push(CATEGORIES.iter().position(|category| category == word)?);
            }
        }
        found.sort_unstable();
        Some(found.into_iter().map(|at| CATEGORIES[at]).collect())
    }

    /// The plural categories whose variants do not say the number, although others do.
    pub(crate) fn silent_categories(&self) -> impl Iterator<Item = &str> {
        let (by, variants) = match self {
            Self::Choice {
                by,
                variants,
                otherwise,
                ..
            } if says(otherwise, by) => (by.as_str(), &variants[..]),
            _ => ("", &[][..]),
        };
        variants.iter().filter_map(move |(key, pattern)| match key {
            Key::Word(word) if !says(pattern, by) => Some(word.as_str()),
            _ => None,
        })
    }
}

/// Whether a pattern shows a variable.
fn says(pattern: &Pattern, variable: &str) -> bool {
    pattern
        .iter()
        .any(|part| matches!(part, Part::Variable { name, .. } if name == variable))
}
