//! The glottal pulse as a band-limited wavetable.
//!
//! Airflow through the glottis in KLGLOTT88 (Klatt & Klatt 1990) opens over the share `q` of a period and shuts at once:
//! `g(x) = x² − x³` with `x = t/q` for `t < q`, else 0. What leaves the lips is its derivative, `2x − 3x²`. The jump at
//! the closure would alias, so the pulse is rebuilt from its harmonics: one table for each octave of F0, each with half
//! the harmonics of the one before. Cost: 2 million multiplications a singer.

use std::f64::consts::TAU;

/// Samples of one period.
const PERIOD: usize = 2_048;
/// Harmonics in the richest table: at 80 Hz they reach 20 kHz.
const HARMONICS: usize = 256;
/// Tables: 256, 128, … 8 harmonics.
const TABLES: usize = 6;

/// The pulse of one voice.
#[derive(Debug, Clone)]
pub(crate) struct Glottis {
    tables: Vec<Vec<f32>>,
    open_quotient: f64,
}

impl Glottis {
    /// A glottis that is open for `open_quotient` (0–1) of a period.
    pub(crate) fn new(open_quotient: f64) -> Self {
        let circle: Vec<f64> = (0..PERIOD).map(|n| libm::sin(TAU * n as f64 / PERIOD as f64)).collect();
        let sine = |k: usize, n: usize| circle[k * n % PERIOD];
        let cosine = |k: usize, n: usize| circle[(k * n + PERIOD / 4) % PERIOD];
        let open_samples = (open_quotient * PERIOD as f64) as usize;
        let flow: Vec<f64> = (0..open_samples)
            .map(|n| {
                let x = n as f64 / open_samples as f64;
                2.0 * x - 3.0 * x * x
            })
            .collect();
        // Poorest table first: each goes on from the sum of the one before.
        let mut tables = Vec::with_capacity(TABLES);
        let mut sum = vec![0.0_f64; PERIOD];
        let mut next = 1;
        for table in (0..TABLES).rev() {
            for k in next..=harmonics_of(table) {
                let (mut a, mut b) = (0.0, 0.0);
                for (n, &x) in flow.iter().enumerate() {
                    a += x * cosine(k, n);
                    b += x * sine(k, n);
                }
                for (n, y) in sum.iter_mut().enumerate() {
                    *y += (a * cosine(k, n) + b * sine(k, n)) * 2.0 / PERIOD as f64;
                }
            }
            next = harmonics_of(table) + 1;
            tables.push(sum.iter().map(|&y| y as f32).collect());
        }
        tables.reverse();
        Self { tables, open_quotient }
    }

    /// The richest table whose harmonics stay below the Nyquist frequency of `rate_hz` at an F0 of `f0_hz`.
    pub(crate) fn table_for(&self, f0_hz: f64, rate_hz: f64) -> usize {
        (0..TABLES)
            .find(|&table| harmonics_of(table) as f64 * f0_hz < 0.48 * rate_hz)
            .unwrap_or(TABLES - 1)
    }

    /// The pulse at a phase in 0–1, by cubic interpolation.
    pub(crate) fn at(&self, table: usize, phase: f64) -> f64 {
        let position = phase * PERIOD as f64;
        let n = position as usize;
        let t = position - n as f64;
        let period = &self.tables[table];
        let y = |offset: usize| f64::from(period[(n + offset) % PERIOD]);
        let (y0, y1, y2, y3) = (y(PERIOD - 1), y(0), y(1), y(2));
        let c1 = 0.5 * (y2 - y0);
        let c2 = y0 - 2.5 * y1 + 2.0 * y2 - 0.5 * y3;
        let c3 = 0.5 * (y3 - y0) + 1.5 * (y1 - y2);
        y1 + t * (c1 + t * (c2 + t * c3))
    }

    /// Whether the glottis is open at a phase in 0–1, when breath is heard most.
    pub(crate) fn is_open(&self, phase: f64) -> bool {
        phase < self.open_quotient
    }
}

fn harmonics_of(table: usize) -> usize {
    HARMONICS >> table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_the_pulse_without_its_upper_harmonics() {
        let glottis = Glottis::new(0.6);
        // Away from the closure, 256 harmonics follow the pulse closely; the ripple of a cut-off jump is 1/(π·256·d).
        for phase in [0.1_f64, 0.3, 0.4, 0.8] {
            let x = phase / 0.6;
            let exact = if x < 1.0 { 2.0 * x - 3.0 * x * x } else { 0.0 };
            assert!((glottis.at(0, phase) - exact).abs() < 0.02, "phase {phase}");
        }
        // The derivative of a flow that returns to zero has no mean.
        let mean = (0..1_000).map(|i| glottis.at(0, f64::from(i) / 1_000.0)).sum::<f64>() / 1_000.0;
        assert!(mean.abs() < 1e-3, "{mean}");
    }

    #[test]
    fn no_harmonic_passes_the_nyquist_frequency() {
        let glottis = Glottis::new(0.6);
        for f0_hz in [60.0, 110.0, 440.0, 900.0] {
            for rate_hz in [16_000.0, 48_000.0] {
                let harmonics = harmonics_of(glottis.table_for(f0_hz, rate_hz)) as f64;
                assert!(harmonics * f0_hz < 0.48 * rate_hz, "{f0_hz} Hz at {rate_hz} Hz");
            }
        }
    }
}
