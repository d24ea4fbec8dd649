//! Covers against pictures that somebody looked at.
//!
//! A golden picture is the cover at a quarter of its size, each channel rounded to sixteen levels so that it stays small.
//! The cover of today is brought to that size, but not rounded. Both differ by half a level, 8.5, at most, and other
//! processors may round a covered edge differently, by two or three: a pixel is *off* from 20 on. Wrong text is off by a
//! hundred and more, but may be a single accent, so what counts is not the whole picture but the worst square of it. Of
//! its 81 pixels none is off on the machine that drew them; of the changes below the least, an apostrophe for a quotation
//! mark, moves 17.
//!
//! `STEMFORGE_GOLDEN=write cargo test -p stemforge-artwork golden` draws them anew; look at them before you commit them.

use std::fs;
use std::path::PathBuf;

use resvg::tiny_skia::Pixmap;
use stemforge_artwork::{Cover, Format, TextDirection};

use crate::ARTIST;
use crate::cases::{CASES, Case};

const SHRINK: usize = 4;
const LEVELS: f32 = 16.0;
/// Half a level, and a margin for other processors.
const OFF_FROM: i32 = 20;
/// The worst square of so many pixels a side: an accent on a letter fills a tenth of it.
const SQUARE: usize = 9;
/// Of its pixels, so many may be off.
const MAX_OFF: usize = 4;

/// Red, green and blue of each pixel.
struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<[u8; 3]>,
}

impl Picture {
    fn of(cover: &Cover<'_>, format: Format) -> Self {
        let drawn = Pixmap::decode_png(&ARTIST.png(cover, format).unwrap()).unwrap();
        let (width, height) = (drawn.width() as usize / SHRINK, drawn.height() as usize / SHRINK);
        let mut rgb = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let mut sum = [0_u32; 3];
                for (dx, dy) in (0..SHRINK * SHRINK).map(|index| (index % SHRINK, index / SHRINK)) {
                    let pixel = drawn.pixel((x * SHRINK + dx) as u32, (y * SHRINK + dy) as u32).unwrap();
                    assert_eq!(pixel.alpha(), 255, "a cover is opaque");
                    for (sum, value) in sum.iter_mut().zip([pixel.red(), pixel.green(), pixel.blue()]) {
                        *sum += u32::from(value);
                    }
                }
                rgb.push(sum.map(|sum| (sum / (SHRINK * SHRINK) as u32) as u8));
            }
        }
        Self { width, height, rgb }
    }

    fn rounded(mut self) -> Self {
        let step = 255.0 / (LEVELS - 1.0);
        for value in self.rgb.iter_mut().flatten() {
            *value = ((f32::from(*value) / step).round() * step).round() as u8;
        }
        self
    }

    fn read(name: &str) -> Self {
        let file = file(name);
        let stored = fs::File::open(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut reader = png::Decoder::new(std::io::BufReader::new(stored)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!(
            (info.color_type, info.bit_depth),
            (png::ColorType::Rgb, png::BitDepth::Eight)
        );
        let rgb = bytes
            .chunks_exact(3)
            .map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        Self {
            width: info.width as usize,
            height: info.height as usize,
            rgb,
        }
    }

    fn write(&self, name: &str) {
        let stored = fs::File::create(file(name)).unwrap();
        let mut encoder = png::Encoder::new(stored, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        encoder
            .write_header()
            .unwrap()
            .write_image_data(self.rgb.as_flattened())
            .unwrap();
    }

    /// How many pixels are off in the worst square.
    fn worst(&self, other: &Self) -> usize {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let is_off = |index: usize| {
            let (one, other) = (self.rgb[index], other.rgb[index]);
            one.iter()
                .zip(other)
                .any(|(&one, other)| (i32::from(one) - i32::from(other)).abs() >= OFF_FROM)
        };
        let mut worst = 0;
        for top in (0..self.height).step_by(SQUARE / 2) {
            for left in (0..self.width).step_by(SQUARE / 2) {
                let rows = top..(top + SQUARE).min(self.height);
                let columns = left..(left + SQUARE).min(self.width);
                let off = rows
                    .flat_map(|y| columns.clone().map(move |x| y * self.width + x))
                    .filter(|&index| is_off(index));
                worst = worst.max(off.count());
            }
        }
        worst
    }
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
        .with_extension("png")
}

fn golden(name: &str) -> &'static Case {
    CASES.iter().find(|case| case.file == name).unwrap()
}

/// How far a cover is from a golden picture.
fn distance(name: &str, cover: &Cover<'_>) -> usize {
    Picture::of(cover, golden(name).format).worst(&Picture::read(name))
}

#[test]
fn golden_covers_look_as_they_did() {
    let is_writing = std::env::var_os("STEMFORGE_GOLDEN").is_some_and(|mode| mode == "write");
    let mut wrong = Vec::new();
    for case in &CASES {
        if is_writing {
            Picture::of(&case.cover, case.format).rounded().write(case.file);
        }
        let off = distance(case.file, &case.cover);
        if off > MAX_OFF {
            wrong.push(format!("{}: {off} pixels of a square", case.file));
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong:#?}\nlook at them; to accept them see the first lines of this file"
    );
}

#[test]
fn every_golden_picture_is_of_a_case() {
    let stored = fs::read_dir(file("latin").parent().unwrap()).unwrap();
    let mut names: Vec<String> = stored
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    let mut cases: Vec<&str> = CASES.iter().map(|case| case.file).collect();
    cases.sort_unstable();
    assert_eq!(names, cases);
}

#[test]
fn another_name_is_seen_even_by_an_accent() {
    // Each differs from the golden name by as little as names do.
    for (file, name) in [
        ("latin", "Anna Schmitt"),
        ("latin", "Änna Schmidt"),
        ("long", "Jean-Baptiste de La Rochefoucauld-Montmorencv"),
        ("vietnamese", "Nguyên Thị Ánh Tuyết"),
        ("vietnamese", "Nguyễn Thi Ánh Tuyết"),
        ("polish-czech", "Zofie Brzęczyszczykiewicz"),
        ("polish-czech", "Žofie Brzeczyszczykiewicz"),
        ("cyrillic", "Олександра Шевчєнко"),
        ("greek", "Δημητρης Παπαδόπουλος"),
        // A letter is missing.
        ("arabic", "محمد عبد الرحن"),
        ("hebrew-latin", "נועח Cohen-Levi"),
        ("thai", "สมชาย ใจดวัฒนกุล"),
        ("japanese", "山田 ざくら"),
        ("korean", "김민쥰"),
        ("emoji", "Zoë ⚽ 👨‍👩‍👧🇫🇷🏴󠁧󠁢󠁷󠁬󠁳󠁿"),
        ("emoji", "Zoë ⚽ 👨‍👩‍👧‍👦🇮🇪🏴󠁧󠁢󠁷󠁬󠁳󠁿"),
        ("markup", "<script>alert(1)</script>&\"\""),
        ("markup", "&lt;script&gt;alert(1)&lt;/script&gt;&amp;\"'"),
    ] {
        let cover = Cover {
            name,
            ..golden(file).cover
        };
        let off = distance(file, &cover);
        assert!(off > 3 * MAX_OFF, "{name} passes for {file}: {off}");
    }
}

#[test]
fn letters_that_are_not_joined_are_seen() {
    // Zero-width non-joiners keep Arabic letters and Indian conjuncts apart: this is how text without shaping looks.
    for (file, name) in [
        ("arabic", "م\u{200c}ح\u{200c}م\u{200c}د عبد الرحمن"),
        ("devanagari", "श्\u{200c}रीकृष्ण द्विवेदी"),
    ] {
        let cover = Cover {
            name,
            ..golden(file).cover
        };
        let off = distance(file, &cover);
        assert!(off > 3 * MAX_OFF, "{file}: {off}");
    }
}

#[test]
fn a_mirrored_layout_is_seen() {
    for (file, direction) in [
        ("arabic", TextDirection::LeftToRight),
        ("story-arabic", TextDirection::LeftToRight),
        ("latin", TextDirection::RightToLeft),
        ("wide-latin", TextDirection::RightToLeft),
    ] {
        let cover = Cover {
            direction,
            ..golden(file).cover
        };
        assert!(distance(file, &cover) > 15 * MAX_OFF, "{file}");
    }
}

#[test]
fn another_flag_is_seen() {
    // One colour apart, one proportion apart.
    for (file, team_code) in [("wide-latin", "se"), ("latin", "pl"), ("japanese", "es")] {
        let cover = Cover {
            team_code,
            ..golden(file).cover
        };
        assert!(distance(file, &cover) > 15 * MAX_OFF, "{file}");
    }
}
