//! Decibels, converted here and nowhere else.
//!
//! `libm` rather than `std`: the last bit of `std`'s logarithms is the platform's own, and gains enter the exact mix.

/// What a level of zero is reported as, in dB.
pub const SILENCE_DB: f64 = -120.0;

/// Amplitude ratio of a gain in dB: 10^(dB/20).
pub fn gain_from_db(gain_db: f64) -> f64 {
    libm::exp10(gain_db / 20.0)
}

/// Level in dB of an amplitude ratio, at least [`SILENCE_DB`].
pub fn db_from_amplitude(amplitude: f64) -> f64 {
    if amplitude > 0.0 {
        (20.0 * libm::log10(amplitude)).max(SILENCE_DB)
    } else {
        SILENCE_DB
    }
}

/// Level in dB of a power ratio, at least [`SILENCE_DB`].
pub fn db_from_power(power: f64) -> f64 {
    if power > 0.0 {
        (10.0 * libm::log10(power)).max(SILENCE_DB)
    } else {
        SILENCE_DB
    }
}

/// Root-mean-square level of a slice in dB re full scale, at least [`SILENCE_DB`].
pub fn rms_dbfs(samples: &[f32]) -> f64 {
    let power: f64 = samples.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    db_from_power(power / samples.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_decibels_are_a_factor_of_ten() {
        assert!((gain_from_db(20.0) - 10.0).abs() < 1e-12);
        assert!((db_from_amplitude(0.1) + 20.0).abs() < 1e-12);
        assert!((db_from_power(0.1) + 10.0).abs() < 1e-12);
    }

    #[test]
    fn silence_is_a_number() {
        assert_eq!(db_from_amplitude(0.0), SILENCE_DB);
        assert_eq!(rms_dbfs(&[]), SILENCE_DB);
    }
}
