//! A room: direct sound, a few early reflections, then a decaying tail from a feedback delay network.
//!
//! Eight delay lines feed each other through a Householder matrix (Jot & Chaigne 1991): line `d` seconds long has the gain
//! `10^(−3 d / T60)`, so the tail falls by 60 dB in `T60`. The tail is scaled by its measured energy to the asked
//! direct-to-reverberant ratio. The direct sound is never delayed: time zero stays in place.

use super::random::Random;

const LINES: usize = 8;
/// Shortest and longest line, seconds: a small room's mean free path.
const LINES_S: (f64, f64) = (0.009, 0.031);
/// Early reflections: first and last, seconds.
const EARLY_S: (f64, f64) = (0.0018, 0.019);
const EARLY_TAPS: usize = 6;

/// A room between one source and one microphone.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    taps: Vec<(usize, f64)>,
    line_samples: [usize; LINES],
    line_gain: [f64; LINES],
    wet: f64,
}

impl Room {
    /// A room that rings for `t60_s`, with the direct sound `direct_db` above everything else.
    pub(crate) fn new(t60_s: f64, direct_db: f64, rate_hz: f64, random: &mut Random) -> Self {
        let taps = (0..EARLY_TAPS)
            .map(|_| {
                let delay_s = random.between(EARLY_S.0, EARLY_S.1);
                let sign = if random.chance(0.5) { 1.0 } else { -1.0 };
                ((delay_s * rate_hz) as usize, sign * libm::exp(-delay_s / 0.012))
            })
            .collect();
        let spread = (LINES_S.1 - LINES_S.0) / LINES as f64;
        let line_samples: [usize; LINES] = std::array::from_fn(|i| {
            let delay_s = LINES_S.0 + spread * (i as f64 + random.unit());
            ((delay_s * rate_hz) as usize).max(1)
        });
        let line_gain = line_samples.map(|d| libm::pow(10.0, -3.0 * d as f64 / rate_hz / t60_s));
        let mut room = Self {
            taps,
            line_samples,
            line_gain,
            wet: 1.0,
        };
        let mut impulse = vec![0.0_f32; ((t60_s * rate_hz) as usize).max(1)];
        impulse[0] = 1.0;
        room.reflect(&mut impulse);
        let energy: f64 = impulse[1..].iter().map(|&x| f64::from(x) * f64::from(x)).sum();
        room.wet = libm::pow(10.0, -direct_db / 20.0) / libm::sqrt(energy.max(1e-12));
        room
    }

    /// Adds the room's answer to `samples`.
    pub(crate) fn reflect(&self, samples: &mut [f32]) {
        let longest = self.taps.iter().map(|tap| tap.0).max().unwrap_or(0) + 1;
        let mut recent = vec![0.0_f64; longest];
        let mut write = 0;
        let mut lines: [Line; LINES] = std::array::from_fn(|i| Line {
            delayed: vec![0.0; self.line_samples[i]],
            head: 0,
            gain: self.line_gain[i],
            damped: 0.0,
        });
        for sample in samples {
            let dry = f64::from(*sample);
            recent[write] = dry;
            let mut early = 0.0;
            for &(delay, gain) in &self.taps {
                let at = if write >= delay {
                    write - delay
                } else {
                    write + longest - delay
                };
                early += gain * recent[at];
            }
            write = if write + 1 == longest { 0 } else { write + 1 };
            let out = lines.each_mut().map(Line::read);
            let mirrored = out.iter().sum::<f64>() * (2.0 / LINES as f64);
            // Signs in turn, so that the lines do not pile up at low frequencies.
            let late: f64 = out.chunks(2).map(|pair| pair[0] - pair[1]).sum();
            for (line, own) in lines.iter_mut().zip(out) {
                line.write(own - mirrored + early);
            }
            *sample = (dry + self.wet * (early + late)) as f32;
        }
    }
}

/// One delay line.
struct Line {
    delayed: Vec<f64>,
    head: usize,
    gain: f64,
    damped: f64,
}

impl Line {
    /// What comes out: walls swallow the highs first.
    fn read(&mut self) -> f64 {
        self.damped += 0.6 * (self.gain * self.delayed[self.head] - self.damped);
        self.damped
    }

    fn write(&mut self, x: f64) {
        self.delayed[self.head] = x;
        self.head = if self.head + 1 == self.delayed.len() {
            0
        } else {
            self.head + 1
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_falls_by_60_db_in_the_reverberation_time() {
        let rate_hz = 48_000.0;
        let t60_s = 0.5;
        let room = Room::new(t60_s, 6.0, rate_hz, &mut Random::new(1, "room"));
        let mut impulse = vec![0.0_f32; 48_000];
        impulse[0] = 1.0;
        room.reflect(&mut impulse);
        assert_eq!(impulse[0], 1.0, "the direct sound stays");
        let energy = |from_s: f64, to_s: f64| -> f64 {
            impulse[(from_s * rate_hz) as usize..(to_s * rate_hz) as usize]
                .iter()
                .map(|&x| f64::from(x) * f64::from(x))
                .sum()
        };
        let reflected = energy(1.0 / rate_hz, 1.0);
        assert!(
            (10.0 * reflected.log10() + 6.0).abs() < 0.1,
            "{}",
            10.0 * reflected.log10()
        );
        // 0.2 s apart: 24 dB by the low frequencies, more by the damped highs.
        let fall_db = 10.0 * (energy(0.1, 0.15) / energy(0.3, 0.35)).log10();
        assert!((22.0..34.0).contains(&fall_db), "{fall_db}");
    }
}
