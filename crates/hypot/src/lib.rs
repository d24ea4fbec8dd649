//! `hypotf`, so that it is not taken from the system.
//!
//! The libraries that read fonts call it through `f32::hypot`. glibc 2.35 gave it a new version: a program linked with that
//! one does not start where glibc is older, and on AWS Lambda it is 2.34. Ours also has the same last bit everywhere.

/// √(x² + y²) without overflow in between, as C's `hypotf`.
#[expect(
    unsafe_code,
    reason = "the linker has to find it under C's name; its signature is C's"
)]
#[unsafe(no_mangle)]
pub extern "C" fn hypotf(x: f32, y: f32) -> f32 {
    libm::hypotf(x, y)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_standard_library_takes_ours() {
        // Both come from this crate: in a test of this crate `f32::hypot` is linked against it, too.
        for (x, y, expected) in [
            (3.0_f32, 4.0, 5.0),
            (0.0, -2.5, 2.5),
            (3e38, 0.0, 3e38),
            (1e-40, 0.0, 1e-40),
        ] {
            assert_eq!(super::hypotf(x, y), expected);
            assert_eq!(std::hint::black_box(x).hypot(y), expected);
        }
        assert_eq!(super::hypotf(f32::INFINITY, f32::NAN), f32::INFINITY);
    }
}
