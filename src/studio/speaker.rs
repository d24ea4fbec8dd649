//! What the service says to fans, in their language: every page of it, and nothing of the API.

use super::app::OpenError;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use stemforge_messages::{Arg, Catalogue, Language, negotiate_among};

/// All messages, and the languages that this campaign speaks.
#[derive(Debug)]
pub(super) struct Speaker {
    catalogue: Catalogue,
    spoken: Vec<Language>,
}

impl Speaker {
    /// Speaks these languages; the first stands in where none fits.
    pub(super) fn new(tags: &[impl AsRef<str>]) -> Result<Self, OpenError> {
        let catalogue = Catalogue::embedded();
        let catalogue = catalogue.map_err(|cause| OpenError::Settings(format!("read our own messages: {cause}")))?;
        let spoken = tags.iter().filter_map(|tag| Language::by_tag(tag.as_ref()));
        Ok(Self {
            catalogue,
            spoken: spoken.collect(),
        })
    }

    /// All languages, in the order of the campaign.
    pub(super) fn languages(&self) -> &[Language] {
        &self.spoken
    }

    /// The language that a URL names.
    pub(super) fn by_tag(&self, tag: &str) -> Option<Language> {
        self.spoken.iter().copied().find(|language| language.tag == tag)
    }

    /// Ours for the language in which a take came: `pt` for `pt-BR`.
    pub(super) fn like(&self, language: Option<&str>) -> Option<Language> {
        language?
            .split('-')
            .next()
            .and_then(|first_subtag| self.by_tag(first_subtag))
    }

    /// The language of what is made of a take.
    pub(super) fn of_take(&self, language: Option<&str>) -> Language {
        self.like(language).unwrap_or_else(|| self.first())
    }

    /// What a browser prefers.
    pub(super) fn preferred(&self, headers: &HeaderMap) -> Language {
        let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|wanted| wanted.to_str().ok());
        let found = wanted.and_then(|wanted| negotiate_among(wanted, &self.spoken));
        found.unwrap_or_else(|| self.first())
    }

    fn first(&self) -> Language {
        self.spoken.first().copied().unwrap_or(Language::DEFAULT)
    }

    /// A message for text on a page: what is put into it cannot turn the rest around.
    pub(super) fn say(&self, language: Language, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.catalogue.format(language, id, args)
    }

    /// A message for titles, attributes and pictures.
    pub(super) fn plain(&self, language: Language, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.catalogue.format_plain(language, id, args)
    }

    /// The messages of the page.
    pub(super) fn of_the_page(&self, language: Language) -> String {
        self.catalogue.browser_json(language)
    }
}
