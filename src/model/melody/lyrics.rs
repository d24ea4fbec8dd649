//! Where words end. Files tell it by spaces (`voi`, `ces `) or by hyphens (`voi-`, `ces`); a guide's is the hyphen.

/// Trimmed syllables; where a word goes on in the next one, with a hyphen.
///
/// `raw` is what the file has, in the order of time, spaces and ends of lines included. A file without a space at any
/// syllable's end does not tell words by spaces, and keeps what it has.
pub(super) fn hyphenated<S: AsRef<str>>(raw: &[S]) -> Vec<String> {
    let by_spaces = raw.iter().any(|text| {
        let text = text.as_ref();
        !text.trim().is_empty() && (text.starts_with(' ') || text.ends_with(' '))
    });
    let following = raw.iter().skip(1).map(|text| Some(text.as_ref())).chain([None]);
    raw.iter()
        .zip(following)
        .map(|(text, next)| {
            let text = text.as_ref();
            let goes_on = by_spaces
                && !text.trim().is_empty()
                && !text.ends_with(|c: char| c.is_whitespace() || c == '-')
                && next.is_some_and(|next| !next.is_empty() && !next.starts_with(char::is_whitespace));
            format!("{}{}", text.trim(), if goes_on { "-" } else { "" })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_before_after_and_at_the_ends_of_lines() {
        assert_eq!(
            hyphenated(&["Raise ", "voi", "ces\n", "high "]),
            ["Raise", "voi-", "ces", "high"]
        );
        assert_eq!(
            hyphenated(&["Raise", " voi", "ces", " high"]),
            ["Raise", "voi-", "ces", "high"]
        );
    }

    #[test]
    fn hyphens_and_files_that_do_not_tell_stay_as_they_are() {
        assert_eq!(hyphenated(&["Grü-", "ne", "Welt"]), ["Grü-", "ne", "Welt"]);
        assert_eq!(hyphenated(&["Grü-", "ne ", "Welt"]), ["Grü-", "ne", "Welt"]);
        assert_eq!(hyphenated(&["oh ", "", "hey"]), ["oh", "", "hey"]);
        assert_eq!(hyphenated::<&str>(&[]), [""; 0]);
    }
}
