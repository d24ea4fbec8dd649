//! From guide notes to what a person does with them, moment by moment.
//!
//! Timing: a note's vowel starts on the beat, plus the singer's lateness and scatter; its consonant comes before it.
//! Pitch, in semitones at time `t` of a note:
//!
//! ```text
//! p(t) = target + error + glide from and to the neighbours − scoop · exp(−t/τ) + extent · sin(2π · rate · t) + wander
//! ```
//!
//! where the vibrato waits and swells, and the wander is a first-order random walk that is pulled back to zero.

use super::random::Random;
use super::singer::Singer;
use super::syllable::{Consonant, Formants, Syllable};
use crate::model::f0::midi_to_hz;
use crate::model::melody::Note;
use std::f64::consts::TAU;

/// Longest silence before a note across which the voice still glides, seconds.
const GLIDE_GAP_S: f64 = 0.12;
/// Time in which a vibrato swells to its extent, seconds.
const VIBRATO_SWELL_S: f64 = 0.25;
/// Time in which a scoop has closed to 1/e, seconds.
const SCOOP_S: f64 = 0.05;
/// Time constant of the wander, seconds.
const WANDER_S: f64 = 0.25;
/// Time in which a voice ends, seconds.
const RELEASE_S: f64 = 0.07;

/// How notes are treated as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Treatment {
    /// Semitones added to every note.
    pub(crate) semitones: f64,
    /// Lateness of every note, seconds.
    pub(crate) late_s: f64,
    /// Standard deviation of a note's start, seconds.
    pub(crate) scatter_s: f64,
}

/// One note as it is sung, in song time.
#[derive(Debug, Clone, PartialEq)]
struct SungNote {
    start_s: f64,
    end_s: f64,
    midi: f64,
    scoop_semitones: f64,
    vibrato_hz: f64,
    gain: f64,
    syllable: Syllable,
    /// Goes on from the note before without a consonant.
    legato: bool,
}

impl SungNote {
    fn begin_s(&self) -> f64 {
        self.start_s - self.syllable.opening.map_or(0.0, Consonant::duration_s)
    }

    fn vowel_end_s(&self) -> f64 {
        self.end_s - self.syllable.closing.map_or(0.0, Consonant::duration_s)
    }
}

/// What the throat does at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    /// Fundamental frequency, Hz.
    pub(crate) f0_hz: f64,
    /// Strength of the voice, 0–1 or a little more.
    pub(crate) voice: f64,
    /// Strength of breath through the vowel, beyond that of the voice itself.
    pub(crate) breath: f64,
    /// Level of the noise at teeth and lips, against a vowel.
    pub(crate) hiss: f64,
    /// Centre of that noise, Hz.
    pub(crate) hiss_hz: f64,
    /// First three formants for a tract of length 1, Hz.
    pub(crate) formants: Formants,
}

/// A performance that is asked for one moment after the other.
#[derive(Debug, Clone)]
pub(crate) struct Performance {
    notes: Vec<SungNote>,
    singer: Singer,
    current: usize,
    wander_semitones: f64,
    random: Random,
}

impl Performance {
    /// Performs `notes`, which must be in order of onset; there may be none.
    pub(crate) fn new(notes: &[Note], singer: &Singer, treatment: Treatment, mut random: Random) -> Self {
        let mut sung: Vec<SungNote> = Vec::with_capacity(notes.len());
        for (i, note) in notes.iter().enumerate() {
            let before = i.checked_sub(1).map(|previous| &notes[previous]);
            let syllable = Syllable::read(&note.syllable, sung.last().map(|s| &s.syllable));
            let gap_s = before.map_or(f64::INFINITY, |b| note.onset_s - b.end_s());
            let phrase_start = gap_s > 0.2;
            let scatter_s = treatment.scatter_s * random.bell().clamp(-2.5, 2.5);
            let earliest_s = sung.last().map_or(f64::NEG_INFINITY, |s| s.start_s + 0.05);
            let start_s = (note.onset_s + treatment.late_s + scatter_s).max(earliest_s);
            let scooped = random.chance(singer.scoop_chance * if phrase_start { 1.5 } else { 0.6 });
            sung.push(SungNote {
                start_s,
                end_s: start_s + note.duration_s * singer.hold,
                midi: note.midi + treatment.semitones + singer.accuracy_cents / 100.0 * random.bell(),
                scoop_semitones: if scooped { random.between(0.5, 2.0) } else { 0.0 },
                vibrato_hz: singer.vibrato_hz * (1.0 + 0.03 * random.bell()),
                gain: libm::exp(0.12 * random.bell()),
                legato: syllable.opening.is_none() && gap_s < 0.05,
                syllable,
            });
        }
        // A note ends where the next one begins, at the latest, and exactly there if the two are tied.
        for i in 1..sung.len() {
            let limit_s = sung[i].begin_s();
            let tied = sung[i].legato;
            let note = &mut sung[i - 1];
            note.end_s = if tied { limit_s } else { note.end_s.min(limit_s) };
            note.end_s = note.end_s.max(note.start_s + 0.03);
        }
        Self {
            notes: sung,
            singer: singer.clone(),
            current: 0,
            wander_semitones: 0.0,
            random,
        }
    }

    /// What happens at `song_s`, `step_s` after the moment asked for before. Time must not go back.
    pub(crate) fn moment(&mut self, song_s: f64, step_s: f64) -> Moment {
        let pull = libm::exp(-step_s / WANDER_S);
        let kick = self.singer.wander_cents / 100.0 * libm::sqrt(1.0 - pull * pull);
        self.wander_semitones = pull * self.wander_semitones + kick * self.random.bell();
        while self
            .notes
            .get(self.current + 1)
            .is_some_and(|next| next.begin_s() <= song_s)
        {
            self.current += 1;
        }
        let Some(note) = self.notes.get(self.current) else {
            return Moment {
                f0_hz: 200.0,
                voice: 0.0,
                breath: 0.0,
                hiss: 0.0,
                hiss_hz: 3_000.0,
                formants: Syllable::read("", None).vowel,
            };
        };
        let mut moment = self.articulate(note, song_s);
        moment.f0_hz = midi_to_hz(self.pitch_midi(note, song_s));
        moment
    }

    fn pitch_midi(&self, note: &SungNote, song_s: f64) -> f64 {
        let neighbour = |i: Option<usize>| i.and_then(|i| self.notes.get(i));
        let mut midi = note.midi;
        if let Some(before) = neighbour(self.current.checked_sub(1))
            && note.begin_s() - before.end_s < GLIDE_GAP_S
        {
            midi = before.midi + (midi - before.midi) * self.glide(note.start_s, song_s);
        }
        if let Some(after) = neighbour(Some(self.current + 1))
            && after.begin_s() - note.end_s < GLIDE_GAP_S
        {
            midi += (after.midi - midi) * self.glide(after.start_s, song_s);
        }
        let since_start_s = song_s - note.start_s;
        midi -= note.scoop_semitones * libm::exp(-since_start_s.max(-0.03) / SCOOP_S);
        let vibrating_s = since_start_s - self.singer.vibrato_delay_s;
        if vibrating_s > 0.0 {
            let extent = self.singer.vibrato_cents / 100.0 * ease(vibrating_s / VIBRATO_SWELL_S);
            midi += extent * libm::sin(TAU * note.vibrato_hz * vibrating_s);
        }
        midi + self.wander_semitones
    }

    /// Progress of the glide into a note that starts at `start_s`; most of it is done when the vowel starts.
    fn glide(&self, start_s: f64, song_s: f64) -> f64 {
        ease((song_s - start_s) / self.singer.glide_s + 0.65)
    }

    fn articulate(&self, note: &SungNote, song_s: f64) -> Moment {
        let syllable = &note.syllable;
        let length_s = (note.end_s - note.start_s).max(0.03);
        let progress = ((song_s - note.start_s) / length_s).clamp(0.0, 1.0);
        let mut moment = Moment {
            f0_hz: 0.0,
            voice: 0.0,
            breath: 0.0,
            hiss: 0.0,
            hiss_hz: 3_000.0,
            formants: blend(syllable.vowel, syllable.vowel_end, ease(progress * 2.5 - 1.5)),
        };
        if song_s < note.begin_s() || song_s > note.end_s + 0.02 {
            return moment;
        }
        // Vowel.
        let tied_to_next = self.notes.get(self.current + 1).is_some_and(|next| next.legato);
        let rise = if note.legato {
            // Tied notes are told apart by a small dip.
            0.6 + 0.4 * ease((song_s - note.start_s) / 0.05)
        } else {
            ease((song_s - note.start_s) / self.singer.attack_s + 0.3)
        };
        let release_s = RELEASE_S.min(0.4 * length_s);
        let fall = if tied_to_next {
            0.6 + 0.4 * ease((note.end_s - song_s) / 0.04)
        } else {
            ease((note.vowel_end_s() - song_s) / release_s + 0.1)
        };
        moment.voice = rise * fall * (1.0 - 0.2 * progress);
        if note.legato
            && let Some(before) = self.current.checked_sub(1).map(|i| &self.notes[i])
        {
            let from = before.syllable.vowel_end;
            moment.formants = blend(from, moment.formants, ease((song_s - note.start_s) / 0.06));
        }
        // Consonants.
        if song_s < note.start_s + 0.03
            && let Some(opening) = syllable.opening
        {
            let done = (song_s - note.begin_s()) / opening.duration_s();
            sound_consonant(opening, done, true, &mut moment);
        }
        if song_s > note.vowel_end_s()
            && let Some(closing) = syllable.closing
        {
            let done = (song_s - note.vowel_end_s()) / closing.duration_s();
            sound_consonant(closing, done, false, &mut moment);
        }
        moment.voice *= note.gain;
        moment
    }
}

/// Adds a consonant that is `done` (0–1, a little more in the transition to the vowel) to a moment.
fn sound_consonant(consonant: Consonant, done: f64, opening: bool, moment: &mut Moment) {
    let bump = ease(done / 0.3) * ease((1.15 - done) / 0.3);
    match consonant {
        Consonant::Breath => moment.breath = 0.25 * bump,
        Consonant::Hiss {
            centre_hz,
            level,
            voiced,
        } => {
            moment.hiss = level * bump;
            moment.hiss_hz = centre_hz;
            if voiced {
                moment.voice = moment.voice.max(0.25 * bump);
            }
        }
        Consonant::Stop { centre_hz, voiced } => {
            let since_burst = done - 0.65;
            if since_burst > 0.0 {
                let strength = if voiced { 0.1 } else { 0.25 };
                moment.hiss = strength * libm::exp(-since_burst / 0.18);
            } else if voiced {
                moment.voice = moment.voice.max(0.08);
            }
            moment.hiss_hz = centre_hz;
        }
        Consonant::Murmur { formants, level } => {
            moment.voice = moment.voice.max(level * bump);
            let to_vowel = if opening {
                ease((done - 0.7) / 0.6)
            } else {
                1.0 - ease(done / 0.4)
            };
            moment.formants = blend(formants, moment.formants, to_vowel);
        }
    }
}

/// Smooth step: 0 below 0, 1 above 1, level at both ends.
fn ease(x: f64) -> f64 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

fn blend(from: Formants, to: Formants, share: f64) -> Formants {
    std::array::from_fn(|i| from[i] + (to[i] - from[i]) * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::f0::hz_to_midi;
    use crate::synth::singer::Register;

    fn note(onset_s: f64, duration_s: f64, midi: f64, syllable: &str) -> Note {
        Note {
            onset_s,
            duration_s,
            midi,
            syllable: syllable.to_owned(),
        }
    }

    fn exact_singer() -> Singer {
        Singer {
            vibrato_cents: 0.0,
            accuracy_cents: 0.0,
            wander_cents: 0.0,
            scoop_chance: 0.0,
            hold: 1.0,
            ..Singer::draw(Register::Alto, &mut Random::new(1, "singer"))
        }
    }

    const AS_WRITTEN: Treatment = Treatment {
        semitones: 0.0,
        late_s: 0.0,
        scatter_s: 0.0,
    };

    fn moments(notes: &[Note], singer: &Singer, treatment: Treatment) -> Vec<Moment> {
        let mut performance = Performance::new(notes, singer, treatment, Random::new(1, "notes"));
        (0..3_000)
            .map(|i| performance.moment(f64::from(i) * 0.001, 0.001))
            .collect()
    }

    #[test]
    fn an_exact_singer_sings_what_is_written() {
        let notes = [
            note(0.5, 0.5, 60.0, "la"),
            note(1.0, 0.5, 64.0, "hey"),
            note(2.0, 0.5, 57.0, "oh"),
        ];
        let sung = moments(&notes, &exact_singer(), AS_WRITTEN);
        for (at_ms, midi) in [(750, 60.0), (1_250, 64.0), (2_250, 57.0)] {
            assert!((hz_to_midi(sung[at_ms].f0_hz) - midi).abs() < 1e-9, "{at_ms} ms");
            assert!(sung[at_ms].voice > 0.3, "{at_ms} ms");
        }
        for at_ms in [0, 300, 1_700, 2_700] {
            assert_eq!(sung[at_ms].voice, 0.0, "{at_ms} ms");
        }
    }

    #[test]
    fn lateness_and_transposition_move_everything() {
        let notes = [note(0.5, 1.0, 60.0, "oh")];
        let treatment = Treatment {
            semitones: -0.6,
            late_s: 0.120,
            scatter_s: 0.0,
        };
        let on_time = moments(&notes, &exact_singer(), AS_WRITTEN);
        let late = moments(&notes, &exact_singer(), treatment);
        let half = |sung: &[Moment]| sung.iter().position(|m| m.voice > 0.4).unwrap();
        assert_eq!(half(&late) - half(&on_time), 120);
        assert!((hz_to_midi(late[1_000].f0_hz) - 59.4).abs() < 1e-9);
    }

    #[test]
    fn vibrato_has_its_rate_and_extent() {
        let singer = Singer {
            vibrato_cents: 50.0,
            vibrato_hz: 5.0,
            ..exact_singer()
        };
        let sung = moments(&[note(0.0, 3.0, 60.0, "ah")], &singer, AS_WRITTEN);
        let cents: Vec<f64> = sung[1_000..2_800]
            .iter()
            .map(|m| 100.0 * (hz_to_midi(m.f0_hz) - 60.0))
            .collect();
        let highest = cents.iter().copied().fold(f64::MIN, f64::max);
        assert!((highest - 50.0).abs() < 0.5, "{highest}");
        let crossings = cents.windows(2).filter(|w| w[0] <= 0.0 && w[1] > 0.0).count();
        // 1.8 s of 5 Hz, whose rate strays by 3 % a note.
        assert!((8..=10).contains(&crossings), "{crossings}");
    }
}
