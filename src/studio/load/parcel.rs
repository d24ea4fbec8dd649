//! Bodies of requests: a few bytes of JSON, or a piece of a recording, perhaps slow, perhaps broken off.

use super::recording::Recording;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Sleep;

/// Most bytes that are handed to the connection at once.
const STEP_BYTES: u64 = 64 * 1024;
/// A slow body gives so many pieces a second.
const SLOW_STEPS_PER_SECOND: u64 = 10;

/// A body.
#[derive(Debug)]
pub(super) enum Parcel {
    Small(Option<Bytes>),
    Piece(Piece),
}

/// Bytes `at..end` of a recording.
#[derive(Debug)]
pub(super) struct Piece {
    recording: Recording,
    at: u64,
    end: u64,
    cut_at: Option<u64>,
    slow_bytes_per_second: Option<u64>,
    pause: Option<Pin<Box<Sleep>>>,
}

/// The connection breaks here, as planned.
#[derive(Debug, thiserror::Error)]
#[error("the connection was cut, as planned")]
pub(super) struct Cut;

impl Parcel {
    pub(super) fn empty() -> Self {
        Self::Small(None)
    }

    pub(super) fn text(text: impl Into<Bytes>) -> Self {
        Self::Small(Some(text.into()))
    }

    /// Bytes `at..end` of a recording. At `cut_at`, the connection breaks.
    pub(super) fn piece(
        recording: &Recording,
        at: u64,
        end: u64,
        cut_at: Option<u64>,
        slow_bytes_per_second: Option<u64>,
    ) -> Self {
        Self::Piece(Piece {
            recording: recording.clone(),
            at,
            end,
            cut_at,
            slow_bytes_per_second,
            pause: None,
        })
    }
}

impl Piece {
    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Cut>>> {
        if let Some(pause) = &mut self.pause {
            std::task::ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        if self.cut_at.is_some_and(|cut_at| self.at >= cut_at) {
            return Poll::Ready(Some(Err(Cut)));
        }
        if self.at >= self.end {
            return Poll::Ready(None);
        }
        let until = self.cut_at.unwrap_or(self.end).min(self.end);
        let step = match self.slow_bytes_per_second {
            Some(speed) => {
                let pause = Duration::from_millis(1000 / SLOW_STEPS_PER_SECOND);
                self.pause = Some(Box::pin(tokio::time::sleep(pause)));
                (speed / SLOW_STEPS_PER_SECOND).max(1)
            }
            None => STEP_BYTES,
        };
        let bytes = self.recording.piece(self.at, step.min(until - self.at));
        self.at += bytes.len() as u64;
        Poll::Ready(Some(Ok(bytes)))
    }
}

impl Body for Parcel {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match self.get_mut() {
            Self::Small(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Piece(piece) => piece.poll_bytes(context).map_ok(Frame::data),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Small(bytes) => bytes.is_none(),
            Self::Piece(piece) => piece.at >= piece.end && piece.cut_at.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match self {
            Self::Small(bytes) => bytes.as_ref().map_or(0, |bytes| bytes.len() as u64),
            Self::Piece(piece) => piece.end - piece.at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::recording::{Kind, Noise};
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn a_piece_ends_where_it_should_or_breaks_where_it_should() {
        let recording = Noise::new(1, 200_000).recording(1, Kind::WebM, 200_000);
        let mut whole = Parcel::piece(&recording, 10, 200_000, None, None);
        let mut bytes = 0;
        while let Some(frame) = whole.frame().await {
            bytes += frame.unwrap().into_data().unwrap().len();
        }
        assert_eq!(bytes, 199_990);
        let mut cut = Parcel::piece(&recording, 0, 200_000, Some(70_000), None);
        let mut bytes = 0;
        while let Some(Ok(frame)) = cut.frame().await {
            bytes += frame.into_data().unwrap().len();
        }
        assert_eq!(bytes, 70_000);
    }
}
