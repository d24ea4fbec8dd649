//! Draws the covers of the golden pictures in full size and in all formats, for looking at:
//!
//!     cargo run -p stemforge-artwork --example covers -- DIR

use std::path::PathBuf;

use stemforge_artwork::{Artist, Cover, Format, Teams};

#[path = "../tests/covers/cases.rs"]
mod cases;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("say in which folder")?);
    std::fs::create_dir_all(&folder)?;
    let fonts = std::env::var_os("STEMFORGE_FONTS").unwrap_or_else(|| "target/fonts".into());
    let artist = Artist::open(fonts.as_ref(), Teams::euro_2016())?;
    for case in &cases::CASES {
        for format in Format::ALL {
            let file = format!("{}-{}.jpg", case.file, format.name());
            std::fs::write(folder.join(file), artist.cover(&case.cover, format)?)?;
        }
    }
    for team in artist.teams().iter() {
        let cover = Cover {
            team_code: team.code(),
            name: team.name(),
            ..cases::CASES[0].cover
        };
        std::fs::write(
            folder.join(format!("team-{}.jpg", team.code())),
            artist.cover(&cover, Format::Square)?,
        )?;
    }
    Ok(())
}
