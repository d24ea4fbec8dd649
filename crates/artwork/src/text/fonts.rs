//! The fonts of one folder, and which of them has what character.
//!
//! Only files that lie in the folder are used, never the system's fonts: the same pixels everywhere. They are asked in
//! the order of their names, so `10-noto-sans-bold.ttf` sets what it can and the others what it lacks. Fonts with a
//! `COLR` table set emoji, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use harfrust::ShaperData;
use skrifa::charmap::Charmap;
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider, Tag};

/// The largest font of Noto has 25 MB.
const MAX_FILE_BYTES: u64 = 64 << 20;
const MAX_FILES: usize = 64;

/// Why a folder of fonts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontsError {
    /// The folder is not there or cannot be listed.
    #[error("read the fonts in `{}`: {cause}; `scripts/fonts {}` fetches them", folder.display(), folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// There is no font for text in it.
    #[error("find a font for text in `{}`; `scripts/fonts {}` fetches them", folder.display(), folder.display())]
    NoFont {
        /// The folder.
        folder: PathBuf,
    },
    /// There are more files than any list of scripts needs.
    #[error("read the fonts in `{}`: more than {MAX_FILES} files", folder.display())]
    TooMany {
        /// The folder.
        folder: PathBuf,
    },
    /// A file is no font with outlines.
    #[error("read the font `{}`: {reason}; remove it, or fetch it again with `scripts/fonts`", file.display())]
    BadFont {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// One font file.
pub(crate) struct Font {
    data: Arc<Vec<u8>>,
    shaper: ShaperData,
    units_per_em: f32,
}

impl Font {
    fn read(data: Vec<u8>) -> Result<(Self, Kind), &'static str> {
        let font = FontRef::new(&data).map_err(|_| "not a TrueType or OpenType font")?;
        let units_per_em = f32::from(font.head().map_err(|_| "without a head table")?.units_per_em());
        if units_per_em < 16.0 {
            return Err("without a sensible size");
        }
        if font.outline_glyphs().format().is_none() {
            return Err("without outlines: fonts of bitmaps cannot be used");
        }
        if !font.charmap().has_map() {
            return Err("without a table of characters");
        }
        let kind = if font.table_data(Tag::new(b"COLR")).is_some() {
            Kind::Emoji
        } else {
            Kind::Text
        };
        let shaper = ShaperData::new(&font);
        Ok((
            Self {
                data: Arc::new(data),
                shaper,
                units_per_em,
            },
            kind,
        ))
    }

    /// The parsed font; `None` cannot be, as it was parsed before.
    pub(crate) fn face(&self) -> Option<FontRef<'_>> {
        FontRef::new(&self.data).ok()
    }

    fn charmap(&self) -> Option<Charmap<'_>> {
        self.face().map(|face| face.charmap())
    }

    pub(crate) fn shaper(&self) -> &ShaperData {
        &self.shaper
    }

    pub(crate) fn units_per_em(&self) -> f32 {
        self.units_per_em
    }

    pub(crate) fn data(&self) -> Arc<Vec<u8>> {
        Arc::clone(&self.data)
    }
}

enum Kind {
    Text,
    Emoji,
}

/// All fonts of a folder.
pub(crate) struct Fonts {
    text: Vec<Font>,
    emoji: Option<Font>,
    fingerprint: [u8; 32],
}

/// Which font of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FontId {
    /// Its place among the fonts for text.
    Text(usize),
    /// The one for emoji.
    Emoji,
}

impl Fonts {
    /// Reads every `.ttf` and `.otf` of a folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, FontsError> {
        let mut fonts = Self {
            text: Vec::new(),
            emoji: None,
            fingerprint: [0; 32],
        };
        let mut hasher = blake3::Hasher::new();
        for file in files(folder)? {
            let data = fs::read(&file).map_err(|cause| FontsError::BadFont {
                file: file.clone(),
                reason: cause.to_string(),
            })?;
            hasher.update(blake3::hash(&data).as_bytes());
            let (font, kind) = Font::read(data).map_err(|reason| FontsError::BadFont {
                file,
                reason: reason.to_owned(),
            })?;
            match kind {
                Kind::Text => fonts.text.push(font),
                Kind::Emoji => fonts.emoji = fonts.emoji.or(Some(font)),
            }
        }
        if fonts.text.is_empty() {
            return Err(FontsError::NoFont {
                folder: folder.to_owned(),
            });
        }
        fonts.fingerprint = *hasher.finalize().as_bytes();
        Ok(fonts)
    }

    pub(crate) fn get(&self, id: FontId) -> Option<&Font> {
        match id {
            FontId::Text(index) => self.text.get(index),
            FontId::Emoji => self.emoji.as_ref(),
        }
    }

    pub(crate) fn emoji(&self) -> Option<&Font> {
        self.emoji.as_ref()
    }

    /// Other fonts, other pixels.
    pub(crate) fn fingerprint(&self) -> &[u8; 32] {
        &self.fingerprint
    }

    /// Tables of characters, for the length of one text.
    pub(crate) fn coverage(&self) -> Coverage<'_> {
        Coverage {
            text: self.text.iter().filter_map(Font::charmap).collect(),
            emoji: self.emoji.as_ref().and_then(Font::charmap),
        }
    }
}

/// Who has which character.
pub(crate) struct Coverage<'a> {
    text: Vec<Charmap<'a>>,
    emoji: Option<Charmap<'a>>,
}

impl Coverage<'_> {
    /// The first font for text that has all of these; `favourite` is asked right after the first of all.
    pub(crate) fn text_font(&self, characters: &str, favourite: Option<usize>) -> Option<FontId> {
        let first = (!self.text.is_empty()).then_some(0);
        let order = first.into_iter().chain(favourite).chain(1..self.text.len());
        order
            .into_iter()
            .find(|&index| has_all(&self.text[index], characters))
            .map(FontId::Text)
    }

    /// The first font for text that has every one of these characters, if one has.
    pub(crate) fn one_font_for(&self, mut characters: impl Iterator<Item = char> + Clone) -> Option<usize> {
        characters.clone().next()?;
        self.text
            .iter()
            .position(|font| characters.clone().all(|c| font.map(c).is_some()))
            .filter(|_| characters.next().is_some())
    }

    pub(crate) fn emoji_font(&self, characters: &str) -> Option<FontId> {
        self.emoji
            .as_ref()
            .filter(|font| has_all(font, characters))
            .map(|_| FontId::Emoji)
    }
}

fn has_all(font: &Charmap<'_>, characters: &str) -> bool {
    characters
        .chars()
        .filter(|&c| !leaves_no_trace(c))
        .all(|c| font.map(c).is_some_and(|glyph| glyph.to_u32() != 0))
}

/// Joiners, selectors of variants and tags: they change their neighbours, and a font may do without them.
fn leaves_no_trace(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

/// The font files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, FontsError> {
    let failed = |cause| FontsError::Folder {
        folder: folder.to_owned(),
        cause,
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let is_font = file
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("ttf") || extension.eq_ignore_ascii_case("otf"));
        if !is_font {
            continue;
        }
        let size = fs::metadata(&file).map_err(failed)?;
        if !size.is_file() {
            continue;
        }
        if size.len() > MAX_FILE_BYTES {
            let reason = format!("{} bytes are too many", size.len());
            return Err(FontsError::BadFont { file, reason });
        }
        if files.len() == MAX_FILES {
            return Err(FontsError::TooMany {
                folder: folder.to_owned(),
            });
        }
        files.push(file);
    }
    files.sort();
    Ok(files)
}

/// The fonts that `scripts/fonts` fetched.
#[cfg(test)]
pub(crate) fn for_tests() -> Fonts {
    let by_default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/fonts");
    Fonts::open(&std::env::var_os("STEMFORGE_FONTS").map_or_else(by_default, PathBuf::from)).unwrap()
}
