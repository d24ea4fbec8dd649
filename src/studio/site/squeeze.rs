//! Scripts without what only people read: lines that are a comment or blank, and indentation. A third of what a phone
//! would fetch. Nothing is parsed: a line goes only if all of it is a comment, and a script in which a template literal
//! spans lines, where a line need not be what it looks like, stays as it is.

/// The script in fewer bytes; it runs the same.
pub(super) fn squeezed(script: &str) -> String {
    if script.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return script.to_owned();
    }
    let mut kept = String::with_capacity(script.len());
    let mut is_inside = false;
    for line in script.lines().map(str::trim) {
        if is_inside {
            is_inside = !line.ends_with("*/");
        } else if let Some(comment) = line.strip_prefix("/*") {
            match comment.find("*/") {
                None => is_inside = true,
                Some(end) if end + 2 == comment.len() => {}
                // A comment and then code: a type, mostly.
                Some(_) => push(&mut kept, line),
            }
        } else if !line.is_empty() && !line.starts_with("//") {
            push(&mut kept, line);
        }
    }
    kept
}

fn push(kept: &mut String, line: &str) {
    kept.push_str(line);
    kept.push('\n');
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn lines_that_are_all_comment_or_blank_go() {
        let script = "// what this is\n\n/**\n * Adds.\n * @param {number} a\n */\nconst add = (a, b) => {\n  // why\n  return a + b;\n};\n/** @type {number} */\nlet n;\n";
        assert_eq!(squeezed(script), "const add = (a, b) => {\nreturn a + b;\n};\nlet n;\n");
    }

    #[test]
    fn comments_beside_code_stay() {
        for line in [
            "const a = /** @type {A} */ (b);\n",
            "/** @type {A} */ (b).go();\n",
            "const url = \"https://example.org\"; // there\n",
            "const all = \"/*\";\n",
            "/* one */ go(); /* two */\n",
        ] {
            assert_eq!(squeezed(line), line);
        }
    }

    #[test]
    fn a_template_literal_over_lines_is_not_touched() {
        let script = "const text = `one\n  // two\n`;\n// three\n";
        assert_eq!(squeezed(script), script);
        assert_eq!(
            squeezed("const text = `one ${two}`;\n// three\n"),
            "const text = `one ${two}`;\n"
        );
    }

    #[test]
    fn a_comment_without_an_end_takes_what_follows_as_it_would_for_a_browser() {
        assert_eq!(squeezed("go();\n/* never\nended();"), "go();\n");
        assert_eq!(squeezed(""), "");
    }
}
