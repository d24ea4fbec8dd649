//! Where decoded samples gather, under the limits.

use super::error::DecodeError;
use super::limits::Limits;
use super::mend;
use crate::model::reason::ReasonCode;

/// No recorder is slower; a header that claims less would stretch a kilobyte over ten minutes of resampling.
const LEAST_SAMPLE_RATE_HZ: u32 = 4000;

/// Priming and padding that may come on top of the longest recording before they are trimmed.
const TRIM_ALLOWANCE_S: f64 = 1.0;

/// Most samples of the front that lie apart: the priming of any encoder.
const MAX_FRONT: usize = 16_384;

/// Samples of one recording while it is decoded. Rate and channel count are those of the first
/// buffer; a header is never asked.
pub(super) struct Collector<'a> {
    limits: &'a Limits,
    sample_rate_hz: u32,
    channels: Vec<Vec<f32>>,
    /// The first samples of each channel, which lie apart, and how many there may be.
    front: Vec<Vec<f32>>,
    front_len: usize,
    /// Silence owed from before the first buffer, seconds.
    owed_silence_s: f64,
    /// Some buffer had another channel count.
    pub(super) channels_changed: bool,
    /// Some sample may have to be mended. Seen here, while the buffer is at hand, it costs nothing.
    pub(super) is_suspect: bool,
}

/// Whether decoding goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// The buffer was taken.
    All,
    /// It has another rate and was left.
    RateChanged,
}

impl<'a> Collector<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            sample_rate_hz: 0,
            channels: Vec::new(),
            front: Vec::new(),
            front_len: 0,
            owed_silence_s: 0.0,
            channels_changed: false,
            is_suspect: false,
        }
    }

    /// Keeps as many of the first samples apart, which will be cut off: all that follows would have to move.
    pub(super) fn set_front_len(&mut self, count: u64) {
        self.front_len = usize::try_from(count).map_or(MAX_FRONT, |count| count.min(MAX_FRONT));
    }

    /// Samples of each channel so far.
    pub(super) fn len(&self) -> usize {
        let of_first = |channels: &[Vec<f32>]| channels.first().map_or(0, Vec::len);
        of_first(&self.front) + of_first(&self.channels)
    }

    /// Rate of the first buffer; 0 before it came.
    pub(super) fn sample_rate_hz(&self) -> u32 {
        self.sample_rate_hz
    }

    /// Adds a decoded buffer.
    pub(super) fn push(&mut self, sample_rate_hz: u32, planes: &[impl AsRef<[f32]>]) -> Result<Taken, DecodeError> {
        let count = planes.iter().map(|plane| plane.as_ref().len()).min().unwrap_or(0);
        if count == 0 {
            return Ok(Taken::All);
        }
        if self.sample_rate_hz == 0 {
            self.begin(sample_rate_hz, planes.len())?;
        } else if sample_rate_hz != self.sample_rate_hz {
            return Ok(Taken::RateChanged);
        }
        self.check_room(count)?;
        self.channels_changed |= planes.len() != self.channels.len();
        let last_plane = planes.len() - 1;
        for (index, (front, channel)) in self.front.iter_mut().zip(&mut self.channels).enumerate() {
            let samples = &planes[index.min(last_plane)].as_ref()[..count];
            self.is_suspect |= mend::is_suspect(samples);
            let (first, rest) = samples.split_at(self.front_len.saturating_sub(front.len()).min(count));
            front.extend_from_slice(first);
            channel.extend_from_slice(rest);
        }
        Ok(Taken::All)
    }

    /// Adds silence for a damaged stretch, so that what follows stays in time.
    pub(super) fn push_silence_s(&mut self, duration_s: f64) -> Result<(), DecodeError> {
        if self.sample_rate_hz == 0 {
            self.owed_silence_s += duration_s.max(0.0);
            return self.check_duration(self.owed_silence_s);
        }
        self.push_silence((duration_s * f64::from(self.sample_rate_hz)).round() as usize)
    }

    /// Adds silence of a known length.
    pub(super) fn push_silence(&mut self, count: usize) -> Result<(), DecodeError> {
        self.check_room(count)?;
        for (front, channel) in self.front.iter_mut().zip(&mut self.channels) {
            let first = self.front_len.saturating_sub(front.len()).min(count);
            front.resize(front.len() + first, 0.0);
            channel.resize(channel.len() + count - first, 0.0);
        }
        Ok(())
    }

    /// The rate, the front of the channels, and the channels behind it.
    pub(super) fn finish(self) -> (u32, Vec<Vec<f32>>, Vec<Vec<f32>>) {
        (self.sample_rate_hz, self.front, self.channels)
    }

    fn begin(&mut self, sample_rate_hz: u32, channels: usize) -> Result<(), DecodeError> {
        if sample_rate_hz < LEAST_SAMPLE_RATE_HZ {
            return Err(DecodeError::undecodable(format!(
                "a sample rate of {sample_rate_hz} Hz"
            )));
        }
        let too_large = |detail| Err(DecodeError::new(ReasonCode::TooLarge, detail));
        if sample_rate_hz > self.limits.max_sample_rate_hz {
            let limit = self.limits.max_sample_rate_hz;
            return too_large(format!("{sample_rate_hz} Hz is above the limit of {limit} Hz"));
        }
        if channels > self.limits.max_channels as usize {
            let limit = self.limits.max_channels;
            return too_large(format!("{channels} channels are above the limit of {limit}"));
        }
        self.sample_rate_hz = sample_rate_hz;
        self.front = vec![Vec::new(); channels];
        self.channels = vec![Vec::new(); channels];
        let owed_s = std::mem::take(&mut self.owed_silence_s);
        self.push_silence_s(owed_s)
    }

    fn check_room(&self, count: usize) -> Result<(), DecodeError> {
        let len = self.len().saturating_add(count);
        self.check_duration(len as f64 / f64::from(self.sample_rate_hz))?;
        let total = (len as u64).saturating_mul(self.channels.len() as u64);
        if total > self.limits.max_samples {
            let limit = self.limits.max_samples;
            let detail = format!("more than {limit} samples in all channels");
            return Err(DecodeError::new(ReasonCode::TooLarge, detail));
        }
        Ok(())
    }

    fn check_duration(&self, duration_s: f64) -> Result<(), DecodeError> {
        if duration_s > self.limits.max_duration_s + TRIM_ALLOWANCE_S {
            Err(too_long(self.limits))
        } else {
            Ok(())
        }
    }
}

/// The recording is longer than the limit.
pub(super) fn too_long(limits: &Limits) -> DecodeError {
    let detail = format!("longer than the limit of {} s", limits.max_duration_s);
    DecodeError::new(ReasonCode::TooLong, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_buffer_settles_rate_and_channels() {
        let limits = Limits::default();
        let mut collector = Collector::new(&limits);
        collector.push_silence_s(0.0005).unwrap();
        assert_eq!(collector.push(8000, &[vec![1.0; 3], vec![2.0; 3]]).unwrap(), Taken::All);
        assert_eq!(collector.push(16_000, &[vec![1.0; 3]]).unwrap(), Taken::RateChanged);
        assert_eq!(collector.push(8000, &[vec![3.0]]).unwrap(), Taken::All);
        assert!(collector.channels_changed);
        let expected = [
            vec![0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 3.0],
            vec![0.0, 0.0, 0.0, 0.0, 2.0, 2.0, 2.0, 3.0],
        ];
        assert_eq!(collector.finish(), (8000, vec![vec![]; 2], expected.to_vec()));
    }

    #[test]
    fn the_front_lies_apart_and_counts() {
        let limits = Limits::default();
        let mut collector = Collector::new(&limits);
        collector.push_silence_s(0.00025).unwrap();
        collector.set_front_len(4);
        collector.push(8000, &[[1.0, 2.0, 3.0, 4.0]]).unwrap();
        collector.push(8000, &[[5.0]]).unwrap();
        assert_eq!(collector.len(), 7);
        let expected = (8000, vec![vec![0.0, 0.0, 1.0, 2.0]], vec![vec![3.0, 4.0, 5.0]]);
        assert_eq!(collector.finish(), expected);
        let mut collector = Collector::new(&limits);
        collector.set_front_len(u64::MAX);
        collector.push(8000, &[vec![1.0; MAX_FRONT + 1]]).unwrap();
        assert_eq!(collector.finish().2, [[1.0]]);
    }

    #[test]
    fn limits_hold_while_decoding() {
        let limits = Limits {
            max_duration_s: 2.0,
            max_sample_rate_hz: 10_000,
            max_channels: 1,
            ..Limits::default()
        };
        assert_eq!(
            Collector::new(&limits)
                .push(LEAST_SAMPLE_RATE_HZ - 1, &[vec![0.0]])
                .unwrap_err()
                .reason,
            ReasonCode::Undecodable
        );
        let reason = |result: Result<Taken, DecodeError>| result.unwrap_err().reason;
        assert_eq!(
            reason(Collector::new(&limits).push(10_001, &[vec![0.0]])),
            ReasonCode::TooLarge
        );
        assert_eq!(
            reason(Collector::new(&limits).push(10_000, &[vec![0.0], vec![0.0]])),
            ReasonCode::TooLarge
        );
        assert_eq!(
            reason(Collector::new(&limits).push(10_000, &[vec![0.0; 30_100]])),
            ReasonCode::TooLong
        );
        assert!(Collector::new(&limits).push_silence_s(f64::INFINITY).is_err());
        let mut collector = Collector::new(&limits);
        collector.push(10_000, &[vec![0.0; 30_000]]).unwrap();
        assert_eq!(
            collector.push_silence(usize::MAX).unwrap_err().reason,
            ReasonCode::TooLong
        );
    }
}
