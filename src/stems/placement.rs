//! Where a voice stands in a layer: gain, pan, polarity, time.
//!
//! * **Gain** brings the voiced level of every take to one target, within ±24 dB: a voice counts by its singing, not by
//!   its microphone. A take whose voiced level is unknown keeps its own.
//! * **Pan** lies in the layer's arc: close voices stand toward the middle, the crowd everywhere. In `close` and
//!   `group` it follows the golden-ratio sequence `frac(offset + rank/φ)`, whose first n points are evenly spread for
//!   every n; the offset hangs on the section's name. In `crowd` it hangs on the take id alone, so that no voice moves
//!   when others come or go and one can be taken out of the sum without hearing the rest.
//! * **Polarity** is a coin tossed by the take id, the same in every layer. Voices of different people are incoherent
//!   and do not mind; the backing that leaked into N takes is coherent and would grow by 20 log N where voices grow by
//!   10 log N. With random signs it grows by 10 log N, too: the choir bleeds no more than one take does.
//!
//! Coins and offsets come from BLAKE3, trigonometry from `libm`: a placement is a pure function of its arguments, down
//! to the last bit.

use std::f64::consts::FRAC_PI_4;

use crate::dsp::decibels::gain_from_db;
use crate::model::take::TakeId;
use crate::select::Layer;

/// 1/φ, the most irrational step.
const GOLDEN_STEP: f64 = 0.618_033_988_749_894_9;

/// How voices are placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Level that the voiced frames of every take are brought to, dBFS.
    pub voiced_target_dbfs: f64,
    /// Most that a take is raised or lowered, dB.
    pub most_gain_db: f64,
    /// Width of the close layer, 0 (mono) to 1 (from hard left to hard right).
    pub close_width: f64,
    /// Width of the group layer.
    pub group_width: f64,
    /// Width of the crowd layer.
    pub crowd_width: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            voiced_target_dbfs: -26.0,
            most_gain_db: 24.0,
            close_width: 0.4,
            group_width: 0.75,
            crowd_width: 1.0,
        }
    }
}

impl Settings {
    fn width(&self, layer: Layer) -> f64 {
        match layer {
            Layer::Close => self.close_width,
            Layer::Group => self.group_width,
            Layer::Crowd => self.crowd_width,
        }
        .clamp(0.0, 1.0)
    }
}

/// What placing needs to know of a take.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice<'a> {
    /// Its name.
    pub take_id: &'a TakeId,
    /// Its section.
    pub section: &'a str,
    /// Its place in the section, from 1; the crowd does not look at it.
    pub rank: Option<u32>,
    /// Level of its voiced frames, dBFS.
    pub voiced_dbfs: Option<f64>,
    /// Lag at its first sample, ms.
    pub lag_ms: f64,
    /// Rate of its clock against the song's, parts per million.
    pub drift_ppm: Option<f64>,
}

/// A voice in a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The take.
    pub take_id: TakeId,
    /// The layer.
    pub layer: Layer,
    /// The section.
    pub section: String,
    /// Gain before panning, dB.
    pub gain_db: f64,
    /// −1 is left, 1 is right.
    pub pan: f64,
    /// Whether the samples change sign.
    pub invert_polarity: bool,
    /// Lag at the take's first sample, ms: song time = take time − lag.
    pub lag_ms: f64,
    /// Rate of the fan's clock, parts per million; above 0, more samples than song time.
    pub drift_ppm: f64,
    /// Place in the section, from 1.
    pub rank: Option<u32>,
}

impl Placement {
    /// Gains of the left and the right channel, polarity included; their squares add up to 1.
    pub fn channel_gains(&self) -> (f64, f64) {
        let angle = (self.pan.clamp(-1.0, 1.0) + 1.0) * FRAC_PI_4;
        let sign = if self.invert_polarity { -1.0 } else { 1.0 };
        (sign * libm::cos(angle), sign * libm::sin(angle))
    }

    /// Amplitude ratio of the gain before panning.
    pub fn gain(&self) -> f64 {
        gain_from_db(self.gain_db)
    }

    /// Name of what a take adds to a bus: equal keys mean equal integers.
    ///
    /// Rank is left out: it does not sound. The rate and the filters of [`super::voice`] belong to the identity of the
    /// whole bus.
    pub fn contribution_key(&self, content_hash: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("stemforge contribution 1");
        for word in [&self.take_id.0, content_hash, self.layer.as_str(), &self.section] {
            hasher.update(&(word.len() as u64).to_le_bytes());
            hasher.update(word.as_bytes());
        }
        for number in [self.gain_db, self.pan, self.lag_ms, self.drift_ppm] {
            hasher.update(&number.to_bits().to_le_bytes());
        }
        hasher.update(&[u8::from(self.invert_polarity)]);
        hasher.finalize().into()
    }
}

/// Places a voice in a layer.
pub fn place(voice: &Voice<'_>, layer: Layer, settings: &Settings) -> Placement {
    let most = settings.most_gain_db.abs();
    let gain_db = voice
        .voiced_dbfs
        .filter(|level| level.is_finite())
        .map_or(0.0, |level| (settings.voiced_target_dbfs - level).clamp(-most, most));
    let position = match (layer, voice.rank) {
        (Layer::Close | Layer::Group, Some(rank)) => {
            let offset = fraction("stemforge pan offset 1", voice.section);
            let turns = offset + f64::from(rank) * GOLDEN_STEP;
            turns - turns.floor()
        }
        _ => fraction("stemforge pan 1", &voice.take_id.0),
    };
    Placement {
        take_id: voice.take_id.clone(),
        layer,
        section: voice.section.to_owned(),
        gain_db,
        pan: (2.0 * position - 1.0) * settings.width(layer),
        invert_polarity: fraction("stemforge polarity 1", &voice.take_id.0) >= 0.5,
        lag_ms: voice.lag_ms,
        drift_ppm: voice.drift_ppm.filter(|ppm| ppm.is_finite()).unwrap_or(0.0),
        rank: voice.rank,
    }
}

/// A number in 0..1 that hangs on a word, different for every purpose.
fn fraction(purpose: &str, word: &str) -> f64 {
    let hash = blake3::derive_key(purpose, word.as_bytes());
    let bits = hash[..8]
        .iter()
        .fold(0_u64, |bits, &byte| (bits << 8) | u64::from(byte));
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(id: &str, layer: Layer, rank: Option<u32>, voiced_dbfs: Option<f64>) -> Placement {
        let voice = Voice {
            take_id: &TakeId(id.to_owned()),
            section: "high",
            rank,
            voiced_dbfs,
            lag_ms: 12.5,
            drift_ppm: None,
        };
        place(&voice, layer, &Settings::default())
    }

    #[test]
    fn gain_reaches_the_target_within_its_limits() {
        let gain = |level| placed("a", Layer::Crowd, None, level).gain_db;
        assert_eq!(gain(Some(-36.0)), 10.0);
        assert_eq!(gain(Some(-16.0)), -10.0);
        assert_eq!(gain(Some(-80.0)), 24.0);
        assert_eq!(gain(Some(0.0)), -24.0);
        assert_eq!(gain(None), 0.0);
        assert_eq!(gain(Some(f64::NAN)), 0.0);
    }

    #[test]
    fn every_pan_has_the_same_power() {
        for step in -10..=10 {
            let mut placement = placed("a", Layer::Crowd, None, None);
            placement.pan = f64::from(step) / 10.0;
            let (left, right) = placement.channel_gains();
            assert!((left * left + right * right - 1.0).abs() < 1e-15);
            assert!(step == 0 || (left.abs() > right.abs()) == (step < 0));
        }
        let mut middle = placed("a", Layer::Crowd, None, None);
        (middle.pan, middle.invert_polarity) = (0.0, true);
        let (left, right) = middle.channel_gains();
        assert!((left + 0.5_f64.sqrt()).abs() < 1e-15 && (right + 0.5_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn the_first_ranks_spread_evenly_over_the_arc() {
        for count in [4_u32, 8, 16, 32, 200] {
            let mut pans: Vec<f64> = (1..=count)
                .map(|rank| placed("a", Layer::Close, Some(rank), None).pan / 0.4)
                .collect();
            pans.sort_by(f64::total_cmp);
            let widest = pans.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
            // Three-gap theorem: no gap exceeds φ + 1/φ of the mean one for this step.
            assert!(widest < 2.24 * 2.0 / f64::from(count), "{count}: {widest}");
            assert!(pans[0] >= -1.0 && pans[pans.len() - 1] < 1.0);
        }
    }

    /// Power of left against right in dB, all voices equally loud.
    fn balance_db(layer: Layer, count: u32) -> f64 {
        let (left, right) = (1..=count).fold((0.0, 0.0), |(l, r), n| {
            let (left, right) = placed(&format!("take-{n}"), layer, Some(n), None).channel_gains();
            (l + left * left, r + right * right)
        });
        10.0 * f64::log10(left / right)
    }

    #[test]
    fn left_and_right_balance() {
        assert!(balance_db(Layer::Close, 16).abs() < 0.25);
        assert!(balance_db(Layer::Group, 200).abs() < 0.1);
        // Random positions: the standard deviation for n voices is 5.2/√n dB, here 0.05 dB.
        assert!(balance_db(Layer::Crowd, 10_000).abs() < 0.2);
    }

    #[test]
    fn a_take_has_one_polarity_and_half_of_them_are_inverted() {
        let inverted = |layer, n: u32| placed(&format!("take-{n}"), layer, Some(n), None).invert_polarity;
        let count = (0..10_000)
            .filter(|&n| {
                assert_eq!(inverted(Layer::Close, n), inverted(Layer::Crowd, n));
                inverted(Layer::Crowd, n)
            })
            .count();
        // Binomial, standard deviation 50.
        assert!((4_800..5_200).contains(&count), "{count}");
    }

    #[test]
    fn the_crowd_does_not_move_when_ranks_do() {
        let key = |rank| placed("a", Layer::Crowd, rank, Some(-30.0)).contribution_key("hash");
        assert_eq!(key(Some(1)), key(Some(9)));
        assert_eq!(key(Some(1)), key(None));
        let other = placed("a", Layer::Crowd, None, Some(-30.1)).contribution_key("hash");
        assert_ne!(key(None), other);
        assert_ne!(
            key(None),
            placed("a", Layer::Crowd, None, Some(-30.0)).contribution_key("hash2")
        );
    }

    #[test]
    fn bleed_of_many_takes_grows_no_faster_than_their_voices() {
        let takes: i32 = 4_000;
        let coherent: i32 = (0..takes)
            .map(|n| {
                let take = placed(&format!("take-{n}"), Layer::Crowd, None, None);
                if take.invert_polarity { -1 } else { 1 }
            })
            .sum();
        // Equal signs would give 4 000; random ones a standard deviation of √4000 = 63.
        assert!(coherent.abs() < 4 * 63, "{coherent}");
    }
}
