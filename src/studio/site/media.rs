//! What the page plays and shows of the campaign: song, crowd, film. Files of the operator's, named in URLs by the hash of
//! their content and sent from disk in pieces, whole or by range.

use super::assets::FOR_EVER;
use super::named::Named;
use super::range::{Asked, asked};
use crate::studio::app::{App, OpenError};
use crate::studio::problem::{Code, Problem};
use crate::studio::sniff::{Family, HEAD_BYTES};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_RANGE,
    RANGE,
};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::task::JoinHandle;

/// Bytes of a file that are in memory at a time, for each client.
const PIECE_BYTES: usize = 64 * 1024;

/// What a file has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sound,
    Film,
    Picture,
    Captions,
}

/// One file, opened once: whoever replaces it on disk replaces it for the next start.
#[derive(Debug)]
pub(super) struct Medium {
    url: String,
    content_type: &'static str,
    file: Arc<File>,
    size_bytes: u64,
}

/// All files.
#[derive(Debug, Default)]
pub(super) struct Media(Vec<Medium>);

impl Media {
    /// Adds a file under a name; says its URL.
    pub(super) fn add(&mut self, path: &Path, kind: Kind, name: &str) -> Result<String, OpenError> {
        let medium = Medium::open(path, kind, name)?;
        let url = medium.url.clone();
        self.0.push(medium);
        Ok(url)
    }

    #[cfg(feature = "lambda")]
    pub(super) fn greatest_bytes(&self) -> u64 {
        self.0.iter().map(|medium| medium.size_bytes).max().unwrap_or(0)
    }
}

impl Medium {
    fn open(path: &Path, kind: Kind, name: &str) -> Result<Self, OpenError> {
        let failed = OpenError::io("read", path.display());
        let read = || -> io::Result<(File, u64, Vec<u8>, blake3::Hash)> {
            let file = File::open(path)?;
            let size_bytes = file.metadata()?.len();
            let mut head = vec![0; HEAD_BYTES.min(usize::try_from(size_bytes).unwrap_or(HEAD_BYTES))];
            file.read_exact_at(&mut head, 0)?;
            let mut hasher = blake3::Hasher::new();
            hasher.update_reader(&file)?;
            Ok((file, size_bytes, head, hasher.finalize()))
        };
        let (file, size_bytes, head, hash) = read().map_err(failed)?;
        let content_type = kind
            .sniffed(&head)
            .ok_or_else(|| OpenError::Settings(format!("use `{}`: it is {}", path.display(), kind.refusal())))?;
        Ok(Self {
            url: format!("/song/{}/{name}", &hash.to_hex()[..16]),
            content_type,
            file: Arc::new(file),
            size_bytes,
        })
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        // The URL names the content: whatever part somebody has is a part of this.
        let is_same = headers.get(IF_RANGE).is_none_or(|known| *known == self.etag());
        let range = headers
            .get(RANGE)
            .and_then(|range| range.to_str().ok())
            .filter(|_| is_same);
        let (status, part) = match asked(range, self.size_bytes) {
            Asked::Whole => (StatusCode::OK, 0..self.size_bytes),
            Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
            Asked::Nothing => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0),
        };
        let content_range = match status {
            StatusCode::PARTIAL_CONTENT => Some(format!("bytes {}-{}/{}", part.start, part.end - 1, self.size_bytes)),
            StatusCode::RANGE_NOT_SATISFIABLE => Some(format!("bytes */{}", self.size_bytes)),
            _ => None,
        };
        let length = part.end - part.start;
        let mut response = Response::new(Body::new(Piecewise::new(Arc::clone(&self.file), part)));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(CONTENT_LENGTH, length.into());
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(CACHE_CONTROL, FOR_EVER);
        headers.insert(ETAG, self.etag());
        if let Some(Ok(range)) = content_range.map(|range| HeaderValue::from_str(&range)) {
            headers.insert(CONTENT_RANGE, range);
        }
        response
    }

    fn etag(&self) -> HeaderValue {
        let hash = self.url.split('/').nth(2).unwrap_or_default();
        HeaderValue::from_str(&format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""))
    }
}

impl Kind {
    /// The type of what begins so, if it is of this kind.
    fn sniffed(self, head: &[u8]) -> Option<&'static str> {
        match self {
            Self::Sound => Family::sniffed(head).map(sound_type),
            Self::Film => match Family::sniffed(head)? {
                Family::Mp4 => Some("video/mp4"),
                Family::Matroska => Some("video/webm"),
                _ => None,
            },
            Self::Picture => match head {
                [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
                [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
                [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
                _ => None,
            },
            Self::Captions => {
                let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
                text.starts_with(b"WEBVTT").then_some("text/vtt; charset=utf-8")
            }
        }
    }

    const fn refusal(self) -> &'static str {
        match self {
            Self::Sound => "no sound that browsers play",
            Self::Film => "neither MP4 nor WebM",
            Self::Picture => "neither JPEG, PNG nor WebP",
            Self::Captions => "no WebVTT: its first line has to be `WEBVTT`",
        }
    }
}

const fn sound_type(family: Family) -> &'static str {
    match family {
        Family::Matroska => "audio/webm",
        Family::Mp4 => "audio/mp4",
        Family::Ogg => "audio/ogg",
        Family::Wav => "audio/wav",
        Family::Mpeg => "audio/mpeg",
        Family::Flac => "audio/flac",
        Family::Aac => "audio/aac",
        Family::Caf => "audio/x-caf",
        Family::Aiff => "audio/aiff",
    }
}

/// One file, by hash and name.
pub(super) async fn medium(State(app): State<App>, named: Named, headers: HeaderMap) -> Result<Response, Problem> {
    let url = format!("/song/{}/{}", named.hash, named.file);
    let media = app.site().map_or(&[][..], |site| &site.media.0);
    let medium = media.iter().find(|medium| medium.url == url);
    let medium = medium.ok_or_else(|| Problem::new(Code::NotFound, "the page says where its song is"))?;
    Ok(medium.answer(&headers))
}

/// A part of a file as a body; one piece of it is in memory.
struct Piecewise {
    file: Arc<File>,
    left: Range<u64>,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

impl Piecewise {
    fn new(file: Arc<File>, left: Range<u64>) -> Self {
        Self {
            file,
            left,
            reading: None,
        }
    }

    fn read_next(&self) -> JoinHandle<io::Result<Bytes>> {
        let (file, at) = (Arc::clone(&self.file), self.left.start);
        let length = (self.left.end - at).min(PIECE_BYTES as u64) as usize;
        tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; length];
            file.read_exact_at(&mut piece, at)?;
            Ok(piece.into())
        })
    }
}

impl HttpBody for Piecewise {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let mut reading = self.reading.take().unwrap_or_else(|| self.read_next());
        let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
            self.reading = Some(reading);
            return Poll::Pending;
        };
        let piece = read.map_err(io::Error::other).flatten();
        match &piece {
            Ok(piece) => self.left.start += piece.len() as u64,
            Err(_) => self.left = 0..0,
        }
        Poll::Ready(Some(piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.end - self.left.start)
    }
}
