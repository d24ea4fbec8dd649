//! The time axis: round times, written like a clock beyond a minute.

use crate::report::svg;

/// Steps beyond those of decimal numbers, seconds.
const STEPS_S: [f64; 9] = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0];

/// At most `most` times within a recording, and how they are written.
pub(super) fn ticks(duration_s: f64, most: usize) -> Vec<(f64, String)> {
    if !(duration_s > 0.0 && duration_s.is_finite()) {
        return Vec::new();
    }
    if duration_s < 60.0 {
        let times = svg::ticks(0.0, duration_s, most).into_iter();
        return times
            .map(|time_s| (time_s, format!("{} s", svg::tick_label(time_s))))
            .collect();
    }
    let fits = |step_s: &&f64| duration_s / **step_s + 1.0 <= most as f64;
    let longest_s = duration_s / (most.max(2) - 1) as f64;
    let step_s = STEPS_S.iter().find(fits).copied().unwrap_or(longest_s);
    let count = (duration_s / step_s + 1e-9) as usize + 1;
    (0..count)
        .map(|i| (i as f64 * step_s, clock(i as f64 * step_s)))
        .collect()
}

/// Minutes and seconds.
fn clock(time_s: f64) -> String {
    let whole = time_s.round() as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(duration_s: f64) -> Vec<String> {
        ticks(duration_s, 11).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn times_are_round_at_every_length() {
        assert_eq!(labels(0.1)[..3], ["0 s", "0.01 s", "0.02 s"]);
        assert_eq!(labels(20.0)[..3], ["0 s", "2 s", "4 s"]);
        assert_eq!(labels(100.0)[..3], ["0:00", "0:10", "0:20"]);
        assert_eq!(labels(600.0)[..3], ["0:00", "1:00", "2:00"]);
        assert_eq!(labels(1e7).len(), 11);
        assert!(labels(0.0).is_empty() && labels(f64::NAN).is_empty());
    }

    #[test]
    fn there_are_never_too_many() {
        for i in 1..4000 {
            assert!(ticks(f64::from(i) * 0.37, 11).len() <= 11, "{i}");
        }
    }
}
