//! Which part of an MP4 track is to be heard: the edit list, or iTunes' gapless figures.
//!
//! An AAC encoder prepends 1 024 to 2 112 samples of priming; the file takes it back with an edit
//! that starts at that media time (ISO/IEC 14496-12, 8.6.6; Apple TN2258). A decoder that ignores
//! the edit hears every take 23 to 48 ms late.

use super::bytes::{be_u32, be_u64, find};
use super::mp4::{Movie, MovieTrack};

/// No AAC encoder primes longer, samples: a larger figure is damage.
const MAX_PRIMING: u64 = 16_384;
/// Edits that are read; two are enough to know that there are several.
const MAX_EDITS: usize = 1024;

/// One line of an edit list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edit {
    /// How long, in movie ticks; 0 in a fragmented file: to the end.
    pub(super) duration: u64,
    /// From where, in media ticks; `None`: silence.
    pub(super) media_time: Option<u64>,
}

/// What to keep of the decoded samples of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Samples to drop at the start.
    pub(super) start: u64,
    /// Samples to keep after them; all, where the file does not say.
    pub(super) len: Option<u64>,
}

/// Whether a list plays several parts; only where the first starts is obeyed.
pub(super) fn has_several_parts(edits: &[Edit]) -> bool {
    edits.iter().filter(|edit| edit.media_time.is_some()).nth(1).is_some()
}

/// Reads `elst`.
pub(super) fn parse(elst: &[u8]) -> Vec<Edit> {
    let long = elst.first() == Some(&1);
    let entries = elst
        .get(8..)
        .unwrap_or_default()
        .chunks_exact(if long { 20 } else { 12 });
    entries
        .take(be_u32(elst, 4).map_or(0, |count| (count as usize).min(MAX_EDITS)))
        .filter_map(|entry| {
            let (duration, media_time) = if long {
                (be_u64(entry, 0)?, be_u64(entry, 8)? as i64)
            } else {
                (u64::from(be_u32(entry, 0)?), i64::from(be_u32(entry, 4)? as i32))
            };
            Some(Edit {
                duration,
                media_time: u64::try_from(media_time).ok(),
            })
        })
        .collect()
}

/// The span that a movie states for a track, at the decoded rate; `None` where it states none.
pub(super) fn span(movie: &Movie, track: &MovieTrack, sample_rate_hz: u32) -> Option<Span> {
    let edits = from_edits(movie, track, sample_rate_hz);
    let figures = track.itunes_smpb.as_deref().or(movie.itunes_smpb.as_deref());
    let itunes = figures.and_then(from_itunes_smpb);
    match (edits, itunes) {
        // A tool that copied the frames wrote an edit of everything; the figures are the encoder's own.
        (Some(edits), Some(itunes)) if edits.start == 0 && itunes.start > 0 => Some(itunes),
        (edits, itunes) => edits.or(itunes),
    }
}

fn from_edits(movie: &Movie, track: &MovieTrack, sample_rate_hz: u32) -> Option<Span> {
    let first = track.edits.iter().find(|edit| edit.media_time.is_some())?;
    let media_time = first.media_time?;
    let start = rescale(media_time, track.timescale, sample_rate_hz)?;
    let several = has_several_parts(&track.edits);
    let stated = rescale(first.duration, movie.timescale, sample_rate_hz).filter(|&len| len > 0 && !several);
    // Movie ticks are often milliseconds; the sample table is exact. Where both agree to a tick, the
    // table is what the edit meant.
    let table = track
        .duration
        .checked_sub(media_time)
        .and_then(|len| rescale(len, track.timescale, sample_rate_hz));
    let tick = u64::from(sample_rate_hz.div_ceil(movie.timescale.max(1)));
    let len = match (stated, table) {
        (Some(stated), Some(table)) if stated.abs_diff(table) <= tick => Some(table),
        (stated, _) => stated,
    };
    Some(Span { start, len })
}

/// `value` ticks at one rate as ticks at another, rounded.
fn rescale(value: u64, from: u32, to: u32) -> Option<u64> {
    let product = u128::from(value) * u128::from(to);
    u64::try_from((product + u128::from(from) / 2).checked_div(u128::from(from))?).ok()
}

/// The text of an `iTunSMPB` item anywhere in the user data.
pub(super) fn find_itunes_smpb(user_data: &[u8]) -> Option<String> {
    let after_name = user_data.get(find(user_data, b"iTunSMPB")? + 8..)?;
    let data = after_name.get(find(after_name.get(..16)?, b"data")? + 12..)?;
    let text = data.get(..data.len().min(64))?;
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_hexdigit() && *byte != b' ')
        .unwrap_or(text.len());
    String::from_utf8(text[..end].to_vec()).ok()
}

/// `" 00000000 <delay> <padding> <samples> …"`, hexadecimal, at the rate of the AAC core.
fn from_itunes_smpb(text: &str) -> Option<Span> {
    let mut fields = text
        .split_ascii_whitespace()
        .skip(1)
        .map(|field| u64::from_str_radix(field, 16).ok());
    let start = fields.next()?.filter(|&start| start <= MAX_PRIMING)?;
    let _padding = fields.next()??;
    let len = fields.next()??;
    Some(Span {
        start,
        len: (len > 0).then_some(len),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn movie(timescale: u32) -> Movie {
        Movie {
            timescale,
            ..Movie::default()
        }
    }

    #[test]
    fn both_versions_of_the_list_are_read() {
        let short = [
            &[0, 0, 0, 0, 0, 0, 0, 2][..],
            &[0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0],
        ]
        .concat();
        let short = [&short[..], &[0, 0, 0, 9, 0, 0, 4, 0, 0, 1, 0, 0]].concat();
        let expected = [
            Edit {
                duration: 7,
                media_time: None,
            },
            Edit {
                duration: 9,
                media_time: Some(1024),
            },
        ];
        assert_eq!(parse(&short), expected);
        let mut long = vec![1, 0, 0, 0, 0, 0, 0, 1];
        long.extend_from_slice(&9_u64.to_be_bytes());
        long.extend_from_slice(&2112_u64.to_be_bytes());
        long.extend_from_slice(&[0, 1, 0, 0]);
        assert_eq!(
            parse(&long),
            [Edit {
                duration: 9,
                media_time: Some(2112)
            }]
        );
        // A count that promises more than there is.
        assert_eq!(parse(&[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]), []);
    }

    #[test]
    fn the_sample_table_refines_a_coarse_edit() {
        // 3 s at 44.1 kHz behind 1024 samples of priming; the edit says 3000 ms, rounded.
        let edits = vec![Edit {
            duration: 3000,
            media_time: Some(1024),
        }];
        let mut track = MovieTrack {
            timescale: 44_100,
            duration: 1024 + 132_310,
            edits,
            ..MovieTrack::default()
        };
        let found = span(&movie(1000), &track, 44_100).unwrap();
        assert_eq!((found.start, found.len), (1024, Some(132_310)));
        // A table that holds much more than the edit: the singer trimmed the end on the phone.
        track.duration = 1024 + 500_000;
        assert_eq!(span(&movie(1000), &track, 44_100).unwrap().len, Some(132_300));
        // Timescales and rates differ: 48 kHz decoded, 1/24000 s ticks.
        track.timescale = 24_000;
        assert_eq!(span(&movie(1000), &track, 48_000).unwrap().start, 2048);
    }

    #[test]
    fn of_several_parts_the_first_start_counts() {
        let part = |duration, media_time| Edit { duration, media_time };
        let edits = vec![part(500, None), part(2000, Some(1024)), part(3000, Some(441_000))];
        assert!(has_several_parts(&edits) && !has_several_parts(&edits[..2]));
        let track = MovieTrack {
            timescale: 44_100,
            duration: 882_000,
            edits,
            ..MovieTrack::default()
        };
        let found = span(&movie(1000), &track, 44_100).unwrap();
        assert_eq!((found.start, found.len), (1024, None));
    }

    #[test]
    fn zero_timescales_state_nothing() {
        let edits = vec![Edit {
            duration: 1,
            media_time: Some(u64::MAX),
        }];
        let track = MovieTrack {
            edits,
            ..MovieTrack::default()
        };
        assert_eq!(span(&movie(0), &track, 44_100), None);
    }

    #[test]
    fn itunes_figures_are_hexadecimal() {
        let mut user_data = b"----\0\0\0\x14nameiTunSMPB\0\0\0\x84data\0\0\0\x01\0\0\0\0".to_vec();
        user_data.extend_from_slice(b" 00000000 00000840 000001CA 00000000003F31F6 00000000");
        let text = find_itunes_smpb(&user_data).unwrap();
        assert_eq!(
            from_itunes_smpb(&text),
            Some(Span {
                start: 2112,
                len: Some(4_141_558)
            })
        );
        for len in 0..user_data.len() {
            find_itunes_smpb(&user_data[..len]);
        }
    }
}
