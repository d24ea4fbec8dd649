//! Score rows as the selection leaves them, read back from the ledger a page at a time.

use super::choose::{Chosen, final_row};
use super::failure::Failure;
use crate::ledger::{Ledger, LedgerError};
use crate::model::row::ScoreRow;
use crate::model::take::TakeId;
use crate::select::Choice;
use std::cell::Cell;
use std::collections::VecDeque;

/// Rows held at a time.
const PAGE_ROWS: usize = 1000;

/// Writes the final row of every take into the ledger.
pub(super) fn settle(ledger: &mut Ledger, chosen: &Chosen) -> Result<(), Failure> {
    for choices in chosen.choices.chunks(PAGE_ROWS) {
        let rows = choices
            .iter()
            .map(|choice| settled(ledger, choice))
            .collect::<Result<Vec<_>, Failure>>()?;
        ledger.put_final_rows(&rows)?;
    }
    Ok(())
}

fn settled(ledger: &Ledger, choice: &Choice) -> Result<ScoreRow, Failure> {
    let judgement = ledger.judgement(&choice.take_id)?;
    let judgement = judgement.ok_or_else(|| Failure::machine(format!("the ledger lost take `{}`", choice.take_id)))?;
    Ok(final_row(judgement.row, choice))
}

/// Reads every final row in order of take id through `read`; memory does not grow with their number.
///
/// Writers take plain rows, so a ledger that fails ends the rows early; the failure then counts for the whole.
pub(super) fn each<T>(ledger: &Ledger, read: impl FnOnce(Rows<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    let failure = Cell::new(None);
    let rows = Rows {
        ledger,
        failure: &failure,
        page: VecDeque::new(),
        last: None,
        done: false,
    };
    let result = read(rows);
    match failure.take() {
        Some(cause) => Err(Failure::from(cause)),
        None => result,
    }
}

/// See [`each`].
pub(super) struct Rows<'a> {
    ledger: &'a Ledger,
    failure: &'a Cell<Option<LedgerError>>,
    page: VecDeque<ScoreRow>,
    last: Option<TakeId>,
    done: bool,
}

impl Rows<'_> {
    fn turn(&mut self) {
        match self.ledger.final_rows_after(self.last.as_ref(), PAGE_ROWS) {
            Ok(page) => {
                self.done = page.len() < PAGE_ROWS;
                self.last = page.last().map(|row| row.take_id.clone());
                self.page = page.into();
            }
            Err(cause) => {
                self.failure.set(Some(cause));
                self.done = true;
            }
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = ScoreRow;

    fn next(&mut self) -> Option<ScoreRow> {
        if self.page.is_empty() && !self.done {
            self.turn();
        }
        self.page.pop_front()
    }
}
