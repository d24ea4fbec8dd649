//! Buses between runs: an exact sum and who is in it.
//!
//! A run that finds a bus adds the voices that came and subtracts those that went, instead of decoding everyone. That
//! is exact only while every voice still renders to the same integers, so the file carries the key of each
//! contribution and the identity of what rendered them. A file that is damaged or was rendered otherwise is no loss:
//! the caller starts from silence.
//!
//! Layout, little-endian: `STEMBUS1`, identity (32 bytes), samples a channel (u64), members (u64); for each member, in
//! order of take id, the id's length (u32), the id (UTF-8), its key (32 bytes); left channel, right channel (i64);
//! BLAKE3 of all before (32 bytes).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use super::aside::{Written, write_aside};
use super::error::Error;
use super::{placement, voice};
use crate::dsp::bus::Bus;
use crate::model::take::TakeId;

/// Names the format; its last character is the version.
const MAGIC: &[u8; 8] = b"STEMBUS1";

/// Version of everything that turns a take and its placement into integers.
const RENDER_VERSION: u32 = 1;

/// Samples converted at once.
const BLOCK_SAMPLES: usize = 4_096;

/// A bus with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBus {
    /// The sum.
    pub bus: Bus,
    /// Who is in it, and the key of what each added.
    pub members: BTreeMap<TakeId, [u8; 32]>,
    /// What rendered it: see [`identity`].
    pub identity: [u8; 32],
}

impl StoredBus {
    /// A bus without voices.
    pub fn silent(len_samples: usize, identity: [u8; 32]) -> Self {
        Self {
            bus: Bus::silent(len_samples),
            members: BTreeMap::new(),
            identity,
        }
    }
}

/// Identity of buses rendered with these settings for a song of this length: sums of different identities do not mix.
///
/// `context` is what else changes the sound of a take before [`voice`] gets it, such as the analysis version.
pub fn identity(
    song_len_samples: usize,
    voice: &voice::Settings,
    placement: &placement::Settings,
    context: &[u8],
) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("stemforge bus identity 1");
    hasher.update(&RENDER_VERSION.to_le_bytes());
    hasher.update(&(song_len_samples as u64).to_le_bytes());
    for number in [
        voice.high_pass_hz.unwrap_or(0.0),
        voice.fade_ms,
        voice.least_drift_ppm,
        placement.voiced_target_dbfs,
        placement.most_gain_db,
        placement.close_width,
        placement.group_width,
        placement.crowd_width,
    ] {
        hasher.update(&number.to_bits().to_le_bytes());
    }
    hasher.update(context);
    hasher.finalize().into()
}

/// Writes a bus, aside and renamed.
pub fn save(path: &Path, stored: &StoredBus) -> Result<Written, Error> {
    write_aside(path, |sink| {
        sink.write_all(MAGIC)?;
        sink.write_all(&stored.identity)?;
        sink.write_all(&(stored.bus.len_samples() as u64).to_le_bytes())?;
        sink.write_all(&(stored.members.len() as u64).to_le_bytes())?;
        for (take_id, key) in &stored.members {
            let length = u32::try_from(take_id.0.len()).map_err(io::Error::other)?;
            sink.write_all(&length.to_le_bytes())?;
            sink.write_all(take_id.0.as_bytes())?;
            sink.write_all(key)?;
        }
        for channel in [&stored.bus.left, &stored.bus.right] {
            for block in channel[..stored.bus.len_samples()].chunks(BLOCK_SAMPLES) {
                let bytes: Vec<u8> = block.iter().flat_map(|sample| sample.to_le_bytes()).collect();
                sink.write_all(&bytes)?;
            }
        }
        let checksum = sink.hash();
        sink.write_all(checksum.as_bytes())
    })
}

/// Reads a bus: `None` where there is no file, [`Error::Damaged`] where it is not one that we wrote.
pub fn load(path: &Path) -> Result<Option<StoredBus>, Error> {
    let unreadable = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let left = file.metadata().map_err(unreadable)?.len();
    let mut source = Source {
        inner: BufReader::new(file),
        hasher: blake3::Hasher::new(),
        left,
    };
    match source.stored_bus() {
        Ok(stored) => Ok(Some(stored)),
        Err(Fault::Io(error)) => Err(unreadable(error)),
        Err(Fault::Damaged(why)) => Err(Error::Damaged {
            path: path.to_owned(),
            why: why.to_owned(),
        }),
    }
}

enum Fault {
    Io(io::Error),
    Damaged(&'static str),
}

/// A file being read: what is left bounds what is allocated.
struct Source {
    inner: BufReader<File>,
    hasher: blake3::Hasher,
    left: u64,
}

impl Source {
    fn exactly(&mut self, buffer: &mut [u8]) -> Result<(), Fault> {
        self.left = self
            .left
            .checked_sub(buffer.len() as u64)
            .ok_or(Fault::Damaged("it ends early"))?;
        self.inner.read_exact(buffer).map_err(Fault::Io)?;
        self.hasher.update(buffer);
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.exactly(&mut bytes)?;
        Ok(bytes)
    }

    fn stored_bus(&mut self) -> Result<StoredBus, Fault> {
        if &self.array::<8>()? != MAGIC {
            return Err(Fault::Damaged("it is no bus, or one of another version"));
        }
        let identity = self.array()?;
        let len_samples = u64::from_le_bytes(self.array()?);
        let members_count = u64::from_le_bytes(self.array()?);
        let mut members = BTreeMap::new();
        for _ in 0..members_count {
            let length = u32::from_le_bytes(self.array()?);
            if u64::from(length) > self.left {
                return Err(Fault::Damaged("it ends early"));
            }
            let mut word = vec![0; length as usize];
            self.exactly(&mut word)?;
            let word = String::from_utf8(word).map_err(|_| Fault::Damaged("a take id is not UTF-8"))?;
            members.insert(TakeId(word), self.array()?);
        }
        let channels_bytes = len_samples.checked_mul(16).and_then(|bytes| bytes.checked_add(32));
        if channels_bytes != Some(self.left) {
            return Err(Fault::Damaged("its length does not fit its header"));
        }
        let bus = Bus {
            left: self.channel(len_samples as usize)?,
            right: self.channel(len_samples as usize)?,
        };
        let expected = self.hasher.finalize();
        if &self.array::<32>()? != expected.as_bytes() {
            return Err(Fault::Damaged("its checksum does not fit its content"));
        }
        Ok(StoredBus { bus, members, identity })
    }

    fn channel(&mut self, len_samples: usize) -> Result<Vec<i64>, Fault> {
        let mut samples = Vec::with_capacity(len_samples);
        let mut block = vec![0; BLOCK_SAMPLES * 8];
        while samples.len() < len_samples {
            let bytes = &mut block[..8 * BLOCK_SAMPLES.min(len_samples - samples.len())];
            self.exactly(bytes)?;
            samples.extend(
                bytes
                    .chunks_exact(8)
                    .map(|sample| i64::from_le_bytes(sample.try_into().expect("invariant: chunks of eight bytes"))),
            );
        }
        Ok(samples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn stored() -> StoredBus {
        let bus = Bus {
            left: (0..5_000).map(|n| n * 1_000_003 - (1 << 41)).collect(),
            right: (0..5_000).map(|n| -n).collect(),
        };
        let members = [("ana", [1; 32]), ("böse id/..", [2; 32]), ("", [3; 32])]
            .into_iter()
            .map(|(id, key)| (TakeId(id.to_owned()), key))
            .collect();
        StoredBus {
            bus,
            members,
            identity: [9; 32],
        }
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("buses/close_high.bus");
        assert!(load(&path).unwrap().is_none());
        for stored in [stored(), StoredBus::silent(0, [0; 32])] {
            save(&path, &stored).unwrap();
            assert_eq!(load(&path).unwrap(), Some(stored));
        }
    }

    #[test]
    fn equal_buses_are_equal_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let written = |name: &str| save(&folder.path().join(name), &stored()).unwrap();
        assert_eq!(written("a"), written("b"));
    }

    #[test]
    fn every_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bus");
        save(&path, &stored()).unwrap();
        let good = fs::read(&path).unwrap();
        let is_damaged = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            matches!(load(&path), Err(Error::Damaged { .. }))
        };
        // Every byte up to the samples, then some of the samples, then the checksum.
        let flips = (0..300).chain((300..good.len()).step_by(997)).chain([good.len() - 1]);
        for position in flips {
            let mut bad = good.clone();
            bad[position] ^= 0x40;
            assert!(is_damaged(&bad), "byte {position}");
        }
        for length in [0, 7, 8, 40, 55, 60, 100, good.len() - 1] {
            assert!(is_damaged(&good[..length]), "cut to {length}");
        }
        let longer: Vec<u8> = good.iter().copied().chain([0]).collect();
        assert!(is_damaged(&longer));
        assert!(!is_damaged(&good));
    }

    #[test]
    fn identity_hangs_on_everything_that_sounds() {
        let (voice, placement) = (voice::Settings::default(), placement::Settings::default());
        let base = identity(100, &voice, &placement, b"");
        let without_high_pass = voice::Settings {
            high_pass_hz: None,
            ..voice.clone()
        };
        let wider = placement::Settings {
            close_width: 0.9,
            ..placement.clone()
        };
        assert_ne!(identity(101, &voice, &placement, b""), base);
        assert_ne!(identity(100, &without_high_pass, &placement, b""), base);
        assert_ne!(identity(100, &voice, &wider, b""), base);
        assert_ne!(identity(100, &voice, &placement, b"2"), base);
        assert_eq!(identity(100, &voice, &placement, b""), base);
    }
}
