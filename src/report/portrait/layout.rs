//! Where everything on the paper stands, in pixels.

use crate::dsp::spectrogram::Grid;

pub(super) const WIDTH: usize = 1200;
pub(super) const HEIGHT: usize = 716;
pub(super) const LEFT: usize = 64;
pub(super) const PLOT: usize = 1050;
pub(super) const WAVE_TOP: usize = 96;
pub(super) const WAVE_HEIGHT: usize = 120;
pub(super) const SPECTRUM_TOP: usize = 228;
pub(super) const SPECTRUM_HEIGHT: usize = 400;
pub(super) const AXIS_Y: f64 = (SPECTRUM_TOP + SPECTRUM_HEIGHT) as f64 + 18.0;
pub(super) const LEGEND_Y: f64 = AXIS_Y + 40.0;
pub(super) const TITLE_PX: f64 = 20.0;
pub(super) const TEXT_PX: f64 = 13.0;
pub(super) const LABEL_PX: f64 = 12.0;

pub(super) const GRID: Grid = Grid {
    columns: PLOT,
    rows: SPECTRUM_HEIGHT,
    lowest_hz: 50.0,
    highest_hz: 8000.0,
};

/// Height of a frequency on the paper.
pub(super) fn y_of(hz: f64) -> f64 {
    (SPECTRUM_TOP + SPECTRUM_HEIGHT) as f64 - GRID.height_of(hz)
}
