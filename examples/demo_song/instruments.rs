//! The band: kick, claps, hats, crash, count-in, bass, pad, plucked chords and brass stabs.

use crate::mixdown::{RATE_HZ, Stereo};
use crate::score::{BARS, Chord, chords, seconds};
use std::f64::consts::TAU;
use stemforge::model::f0::midi_to_hz;
use stemforge::synth::random::Random;

/// Plays the whole arrangement.
pub(crate) fn play(mix: &mut Stereo) {
    let mut random = Random::new(1, "band");
    let chords = chords();
    let kicks = kick_beats();
    for chord in &chords {
        pad(mix, chord, &kicks, &mut random);
        bass(mix, chord);
        plucks(mix, chord, &mut random);
    }
    for beat in -4..0 {
        click(mix, f64::from(beat), beat == -4);
    }
    // A pick-up on the toms into bar 1.
    for (beat, hz) in [(-1.0, 150.0), (-0.75, 150.0), (-0.5, 120.0), (-0.25, 95.0)] {
        tom(mix, beat, hz);
    }
    for &beat in &kicks {
        kick(mix, beat);
    }
    for bar in 0..BARS {
        let start = 4.0 * bar as f64;
        for backbeat in [1.0, 3.0] {
            clap(mix, start + backbeat, 0.8, &mut random);
        }
        for eighth in 0..8 {
            let accent = if eighth % 2 == 1 { 0.75 } else { 0.4 };
            hat(mix, start + 0.5 * f64::from(eighth), accent, &mut random);
        }
        // The crowd's answer to every "hey, hey".
        if bar % 2 == 1 && bar != BARS - 1 {
            for answer in [3.0, 3.5] {
                clap(mix, start + answer, 1.0, &mut random);
                stab(mix, start + answer, &chords[bar.min(chords.len() - 1)], &mut random);
            }
        }
    }
    for beat in [0.0, 16.0, 32.0] {
        crash(mix, beat, &mut random);
    }
    stab(mix, 32.0, &chords[chords.len() - 1], &mut random);
    clap(mix, 32.0, 1.0, &mut random);
}

fn kick_beats() -> Vec<f64> {
    let mut beats: Vec<f64> = (0..BARS)
        .flat_map(|bar| [0.0, 1.5, 2.0, 2.75].map(|beat| 4.0 * bar as f64 + beat))
        .collect();
    beats.push(32.0);
    beats
}

/// Time in seconds and phase-like helpers for one sound of `length_s` from `beat`.
fn render(mix: &mut Stereo, beat: f64, length_s: f64, pan: f64, reverb: f64, mut sound: impl FnMut(f64) -> f64) {
    let first = (seconds(beat) * RATE_HZ).round() as usize;
    let samples = (length_s * RATE_HZ) as usize;
    let (left, right) = (libm::cos((pan + 1.0) * TAU / 8.0), libm::sin((pan + 1.0) * TAU / 8.0));
    for n in 0..samples {
        let t = n as f64 / RATE_HZ;
        // A last millisecond of fade, so that no sound ends in a click.
        let end = ((length_s - t) * 1_000.0).min(1.0);
        let x = sound(t) * end;
        mix.add(first + n, x * left, x * right, reverb);
    }
}

/// A sine that falls from 170 to 50 Hz, and a short knock.
fn kick(mix: &mut Stereo, beat: f64) {
    let mut phase = 0.0;
    render(mix, beat, 0.32, 0.0, 0.02, |t| {
        phase += (50.0 + 120.0 * libm::exp(-t / 0.028)) / RATE_HZ;
        let body = libm::sin(TAU * phase) * libm::exp(-t / 0.11);
        let knock = libm::sin(TAU * 1_800.0 * t) * libm::exp(-t / 0.003);
        0.95 * body + 0.15 * knock
    });
}

fn tom(mix: &mut Stereo, beat: f64, hz: f64) {
    let mut phase = 0.0;
    render(mix, beat, 0.4, (hz - 120.0) / 60.0, 0.2, |t| {
        phase += hz * (1.0 + 0.5 * libm::exp(-t / 0.03)) / RATE_HZ;
        0.5 * libm::sin(TAU * phase) * libm::exp(-t / 0.12)
    });
}

/// A dozen pairs of hands, none quite together.
fn clap(mix: &mut Stereo, beat: f64, level: f64, random: &mut Random) {
    for _ in 0..12 {
        let late_beats = random.between(0.0, 0.05);
        let centre_hz = random.between(900.0, 1_900.0);
        let mut band = Band::new(centre_hz, 2.2);
        let own = level * random.between(0.5, 1.0);
        let mut noise = Random::new(random.bits(), "clap");
        let pan = random.between(-0.9, 0.9);
        render(mix, beat + late_beats, 0.14, pan, 0.25, |t| {
            own * 0.42 * band.next(noise.bell()) * libm::exp(-t / 0.022)
        });
    }
}

fn hat(mix: &mut Stereo, beat: f64, level: f64, random: &mut Random) {
    let mut band = Band::new(7_500.0, 1.0);
    let mut noise = Random::new(random.bits(), "hat");
    let decay_s = if level > 0.6 { 0.05 } else { 0.025 };
    render(mix, beat, 0.2, 0.25, 0.02, |t| {
        level * 0.09 * band.next(noise.bell()) * libm::exp(-t / decay_s)
    });
}

fn crash(mix: &mut Stereo, beat: f64, random: &mut Random) {
    for pan in [-0.7, 0.7] {
        let mut band = Band::new(6_500.0, 0.6);
        let mut noise = Random::new(random.bits(), "crash");
        render(mix, beat, 1.9, pan, 0.1, |t| {
            0.06 * band.next(noise.bell()) * libm::exp(-t / 0.5)
        });
    }
}

fn click(mix: &mut Stereo, beat: f64, first: bool) {
    let hz = if first { 1_900.0 } else { 1_500.0 };
    render(mix, beat, 0.08, 0.0, 0.1, |t| {
        0.4 * (libm::sin(TAU * hz * t) + 0.5 * libm::sin(TAU * 2.76 * hz * t)) * libm::exp(-t / 0.012)
    });
}

/// Eighths on the root, an octave up on the off-beats; a saw under a falling filter over a sine.
fn bass(mix: &mut Stereo, chord: &Chord) {
    let last_chord = chord.beat >= 32.0;
    let mut beat = 0.0;
    while beat < chord.beats - 0.01 {
        let length = if last_chord { chord.beats } else { 0.5 };
        let off_beat = !last_chord && (beat * 2.0) as i64 % 4 == 3;
        let hz = midi_to_hz(f64::from(chord.bass) + if off_beat { 12.0 } else { 0.0 });
        let length_s = length * 0.5 * 0.94;
        let (mut saw, mut phase, mut low) = (Saw::new(0.0), 0.0, [0.0; 2]);
        render(mix, chord.beat + beat, length_s, 0.0, 0.0, |t| {
            phase += hz / RATE_HZ;
            let corner_hz = 260.0 + 1_300.0 * libm::exp(-t / 0.07);
            let k = 1.0 - libm::exp(-TAU * corner_hz / RATE_HZ);
            low[0] += k * (saw.next(hz) - low[0]);
            low[1] += k * (low[0] - low[1]);
            let gate = (t / 0.004).min(1.0) * ((length_s - t) / 0.02).min(1.0) * (0.75 + 0.25 * libm::exp(-t / 0.1));
            (0.34 * low[1] + 0.3 * libm::sin(TAU * phase)) * gate
        });
        beat += length;
    }
}

/// Five detuned saws a note, left to right, breathing with the kick.
fn pad(mix: &mut Stereo, chord: &Chord, kicks: &[f64], random: &mut Random) {
    let length_s = chord.beats * 0.5;
    for &midi in &chord.voicing {
        for voice in 0..5 {
            let spread = f64::from(voice) / 2.0 - 1.0;
            let hz = midi_to_hz(f64::from(midi)) * (1.0 + 0.0045 * spread);
            let mut saw = Saw::new(random.unit());
            let mut low = [0.0; 2];
            let start = chord.beat;
            let release_s = 0.12;
            render(mix, start, length_s + release_s, 0.85 * spread, 0.25, |t| {
                let corner_hz = 1_100.0 + 900.0 * (t / length_s).min(1.0);
                let k = 1.0 - libm::exp(-TAU * corner_hz / RATE_HZ);
                low[0] += k * (saw.next(hz) - low[0]);
                low[1] += k * (low[0] - low[1]);
                let now = start + t / 0.5;
                let since_kick_s = kicks
                    .iter()
                    .filter(|&&kick| kick <= now)
                    .map(|&kick| (now - kick) * 0.5)
                    .fold(1.0, f64::min);
                let duck = 1.0 - 0.55 * libm::exp(-since_kick_s / 0.09);
                let swell = (t / 0.05).min(1.0) * ((length_s + release_s - t) / release_s).min(1.0);
                0.055 * low[1] * duck * swell
            });
        }
    }
}

/// Broken chords in eighths, thrown from side to side.
fn plucks(mix: &mut Stereo, chord: &Chord, random: &mut Random) {
    const ORDER: [usize; 8] = [0, 2, 1, 3, 2, 1, 3, 2];
    let eighths = (chord.beats * 2.0) as usize;
    for (eighth, &step) in ORDER.iter().enumerate().take(eighths) {
        let hz = midi_to_hz(f64::from(chord.voicing[step]) + 12.0);
        let (mut one, mut two, mut low) = (Saw::new(random.unit()), Saw::new(random.unit()), 0.0);
        let pan = if eighth % 2 == 0 { -0.6 } else { 0.6 };
        render(mix, chord.beat + 0.5 * eighth as f64, 0.35, pan, 0.3, |t| {
            let corner_hz = 500.0 + 5_000.0 * libm::exp(-t / 0.05);
            let k = 1.0 - libm::exp(-TAU * corner_hz / RATE_HZ);
            low += k * (one.next(hz * 1.002) + two.next(hz * 0.998) - low);
            0.11 * low * (t / 0.002).min(1.0) * libm::exp(-t / 0.11)
        });
    }
}

/// Brass: bright saws whose filter opens with the breath.
fn stab(mix: &mut Stereo, beat: f64, chord: &Chord, random: &mut Random) {
    for (i, &midi) in chord.voicing.iter().enumerate() {
        let hz = midi_to_hz(f64::from(midi));
        let mut saws = [Saw::new(random.unit()), Saw::new(random.unit())];
        let mut low = [0.0; 2];
        render(mix, beat, 0.26, 0.3 * i as f64 - 0.45, 0.3, |t| {
            let corner_hz = 700.0 + 3_800.0 * (t / 0.03).min(1.0) * libm::exp(-t / 0.12);
            let k = 1.0 - libm::exp(-TAU * corner_hz / RATE_HZ);
            let both = saws[0].next(hz * 1.003) + saws[1].next(hz * 0.997);
            low[0] += k * (both - low[0]);
            low[1] += k * (low[0] - low[1]);
            0.14 * low[1] * (t / 0.012).min(1.0) * libm::exp(-t / 0.16)
        });
    }
}

/// A saw whose jump is smoothed over two samples (polynomial band-limited step).
struct Saw {
    phase: f64,
}

impl Saw {
    fn new(phase: f64) -> Self {
        Self { phase }
    }

    fn next(&mut self, hz: f64) -> f64 {
        let step = hz / RATE_HZ;
        self.phase += step;
        if self.phase >= 1.0 {
            self.phase -= 1.0;
        }
        let smooth = if self.phase < step {
            let x = self.phase / step;
            2.0 * x - x * x - 1.0
        } else if self.phase > 1.0 - step {
            let x = (self.phase - 1.0) / step;
            x * x + 2.0 * x + 1.0
        } else {
            0.0
        };
        2.0 * self.phase - 1.0 - smooth
    }
}

/// A band-pass (state-variable filter).
struct Band {
    frequency: f64,
    damping: f64,
    low: f64,
    band: f64,
}

impl Band {
    fn new(centre_hz: f64, q: f64) -> Self {
        Self {
            frequency: 2.0 * libm::sin(TAU / 2.0 * centre_hz / RATE_HZ),
            damping: 1.0 / q,
            low: 0.0,
            band: 0.0,
        }
    }

    fn next(&mut self, x: f64) -> f64 {
        self.low += self.frequency * self.band;
        let high = x - self.low - self.damping * self.band;
        self.band += self.frequency * high;
        self.band
    }
}
