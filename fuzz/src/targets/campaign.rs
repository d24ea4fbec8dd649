//! A campaign file.

use std::path::Path;

use stemforge::config::{Overrides, canonical_sections, parse};

/// Reads the bytes as `stemforge.toml`.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let path = Path::new("song/stemforge.toml");
    match parse(text, path, &Overrides::default()) {
        Ok(plan) => {
            // What stage keys hash is the plan and nothing else: read again, it says the same.
            // Places are no part of it, and the guide is one.
            let canonical = plan
                .canonical
                .replacen("[song]\n", "[song]\nguide = \"guide.mid\"\n", 1);
            let again = parse(&canonical, path, &Overrides::default());
            let again = again.expect("the canonical text is a campaign file");
            assert_eq!(again.canonical, plan.canonical);
            assert_eq!(canonical_sections(&plan.canonical, &[]), "");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
