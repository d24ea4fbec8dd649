//! The smoothest path through the candidates (Viterbi).
//!
//! Voicing is not decided here: the path runs through rests too, where all candidates are weak and it costs little. The
//! path maximises Σ (salience + r₁) − Σ jump costs, r₁ the autocorrelation after one period; a jump of x octaves costs
//! 5 x, at most 2.

use super::Candidate;

/// Cost of a jump of one octave between neighbouring frames, before the cap.
const JUMP_COST_PER_OCTAVE: f32 = 5.0;
/// Most that a jump costs: a new note may be anywhere.
const MOST_JUMP_COST: f32 = 2.0;

/// A candidate as the end of a path.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    pub(super) candidate: Candidate,
    log2_f0: f32,
    /// Score of the best path that ends here, less that of the best path to this frame.
    score: f32,
    /// Index of the candidate before it; `None` at the start and after a frame without candidates.
    came_from: Option<usize>,
}

/// One candidate a frame; `None` where a frame has none.
pub(super) fn smoothest(frames: &[Vec<Candidate>]) -> Vec<Option<Candidate>> {
    let mut endings: Vec<Vec<Ending>> = Vec::with_capacity(frames.len());
    for frame in frames {
        let before = endings.last().map_or(&[][..], Vec::as_slice);
        let mut here = Vec::with_capacity(frame.len());
        advance(before, frame, &mut here);
        endings.push(here);
    }

    let mut chosen = vec![None; frames.len()];
    let mut next_came_from = None;
    for (place, endings) in chosen.iter_mut().zip(&endings).rev() {
        let Some(k) = next_came_from.or_else(|| best_of(endings)) else {
            continue;
        };
        *place = Some(endings[k].candidate);
        next_came_from = endings[k].came_from;
    }
    chosen
}

/// The best paths that end in each candidate of a frame, given those that end in the frame before; in place of what
/// `here` held.
pub(super) fn advance(before: &[Ending], frame: &[Candidate], here: &mut Vec<Ending>) {
    here.clear();
    here.extend(frame.iter().map(|candidate| extend(before, candidate)));
    // Only differences count; sums over a long take would lose the small ones in rounding.
    let best = here.iter().map(|ending| ending.score).fold(f32::NEG_INFINITY, f32::max);
    here.iter_mut().for_each(|ending| ending.score -= best);
}

/// The best path that ends in `candidate`, given those that end in the frame before.
fn extend(before: &[Ending], candidate: &Candidate) -> Ending {
    let log2_f0 = libm::log2f(candidate.f0_hz);
    let mut ending = Ending {
        candidate: *candidate,
        log2_f0,
        score: 0.0,
        came_from: None,
    };
    for (j, origin) in before.iter().enumerate() {
        let jump_cost = (JUMP_COST_PER_OCTAVE * (log2_f0 - origin.log2_f0).abs()).min(MOST_JUMP_COST);
        let score = origin.score - jump_cost;
        if ending.came_from.is_none() || score > ending.score {
            (ending.score, ending.came_from) = (score, Some(j));
        }
    }
    ending.score += candidate.salience + candidate.one_period;
    ending
}

pub(super) fn best_of(endings: &[Ending]) -> Option<usize> {
    (0..endings.len()).reduce(|best, k| {
        if endings[k].score > endings[best].score {
            k
        } else {
            best
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(f0_hz: f32, salience: f32) -> Candidate {
        Candidate {
            f0_hz,
            salience,
            one_period: 0.0,
            two_periods: 0.0,
        }
    }

    fn path(frames: &[Vec<Candidate>]) -> Vec<Option<f32>> {
        smoothest(frames).iter().map(|c| c.map(|c| c.f0_hz)).collect()
    }

    #[test]
    fn a_moment_in_the_wrong_octave_is_bridged() {
        let right = vec![candidate(200.0, 2.0), candidate(100.0, 1.0)];
        let wrong = vec![candidate(100.0, 2.0), candidate(200.0, 1.5)];
        let frames = [right.clone(), wrong, right.clone()];
        assert_eq!(path(&frames), [Some(200.0); 3]);
    }

    #[test]
    fn a_lasting_change_is_followed() {
        let low = vec![candidate(100.0, 2.0), candidate(200.0, 1.0)];
        let high = vec![candidate(200.0, 2.0), candidate(100.0, 1.0)];
        let frames: Vec<_> = (0..10)
            .map(|t| if t < 5 { low.clone() } else { high.clone() })
            .collect();
        let found = path(&frames);
        assert_eq!((found[4], found[5]), (Some(100.0), Some(200.0)));
    }

    #[test]
    fn frames_without_candidates_part_the_path() {
        let frames = [
            vec![candidate(100.0, 1.0)],
            vec![],
            vec![candidate(300.0, 1.0), candidate(100.0, 0.9)],
            vec![],
        ];
        assert_eq!(path(&frames), [Some(100.0), None, Some(300.0), None]);
        assert_eq!(path(&[]), []);
    }
}
