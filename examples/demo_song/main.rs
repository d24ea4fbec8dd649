//! Writes the sample campaign's song: `cargo run --release --example demo_song -- samples/demo`.
//!
//! "All Four Corners" is ours: melody, words, harmony and every sound in it are made by the code in this folder. It
//! writes `guide.csv`, the same notes as `guide.mid` and `guide.txt` (UltraStar), and `backing.flac`.

mod instruments;
mod mixdown;
mod notation;
mod score;

use anyhow::{Context, Result, ensure};
use mixdown::Stereo;
use std::path::PathBuf;
use stemforge::model::melody::Melody;

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("give the folder to write to")?);
    std::fs::create_dir_all(&folder)?;

    let notes = score::melody();
    let files = [
        ("guide.csv", notation::csv(&notes).into_bytes()),
        ("guide.mid", notation::midi(&notes)?),
        ("guide.txt", notation::ultrastar(&notes).into_bytes()),
    ];
    for (name, bytes) in &files {
        let extension = name.rsplit('.').next().unwrap_or_default();
        let read = Melody::parse(bytes, extension).with_context(|| format!("read `{name}` back"))?;
        ensure!(
            read.notes().len() == notes.len(),
            "`{name}` holds another number of notes"
        );
        for (read, written) in read.notes().iter().zip(&notes) {
            let apart_s = (read.onset_s - written.onset_s)
                .abs()
                .max((read.end_s() - written.end_s()).abs());
            ensure!(
                apart_s < 0.03 && read.midi == written.midi,
                "`{name}` has {read:?} for {written:?}"
            );
        }
        std::fs::write(folder.join(name), bytes)?;
    }

    let mut mix = Stereo::silence(score::LENGTH_S);
    instruments::play(&mut mix);
    mix.master(score::LOUDNESS_LUFS)?;
    std::fs::write(folder.join("backing.flac"), mix.flac()?)?;
    eprintln!("{}", mix.describe()?);
    Ok(())
}
