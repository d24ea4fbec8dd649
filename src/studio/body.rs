//! Reading a request's body from a client that may be slow, gone, or hostile.

use super::problem::{Code, Problem};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use http_body_util::BodyExt;
use serde_json::{Map, Value};
use std::time::{Duration, Instant};

/// Less than this in a whole idle timeout is no progress: it would keep a connection for days.
const LEAST_PROGRESS_BYTES: usize = 1024;

/// Greatest JSON that a page sends.
const MAX_JSON_BYTES: usize = 16 * 1024;

/// What an empty body is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    /// No JSON.
    Refused,
    /// Nothing to say.
    Allowed,
}

/// The object that a request brings.
pub(super) async fn object(request: Request, empty: Empty, idle: Duration) -> Result<Map<String, Value>, Problem> {
    let is_json = is_json(request.headers());
    if !is_json && empty == Empty::Refused {
        return Err(not_json());
    }
    let body = Incoming::new(request.into_body(), idle).whole(MAX_JSON_BYTES).await?;
    if body.is_empty() && empty == Empty::Allowed {
        return Ok(Map::new());
    }
    if !is_json {
        return Err(not_json());
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Problem::new(Code::BadJson, "it is JSON, but no object")),
        // What serde_json says of a stranger's text names a line and a column and quotes nothing.
        Err(cause) => Err(Problem::new(Code::BadJson, cause.to_string())),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let sent = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    sent.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case("application/json")
}

fn not_json() -> Problem {
    Problem::new(Code::UnsupportedMediaType, "it has to be `application/json`")
}

/// A body that comes piece by piece.
#[derive(Debug)]
pub(super) struct Incoming {
    body: Body,
    idle: Duration,
    /// How long we have waited for the client since it last made progress. Our own disk's time does not count.
    waited: Duration,
    progress_bytes: usize,
}

impl Incoming {
    pub(super) fn new(body: Body, idle: Duration) -> Self {
        Self {
            body,
            idle,
            waited: Duration::ZERO,
            progress_bytes: 0,
        }
    }

    /// The next piece; `None` at the end. Nothing is lost if this is cancelled.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let begun = Instant::now();
            let frame = tokio::time::timeout(self.idle.saturating_sub(self.waited), self.body.frame()).await;
            self.waited += begun.elapsed();
            let frame = match frame {
                Err(_) => {
                    return Err(Problem::new(
                        Code::BodyTimeout,
                        "nothing came for too long; what came is kept",
                    ));
                }
                Ok(None) => return Ok(None),
                Ok(Some(frame)) => frame.map_err(|_| Problem::new(Code::BodyUnreadable, "what came is kept"))?,
            };
            // Trailers are of no use here.
            let Ok(bytes) = frame.into_data() else { continue };
            if bytes.is_empty() {
                continue;
            }
            self.progress_bytes += bytes.len();
            if self.progress_bytes >= LEAST_PROGRESS_BYTES {
                (self.progress_bytes, self.waited) = (0, Duration::ZERO);
            }
            return Ok(Some(bytes));
        }
    }

    /// The whole body, if it has at most `most` bytes.
    pub(super) async fn whole(mut self, most: usize) -> Result<Vec<u8>, Problem> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.next().await? {
            if whole.len() + bytes.len() > most {
                return Err(Problem::new(Code::BodyTooBig, format!("at most {most} bytes")));
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::HttpBody;
    use hyper::body::Frame;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    /// One byte at once, then nothing, for ever.
    struct Dripping(bool);

    impl HttpBody for Dripping {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            if std::mem::replace(&mut self.0, true) {
                Poll::Pending
            } else {
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x")))))
            }
        }
    }

    #[tokio::test]
    async fn a_body_that_stops_is_not_waited_for() {
        let mut body = Incoming::new(Body::new(Dripping(false)), Duration::from_millis(30));
        assert_eq!(body.next().await.unwrap().as_deref(), Some(&b"x"[..]));
        assert_eq!(body.next().await.unwrap_err().code, Code::BodyTimeout);
    }

    #[tokio::test]
    async fn a_body_is_whole_or_refused() {
        let body = |text: &'static str| Incoming::new(Body::from(text), Duration::from_secs(1));
        assert_eq!(body("12345").whole(5).await.unwrap(), b"12345");
        assert_eq!(body("123456").whole(5).await.unwrap_err().code, Code::BodyTooBig);
    }
}
