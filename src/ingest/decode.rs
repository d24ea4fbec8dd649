//! Packets to samples: the loop over one track.
//!
//! A packet that cannot be decoded becomes silence of its own length, so that the singing after it
//! stays in time. Every way out of the loop is bounded: packets that bring nothing, errors in a row,
//! and the length of what was decoded all have limits, the same on every machine; the clock is the last of them.

use std::io::ErrorKind;
use std::time::Instant;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::FormatReader;
use symphonia::core::packet::Packet;

use super::aac;
use super::collect::{Collector, Taken};
use super::error::DecodeError;
use super::limits::Limits;
use super::opus::{self, OpusTrack};
use super::pcm::PcmTrack;
use super::probe::Chosen;
use super::vorbis;

/// Packets in a row, of any track, that may bring no sample.
const MAX_IDLE_PACKETS: u32 = 200_000;
/// Packets of a whole file, of any track, that may bring no sample: there is room for more of them than for sound.
const MAX_IDLE_PACKETS_IN_ALL: u64 = 1 << 22;
/// Packets between two looks at the clock.
const PACKETS_A_LOOK: u64 = 64;
/// Errors in a row of the demuxer before the rest is given up.
const MAX_ERRORS_IN_A_ROW: u32 = 16;
/// AAC frames that are searched for the side information of HE-AAC.
const MAX_SBR_CHECKS: u32 = 200;
/// At or below this core rate AAC is commonly HE-AAC, Hz.
const MAX_SBR_CORE_RATE_HZ: u32 = 24_000;

/// What the loop brought.
pub(super) struct Decoded {
    /// Rate of every channel.
    pub(super) sample_rate_hz: u32,
    /// Samples of each channel, those of the front included.
    pub(super) len: usize,
    /// The first samples, which lie apart.
    pub(super) front: Vec<Vec<f32>>,
    /// The samples behind them, padding included, except where the demuxer has cut it.
    pub(super) channels: Vec<Vec<f32>>,
    /// Samples that the demuxer cut at the end.
    pub(super) cut_at_end: u64,
    /// Packets that brought samples.
    pub(super) good_packets: u64,
    /// Packets that did not and should have.
    pub(super) damaged_packets: u64,
    /// How the stream ended.
    pub(super) end: End,
    /// Some buffer had another channel count than the first.
    pub(super) channels_changed: bool,
    /// Silence put in for missing stretches, samples.
    pub(super) filled_gap_samples: u64,
    /// Some sample may have to be mended.
    pub(super) is_suspect: bool,
}

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The demuxer says that it is over.
    Regular,
    /// The bytes ran out inside a structure.
    OutOfBytes,
    /// What follows cannot be read.
    Damaged,
    /// Another recording follows.
    Another,
    /// The sample rate changes.
    RateChanged,
}

/// Longest stretch that is believed lost, seconds.
const MAX_GAP_S: f64 = 10.0;
/// Longest packet of any codec, with room to spare, seconds.
const MAX_PACKET_S: f64 = 1.0;

enum Decoder {
    Symphonia(Box<dyn AudioDecoder>),
    Opus(Box<OpusTrack>),
    Pcm(PcmTrack),
}

/// How the packets of a container are taken.
pub(super) struct Plan {
    /// Silence stands for packets that are missing by their times.
    pub(super) fills_gaps: bool,
    /// The demuxer is not asked again after an error: an MP4's would go on in the middle of a box, where nobody has counted
    /// what its tables cost, and without a word on how much it left out.
    pub(super) ends_at_an_error: bool,
}

/// Decodes the chosen track to its end; as many samples as `front` says of a rate lie apart.
pub(super) fn run(
    reader: &mut dyn FormatReader,
    chosen: &Chosen,
    front: &dyn Fn(u32) -> u64,
    plan: &Plan,
    limits: &Limits,
) -> Result<Decoded, DecodeError> {
    let mut state = Loop {
        chosen,
        front,
        fills_gaps: plan.fills_gaps,
        decoder: make_decoder(chosen)?,
        collector: Collector::new(limits),
        planes: Vec::new(),
        last_len: None,
        first_timestamp: None,
        good_packets: 0,
        damaged_packets: 0,
        sbr_checks: 0,
        sbr_frames: 0,
        cut_at_end: 0,
        filled_gap_samples: 0,
    };
    let mut errors_in_a_row = 0;
    let mut idle_packets = 0;
    let mut idle_packets_in_all = 0;
    let mut asked: u64 = 0;
    let started = Instant::now();
    let end = loop {
        asked += 1;
        if asked.is_multiple_of(PACKETS_A_LOOK) && started.elapsed().as_secs_f64() > limits.max_wall_s {
            return Err(DecodeError::out_of_time(limits.max_wall_s));
        }
        match reader.next_packet() {
            Ok(Some(packet)) => {
                errors_in_a_row = 0;
                let len_before = state.collector.len();
                if packet.track_id == chosen.id && state.take(&packet)? == Taken::RateChanged {
                    break End::RateChanged;
                }
                idle_packets = if state.collector.len() > len_before {
                    0
                } else {
                    idle_packets + 1
                };
                idle_packets_in_all += u64::from(idle_packets > 0);
                if idle_packets > MAX_IDLE_PACKETS || idle_packets_in_all > MAX_IDLE_PACKETS_IN_ALL {
                    break End::Damaged;
                }
            }
            Ok(None) => break End::Regular,
            Err(SymphoniaError::ResetRequired) => break End::Another,
            Err(SymphoniaError::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => break End::OutOfBytes,
            Err(_) => {
                errors_in_a_row += 1;
                if errors_in_a_row > MAX_ERRORS_IN_A_ROW || plan.ends_at_an_error {
                    break End::Damaged;
                }
            }
        }
    };
    state.finish(if errors_in_a_row > 0 && end == End::Regular {
        End::Damaged
    } else {
        end
    })
}

fn make_decoder(chosen: &Chosen) -> Result<Decoder, DecodeError> {
    if let Some(header) = &chosen.opus {
        return Ok(Decoder::Opus(Box::new(OpusTrack::new(header)?)));
    }
    if let Some(track) = PcmTrack::of(&chosen.parameters) {
        return Ok(Decoder::Pcm(track));
    }
    if chosen.codec == "vorbis" {
        vorbis::refuse_absurd(chosen.parameters.extra_data.as_deref().unwrap_or_default())?;
    }
    // MP3 is trimmed here: without a Xing tag the demuxer guesses the length from the bitrate, and a
    // "gapless" decoder cuts good samples by that guess.
    let gapless = !matches!(chosen.codec.as_str(), "mp1" | "mp2" | "mp3");
    let options = AudioDecoderOptions::default().gapless(gapless);
    let decoder = symphonia::default::get_codecs()
        .make_audio_decoder(&chosen.parameters, &options)
        .map_err(|error| match error {
            SymphoniaError::Unsupported(what) => DecodeError::unsupported(&chosen.codec, what),
            other => other.into(),
        })?;
    Ok(Decoder::Symphonia(decoder))
}

struct Loop<'a> {
    chosen: &'a Chosen,
    front: &'a dyn Fn(u32) -> u64,
    fills_gaps: bool,
    decoder: Decoder,
    collector: Collector<'a>,
    planes: Vec<Vec<f32>>,
    /// Length of the last good packet, samples.
    last_len: Option<usize>,
    first_timestamp: Option<i64>,
    good_packets: u64,
    damaged_packets: u64,
    sbr_checks: u32,
    sbr_frames: u32,
    cut_at_end: u64,
    filled_gap_samples: u64,
}

impl Loop<'_> {
    fn take(&mut self, packet: &Packet) -> Result<Taken, DecodeError> {
        if self.fills_gaps {
            self.fill_gap(packet)?;
        }
        let decoded = match &mut self.decoder {
            Decoder::Opus(track) => track
                .decode(&packet.data, &mut self.planes)
                .map(|()| opus::SAMPLE_RATE_HZ),
            Decoder::Pcm(track) => {
                track.decode(&packet.data, &mut self.planes);
                Some(track.sample_rate_hz)
            }
            Decoder::Symphonia(decoder) => match decoder.decode(packet) {
                Ok(buffer) => {
                    buffer.copy_to_vecs_planar(&mut self.planes);
                    Some(buffer.spec().rate())
                }
                Err(SymphoniaError::ResetRequired) => {
                    decoder.reset();
                    None
                }
                Err(SymphoniaError::Unsupported(what)) if self.good_packets == 0 => {
                    return Err(DecodeError::unsupported(&self.chosen.codec, what));
                }
                Err(_) => None,
            },
        };
        let Some(sample_rate_hz) = decoded else {
            self.damaged_packets += 1;
            return self.push_silence_for(packet).map(|()| Taken::All);
        };
        if self.chosen.codec == "aac" && self.sbr_checks < MAX_SBR_CHECKS {
            self.sbr_checks += 1;
            self.sbr_frames += u32::from(aac::ends_with_sbr(&packet.data));
        }
        if matches!(self.decoder, Decoder::Opus(_)) {
            self.cut_opus_end(packet);
        }
        if self.good_packets == 0 {
            self.collector.set_front_len((self.front)(sample_rate_hz));
        }
        self.good_packets += 1;
        self.last_len = self
            .planes
            .first()
            .map(Vec::len)
            .filter(|&len| len > 0)
            .or(self.last_len);
        self.collector.push(sample_rate_hz, &self.planes)
    }

    /// Ogg says by its last granule position how much of the last packet was padding.
    fn cut_opus_end(&mut self, packet: &Packet) {
        let padding = usize::try_from(packet.trim_end.get()).unwrap_or(usize::MAX);
        let len = self.planes.first().map_or(0, Vec::len);
        let kept = len.saturating_sub(padding);
        for plane in &mut self.planes {
            plane.truncate(kept);
        }
        self.cut_at_end += (len - kept) as u64;
    }

    fn push_silence_for(&mut self, packet: &Packet) -> Result<(), DecodeError> {
        let opus_len = self
            .chosen
            .opus
            .as_ref()
            .and_then(|_| opus::packet_samples(&packet.data));
        match opus_len.or(self.last_len) {
            Some(len) if self.collector.sample_rate_hz() > 0 => self.collector.push_silence(len),
            _ => {
                let duration_s = self.seconds(packet.block_dur().get() as f64);
                self.collector.push_silence_s(duration_s.min(MAX_PACKET_S))
            }
        }
    }

    fn seconds(&self, ticks: f64) -> f64 {
        ticks * self.chosen.time_base.map_or(0.0, f64::from)
    }

    /// Where time stamps are exact (FLAC, Ogg), a jump ahead means that frames were lost.
    fn fill_gap(&mut self, packet: &Packet) -> Result<(), DecodeError> {
        let first = *self.first_timestamp.get_or_insert(packet.pts.get());
        let rate = self.collector.sample_rate_hz();
        if rate == 0 {
            return Ok(());
        }
        let due_s = self.seconds(packet.pts.get().saturating_sub(first) as f64);
        let gap = due_s * f64::from(rate) - self.collector.len() as f64;
        // Less than 10 ms is rounding, or the first Vorbis packet, which brings no samples.
        // Much more is a damaged time stamp.
        if gap > f64::from(rate) / 100.0 && gap < f64::from(rate) * MAX_GAP_S {
            let before = self.collector.len();
            self.collector.push_silence_s(gap / f64::from(rate))?;
            self.filled_gap_samples += (self.collector.len() - before) as u64;
        }
        Ok(())
    }

    fn finish(self, end: End) -> Result<Decoded, DecodeError> {
        if self.sbr_checks > 0 && self.sbr_frames * 2 > self.sbr_checks {
            let core_rate_hz = self.collector.sample_rate_hz();
            if core_rate_hz <= MAX_SBR_CORE_RATE_HZ || self.sbr_frames * 10 > self.sbr_checks * 9 {
                return Err(DecodeError::unsupported("he_aac", "he_aac cannot be decoded"));
            }
        }
        let (channels_changed, is_suspect) = (self.collector.channels_changed, self.collector.is_suspect);
        let len = self.collector.len();
        let (sample_rate_hz, front, channels) = self.collector.finish();
        Ok(Decoded {
            sample_rate_hz,
            len,
            front,
            channels,
            cut_at_end: self.cut_at_end,
            good_packets: self.good_packets,
            damaged_packets: self.damaged_packets,
            end,
            channels_changed,
            is_suspect,
            filled_gap_samples: self.filled_gap_samples,
        })
    }
}
