//! Text cells that no spreadsheet runs.
//!
//! Excel, LibreOffice and Google Sheets take a text cell that starts with `=`, `+`, `-` or `@` (or their full-width
//! forms, or a tab, or a line break) for a formula, and a take id is whatever a stranger typed. Such a *text* cell is
//! written with one apostrophe in front, as is one that starts with an apostrophe, so that the rule can be undone: a
//! reader that wants the exact id strips one leading apostrophe. Ordinary ids, paths, URIs and all numbers are written
//! as they are.

use std::borrow::Cow;

/// Text that no spreadsheet takes for a formula.
pub fn defused(text: &str) -> Cow<'_, str> {
    let starts_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠']);
    if starts_formula {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn formulas_are_quoted_and_names_are_not() {
        assert_eq!(defused("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(defused("'=1"), "''=1");
        assert_eq!(defused("anna.webm"), "anna.webm");
    }
}
