//! A spectrogram for eyes: level over time and the logarithm of frequency, as many cells as a picture has.
//!
//! 1. Windows of 60 ms (Hann, padded to at least twice that), long enough to tell the harmonics of a bass and short enough
//!    for syllables. Each column averages the power of windows that overlap by half over its time, 64 at
//!    most; a column shorter than that has one.
//! 2. Rows are equally wide in log frequency. A row wider than a bin shows its strongest bin, a narrower one a straight line
//!    between the levels of the two bins beside it.
//! 3. Levels are in dB against a sine of full scale, so that a picture's colours mean the same in every file.
//!
//! Cost: at most 64 transforms a column; some 0.2 s for 20 s of sound, 1 to 2 s for ten minutes.

use realfft::RealFftPlanner;

use super::stft::{Stft, hann};

/// Length of a window, seconds.
const WINDOW_S: f64 = 0.06;
/// Windows averaged in one column.
const MOST_WINDOWS: usize = 64;
/// Levels end here, dBFS.
pub const FLOOR_DBFS: f32 = -140.0;

/// What is to be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Cells across.
    pub columns: usize,
    /// Cells up.
    pub rows: usize,
    /// Frequency of the bottom edge, Hz.
    pub lowest_hz: f64,
    /// Frequency of the top edge, Hz.
    pub highest_hz: f64,
}

impl Grid {
    /// Frequency at a height, 0 the bottom edge and `rows` the top one.
    pub fn hz_at(&self, height: f64) -> f64 {
        let octaves = libm::log2(self.highest_hz / self.lowest_hz);
        self.lowest_hz * libm::exp2(octaves * height / self.rows as f64)
    }

    /// Height of a frequency, the inverse of [`Self::hz_at`].
    pub fn height_of(&self, hz: f64) -> f64 {
        libm::log2(hz / self.lowest_hz) / libm::log2(self.highest_hz / self.lowest_hz) * self.rows as f64
    }
}

/// Levels of the cells in dBFS, column by column, each from the lowest row up; `None` in rows above half the sample rate.
///
/// `each` gets the columns one after the other; at most one is in memory.
pub fn columns(mono: &[f32], rate_hz: u32, grid: &Grid, mut each: impl FnMut(usize, &[Option<f32>])) {
    let window_len = ((WINDOW_S * f64::from(rate_hz)) as usize).max(8);
    let fft_len = (2 * window_len).next_power_of_two();
    let mut stft = Stft::new(&mut RealFftPlanner::new(), hann(window_len), fft_len);
    let bin_hz = f64::from(rate_hz) / fft_len as f64;
    // A sine of amplitude 1 has half of the window's sum, itself half of its length, in its bin.
    let full_scale = (window_len as f64 / 4.0).powi(2);
    let rows: Vec<Row> = (0..grid.rows)
        .map(|row| Row::of(grid, row, bin_hz, fft_len / 2))
        .collect();
    let mut powers = vec![0.0_f64; fft_len / 2 + 1];
    let mut levels = vec![None; grid.rows];
    for column in 0..grid.columns {
        let from = column as f64 / grid.columns as f64 * mono.len() as f64;
        let to = (column + 1) as f64 / grid.columns as f64 * mono.len() as f64;
        let windows = ((2.0 * (to - from) / window_len as f64).ceil() as usize).clamp(1, MOST_WINDOWS);
        powers.fill(0.0);
        for window in 0..windows {
            let centre = from + (window as f64 + 0.5) / windows as f64 * (to - from);
            for (power, bin) in powers.iter_mut().zip(stft.around(mono, centre as usize)) {
                *power += f64::from(bin.norm_sqr());
            }
        }
        let scale = 1.0 / (windows as f64 * full_scale);
        for (level, row) in levels.iter_mut().zip(&rows) {
            *level = row.level_dbfs(&powers, scale);
        }
        each(column, &levels);
    }
}

/// Which bins a row shows.
enum Row {
    /// The strongest of some.
    Strongest(usize, usize),
    /// A share of the way from one to the next.
    Between(usize, f64),
    /// None: beyond half the sample rate.
    Beyond,
}

impl Row {
    fn of(grid: &Grid, row: usize, bin_hz: f64, last_bin: usize) -> Self {
        let bottom = grid.hz_at(row as f64) / bin_hz;
        let top = grid.hz_at(row as f64 + 1.0) / bin_hz;
        let middle = grid.hz_at(row as f64 + 0.5) / bin_hz;
        if middle >= last_bin as f64 {
            return Self::Beyond;
        }
        let (first, last) = (bottom.ceil() as usize, (top.floor() as usize).min(last_bin));
        if top - bottom >= 1.0 && first <= last {
            Self::Strongest(first, last)
        } else {
            Self::Between(middle as usize, middle.fract())
        }
    }

    fn level_dbfs(&self, powers: &[f64], scale: f64) -> Option<f32> {
        let level = |power: f64| (10.0 * libm::log10(power * scale).max(-100.0)) as f32;
        let level_dbfs = match *self {
            Self::Strongest(first, last) => level(powers[first..=last].iter().copied().fold(0.0, f64::max)),
            Self::Between(bin, share) => {
                let (below, above) = (level(powers[bin]), level(powers[bin + 1]));
                below + share as f32 * (above - below)
            }
            Self::Beyond => return None,
        };
        Some(level_dbfs.max(FLOOR_DBFS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid {
        columns: 20,
        rows: 200,
        lowest_hz: 50.0,
        highest_hz: 8000.0,
    };

    fn picture(mono: &[f32], rate_hz: u32) -> Vec<Vec<Option<f32>>> {
        let mut picture = Vec::new();
        columns(mono, rate_hz, &GRID, |_, levels| picture.push(levels.to_vec()));
        picture
    }

    fn sine(hz: f64, amplitude: f64, rate_hz: u32) -> Vec<f32> {
        (0..2 * rate_hz)
            .map(|n| (amplitude * (std::f64::consts::TAU * hz * f64::from(n) / f64::from(rate_hz)).sin()) as f32)
            .collect()
    }

    #[test]
    fn a_sine_is_brightest_where_it_is_and_as_loud_as_it_is() {
        for rate_hz in [8000, 16_000, 44_100, 48_000, 192_000] {
            for hz in [100.0, 440.0, 1000.0, 3500.0] {
                let picture = picture(&sine(hz, 0.1, rate_hz), rate_hz);
                let column = &picture[10];
                let level = |row: usize| column[row].unwrap_or(FLOOR_DBFS);
                let brightest = (0..200).max_by(|&a, &b| level(a).total_cmp(&level(b))).expect("rows");
                assert!(
                    (brightest as f64 + 0.5 - GRID.height_of(hz)).abs() <= 1.5,
                    "{hz} Hz: {brightest}"
                );
                assert!((level(brightest) + 20.0).abs() < 1.0, "{hz} Hz: {}", level(brightest));
            }
        }
    }

    #[test]
    fn what_the_rate_cannot_hold_is_left_open() {
        let column = &picture(&sine(440.0, 0.1, 8000), 8000)[3];
        let open = column.iter().filter(|level| level.is_none()).count();
        assert!((open as f64 - (200.0 - GRID.height_of(4000.0))).abs() <= 1.0, "{open}");
        assert!(column[..200 - open].iter().all(Option::is_some));
    }

    #[test]
    fn silence_snippets_and_nothing() {
        for mono in [vec![], vec![0.5; 1], vec![0.0; 5000]] {
            let picture = picture(&mono, 44_100);
            assert_eq!(picture.len(), 20);
            assert!(picture.iter().flatten().flatten().all(|level| level.is_finite()));
        }
        assert_eq!(picture(&[0.0; 5000], 44_100)[0][0], Some(FLOOR_DBFS));
    }

    #[test]
    fn heights_and_frequencies_are_inverse() {
        for hz in [50.0, 261.6, 8000.0] {
            assert!((GRID.hz_at(GRID.height_of(hz)) - hz).abs() < 1e-6);
        }
    }
}
