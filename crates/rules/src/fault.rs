//! What can be wrong, as a code word and as a number.

use std::fmt;

/// Why something is refused. Code words and numbers are part of the API: they are never renamed or used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It is required.
    Missing = 1,
    /// Nothing but blanks, or too long.
    BadLength = 2,
    /// Control characters, marks that turn text around, invisible letters, or a heap of marks on one letter.
    BadCharacters = 3,
    /// One of the few words that nobody is called.
    BadWord = 4,
    /// Not one of the campaign's teams.
    NotATeam = 5,
    /// The fan does not agree to be on the record.
    ConsentRequired = 6,
    /// The fan is not 16 yet.
    AgeRequired = 7,
    /// A number outside of its bounds.
    OutOfRange = 8,
}

impl Fault {
    /// All of them, by number.
    pub const ALL: [Self; 8] = [
        Self::Missing,
        Self::BadLength,
        Self::BadCharacters,
        Self::BadWord,
        Self::NotATeam,
        Self::ConsentRequired,
        Self::AgeRequired,
        Self::OutOfRange,
    ];

    /// The code word, as in the API's answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "MISSING",
            Self::BadLength => "BAD_LENGTH",
            Self::BadCharacters => "BAD_CHARACTERS",
            Self::BadWord => "BAD_WORD",
            Self::NotATeam => "NOT_A_TEAM",
            Self::ConsentRequired => "CONSENT_REQUIRED",
            Self::AgeRequired => "AGE_REQUIRED",
            Self::OutOfRange => "OUT_OF_RANGE",
        }
    }

    /// The number by which the page knows it; 0 is no fault.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The fault of a number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.number() == number)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_lead_back_to_their_fault() {
        for (i, fault) in Fault::ALL.into_iter().enumerate() {
            assert_eq!(fault.number() as usize, i + 1);
            assert_eq!(Fault::from_number(fault.number()), Some(fault));
            let words = Fault::ALL.iter().filter(|other| other.code() == fault.code());
            assert_eq!(words.count(), 1, "{fault}");
        }
        assert_eq!(Fault::from_number(0), None);
        assert_eq!(Fault::from_number(9), None);
    }
}
