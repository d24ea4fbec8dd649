//! The path through the candidates: the likeliest sequence of voiced and unvoiced frames (Viterbi; costs as in Praat).

use super::candidates::Frame;
use crate::dsp::decibels::db_from_power;
use crate::model::f0::F0Track;

const VOICING_THRESHOLD: f32 = 0.5;
const OCTAVE_COST: f32 = 0.03;
const OCTAVE_JUMP_COST: f32 = 0.35;
const VOICING_COST: f32 = 0.14;
/// Quieter frames hold no voice, dBFS.
const SILENCE_DBFS: f64 = -65.0;
/// Frames this far under the loud ones hold no voice of this singer.
const RANGE_DB: f64 = 35.0;

pub(super) fn best(frames: &[Frame], peak: f64) -> F0Track {
    let mut levels: Vec<f64> = frames.iter().map(|f| db_from_power(f.power)).collect();
    let peak_db = crate::dsp::decibels::db_from_amplitude(peak);
    let absolute: Vec<f64> = levels.iter().map(|l| l + peak_db).collect();
    let relative = levels.clone();
    levels.sort_by(f64::total_cmp);
    let loud = levels[levels.len() * 95 / 100];

    // State 0 is unvoiced, state k the (k − 1)th candidate.
    let mut scores: Vec<Vec<f32>> = Vec::with_capacity(frames.len());
    let mut backs: Vec<Vec<usize>> = Vec::with_capacity(frames.len());
    for (t, frame) in frames.iter().enumerate() {
        let audible = absolute[t] > SILENCE_DBFS && relative[t] > loud - RANGE_DB;
        let local = |k: usize| match k {
            0 => VOICING_THRESHOLD,
            _ if !audible => -1.0,
            _ => {
                let c = &frame.candidates[k - 1];
                c.periodicity - OCTAVE_COST * libm::log2f(super::HIGHEST_HZ / c.f0_hz)
            }
        };
        let states = frame.candidates.len() + 1;
        let (mut score, mut back) = (vec![0.0; states], vec![0; states]);
        for k in 0..states {
            let mut best = (f32::NEG_INFINITY, 0);
            if t == 0 {
                best = (0.0, 0);
            } else {
                for (j, &before) in scores[t - 1].iter().enumerate() {
                    let cost = match (j, k) {
                        (0, 0) => 0.0,
                        (0, _) | (_, 0) => VOICING_COST,
                        _ => {
                            let ratio = frame.candidates[k - 1].f0_hz / frames[t - 1].candidates[j - 1].f0_hz;
                            OCTAVE_JUMP_COST * libm::log2f(ratio).abs()
                        }
                    };
                    if before - cost > best.0 {
                        best = (before - cost, j);
                    }
                }
            }
            score[k] = best.0 + local(k);
            back[k] = best.1;
        }
        scores.push(score);
        backs.push(back);
    }

    let last = scores.last().expect("invariant: at least one frame");
    let mut state = (0..last.len()).fold(0, |best, k| if last[k] > last[best] { k } else { best });
    let mut track = F0Track {
        f0_hz: vec![0.0; frames.len()],
        voiced: vec![false; frames.len()],
        confidence: vec![0.0; frames.len()],
    };
    for t in (0..frames.len()).rev() {
        let shown = match state {
            0 => frames[t].candidates.first(),
            k => frames[t].candidates.get(k - 1),
        };
        if let Some(candidate) = shown {
            track.f0_hz[t] = candidate.f0_hz;
            let odds = 12.0 * (candidate.periodicity - VOICING_THRESHOLD);
            track.confidence[t] = 1.0 / (1.0 + libm::expf(-odds));
        }
        track.voiced[t] = state > 0;
        if state == 0 {
            track.confidence[t] = track.confidence[t].min(0.5);
        }
        state = backs[t][state];
    }
    track
}
