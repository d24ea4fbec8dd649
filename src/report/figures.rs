//! Numbers as text: plain for machines, readable for people.

/// A decimal number with a fixed count of decimals; `None` where there is no finite number.
///
/// Zero has no sign: `-0.04` with one decimal is `0.0`.
pub fn decimal(value: f64, decimals: usize) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:.decimals$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    Some(match text.strip_prefix('-') {
        Some(magnitude) if is_zero => magnitude.to_owned(),
        _ => text,
    })
}

/// The number that [`decimal`] writes, so that binary files hold what text files say.
pub fn rounded(value: f64, decimals: usize) -> Option<f64> {
    decimal(value, decimals)?.parse().ok()
}

/// A number for people: a true minus sign, an en dash where there is none.
pub fn figure(value: Option<f64>, decimals: usize) -> String {
    match value.and_then(|value| decimal(value, decimals)) {
        Some(text) => text.replace('-', "\u{2212}"),
        None => "\u{2013}".to_owned(),
    }
}

/// A number for people that says its direction: `+12`, `−3`, `0`.
pub fn signed(value: Option<f64>, decimals: usize) -> String {
    let text = figure(value, decimals);
    let is_zero = text.chars().all(|character| matches!(character, '0' | '.'));
    match value {
        Some(value) if value > 0.0 && !is_zero => format!("+{text}"),
        _ => text,
    }
}

/// A count with thousands set apart: `1,204,511`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share of a whole as a percentage that never rounds a part away or a remainder off.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "\u{2013}".to_owned();
    }
    let share = 100.0 * part as f64 / whole as f64;
    if part == 0 || part == whole {
        return format!("{share:.0} %");
    }
    if share < 0.1 {
        return "< 0.1 %".to_owned();
    }
    if share > 99.9 {
        return "> 99.9 %".to_owned();
    }
    format!("{share:.1} %")
}

/// A length of time for people: `48 s`, `12 min 5 s`, `3 h 20 min`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "\u{2013}".to_owned();
    }
    let whole = seconds.round() as u64;
    let (hours, minutes) = (whole / 3600, whole / 60 % 60);
    if hours > 0 {
        return format!("{} h {minutes} min", count(hours));
    }
    if minutes > 0 {
        return format!("{minutes} min {} s", whole % 60);
    }
    format!("{whole} s")
}

/// Name of a MIDI pitch, 69 is A4; rounded to the nearest semitone.
pub fn note_name(midi: f64) -> String {
    const NAMES: [&str; 12] = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
    let semitone = midi.round() as i64;
    let name = NAMES[semitone.rem_euclid(12) as usize];
    format!("{name}{}", semitone.div_euclid(12) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_fixed_and_zero_has_no_sign() {
        assert_eq!(decimal(1.005, 1).unwrap(), "1.0");
        assert_eq!(decimal(-0.04, 1).unwrap(), "0.0");
        assert_eq!(decimal(-0.06, 1).unwrap(), "-0.1");
        assert_eq!(decimal(-0.0, 0).unwrap(), "0");
        assert_eq!(decimal(f64::NAN, 2), None);
        assert_eq!(decimal(f64::INFINITY, 2), None);
    }

    #[test]
    fn people_read_true_minus_signs_and_dashes() {
        assert_eq!(figure(Some(-14.26), 1), "−14.3");
        assert_eq!(figure(None, 1), "–");
        assert_eq!(figure(Some(f64::NAN), 1), "–");
        assert_eq!(signed(Some(12.0), 0), "+12");
        assert_eq!(signed(Some(-12.0), 0), "−12");
        assert_eq!(signed(Some(0.2), 0), "0");
    }

    #[test]
    fn counts_and_shares() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_204_511), "1,204,511");
        assert_eq!(percent(0, 5), "0 %");
        assert_eq!(percent(5, 5), "100 %");
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(999_999, 1_000_000), "> 99.9 %");
        assert_eq!(percent(1, 1_000_000), "< 0.1 %");
        assert_eq!(percent(0, 0), "–");
    }

    #[test]
    fn durations_and_notes() {
        assert_eq!(duration(48.2), "48 s");
        assert_eq!(duration(725.0), "12 min 5 s");
        assert_eq!(duration(12_000.0), "3 h 20 min");
        assert_eq!(duration(f64::NAN), "–");
        assert_eq!(note_name(69.0), "A4");
        assert_eq!(note_name(60.4), "C4");
        assert_eq!(note_name(-1.0), "B-2");
    }
}
