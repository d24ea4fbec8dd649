//! Whether a store keeps the promises that uploads and results rest on.

use super::findings::{Findings, Verdict};
use crate::storage::{self, Key, Put, StorageErrorKind, Store};
use std::time::{SystemTime, UNIX_EPOCH};

/// Checks the store at `uri`.
pub(super) fn examine(uri: &str) -> Findings {
    let mut findings = Findings {
        storage: Some(uri.to_owned()),
        ..Findings::default()
    };
    if let Some(store) = check_writable(uri, "storage", &mut findings) {
        check_layout(&*store, &mut findings);
    }
    findings
}

/// Writes an object, tries to write it again, reads it back and removes it.
pub(super) fn check_writable(
    uri: &str,
    check: &'static str,
    findings: &mut Findings,
) -> Option<std::sync::Arc<dyn Store>> {
    let store = match storage::open(uri) {
        Ok(store) => store,
        Err(cause) => {
            findings.add(check, Verdict::Bad, format!("failed to {cause}"));
            return None;
        }
    };
    let probe = probe();
    match promises(&*store, &probe) {
        Ok(()) => {
            let said = format!("`{uri}` is written and read, and nothing in it is overwritten by accident");
            findings.add(check, Verdict::Good, said);
            Some(store)
        }
        Err(problem) => {
            // Whatever it is that does not work: as little as possible is left behind.
            let _ = store.delete(&probe);
            findings.add(check, Verdict::Bad, problem);
            None
        }
    }
}

/// A name that nobody else uses, where nobody looks.
fn probe() -> Key {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let name = blake3::hash(format!("{} {}", now.as_nanos(), std::process::id()).as_bytes()).to_hex();
    Key::known(format!("{}/doctor-{}", storage::layout::UPLOADS, &name[..32]))
}

fn promises(store: &dyn Store, probe: &Key) -> Result<(), String> {
    const FIRST: &[u8] = b"stemforge doctor was here";
    let failed = |cause: storage::StorageError| format!("failed to {cause}");
    store.put(probe, FIRST, Put::Create).map_err(failed)?;
    match store.put(probe, b"a second writer", Put::Create) {
        Err(cause) if cause.kind == StorageErrorKind::AlreadyExists => {}
        Ok(()) => {
            return Err(
                "it ignores `If-None-Match`, so two uploads could overwrite each other: use a store with \
                        conditional writes"
                    .to_owned(),
            );
        }
        Err(cause) => return Err(failed(cause)),
    }
    let listed = store.list(probe.as_str()).map_err(failed)?;
    if listed.len() != 1 {
        return Err("an object that was just written is not in its listing, so takes would be missed".to_owned());
    }
    if store.get(probe, 100).map_err(failed)? != FIRST {
        return Err("an object that was just written reads otherwise".to_owned());
    }
    store.delete(probe).map_err(failed)?;
    match store.head(probe) {
        Err(cause) if cause.kind == StorageErrorKind::NotFound => Ok(()),
        _ => Err("an object that was deleted is still there, so an erasure would not be one".to_owned()),
    }
}

/// One shard of 256 tells how many takes there are, without listing them all.
fn check_layout(store: &dyn Store, findings: &mut Findings) {
    let shard = format!("{}/00/", storage::layout::TAKES);
    match store.list(&shard) {
        Ok(objects) => {
            let takes = objects
                .iter()
                .filter(|object| object.key.name() == storage::layout::COMMIT)
                .count();
            let said = match takes {
                0 => "few or none so far".to_owned(),
                takes => format!("about {} takes, from a 256th of the names", takes * 256),
            };
            findings.add("takes", Verdict::Good, said);
        }
        Err(cause) => findings.add("takes", Verdict::Bad, format!("failed to {cause}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Memory;

    #[test]
    fn a_store_that_keeps_its_promises_is_left_as_it_was() {
        let store = Memory::default();
        assert_eq!(promises(&store, &probe()), Ok(()));
        assert_eq!(store.list("").unwrap(), []);
    }

    #[test]
    fn a_place_that_is_not_there_is_named() {
        let findings = examine("/no/such/folder");
        assert_eq!(findings.checks[0].verdict, Verdict::Bad);
        assert!(findings.checks[0].detail.contains("/no/such/folder"));
    }
}
