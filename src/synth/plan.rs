//! Recipes for a whole campaign from one seed.

use super::encode::FileSpec;
use super::fault::Fault;
use super::random::Random;
use super::recipe::{Device, Recipe};
use super::singer::Register;
use crate::model::melody::Melody;

/// What to plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanSettings {
    /// The same seed plans the same choir.
    pub seed: u64,
    /// Number of takes.
    pub takes: usize,
    /// Faults in turn, repeated to the number of takes.
    pub faults: Vec<Fault>,
    /// Kinds of file in turn, likewise.
    pub formats: Vec<FileSpec>,
    /// Whether there is a backing that can bleed. Without one, `bleed` and `bleed_loud` become `good`.
    pub has_backing: bool,
}

/// Why there is nothing to plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// An empty list of faults.
    #[error("no fault to choose from; `good` is one")]
    NoFault,
    /// An empty list of formats.
    #[error("no file format to choose from")]
    NoFormat,
}

const COUNTRIES: [&str; 16] = [
    "BR", "DE", "ES", "FR", "GB", "GH", "ID", "IN", "IT", "JP", "KE", "MX", "NG", "PT", "TR", "US",
];
/// Who turns up: all sorts, but few children.
const VOICES: [Register; 11] = [
    Register::Bass,
    Register::Bass,
    Register::Baritone,
    Register::Baritone,
    Register::Tenor,
    Register::Tenor,
    Register::Alto,
    Register::Alto,
    Register::Soprano,
    Register::Soprano,
    Register::Child,
];
const TEAMS: [&str; 6] = ["Castle", "Forest", "Harbour", "Mill", "Quarry", "Tram Depot"];

/// Draws every take's recipe.
///
/// A take depends on the seed and its own number only, but for a duplicate, which copies one of the sound takes before it
/// (and becomes a good one where there is none).
pub fn plan(settings: &PlanSettings, melody: &Melody) -> Result<Vec<Recipe>, PlanError> {
    if settings.faults.is_empty() {
        return Err(PlanError::NoFault);
    }
    if settings.formats.is_empty() {
        return Err(PlanError::NoFormat);
    }
    let median_midi = median_midi(melody);
    let mut recipes: Vec<Recipe> = Vec::with_capacity(settings.takes);
    let mut sound_takes: Vec<usize> = Vec::new();
    for index in 0..settings.takes {
        let mut fault = settings.faults[index % settings.faults.len()];
        if fault.needs_backing() && !settings.has_backing || fault == Fault::Duplicate && sound_takes.is_empty() {
            fault = Fault::Good;
        }
        let file = settings.formats[index % settings.formats.len()];
        let mut recipe = draw(settings, index, fault, file, median_midi);
        if fault == Fault::Truncated
            && !recipe.format.states_its_length()
            && let Some(other) = settings.formats.iter().find(|other| other.format.states_its_length())
        {
            recipe.format = other.format;
            recipe.sample_rate_hz = other.sample_rate_hz.unwrap_or(recipe.sample_rate_hz);
        }
        if fault == Fault::Duplicate {
            let original = &recipes[*Random::new(recipe.seed, "original").pick(&sound_takes)];
            recipe = Recipe {
                take: recipe.take,
                fault,
                copy_of: Some(original.take.clone()),
                fan: recipe.fan,
                country: recipe.country,
                team: recipe.team,
                ..original.clone()
            };
        }
        if matches!(fault, Fault::Good | Fault::Bleed | Fault::OctaveDown) {
            sound_takes.push(index);
        }
        recipes.push(recipe);
    }
    Ok(recipes)
}

fn draw(settings: &PlanSettings, index: usize, fault: Fault, file: FileSpec, median_midi: f64) -> Recipe {
    let seed = Random::take_seed(settings.seed, index as u64);
    let mut person = Random::new(seed, "person");
    let turned_up = *person.pick(&VOICES);
    let register = match fault {
        // Men sing an octave below most guides as it is.
        Fault::OctaveDown => *person.pick(&[Register::Alto, Register::Soprano]),
        _ => turned_up,
    };
    let country = (*person.pick(&COUNTRIES)).to_owned();
    let team = (*person.pick(&TEAMS)).to_owned();
    let mut place = Random::new(seed, "place");
    let device = match fault {
        Fault::NarrowBand => Device::Call,
        _ => *place.pick(&[Device::Headset, Device::Phone, Device::Phone, Device::Laptop]),
    };
    let usual_t60_s = place.between(0.18, 0.55);
    let usual_level_dbfs = place.between(-28.0, -18.0);
    let usual_snr_db = place.between(28.0, 50.0);
    let usual_rate_hz = *place.pick(&[48_000, 48_000, 44_100]);
    let heard = place.between(-42.0, -20.0);
    let usual_bleed_db = place.chance(0.6).then_some(heard).filter(|_| settings.has_backing);
    let mut clock = Random::new(seed, "clock");
    let octave = register.octave_for(median_midi) - i32::from(fault == Fault::OctaveDown);
    Recipe {
        take: format!("voice-{:04}", index + 1),
        fault,
        copy_of: None,
        fan: format!("fan-{:04}", index + 1),
        country,
        team,
        consent: fault != Fault::NoConsent,
        seed,
        register,
        octave,
        cents: match fault {
            Fault::Flat => -60.0,
            Fault::Sharp => 60.0,
            Fault::KeyShift => 300.0,
            _ => 0.0,
        },
        late_ms: 6.0 * person.bell() + if fault == Fault::Late { 120.0 } else { 0.0 },
        scatter_ms: person.between(8.0, 22.0),
        lag_ms: clock.between(40.0, 400.0),
        drift_ppm: clock.between(-50.0, 50.0),
        device,
        room_t60_s: if fault == Fault::Reverb { 1.6 } else { usual_t60_s },
        level_dbfs: match fault {
            Fault::TooQuiet => -68.0,
            Fault::Clipped => -5.0,
            _ => usual_level_dbfs,
        },
        snr_db: match fault {
            Fault::Noisy => 3.0,
            Fault::NoiseOnly => 8.0,
            Fault::TooQuiet => 12.0,
            _ => usual_snr_db,
        },
        bleed_db: match fault {
            Fault::Bleed => Some(-30.0),
            Fault::BleedLoud => Some(0.0),
            Fault::Late if settings.has_backing => Some(-25.0),
            Fault::Silent | Fault::TooQuiet | Fault::NoiseOnly => None,
            _ => usual_bleed_db,
        },
        sample_rate_hz: file.sample_rate_hz.unwrap_or(usual_rate_hz),
        format: file.format,
    }
}

/// Pitch above and below which half of the sung time lies.
fn median_midi(melody: &Melody) -> f64 {
    let mut notes: Vec<(f64, f64)> = melody.notes().iter().map(|n| (n.midi, n.duration_s)).collect();
    notes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half_s = notes.iter().map(|n| n.1).sum::<f64>() / 2.0;
    let mut passed_s = 0.0;
    for (midi, duration_s) in notes {
        passed_s += duration_s;
        if passed_s >= half_s {
            return midi;
        }
    }
    Register::Alto.centre_midi()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::melody::Note;
    use crate::synth::encode::Format;

    fn melody() -> Melody {
        Melody::new(vec![Note {
            onset_s: 0.0,
            duration_s: 1.0,
            midi: 62.0,
            syllable: "oh".to_owned(),
        }])
        .unwrap()
    }

    fn settings(takes: usize) -> PlanSettings {
        PlanSettings {
            seed: 1,
            takes,
            faults: Fault::DEMO.to_vec(),
            formats: [Format::Opus, Format::Wav, Format::Webm]
                .map(|format| FileSpec {
                    format,
                    sample_rate_hz: None,
                })
                .to_vec(),
            has_backing: true,
        }
    }

    #[test]
    fn a_larger_choir_begins_with_the_smaller_one() {
        let small = plan(&settings(30), &melody()).unwrap();
        let large = plan(&settings(60), &melody()).unwrap();
        assert_eq!(small[..], large[..30]);
        assert_ne!(small[0].seed, small[24].seed);
    }

    #[test]
    fn a_duplicate_is_its_original_under_another_name() {
        let choir = plan(&settings(24), &melody()).unwrap();
        let copy = choir.iter().find(|recipe| recipe.fault == Fault::Duplicate).unwrap();
        let original = choir
            .iter()
            .find(|recipe| Some(&recipe.take) == copy.copy_of.as_ref())
            .unwrap();
        assert!(original.take < copy.take, "ties break by name");
        assert!(original.expected_codes().is_empty());
        assert_eq!((original.seed, original.format), (copy.seed, copy.format));
        assert_ne!(original.fan, copy.fan);
    }

    #[test]
    fn a_truncated_file_is_of_a_kind_that_shows_it() {
        let choir = plan(&settings(24), &melody()).unwrap();
        let truncated = choir.iter().find(|recipe| recipe.fault == Fault::Truncated).unwrap();
        assert!(truncated.format.states_its_length());
    }

    #[test]
    fn without_a_backing_nothing_bleeds() {
        let choir = plan(
            &PlanSettings {
                has_backing: false,
                ..settings(48)
            },
            &melody(),
        )
        .unwrap();
        assert!(choir.iter().all(|recipe| recipe.bleed_db.is_none()));
        let late = choir.iter().find(|recipe| recipe.fault == Fault::Late).unwrap();
        assert!(late.expected_codes().is_empty());
    }
}
