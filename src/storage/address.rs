//! Where a store is, as people write it.

use super::{StorageError, StorageErrorKind};
use std::path::PathBuf;

/// A place that holds objects, or one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A path on this machine.
    Local(PathBuf),
    /// `s3://bucket/prefix`; the prefix has no slash at either end and may be empty.
    S3 {
        /// Name of the bucket.
        bucket: String,
        /// What every key starts with.
        prefix: String,
    },
}

impl Address {
    /// What `uri` says: a path, `file://…` or `s3://bucket/prefix`.
    pub fn parse(uri: &str) -> Result<Self, StorageError> {
        let invalid = |why: &str| StorageError::new(StorageErrorKind::Invalid, "open", format!("`{uri}`"), why);
        if let Some(path) = uri.strip_prefix("file://") {
            return Ok(Self::Local(PathBuf::from(path)));
        }
        let Some((scheme, rest)) = uri.split_once("://") else {
            return Ok(Self::Local(PathBuf::from(uri)));
        };
        if scheme != "s3" {
            return Err(invalid("only paths and `s3://bucket/prefix` are known"));
        }
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_bucket = (3..=63).contains(&bucket.len())
            && bucket
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte));
        if !is_bucket {
            return Err(invalid(
                "a bucket's name is 3 to 63 of a–z, 0–9, `-` and `.`: s3://bucket/prefix",
            ));
        }
        let prefix = prefix.trim_matches('/');
        if prefix.split('/').any(|segment| segment == "." || segment == "..") || prefix.contains("//") {
            return Err(invalid("its prefix is no plain path"));
        }
        Ok(Self::S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        })
    }

    /// Whether it lies in the bucket and under the prefix of `outer`, or in the folder `outer`.
    pub fn is_in(&self, outer: &Self) -> bool {
        match (self, outer) {
            (
                Self::S3 { bucket, prefix },
                Self::S3 {
                    bucket: outer_bucket,
                    prefix: outer_prefix,
                },
            ) => {
                let rest = prefix.strip_prefix(outer_prefix.as_str());
                let is_under =
                    rest.is_some_and(|rest| outer_prefix.is_empty() || rest.is_empty() || rest.starts_with('/'));
                bucket == outer_bucket && is_under
            }
            (Self::Local(inner), Self::Local(outer)) => inner.starts_with(outer),
            _ => false,
        }
    }

    /// Whether it is on this machine.
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_buckets_are_told_apart() {
        let s3 = |bucket: &str, prefix: &str| Address::S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        };
        assert_eq!(Address::parse("takes/x").unwrap(), Address::Local("takes/x".into()));
        assert_eq!(Address::parse("file:///a/b").unwrap(), Address::Local("/a/b".into()));
        assert_eq!(Address::parse("s3://choir").unwrap(), s3("choir", ""));
        assert_eq!(Address::parse("s3://choir/a/b/").unwrap(), s3("choir", "a/b"));
        assert!(s3("choir", "a/out").is_in(&s3("choir", "a")) && s3("choir", "a").is_in(&s3("choir", "")));
        assert!(!s3("choir", "ab").is_in(&s3("choir", "a")) && !s3("other", "a").is_in(&s3("choir", "a")));
        for wrong in [
            "gs://choir/a",
            "s3://",
            "s3://Choir",
            "s3:///a",
            "s3://choir/a/../b",
            "s3://choir/a//b",
        ] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }
}
