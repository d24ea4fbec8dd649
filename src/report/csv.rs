//! `scores.csv`: the score rows as text.
//!
//! RFC 4180, UTF-8, lines end with LF; columns and decimals are those of [`ScoreRow::cells`]; an empty
//! cell is a value that could not be measured.
//!
//! Text from strangers is written as [`defused`] says; `scores.parquet` holds every text as it is.

use super::ReportError;
use super::figures::decimal;
use crate::model::row::{Cell, ScoreRow};
use crate::model::spreadsheet::defused;
use std::borrow::{Borrow, Cow};
use std::io::Write;

/// Writes a heading and every row.
pub fn write_scores_csv(out: impl Write, rows: impl IntoIterator<Item: Borrow<ScoreRow>>) -> Result<(), ReportError> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(ScoreRow::columns())?;
    for row in rows {
        for (_, cell) in row.borrow().cells() {
            writer.write_field(cell_text(&cell).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()?;
    Ok(())
}

/// A cell as `scores.csv` writes it; other tables of ours hold their text to the same rule.
pub fn cell_text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => text.as_deref().map_or(Cow::Borrowed(""), defused),
        Cell::Integer(whole) => whole.map_or(Cow::Borrowed(""), |whole| Cow::Owned(whole.to_string())),
        Cell::Number(value, decimals) => value
            .and_then(|value| decimal(value, *decimals))
            .map_or(Cow::Borrowed(""), Cow::Owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reason::ReasonCode;
    use crate::model::row::Status;
    use crate::model::take::TakeId;

    fn written(rows: &[ScoreRow]) -> String {
        let mut out = Vec::new();
        write_scores_csv(&mut out, rows).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn row(id: &str) -> ScoreRow {
        ScoreRow::empty(TakeId(id.to_owned()), format!("takes/{id}.wav"))
    }

    #[test]
    fn the_heading_stands_also_above_nothing() {
        let text = written(&[]);
        assert!(text.starts_with("take_id,uri,content_hash,fan,"), "{text}");
        assert!(text.ends_with(",layer,analysis_version\n"), "{text}");
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn values_have_their_decimals_and_nothing_is_made_up() {
        let mut take = row("mia_01");
        take.status = Status::Flagged;
        take.reasons = vec![ReasonCode::Noisy, ReasonCode::NarrowBand];
        take.lag_ms = Some(-12.345_67);
        take.total_score = Some(87.125);
        take.snr_db = Some(f64::NAN);
        take.octave_shift = Some(-1);
        let text = written(&[take]);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers().unwrap().clone();
        let record = reader.records().next().unwrap().unwrap();
        let value = |name: &str| {
            let at = headings.iter().position(|heading| heading == name).unwrap();
            record[at].to_owned()
        };
        assert_eq!(value("take_id"), "mia_01");
        assert_eq!(value("status"), "flagged");
        assert_eq!(value("reasons"), "NOISY NARROW_BAND");
        assert_eq!(value("lag_ms"), "-12.346", "a negative number is no formula");
        assert_eq!(value("octave_shift"), "-1");
        assert_eq!(value("total_score"), "87.12");
        assert_eq!(value("snr_db"), "", "not a number is not measurable");
        assert_eq!(value("bleed_db"), "");
    }

    #[test]
    fn a_formula_in_an_id_is_defused_and_can_be_undone() {
        for id in ["=1+1", "+49 170", "-x", "@SUM(A1)", "\tx", "'quoted", "＝1"] {
            let text = written(&[row(id)]);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let cell = reader.records().next().unwrap().unwrap()[0].to_owned();
            assert_eq!(cell.strip_prefix('\''), Some(id));
        }
        for id in ["mia_01", "0a3f", "Jürgen's take (2).m4a", "a=b", "take-7"] {
            assert_eq!(defused(id), id);
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_survive() {
        let id = "a,\"b\"\nc";
        let text = written(&[row(id)]);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(&reader.records().next().unwrap().unwrap()[0], id);
    }
}
