//! How much memory a Vorbis setup header asks for, before it is given (Vorbis I specification, 3.2.1).
//!
//! A codebook of a few bytes may claim 131 072 vectors of 32 dimensions, or as many words of 17 bits, and a header 256 such
//! codebooks: 4 GiB from 10 kB, or 34 from 3. The bits are read here as a decoder does, and what it would unpack is counted.

use super::error::DecodeError;
use crate::model::reason::ReasonCode;

/// Numbers in all vectors of all codebooks. The largest set of libvorbis has 0.3 million.
const MAX_VECTOR_VALUES: u64 = 4 << 20;
/// Bytes of all tables: many times the half MiB that a codebook with words of up to 16 bits takes.
const MAX_TABLE_BYTES: u64 = 96 << 20;
/// Words are looked up this many bits at a time, by Symphonia as by most; each step has a table of so many entries of 8
/// bytes.
const STEP_BITS: u32 = 8;
const TABLE_BYTES: u64 = 8 << STEP_BITS;

/// Bytes of the identification header, which stands before the setup header unless lengths say otherwise.
const IDENTIFICATION_BYTES: usize = 30;
/// First byte where the lengths of the headers are given, as in Matroska: packets, less one.
const LACED: u8 = 2;
const SETUP: &[u8] = b"\x05vorbis";
const CODEBOOK_SYNC: u64 = 0x56_43_42;

/// Refuses headers that would fill the memory. What is malformed is left to the decoder.
pub(super) fn refuse_absurd(headers: &[u8]) -> Result<(), DecodeError> {
    let claims = setup(headers).map_or_else(Claims::default, Claims::of);
    if claims.are_absurd() {
        let Claims { values, tables } = claims;
        let detail = format!("Vorbis codebooks of {values} values and {tables} tables, and more");
        return Err(DecodeError::new(ReasonCode::TooLarge, detail));
    }
    Ok(())
}

/// What codebooks ask for, as far as they can be read and up to a little more than the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Claims {
    /// Numbers in vectors.
    values: u64,
    /// Tables in which words are looked up.
    tables: u64,
}

impl Claims {
    fn of(setup: &[u8]) -> Self {
        let mut bits = Bits {
            bytes: setup,
            position: 0,
        };
        let mut claims = Self::default();
        let codebooks = bits.take(8).map_or(0, |count| count + 1);
        for _ in 0..codebooks {
            if claims.add_codebook(&mut bits).is_none() || claims.are_absurd() {
                break;
            }
        }
        claims
    }

    fn are_absurd(self) -> bool {
        self.values > MAX_VECTOR_VALUES || self.tables * TABLE_BYTES > MAX_TABLE_BYTES
    }

    /// Steps over a codebook.
    fn add_codebook(&mut self, bits: &mut Bits) -> Option<()> {
        if bits.take(24)? != CODEBOOK_SYNC {
            return None;
        }
        let dimensions = bits.take(16)?;
        let entries = bits.take(24)?;
        self.tables += tables(bits, entries)?;
        let values = entries * dimensions;
        let lookup = bits.take(4)?;
        if lookup == 0 {
            return Some(());
        }
        bits.skip(64)?;
        let value_bits = bits.take(4)? + 1;
        bits.skip(1)?;
        let written = if lookup == 1 { side(entries, dimensions) } else { values };
        // A decoder that runs out of bits here has not unpacked anything yet.
        bits.skip(written * value_bits)?;
        self.values += values;
        Some(())
    }
}

/// The setup header, after its name.
fn setup(headers: &[u8]) -> Option<&[u8]> {
    let start = if *headers.first()? == LACED {
        let mut position = 1;
        let mut before = 0;
        for _ in 0..2 {
            loop {
                let length = *headers.get(position)?;
                position += 1;
                before += usize::from(length);
                if length < 255 {
                    break;
                }
            }
        }
        position + before
    } else {
        IDENTIFICATION_BYTES
    };
    headers.get(start..)?.strip_prefix(SETUP)
}

/// Most tables that looking up a codebook's words can take: of each step no more than there are words that get so far.
fn tables(bits: &mut Bits, entries: u64) -> Option<u64> {
    // Words that are longer than each number of steps.
    let mut longer = [0_u64; (32 / STEP_BITS) as usize];
    let mut count = |word_bits: u64, words: u64| {
        for (step, longer) in longer.iter_mut().enumerate() {
            if word_bits > u64::from(STEP_BITS) * step as u64 {
                *longer += words;
            }
        }
    };
    let is_ordered = bits.take(1)? == 1;
    if is_ordered {
        let mut word_bits = bits.take(5)? + 1;
        let mut entry = 0;
        while entry < entries {
            let words = bits.take((entries - entry).ilog2() + 1)?;
            count(word_bits, words);
            entry += words;
            word_bits += 1;
        }
    } else {
        let is_sparse = bits.take(1)? == 1;
        for _ in 0..entries {
            if !is_sparse || bits.take(1)? == 1 {
                count(bits.take(5)? + 1, 1);
            }
        }
    }
    let of_step = |(step, &words): (usize, &u64)| words.min(1 << (STEP_BITS as usize * step));
    Some(longer.iter().enumerate().map(of_step).sum())
}

/// The greatest number whose power of that many dimensions is not above `entries`.
fn side(entries: u64, dimensions: u64) -> u64 {
    let fits = |side: u64| {
        let mut power = 1_u64;
        (0..dimensions.min(64)).all(|_| {
            power = power.saturating_mul(side);
            power <= entries
        })
    };
    let (mut low, mut high) = (0, entries + 1);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// Bits of a slice, least significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    position: u64,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u64> {
        (0..count).try_fold(0, |value, index| {
            let byte = *self.bytes.get(usize::try_from(self.position / 8).ok()?)?;
            let bit = u64::from(byte >> (self.position % 8) & 1);
            self.position += 1;
            Some(value | bit << index)
        })
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        self.position = self.position.checked_add(count)?;
        (self.position <= 8 * self.bytes.len() as u64).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(fields: &[(u64, u32)]) -> Vec<u8> {
        let bits: Vec<u8> = fields
            .iter()
            .flat_map(|&(value, count)| (0..count).map(move |index| (value >> index & 1) as u8))
            .collect();
        bits.chunks(8)
            .map(|chunk| {
                chunk
                    .iter()
                    .enumerate()
                    .fold(0, |byte, (index, bit)| byte | bit << index)
            })
            .collect()
    }

    /// An ordered codebook whose entries all have words of 17 bits, without vectors.
    fn scalar_book(entries: u64) -> Vec<(u64, u32)> {
        let mut fields = vec![(CODEBOOK_SYNC, 24), (1, 16), (entries, 24), (1, 1), (16, 5)];
        fields.extend([(entries, entries.ilog2() + 1), (0, 4)]);
        fields
    }

    /// The same with a lookup of type 1, in words as long as so many entries need.
    fn book(entries: u64, dimensions: u64) -> Vec<(u64, u32)> {
        let word_bits = u64::from(entries.ilog2() + 1);
        let mut fields = vec![
            (CODEBOOK_SYNC, 24),
            (dimensions, 16),
            (entries, 24),
            (1, 1),
            (word_bits - 1, 5),
        ];
        fields.extend([(entries, entries.ilog2() + 1), (1, 4), (0, 64), (0, 4), (0, 1)]);
        fields.extend((0..side(entries, dimensions)).map(|_| (0, 1)));
        fields
    }

    fn headers(books: &[Vec<(u64, u32)>]) -> Vec<u8> {
        let mut fields = vec![(books.len() as u64 - 1, 8)];
        fields.extend(books.iter().flatten());
        [&[1; IDENTIFICATION_BYTES], SETUP, &pack(&fields)].concat()
    }

    #[test]
    fn many_large_codebooks_are_refused_and_usual_ones_are_not() {
        let bomb = headers(&vec![book(1 << 17, 32); 256]);
        assert!(bomb.len() < 10_000, "{} bytes", bomb.len());
        assert_eq!(refuse_absurd(&bomb).unwrap_err().reason, ReasonCode::TooLarge);
        let usual = headers(&vec![book(6561, 8); 5]);
        refuse_absurd(&usual).unwrap();
        // Words of 13 bits: a first table, and one for each of its 256 entries.
        let expected = Claims {
            values: 5 * 6561 * 8,
            tables: 5 * 257,
        };
        assert_eq!(Claims::of(setup(&usual).unwrap()), expected);
        for len in 0..usual.len() {
            refuse_absurd(&usual[..len]).unwrap();
        }
    }

    #[test]
    fn long_words_without_vectors_are_counted_too() {
        let bomb = headers(&vec![scalar_book(1 << 17); 256]);
        assert!(bomb.len() < 4000, "{} bytes", bomb.len());
        assert_eq!(refuse_absurd(&bomb).unwrap_err().reason, ReasonCode::TooLarge);
        assert_eq!(
            refuse_absurd(&headers(&[scalar_book(1 << 17)])).unwrap_err().reason,
            ReasonCode::TooLarge
        );
        refuse_absurd(&headers(&vec![scalar_book(1000); 30])).unwrap();
    }

    #[test]
    fn laced_headers_are_found() {
        let plain = headers(&[book(16, 2)]);
        let (identification, setup_header) = plain.split_at(IDENTIFICATION_BYTES);
        // A comment of 260 bytes, which might hold a setup header of its own.
        let laced = [&[LACED, 30, 255, 5], identification, &[b'c'; 260], setup_header].concat();
        assert_eq!(setup(&laced), setup(&plain));
        assert!(setup(&plain).is_some());
    }

    #[test]
    fn the_side_of_a_cube_is_exact() {
        assert_eq!(side(124_999, 3), 49);
        assert_eq!(side(125_000, 3), 50);
        // In single precision this comes out as 256.
        assert_eq!(side((1 << 24) - 1, 3), 255);
        assert_eq!(side(0, 3), 0);
        assert_eq!(side(9, 65_535), 1);
    }
}
