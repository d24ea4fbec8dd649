//! Waits that differ, so that a crowd sent away does not come back as a crowd; and ids of requests.

/// A number from `least` to `most`.
pub(super) fn between(least: u32, most: u32) -> u32 {
    let span = u64::from(most.saturating_sub(least)) + 1;
    // Multiplication instead of a remainder; the bias is below 2⁻²².
    least + ((u64::from(random()) * span) >> 32) as u32
}

/// Names one request in the log and in its answer.
pub(super) fn request_id() -> String {
    format!("{:08x}{:08x}", random(), random())
}

/// Nothing secret hangs on it: a system without randomness gets equal waits.
fn random() -> u32 {
    getrandom::u32().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stay_in_their_bounds_and_differ() {
        let waits: std::collections::BTreeSet<u32> = (0..200).map(|_| between(5, 9)).collect();
        assert_eq!(waits.into_iter().collect::<Vec<_>>(), [5, 6, 7, 8, 9]);
        assert_eq!(between(3, 3), 3);
        assert_ne!(request_id(), request_id());
    }
}
