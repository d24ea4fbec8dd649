//! The page's own files: part of the binary, all below one folder that is named by the hash of them all, so that they may
//! be kept for ever.
//!
//! A page that was opened before an update still asks for the old folder: it gets today's files, which it must not keep.

use super::named::Named;
use super::shell;
use super::squeeze::squeezed;
use crate::studio::app::{App, OpenError};
use crate::studio::problem::{Code, Problem};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue,
    VARY,
};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Files of `web/` in this binary: name and content.
const EMBEDDED: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/web_files.rs"));
/// Answers below this are not worth compressing.
const LEAST_COMPRESSED_BYTES: usize = 256;
/// What is named by its hash never changes.
pub(super) const FOR_EVER: HeaderValue = HeaderValue::from_static("public,max-age=31536000,immutable");

/// Kinds of files that a browser gets.
const KINDS: [(&str, &str); 6] = [
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("wasm", "application/wasm"),
];

/// All files.
#[derive(Debug)]
pub(super) struct Assets {
    hash: String,
    files: BTreeMap<String, File>,
}

#[derive(Debug)]
struct File {
    content_type: &'static str,
    plain: Bytes,
    /// Only if it is smaller.
    gzipped: Option<Bytes>,
}

impl Assets {
    /// The files in this binary, or those in a folder instead, and `made`, which have no file.
    pub(super) fn open(folder: Option<&Path>, made: Vec<(String, Bytes)>) -> Result<Self, OpenError> {
        let mut contents: BTreeMap<String, Bytes> = made.into_iter().collect();
        match folder {
            None => {
                let embedded = EMBEDDED.iter();
                contents.extend(embedded.map(|(name, content)| ((*name).to_owned(), Bytes::from_static(content))));
            }
            Some(folder) => {
                for name in ["css", "icons", "js", "shared"] {
                    read_folder(folder, name, &mut contents)?;
                }
            }
        }
        for (_, content) in contents.iter_mut().filter(|(name, _)| name.ends_with(".js")) {
            if let Ok(script) = std::str::from_utf8(content) {
                *content = squeezed(script).into();
            }
        }
        let mut hasher = blake3::Hasher::new();
        for (name, content) in &contents {
            hasher.update(name.as_bytes()).update(&[0]);
            hasher.update(blake3::hash(content).as_bytes());
        }
        let files = contents.into_iter().filter_map(|(name, content)| {
            let content_type = content_type(&name)?;
            let file = File {
                content_type,
                gzipped: gzip(&content),
                plain: content,
            };
            Some((name, file))
        });
        Ok(Self {
            files: files.collect(),
            hash: hasher.finalize().to_hex()[..16].to_owned(),
        })
    }

    /// Where they are: `/a/<hash>/`.
    pub(super) fn folder(&self) -> String {
        format!("/a/{}/", self.hash)
    }

    /// Where a file is, if there is one.
    pub(super) fn url(&self, name: &str) -> Option<String> {
        self.files
            .contains_key(name)
            .then(|| format!("/a/{}/{name}", self.hash))
    }

    /// What a module needs before it can run, itself among it: whatever it and they import by name.
    pub(super) fn modules(&self, first: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let mut next: Vec<String> = vec![first.to_owned()];
        while let Some(name) = next.pop() {
            let Some((name, file)) = self.files.get_key_value(&name) else {
                continue;
            };
            if found.contains(&name.as_str()) {
                continue;
            }
            found.push(name);
            let source = String::from_utf8_lossy(&file.plain);
            next.extend(imports(&source).filter_map(|import| beside(name, import)));
        }
        found
    }
}

/// What a module imports by name; what it imports while it runs is not asked for before.
fn imports(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let line = line.trim_end().strip_suffix(';')?;
        let is_import = line.starts_with("import ") || line.starts_with("export ") || line.starts_with("} from ");
        let quoted = line.strip_suffix('"').filter(|_| is_import)?;
        let (before, name) = quoted.rsplit_once('"')?;
        (before == "import " || before.ends_with(" from ")).then_some(name)
    })
}

/// The file that `./x.js` or `../x.js` means in a module.
fn beside(module: &str, import: &str) -> Option<String> {
    let mut folder: Vec<&str> = module.split('/').collect();
    folder.pop();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => drop(folder.pop()?),
            part => folder.push(part),
        }
    }
    Some(folder.join("/"))
}

fn read_folder(root: &Path, name: &str, contents: &mut BTreeMap<String, Bytes>) -> Result<(), OpenError> {
    let folder = root.join(name);
    let failed = |verb| OpenError::io(verb, folder.display());
    let entries = match std::fs::read_dir(&folder) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed("read the folder"))?,
    };
    for entry in entries {
        let entry = entry.map_err(failed("read the folder"))?;
        let inside = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_folder(root, &inside, contents)?;
        } else if content_type(&inside).is_some() {
            let content = std::fs::read(entry.path()).map_err(OpenError::io("read", entry.path().display()))?;
            contents.insert(inside, content.into());
        }
    }
    Ok(())
}

fn content_type(name: &str) -> Option<&'static str> {
    let (_, kind) = name.rsplit_once('.')?;
    let known = KINDS.iter().find(|(known, _)| *known == kind);
    known.map(|(_, content_type)| *content_type)
}

/// The same in fewer bytes, if that can be.
fn gzip(content: &[u8]) -> Option<Bytes> {
    if content.len() < LEAST_COMPRESSED_BYTES {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let gzipped = encoder.write_all(content).and_then(|()| encoder.finish()).ok()?;
    (gzipped.len() < content.len()).then(|| gzipped.into())
}

/// A text as an answer, compressed where the other end wants it so.
pub(super) fn compressed(text: String, headers: &HeaderMap) -> Response {
    let gzipped = Some(text.as_bytes()).filter(|_| accepts_gzip(headers)).and_then(gzip);
    let is_gzipped = gzipped.is_some();
    let mut response = Response::new(gzipped.map_or_else(|| Body::from(text), Body::from));
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    if is_gzipped {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Whether a client takes gzip.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lists = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|list| list.to_str().ok());
    let mut codings = lists.flat_map(|list| list.split(','));
    codings.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let is_refused = parts.any(|part| {
            let weight = part.strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
            weight.is_some_and(|weight| weight <= 0.0)
        });
        is_gzip && !is_refused
    })
}

/// One file.
pub(super) async fn asset(State(app): State<App>, named: Named, headers: HeaderMap) -> Result<Response, Problem> {
    let assets = app.site().map(|site| &site.assets);
    let found = assets.and_then(|assets| Some((assets, assets.files.get(&named.file)?)));
    let (assets, file) = found.ok_or_else(|| Problem::new(Code::NotFound, "the page has no such file"))?;
    let gzipped = file.gzipped.as_ref().filter(|_| accepts_gzip(&headers));
    let mut response = Response::new(Body::from(gzipped.unwrap_or(&file.plain).clone()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    if file.gzipped.is_some() {
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    if gzipped.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if named.hash == assets.hash {
        headers.insert(CACHE_CONTROL, FOR_EVER);
    }
    // A worker may do what its own script's answer allows, and not what the page's does.
    if named.file.ends_with(".js") {
        let bucket = app.blocking(|app| app.reception.origin()).await?;
        if let Ok(policy) = HeaderValue::from_str(&shell::policy(bucket.as_deref())) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str, text: &str) -> (String, Bytes) {
        (name.to_owned(), Bytes::copy_from_slice(text.as_bytes()))
    }

    /// A folder without files, so that only what is made counts.
    fn only(files: Vec<(String, Bytes)>) -> Assets {
        let folder = tempfile::tempdir().unwrap();
        Assets::open(Some(folder.path()), files).unwrap()
    }

    #[test]
    fn the_folder_is_named_by_what_is_in_it() {
        let one = only(vec![made("js/a.js", "1"), made("js/b.js", "2")]);
        let same = only(vec![made("js/b.js", "2"), made("js/a.js", "1")]);
        assert_eq!(one.folder(), same.folder());
        for other in [
            vec![made("js/a.js", "2"), made("js/b.js", "2")],
            vec![made("js/a.js", "1")],
            vec![made("js/a.js", "1"), made("js/c.js", "2")],
        ] {
            assert_ne!(only(other).folder(), one.folder());
        }
        assert_eq!(one.url("js/c.js"), None);
        assert_eq!(one.url("js/a.js"), Some(format!("{}js/a.js", one.folder())));
    }

    #[test]
    fn what_is_imported_is_found_and_nothing_twice() {
        let assets = only(vec![
            made(
                "js/main.js",
                "import \"./a.js\";\nimport { b,\n} from \"./screens/b.js\";\nimport(\"./late.js\");\n",
            ),
            made(
                "js/a.js",
                "export { x } from \"./main.js\";\nconst text = \"from \\\"./late.js\\\"\";\n",
            ),
            made(
                "js/screens/b.js",
                "import * as shared from \"../../shared/shared.js\";\nimport \"../../../x.js\";\n",
            ),
            made("js/late.js", ""),
            made("shared/shared.js", "new URL(\"./x.wasm\", import.meta.url);\n"),
        ]);
        let mut modules = assets.modules("js/main.js");
        assert_eq!(modules.first(), Some(&"js/main.js"));
        modules.sort_unstable();
        assert_eq!(
            modules,
            ["js/a.js", "js/main.js", "js/screens/b.js", "shared/shared.js"]
        );
    }

    #[test]
    fn gzip_is_for_those_who_take_it() {
        let accepts = |list: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, list.parse().unwrap());
            accepts_gzip(&headers)
        };
        for list in ["gzip", "br, GZIP;q=0.5", "deflate,gzip , zstd"] {
            assert!(accepts(list), "{list}");
        }
        for list in ["", "br", "gzip;q=0", "gzip; q=0.0", "x-gzip2"] {
            assert!(!accepts(list), "{list}");
        }
    }
}
