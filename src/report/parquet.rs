//! `scores.parquet`: the score rows as typed columns.
//!
//! One column a field of [`ScoreRow::cells`], in that order, all optional: text as UTF-8 strings,
//! whole numbers as 64-bit integers, measures as doubles rounded to the decimals of `scores.csv`, so that
//! both files hold the same numbers. Text stands as it is (no spreadsheet opens Parquet by itself).
//!
//! Row groups of 65 536 rows, Snappy pages; the file names neither time nor version, so equal rows
//! are equal bytes. Memory: one row group.

use super::ReportError;
use super::figures::rounded;
use crate::model::row::{Cell, ScoreRow};
use crate::model::take::TakeId;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::borrow::Borrow;
use std::io::Write;
use std::sync::Arc;

/// Rows in each row group but the last.
pub const ROWS_PER_GROUP: usize = 65_536;

/// Who wrote the file, in its footer.
const CREATED_BY: &str = "stemforge";

/// Writes every row.
pub fn write_scores_parquet(
    out: impl Write + Send,
    rows: impl IntoIterator<Item: Borrow<ScoreRow>>,
) -> Result<(), ReportError> {
    write_groups(out, rows, ROWS_PER_GROUP)
}

fn write_groups(
    out: impl Write + Send,
    rows: impl IntoIterator<Item: Borrow<ScoreRow>>,
    rows_per_group: usize,
) -> Result<(), ReportError> {
    let properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::SNAPPY)
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema()?), Arc::new(properties))?;

    let mut columns = empty_columns();
    let mut buffered_rows = 0;
    for row in rows {
        for (column, (_, cell)) in columns.iter_mut().zip(row.borrow().cells()) {
            column.push(cell);
        }
        buffered_rows += 1;
        if buffered_rows == rows_per_group {
            write_group(file.next_row_group()?, &columns)?;
            columns = empty_columns();
            buffered_rows = 0;
        }
    }
    if buffered_rows > 0 {
        write_group(file.next_row_group()?, &columns)?;
    }
    file.close()?;
    Ok(())
}

/// One column of a row group: the values that exist, and for each row whether one does (1) or not (0).
struct Column {
    values: Values,
    defined: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
}

impl Column {
    fn push(&mut self, cell: Cell) {
        let is_defined = match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(Some(text))) => {
                values.push(ByteArray::from(text.into_bytes()));
                true
            }
            (Values::Integer(values), Cell::Integer(Some(whole))) => {
                values.push(whole);
                true
            }
            (Values::Number(values), Cell::Number(Some(value), decimals)) => match rounded(value, decimals) {
                Some(value) => {
                    values.push(value);
                    true
                }
                None => false,
            },
            _ => false,
        };
        self.defined.push(i16::from(is_defined));
    }
}

/// Names and kinds of the columns.
fn kinds() -> Vec<(&'static str, Cell)> {
    ScoreRow::empty(TakeId(String::new()), String::new()).cells()
}

fn empty_columns() -> Vec<Column> {
    let values = kinds().into_iter().map(|(_, cell)| match cell {
        Cell::Text(_) => Values::Text(Vec::new()),
        Cell::Integer(_) => Values::Integer(Vec::new()),
        Cell::Number(..) => Values::Number(Vec::new()),
    });
    values
        .map(|values| Column {
            values,
            defined: Vec::new(),
        })
        .collect()
}

fn schema() -> Result<Type, ReportError> {
    let mut fields = Vec::new();
    for (name, cell) in kinds() {
        let builder = match cell {
            Cell::Text(_) => Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY)
                .with_logical_type(Some(LogicalType::String))
                .with_converted_type(ConvertedType::UTF8),
            Cell::Integer(_) => Type::primitive_type_builder(name, PhysicalType::INT64),
            Cell::Number(..) => Type::primitive_type_builder(name, PhysicalType::DOUBLE),
        };
        let field = builder.with_repetition(Repetition::OPTIONAL).build()?;
        fields.push(Arc::new(field));
    }
    Ok(Type::group_type_builder("scores").with_fields(fields).build()?)
}

fn write_group<W: Write + Send>(
    mut group: SerializedRowGroupWriter<'_, W>,
    columns: &[Column],
) -> Result<(), ReportError> {
    for column in columns {
        let mut writer = group
            .next_column()?
            .expect("invariant: the schema has one column for each of ours");
        let defined = Some(column.defined.as_slice());
        match &column.values {
            Values::Text(values) => writer.typed::<ByteArrayType>().write_batch(values, defined, None)?,
            Values::Integer(values) => writer.typed::<Int64Type>().write_batch(values, defined, None)?,
            Values::Number(values) => writer.typed::<DoubleType>().write_batch(values, defined, None)?,
        };
        writer.close()?;
    }
    group.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::csv::write_scores_csv;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    fn rows(count: usize) -> Vec<ScoreRow> {
        (0..count)
            .map(|i| {
                let mut row = ScoreRow::empty(TakeId(format!("take_{i:05}")), format!("takes/{i}.m4a"));
                row.total_score = (i % 3 != 0).then_some(i as f64 / 7.0);
                row.octave_shift = (i % 2 == 0).then_some(-1);
                row.snr_db = Some(if i % 5 == 0 { f64::NAN } else { 20.06 });
                row.fan = (i % 4 == 0).then(|| format!("=fan {i}"));
                row
            })
            .collect()
    }

    fn written(rows: &[ScoreRow], rows_per_group: usize) -> Vec<u8> {
        let mut out = Vec::new();
        write_groups(&mut out, rows, rows_per_group).unwrap();
        out
    }

    fn text_of(field: &Field) -> String {
        match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Long(whole) => whole.to_string(),
            Field::Double(value) => value.to_string(),
            other => panic!("a column of an unexpected type: {other:?}"),
        }
    }

    #[test]
    fn both_files_hold_the_same_rows() {
        let rows = rows(25);
        let file = SerializedFileReader::new(bytes(written(&rows, 10))).unwrap();
        assert_eq!(file.metadata().num_row_groups(), 3);
        assert_eq!(file.metadata().file_metadata().created_by(), Some(CREATED_BY));

        let mut text = Vec::new();
        write_scores_csv(&mut text, &rows).unwrap();
        let mut lines = csv::Reader::from_reader(text.as_slice());
        let headings: Vec<String> = lines.headers().unwrap().iter().map(str::to_owned).collect();

        let mut compared = 0;
        for (typed, line) in file.get_row_iter(None).unwrap().zip(lines.records()) {
            let (typed, line) = (typed.unwrap(), line.unwrap());
            for (at, (name, field)) in typed.get_column_iter().enumerate() {
                assert_eq!(*name, headings[at]);
                let cell = line[at].strip_prefix('\'').unwrap_or(&line[at]);
                match field {
                    Field::Double(value) => assert_eq!(value.to_bits(), cell.parse::<f64>().unwrap().to_bits()),
                    other => assert_eq!(text_of(other), cell, "{name}"),
                }
            }
            compared += 1;
        }
        assert_eq!(compared, 25);
    }

    #[test]
    fn nothing_measured_is_null() {
        let rows = rows(2);
        let file = SerializedFileReader::new(bytes(written(&rows, 10))).unwrap();
        let first = file.get_row_iter(None).unwrap().next().unwrap().unwrap();
        let value = |name: &str| first.get_column_iter().find(|(column, _)| *column == name).unwrap().1;
        assert_eq!(*value("total_score"), Field::Null);
        assert_eq!(*value("snr_db"), Field::Null, "not a number is not measurable");
        assert_eq!(*value("octave_shift"), Field::Long(-1));
        assert_eq!(*value("fan"), Field::Str("=fan 0".to_owned()));
    }

    #[test]
    fn equal_rows_are_equal_bytes() {
        assert_eq!(written(&rows(50), 16), written(&rows(50), 16));
    }

    #[test]
    fn no_rows_are_a_file_too() {
        let file = SerializedFileReader::new(bytes(written(&[], 10))).unwrap();
        assert_eq!(file.metadata().file_metadata().num_rows(), 0);
        let columns = file.metadata().file_metadata().schema_descr().num_columns();
        assert_eq!(columns, ScoreRow::columns().len());
    }

    /// The reader wants the one byte container it knows.
    fn bytes(file: Vec<u8>) -> std::fs::File {
        use std::io::{Seek, SeekFrom};
        let mut disk = tempfile::tempfile().unwrap();
        disk.write_all(&file).unwrap();
        disk.seek(SeekFrom::Start(0)).unwrap();
        disk
    }
}
