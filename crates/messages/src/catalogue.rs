//! All messages of all languages, loaded and checked against the source language.

use crate::arguments::Arg;
use crate::browser;
use crate::compile::{Compiled, compile};
use crate::error::{Fault, LoadError, LoadErrors};
use crate::evaluate::{Isolation, evaluate};
use crate::language::Language;
use crate::locales::{BROWSER_FILE, SOURCES};
use crate::pseudo;
use crate::tree::Message;
use std::collections::{BTreeMap, btree_map};

/// One .ftl file.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Tag of its language.
    pub language: &'a str,
    /// Its name, like `studio.ftl`: the same in each language.
    pub file: &'a str,
    /// What is in it.
    pub text: &'a str,
}

/// All messages.
#[derive(Debug)]
pub struct Catalogue {
    /// In the order of [`Language::ALL`], the pseudo-language last.
    languages: Vec<(Language, Messages)>,
}

type Messages = BTreeMap<String, Entry>;

#[derive(Debug)]
struct Entry {
    file: String,
    line: usize,
    message: Message,
}

impl Catalogue {
    /// The messages in this binary.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::load`]; a test loads them.
    pub fn embedded() -> Result<Self, LoadErrors> {
        Self::load(&SOURCES)
    }

    /// Reads files. Each language must have the messages of [`Language::DEFAULT`], each with the same variables.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn load(sources: &[Source<'_>]) -> Result<Self, LoadErrors> {
        let mut errors = Vec::new();
        for source in sources {
            if Language::by_tag(source.language).is_none() {
                errors.push(LoadError::NoSuchLanguage(source.language.to_owned()));
            }
        }
        let mut languages: Vec<(Language, Messages)> = Vec::new();
        for language in Language::ALL {
            let mut messages = Messages::new();
            for source in sources.iter().filter(|source| source.language == language.tag) {
                let (compiled, faults) = compile(language, source.file, source.text);
                errors.extend(faults);
                errors.extend(add(&mut messages, language, source.file, compiled));
            }
            if let Some((_, wanted)) = languages.first() {
                errors.extend(differences(language, wanted, &messages));
            }
            languages.push((language, messages));
        }
        if !errors.is_empty() {
            return Err(LoadErrors(errors));
        }
        if let Some((_, source)) = languages.first() {
            let pseudo = source.iter().map(|(id, entry)| (id.clone(), entry.pseudo())).collect();
            languages.push((Language::PSEUDO, pseudo));
        }
        Ok(Self { languages })
    }

    /// What a message says, for HTML text: values are set apart from the sentence around them by invisible marks
    /// (U+2068, U+2069), so that a name in Arabic letters does not turn a French sentence around.
    ///
    /// Always says something: for a message that is not there, its name; for a value that is not given, `{$name}`.
    pub fn format(&self, language: Language, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.say(language, id, args, Isolation::On)
    }

    /// The same without the marks: for `<title>`, Open Graph tags, attributes and covers.
    pub fn format_plain(&self, language: Language, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.say(language, id, args, Isolation::Off)
    }

    fn say(&self, language: Language, id: &str, args: &[(&str, Arg<'_>)], isolation: Isolation) -> String {
        let entry = self.messages(language).and_then(|messages| messages.get(id));
        entry.map_or_else(
            || id.to_owned(),
            |entry| evaluate(&entry.message, language, args, isolation),
        )
    }

    /// The messages of the page, for `web/js/messages.js`.
    pub fn browser_json(&self, language: Language) -> String {
        let messages = self.messages(language).into_iter().flatten();
        let of_the_page = messages.filter(|(_, entry)| entry.file == BROWSER_FILE);
        browser::json(language, of_the_page.map(|(id, entry)| (id.as_str(), &entry.message)))
    }

    /// Names of all messages, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let source = self.languages.first().into_iter();
        source.flat_map(|(_, messages)| messages.keys().map(String::as_str))
    }

    /// Names of the variables of a message, sorted.
    pub fn variables(&self, id: &str) -> Vec<&str> {
        let entry = self.messages(Language::DEFAULT).and_then(|messages| messages.get(id));
        entry.map(|entry| entry.message.variables()).unwrap_or_default()
    }

    fn messages(&self, language: Language) -> Option<&Messages> {
        let found = self.languages.iter().find(|(held, _)| *held == language);
        found.map(|(_, messages)| messages)
    }
}

impl Entry {
    fn pseudo(&self) -> Self {
        Self {
            file: self.file.clone(),
            line: self.line,
            message: pseudo::pseudo(&self.message),
        }
    }

    fn error(&self, language: Language, id: &str, fault: Fault) -> LoadError {
        LoadError::At {
            file: format!("{language}/{}", self.file),
            line: self.line,
            id: id.to_owned(),
            fault,
        }
    }
}

fn add(messages: &mut Messages, language: Language, file: &str, compiled: Vec<Compiled>) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for Compiled { id, line, message } in compiled {
        let entry = Entry {
            file: file.to_owned(),
            line,
            message,
        };
        match messages.entry(id) {
            btree_map::Entry::Occupied(taken) => errors.push(entry.error(language, taken.key(), Fault::Duplicate)),
            btree_map::Entry::Vacant(free) => {
                free.insert(entry);
            }
        }
    }
    errors
}

/// How a language's messages differ from the source's.
fn differences(language: Language, wanted: &Messages, found: &Messages) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for (id, source) in wanted {
        let Some(entry) = found.get(id).filter(|entry| entry.file == source.file) else {
            errors.push(LoadError::Missing {
                language: language.tag,
                file: source.file.clone(),
                id: id.clone(),
            });
            continue;
        };
        let (wanted, found) = (source.message.variables(), entry.message.variables());
        if wanted != found {
            let fault = Fault::Variables {
                wanted: wanted.join(" "),
                found: found.join(" "),
            };
            errors.push(entry.error(language, id, fault));
        }
    }
    for (id, entry) in found {
        if wanted.get(id).is_none_or(|source| source.file != entry.file) {
            errors.push(entry.error(language, id, Fault::NotInSource));
        }
    }
    errors
}
