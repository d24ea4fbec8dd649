//! Samples that no microphone gives: NaN, infinity, and figures beyond all measure in float files.
//!
//! A word of memory that was never written, or a damaged byte of an exponent, reads as 1e32. One such
//! sample is louder than all singing together: every level, filter and mean after it would measure the
//! accident alone. Short stretches are bridged by a line from neighbour to neighbour, longer ones are
//! silence.

/// Peaks up to here are a recorder's own headroom: 24 dB over full scale.
const HEADROOM: f32 = 16.0;
/// A sample this much above nearly all others is an accident: 60 dB. Files whose full scale is that of
/// integers (32 767) are loud from end to end and pass.
const OUTLIER_RATIO: f32 = 1000.0;
/// Samples that are words of 40 bits. Squares of louder ones and sums over channels would leave what a float holds.
const MOST: f32 = 1e12;
/// Share of the samples that tells how loud a channel is.
const LEVEL_QUANTILE: f64 = 0.99;
/// Samples that are asked for the level: as many again would take as much memory as the recording.
const MOST_ASKED: usize = 1 << 20;
/// A line is drawn over no more than this: 1.5 ms at 44.1 kHz.
const LONGEST_BRIDGE_SAMPLES: usize = 64;

/// Whether any sample is beyond a recorder's headroom: only then is there something to mend.
pub(super) fn is_suspect(samples: &[f32]) -> bool {
    // NaN fails the comparison as well. Every sample is looked at, so that many are at once.
    !samples
        .iter()
        .fold(true, |fits, sample| fits & (sample.abs() <= HEADROOM))
}

/// Mends all channels; says how many samples were replaced.
pub(super) fn mend(channels: &mut [Vec<f32>]) -> Option<String> {
    let count: usize = channels.iter_mut().map(|channel| mend_channel(channel)).sum();
    (count > 0).then(|| format!("{count} samples that are no possible level (NaN, infinite or huge) were replaced"))
}

fn mend_channel(samples: &mut [f32]) -> usize {
    if !is_suspect(samples) {
        return 0;
    }
    let limit = (level(samples) * OUTLIER_RATIO).clamp(HEADROOM, MOST);
    let is_good = |sample: &f32| sample.abs() <= limit;
    let mut count = 0;
    let mut position = 0;
    while let Some(offset) = samples[position..].iter().position(|sample| !is_good(sample)) {
        let start = position + offset;
        let len = samples[start..]
            .iter()
            .position(is_good)
            .unwrap_or(samples.len() - start);
        bridge(samples, start, len);
        count += len;
        position = start + len;
    }
    count
}

/// The magnitude that nearly all finite samples stay below, by a million of them that lie evenly.
fn level(samples: &[f32]) -> f32 {
    let mut magnitudes: Vec<f32> = samples
        .iter()
        .step_by(samples.len().div_ceil(MOST_ASKED).max(1))
        .map(|sample| sample.abs())
        .filter(|m| m.is_finite())
        .collect();
    if magnitudes.is_empty() {
        return 0.0;
    }
    let rank = (LEVEL_QUANTILE * (magnitudes.len() - 1) as f64) as usize;
    *magnitudes.select_nth_unstable_by(rank, f32::total_cmp).1
}

fn bridge(samples: &mut [f32], start: usize, len: usize) {
    let before = start.checked_sub(1).map_or(0.0, |index| samples[index]);
    let after = samples.get(start + len).copied().unwrap_or(0.0);
    let is_short = len <= LONGEST_BRIDGE_SAMPLES;
    for (index, sample) in samples[start..start + len].iter_mut().enumerate() {
        let way = (index + 1) as f32 / (len + 1) as f32;
        *sample = if is_short { before + (after - before) * way } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(samples: &[f32]) -> (Vec<f32>, bool) {
        let mut channels = vec![samples.to_vec()];
        let remark = mend(&mut channels);
        (channels.remove(0), remark.is_some())
    }

    #[test]
    fn short_accidents_are_bridged() {
        let samples = [0.5, f32::NAN, f32::INFINITY, -1e32, -0.5];
        assert_eq!(mended(&samples), (vec![0.5, 0.25, 0.0, -0.25, -0.5], true));
        assert_eq!(mended(&[f32::NAN, 0.5]), (vec![0.25, 0.5], true));
        assert_eq!(mended(&[0.5, f32::NAN]), (vec![0.5, 0.25], true));
    }

    #[test]
    fn long_accidents_are_silence() {
        let samples = [vec![0.5], vec![f32::NAN; 100], vec![0.5]].concat();
        let expected = [vec![0.5], vec![0.0; 100], vec![0.5]].concat();
        assert_eq!(mended(&samples), (expected, true));
        assert_eq!(mended(&[f32::NAN; 3]).0, [0.0; 3]);
        assert_eq!(mended(&[]), (vec![], false));
    }

    #[test]
    fn an_accident_in_silence_does_not_measure_itself() {
        let mut samples = vec![0.0; 1000];
        samples[500] = 20.0;
        assert_eq!(mended(&samples), (vec![0.0; 1000], true));
    }

    #[test]
    fn no_level_is_beyond_reckoning() {
        let mut samples = vec![1e37; 100];
        samples[50] = f32::INFINITY;
        assert_eq!(mended(&samples), (vec![0.0; 100], true));
        let words = [9e11, f32::NAN, -9e11];
        assert_eq!(mended(&words), (vec![9e11, 0.0, -9e11], true));
    }

    #[test]
    fn loud_recordings_are_left_alone() {
        let integers: Vec<f32> = (0..1000).map(|n| ((n * 37) % 65_536) as f32 - 32_768.0).collect();
        assert_eq!(mended(&integers), (integers.clone(), false));
        let hot = [0.1, -15.9, 3.0];
        assert_eq!(mended(&hot), (hot.to_vec(), false));
    }
}
