//! Decodes recordings and does nothing else: what benches/throughput.py holds against ffmpeg.
//!
//! `cargo run --release --no-default-features --example decode take.webm`
#![expect(clippy::print_stdout, reason = "the figures go to stdout")]

use std::fs::File;
use std::io::Read;
use std::sync::Arc;
use stemforge::ingest::{Limits, decode};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Minutes of uncompressed sound are larger than a take may be.
    let limits = Limits {
        max_bytes: u64::MAX,
        ..Limits::default()
    };
    for path in std::env::args().skip(1) {
        let audio = decode(read(&path)?, None, &limits)?;
        let (rate_hz, channels, samples) = (audio.sample_rate_hz, audio.channels.len(), audio.len_samples());
        println!("{path}: {rate_hz} Hz, {channels} channels, {samples} samples");
    }
    Ok(())
}

/// Straight to where the decoder wants it.
fn read(path: &str) -> std::io::Result<Arc<[u8]>> {
    let mut file = File::open(path)?;
    let len = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, len).collect();
    let room = Arc::get_mut(&mut bytes).ok_or(std::io::ErrorKind::Other)?;
    file.read_exact(room)?;
    Ok(bytes)
}
