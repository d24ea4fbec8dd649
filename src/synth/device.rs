//! What a recording device does to sound: its band, its resonance, its noise.

use super::random::Random;
use super::recipe::Device;
use super::tract::{BUTTERWORTH, Section};
use crate::dsp::resample::resample;

/// A microphone and what stands behind it.
#[derive(Debug, Clone)]
pub(crate) struct Microphone {
    sections: Vec<Section>,
}

impl Microphone {
    /// The microphone of a device; no two are alike.
    pub(crate) fn new(device: Device, rate_hz: f64, random: &mut Random) -> Self {
        let mut sections = Vec::new();
        let mut high_pass = |hz: f64| sections.push(Section::high_pass(hz, BUTTERWORTH, rate_hz));
        match device {
            Device::Headset => high_pass(random.between(40.0, 70.0)),
            Device::Phone => high_pass(random.between(80.0, 130.0)),
            Device::Laptop => high_pass(random.between(100.0, 170.0)),
            Device::Call => {
                high_pass(300.0);
                high_pass(300.0);
            }
        }
        let low_pass_hz = match device {
            Device::Headset => random.between(15_000.0, 18_000.0),
            Device::Phone => random.between(12_000.0, 16_000.0),
            Device::Laptop => random.between(9_500.0, 14_000.0),
            Device::Call => 3_400.0,
        };
        // A corner above the Nyquist frequency is no corner.
        if low_pass_hz < 0.45 * rate_hz {
            sections.push(Section::low_pass(low_pass_hz, BUTTERWORTH, rate_hz));
        }
        Self { sections }
    }

    /// Records `samples` in place.
    pub(crate) fn record(&self, samples: &mut [f32]) {
        let mut sections = self.sections.clone();
        for sample in samples {
            let x = f64::from(*sample);
            *sample = sections.iter_mut().fold(x, |x, section| section.next(x)) as f32;
        }
    }
}

/// What is left of a recording after the line of its device: a call has 8000 samples a second.
pub(crate) fn transmitted(device: Device, samples: Vec<f32>, rate_hz: u32) -> Vec<f32> {
    const LINE_RATE_HZ: u32 = 8_000;
    if device != Device::Call || rate_hz <= LINE_RATE_HZ {
        return samples;
    }
    let mut received = resample(&resample(&samples, rate_hz, LINE_RATE_HZ), LINE_RATE_HZ, rate_hz);
    received.resize(samples.len(), 0.0);
    received
}

/// A small loudspeaker, playing the backing: no lows, tame highs.
pub(crate) fn loudspeaker(device: Device, samples: &mut [f32], rate_hz: f64) {
    let low_hz = match device {
        Device::Headset => 120.0,
        Device::Phone | Device::Call => 400.0,
        Device::Laptop => 220.0,
    };
    let mut high_pass = Section::high_pass(low_hz, BUTTERWORTH, rate_hz);
    let mut low_pass = Section::low_pass(9_000.0, BUTTERWORTH, rate_hz);
    for sample in samples {
        *sample = low_pass.next(high_pass.next(f64::from(*sample))) as f32;
    }
}

/// Room noise: white, with as much again of a low rumble, and the hum of the mains.
pub(crate) fn noise(samples: usize, rate_hz: f64, random: &mut Random) -> Vec<f32> {
    let mut rumble = 0.0;
    let hum_hz = if random.chance(0.5) { 50.0 } else { 60.0 };
    let hum_level = random.between(0.0, 0.3);
    let turn = std::f64::consts::TAU * hum_hz * 2.0 / rate_hz;
    let (sine, cosine) = (libm::sin(turn), libm::cos(turn));
    let (mut hum, mut hum_quarter) = (0.0, hum_level);
    (0..samples)
        .map(|_| {
            let white = random.bell();
            rumble += 0.03 * (random.bell() - rumble);
            (hum, hum_quarter) = (hum * cosine + hum_quarter * sine, hum_quarter * cosine - hum * sine);
            (0.5 * white + 5.0 * rumble + hum) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::decibels::rms_dbfs;

    #[test]
    fn a_call_carries_speech_and_nothing_above_it() {
        let heard_db = |hz: f64| {
            let sine = |n: u32| (std::f64::consts::TAU * hz * f64::from(n) / 48_000.0).sin() as f32;
            let mut samples: Vec<f32> = (0..48_000).map(sine).collect();
            Microphone::new(Device::Call, 48_000.0, &mut Random::new(1, "microphone")).record(&mut samples);
            let received = transmitted(Device::Call, samples, 48_000);
            rms_dbfs(&received[4_800..43_200]) + 3.01
        };
        assert!(heard_db(1_000.0).abs() < 1.0, "{}", heard_db(1_000.0));
        assert!(heard_db(80.0) < -40.0, "{}", heard_db(80.0));
        assert!(heard_db(4_300.0) < -80.0, "{}", heard_db(4_300.0));
    }
}
