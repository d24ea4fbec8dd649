//! The noise under the voice, learnt while it sounds.
//!
//! The same as `floor`, over the last 12.8 s instead of the whole take: every 100 ms the power of each cell is noted, and
//! the quietest tenth of these moments is the noise. The first moments
//! stand for what is still to come: a voice stays over a floor that was learnt from itself (see there), noise does not.

use super::super::floor::{QUIET_SHARE, quantile, smoothe};

/// Frames between two moments: 100 ms.
const STEP_FRAMES: usize = 10;
/// Moments that are remembered.
const MOMENTS: usize = 128;

/// Learns the floor of one stream; owns the buffers.
pub(super) struct RunningFloor {
    /// Power of each cell at the moments, one cell after the other.
    noted: Vec<f32>,
    frames: usize,
    sorted: Vec<f32>,
    deciles: Vec<f32>,
    smooth: Vec<f32>,
}

impl RunningFloor {
    pub(super) fn new(cells: usize) -> Self {
        Self {
            noted: vec![0.0; cells * MOMENTS],
            frames: 0,
            sorted: vec![0.0; MOMENTS],
            deciles: vec![0.0; cells],
            smooth: vec![0.0; cells],
        }
    }

    /// Power of the noise in each cell, once this frame is known too.
    pub(super) fn learn(&mut self, power: &[f32]) -> &[f32] {
        if self.frames.is_multiple_of(STEP_FRAMES) {
            let moment = self.frames / STEP_FRAMES;
            for (noted, &power) in self.noted.chunks_exact_mut(MOMENTS).zip(power) {
                noted[moment % MOMENTS] = power;
            }
            let known = (moment + 1).min(MOMENTS);
            for (decile, noted) in self.deciles.iter_mut().zip(self.noted.chunks_exact(MOMENTS)) {
                let sorted = &mut self.sorted[..known];
                sorted.copy_from_slice(&noted[..known]);
                *decile = quantile(sorted, QUIET_SHARE);
            }
            smoothe(&self.deciles, &mut self.smooth);
        }
        self.frames = self.frames.wrapping_add(1);
        &self.smooth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quietest_tenth_is_the_floor_and_the_past_is_forgotten() {
        let mut floor = RunningFloor::new(100);
        assert_eq!(floor.learn(&[1.0; 100]), [1.0; 100]);
        // A note that sounds four fifths of the time.
        for frame in 0..2000 {
            floor.learn(&[if frame % 500 < 400 { 50.0 } else { 2.0 }; 100]);
        }
        assert_eq!(floor.learn(&[50.0; 100]), [2.0; 100]);
        // The room has become louder.
        for _ in 0..MOMENTS * STEP_FRAMES {
            floor.learn(&[9.0; 100]);
        }
        assert_eq!(floor.learn(&[9.0; 100]), [9.0; 100]);
    }
}
