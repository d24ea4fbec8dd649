//! Names that are hard, each in its own way.

use stemforge_artwork::{Cover, Format, TextDirection};

/// A golden picture: its file's name and what it shows.
pub(crate) struct Case {
    pub(crate) file: &'static str,
    pub(crate) format: Format,
    pub(crate) cover: Cover<'static>,
}

const fn case(file: &'static str, team_code: &'static str, name: &'static str) -> Case {
    let cover = Cover {
        title: "All Four Corners",
        line: "My voice is on this record",
        name,
        team_name: "",
        team_code,
        direction: TextDirection::LeftToRight,
    };
    Case {
        file,
        format: Format::Square,
        cover,
    }
}

const fn arabic(mut case: Case) -> Case {
    case.cover.line = "صوتي في هذه الأغنية";
    case.cover.direction = TextDirection::RightToLeft;
    case
}

const fn in_format(mut case: Case, format: Format) -> Case {
    case.format = format;
    case
}

/// Fourteen squares, a story and a preview.
pub(crate) const CASES: [Case; 16] = [
    case("latin", "at", "Anna Schmidt"),
    case("long", "fr", "Jean-Baptiste de La Rochefoucauld-Montmorency"),
    case("vietnamese", "be", "Nguyễn Thị Ánh Tuyết"),
    case("polish-czech", "cz", "Žofie Brzęczyszczykiewicz"),
    case("cyrillic", "ua", "Олександра Шевченко"),
    case("greek", "al", "Δημήτρης Παπαδόπουλος"),
    arabic(case("arabic", "tr", "محمد عبد الرحمن")),
    case("hebrew-latin", "ch", "נועה Cohen-Levi"),
    case("thai", "se", "สมชาย ใจดีวัฒนกุล"),
    case("devanagari", "it", "श्रीकृष्ण द्विवेदी"),
    case("japanese", "pt", "山田 さくら"),
    case("korean", "es", "김민준"),
    case("emoji", "gb-wls", "Zoë ⚽ 👨‍👩‍👧‍👦🇫🇷🏴󠁧󠁢󠁷󠁬󠁳󠁿"),
    case("markup", "de", "<script>alert(1)</script>&\"'"),
    in_format(arabic(case("story-arabic", "hr", "ليلى بنت عبد الله")), Format::Story),
    in_format(case("wide-latin", "is", "Guðrún Jónsdóttir"), Format::Wide),
];
