//! Who sings: register, vocal tract, habits and skill, drawn at random.

use super::random::Random;
use serde::{Deserialize, Serialize};

/// Kind of voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// Low male.
    Bass,
    /// Middle male.
    Baritone,
    /// High male.
    Tenor,
    /// Low female.
    Alto,
    /// High female.
    Soprano,
    /// About ten years old.
    Child,
}

impl Register {
    /// Every register, low to high.
    pub const ALL: [Self; 6] = [
        Self::Bass,
        Self::Baritone,
        Self::Tenor,
        Self::Alto,
        Self::Soprano,
        Self::Child,
    ];

    /// Its word in the truth.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bass => "bass",
            Self::Baritone => "baritone",
            Self::Tenor => "tenor",
            Self::Alto => "alto",
            Self::Soprano => "soprano",
            Self::Child => "child",
        }
    }

    /// MIDI pitch in the middle of its comfortable range.
    pub fn centre_midi(self) -> f64 {
        match self {
            Self::Bass => 49.0,
            Self::Baritone => 52.0,
            Self::Tenor => 56.0,
            Self::Alto => 63.0,
            Self::Soprano => 68.0,
            Self::Child => 67.0,
        }
    }

    /// Formant frequencies against an adult man's: the inverse of the vocal tract's length.
    fn tract_scale(self) -> f64 {
        match self {
            Self::Bass => 0.96,
            Self::Baritone => 1.0,
            Self::Tenor => 1.04,
            Self::Alto => 1.13,
            Self::Soprano => 1.18,
            Self::Child => 1.30,
        }
    }

    /// Octaves to move a melody so that it lies best in this voice.
    pub fn octave_for(self, median_midi: f64) -> i32 {
        libm::round((self.centre_midi() - median_midi) / 12.0) as i32
    }
}

/// Where a raised voice is lifted, Hz: real choirs have 5 to 8 dB more from 1 to 4 kHz than the bare pulse.
pub(crate) const RING_HZ: f64 = 1_200.0;

/// A voice and its habits. All that is random about a person is here; what differs by note is drawn later.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Singer {
    /// Formant frequencies against the table's.
    pub(crate) tract_scale: f64,
    /// Formant bandwidths against the table's.
    pub(crate) bandwidth_scale: f64,
    /// Share of a period with the glottis open: pressed 0.45 … breathy 0.8.
    pub(crate) open_quotient: f64,
    /// Corner above which the source falls by 6 dB an octave more, Hz.
    pub(crate) tilt_hz: f64,
    /// What is added above [`RING_HZ`], linear: the sharper closure of a voice that is raised.
    pub(crate) ring: f64,
    /// Breath noise against the voice, linear.
    pub(crate) breath: f64,
    /// Standard deviation of a period's length against its neighbours', as a share.
    pub(crate) jitter: f64,
    /// Standard deviation of a period's amplitude, as a share.
    pub(crate) shimmer: f64,
    /// Rate of the vibrato, Hz.
    pub(crate) vibrato_hz: f64,
    /// Extent of the vibrato to each side, cents; 0 for the many who have none.
    pub(crate) vibrato_cents: f64,
    /// Time before a note's vibrato begins, seconds.
    pub(crate) vibrato_delay_s: f64,
    /// Standard deviation of a note's pitch around the intended one, cents.
    pub(crate) accuracy_cents: f64,
    /// Standard deviation of the slow wander within a note, cents.
    pub(crate) wander_cents: f64,
    /// Chance that a note is scooped from below.
    pub(crate) scoop_chance: f64,
    /// Time from one note to the next, seconds.
    pub(crate) glide_s: f64,
    /// Time to full voice, seconds.
    pub(crate) attack_s: f64,
    /// Share of a note that is really held.
    pub(crate) hold: f64,
}

impl Singer {
    /// A person of one register.
    pub(crate) fn draw(register: Register, random: &mut Random) -> Self {
        let trained = random.chance(0.25);
        Self {
            tract_scale: register.tract_scale() * (1.0 + 0.035 * random.bell()),
            bandwidth_scale: random.between(0.85, 1.4),
            open_quotient: random.between(0.45, 0.78),
            tilt_hz: random.between(2_000.0, 8_000.0),
            ring: random.between(0.3, 2.0),
            breath: libm::exp(random.between(libm::log(0.004), libm::log(0.06))),
            jitter: random.between(0.001, 0.006),
            shimmer: random.between(0.01, 0.05),
            vibrato_hz: random.between(4.6, 6.4),
            vibrato_cents: if trained {
                random.between(30.0, 75.0)
            } else if random.chance(0.5) {
                random.between(8.0, 30.0)
            } else {
                0.0
            },
            vibrato_delay_s: random.between(0.2, 0.45),
            accuracy_cents: if trained {
                random.between(5.0, 12.0)
            } else {
                random.between(8.0, 20.0)
            },
            wander_cents: random.between(3.0, 9.0),
            scoop_chance: random.between(0.05, 0.4),
            glide_s: random.between(0.045, 0.11),
            attack_s: random.between(0.025, 0.06),
            hold: random.between(0.9, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_gets_the_tune_into_its_range() {
        for register in Register::ALL {
            for median in 40..90 {
                let sung = f64::from(median) + 12.0 * f64::from(register.octave_for(f64::from(median)));
                assert!((sung - register.centre_midi()).abs() <= 6.0);
            }
        }
    }
}
