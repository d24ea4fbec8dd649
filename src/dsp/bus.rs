//! Exact fixed-point sums of voices.
