//! What people and machines read after a run.
//!
//! - [`csv`] and [`parquet`] write the score rows, the same rows with the same figures;
//! - [`html`] writes `report/index.html`, one file that opens from disk and asks nothing of a network;
//! - [`shown`] chooses the takes that get a card in it;
//! - [`picture`] draws one take over the guide melody;
//! - [`portrait`] draws one recording by itself: waveform, spectrogram, pitch;
//! - [`href`] makes links of file names.
//!
//! Everything here is a function of its arguments: no clock, no files of its own, the same bytes each time.
//! Take ids, fans and teams come from strangers: they are escaped in HTML, and defused for spreadsheets.

pub mod advice;
pub mod csv;
pub mod figures;
pub mod href;
pub mod html;
pub mod parquet;
pub mod picture;
pub mod portrait;
pub mod shown;
mod svg;
pub mod tally;

pub use csv::write_scores_csv;
pub use html::{Fact, Run, ShownTake, StemFact, write_html};
pub use parquet::write_scores_parquet;
pub use picture::take_svg;
pub use shown::{Choice, DEFAULT_SHOWN_TAKES, choose_shown};

use thiserror::Error;

/// Why a report could not be written.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The writer refused bytes.
    #[error("failed to write the report")]
    Write(#[from] std::io::Error),
    /// The CSV writer refused a row.
    #[error("failed to write the score rows as CSV")]
    Csv(#[from] ::csv::Error),
    /// The Parquet writer refused a column.
    #[error("failed to write the score rows as Parquet")]
    Parquet(#[from] ::parquet::errors::ParquetError),
}
