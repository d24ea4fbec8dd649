//! From letters to sounds: a syllable is an opening consonant, one or two vowels and a closing consonant.
//!
//! Only what is needed for a crowd to sound like a crowd: spelling is read loosely, and a letter that is not known is
//! silent. Formants are the averages of Peterson & Barney (1952) for men; a singer scales them.

/// First three formants in Hz for an adult man.
pub(crate) type Formants = [f64; 3];

/// Formants of the vowels.
mod vowel {
    use super::Formants;

    pub(super) const AH: Formants = [730.0, 1_090.0, 2_440.0];
    pub(super) const EH: Formants = [530.0, 1_840.0, 2_480.0];
    pub(super) const EE: Formants = [300.0, 2_290.0, 3_010.0];
    pub(super) const OH: Formants = [540.0, 880.0, 2_410.0];
    /// Where a sung "oh" ends: rounder, but not all the way to "oo".
    pub(super) const OH_ROUND: Formants = [430.0, 800.0, 2_350.0];
    pub(super) const OO: Formants = [320.0, 870.0, 2_240.0];
    pub(super) const UH: Formants = [600.0, 1_170.0, 2_390.0];
}

/// Sound of a consonant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Consonant {
    /// Breath through the vowel that follows: h.
    Breath,
    /// Noise around a centre in Hz: s, sh, f, th.
    Hiss {
        /// Centre of the noise, Hz.
        centre_hz: f64,
        /// Level against a vowel.
        level: f64,
        /// Whether the voice sounds under it: z, v.
        voiced: bool,
    },
    /// Closure, then a burst: p t k b d g.
    Stop {
        /// Centre of the burst, Hz.
        centre_hz: f64,
        /// Whether the voice sounds under it: b, d, g.
        voiced: bool,
    },
    /// Voice through closed lips or a narrowing: m n l r w y.
    Murmur {
        /// Formants of the murmur, Hz.
        formants: Formants,
        /// Level against a vowel.
        level: f64,
    },
}

impl Consonant {
    /// How long it takes, in seconds.
    pub(crate) fn duration_s(self) -> f64 {
        match self {
            Self::Breath => 0.06,
            Self::Hiss { .. } => 0.09,
            Self::Stop { .. } => 0.07,
            Self::Murmur { .. } => 0.065,
        }
    }
}

/// A sung syllable.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Syllable {
    /// Before the vowel.
    pub(crate) opening: Option<Consonant>,
    /// At the vowel's start.
    pub(crate) vowel: Formants,
    /// At the vowel's end: another one in a diphthong.
    pub(crate) vowel_end: Formants,
    /// After the vowel.
    pub(crate) closing: Option<Consonant>,
}

impl Syllable {
    /// Reads a syllable; `before` is the one it goes on from where the text is empty, `-` or `~`.
    pub(crate) fn read(text: &str, before: Option<&Self>) -> Self {
        let letters: String = text
            .chars()
            .filter(|c| c.is_alphabetic())
            .flat_map(char::to_lowercase)
            .collect();
        if letters.is_empty() {
            let (vowel, vowel_end) = before.map_or((vowel::AH, vowel::AH), |s| (s.vowel_end, s.vowel_end));
            return Self {
                opening: None,
                vowel,
                vowel_end,
                closing: None,
            };
        }
        let is_vowel = |c: char| "aeiouäöüáéíóúàèìòùâêîôûãõå".contains(c);
        let core = letters.find(is_vowel).unwrap_or(letters.len());
        let (head, rest) = letters.split_at(core);
        let after = rest.find(|c| !is_vowel(c)).unwrap_or(rest.len());
        let (nucleus, tail) = rest.split_at(after);
        let (vowel, vowel_end) = vowels(nucleus, tail);
        Self {
            opening: consonant(head),
            vowel,
            vowel_end,
            closing: consonant(tail.trim_start_matches(['h', 'w', 'y', 'e'])),
        }
    }
}

/// Vowels of a nucleus such as `o`, `ey`, `ou`.
fn vowels(nucleus: &str, tail: &str) -> (Formants, Formants) {
    use vowel::{AH, EE, EH, OH, OH_ROUND, OO, UH};
    // `y` and `w` after the vowels close a diphthong: "hey", "now".
    let glide = tail.chars().next().filter(|c| "yw".contains(*c));
    match (nucleus, glide) {
        ("oo" | "ou" | "u" | "ü" | "ù" | "ú" | "û", _) => (OO, OO),
        ("ee" | "ea" | "ie" | "i" | "í" | "ì" | "î", _) => (EE, EE),
        ("oi", _) | ("o", Some('y')) => (OH, EE),
        ("au", _) | ("o" | "a", Some('w')) => (AH, OO),
        ("ai" | "ei" | "ey", _) | ("a" | "e", Some('y')) => (EH, EE),
        _ => match nucleus.chars().next() {
            Some('a' | 'á' | 'à' | 'â' | 'ã' | 'å') => (AH, AH),
            Some('e' | 'é' | 'è' | 'ê' | 'ä' | 'ö') => (EH, EH),
            Some('i') => (EE, EE),
            Some('o' | 'ó' | 'ò' | 'ô' | 'õ') => (OH, if tail.is_empty() || tail == "h" { OH_ROUND } else { OH }),
            Some('u') => (OO, OO),
            _ => (UH, UH),
        },
    }
}

/// The consonant heard most in a cluster: its last letter before a vowel, its first after one; both are the same here.
fn consonant(cluster: &str) -> Option<Consonant> {
    let hiss = |centre_hz, level, voiced| Consonant::Hiss {
        centre_hz,
        level,
        voiced,
    };
    let stop = |centre_hz, voiced| Consonant::Stop { centre_hz, voiced };
    let murmur = |formants, level| Consonant::Murmur { formants, level };
    Some(match cluster {
        "th" => hiss(5_500.0, 0.06, false),
        "sh" | "ch" | "sch" => hiss(2_900.0, 0.2, false),
        _ => match cluster.chars().next()? {
            'h' => Consonant::Breath,
            's' | 'c' | 'x' | 'ß' => hiss(6_200.0, 0.16, false),
            'z' => hiss(6_000.0, 0.1, true),
            'f' => hiss(5_000.0, 0.05, false),
            'v' => hiss(4_500.0, 0.04, true),
            'j' => hiss(2_900.0, 0.12, true),
            'p' => stop(900.0, false),
            't' => stop(4_200.0, false),
            'k' | 'q' => stop(1_900.0, false),
            'b' => stop(800.0, true),
            'd' => stop(3_600.0, true),
            'g' => stop(1_800.0, true),
            'm' => murmur([260.0, 1_100.0, 2_100.0], 0.35),
            'n' | 'ñ' => murmur([270.0, 1_500.0, 2_400.0], 0.35),
            'l' => murmur([360.0, 1_100.0, 2_600.0], 0.5),
            'r' => murmur([400.0, 1_200.0, 1_700.0], 0.5),
            'w' => murmur([300.0, 650.0, 2_200.0], 0.5),
            'y' => murmur([280.0, 2_200.0, 2_900.0], 0.5),
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_becomes_sound() {
        let oh = Syllable::read("Oh", None);
        assert_eq!((oh.opening, oh.vowel, oh.vowel_end), (None, vowel::OH, vowel::OH_ROUND));
        assert_eq!(oh.closing, None);
        let hey = Syllable::read("hey!", None);
        assert_eq!(hey.opening, Some(Consonant::Breath));
        assert_eq!((hey.vowel, hey.vowel_end), (vowel::EH, vowel::EE));
        let sing = Syllable::read("sing", None);
        assert!(matches!(sing.opening, Some(Consonant::Hiss { .. })));
        assert!(matches!(sing.closing, Some(Consonant::Murmur { .. })));
        let held = Syllable::read("~", Some(&hey));
        assert_eq!((held.opening, held.vowel), (None, vowel::EE));
        // Letters of no alphabet we know are silent, not fatal.
        assert_eq!(Syllable::read("嘿", None).vowel, vowel::UH);
    }
}
