//! Where each guide note was sung: a segmentation of the take informed by the score.
//!
//! Every note has two boundaries, start and end, each within ±reach of its place. A frame inside a note costs by how far
//! it is from the note's pitch (in the take's key, octaves folded, saturating beyond some 1½ semitones: a bad note must
//! not drag its boundaries about) or by being unvoiced; a frame between notes costs when it is voiced. Moving a boundary
//! costs by the square of its distance from the guide, and, more, from its neighbour's displacement: singers hurry and
//! drag, they do not jump. The cheapest set of boundaries is found by dynamic programming over notes × displacements,
//! as in a hidden semi-Markov score follower.
//!
//! Where the recording gives no evidence (the same pitch twice with no gap) the boundary stays where its neighbours
//! put it, and [`Placed::start_evidence`] is small.
//!
//! Cost: 2 × notes × displacements², 51 displacements at the default reach.

use crate::dsp::lag::contour::Contour;
use crate::dsp::lag::octave::fold;

/// Cost of an unvoiced frame within a note.
const UNVOICED_COST: f64 = 0.5;

/// Cost of a voiced frame between notes, just above that of the worst voiced frame within one.
const VOICED_REST_COST: f64 = 1.0;

/// Greatest cost of a voiced frame within a note.
const WRONG_PITCH_COST: f64 = 0.9;

/// Deviation at which a frame costs 63 % of the greatest, semitones × √2.
const PITCH_SCALE_SEMITONES: f64 = 1.0;

/// Cost of a displacement by one frame from the guide, per frame².
const GUIDE_PULL: f64 = 0.006;

/// Cost of a displacement by one frame from the boundary before, per frame².
const NEIGHBOUR_PULL: f64 = 0.03;

/// Frames to each side of a start whose costs say how well the start is seen: 80 ms.
const EVIDENCE_FRAMES: i64 = 8;

/// A guide note's place among the frames of the take, before alignment; `end > start`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) midi: f64,
}

/// Where a note was sung.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    /// First frame.
    pub(super) start: i64,
    /// One past the last frame.
    pub(super) end: i64,
    /// How well the start is seen, 0–1: what each side of it would cost more on the other.
    pub(super) start_evidence: f64,
}

/// Costs of the frames `first..` of one note, summed up from the left.
struct Sums {
    first: i64,
    sums: Vec<f64>,
}

impl Sums {
    fn new(first: i64, end: i64, cost: impl Fn(i64) -> f64) -> Self {
        let mut sums = Vec::with_capacity((end - first).max(0) as usize + 1);
        let mut sum = 0.0;
        sums.push(sum);
        for frame in first..end {
            sum += cost(frame);
            sums.push(sum);
        }
        Self { first, sums }
    }

    /// Cost of the frames `from..to`.
    fn between(&self, from: i64, to: i64) -> f64 {
        let at = |frame: i64| self.sums[(frame - self.first).clamp(0, self.sums.len() as i64 - 1) as usize];
        at(to) - at(from)
    }
}

/// Frames of a take with the key it is sung in.
struct Frames<'a> {
    contour: &'a Contour,
    key_semitones: f64,
}

impl Frames<'_> {
    fn note_cost(&self, frame: i64, midi: f64) -> f64 {
        match self.sung(frame) {
            Some((sung, weight)) => {
                let deviation = fold(sung - midi - self.key_semitones) / PITCH_SCALE_SEMITONES;
                let wrong = WRONG_PITCH_COST * (1.0 - libm::exp(-deviation * deviation));
                weight * wrong + (1.0 - weight) * UNVOICED_COST
            }
            None => UNVOICED_COST,
        }
    }

    fn rest_cost(&self, frame: i64) -> f64 {
        self.sung(frame).map_or(0.0, |(_, weight)| weight * VOICED_REST_COST)
    }

    fn sung(&self, frame: i64) -> Option<(f64, f64)> {
        let i = usize::try_from(frame).ok()?;
        let weight = *self.contour.weight.get(i)?;
        (weight > 0.0).then(|| (self.contour.midi[i], weight))
    }
}

/// Places every note; `expected` stands in order and does not overlap. `reach` is in frames.
pub(super) fn align(contour: &Contour, expected: &[Expected], key_semitones: f64, reach: i64) -> Vec<Placed> {
    let (Some(first), Some(last)) = (expected.first(), expected.last()) else {
        return Vec::new();
    };
    let frames = Frames { contour, key_semitones };
    let rests = Sums::new(first.start - reach, last.end + reach, |frame| frames.rest_cost(frame));
    let notes: Vec<Sums> = expected
        .iter()
        .map(|note| {
            Sums::new(note.start - reach, note.end + reach, |frame| {
                frames.note_cost(frame, note.midi)
            })
        })
        .collect();
    let boundaries = cheapest(expected, &notes, &rests, reach);
    (0..expected.len())
        .map(|n| {
            let (start, end) = (boundaries[2 * n], boundaries[2 * n + 1]);
            Placed {
                start,
                end,
                start_evidence: start_evidence(
                    &frames,
                    expected,
                    n,
                    start,
                    end,
                    boundaries.get((2 * n).wrapping_sub(1)).copied(),
                ),
            }
        })
        .collect()
}

/// The cheapest boundaries: start and end of each note in turn.
fn cheapest(expected: &[Expected], notes: &[Sums], rests: &Sums, reach: i64) -> Vec<i64> {
    let choices = (2 * reach + 1) as usize;
    let displacement = |choice: usize| choice as i64 - reach;
    let guide_pull = |choice: usize| GUIDE_PULL * (displacement(choice) * displacement(choice)) as f64;
    let boundary = |b: usize| {
        if b.is_multiple_of(2) {
            expected[b / 2].start
        } else {
            expected[b / 2].end
        }
    };
    let mut cost: Vec<f64> = (0..choices)
        .map(|choice| guide_pull(choice) + rests.between(boundary(0) - reach, boundary(0) + displacement(choice)))
        .collect();
    let mut came_from: Vec<Vec<u16>> = vec![vec![0; choices]];
    for b in 1..2 * expected.len() {
        let in_note = b % 2 == 1;
        let sums = if in_note { &notes[b / 2] } else { rests };
        let least_frames = if in_note {
            3.min(boundary(b) - boundary(b - 1))
        } else {
            0
        };
        let apart_s = 0.01 * (boundary(b) - boundary(b - 1)) as f64;
        let pull = NEIGHBOUR_PULL / (1.0 + apart_s);
        let mut next = vec![f64::INFINITY; choices];
        let mut from = vec![0u16; choices];
        for (to_choice, (next, from)) in next.iter_mut().zip(&mut from).enumerate() {
            let to = boundary(b) + displacement(to_choice);
            for (from_choice, &cost) in cost.iter().enumerate() {
                let start = boundary(b - 1) + displacement(from_choice);
                if to - start < least_frames {
                    break;
                }
                let moved = (to_choice as i64 - from_choice as i64) as f64;
                let total = cost + sums.between(start, to) + pull * moved * moved;
                if total < *next {
                    (*next, *from) = (total, from_choice as u16);
                }
            }
            *next += guide_pull(to_choice);
        }
        cost = next;
        came_from.push(from);
    }
    let after = boundary(2 * expected.len() - 1);
    for (choice, cost) in cost.iter_mut().enumerate() {
        *cost += rests.between(after + displacement(choice), after + reach);
    }
    let mut choice = (0..choices).fold(0, |best, choice| if cost[choice] < cost[best] { choice } else { best });
    let mut found = vec![0; 2 * expected.len()];
    for b in (0..found.len()).rev() {
        found[b] = boundary(b) + displacement(choice);
        choice = usize::from(came_from[b][choice]);
    }
    found
}

/// How well the start of note `n` is seen: what the frames before it would cost more inside the note, and the frames
/// after it more in what comes before, each averaged over up to 80 ms; the lesser of both, 0–1.
fn start_evidence(
    frames: &Frames<'_>,
    expected: &[Expected],
    n: usize,
    start: i64,
    end: i64,
    previous_end: Option<i64>,
) -> f64 {
    let previous = previous_end
        .filter(|&previous_end| start - previous_end <= 2)
        .map(|_| expected[n - 1].midi);
    let before_cost = |frame: i64| match previous {
        Some(midi) => frames.note_cost(frame, midi),
        None => frames.rest_cost(frame),
    };
    let midi = expected[n].midi;
    let mean =
        |from: i64, to: i64, gain: &dyn Fn(i64) -> f64| (from..to).map(gain).sum::<f64>() / (to - from).max(1) as f64;
    let before = mean(start - EVIDENCE_FRAMES, start, &|frame| {
        frames.note_cost(frame, midi) - before_cost(frame)
    });
    let after_end = end.min(start + EVIDENCE_FRAMES);
    let after = mean(start, after_end, &|frame| {
        before_cost(frame) - frames.note_cost(frame, midi)
    });
    before.min(after).clamp(0.0, 1.0)
}
