//! What is read, and what is refused with which words.

use super::*;

fn only(text: &str) -> Message {
    let (mut messages, errors) = compile(Language::DEFAULT, "t.ftl", text);
    assert_eq!((messages.len(), &errors[..]), (1, &[][..]));
    messages.remove(0).message
}

fn refused(text: &str) -> String {
    let (_, errors) = compile(Language::DEFAULT, "t.ftl", text);
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    said.join(" | ")
}

#[test]
fn reads_text_variables_and_literals() {
    let variable = |name: &str, kind| Part::Variable {
        name: name.to_owned(),
        kind,
    };
    let message = only("a = x { $b }{\"\\u00A0\"}y\n  z { NUMBER($c) }, { DATETIME($d) }\n");
    let expected = vec![
        Part::Text("x ".into()),
        variable("b", Kind::Any),
        Part::Text("\u{a0}y\nz ".into()),
        variable("c", Kind::Number),
        Part::Text(", ".into()),
        variable("d", Kind::Date),
    ];
    assert_eq!(message, Message::Plain(expected));
    assert_eq!(message.variables(), ["b", "c", "d"]);
}

#[test]
fn reads_choices() {
    let message = only("a = { $n ->\n  [0] none\n  [one] one\n *[other] { $n }\n }\n");
    assert_eq!(message.categories(), Some(vec!["one", "other"]));
    assert_eq!(message.variables(), ["n"]);
    let by_word = only("a = { $team ->\n  [fr] Allez\n *[all] Go\n }\n");
    assert_eq!(by_word.categories(), None);
}

#[test]
fn says_what_it_cannot_do_and_where() {
    let cases = [
        ("\n# c\na = { b }", "en/t.ftl:3: a: only variables"),
        ("a = { -b }", "en/t.ftl:1: a: only variables"),
        ("a = { 5 }", "en/t.ftl:1: a: only variables"),
        ("a = { { $b } }", "en/t.ftl:1: a: only variables"),
        ("-a = b", "en/t.ftl:1: a: terms"),
        ("a = b\n  .c = d", "en/t.ftl:1: a: attributes"),
        ("a = { UPPER($b) }", "en/t.ftl:1: a: there is no function `UPPER`"),
        (
            "a = { NUMBER($b, style: \"percent\") }",
            "en/t.ftl:1: a: functions take one variable",
        ),
        ("a = { NUMBER(5) }", "en/t.ftl:1: a: functions take one variable"),
        (
            "a = { $n ->\n [one] b\n *[other] c\n } d",
            "en/t.ftl:1: a: a choice must be the whole",
        ),
        (
            "a = { $n ->\n [one] b\n *[other] { $n ->\n  [one] c\n *[other] d\n }\n }",
            "en/t.ftl:1: a: a choice must be",
        ),
        (
            "a = { \"x\" ->\n *[other] c\n }",
            "en/t.ftl:1: a: a choice is made by a variable",
        ),
        (
            "a = { DATETIME($d) ->\n *[other] c\n }",
            "en/t.ftl:1: a: a choice cannot be made by a date",
        ),
        (
            "a = { $n ->\n [few] b\n *[other] c\n }",
            "en/t.ftl:1: a: this language counts in `one other`, the variants are `few other`",
        ),
        (
            "a = { $n ->\n *[other] c\n }",
            "en/t.ftl:1: a: this language counts in `one other`, the variants are `other`",
        ),
        (
            "a = { $n ->\n [1.5] b\n [one] b\n *[other] c\n }",
            "en/t.ftl:1: a: a number in a key is whole",
        ),
        (
            "a = { $n ->\n [1] b\n [1] b\n *[x] c\n }",
            "en/t.ftl:1: a: two variants have the key `1`",
        ),
        (
            "a = { $n ->\n [x] b\n *[x] c\n }",
            "en/t.ftl:1: a: two variants have the key `x`",
        ),
        ("a = one <b>two</b>", "en/t.ftl:1: a: markup"),
        ("a = one &lt; two", "en/t.ftl:1: a: markup"),
        ("a = {{{{{{{{{{{{ $b }}}}}}}}}}}}", "en/t.ftl:1: ?: braces"),
    ];
    for (text, start) in cases {
        let said = refused(text);
        assert!(said.starts_with(start), "{text:?}: {said}");
    }
    assert_eq!(refused("a = b & c; R&B"), "");
}

#[test]
fn a_category_of_several_numbers_says_which() {
    let of = |tag: &str, text: &str| {
        let language = Language::by_tag(tag).unwrap();
        let (_, errors) = compile(language, "t.ftl", text);
        errors.iter().map(ToString::to_string).collect::<String>()
    };
    let english = "a = { $n ->\n [one] the first\n *[other] { $n } voices\n }";
    assert_eq!(of("en", english), "");
    let russian = "a = { $n ->\n [one] the first\n [few] { $n }\n [many] { $n }\n *[other] { $n }\n }";
    assert_eq!(
        of("ru", russian),
        "ru/t.ftl:1: a: the variant `one` is for several numbers, but does not say which; for one number use it as the key, like `[1]`"
    );
    assert_eq!(of("ru", &russian.replace("[one]", "[1] first\n [one] { $n }")), "");
    // Where no variant says the number, it is nobody's fault.
    assert_eq!(of("fr", "a = { $n ->\n [one] a\n [many] b\n *[other] c\n }"), "");
}

#[test]
fn says_where_a_file_is_no_fluent() {
    assert_eq!(
        refused("a = b\n\nc = { $d\n\ne = f\n"),
        "en/t.ftl:5: c: not written as Fluent wants it: Expected a token starting with \"}\""
    );
    assert!(refused("a = { $n ->\n [one] b\n }").starts_with("en/t.ftl:3: a: not written"));
    assert!(refused("??? \n").starts_with("en/t.ftl:1: ?: not written"));
    assert!(refused("a = \n").starts_with("en/t.ftl:1: a: not written"));
}

#[test]
fn bears_deep_nesting() {
    let text = format!("a = {}", "{".repeat(1_000_000));
    assert!(refused(&text).contains("nested too deep"));
}
