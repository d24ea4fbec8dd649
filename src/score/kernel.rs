//! From an error to a share of the points: full up to a bound, then falling in proportion to nothing.
//!
//! `k(e) = 1` for `|e| ≤ full`, `(zero − |e|)/(zero − full)` between, `0` from `zero` on: continuous, so that a cent more
//! never costs a jump, and straight, so that faults of different size rank equally well wherever they lie. Half a cosine
//! was tried: flat near `full`, it tells good singers apart too little.

/// The bounds of a kernel, in the unit of the error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel {
    /// Greatest error that costs nothing.
    pub full: f64,
    /// Least error that earns nothing.
    pub zero: f64,
}

impl Kernel {
    /// Share of the points for an error, 0–1. An error that is not a number earns nothing.
    pub fn share(&self, error: f64) -> f64 {
        let size = error.abs();
        if size <= self.full {
            1.0
        } else if size < self.zero {
            (self.zero - size) / (self.zero - self.full)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KERNEL: Kernel = Kernel {
        full: 25.0,
        zero: 175.0,
    };

    #[test]
    fn its_three_points() {
        assert_eq!(KERNEL.share(25.0), 1.0);
        assert!((KERNEL.share(-100.0) - 0.5).abs() < 1e-12);
        assert_eq!(KERNEL.share(175.0), 0.0);
        assert_eq!(KERNEL.share(f64::NAN), 0.0);
        assert_eq!(KERNEL.share(f64::INFINITY), 0.0);
    }

    #[test]
    fn it_falls_strictly_between_its_bounds() {
        for cents in 25..175 {
            assert!(
                KERNEL.share(f64::from(cents)) > KERNEL.share(f64::from(cents + 1)),
                "{cents}"
            );
        }
    }

    #[test]
    fn an_empty_slope_is_a_step() {
        let step = Kernel { full: 50.0, zero: 50.0 };
        assert_eq!((step.share(50.0), step.share(50.1)), (1.0, 0.0));
    }
}
