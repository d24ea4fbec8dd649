//! Reproducible randomness: SplitMix64 (Steele, Lea & Flood 2014). Every fan has a stream of its own, so what one does
//! hangs on nobody else's luck.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of one fan under one seed.
    pub(super) fn new(seed: u64, fan: u64) -> Self {
        let mut seeds = Self(seed);
        let base = seeds.bits();
        Self(base ^ Self(fan).bits())
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// Uniform in 0..1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `bound`, which must not be 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// True with the given probability.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of `choices`, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ_by_seed_and_fan() {
        let first = |seed, fan| Chance::new(seed, fan).bits();
        assert_eq!(first(1, 2), first(1, 2));
        assert_ne!(first(1, 2), first(1, 3));
        assert_ne!(first(1, 2), first(2, 2));
        let mut chance = Chance::new(5, 5);
        let mean = (0..10_000).map(|_| chance.below(100)).sum::<u64>() as f64 / 10_000.0;
        // Three standard errors of 10 000 uniform numbers: 3 · 28.9 / 100.
        assert!((mean - 49.5).abs() < 0.87, "{mean}");
    }
}
