//! One .ftl file → messages. Whatever both sides cannot evaluate is an error with its place.

use crate::error::{Fault, LoadError};
use crate::language::Language;
use crate::numbers::{categories, category};
use crate::tree::{Key, Kind, Message, Part, Pattern};
use fluent_syntax::ast;
use fluent_syntax::parser;
use fluent_syntax::unicode::unescape_unicode_to_string;

/// The parser calls itself for every brace within a brace. Ours nest two deep.
const MAX_NESTED_BRACES: usize = 8;

/// Numbers among which each category that has several shows a second one, or is one of the rare `many` of millions.
const A_HUNDRED: i64 = 100;

const ONLY_VARIABLES: &str = "only variables, `NUMBER($x)`, `DATETIME($x)` and string literals can stand in braces";

/// A message and the line of its name.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) id: String,
    pub(crate) line: usize,
    pub(crate) message: Message,
}

/// The messages of a file in their order, and everything that is wrong with it.
pub(crate) fn compile(language: Language, file: &str, text: &str) -> (Vec<Compiled>, Vec<LoadError>) {
    let reader = Reader {
        language,
        file,
        text,
        line_ends: text.match_indices('\n').map(|(at, _)| at).collect(),
    };
    if let Some(at) = nested_too_deep(text) {
        let fault = Fault::Unsupported("braces are nested too deep");
        return (Vec::new(), vec![reader.error(at, "?", fault)]);
    }
    let (resource, mut errors) = match parser::parse(text) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, faults)) => {
            let errors = faults.iter().map(|fault| reader.syntax_error(fault)).collect();
            (resource, errors)
        }
    };
    let mut messages: Vec<Compiled> = Vec::new();
    for entry in &resource.body {
        match entry {
            ast::Entry::Message(message) => match reader.message(message) {
                Ok(compiled) => messages.push(compiled),
                Err(error) => errors.push(error),
            },
            ast::Entry::Term(term) => {
                let fault = Fault::Unsupported("terms cannot be used");
                errors.push(reader.error(reader.offset(term.id.name), term.id.name, fault));
            }
            // Said already, with its place.
            ast::Entry::Junk { .. } => {}
            ast::Entry::Comment(_) | ast::Entry::GroupComment(_) | ast::Entry::ResourceComment(_) => {}
        }
    }
    (messages, errors)
}

struct Reader<'a> {
    language: Language,
    file: &'a str,
    text: &'a str,
    line_ends: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn message(&self, message: &ast::Message<&'a str>) -> Result<Compiled, LoadError> {
        let id = message.id.name;
        let at = self.offset(id);
        let compiled = match &message.value {
            _ if !message.attributes.is_empty() => Err(Fault::Unsupported("attributes cannot be used")),
            None => Err(Fault::Unsupported("the message has no text")),
            Some(pattern) => self.value(pattern),
        };
        match compiled {
            Ok(message) => Ok(Compiled {
                id: id.to_owned(),
                line: self.line(at),
                message,
            }),
            Err(fault) => Err(self.error(at, id, fault)),
        }
    }

    fn value(&self, pattern: &ast::Pattern<&'a str>) -> Result<Message, Fault> {
        match &pattern.elements[..] {
            [
                ast::PatternElement::Placeable {
                    expression: ast::Expression::Select { selector, variants },
                },
            ] => self.choice(selector, variants),
            _ => Ok(Message::Plain(flat(pattern)?)),
        }
    }

    fn choice(
        &self,
        selector: &ast::InlineExpression<&'a str>,
        variants: &[ast::Variant<&'a str>],
    ) -> Result<Message, Fault> {
        let Part::Variable { name: by, kind } = inline(selector)? else {
            return Err(Fault::Unsupported("a choice is made by a variable"));
        };
        if kind == Kind::Date {
            return Err(Fault::Unsupported("a choice cannot be made by a date"));
        }
        let mut tried: Vec<(Key, Pattern)> = Vec::new();
        let mut last = None;
        for variant in variants {
            let key = key(&variant.key)?;
            let is_taken = tried
                .iter()
                .map(|(key, _)| key)
                .chain(last.as_ref().map(|(key, _)| key));
            if is_taken.into_iter().any(|taken| *taken == key) {
                return Err(Fault::DuplicateKey(shown(&key)));
            }
            let pattern = flat(&variant.value)?;
            if variant.default {
                last = Some((key, pattern));
            } else {
                tried.push((key, pattern));
            }
        }
        let (otherwise_key, otherwise) = last.ok_or(Fault::Unsupported("a choice needs a variant with a star"))?;
        let message = Message::Choice {
            by,
            variants: tried,
            otherwise,
            otherwise_key,
        };
        self.check_categories(&message)?;
        Ok(message)
    }

    /// A choice by plural category has a variant for each of the language's, and none that never comes. A variant that
    /// is for several numbers says which it is: `[one]` holds at 21 in Russian and at 0 in French.
    fn check_categories(&self, message: &Message) -> Result<(), Fault> {
        let Some(found) = message.categories() else {
            return Ok(());
        };
        let wanted = categories(self.language);
        if found != wanted {
            return Err(Fault::Categories {
                wanted: wanted.join(" "),
                found: found.join(" "),
            });
        }
        match message.silent_categories().find(|word| !self.is_one_number(word)) {
            Some(word) => Err(Fault::NumberUnsaid(word.to_owned())),
            None => Ok(()),
        }
    }

    /// Whether a plural category is that of a single number, as `one` is in English and `two` in Arabic.
    fn is_one_number(&self, word: &str) -> bool {
        (0..=A_HUNDRED)
            .filter(|number| category(self.language, *number) == word)
            .count()
            == 1
    }

    fn syntax_error(&self, fault: &parser::ParserError) -> LoadError {
        let entry = fault.slice.as_ref().and_then(|slice| self.text.get(slice.clone()));
        let id = entry.and_then(|entry| {
            let name = entry.lines().find(|line| !line.starts_with('#') && !line.is_empty())?;
            let end = name.find(|letter: char| !is_id(letter)).unwrap_or(name.len());
            Some(&name[..end]).filter(|name| !name.is_empty())
        });
        let fault_text = Fault::Syntax(fault.kind.to_string());
        self.error(fault.pos.start, id.unwrap_or("?"), fault_text)
    }

    fn error(&self, at: usize, id: &str, fault: Fault) -> LoadError {
        LoadError::At {
            file: format!("{}/{}", self.language, self.file),
            line: self.line(at),
            id: id.to_owned(),
            fault,
        }
    }

    /// Where a piece of the text starts in it.
    fn offset(&self, piece: &str) -> usize {
        (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn line(&self, at: usize) -> usize {
        1 + self.line_ends.partition_point(|end| *end < at)
    }
}

/// A pattern without choices in it.
fn flat(pattern: &ast::Pattern<&str>) -> Result<Pattern, Fault> {
    let mut parts = Pattern::new();
    for element in &pattern.elements {
        let part = match element {
            ast::PatternElement::TextElement { value } => Part::Text((*value).to_owned()),
            ast::PatternElement::Placeable {
                expression: ast::Expression::Inline(expression),
            } => inline(expression)?,
            ast::PatternElement::Placeable { .. } => {
                return Err(Fault::Unsupported(
                    "a choice must be the whole message, so that each variant is a whole sentence",
                ));
            }
        };
        match (parts.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
            (_, part) => parts.push(part),
        }
    }
    if parts.iter().any(is_markup) {
        return Err(Fault::Markup);
    }
    Ok(parts)
}

fn is_markup(part: &Part) -> bool {
    let Part::Text(text) = part else { return false };
    let is_entity = |rest: &str| {
        let name = rest.trim_start_matches(|letter: char| letter == '#' || letter.is_ascii_alphanumeric());
        name.len() < rest.len() && name.starts_with(';')
    };
    text.contains('<') || text.split('&').skip(1).any(is_entity)
}

fn inline(expression: &ast::InlineExpression<&str>) -> Result<Part, Fault> {
    match expression {
        ast::InlineExpression::StringLiteral { value } => {
            Ok(Part::Text(unescape_unicode_to_string(value).into_owned()))
        }
        ast::InlineExpression::VariableReference { id } => Ok(variable(id.name, Kind::Any)),
        ast::InlineExpression::FunctionReference { id, arguments } => {
            let kind = match id.name {
                "NUMBER" => Kind::Number,
                "DATETIME" => Kind::Date,
                other => return Err(Fault::UnknownFunction(other.to_owned())),
            };
            match (&arguments.positional[..], &arguments.named[..]) {
                ([ast::InlineExpression::VariableReference { id }], []) => Ok(variable(id.name, kind)),
                _ => Err(Fault::Unsupported("functions take one variable and no options")),
            }
        }
        ast::InlineExpression::NumberLiteral { .. }
        | ast::InlineExpression::MessageReference { .. }
        | ast::InlineExpression::TermReference { .. }
        | ast::InlineExpression::Placeable { .. } => Err(Fault::Unsupported(ONLY_VARIABLES)),
    }
}

fn variable(name: &str, kind: Kind) -> Part {
    Part::Variable {
        name: name.to_owned(),
        kind,
    }
}

fn key(key: &ast::VariantKey<&str>) -> Result<Key, Fault> {
    match key {
        ast::VariantKey::Identifier { name } => Ok(Key::Word((*name).to_owned())),
        ast::VariantKey::NumberLiteral { value } => {
            let number = value.parse().map(Key::Exactly);
            number.map_err(|_| Fault::Unsupported("a number in a key is whole"))
        }
    }
}

fn shown(key: &Key) -> String {
    match key {
        Key::Exactly(number) => number.to_string(),
        Key::Word(word) => word.clone(),
    }
}

const fn is_id(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

/// Where braces are nested deeper than the parser should follow.
fn nested_too_deep(text: &str) -> Option<usize> {
    let mut depth: usize = 0;
    let mut is_line_start = true;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            // A name at the start of a line begins a new message, whatever was left open before it.
            _ if is_line_start && byte.is_ascii_alphabetic() => depth = 0,
            _ => {}
        }
        if depth > MAX_NESTED_BRACES {
            return Some(at);
        }
        is_line_start = byte == b'\n';
    }
    None
}

#[cfg(test)]
mod tests;
