//! Every object below a prefix.
//!
//! A listing comes in pages of a thousand names, each asked for with the last one's end: one after another, a million
//! takes would take minutes. Where the first page shows that there are more names in few inner folders, as below `takes/`
//! with its 256 shards, the folders are listed side by side.

use super::bytes_of;
use super::client::Bucket;
use super::fault::Fault;
use crate::storage::{Key, Object};
use aws_sdk_s3::types::EncodingType;
use futures_util::future::try_join_all;
use std::collections::BTreeSet;

/// Folders with fewer names each than a twentieth of a page are sooner read through than listed one by one.
const MOST_FOLDERS_ON_A_PAGE: usize = 20;

/// An object under its full name.
struct Named {
    name: String,
    size_bytes: u64,
    version: Option<String>,
}

impl Named {
    /// As an object of the store at `root`, if its name is a key there.
    fn under(self, root: &str) -> Option<Object> {
        Some(Object {
            key: Key::parse(self.name.strip_prefix(root)?).ok()?,
            size_bytes: self.size_bytes,
            version: self.version,
        })
    }
}

/// One answer.
struct Page {
    objects: Vec<Named>,
    /// Inner prefixes, if they were asked for.
    folders: Vec<String>,
    /// Where the next page starts, if there is one.
    next: Option<String>,
}

/// Every object under `root` (empty, or ending with a slash) whose key there starts with `prefix`, sorted.
pub(super) async fn list(bucket: &Bucket, root: &str, prefix: &str) -> Result<Vec<Object>, Fault> {
    let mut objects = Vec::new();
    let mut level = vec![format!("{root}{prefix}")];
    while !level.is_empty() {
        let walks = level.iter().map(|prefix| walk(bucket, prefix));
        let walked = try_join_all(walks).await?;
        level.clear();
        for (found, folders) in walked {
            objects.extend(found.into_iter().filter_map(|named| named.under(root)));
            level.extend(folders);
        }
    }
    objects.sort();
    // What is written meanwhile may be on two pages.
    objects.dedup_by(|a, b| a.key == b.key);
    Ok(objects)
}

/// The objects below a prefix, but for those in the folders that are still to be walked.
async fn walk(bucket: &Bucket, prefix: &str) -> Result<(Vec<Named>, Vec<String>), Fault> {
    let mut page = page(bucket, prefix, None, None).await?;
    if page.next.is_some() && lies_in_few_folders(prefix, &page.objects) {
        let split = self::page(bucket, prefix, Some("/"), None).await?;
        if split.next.is_none() && !split.folders.is_empty() {
            return Ok((split.objects, split.folders));
        }
    }
    let mut objects = page.objects;
    while let Some(next) = page.next {
        page = self::page(bucket, prefix, None, Some(next)).await?;
        objects.append(&mut page.objects);
    }
    Ok((objects, Vec::new()))
}

/// Whether most of a page is deeper than the prefix, and not spread thin.
fn lies_in_few_folders(prefix: &str, objects: &[Named]) -> bool {
    let folders: BTreeSet<&str> = objects
        .iter()
        .filter_map(|object| Some(object.name.strip_prefix(prefix)?.split_once('/')?.0))
        .collect();
    !folders.is_empty() && folders.len() <= MOST_FOLDERS_ON_A_PAGE
}

async fn page(bucket: &Bucket, prefix: &str, delimiter: Option<&str>, from: Option<String>) -> Result<Page, Fault> {
    let answer = bucket
        .ask(async |_| {
            let list = bucket.client.list_objects_v2().bucket(&bucket.name).prefix(prefix);
            let list = list
                // XML has no way to write every name that a key may be.
                .encoding_type(EncodingType::Url)
                .set_delimiter(delimiter.map(str::to_owned))
                .set_continuation_token(from.clone());
            bucket.answer(0, list.send()).await
        })
        .await?;
    let is_encoded = answer.encoding_type == Some(EncodingType::Url);
    let decode = |name: String| if is_encoded { decoded(&name) } else { name };
    let is_truncated = answer.is_truncated.unwrap_or(false);
    let objects = answer.contents.unwrap_or_default().into_iter().filter_map(|object| {
        Some(Named {
            name: decode(object.key?),
            size_bytes: bytes_of(object.size),
            version: object.e_tag,
        })
    });
    let folders = answer.common_prefixes.unwrap_or_default().into_iter();
    Ok(Page {
        objects: objects.collect(),
        folders: folders.filter_map(|folder| folder.prefix.map(decode)).collect(),
        next: answer.next_continuation_token.filter(|_| is_truncated),
    })
}

/// A name as it was before it was made fit for a URL.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        let (byte, following) = match (first, escaped) {
            (b'%', Some(byte)) => (byte, &after[2..]),
            (b'+', _) => (b' ', after),
            (byte, _) => (byte, after),
        };
        bytes.push(byte);
        rest = following;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_from_their_encoding() {
        assert_eq!(decoded("a+b%20c%2Bd%c3%BC/%25"), "a b c+dü/%");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%4"), "%zz%4");
    }
}
