//! Rows as JSON for machines: one flat object with the columns of `scores.csv`.

use crate::model::row::{Cell, ScoreRow};
use serde_json::{Map, Value};

/// A row as one flat object; empty columns are `null`.
pub(super) fn row_object(row: &ScoreRow) -> Map<String, Value> {
    row.cells()
        .into_iter()
        .map(|(name, cell)| (name.to_owned(), cell_value(cell)))
        .collect()
}

fn cell_value(cell: Cell) -> Value {
    match cell {
        Cell::Text(text) => text.map_or(Value::Null, Value::String),
        Cell::Integer(whole) => whole.map_or(Value::Null, Value::from),
        Cell::Number(number, decimals) => {
            let scale = 10_f64.powi(decimals as i32);
            number.map_or(Value::Null, |number| Value::from((number * scale).round() / scale))
        }
    }
}
