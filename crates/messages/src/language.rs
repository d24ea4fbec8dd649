//! The twelve languages, and the one that is none.

use std::fmt;

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// A language of the studio.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language {
    /// Its tag in URLs, in `lang` and in `hreflang`.
    pub tag: &'static str,
    /// What it calls itself.
    pub name: &'static str,
    /// Which way it is written.
    pub direction: Direction,
    /// Open Graph's `og:locale`: a language always with a country.
    pub og_locale: &'static str,
    /// Whose plurals, digits and dates it has. Named in full where the bare tag is read differently: Chrome writes `ar`
    /// with European digits and Firefox with Indic ones, and our Portuguese and English are Europe's.
    pub(crate) formats: &'static str,
    /// Numbers below this are written without grouping: `1000`, but `10 000`. CLDR's, but said here, because releases
    /// of CLDR differ: Italian has `1.000` on phones of 2022.
    pub(crate) grouped_from: u64,
}

const fn left_to_right(
    tag: &'static str,
    name: &'static str,
    og_locale: &'static str,
    formats: &'static str,
    grouped_from: u64,
) -> Language {
    Language {
        tag,
        name,
        direction: Direction::LeftToRight,
        og_locale,
        formats,
        grouped_from,
    }
}

impl Language {
    /// The language of everybody for whom there is no better one; its files are the source of the others.
    pub const DEFAULT: Self = Self::ALL[0];

    /// All that fans may choose from, in the order of the language menu.
    pub const ALL: [Self; 12] = [
        left_to_right("en", "English", "en_GB", "en-GB", 1_000),
        left_to_right("fr", "Français", "fr_FR", "fr", 1_000),
        left_to_right("de", "Deutsch", "de_DE", "de", 1_000),
        left_to_right("es", "Español", "es_ES", "es", 10_000),
        left_to_right("it", "Italiano", "it_IT", "it", 10_000),
        left_to_right("pt", "Português", "pt_PT", "pt-PT", 10_000),
        left_to_right("pl", "Polski", "pl_PL", "pl", 10_000),
        left_to_right("ru", "Русский", "ru_RU", "ru", 1_000),
        left_to_right("tr", "Türkçe", "tr_TR", "tr", 1_000),
        left_to_right("cs", "Čeština", "cs_CZ", "cs", 1_000),
        left_to_right("sv", "Svenska", "sv_SE", "sv", 1_000),
        Self {
            tag: "ar",
            name: "العربية",
            direction: Direction::RightToLeft,
            og_locale: "ar_AR",
            formats: "ar-u-nu-latn",
            grouped_from: 1_000,
        },
    ];

    /// English with accents, longer by 40 % and in brackets: shows what is not translated, cut off or too narrow.
    /// Neither negotiated nor found by its tag: who wants it in a test names it.
    pub const PSEUDO: Self = left_to_right("qps", "⟦Ƥşḗŭḓǿ⟧", "en_GB", "en-GB", 1_000);

    /// The language with this tag, as it stands in URLs.
    pub fn by_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag == tag)
    }

    /// Value of `hreflang`.
    pub const fn hreflang(self) -> &'static str {
        self.tag
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Language({})", self.tag)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag)
    }
}
