//! How each type of setting is read from TOML, checked and written back.

use std::collections::BTreeMap;
use std::fmt;

use toml::de::DeValue;

use crate::score::Kernel;

/// Least and greatest value that a key allows; for a list of names, how many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) least: f64,
    pub(super) greatest: f64,
}

impl Range {
    fn contains(self, value: f64) -> bool {
        self.least <= value && value <= self.greatest
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {} to {}", self.least, self.greatest)
    }
}

/// A field that a key fills.
pub(super) trait Setting {
    /// Takes over what was typed, or says what it should have been.
    fn read(&mut self, typed: &DeValue<'_>, range: Range) -> Result<(), String>;

    /// The value in TOML; `None` where there is none.
    fn written(&self) -> Option<String>;
}

/// Integers count as numbers; `inf` and `nan` do not.
fn number(typed: &DeValue<'_>) -> Option<f64> {
    let value = match typed {
        DeValue::Float(float) => float.as_str().parse().ok()?,
        _ => whole(typed)? as f64,
    };
    value.is_finite().then_some(value)
}

fn whole(typed: &DeValue<'_>) -> Option<i64> {
    let integer = typed.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

impl Setting for f64 {
    fn read(&mut self, typed: &DeValue<'_>, range: Range) -> Result<(), String> {
        *self = number(typed)
            .filter(|value| range.contains(*value))
            .ok_or_else(|| format!("a number {range}"))?;
        Ok(())
    }

    fn written(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

impl Setting for Option<f64> {
    fn read(&mut self, typed: &DeValue<'_>, range: Range) -> Result<(), String> {
        self.get_or_insert_default().read(typed, range)
    }

    fn written(&self) -> Option<String> {
        self.as_ref().and_then(Setting::written)
    }
}

/// Whole numbers of any width.
macro_rules! whole_number {
    ($($type:ty),*) => {$(
        impl Setting for $type {
            fn read(&mut self, typed: &DeValue<'_>, range: Range) -> Result<(), String> {
                *self = whole(typed)
                    .filter(|value| range.contains(*value as f64))
                    .and_then(|value| Self::try_from(value).ok())
                    .ok_or_else(|| format!("a whole number {range}"))?;
                Ok(())
            }

            fn written(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}
whole_number!(u32, u64, usize);

impl Setting for String {
    fn read(&mut self, typed: &DeValue<'_>, _: Range) -> Result<(), String> {
        let text = typed
            .as_str()
            .filter(|text| !text.trim().is_empty() && !text.contains('\0'));
        text.ok_or("a text in quotes that is not empty")?.clone_into(self);
        Ok(())
    }

    fn written(&self) -> Option<String> {
        Some(quoted(self))
    }
}

/// A TOML basic string on one line; JSON escapes more than TOML asks for, and nothing that TOML does not know.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

impl Setting for Option<String> {
    fn read(&mut self, typed: &DeValue<'_>, range: Range) -> Result<(), String> {
        self.get_or_insert_default().read(typed, range)
    }

    fn written(&self) -> Option<String> {
        self.as_ref().and_then(Setting::written)
    }
}

impl Setting for Vec<String> {
    fn read(&mut self, typed: &DeValue<'_>, range: Range) -> Result<(), String> {
        let names = typed.as_array().filter(|names| range.contains(names.len() as f64));
        let names = names.and_then(|names| {
            let text = names.iter().map(|name| name.get_ref().as_str().map(str::to_owned));
            text.collect::<Option<Vec<_>>>()
        });
        *self = names.ok_or_else(|| format!("a list of {} to {} names in quotes", range.least, range.greatest))?;
        Ok(())
    }

    fn written(&self) -> Option<String> {
        let names: Vec<_> = self.iter().map(|name| quoted(name)).collect();
        Some(format!("[{}]", names.join(", ")))
    }
}

/// A number for each of some names.
impl Setting for BTreeMap<String, f64> {
    fn read(&mut self, typed: &DeValue<'_>, range: Range) -> Result<(), String> {
        let numbers = typed.as_table().and_then(|table| {
            let entries = table.iter().map(|(name, value)| {
                let value = number(value.get_ref()).filter(|value| range.contains(*value))?;
                Some((name.get_ref().clone().into_owned(), value))
            });
            entries.collect::<Option<_>>()
        });
        *self = numbers.ok_or_else(|| format!("names with numbers {range}, `{{ name = 0.0 }}`"))?;
        Ok(())
    }

    fn written(&self) -> Option<String> {
        let entries: Vec<_> = self
            .iter()
            .map(|(name, value)| format!("{} = {value:?}", quoted(name)))
            .collect();
        Some(format!("{{ {} }}", entries.join(", ")))
    }
}

/// `[full, zero]`.
impl Setting for Kernel {
    fn read(&mut self, typed: &DeValue<'_>, range: Range) -> Result<(), String> {
        let bounds: Option<Vec<f64>> = typed
            .as_array()
            .and_then(|bounds| bounds.iter().map(|bound| number(bound.get_ref())).collect());
        match bounds.as_deref() {
            Some(&[full, zero]) if range.contains(full) && range.contains(zero) && full < zero => {
                *self = Self { full, zero };
                Ok(())
            }
            _ => Err(format!("two rising numbers {range}, `[all points up to, none from]`")),
        }
    }

    fn written(&self) -> Option<String> {
        Some(format!("[{:?}, {:?}]", self.full, self.zero))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: Range = Range {
        least: 0.0,
        greatest: 10.0,
    };

    fn read<S: Setting + Default>(text: &str) -> Result<S, String> {
        let mut setting = S::default();
        setting
            .read(DeValue::parse(text).unwrap().get_ref(), RANGE)
            .map(|()| setting)
    }

    #[test]
    fn numbers() {
        assert_eq!(read::<f64>("1.5"), Ok(1.5));
        assert_eq!(read::<f64>("10"), Ok(10.0));
        for bad in ["10.1", "-0.1", "nan", "inf", "\"1\"", "true"] {
            assert_eq!(read::<f64>(bad), Err("a number from 0 to 10".to_owned()), "{bad}");
        }
    }

    #[test]
    fn whole_numbers() {
        assert_eq!(read::<usize>("0x0A"), Ok(10));
        assert_eq!(read::<u64>("1_0"), Ok(10));
        for bad in ["11", "-1", "1.0", "99999999999999999999"] {
            assert_eq!(read::<u32>(bad), Err("a whole number from 0 to 10".to_owned()), "{bad}");
        }
    }

    #[test]
    fn texts_and_lists() {
        assert_eq!(read::<String>("'a b'"), Ok("a b".to_owned()));
        assert!(read::<String>("''").is_err());
        assert!(read::<String>("\"a\\u0000\"").is_err());
        assert_eq!(
            read::<Vec<String>>("['a', 'b']"),
            Ok(vec!["a".to_owned(), "b".to_owned()])
        );
        assert!(read::<Vec<String>>("['a', 1]").is_err());
    }

    #[test]
    fn kernels_rise() {
        let mut kernel = Kernel { full: 1.0, zero: 2.0 };
        let mut read = |text| {
            kernel
                .read(DeValue::parse(text).unwrap().get_ref(), RANGE)
                .map(|()| kernel)
        };
        assert_eq!(read("[2, 5.5]"), Ok(Kernel { full: 2.0, zero: 5.5 }));
        for bad in ["[5, 5]", "[2]", "[2, 11]", "[1, 2, 3]", "2", "['a', 'b']"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for number in [0.1, 1.0, 3.0e-7] {
            assert_eq!(read::<f64>(&number.written().unwrap()), Ok(number));
        }
        let text = "quotes \" and \\ and\nlines\u{7f}\u{1}é".to_owned();
        assert!(!text.written().unwrap().contains('\n'), "one line a key");
        assert_eq!(read::<String>(&text.written().unwrap()), Ok(text));
        let names = vec!["a".to_owned(), "b\"".to_owned()];
        assert_eq!(read::<Vec<String>>(&names.written().unwrap()), Ok(names));
        let numbers = BTreeMap::from([("a b".to_owned(), 0.5), ("c".to_owned(), 3.0)]);
        assert_eq!(read::<BTreeMap<String, f64>>(&numbers.written().unwrap()), Ok(numbers));
        assert!(read::<BTreeMap<String, f64>>("{ a = 11 }").is_err());
    }
}
