//! The vertex of the parabola through a peak and its two neighbours.

/// Whether the middle of three equally spaced values is a peak: above the one before, not below the one after.
pub(super) fn is_peak(before: f32, here: f32, after: f32) -> bool {
    here > before && here >= after
}

/// How far the vertex lies from the middle value of a peak ([`is_peak`]), in steps, within ±0.5.
///
/// Written with the slopes, not with `before − 2 here + after`: that sum can round to 0 on a hilltop that differs by
/// single bits, such as the autocorrelation of a frame that holds nothing but an offset.
pub(super) fn vertex(before: f32, here: f32, after: f32) -> f32 {
    let (rise, fall) = (here - before, here - after);
    0.5 * (rise - fall) / (rise + fall)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vertex_of_a_parabola_is_found() {
        for x in [-0.49_f32, -0.2, 0.0, 0.3, 0.5] {
            let value = |at: f32| 5.0 - (at - x) * (at - x);
            let found = vertex(value(-1.0), value(0.0), value(1.0));
            assert!((found - x).abs() < 1e-6, "{x}: {found}");
        }
    }

    #[test]
    fn a_hilltop_of_single_bits_has_its_vertex_between_the_neighbours() {
        let below = f32::from_bits(1.0_f32.to_bits() - 1);
        assert!(is_peak(below, 1.0, 1.0));
        assert_eq!(below - 2.0 + 1.0, 0.0, "what the usual formula divides by");
        assert_eq!(vertex(below, 1.0, 1.0), 0.5);
    }
}
