//! Reproducible randomness: xoshiro256++ (Blackman & Vigna 2019), seeded from BLAKE3.
//!
//! Every choice has its own stream, named by its purpose, so that a new choice never shifts the old ones. No platform
//! function is involved: the same seed gives the same bits everywhere.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of one purpose under one seed.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        hasher.update(purpose.as_bytes());
        let hash = hasher.finalize();
        let word = |i: usize| {
            let bytes: [u8; 8] = hash.as_bytes()[8 * i..8 * i + 8]
                .try_into()
                .expect("invariant: a BLAKE3 hash has 32 bytes");
            u64::from_le_bytes(bytes)
        };
        Self {
            state: [word(0), word(1), word(2), word(3)],
        }
    }

    /// The seed of one take of a choir.
    pub fn take_seed(seed: u64, take: u64) -> u64 {
        Self::new(seed, &format!("take {take}")).bits()
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True with the given chance.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[(self.unit() * choices.len() as f64) as usize]
    }

    /// Bell-shaped: the sum of four 16-bit uniforms, mean 0, standard deviation 1, never beyond ±3.47.
    ///
    /// Cheap enough for a noise floor, and nobody sings ten sigma flat.
    pub fn bell(&mut self) -> f64 {
        let bits = self.bits();
        let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
        // Variance of the sum: 4 · (2^32 − 1) / 12, hence the scale.
        (sum as f64 - 131_070.0) / 37_837.23
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_distributions() {
        let mut random = Random::new(1, "test");
        let count = 100_000;
        let bells: Vec<f64> = (0..count).map(|_| random.bell()).collect();
        let mean = bells.iter().sum::<f64>() / f64::from(count);
        let variance = bells.iter().map(|x| x * x).sum::<f64>() / f64::from(count);
        // Three standard errors: 3 / sqrt(100 000) = 0.0095; of the variance, less than 3 · sqrt(2 / 100 000) = 0.0134.
        assert!(mean.abs() < 0.0095, "{mean}");
        assert!((variance - 1.0).abs() < 0.0134, "{variance}");
        let units: Vec<f64> = (0..count).map(|_| random.unit()).collect();
        assert!(units.iter().all(|x| (0.0..1.0).contains(x)));
        assert!((units.iter().sum::<f64>() / f64::from(count) - 0.5).abs() < 0.003);
    }

    #[test]
    fn streams_differ_by_seed_and_purpose_only() {
        assert_eq!(Random::new(1, "a").bits(), Random::new(1, "a").bits());
        assert_ne!(Random::new(1, "a").bits(), Random::new(1, "b").bits());
        assert_ne!(Random::new(1, "a").bits(), Random::new(2, "a").bits());
    }
}
