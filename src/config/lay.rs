//! Lays a campaign file over a draft: every key it has replaces the one below.
//!
//! Keys are taken in the order of the file, so that the first mistake is the one reported.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::draft::Draft;
use super::error::ConfigError;
use super::keys::{self, Key};

/// Names less alike than this are no suggestion (Jaro–Winkler, 0–1).
const LEAST_LIKENESS: f64 = 0.8;

/// Reads `text`, said to lie at `file`, into `draft`.
pub(super) fn over(draft: &mut Draft, text: &str, file: &Path) -> Result<(), ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let at = |offset: usize, problem: String| ConfigError::Line {
        file: file.to_owned(),
        line: 1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count(),
        problem,
    };
    let document = DeTable::parse(text).map_err(|error| {
        at(
            error.span().map_or(0, |span| span.start),
            error.message().replace('\n', ", "),
        )
    })?;
    let mut keys = keys::all(draft);
    for (section, body) in in_file_order(document.get_ref()) {
        let name: &str = section.get_ref();
        let offset = section.span().start;
        if !keys.iter().any(|key| key.section == name) {
            return Err(at(offset, unknown_section(&keys, name)));
        }
        let DeValue::Table(body) = body.get_ref() else {
            return Err(at(
                offset,
                format!("`{name}` is a section; write `[{name}]` on a line of its own, its keys below"),
            ));
        };
        for (typed, value) in in_file_order(body) {
            let typed_name: &str = typed.get_ref();
            let offset = typed.span().start;
            let Some(key) = keys
                .iter_mut()
                .find(|key| key.section == name && key.name == typed_name)
            else {
                return Err(at(offset, unknown_key(&keys, name, typed_name)));
            };
            key.setting.read(value.get_ref(), key.range).map_err(|allowed| {
                at(
                    offset,
                    format!("`{name}.{typed_name}` is {}; it must be {allowed}", shown(value, text)),
                )
            })?;
        }
    }
    Ok(())
}

fn in_file_order<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t Spanned<std::borrow::Cow<'i, str>>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// A value as it was typed, cut to a length that fits a line.
fn shown(value: &Spanned<DeValue<'_>>, text: &str) -> String {
    let typed = text
        .get(value.span())
        .unwrap_or("")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if typed.chars().count() > 60 {
        format!("`{}…`", typed.chars().take(60).collect::<String>())
    } else {
        format!("`{typed}`")
    }
}

fn unknown_section(keys: &[Key<'_>], typed: &str) -> String {
    if let Some(key) = keys.iter().find(|key| key.name == typed) {
        return format!(
            "`{typed}` stands outside its section; it belongs under `[{}]`",
            key.section
        );
    }
    let nearest = nearest(keys.iter().map(|key| key.section), typed);
    match nearest {
        Some(section) => format!("unknown section `[{typed}]`; did you mean `[{section}]`?"),
        None => {
            let mut sections: Vec<_> = keys.iter().map(|key| format!("`[{}]`", key.section)).collect();
            sections.dedup();
            format!("unknown section `[{typed}]`; the sections are {}", sections.join(", "))
        }
    }
}

fn unknown_key(keys: &[Key<'_>], section: &str, typed: &str) -> String {
    let unknown = format!("unknown key `{typed}` in `[{section}]`");
    if let Some(key) = keys.iter().find(|key| key.name == typed) {
        return format!("{unknown}; it belongs under `[{}]`", key.section);
    }
    let here = nearest(
        keys.iter().filter(|key| key.section == section).map(|key| key.name),
        typed,
    );
    if let Some(name) = here {
        return format!("{unknown}; did you mean `{name}`?");
    }
    let anywhere = nearest(keys.iter().map(|key| key.name), typed);
    match anywhere.and_then(|name| keys.iter().find(|key| key.name == name)) {
        Some(key) => format!("{unknown}; did you mean `{}` under `[{}]`?", key.name, key.section),
        None => {
            let names = keys
                .iter()
                .filter(|key| key.section == section)
                .map(|key| format!("`{}`", key.name));
            format!("{unknown}; its keys are {}", names.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The most alike of some names, the first of equals.
fn nearest<'n>(names: impl Iterator<Item = &'n str>, typed: &str) -> Option<&'n str> {
    let mut best = None;
    let mut best_likeness = LEAST_LIKENESS;
    for name in names {
        let likeness = strsim::jaro_winkler(name, typed);
        if likeness > best_likeness {
            best_likeness = likeness;
            best = Some(name);
        }
    }
    best
}
