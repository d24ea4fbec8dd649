//! What a take needs before it is one: consent, age, and a length that can be.

use crate::Fault;
use crate::name::check_name;
use crate::text::{check_team, check_terms};

/// Longest take where the campaign says nothing else: ten minutes.
pub const MAX_DURATION_MS: u64 = 600_000;

/// What a campaign allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Campaign<'a> {
    /// Codes of the teams; none means any team.
    pub teams: &'a [&'a str],
    /// Longest take.
    pub max_duration_ms: u64,
}

/// What a fan has said when the take is complete; `None` where nothing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastWords<'a> {
    /// The fan agrees to be on the record.
    pub consent: Option<bool>,
    /// The fan is 16 or older.
    pub over_16: Option<bool>,
    /// What the fan wants to be called.
    pub name: Option<&'a str>,
    /// Whom the fan sings for.
    pub team: Option<&'a str>,
    /// Version of the terms that the fan saw.
    pub terms: Option<&'a str>,
    /// Length of the take.
    pub duration_ms: Option<u64>,
}

/// Without the fan's consent we take nothing.
pub fn check_consent(consent: Option<bool>) -> Result<(), Fault> {
    match consent {
        Some(true) => Ok(()),
        Some(false) => Err(Fault::ConsentRequired),
        None => Err(Fault::Missing),
    }
}

/// Everywhere 16: the oldest age that a state of the European Union may ask for (GDPR, article 8), so no date of birth is
/// needed and no parent.
pub fn check_age(over_16: Option<bool>) -> Result<(), Fault> {
    match over_16 {
        Some(true) => Ok(()),
        Some(false) => Err(Fault::AgeRequired),
        None => Err(Fault::Missing),
    }
}

/// Whether a take can be this long.
pub fn check_duration(duration_ms: u64, max_duration_ms: u64) -> Result<(), Fault> {
    if duration_ms > max_duration_ms {
        return Err(Fault::OutOfRange);
    }
    Ok(())
}

/// All that is wrong, each with its field's name as in the API.
pub fn check_last_words(said: &LastWords, campaign: &Campaign) -> Vec<(&'static str, Fault)> {
    let said_or_fine = |check: Option<Result<(), Fault>>| check.unwrap_or(Ok(()));
    let checks = [
        ("consent", check_consent(said.consent)),
        ("over_16", check_age(said.over_16)),
        ("name", said_or_fine(said.name.map(check_name))),
        (
            "team",
            said_or_fine(said.team.map(|team| check_team(team, campaign.teams))),
        ),
        ("terms", said_or_fine(said.terms.map(check_terms))),
        (
            "duration_ms",
            said_or_fine(
                said.duration_ms
                    .map(|duration_ms| check_duration(duration_ms, campaign.max_duration_ms)),
            ),
        ),
    ];
    let wrong = checks
        .into_iter()
        .filter_map(|(field, check)| Some((field, check.err()?)));
    wrong.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMPAIGN: Campaign = Campaign {
        teams: &["fr"],
        max_duration_ms: MAX_DURATION_MS,
    };

    #[test]
    fn a_take_needs_consent_and_age_and_nothing_else() {
        let agreed = LastWords {
            consent: Some(true),
            over_16: Some(true),
            ..LastWords::default()
        };
        assert_eq!(check_last_words(&agreed, &CAMPAIGN), []);
        let silent = check_last_words(&LastWords::default(), &CAMPAIGN);
        assert_eq!(silent, [("consent", Fault::Missing), ("over_16", Fault::Missing)]);
    }

    #[test]
    fn all_that_is_wrong_is_named_at_once() {
        let wrong = LastWords {
            consent: Some(false),
            over_16: Some(false),
            name: Some("a\nb"),
            team: Some("de"),
            terms: Some(""),
            duration_ms: Some(600_001),
        };
        let expected = [
            ("consent", Fault::ConsentRequired),
            ("over_16", Fault::AgeRequired),
            ("name", Fault::BadCharacters),
            ("team", Fault::NotATeam),
            ("terms", Fault::BadLength),
            ("duration_ms", Fault::OutOfRange),
        ];
        assert_eq!(check_last_words(&wrong, &CAMPAIGN), expected);
        assert_eq!(check_duration(600_000, MAX_DURATION_MS), Ok(()));
    }
}
