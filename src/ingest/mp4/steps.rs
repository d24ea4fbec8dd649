//! How much work it is to take the packets of one track out of an MP4, when a stranger wrote the tables.
//!
//! Symphonia searches a track's time table from its start for each packet, the runs of a fragment likewise, and after each
//! piece of sound data all fragments since the track's last one: forged tables of a few megabytes would take days. Work is
//! counted ahead, in steps of about a nanosecond; ISO/IEC 14496-12 has the tables, 8.6.1.2 `stts` and 8.8.8 `trun`.
//!
//! Which fragments it passes without taking a packet cannot be told without being it (numbers that do not fit, counts of one
//! table against those of another), so each is taken for one that it may have to pass again and again.

use std::ops::Range;

use super::alone::{named, number_in_fragments, top};
use super::boxes::placed;
use crate::ingest::bytes::be_u32;

/// Some six seconds: forty minutes of AAC in which no two packets last equally long.
const MAX_STEPS: u64 = 6_000_000_000;

/// Steps that a fragment or a run costs to be passed, and a sample of a run to be read, even where nothing is said of it.
const STEPS_A_FRAGMENT: u64 = 5;
const STEPS_A_RUN: u64 = 4;
const STEPS_A_SAMPLE: u64 = 4;

/// Fragments, and the runs in them: of ten minutes there may be 36,000 with one run each before the work is too much. Symphonia
/// keeps them all, in some 350 bytes each.
const MAX_FRAGMENTS: u64 = 1 << 18;

/// Samples that tables and runs say there are: six hours at 48 kHz without compression, which both of the tables count.
/// Symphonia adds such counts in 32 bits.
const MAX_SAMPLES: u64 = 1 << 31;

/// Whether the packets of the track at that place, counted over all of them, can be had in reasonable time and memory once it
/// [stands alone](super::alone).
pub(in crate::ingest) fn are_bearable(file: &[u8], track: usize) -> bool {
    let Some(moov) = top(file).find(|found| &found.name == b"moov") else {
        return true;
    };
    let number = number_in_fragments(file, moov.content.clone(), track);
    let mut work = Work::default();
    if let Some(trak) = named(file, moov.content, b"trak").nth(track) {
        work.read_track(file, trak.content);
    }
    for found in top(file) {
        match &found.name {
            b"moof" => work.read_fragment(file, found.content, number),
            // The track's next packet is looked for again.
            b"mdat" => work.steps = work.steps.saturating_add(work.behind),
            _ => {}
        }
        if work.is_unbearable() {
            return false;
        }
    }
    !work.is_unbearable()
}

#[derive(Debug, Default)]
struct Work {
    steps: u64,
    /// Steps over tables and fragments that hold no more of the track, whenever its next packet is looked for.
    behind: u64,
    fragments: u64,
    samples: u64,
}

impl Work {
    fn is_unbearable(&self) -> bool {
        self.steps > MAX_STEPS || self.fragments > MAX_FRAGMENTS || self.samples > MAX_SAMPLES
    }

    fn add(&mut self, steps: u64) {
        self.steps = self.steps.saturating_add(steps);
    }

    /// The tables of a track. Of several Symphonia keeps the last; all are counted.
    fn read_track(&mut self, file: &[u8], trak: Range<usize>) {
        let tables = named(file, trak, b"mdia")
            .flat_map(|media| named(file, media.content, b"minf"))
            .flat_map(|information| named(file, information.content, b"stbl"))
            .flat_map(|tables| placed(file, tables.content));
        for found in tables {
            let table = &file[found.content];
            match &found.name {
                b"stts" => self.read_times(table),
                b"stsz" => self.samples += u64::from(be_u32(table, 8).unwrap_or(0)),
                _ => {}
            }
        }
    }

    fn read_times(&mut self, table: &[u8]) {
        let entries = table.get(8..).unwrap_or_default().chunks_exact(8);
        self.behind += entries.len() as u64;
        for (place, entry) in entries.enumerate() {
            let count = u64::from(be_u32(entry, 0).unwrap_or(0));
            self.samples += count;
            self.add(count * (place as u64 + 1));
        }
    }

    /// A fragment's runs: each of the track's samples is looked for through all runs, and through the samples before it in a
    /// run that has their durations.
    fn read_fragment(&mut self, file: &[u8], moof: Range<usize>, number: Option<u32>) {
        self.fragments += 1;
        self.behind += STEPS_A_FRAGMENT;
        for traf in named(file, moof, b"traf") {
            let is_own = named(file, traf.content.clone(), b"tfhd")
                .last()
                .is_some_and(|header| number.is_none() || be_u32(&file[header.content], 4) == number);
            let (mut runs, mut samples) = (0_u64, 0_u64);
            for run in named(file, traf.content, b"trun") {
                let run = &file[run.content];
                let has_durations = be_u32(run, 0).is_some_and(|flags| flags & 0x100 != 0);
                let count = u64::from(be_u32(run, 4).unwrap_or(0));
                runs += 1;
                samples += count;
                self.add(count * STEPS_A_SAMPLE);
                if is_own && has_durations {
                    let count = count.min(run.len() as u64 / 4);
                    self.add(count * count / 2);
                }
            }
            self.fragments += 1 + runs;
            if is_own {
                self.samples += samples;
                self.behind += runs * STEPS_A_RUN;
                self.add(samples.saturating_mul(runs * STEPS_A_RUN));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::boxed;
    use super::*;

    fn table(entries: &[(u32, u32)]) -> Vec<u8> {
        let mut table = vec![0; 8];
        for (count, ticks) in entries {
            table.extend_from_slice(&count.to_be_bytes());
            table.extend_from_slice(&ticks.to_be_bytes());
        }
        boxed(b"stbl", &boxed(b"stts", &table))
    }

    fn track(number: u32, tables: &[u8]) -> Vec<u8> {
        let header = boxed(b"tkhd", &[&[0; 12][..], &number.to_be_bytes()].concat());
        let media = boxed(b"mdia", &boxed(b"minf", tables));
        boxed(b"trak", &[header, media].concat())
    }

    fn entries(numbers: &[u32]) -> Vec<u8> {
        let entry = |number: &u32| boxed(b"trex", &[&[0; 4][..], &number.to_be_bytes(), &[0; 16]].concat());
        boxed(b"mvex", &numbers.iter().flat_map(entry).collect::<Vec<u8>>())
    }

    fn run(flags: u32, samples: u32, figures: usize) -> Vec<u8> {
        let content = [&flags.to_be_bytes()[..], &samples.to_be_bytes(), &vec![0; 4 * figures]].concat();
        boxed(b"trun", &content)
    }

    fn fragment(number: u32, runs: &[u8]) -> Vec<u8> {
        let header = boxed(b"tfhd", &[&[0; 4][..], &number.to_be_bytes()].concat());
        boxed(b"moof", &boxed(b"traf", &[&header[..], runs].concat()))
    }

    /// A film of one track in fragments.
    fn fragmented(fragments: &[u8]) -> Vec<u8> {
        let moov = boxed(b"moov", &[track(1, &[]), entries(&[1])].concat());
        [&moov[..], fragments].concat()
    }

    fn is_bearable(file: &[u8]) -> bool {
        are_bearable(file, 0)
    }

    #[test]
    fn long_tables_are_read_where_few_packets_search_them() {
        let with_table = |entries: &[(u32, u32)]| boxed(b"moov", &track(1, &table(entries)));
        // Forty minutes of AAC, no two packets equally long.
        assert!(is_bearable(&with_table(&vec![(1, 1024); 103_000])));
        // An hour of bare samples.
        assert!(is_bearable(&with_table(&[(172_800_000, 1)])));
        // Entries for nothing, which every packet steps over.
        assert!(!is_bearable(&with_table(
            &[vec![(0, 1); 65_535], vec![(39_000_000, 1)]].concat()
        )));
        // More samples than 32 bits count.
        assert!(!is_bearable(&with_table(&[(u32::MAX, 1)])));
    }

    #[test]
    fn the_last_table_counts_as_the_first_does() {
        let forged = table(&[vec![(0, 1); 65_535], vec![(1 << 25, 1)]].concat());
        let two_tables = boxed(b"moov", &track(1, &[boxed(b"stbl", &[]), forged].concat()));
        assert!(!is_bearable(&two_tables));
    }

    #[test]
    fn tables_of_other_tracks_cost_nothing() {
        let film = table(&vec![(1, 500); 432_000]);
        let sound = table(&[(168_750, 1024)]);
        let moov = boxed(b"moov", &[track(1, &film), track(2, &sound)].concat());
        assert!(!are_bearable(&moov, 0));
        assert!(are_bearable(&moov, 1));
    }

    #[test]
    fn runs_are_read_where_few_samples_search_them() {
        let of = |runs: Vec<u8>, times: usize| fragmented(&fragment(1, &runs).repeat(times));
        // An hour of bare samples, a second in each fragment; ten minutes of AAC in one.
        assert!(is_bearable(&of(run(0, 48_000, 0), 3_600)));
        assert!(is_bearable(&of(run(0x300, 28_125, 56_250), 1)));
        // Sizes are looked up, not searched: an hour in one.
        assert!(is_bearable(&of(run(0x200, 168_750, 168_750), 1)));
        // More samples than there are in the world, tables to be searched for each of their entries, and runs of nothing that
        // each sample steps over.
        assert!(!is_bearable(&of(run(0, u32::MAX, 0), 2)));
        assert!(!is_bearable(&of(run(0x100, 120_000, 120_000), 1)));
        assert!(!is_bearable(&of(
            [run(0, 0, 0).repeat(10_000), run(0, 1 << 20, 0)].concat(),
            1
        )));
    }

    #[test]
    fn runs_are_those_of_the_number_in_fragments() {
        let moov = boxed(b"moov", &[track(7, &[]), track(9, &[]), entries(&[9, 7])].concat());
        let runs = [run(0, 0, 0).repeat(10_000), run(0, 1 << 20, 0)].concat();
        let file = [moov, fragment(7, &runs)].concat();
        assert!(!are_bearable(&file, 0));
        assert!(are_bearable(&file, 1));
    }

    #[test]
    fn fragments_are_not_passed_again_and_again() {
        let pair = |fragment: Vec<u8>| [fragment, boxed(b"mdat", &[])].concat();
        let sung = pair(fragment(1, &run(0, 1, 0)));
        let silent = pair(fragment(2, &run(0, 1, 0)));
        // Ten minutes in pieces of 17 ms; a film that goes on after its sound.
        assert!(is_bearable(&fragmented(&sung.repeat(36_000))));
        assert!(is_bearable(&fragmented(&silent.repeat(48_000))));
        assert!(!is_bearable(&fragmented(&silent.repeat(50_000))));
        // Nobody but Symphonia knows whether it finds the sample that a fragment says it has.
        assert!(!is_bearable(&fragmented(&sung.repeat(37_000))));
        let both = [fragment(1, &run(0, 1, 0)), fragment(1, &[])].concat();
        assert!(!is_bearable(&fragmented(&pair(both).repeat(30_000))));
        // Once for each piece of sound data, however small.
        let empty = [fragment(2, &[]).repeat(40_000), boxed(b"mdat", &[]).repeat(40_000)].concat();
        assert!(!is_bearable(&fragmented(&empty)));
        let runs = [
            fragment(1, &run(0, 0, 0).repeat(100_000)),
            boxed(b"mdat", &[]).repeat(20_000),
        ]
        .concat();
        assert!(!is_bearable(&fragmented(&runs)));
    }

    #[test]
    fn what_is_more_than_its_parent_is_not_there() {
        let mut moov = [track(1, &[]), entries(&[5, 1])].concat();
        let len = moov.len();
        // The second entry claims a byte more than its list holds.
        moov[len - 29] += 1;
        let runs = fragment(5, &run(0, 0, 0).repeat(100_000));
        let file = [boxed(b"moov", &moov), runs, boxed(b"mdat", &[]).repeat(20_000)].concat();
        assert!(!is_bearable(&file));
    }

    #[test]
    fn fragments_runs_and_samples_are_so_many_and_no_more() {
        let of = |count| fragmented(&fragment(1, &run(0, 0, 0).repeat(count)));
        assert!(is_bearable(&of((1 << 18) - 2)));
        assert!(!is_bearable(&of(1 << 18)));
        let sizes = |count: u32| boxed(b"stbl", &boxed(b"stsz", &[&[0; 8][..], &count.to_be_bytes()].concat()));
        assert!(is_bearable(&boxed(b"moov", &track(1, &sizes(1 << 31)))));
        assert!(!is_bearable(&boxed(b"moov", &track(1, &sizes((1 << 31) + 1)))));
    }

    #[test]
    fn runs_are_found_where_the_boxes_have_lost_their_way() {
        let runs = fragment(1, &run(0, u32::MAX, 0).repeat(2));
        for size in [&[0, 0, 0, 0][..], &[0, 0, 0, 7]] {
            // A fragment with no size that can be, and the same hidden in a box that reaches to the end.
            let forged = [size, &runs[4..]].concat();
            assert!(!is_bearable(&fragmented(&forged)), "{size:?}");
            let hidden = [size, b"free", &runs].concat();
            assert!(is_bearable(&fragmented(&hidden)), "{size:?}");
        }
    }
}
