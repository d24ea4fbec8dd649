//! Whom a fan can sing for: the 24 teams of EURO 2016, or any list of your own.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::flags::{self, Flag, FlagError};

/// More lines than any tournament has teams.
const MAX_TEAMS: usize = 1_000;
const MAX_LIST_BYTES: u64 = 1 << 20;
const MAX_NAME_CHARACTERS: usize = 60;

/// The teams of EURO 2016: code and English name, by name.
pub const EURO_2016: [(&str, &str); 24] = [
    ("al", "Albania"),
    ("at", "Austria"),
    ("be", "Belgium"),
    ("hr", "Croatia"),
    ("cz", "Czech Republic"),
    ("gb-eng", "England"),
    ("fr", "France"),
    ("de", "Germany"),
    ("hu", "Hungary"),
    ("is", "Iceland"),
    ("it", "Italy"),
    ("gb-nir", "Northern Ireland"),
    ("pl", "Poland"),
    ("pt", "Portugal"),
    ("ie", "Republic of Ireland"),
    ("ro", "Romania"),
    ("ru", "Russia"),
    ("sk", "Slovakia"),
    ("es", "Spain"),
    ("se", "Sweden"),
    ("ch", "Switzerland"),
    ("tr", "Turkey"),
    ("ua", "Ukraine"),
    ("gb-wls", "Wales"),
];

/// Why a list of teams cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TeamsError {
    /// The list cannot be read.
    #[error("read the teams in `{}`: {cause}", file.display())]
    List {
        /// The list.
        file: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A line is wrong.
    #[error("read the teams in `{}`, line {line}: {reason}", file.display())]
    Line {
        /// The list.
        file: PathBuf,
        /// Counted from 1.
        line: u64,
        /// What is wrong, and what should stand there.
        reason: String,
    },
    /// There is no team, or there are too many, in it.
    #[error("read the teams in `{}`: {count} teams, and 1 to {MAX_TEAMS} are possible", file.display())]
    Count {
        /// The list.
        file: PathBuf,
        /// How many there are.
        count: usize,
    },
    /// A flag cannot be used.
    #[error("read the flag `{}`: {cause}", file.display())]
    Flag {
        /// The picture.
        file: PathBuf,
        /// What is wrong with it.
        cause: FlagError,
    },
}

/// A team.
#[derive(Debug)]
pub struct Team {
    code: String,
    name: String,
    flag: Option<Flag>,
}

impl Team {
    /// What the page sends.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// In the language of the list.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn flag(&self) -> Option<&Flag> {
        self.flag.as_ref()
    }
}

/// Whoever sings for no team: a sleeve without a flag.
static NOBODY: Team = Team {
    code: String::new(),
    name: String::new(),
    flag: None,
};

/// A list of teams, each with its own code.
#[derive(Debug)]
pub struct Teams {
    teams: Vec<Team>,
}

impl Teams {
    /// The teams of EURO 2016 with the flags that are built in.
    pub fn euro_2016() -> Self {
        let team = |&(code, name): &(&str, &str)| Team {
            code: code.to_owned(),
            name: name.to_owned(),
            flag: flags::built_in(code),
        };
        Self {
            teams: EURO_2016.iter().map(team).collect(),
        }
    }

    /// Reads lines of `code,name[,flag.svg]`. Flags lie beside the list; without one, a code of EURO 2016 has its flag, and
    /// any other team a plain label.
    pub fn read(file: &Path) -> Result<Self, TeamsError> {
        let failed = |cause| TeamsError::List {
            file: file.to_owned(),
            cause,
        };
        if fs::metadata(file).map_err(failed)?.len() > MAX_LIST_BYTES {
            return Err(failed(std::io::Error::other(format!(
                "more than {MAX_LIST_BYTES} bytes"
            ))));
        }
        let list = fs::read(file).map_err(failed)?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(list.as_slice());
        let mut teams = Vec::new();
        let mut codes = HashSet::new();
        for record in reader.records() {
            let record = record.map_err(|error| TeamsError::Line {
                file: file.to_owned(),
                line: error.position().map_or(1, csv::Position::line),
                reason: "not UTF-8".to_owned(),
            })?;
            let line = record.position().map_or(1, csv::Position::line);
            let wrong = |reason: String| TeamsError::Line {
                file: file.to_owned(),
                line,
                reason,
            };
            let (code, name, flag) = match record.iter().collect::<Vec<_>>()[..] {
                [code, name] => (code, name, ""),
                [code, name, flag] => (code, name, flag),
                _ => {
                    return Err(wrong(
                        "`code,name` or `code,name,flag.svg` should stand there".to_owned(),
                    ));
                }
            };
            if !is_code(code) {
                return Err(wrong(format!("`{code}` is no code: 1 to 16 of a-z, 0-9 and `-`")));
            }
            if !codes.insert(code.to_owned()) {
                return Err(wrong(format!("`{code}` stands there twice")));
            }
            if !is_name(name) {
                return Err(wrong(format!(
                    "`{}` is no name: 1 to {MAX_NAME_CHARACTERS} characters",
                    name.escape_debug()
                )));
            }
            let flag = match flag {
                "" => flags::built_in(code),
                flag if !is_file_name(flag) => {
                    return Err(wrong(format!(
                        "`{flag}` is not the name of an `.svg` file beside the list"
                    )));
                }
                flag => Some(read_flag(&file.with_file_name(flag))?),
            };
            teams.push(Team {
                code: code.to_owned(),
                name: name.to_owned(),
                flag,
            });
            if teams.len() > MAX_TEAMS {
                break;
            }
        }
        if teams.is_empty() || teams.len() > MAX_TEAMS {
            return Err(TeamsError::Count {
                file: file.to_owned(),
                count: teams.len(),
            });
        }
        Ok(Self { teams })
    }

    /// The team with this code.
    pub fn get(&self, code: &str) -> Option<&Team> {
        self.teams.iter().find(|team| team.code == code)
    }

    /// The team of a cover: that with this code, or none for no code.
    pub(crate) fn of_cover(&self, code: &str) -> Option<&Team> {
        if code.is_empty() {
            return Some(&NOBODY);
        }
        self.get(code)
    }

    /// All of them, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Team> {
        self.teams.iter()
    }
}

fn read_flag(file: &Path) -> Result<Flag, TeamsError> {
    flags::read(file).map_err(|cause| TeamsError::Flag {
        file: file.to_owned(),
        cause,
    })
}

fn is_code(code: &str) -> bool {
    (1..=16).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME_CHARACTERS).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

/// A plain name: nothing that leads out of the folder.
fn is_file_name(name: &str) -> bool {
    name.ends_with(".svg")
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}
