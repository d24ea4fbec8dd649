//! `selection.csv`: who sings where, and why the others do not.
//!
//! One line for each take and layer; a take that is not on the record has one line with empty cells. `lag_ms` and
//! `drift_ppm` are what the take was moved by, `polarity` is 1 or −1.

use std::io;
use std::path::Path;

use super::aside::{Written, write_aside};
use super::error::Error;
use super::placement::Placement;
use crate::model::spreadsheet::defused;
use crate::select::Choice;

/// Names of the columns.
pub const COLUMNS: [&str; 12] = [
    "take_id",
    "status",
    "section",
    "layer",
    "rank",
    "gain_db",
    "pan",
    "polarity",
    "lag_ms",
    "drift_ppm",
    "reasons",
    "why",
];

/// Writes the table: choices in the order given, each with its placements.
pub fn write<'a>(
    path: &Path,
    choices: impl IntoIterator<Item = (&'a Choice, &'a [Placement])>,
) -> Result<Written, Error> {
    write_aside(path, |sink| {
        let mut table = csv::Writer::from_writer(sink);
        table.write_record(COLUMNS).map_err(io::Error::other)?;
        for (choice, placements) in choices {
            if placements.is_empty() {
                table.write_record(record(choice, None)).map_err(io::Error::other)?;
            }
            for placement in placements {
                table
                    .write_record(record(choice, Some(placement)))
                    .map_err(io::Error::other)?;
            }
        }
        table.flush()
    })
}

fn record(choice: &Choice, placement: Option<&Placement>) -> [String; 12] {
    let number =
        |value: Option<f64>, decimals: usize| value.map_or(String::new(), |value| format!("{value:.decimals$}"));
    let reasons: Vec<&str> = choice.reasons.iter().map(|reason| reason.as_str()).collect();
    [
        defused(&choice.take_id.0).into_owned(),
        choice.status.as_str().to_owned(),
        choice.section.clone().unwrap_or_default(),
        placement.map_or("", |placement| placement.layer.as_str()).to_owned(),
        choice.rank.map_or(String::new(), |rank| rank.to_string()),
        number(placement.map(|placement| placement.gain_db), 2),
        number(placement.map(|placement| placement.pan), 4),
        placement
            .map_or("", |placement| if placement.invert_polarity { "-1" } else { "1" })
            .to_owned(),
        number(placement.map(|placement| placement.lag_ms), 3),
        number(placement.map(|placement| placement.drift_ppm), 1),
        reasons.join(" "),
        choice.why.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reason::ReasonCode;
    use crate::model::row::Status;
    use crate::model::take::TakeId;
    use crate::select::Layer;

    #[test]
    fn a_line_for_each_layer_and_one_for_a_rejected_take() {
        let sung = Choice {
            take_id: TakeId("a, \"b\"".to_owned()),
            section: Some("high".to_owned()),
            layers: vec![Layer::Close, Layer::Crowd],
            rank: Some(1),
            status: Status::Accepted,
            reasons: Vec::new(),
            why: "Close: number 1 of 2 in high, with 90.0 points.".to_owned(),
        };
        let placement = Placement {
            take_id: sung.take_id.clone(),
            layer: Layer::Close,
            section: "high".to_owned(),
            gain_db: -3.456,
            pan: 0.25,
            invert_polarity: true,
            lag_ms: 120.5,
            drift_ppm: -4.0,
            rank: Some(1),
        };
        let crowd = Placement {
            layer: Layer::Crowd,
            invert_polarity: false,
            ..placement.clone()
        };
        let out = Choice {
            take_id: TakeId("z".to_owned()),
            section: None,
            layers: Vec::new(),
            rank: None,
            status: Status::Rejected,
            reasons: vec![ReasonCode::Noisy, ReasonCode::Bleed],
            why: "Rejected.".to_owned(),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("selection.csv");
        write(&path, [(&sung, &[placement, crowd][..]), (&out, &[][..])]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "take_id,status,section,layer,rank,gain_db,pan,polarity,lag_ms,drift_ppm,reasons,why"
        );
        assert_eq!(
            lines[1],
            r#""a, ""b""",accepted,high,close,1,-3.46,0.2500,-1,120.500,-4.0,,"Close: number 1 of 2 in high, with 90.0 points.""#
        );
        assert!(lines[2].contains(",high,crowd,1,-3.46,0.2500,1,"));
        assert_eq!(lines[3], "z,rejected,,,,,,,,,NOISY BLEED,Rejected.");
        assert_eq!(lines.len(), 4);
    }
}
