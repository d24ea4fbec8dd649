//! How good the recording is, apart from the singing: it ranks takes for the record, it never enters the singing score.
//!
//! Kernels, one a fault, each 1 where the fault is not heard in a choir and 0 where the take is useless; their product to
//! the power ¼, because one fault spoils a take whatever else is right: `100·(snr · clipping · dropouts · bandwidth · bleed)^¼`.

use super::kernel::Kernel;
use crate::model::features::Quality;

/// Noise below the voice, as dB short of 60: inaudible at 40 dB, useless at 0 dB.
const NOISE_KERNEL_DB: Kernel = Kernel { full: 20.0, zero: 60.0 };

/// Clipped share: one sample in ten thousand is not heard, one in twenty is.
const CLIPPING_KERNEL: Kernel = Kernel { full: 1e-4, zero: 0.05 };

/// Share of missing or repeated sound: 2 ms in 20 s are not heard in a choir, one second is.
const DROPOUT_KERNEL: Kernel = Kernel { full: 1e-4, zero: 0.05 };

/// Bandwidth, as octaves short of 16 kHz: full from 12 kHz, half at the telephone's 3.4 kHz, none at 1 kHz.
const BANDWIDTH_KERNEL_OCTAVES: Kernel = Kernel { full: 0.415, zero: 4.0 };

/// Backing against voice, as dB above −60: nothing at −40 dB, as loud as the voice at 60.
const BLEED_KERNEL_DB: Kernel = Kernel { full: 20.0, zero: 60.0 };

/// Technical quality, 0–100; `None` where not even the noise could be measured.
pub fn technical_score(quality: &Quality, bleed_db: Option<f64>) -> Option<f64> {
    let snr_db = quality.snr_db.filter(|snr_db| snr_db.is_finite())?;
    let noise = NOISE_KERNEL_DB.share((60.0 - snr_db).max(0.0));
    let clipping = CLIPPING_KERNEL.share(quality.clipped_share);
    let dropouts = DROPOUT_KERNEL.share(quality.dropout_share);
    let bandwidth = quality.bandwidth_hz.filter(|&hz| hz > 0.0).map_or(1.0, |hz| {
        BANDWIDTH_KERNEL_OCTAVES.share(libm::log2(16_000.0 / hz).max(0.0))
    });
    let bleed = bleed_db.map_or(1.0, |db| BLEED_KERNEL_DB.share((60.0 + db).max(0.0)));
    Some(100.0 * libm::pow(noise * clipping * dropouts * bandwidth * bleed, 0.25))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUDIO: Quality = Quality {
        loudness_lufs: Some(-20.0),
        true_peak_dbtp: Some(-6.0),
        voice_dbfs: Some(-20.0),
        snr_db: Some(55.0),
        bandwidth_hz: Some(18_000.0),
        clipped_share: 0.0,
        dc_offset: 0.0,
        dropouts: 0,
        dropout_share: 0.0,
        steady_tone_hz: None,
        misstated_rate_hz: None,
    };

    #[test]
    fn a_studio_take_is_perfect() {
        assert_eq!(technical_score(&STUDIO, None), Some(100.0));
        assert_eq!(technical_score(&STUDIO, Some(-45.0)), Some(100.0));
    }

    #[test]
    fn every_fault_costs_and_more_of_it_costs_more() {
        let noisy = |snr_db| {
            technical_score(
                &Quality {
                    snr_db: Some(snr_db),
                    ..STUDIO
                },
                None,
            )
        };
        let clipped = |clipped_share| {
            technical_score(
                &Quality {
                    clipped_share,
                    ..STUDIO
                },
                None,
            )
        };
        let dull = |hz| {
            technical_score(
                &Quality {
                    bandwidth_hz: Some(hz),
                    ..STUDIO
                },
                None,
            )
        };
        let bled = |db| technical_score(&STUDIO, Some(db));
        assert!(noisy(39.0) > noisy(20.0) && noisy(20.0) > noisy(5.0));
        assert!(clipped(0.001) > clipped(0.01) && clipped(0.01) > clipped(0.04));
        assert!(dull(8_000.0) > dull(4_000.0) && dull(4_000.0) > dull(1_500.0));
        assert!(bled(-30.0) > bled(-15.0) && bled(-15.0) > bled(-3.0));
        assert_eq!(noisy(-5.0), Some(0.0));
    }

    #[test]
    fn no_noise_figure_no_score() {
        assert_eq!(technical_score(&Quality { snr_db: None, ..STUDIO }, None), None);
        assert_eq!(
            technical_score(
                &Quality {
                    snr_db: Some(f64::NAN),
                    ..STUDIO
                },
                None
            ),
            None
        );
    }
}
