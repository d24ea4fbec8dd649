//! Decodes recordings and does nothing else: what benches/throughput.py holds against ffmpeg.
//!
//! `cargo run --release --no-default-features --example decode take.webm`
#![expect(clippy::print_stdout, reason = "the figures go to stdout")]

use std::sync::Arc;
use stemforge::ingest::{Limits, decode};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let bytes: Arc<[u8]> = std::fs::read(&path)?.into();
        let audio = decode(bytes, None, &Limits::default())?;
        let (rate_hz, channels, samples) = (audio.sample_rate_hz, audio.channels.len(), audio.len_samples());
        println!("{path}: {rate_hz} Hz, {channels} channels, {samples} samples");
    }
    Ok(())
}
