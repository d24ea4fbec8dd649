//! Where decoded samples gather, under the limits.

use super::error::DecodeError;
use super::limits::Limits;
use crate::model::reason::ReasonCode;

/// No recorder is slower; a header that claims less would stretch a kilobyte over ten minutes of resampling.
const LEAST_SAMPLE_RATE_HZ: u32 = 4000;

/// Priming and padding that may come on top of the longest recording before they are trimmed.
const TRIM_ALLOWANCE_S: f64 = 1.0;

/// Samples of one recording while it is decoded. Rate and channel count are those of the first
/// buffer; a header is never asked.
pub(super) struct Collector<'a> {
    limits: &'a Limits,
    sample_rate_hz: u32,
    channels: Vec<Vec<f32>>,
    /// Silence owed from before the first buffer, seconds.
    owed_silence_s: f64,
    /// Some buffer had another channel count.
    pub(super) channels_changed: bool,
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
            owed_silence_s: 0.0,
            channels_changed: false,
        }
    }

    /// Samples of each channel so far.
    pub(super) fn len(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// Rate of the first buffer; 0 before it came.
    pub(super) fn sample_rate_hz(&self) -> u32 {
        self.sample_rate_hz
    }

    /// Adds a decoded buffer.
    pub(super) fn push(&mut self, sample_rate_hz: u32, planes: &[Vec<f32>]) -> Result<Taken, DecodeError> {
        let count = planes.iter().map(Vec::len).min().unwrap_or(0);
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
        for (index, channel) in self.channels.iter_mut().enumerate() {
            channel.extend_from_slice(&planes[index.min(last_plane)][..count]);
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
        for channel in &mut self.channels {
            channel.resize(channel.len() + count, 0.0);
        }
        Ok(())
    }

    /// The channels and their rate.
    pub(super) fn finish(self) -> (u32, Vec<Vec<f32>>) {
        (self.sample_rate_hz, self.channels)
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
        assert_eq!(collector.finish(), (8000, expected.to_vec()));
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
