//! Stage keys: a stage is skipped when everything that its result depends on hashes to the same key.

use super::hear::Hearing;
use crate::ingest::ExternalDecoder;
use crate::ledger::Key;
use crate::model::row::ANALYSIS_VERSION;
use crate::model::take::Take;
use std::fmt::Debug;

/// Key of a set of settings. Their `Debug` text names every field with its value, floats to the last digit.
pub(super) fn settings(what: &str, settings: &impl Debug) -> Key {
    digest(what, &[format!("{settings:?}").as_bytes()])
}

/// Key of all settings of hearing but the external decoder, which few takes need.
pub(super) fn hearing(hearing: &Hearing) -> Key {
    settings("hearing", &(hearing.limits.deterministic(), hearing.search))
}

/// Key of an analysis in which the external decoder had a say, or would have had one.
pub(super) fn with_external_decoder(analysis: &Key, hearing: &Hearing) -> Key {
    let fingerprint = hearing.external_decoder.as_ref().map(ExternalDecoder::fingerprint);
    digest(
        "external decoder",
        &[analysis, fingerprint.as_ref().map_or(&[], |hash| &hash[..])],
    )
}

/// Key of hearing one take: its bytes, its song, the settings.
pub(super) fn analysis(content_hash: &str, take: &Take, song: &Key, hearing: &Key) -> Key {
    let given = format!("{:?}", take.metadata.lag_us);
    // The name's extension is a hint to the probe.
    let extension = take.uri.rsplit_once('.').map_or("", |(_, extension)| extension);
    digest(
        "analysis",
        &[
            content_hash.as_bytes(),
            extension.as_bytes(),
            given.as_bytes(),
            song,
            hearing,
        ],
    )
}

/// Key of judging one take: its analysis, what its sender said, the settings.
pub(super) fn judged(analysis: &Key, take: &Take, judging: &Key) -> Key {
    // Not what storage says of the object: the same take is judged the same wherever it lies.
    let Take { id, uri, metadata, .. } = take;
    digest(
        "judged",
        &[analysis, format!("{id:?} {uri:?} {metadata:?}").as_bytes(), judging],
    )
}

fn digest(what: &str, parts: &[&[u8]]) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&ANALYSIS_VERSION.to_le_bytes());
    for part in std::iter::once(&what.as_bytes()).chain(parts) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::take::{Metadata, TakeId};

    fn take(uri: &str) -> Take {
        Take {
            id: TakeId("t".to_owned()),
            uri: uri.to_owned(),
            metadata: Metadata::default(),
            size_bytes: None,
            version: None,
        }
    }

    #[test]
    fn every_part_counts_and_none_runs_into_the_next() {
        let key = analysis("h", &take("a.wav"), &[1; 32], &[2; 32]);
        assert_eq!(
            key,
            analysis("h", &take("b.wav"), &[1; 32], &[2; 32]),
            "the name itself does not"
        );
        assert_ne!(key, analysis("i", &take("a.wav"), &[1; 32], &[2; 32]));
        assert_ne!(key, analysis("h", &take("a.mp3"), &[1; 32], &[2; 32]));
        assert_ne!(key, analysis("h", &take("a.wav"), &[3; 32], &[2; 32]));
        assert_ne!(digest("x", &[b"ab", b"c"]), digest("x", &[b"a", b"bc"]));
    }
}
