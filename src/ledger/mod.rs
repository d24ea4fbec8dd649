//! What is known of every take, kept between runs: one SQLite file, one row a take.
//!
//! A run holds the file alone. Entries are written in transactions of many, so a kill loses at most the last second's
//! work and never tears a row. [`Ledger::seal`] leaves the file in take order, so that equal content is equal bytes.

mod curves;

pub use curves::as_stored;

use crate::model::analysis::{Heard, Outcome, Recording, Refusal};
use crate::model::features::{Features, Lag, Quality};
use crate::model::row::ScoreRow;
use crate::model::score::Score;
use crate::model::take::TakeId;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A BLAKE3 hash of everything that a result depends on.
pub type Key = [u8; 32];

/// "STEM" in SQLite's header: the file is ours.
const APPLICATION_ID: i32 = 0x5354_454D;
/// Raised when the schema changes; an older ledger is rebuilt from the takes.
const SCHEMA_VERSION: i32 = 2;
/// Stands in a ledger that was written to and not sealed since: the next run seals it, whether it writes or not.
const UNSEALED: i32 = SCHEMA_VERSION + 1000;

/// A ledger failure; its text completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another process works on this output.
    #[error("open `{0}`: another run is using it; wait for it to end")]
    Busy(PathBuf),
    /// The file is a database, but not ours, or not a database at all.
    #[error("open `{0}`: not a stemforge ledger; choose another output directory")]
    Foreign(PathBuf),
    /// The file or its disk failed.
    #[error("use the ledger `{path}`: {cause}")]
    Database {
        /// The ledger.
        path: PathBuf,
        /// What SQLite said.
        cause: rusqlite::Error,
    },
    /// A row is not what was written.
    #[error(
        "use the ledger `{path}`: the row of take `{take}` is damaged; delete the file to rebuild it from the takes"
    )]
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// The take.
        take: TakeId,
    },
    /// The sealed file could not be put in place.
    #[error("replace the ledger `{path}`: {cause}")]
    Replace {
        /// The ledger.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
}

/// What analysis found, on its way into the ledger.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The take.
    pub take_id: TakeId,
    /// BLAKE3 of its bytes, in hex.
    pub content_hash: String,
    /// The store's word for these bytes, where it has one.
    pub version: Option<String>,
    /// Key of the analysis.
    pub analysis_key: Key,
    /// Its result.
    pub outcome: Outcome,
}

/// A take as the gates left it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The row.
    pub row: ScoreRow,
    /// Note by note; `None` where there was nothing to score.
    pub score: Option<Score>,
    /// Median sung pitch, MIDI.
    pub median_midi: Option<f64>,
    /// Level of the voice, dBFS.
    pub voice_dbfs: Option<f64>,
    /// What a person should know beyond the codes; empty if nothing.
    pub remark: String,
}

/// Keys under which a take is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKeys {
    /// Of its analysis.
    pub analysis: Key,
    /// Of its judgement.
    pub judged: Option<Key>,
    /// BLAKE3 of its bytes, in hex.
    pub content_hash: String,
    /// The store's word for these bytes, where it has one.
    pub version: Option<String>,
}

/// The open ledger of one output directory.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    connection: Connection,
    changed: bool,
}

#[expect(clippy::large_enum_variant, reason = "one at a time, on its way to or from JSON")]
#[derive(Serialize, Deserialize)]
enum StoredOutcome {
    Heard {
        recording: Recording,
        lag: Option<Lag>,
        quality: Quality,
    },
    Refused(Refusal),
}

impl Ledger {
    /// Opens or creates the ledger at `path` and holds it alone until dropped.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let connection = Connection::open(path).map_err(|cause| database(path, cause))?;
        let mut ledger = Self {
            path: path.to_owned(),
            connection,
            changed: false,
        };
        ledger.prepare().map_err(|cause| database(path, cause))??;
        Ok(ledger)
    }

    fn prepare(&mut self) -> rusqlite::Result<Result<(), LedgerError>> {
        self.connection.busy_timeout(std::time::Duration::from_millis(200))?;
        self.connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        self.connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
        let pragma = |name: &str| {
            self.connection
                .pragma_query_value(None, name, |row| row.get::<_, i32>(0))
        };
        let tables: i32 = self
            .connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 && pragma("application_id")? != APPLICATION_ID {
            return Ok(Err(LedgerError::Foreign(self.path.clone())));
        }
        let version = pragma("user_version")?;
        if tables > 0 && (version == SCHEMA_VERSION || version == UNSEALED) {
            self.changed = version == UNSEALED;
            return Ok(Ok(()));
        }
        self.connection
            .execute_batch("BEGIN; DROP VIEW IF EXISTS scores; DROP TABLE IF EXISTS take;")?;
        create_tables(&self.connection, "main", UNSEALED)?;
        self.connection.execute_batch("COMMIT")?;
        self.changed = true;
        Ok(Ok(()))
    }

    /// The keys of every take, by id.
    pub fn known_keys(&self) -> Result<BTreeMap<TakeId, KnownKeys>, LedgerError> {
        self.each(
            "SELECT take_id, analysis_key, judged_key, content_hash, version FROM take",
            |row| {
                let keys = KnownKeys {
                    analysis: row.get(1)?,
                    judged: row.get(2)?,
                    content_hash: row.get(3)?,
                    version: row.get(4)?,
                };
                Ok((TakeId(row.get(0)?), keys))
            },
        )
    }

    /// Writes analyses, all or none. A changed analysis drops the judgement that stood on the old one.
    pub fn put_analyses(&mut self, entries: &[Entry]) -> Result<(), LedgerError> {
        self.in_transaction(|connection| {
            let mut statement = connection.prepare_cached(
                "INSERT OR REPLACE INTO take (take_id, content_hash, version, analysis_key, outcome, curves) \
                 VALUES (?, ?, ?, ?, ?, ?)",
            )?;
            for entry in entries {
                let (stored, curves) = match &entry.outcome {
                    Outcome::Refused(refusal) => (StoredOutcome::Refused(refusal.clone()), None),
                    Outcome::Heard(heard) => {
                        let mut lag = heard.features.lag.clone();
                        if let Some(lag) = &mut lag {
                            lag.evidence.strength.clear();
                        }
                        let Heard { recording, features } = &**heard;
                        let stored = StoredOutcome::Heard {
                            recording: recording.clone(),
                            lag,
                            quality: features.quality,
                        };
                        (stored, Some(curves::encode(features)))
                    }
                };
                statement.execute(params![
                    entry.take_id.0,
                    entry.content_hash,
                    entry.version,
                    entry.analysis_key,
                    json(&stored),
                    curves
                ])?;
            }
            Ok(())
        })
    }

    /// Writes the store's words for the bytes of takes whose rows stand.
    pub fn put_versions(&mut self, versions: &[(TakeId, String)]) -> Result<(), LedgerError> {
        if versions.is_empty() {
            return Ok(());
        }
        self.in_transaction(|connection| {
            let mut statement = connection.prepare_cached("UPDATE take SET version = ? WHERE take_id = ?")?;
            for (take, version) in versions {
                statement.execute(params![version, take.0])?;
            }
            Ok(())
        })
    }

    /// What analysis found on a take.
    pub fn outcome(&self, take: &TakeId) -> Result<Option<Outcome>, LedgerError> {
        let found = self
            .connection
            .prepare_cached("SELECT outcome, curves FROM take WHERE take_id = ?")
            .and_then(|mut statement| {
                let columns = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<Vec<u8>>>(1)?));
                statement.query_row([&take.0], columns).optional()
            })
            .map_err(|cause| database(&self.path, cause))?;
        let Some((text, bytes)) = found else { return Ok(None) };
        let outcome = restore(&text, bytes.as_deref());
        outcome.map(Some).ok_or_else(|| LedgerError::Damaged {
            path: self.path.clone(),
            take: take.clone(),
        })
    }

    /// Writes judgements, all or none; each drops what an earlier selection made of the take.
    pub fn put_judgements(&mut self, judged: &[(Key, Judgement)]) -> Result<(), LedgerError> {
        self.in_transaction(|connection| {
            let mut statement = connection
                .prepare_cached("UPDATE take SET judged_key = ?, judgement = ?, final_row = NULL WHERE take_id = ?")?;
            for (key, judgement) in judged {
                statement.execute(params![key, json(judgement), judgement.row.take_id.0])?;
            }
            Ok(())
        })
    }

    /// Calls `visit` with every judgement, in order of take id.
    pub fn each_judgement(&self, visit: impl FnMut(Judgement)) -> Result<(), LedgerError> {
        self.each_text("judgement", visit)
    }

    /// One take's judgement.
    pub fn judgement(&self, take: &TakeId) -> Result<Option<Judgement>, LedgerError> {
        let text: Option<String> = self
            .connection
            .query_row("SELECT judgement FROM take WHERE take_id = ?", [&take.0], |row| {
                row.get(0)
            })
            .optional()
            .map_err(|cause| database(&self.path, cause))?
            .flatten();
        let Some(text) = text else { return Ok(None) };
        let damaged = |_| LedgerError::Damaged {
            path: self.path.clone(),
            take: take.clone(),
        };
        serde_json::from_str(&text).map(Some).map_err(damaged)
    }

    /// Writes the rows that a selection left, where they differ from what is there.
    pub fn put_final_rows(&mut self, rows: &[ScoreRow]) -> Result<(), LedgerError> {
        self.in_transaction(|connection| {
            let mut statement = connection
                .prepare_cached("UPDATE take SET final_row = ?1 WHERE take_id = ?2 AND final_row IS NOT ?1")?;
            rows.iter()
                .map(|row| statement.execute(params![json(row), row.take_id.0]))
                .try_for_each(|row| row.map(|_| ()))
        })
    }

    /// Rows as the selection left them, in order of take id: at most `count` after a take, or from the first on.
    pub fn final_rows_after(&self, after: Option<&TakeId>, count: usize) -> Result<Vec<ScoreRow>, LedgerError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare_cached(
                "SELECT final_row FROM take WHERE final_row IS NOT NULL AND (?1 IS NULL OR take_id > ?1)
                 ORDER BY take_id LIMIT ?2",
            )?;
            statement
                .query_map(params![after.map(|take| &take.0), count as i64], |row| row.get(0))?
                .collect()
        };
        let texts = read().map_err(|cause| database(&self.path, cause))?;
        let parse = |text: &String| serde_json::from_str(text);
        let rows: Result<_, serde_json::Error> = texts.iter().map(parse).collect();
        let take = after.cloned().unwrap_or(TakeId(String::new()));
        rows.map_err(|_| LedgerError::Damaged {
            path: self.path.clone(),
            take,
        })
    }

    /// BLAKE3 of a take's bytes, in hex, by take.
    pub fn content_hashes(&self) -> Result<BTreeMap<TakeId, String>, LedgerError> {
        self.each("SELECT take_id, content_hash FROM take", |row| {
            Ok((TakeId(row.get(0)?), row.get(1)?))
        })
    }

    /// Forgets every take that is not in `takes`.
    pub fn retain(&mut self, takes: &BTreeSet<TakeId>) -> Result<(), LedgerError> {
        let gone: Vec<TakeId> = self
            .known_keys()?
            .into_keys()
            .filter(|take| !takes.contains(take))
            .collect();
        self.in_transaction(|connection| {
            let mut statement = connection.prepare_cached("DELETE FROM take WHERE take_id = ?")?;
            gone.iter()
                .try_for_each(|take| statement.execute([&take.0]).map(|_| ()))
        })
    }

    /// Ends the work. A ledger that changed is written anew in take order and put in place at once, so that its bytes
    /// depend on its content alone and not on the order in which takes came in.
    pub fn seal(self) -> Result<(), LedgerError> {
        // A killed run's journal was played back when we opened; SQLite may keep the empty file.
        let journal = self.path.with_file_name("ledger.sqlite-journal");
        if !self.changed {
            drop(self.connection);
            let _ = std::fs::remove_file(journal);
            return Ok(());
        }
        let aside = self.path.with_file_name(".stemforge-ledger.sqlite");
        let failed = |cause| database(&self.path, cause);
        let replace = |cause| LedgerError::Replace {
            path: self.path.clone(),
            cause,
        };
        match std::fs::remove_file(&aside) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(replace(cause)),
            _ => {}
        }
        self.connection
            .execute("ATTACH ? AS sealed", [&aside.to_string_lossy()])
            .map_err(failed)?;
        self.connection.execute_batch("BEGIN").map_err(failed)?;
        create_tables(&self.connection, "sealed", SCHEMA_VERSION).map_err(failed)?;
        self.connection
            .execute_batch("INSERT INTO sealed.take SELECT * FROM main.take ORDER BY take_id; COMMIT; DETACH sealed")
            .map_err(failed)?;
        drop(self.connection);
        // Before the new file takes its place: what the old one would play back is not for it.
        let _ = std::fs::remove_file(journal);
        std::fs::rename(&aside, &self.path).map_err(replace)
    }

    fn each<K: Ord, V>(
        &self,
        query: &str,
        read: impl FnMut(&rusqlite::Row) -> rusqlite::Result<(K, V)>,
    ) -> Result<BTreeMap<K, V>, LedgerError> {
        let collect = || -> rusqlite::Result<_> { self.connection.prepare(query)?.query_map([], read)?.collect() };
        collect().map_err(|cause| database(&self.path, cause))
    }

    fn each_text<T: for<'de> Deserialize<'de>>(
        &self,
        column: &str,
        mut visit: impl FnMut(T),
    ) -> Result<(), LedgerError> {
        let query = format!("SELECT take_id, {column} FROM take WHERE {column} IS NOT NULL ORDER BY take_id");
        let failed = |cause| database(&self.path, cause);
        let mut statement = self.connection.prepare(&query).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let take = TakeId(row.get(0).map_err(failed)?);
            let text: String = row.get(1).map_err(failed)?;
            let damaged = |_| LedgerError::Damaged {
                path: self.path.clone(),
                take,
            };
            visit(serde_json::from_str(&text).map_err(damaged)?);
        }
        Ok(())
    }

    fn in_transaction<T>(&mut self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        let path = self.path.clone();
        let run = || {
            let before = self.connection.total_changes();
            let transaction = self.connection.transaction()?;
            let result = work(&transaction)?;
            let changed = transaction.total_changes() > before;
            if changed {
                transaction.pragma_update(None, "user_version", UNSEALED)?;
            }
            transaction.commit()?;
            self.changed |= changed;
            Ok(result)
        };
        run().map_err(|cause| database(&path, cause))
    }
}

/// The table and, for people with a SQL prompt, a view `scores` with the columns of `scores.csv`.
fn create_tables(connection: &Connection, schema: &str, version: i32) -> rusqlite::Result<()> {
    let table = include_str!("schema.sql").replace("TABLE take", &format!("TABLE {schema}.take"));
    let columns: Vec<String> = ScoreRow::columns()
        .into_iter()
        .map(|name| {
            format!("json_extract(coalesce(final_row, json_extract(judgement, '$.row')), '$.{name}') AS {name}")
        })
        .collect();
    connection.execute_batch(&table)?;
    connection.execute_batch(&format!(
        "CREATE VIEW {schema}.scores AS SELECT {} FROM take",
        columns.join(", ")
    ))?;
    connection.pragma_update(Some(schema), "application_id", APPLICATION_ID)?;
    connection.pragma_update(Some(schema), "user_version", version)
}

fn restore(text: &str, curves: Option<&[u8]>) -> Option<Outcome> {
    match serde_json::from_str(text).ok()? {
        StoredOutcome::Refused(refusal) => Some(Outcome::Refused(refusal)),
        StoredOutcome::Heard {
            recording,
            mut lag,
            quality,
        } => {
            let curves = curves::decode(curves?)?;
            if let Some(lag) = &mut lag {
                lag.evidence.strength = curves.evidence;
            }
            let features = Features {
                lag,
                quality,
                f0: curves.f0,
                level_dbfs: curves.level_dbfs,
                overview: curves.overview,
            };
            Some(Outcome::Heard(Box::new(Heard { recording, features })))
        }
    }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("invariant: rows hold only strings, numbers and lists")
}

fn database(path: &Path, cause: rusqlite::Error) -> LedgerError {
    match cause.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            LedgerError::Busy(path.to_owned())
        }
        Some(rusqlite::ErrorCode::NotADatabase) => LedgerError::Foreign(path.to_owned()),
        _ => LedgerError::Database {
            path: path.to_owned(),
            cause,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::f0::F0Track;
    use crate::model::reason::ReasonCode;

    fn heard(id: &str) -> Entry {
        let features = Features {
            lag: None,
            quality: Quality {
                snr_db: Some(0.1 + 0.2),
                ..Quality::default()
            },
            f0: F0Track {
                f0_hz: vec![220.0; 3],
                voiced: vec![true; 3],
                confidence: vec![0.5; 3],
            },
            level_dbfs: vec![-20.0; 3],
            overview: vec![1, 2, 3],
        };
        let recording = Recording {
            sample_rate_hz: 48_000,
            channels: 1,
            duration_s: 1.0 / 3.0,
            source: Default::default(),
        };
        let heard = Heard {
            recording,
            features: as_stored(features),
        };
        Entry {
            take_id: TakeId(id.to_owned()),
            content_hash: format!("hash of {id}"),
            version: Some("1".to_owned()),
            analysis_key: [7; 32],
            outcome: Outcome::Heard(Box::new(heard)),
        }
    }

    fn judged(id: &str) -> (Key, Judgement) {
        let mut row = ScoreRow::empty(TakeId(id.to_owned()), format!("{id}.wav"));
        row.reasons = vec![ReasonCode::Noisy];
        row.total_score = Some(66.6);
        (
            [9; 32],
            Judgement {
                row,
                score: None,
                median_midi: Some(60.0),
                voice_dbfs: None,
                remark: String::new(),
            },
        )
    }

    #[test]
    fn what_was_put_is_found_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let mut ledger = Ledger::open(&path).unwrap();
        ledger.put_analyses(&[heard("a")]).unwrap();
        ledger.put_judgements(&[judged("a")]).unwrap();
        ledger.put_final_rows(&[judged("a").1.row]).unwrap();
        ledger.seal().unwrap();
        let ledger = Ledger::open(&path).unwrap();
        let take = TakeId("a".to_owned());
        assert_eq!(ledger.outcome(&take).unwrap(), Some(heard("a").outcome));
        assert_eq!(ledger.judgement(&take).unwrap(), Some(judged("a").1));
        let keys = KnownKeys {
            analysis: [7; 32],
            judged: Some([9; 32]),
            content_hash: "hash of a".to_owned(),
            version: Some("1".to_owned()),
        };
        assert_eq!(ledger.known_keys().unwrap(), BTreeMap::from([(take, keys)]));
    }

    #[test]
    fn sealed_bytes_do_not_depend_on_the_order_of_work() {
        let folder = tempfile::tempdir().unwrap();
        let mut sealed = Vec::new();
        for (name, order) in [("x", ["a", "b", "c"]), ("y", ["c", "a", "b"])] {
            let path = folder.path().join(name);
            let mut ledger = Ledger::open(&path).unwrap();
            for id in order {
                ledger.put_analyses(&[heard(id)]).unwrap();
                ledger.put_judgements(&[judged(id)]).unwrap();
            }
            ledger.seal().unwrap();
            sealed.push(std::fs::read(&path).unwrap());
        }
        assert!(sealed[0] == sealed[1]);
    }

    #[test]
    fn what_a_killed_run_left_is_sealed_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let fill = |path: &Path, order: [&str; 2]| {
            let mut ledger = Ledger::open(path).unwrap();
            for id in order {
                ledger.put_analyses(&[heard(id)]).unwrap();
            }
            ledger
        };
        let (clean, killed) = (folder.path().join("clean"), folder.path().join("killed"));
        fill(&clean, ["a", "b"]).seal().unwrap();
        drop(fill(&killed, ["b", "a"]));
        Ledger::open(&killed).unwrap().seal().unwrap();
        assert!(std::fs::read(clean).unwrap() == std::fs::read(killed).unwrap());
    }

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let _first = Ledger::open(&path).unwrap();
        assert!(matches!(Ledger::open(&path), Err(LedgerError::Busy(_))));
    }

    #[test]
    fn other_peoples_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("theirs.sqlite");
        std::fs::write(&path, "a diary, not a database, and rather long at that".repeat(100)).unwrap();
        assert!(matches!(Ledger::open(&path), Err(LedgerError::Foreign(_))));
        let path = folder.path().join("other.sqlite");
        Connection::open(&path)
            .unwrap()
            .execute_batch("CREATE TABLE t (x)")
            .unwrap();
        assert!(matches!(Ledger::open(&path), Err(LedgerError::Foreign(_))));
    }

    #[test]
    fn a_view_answers_in_sql() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        ledger.put_analyses(&[heard("a")]).unwrap();
        ledger.put_judgements(&[judged("a")]).unwrap();
        let total: f64 = ledger
            .connection
            .query_row("SELECT total_score FROM scores", [], |row| row.get(0))
            .unwrap();
        assert_eq!(total, 66.6);
    }

    #[test]
    fn takes_that_are_gone_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        ledger.put_analyses(&[heard("a"), heard("b")]).unwrap();
        ledger.retain(&BTreeSet::from([TakeId("b".to_owned())])).unwrap();
        assert_eq!(
            ledger.content_hashes().unwrap().into_keys().collect::<Vec<_>>(),
            [TakeId("b".to_owned())]
        );
    }
}
