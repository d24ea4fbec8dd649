//! A message and its values → text. `web/js/messages.js` is the same in JavaScript.

use crate::arguments::Arg;
use crate::language::Language;
use crate::numbers::{category, date, number};
use crate::tree::{Key, Kind, Message, Part, Pattern};

/// Opens a stretch whose direction is its own: a name in Arabic letters must not turn the sentence around it.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_DIRECTIONAL_ISOLATE: char = '\u{2069}';

/// Whether values are set apart from the sentence around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// For HTML text.
    On,
    /// For titles, attributes and pictures, where the marks may show as boxes.
    Off,
}

/// What a message says.
pub(crate) fn evaluate(
    message: &Message,
    language: Language,
    args: &[(&str, Arg<'_>)],
    isolation: Isolation,
) -> String {
    let pattern = match message {
        Message::Plain(pattern) => pattern,
        Message::Choice {
            by,
            variants,
            otherwise,
            ..
        } => value(by, args)
            .and_then(|value| variants.iter().find(|(key, _)| fits(key, value, language)))
            .map_or(otherwise, |(_, pattern)| pattern),
    };
    write(pattern, language, args, isolation)
}

fn fits(key: &Key, value: Arg<'_>, language: Language) -> bool {
    match (key, value) {
        (Key::Exactly(wanted), Arg::Number(number)) => *wanted == number,
        (Key::Word(word), Arg::Number(number)) => word == category(language, number),
        (Key::Word(word), Arg::Text(text)) => word == text,
        (_, Arg::Date { .. }) | (Key::Exactly(_), Arg::Text(_)) => false,
    }
}

fn write(pattern: &Pattern, language: Language, args: &[(&str, Arg<'_>)], isolation: Isolation) -> String {
    // A value that stands alone has nothing to be set apart from.
    let isolates = isolation == Isolation::On && pattern.len() > 1;
    let mut said = String::new();
    for part in pattern {
        match part {
            Part::Text(text) => said.push_str(text),
            Part::Variable { name, kind } => {
                if isolates {
                    said.push(FIRST_STRONG_ISOLATE);
                }
                said.push_str(&shown(name, *kind, language, args));
                if isolates {
                    said.push(POP_DIRECTIONAL_ISOLATE);
                }
            }
        }
    }
    said
}

fn shown(name: &str, kind: Kind, language: Language, args: &[(&str, Arg<'_>)]) -> String {
    match (kind, value(name, args)) {
        (Kind::Any, Some(Arg::Text(text))) => text.to_owned(),
        (Kind::Any | Kind::Number, Some(Arg::Number(whole))) => number(language, whole),
        (Kind::Any | Kind::Date, Some(Arg::Date { year, month, day })) => date(language, year, month, day),
        // A gap that can be seen and searched for, rather than a sentence that is quietly wrong.
        _ => format!("{{${name}}}"),
    }
}

fn value<'a>(name: &str, args: &[(&str, Arg<'a>)]) -> Option<Arg<'a>> {
    args.iter().find(|(given, _)| *given == name).map(|(_, value)| *value)
}
