//! The tree as JSON. `web/js/messages.js` reads it:
//!
//! ```text
//! file     {"language": "fr", "locale": "fr", "grouped_from": 1000, "messages": {id: message, …}}
//! message  pattern | {"by": variable, "of": [[key, pattern], …], "else": pattern}
//! pattern  text | [part, …]
//! part     text | [variable] | [variable, "number"] | [variable, "date"]
//! key      number | plural category or word
//! ```
//!
//! `locale` is what `Intl` is asked for, `grouped_from` the least number that is written in groups; variants are an array because JSON's objects lose their order in JavaScript
//! where a key looks like a number.

use crate::language::Language;
use crate::tree::{Key, Kind, Message, Part, Pattern};
use serde_json::{Map, Value, json};

/// The messages of a language.
pub(crate) fn json<'a>(language: Language, messages: impl Iterator<Item = (&'a str, &'a Message)>) -> String {
    let messages: Map<String, Value> = messages.map(|(id, value)| (id.to_owned(), message(value))).collect();
    json!({
        "language": language.tag,
        "locale": language.formats,
        "grouped_from": language.grouped_from,
        "messages": messages,
    })
    .to_string()
}

fn message(message: &Message) -> Value {
    match message {
        Message::Plain(plain) => pattern(plain),
        Message::Choice {
            by,
            variants,
            otherwise,
            ..
        } => {
            let of: Vec<Value> = variants
                .iter()
                .map(|(on, then)| json!([key(on), pattern(then)]))
                .collect();
            json!({ "by": by, "of": of, "else": pattern(otherwise) })
        }
    }
}

fn key(key: &Key) -> Value {
    match key {
        Key::Exactly(number) => json!(number),
        Key::Word(word) => json!(word),
    }
}

fn pattern(pattern: &Pattern) -> Value {
    match &pattern[..] {
        [Part::Text(text)] => json!(text),
        parts => parts.iter().map(part).collect(),
    }
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!(text),
        Part::Variable { name, kind: Kind::Any } => json!([name]),
        Part::Variable {
            name,
            kind: Kind::Number,
        } => json!([name, "number"]),
        Part::Variable { name, kind: Kind::Date } => json!([name, "date"]),
    }
}
