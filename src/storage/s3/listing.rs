//! Listings: a page is a thousand names and one round trip, so a long one is shared out by prefix.
//!
//! A campaign's takes lie under 256 prefixes of equal size; whatever else is found is followed for as long as it stays
//! small. Where a level has many folders, each is listed whole, side by side; where it has more than a page, it is listed
//! whole and in order, because a request for each of a million folders would be no gain.

use super::client::Bucket;
use super::fault::Fault;
use crate::storage::{Key, Object};
use futures_util::future::try_join_all;

/// Up to so many folders of a level are looked into before they are listed whole.
const FEW: usize = 16;

/// Every object under `root` (empty, or ending with a slash) whose key there starts with `prefix`, sorted.
pub(super) async fn list(bucket: &Bucket, root: &str, prefix: &str) -> Result<Vec<Object>, Fault> {
    let mut objects = Vec::new();
    let mut levels = vec![format!("{root}{prefix}")];
    let mut whole = Vec::new();
    while let Some(level) = levels.pop() {
        let page = page(bucket, &level, Some("/"), None).await?;
        if page.next.is_some() {
            whole.push(level);
            continue;
        }
        objects.extend(page.objects);
        let onward = if page.folders.len() <= FEW {
            &mut levels
        } else {
            &mut whole
        };
        onward.extend(page.folders);
    }
    let listings = whole.iter().map(|prefix| whole_of(bucket, prefix));
    objects.extend(try_join_all(listings).await?.into_iter().flatten());
    let mut objects: Vec<Object> = objects.into_iter().filter_map(|named| named.under(root)).collect();
    objects.sort();
    Ok(objects)
}

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

struct Page {
    objects: Vec<Named>,
    folders: Vec<String>,
    next: Option<String>,
}

async fn whole_of(bucket: &Bucket, prefix: &str) -> Result<Vec<Named>, Fault> {
    let mut objects = Vec::new();
    let mut next = None;
    loop {
        let page = page(bucket, prefix, None, next).await?;
        objects.extend(page.objects);
        next = page.next;
        if next.is_none() {
            return Ok(objects);
        }
    }
}

async fn page(bucket: &Bucket, prefix: &str, delimiter: Option<&str>, from: Option<String>) -> Result<Page, Fault> {
    let answer = bucket
        .ask(async |_| {
            let list = bucket.client.list_objects_v2().bucket(&bucket.name).prefix(prefix);
            let list = list
                .set_delimiter(delimiter.map(str::to_owned))
                .set_continuation_token(from.clone());
            Ok(list.send().await?)
        })
        .await?;
    let is_truncated = answer.is_truncated.unwrap_or(false);
    let objects = answer.contents.unwrap_or_default().into_iter().filter_map(|object| {
        Some(Named {
            name: object.key?,
            size_bytes: object.size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
            version: object.e_tag,
        })
    });
    let folders = answer.common_prefixes.unwrap_or_default().into_iter();
    Ok(Page {
        objects: objects.collect(),
        folders: folders.filter_map(|folder| folder.prefix).collect(),
        next: answer.next_continuation_token.filter(|_| is_truncated),
    })
}
