//! The portrait's layout: heading, waveform, spectrogram, axes, marks and what they mean.

use super::Portrait;
use super::colours::{
    BEYOND, CLIPPED, Colour, FAINT_INK, GAP, HALO, INK, LANE, LEVELS, PITCH, REPEAT, RULE, TRIMMED, WAVE, levels,
};
use super::indexed::Indexed;
use super::layout::{
    AXIS_Y, GRID, HEIGHT, LABEL_PX, LEFT, LEGEND_Y, PLOT, SPECTRUM_HEIGHT, SPECTRUM_TOP, TEXT_PX, TITLE_PX,
    WAVE_HEIGHT, WAVE_TOP, WIDTH, y_of,
};
use super::lettering;
use super::marks::{Found, Marks};
use super::pitch;
use super::scene::{Anchor, Scene, Shape};
use super::time;
use crate::dsp::decibels::db_from_power;
use crate::dsp::spectrogram::{self, FLOOR_DBFS};
use crate::model::f0::midi_to_hz;
use crate::report::figures::note_name;

const MOST_FACTS: usize = 2;

const RULED_HZ: [f64; 8] = [50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0];
/// C2 to C8: the octaves of the voice and of its harmonics.
const NAMED_MIDI: [f64; 7] = [36.0, 48.0, 60.0, 72.0, 84.0, 96.0, 108.0];
/// Levels from the loudest cell down to this far under it have colours of their own.
const RANGE_DB: f32 = 70.0;
/// The loudest cell of a silent recording counts as this loud: silence is dark.
const LEAST_TOP_DBFS: f32 = -50.0;
/// Everything on the paper.
pub(super) fn scene(portrait: &Portrait<'_>) -> Scene {
    let marks = Marks::of(portrait);
    let mut paper = Paper { shapes: Vec::new() };
    paper.heading(portrait);
    paper.waveform(portrait, &marks);
    paper.spectrum(portrait);
    paper.pitch(portrait);
    paper.dropouts(&marks);
    paper.time_axis(portrait);
    paper.legend(portrait, &marks);
    Scene {
        width: WIDTH,
        height: HEIGHT,
        title: format!("{}: waveform, spectrogram and pitch", portrait.title),
        shapes: paper.shapes,
    }
}

struct Paper {
    shapes: Vec<Shape>,
}

impl Paper {
    fn fill(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: Colour) {
        self.shapes.push(Shape::Fill {
            x,
            y,
            width,
            height,
            colour,
        });
    }

    fn text(&mut self, (x, y): (f64, f64), size: f64, anchor: Anchor, colour: Colour, text: &str) {
        self.shapes.push(Shape::Text {
            x,
            y,
            size,
            anchor,
            colour,
            text: text.to_owned(),
        });
    }

    fn heading(&mut self, portrait: &Portrait<'_>) {
        let room = (WIDTH - 2 * LEFT) as f64;
        let title = lettering::fitted(portrait.title, TITLE_PX, room);
        self.text((LEFT as f64, 34.0), TITLE_PX, Anchor::Start, INK, &title);
        for (i, line) in portrait.facts.iter().take(MOST_FACTS).enumerate() {
            let line = lettering::fitted(line, TEXT_PX, room);
            let y = 58.0 + 20.0 * i as f64;
            self.text((LEFT as f64, y), TEXT_PX, Anchor::Start, FAINT_INK, &line);
        }
    }

    /// Least and greatest sample of each column, as tall as the loudest of all; the axis says how loud that is.
    fn waveform(&mut self, portrait: &Portrait<'_>, marks: &Marks) {
        let (left, top, height) = (LEFT as f64, WAVE_TOP as f64, WAVE_HEIGHT as f64);
        self.fill((left, top), (PLOT as f64, height), LANE);
        let middle = top + height / 2.0;
        self.fill((left, middle - 0.5), (PLOT as f64, 1.0), RULE);
        let voice = portrait.voice;
        let loudest = voice.iter().fold(0.0_f32, |loudest, x| loudest.max(x.abs()));
        if loudest > 0.0 {
            let reach = (height / 2.0 - 3.0) / f64::from(loudest);
            for column in 0..PLOT {
                let start = (column * voice.len() / PLOT).saturating_sub(1);
                let end = ((column + 1) * voice.len() / PLOT).clamp(start + 1, voice.len());
                let slice = &voice[start..end];
                let highest = slice.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let lowest = slice.iter().copied().fold(f32::INFINITY, f32::min);
                let from = middle - reach * f64::from(highest) - 0.5;
                let tall = reach * f64::from(highest - lowest) + 1.0;
                self.fill((left + column as f64, from), (1.0, tall), WAVE);
            }
            let peak_dbfs = db_from_power(f64::from(loudest).powi(2));
            let label = format!("{peak_dbfs:.1}").replace('-', "\u{2212}");
            self.text((left - 8.0, top + 10.0), LABEL_PX, Anchor::End, FAINT_INK, &label);
            self.text((left - 8.0, top + 24.0), LABEL_PX, Anchor::End, FAINT_INK, "dBFS");
        } else {
            self.text(
                (left + 8.0, middle - 6.0),
                TEXT_PX,
                Anchor::Start,
                FAINT_INK,
                "digital silence",
            );
        }
        for columns in &marks.clipped.columns {
            let (x, width) = (left + columns.start as f64, columns.len() as f64);
            self.fill((x, top - 5.0), (width, 4.0), CLIPPED);
            self.fill((x, top + height + 1.0), (width, 4.0), CLIPPED);
        }
        for (samples, x, inward) in [
            (portrait.trimmed[0], left, 1.0),
            (portrait.trimmed[1], left + PLOT as f64, -1.0),
        ] {
            if samples > 0 {
                self.shapes.push(Shape::Line {
                    points: vec![(x + 6.0 * inward, top - 5.0), (x, top), (x, top + height)],
                    width: 2.0,
                    colour: TRIMMED,
                });
            }
        }
    }

    fn spectrum(&mut self, portrait: &Portrait<'_>) {
        let (image, top_dbfs) = spectrogram(portrait);
        self.shapes.push(Shape::Image {
            x: LEFT,
            y: SPECTRUM_TOP,
            image,
        });
        for hz in RULED_HZ {
            let y = y_of(hz);
            self.fill((LEFT as f64 - 4.0, y - 0.5), (4.0, 1.0), INK);
            let label = if hz < 1000.0 {
                format!("{hz}")
            } else {
                format!("{}k", hz / 1000.0)
            };
            self.text((LEFT as f64 - 8.0, y + 4.0), LABEL_PX, Anchor::End, INK, &label);
        }
        let right = (LEFT + PLOT) as f64;
        self.text(
            (LEFT as f64 - 8.0, SPECTRUM_TOP as f64 + 20.0),
            LABEL_PX,
            Anchor::End,
            FAINT_INK,
            "Hz",
        );
        for midi in NAMED_MIDI {
            let y = y_of(midi_to_hz(midi));
            if y > SPECTRUM_TOP as f64 {
                self.fill((right, y - 0.5), (4.0, 1.0), INK);
                self.text((right + 8.0, y + 4.0), LABEL_PX, Anchor::Start, INK, &note_name(midi));
            }
        }
        self.level_scale(top_dbfs);
    }

    /// What the colours mean.
    fn level_scale(&mut self, top_dbfs: f32) {
        const TALL: f64 = 240.0;
        let (x, bottom) = ((LEFT + PLOT) as f64 + 34.0, (SPECTRUM_TOP + SPECTRUM_HEIGHT) as f64);
        let step = TALL / LEVELS as f64;
        for (i, colour) in levels().into_iter().enumerate() {
            self.fill((x, bottom - (i + 1) as f64 * step), (10.0, step), colour);
        }
        for db_under in [0.0, 35.0, 70.0] {
            let y = bottom - TALL * f64::from(1.0 - db_under / RANGE_DB);
            let label = format!("{:.0}", top_dbfs - db_under).replace('-', "\u{2212}");
            self.text((x + 14.0, y + 4.0), LABEL_PX, Anchor::Start, FAINT_INK, &label);
        }
        self.text((x, bottom - TALL - 10.0), LABEL_PX, Anchor::Start, FAINT_INK, "dBFS");
    }

    /// The voiced frames, joined where the voice glides from one to the next.
    fn pitch(&mut self, portrait: &Portrait<'_>) {
        for run in pitch::runs(portrait) {
            for (width, colour) in [(4.2, HALO), (1.8, PITCH)] {
                self.shapes.push(Shape::Line {
                    points: run.clone(),
                    width,
                    colour,
                });
            }
        }
    }

    /// Bands over the waveform and bars over the spectrogram, so that what is there can still be seen.
    fn dropouts(&mut self, marks: &Marks) {
        for (found, colour) in [(&marks.gaps, GAP), (&marks.repeats, REPEAT)] {
            for columns in &found.columns {
                let x = (LEFT + columns.start) as f64;
                let width = (columns.len() as f64).max(2.0);
                self.fill((x, WAVE_TOP as f64), (width, WAVE_HEIGHT as f64), colour.thin(0.35));
                let band_y = (WAVE_TOP + WAVE_HEIGHT) as f64 + 1.0;
                self.fill(
                    (x - 1.0, band_y),
                    (width + 2.0, SPECTRUM_TOP as f64 - band_y - 1.0),
                    colour,
                );
                if colour == REPEAT {
                    // A second bar: twice the same.
                    self.fill((x - 1.0, band_y + 4.0), (width + 2.0, 2.0), super::colours::PAPER);
                }
            }
        }
    }

    fn time_axis(&mut self, portrait: &Portrait<'_>) {
        let duration_s = portrait.voice.len() as f64 / f64::from(portrait.rate_hz.max(1));
        for (time_s, label) in time::ticks(duration_s, 11) {
            let x = LEFT as f64 + time_s / duration_s * PLOT as f64;
            self.fill((x - 0.5, AXIS_Y - 18.0), (1.0, 5.0), INK);
            self.text((x, AXIS_Y), LABEL_PX, Anchor::Middle, INK, &label);
        }
    }

    fn legend(&mut self, portrait: &Portrait<'_>, marks: &Marks) {
        let counted = |found: &Found, one: &str, many: &str| match found.count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let [start, end] = portrait.trimmed;
        let trimmed = (start + end > 0).then(|| format!("{start} + {end} samples trimmed ({})", portrait.trimmed_by));
        let entries = [
            (PITCH, portrait.f0.voiced.contains(&true).then(|| "pitch".to_owned())),
            (GAP, counted(&marks.gaps, "gap", "gaps")),
            (REPEAT, counted(&marks.repeats, "repeated block", "repeated blocks")),
            (CLIPPED, counted(&marks.clipped, "clipped crest", "clipped crests")),
            (TRIMMED, trimmed),
            (
                BEYOND,
                (f64::from(portrait.rate_hz) / 2.0 < GRID.highest_hz)
                    .then(|| "above half the sample rate: nothing can be stored there".to_owned()),
            ),
        ];
        let mut x = LEFT as f64;
        for (colour, words) in entries {
            let Some(words) = words else { continue };
            let back = if colour == PITCH { HALO.thin(1.0) } else { colour };
            self.fill((x, LEGEND_Y - 9.0), (16.0, 10.0), back);
            self.fill((x, LEGEND_Y - 6.0), (16.0, 4.0), colour);
            self.text((x + 22.0, LEGEND_Y), LABEL_PX, Anchor::Start, INK, &words);
            x += 22.0 + lettering::width(&words, LABEL_PX) + 28.0;
        }
    }
}

/// The spectrogram, and the level of its lightest colour.
fn spectrogram(portrait: &Portrait<'_>) -> (Indexed, f32) {
    let mut cells = vec![f32::NAN; PLOT * SPECTRUM_HEIGHT];
    let mut top_dbfs = LEAST_TOP_DBFS;
    spectrogram::columns(portrait.voice, portrait.rate_hz, &GRID, |column, column_levels| {
        for (row, level) in column_levels.iter().enumerate() {
            if let Some(level_dbfs) = *level {
                cells[(SPECTRUM_HEIGHT - 1 - row) * PLOT + column] = level_dbfs;
                top_dbfs = top_dbfs.max(level_dbfs);
            }
        }
    });
    let top_dbfs = (top_dbfs / 5.0).ceil() * 5.0;
    let mut palette = levels();
    palette.push(BEYOND);
    let index = |level_dbfs: f32| {
        if level_dbfs.is_nan() {
            return LEVELS as u8;
        }
        let share = 1.0 - (top_dbfs - level_dbfs.max(FLOOR_DBFS)) / RANGE_DB;
        (share * LEVELS as f32).clamp(0.0, LEVELS as f32 - 1.0) as u8
    };
    let image = Indexed {
        width: PLOT,
        height: SPECTRUM_HEIGHT,
        palette,
        pixels: cells.into_iter().map(index).collect(),
    };
    (image, top_dbfs)
}

#[cfg(test)]
mod tests {
    use super::super::{png, svg};
    use super::*;
    use crate::dsp::f0;
    use crate::model::f0::F0Track;
    use std::f64::consts::TAU;

    fn sine(hz: f64, seconds: f64, rate_hz: u32) -> Vec<f32> {
        (0..(seconds * f64::from(rate_hz)) as usize)
            .map(|n| (0.5 * (TAU * hz * n as f64 / f64::from(rate_hz)).sin()) as f32)
            .collect()
    }

    /// Width, height and pixels of the PNG.
    fn painted(voice: &[f32], rate_hz: u32, f0: &F0Track) -> (usize, usize, Vec<u8>) {
        let portrait = Portrait {
            title: "take.wav",
            facts: &["pcm in wav".to_owned()],
            voice,
            rate_hz,
            f0,
            trimmed: [0, 0],
            trimmed_by: "",
        };
        let bytes = png(&portrait).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width as usize, info.height as usize, pixels)
    }

    /// Brightness of one column of the spectrogram, from the top.
    fn column(pixels: &[u8], x: usize) -> Vec<u32> {
        (SPECTRUM_TOP..SPECTRUM_TOP + SPECTRUM_HEIGHT)
            .map(|y| {
                pixels[3 * (y * WIDTH + x)..][..3]
                    .iter()
                    .map(|&value| u32::from(value))
                    .sum()
            })
            .collect()
    }

    #[test]
    fn a_tone_draws_its_bright_row_where_it_is() {
        for (hz, rate_hz) in [(1000.0, 48_000), (250.0, 44_100), (2500.0, 16_000)] {
            let (width, height, pixels) = painted(&sine(hz, 3.0, rate_hz), rate_hz, &F0Track::default());
            assert_eq!((width, height), (WIDTH, HEIGHT));
            let column = column(&pixels, LEFT + PLOT / 2);
            let brightest = (0..column.len()).max_by_key(|&row| column[row]).unwrap();
            let expected = SPECTRUM_HEIGHT as f64 - GRID.height_of(hz);
            assert!(
                (brightest as f64 + 0.5 - expected).abs() <= 4.0,
                "{hz} Hz: row {brightest}, not {expected}"
            );
            assert!(column[SPECTRUM_HEIGHT - 20] < 150, "{hz} Hz: what is silent is dark");
        }
    }

    #[test]
    fn silence_is_dark_and_what_cannot_be_is_grey() {
        let (_, _, pixels) = painted(&[0.0; 8000], 8000, &F0Track::default());
        let column = column(&pixels, LEFT + 500);
        assert!(
            column[SPECTRUM_HEIGHT - 100..]
                .iter()
                .all(|&brightness| brightness < 120),
            "{column:?}"
        );
        let grey: u32 = BEYOND.rgb.iter().map(|&value| u32::from(value)).sum();
        assert_eq!(column[10], grey);
    }

    #[test]
    fn the_pitch_lies_on_its_partial() {
        let voice = sine(440.0, 2.0, 16_000);
        let track = f0::track(&voice);
        let (_, _, pixels) = painted(&voice, 16_000, &track);
        let y = y_of(440.0) as usize;
        let found = (y - 3..=y + 3).any(|y| pixels[3 * (y * WIDTH + LEFT + 525)..][..3] == PITCH.rgb);
        assert!(found, "no pitch at {y}");
    }

    #[test]
    fn marks_stand_where_the_accident_is() {
        let mut voice: Vec<f32> = sine(440.0, 2.0, 48_000);
        for (n, sample) in voice.iter_mut().enumerate() {
            *sample += 0.01 * ((n * n) as f32).sin();
        }
        voice[48_000..50_000].fill(0.0);
        let portrait = Portrait {
            title: "t",
            facts: &[],
            voice: &voice,
            rate_hz: 48_000,
            f0: &F0Track::default(),
            trimmed: [0, 0],
            trimmed_by: "",
        };
        let marks = Marks::of(&portrait);
        assert_eq!(marks.gaps.count, 1);
        assert!(
            marks.gaps.columns[0].start.abs_diff(PLOT / 2) <= 1,
            "{:?}",
            marks.gaps.columns
        );
        assert_eq!(marks.repeats.count, 0);
        let svg = svg(&portrait).unwrap();
        assert!(svg.contains("1 gap"), "the legend names it");
    }

    #[test]
    fn any_length_and_any_name_make_a_picture_of_one_size() {
        let broken = F0Track {
            f0_hz: vec![f32::NAN, f32::INFINITY, -3.0, 0.0, 1e30, 220.0],
            voiced: vec![true; 4],
            ..F0Track::default()
        };
        for (voice, rate_hz) in [
            (vec![], 48_000),
            (vec![0.3], 4000),
            (vec![0.5; 800], 8000),
            (vec![1.0; 77], 384_000),
            (sine(300.0, 70.0, 4000), 4000),
        ] {
            let (width, height, _) = painted(&voice, rate_hz, &broken);
            assert_eq!((width, height), (WIDTH, HEIGHT));
            let portrait = Portrait {
                title: "<script>&\"'\u{1b}[31m\u{0}\u{202e}\u{fffe} \u{5927}.wav",
                facts: &["<b>".to_owned(), "x".repeat(100_000)],
                voice: &voice,
                rate_hz,
                f0: &broken,
                trimmed: [312, 0],
                trimmed_by: "</svg>",
            };
            let svg = svg(&portrait).unwrap();
            assert!(
                svg.contains("&lt;script&gt;&amp;") && !svg.contains("<script"),
                "names are escaped"
            );
            assert!(!svg.contains(['\u{1b}', '\0', '\u{fffe}']), "XML forbids these");
            assert!(!svg.contains("NaN") && !svg.contains("inf\""), "numbers are numbers");
            assert_eq!(svg.matches("</svg>").count(), 1);
            assert!(svg.len() < 2_000_000, "{}", svg.len());
        }
    }
}
