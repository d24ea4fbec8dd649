//! Whether a request's body was read to its end. Where it was not, the connection ends with the answer, and the answer
//! has to say so: a client that sends its next request on it would find it closed (RFC 9112, 9.6).

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

/// A body that is watched.
#[derive(Debug)]
pub(super) struct Watched {
    body: Incoming,
    is_read: Arc<AtomicBool>,
}

/// Knows how far it was read.
#[derive(Debug)]
pub(super) struct Watch(Arc<AtomicBool>);

impl Watched {
    pub(super) fn new(body: Incoming) -> (Self, Watch) {
        let is_read = Arc::new(AtomicBool::new(body.is_end_stream()));
        let watch = Watch(Arc::clone(&is_read));
        (Self { body, is_read }, watch)
    }
}

impl Watch {
    pub(super) fn is_read(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<hyper::Result<Frame<Bytes>>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if frame.is_none() || self.body.is_end_stream() {
            self.is_read.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
