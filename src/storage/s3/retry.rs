//! Trying again, by kind of failure, with growing random pauses.
//!
//! The pause before try n is uniform between 0 and min(`GREATEST_PAUSE`, `FIRST_PAUSE` · 2ⁿ) ("full jitter"): clients
//! that were turned away together do not come back together.
//! Reference: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.

use super::fault::Fault;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

const FIRST_PAUSE: Duration = Duration::from_millis(40);
const GREATEST_PAUSE: Duration = Duration::from_secs(5);

/// Runs `attempt`, which is told how often it ran before, until it succeeds or there is no hope or no patience left.
pub(super) async fn until_done<T>(
    patience: Duration,
    most_tries: impl Fn() -> u32,
    mut attempt: impl AsyncFnMut(u32) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let began = Instant::now();
    let mut tries = 0;
    loop {
        let fault = match attempt(tries).await {
            Ok(done) => return Ok(done),
            Err(fault) => fault,
        };
        tries += 1;
        if !fault.passes || tries >= most_tries() || began.elapsed() >= patience {
            return Err(match tries {
                1 => fault,
                tries => Fault {
                    detail: format!("{} (tried {tries} times)", fault.detail),
                    ..fault
                },
            });
        }
        tokio::time::sleep(pause(tries)).await;
    }
}

fn pause(tries: u32) -> Duration {
    let most = FIRST_PAUSE.saturating_mul(1 << tries.min(10)).min(GREATEST_PAUSE);
    most.mul_f64(random() as f64 / u64::MAX as f64)
}

/// A number that nobody can foresee; not for secrets.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::StorageErrorKind;

    #[test]
    fn pauses_grow_to_a_limit() {
        for tries in 1..40 {
            assert!(pause(tries) <= GREATEST_PAUSE);
        }
        let mean_s = |tries| (0..200).map(|_| pause(tries).as_secs_f64()).sum::<f64>() / 200.0;
        assert!(mean_s(1) < 0.08 && mean_s(7) > 1.0, "{} {}", mean_s(1), mean_s(7));
    }

    #[test]
    fn what_passes_is_tried_again_and_what_lasts_is_not() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let patience = Duration::from_secs(60);
        let done = runtime.block_on(until_done(
            patience,
            || 16,
            async |tries| match tries {
                0..3 => Err(Fault::broken("cut")),
                tries => Ok(tries),
            },
        ));
        assert_eq!(done.unwrap(), 3);
        let mut tried = 0;
        let denied = runtime.block_on(until_done::<()>(
            patience,
            || 16,
            async |_| {
                tried += 1;
                Err(Fault::lasting(StorageErrorKind::Denied, "no"))
            },
        ));
        assert_eq!((denied.unwrap_err().kind, tried), (StorageErrorKind::Denied, 1));
    }
}
