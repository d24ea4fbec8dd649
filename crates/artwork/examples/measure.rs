//! What a cover costs: CPU time of the drawing thread and bytes, for 24 names that are hard in different ways.
//!
//!     cargo run --release -p stemforge-artwork --example measure [ROUNDS]

use std::path::Path;

use stemforge_artwork::{Artist, Cover, Format, Teams, TextDirection};

const NAMES: [&str; 24] = [
    "Anna",
    "Jean-Baptiste de La Rochefoucauld-Montmorency",
    "Nguyễn Thị Ánh Tuyết",
    "Grzegorz Brzęczyszczykiewicz",
    "Žofie Nováková",
    "Олександра Шевченко",
    "Δημήτρης Παπαδόπουλος",
    "محمد عبد الرحمن",
    "נועה Cohen",
    "สมชาย ใจดี",
    "श्री कृष्ण",
    "山田太郎",
    "김민준",
    "王小明",
    "Zoë ⚽🔥",
    "👨‍👩‍👧‍👦🇫🇷🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "<script>alert(1)</script>&\"'",
    "Bo",
    "Guðrún Jónsdóttir",
    "Iñaki Etxeberria",
    "Gülşah Öztürk",
    "Siobhán Ní Dhomhnaill",
    "Ștefan Țîrlea",
    "Llywelyn ap Gruffudd",
];

fn thread_cpu_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

#[expect(clippy::print_stdout, reason = "the result")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds: usize = std::env::args().nth(1).map_or(Ok(20), |text| text.parse())?;
    let fonts = std::env::var_os("STEMFORGE_FONTS").unwrap_or_else(|| "target/fonts".into());
    let started_ms = thread_cpu_ms();
    let artist = Artist::open(Path::new(&fonts), Teams::euro_2016())?.with_background_bytes(512 << 20);
    println!("open: {:.0} ms", thread_cpu_ms() - started_ms);
    let codes: Vec<String> = artist.teams().iter().map(|team| team.code().to_owned()).collect();
    for format in Format::ALL {
        let mut cold_ms = Vec::new();
        let mut warm_ms = Vec::new();
        let mut bytes = Vec::new();
        for round in 0..=rounds {
            for (name, code) in NAMES.iter().zip(&codes) {
                let cover = Cover {
                    title: "All Four Corners",
                    line: "My voice is on this record",
                    name,
                    team_name: "",
                    team_code: code,
                    direction: TextDirection::LeftToRight,
                };
                let before_ms = thread_cpu_ms();
                let jpeg = artist.cover(&cover, format)?;
                let took_ms = thread_cpu_ms() - before_ms;
                if round == 0 {
                    cold_ms.push(took_ms);
                    bytes.push(jpeg.len() as f64);
                } else {
                    warm_ms.push((took_ms, name));
                }
            }
        }
        let mut each: Vec<f64> = warm_ms.iter().map(|&(ms, _)| ms).collect();
        println!(
            "{}: first {} ms; then {} ms; {} bytes",
            format.name(),
            spread(&mut cold_ms),
            spread(&mut each),
            spread(&mut bytes),
        );
        for name in NAMES {
            let mut one: Vec<f64> = warm_ms
                .iter()
                .filter(|&&(_, of)| *of == name)
                .map(|&(ms, _)| ms)
                .collect();
            println!("    {} ms  {name}", spread(&mut one));
        }
    }
    Ok(())
}

/// Median, mean and maximum.
fn spread(values: &mut [f64]) -> String {
    values.sort_by(f64::total_cmp);
    let median = values.get(values.len() / 2).copied().unwrap_or_default();
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let maximum = values.last().copied().unwrap_or_default();
    format!("median {median:.1}, mean {mean:.1}, maximum {maximum:.1}")
}
