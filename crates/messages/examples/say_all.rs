//! Everything that the studio can say, one JSON object a line: `tests/words` compares it with what browsers say.
//!
//! ```text
//! {"kind": "messages", "language": "fr", "json": {…}}
//! {"kind": "said", "language": "fr", "id": "voices-so-far", "args": {"count": 21}, "isolated": "…", "plain": "…"}
//! {"kind": "number", "language": "fr", "number": 1000000, "said": "…"}
//! {"kind": "date", "language": "fr", "date": "2026-11-23", "said": "…"}
//! ```
//!
//! A variable that stands for a number takes all of [`COUNTS`]; an argument that is a day is an object.
#![expect(clippy::print_stdout, reason = "it prints")]

use serde_json::{Map, Value, json};
use stemforge_messages::{Arg, Catalogue, Language, LoadErrors, date, number};

const COUNTS: [i64; 14] = [0, 1, 2, 3, 4, 5, 11, 12, 21, 22, 100, 1_000, 1_234, 1_000_000];
const NUMBERS: [i64; 10] = [0, -5, 7, 42, 999, 1_000, 9_999, 10_000, 1_000_000, 2_147_483_647];
/// Variables that stand for numbers.
const NUMERIC: [&str; 8] = [
    "count",
    "max",
    "megabytes",
    "number",
    "percent",
    "seconds",
    "step",
    "steps",
];
/// A name that is written from right to left, with markup and braces.
const TEXT: &str = "زوي <b>&amp; { $x }";

fn main() -> Result<(), LoadErrors> {
    let catalogue = Catalogue::embedded()?;
    for language in Language::ALL.into_iter().chain([Language::PSEUDO]) {
        let file: Value = serde_json::from_str(&catalogue.browser_json(language)).unwrap_or_default();
        println!(
            "{}",
            json!({ "kind": "messages", "language": language.tag, "json": file })
        );
        for id in catalogue.ids() {
            let variables = catalogue.variables(id);
            let is_counted = variables.iter().any(|name| NUMERIC.contains(name));
            let rounds = if is_counted { &COUNTS[..] } else { &COUNTS[..1] };
            for count in rounds {
                let args: Vec<(&str, Arg<'_>)> = variables.iter().map(|name| (*name, value(name, *count))).collect();
                say(&catalogue, language, id, &args);
            }
            if !variables.is_empty() {
                say(&catalogue, language, id, &[]);
            }
        }
        for whole in NUMBERS {
            let said = number(language, whole);
            println!(
                "{}",
                json!({ "kind": "number", "language": language.tag, "number": whole, "said": said })
            );
        }
        for month in 1..=12_u8 {
            let said = date(language, 2026, month, 2 * month);
            let day = format!("2026-{month:02}-{:02}", 2 * month);
            println!(
                "{}",
                json!({ "kind": "date", "language": language.tag, "date": day, "said": said })
            );
        }
    }
    Ok(())
}

fn value(name: &str, count: i64) -> Arg<'static> {
    match name {
        "date" => Arg::Date {
            year: 2026,
            month: 11,
            day: 23,
        },
        name if NUMERIC.contains(&name) => Arg::Number(count),
        _ => Arg::Text(TEXT),
    }
}

fn say(catalogue: &Catalogue, language: Language, id: &str, args: &[(&str, Arg<'_>)]) {
    let shown: Map<String, Value> = args
        .iter()
        .map(|(name, value)| ((*name).to_owned(), as_json(*value)))
        .collect();
    let line = json!({
        "kind": "said",
        "language": language.tag,
        "id": id,
        "args": shown,
        "isolated": catalogue.format(language, id, args),
        "plain": catalogue.format_plain(language, id, args),
    });
    println!("{line}");
}

fn as_json(value: Arg<'_>) -> Value {
    match value {
        Arg::Text(text) => json!(text),
        Arg::Number(number) => json!(number),
        Arg::Date { year, month, day } => json!({ "date": format!("{year}-{month:02}-{day:02}") }),
    }
}
