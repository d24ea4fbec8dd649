//! What a cover costs: CPU time of the drawing thread, bytes and memory, as one JSON object.
//!
//!     cargo run --release -p stemforge-artwork --example measure
//!
//! Every name of the golden pictures is drawn for every team in every format. `first` are covers that have to draw their
//! background, `then` those that find it.

use stemforge_artwork::{Artist, Cover, CoverError, Format, Teams};

#[path = "../tests/covers/cases.rs"]
mod cases;

/// Enough that a median does not move.
const ROUNDS: usize = 3;
/// No fan has more to show: as many emoji as are drawn, and nobody had them before.
const DEAREST: &str = "🦩👩🏽‍🚀🏴‍☠️🦚🧝🏿‍♀️🎠🏰🐉";

fn thread_cpu_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Draws and returns how long it took and how many bytes it has.
fn timed(artist: &Artist, cover: &Cover<'_>, format: Format) -> Result<(f64, f64), CoverError> {
    let started_ms = thread_cpu_ms();
    let jpeg = artist.cover(cover, format)?;
    Ok((thread_cpu_ms() - started_ms, jpeg.len() as f64))
}

/// Median, 99th percentile, maximum and mean.
fn spread(mut values: Vec<f64>) -> String {
    values.sort_by(f64::total_cmp);
    let at = |part: f64| {
        values
            .get((part * (values.len() - 1) as f64).round() as usize)
            .copied()
            .unwrap_or_default()
    };
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    format!(
        r#"{{"median": {:.2}, "p99": {:.2}, "max": {:.2}, "mean": {mean:.2}}}"#,
        at(0.5),
        at(0.99),
        at(1.0)
    )
}

/// The most memory that this process has held, as Linux counts it.
fn peak_memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .strip_suffix(" kB")?
        .parse()
        .ok()
}

#[expect(clippy::print_stdout, reason = "the result")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fonts = std::env::var_os("STEMFORGE_FONTS").unwrap_or_else(|| "target/fonts".into());
    let started_ms = thread_cpu_ms();
    let artist = Artist::open(fonts.as_ref(), Teams::euro_2016())?;
    let open_ms = thread_cpu_ms() - started_ms;
    for team in artist.teams().iter() {
        for format in Format::ALL {
            artist.cover(
                &Cover {
                    team_code: team.code(),
                    ..cases::CASES[0].cover
                },
                format,
            )?;
        }
    }
    let peak_kb = peak_memory_kb().map_or("null".to_owned(), |kb| kb.to_string());

    let mut formats = Vec::new();
    for format in Format::ALL {
        let artist = Artist::open(fonts.as_ref(), Teams::euro_2016())?;
        let (mut first_ms, mut then_ms, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            for team in artist.teams().iter() {
                for case in &cases::CASES {
                    let cover = Cover {
                        team_code: team.code(),
                        ..case.cover
                    };
                    let is_first = draws_background(round, case.file);
                    let (took_ms, size) = timed(&artist, &cover, format)?;
                    if is_first {
                        first_ms.push(took_ms);
                    } else if round > 0 {
                        then_ms.push(took_ms);
                        bytes.push(size);
                    }
                }
            }
        }
        let fresh = Artist::open(fonts.as_ref(), Teams::euro_2016())?;
        timed(&fresh, &cases::CASES[0].cover, format)?;
        let dearest = Cover {
            name: DEAREST,
            ..cases::CASES[0].cover
        };
        let (dearest_ms, _) = timed(&fresh, &dearest, format)?;
        formats.push(format!(
            "    \"{}\": {{\"first_ms\": {},\n      \"then_ms\": {},\n      \"bytes\": {},\n      \"dearest_ms\": {dearest_ms:.1}}}",
            format.name(),
            spread(first_ms),
            spread(then_ms),
            spread(bytes),
        ));
    }
    println!(
        "{{\n  \"open_ms\": {open_ms:.0},\n  \"peak_kb\": {peak_kb},\n  \"formats\": {{\n{}\n  }}\n}}",
        formats.join(",\n")
    );
    Ok(())
}

/// Whether this is the first cover of a team: the cases begin with this one.
fn draws_background(round: usize, case: &str) -> bool {
    round == 0 && case == cases::CASES[0].file
}
