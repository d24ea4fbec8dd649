//! Plural categories, digits and dates, as CLDR has them and browsers show them.
//!
//! Formatters are made for each call: with compiled data that costs 0.1 µs for a category, 0.2 µs for a number and 1.3 µs
//! for a date (measured on one 2-core server), and needs no state.

use crate::language::Language;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// A whole number in a language's digits and grouping: `1 000 000`, `1.000.000`.
pub fn number(language: Language, number: i64) -> String {
    let formatter = DecimalFormatter::try_new(locale(language).into(), Default::default());
    formatter.map_or_else(
        |_| number.to_string(),
        |formatter| formatter.format(&Decimal::from(number)).to_string(),
    )
}

/// A day with its month's name: `23 novembre 2026`. What is no day is shown as it came.
pub fn date(language: Language, year: i32, month: u8, day: u8) -> String {
    let formatter = DateTimeFormatter::try_new(locale(language).into(), YMD::long());
    match (formatter, Date::try_new_iso(year, month, day)) {
        // Browsers show CLDR's narrow space as a plain one, because pages broke on it; the Russian `г.` has one.
        (Ok(formatter), Ok(day)) => formatter.format(&day).to_string().replace('\u{202f}', " "),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// The plural category of a number.
pub(crate) fn category(language: Language, number: i64) -> &'static str {
    let category = PluralRules::try_new_cardinal(locale(language).into()).map(|rules| rules.category_for(number));
    word(category.unwrap_or(PluralCategory::Other))
}

/// The plural categories that a language has, in CLDR's order.
pub(crate) fn categories(language: Language) -> Vec<&'static str> {
    let Ok(rules) = PluralRules::try_new_cardinal(locale(language).into()) else {
        return vec!["other"];
    };
    let mut categories: Vec<PluralCategory> = rules.categories().collect();
    categories.sort_unstable();
    categories.into_iter().map(word).collect()
}

const fn word(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

fn locale(language: Language) -> Locale {
    language.formats.parse().unwrap_or(Locale::UNKNOWN)
}
