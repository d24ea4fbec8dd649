//! Connections: our own accept loop, because a spike of fans is where a server's defaults give way.
//!
//! A connection costs little memory (buffers are bounded), its head has to come in time, and there is a greatest number
//! of them; whoever comes beyond it is told so and when to come again. On SIGTERM or SIGINT nobody new is let in, and
//! requests under way are finished.

use super::app::{App, OpenError};
use super::households::{Guest, Households};
use super::jitter;
use super::problem::{Code, Problem};
use super::prompt::Prompt;
use super::routes;
use super::unread::Watched;
use axum::Router;
use axum::body::Body;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;

/// Greatest head of a request, and greatest piece of a body. Thousands of connections hold one each.
const BUFFER_BYTES: usize = 16 * 1024;
/// Connections that the kernel holds for us while we accept others.
const BACKLOG: u32 = 4096;
/// How many of those who come beyond the greatest number are told so at a time; the rest is closed at once.
const MAX_TURNED_AWAY: usize = 256;
/// How long we listen to a client that still sends while we have answered already, and how much of it.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 1 << 20;
/// Files that are open beside connections.
const SPARE_FILES: u64 = 512;

/// The address of the other end, for the rate limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Listens where the settings say.
pub(super) fn listen(address: &str) -> Result<TcpListener, OpenError> {
    let failed = |cause| OpenError::io("listen on", address)(cause);
    let addresses = std::net::ToSocketAddrs::to_socket_addrs(address).map_err(failed)?;
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        match bind(address) {
            Ok(listener) => return Ok(listener),
            Err(cause) => last = cause,
        }
    }
    Err(failed(last))
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Allows as many files as connections need; says how many connections are possible.
pub(super) fn raise_file_limit(max_connections: u32) -> u32 {
    // A connection may have a file open.
    let wanted = u64::from(max_connections) * 2 + SPARE_FILES;
    let allowed = rlimit::increase_nofile_limit(wanted).unwrap_or(1024);
    let possible = u32::try_from(allowed.saturating_sub(SPARE_FILES) / 2).unwrap_or(u32::MAX);
    max_connections.min(possible.max(16))
}

/// Serves until `stop`, then finishes what is under way.
pub(super) async fn serve(app: App, listener: TcpListener, max_connections: u32, stop: impl Future<Output = ()>) {
    let router = routes::router(app.clone());
    let permits = Arc::new(Semaphore::new(max_connections as usize));
    let households = Households::new(&app.settings, max_connections);
    let turning_away = Arc::new(Semaphore::new(MAX_TURNED_AWAY));
    let (drain, draining) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(cause) => {
                // Out of files or memory: others have to leave first.
                tracing::warn!(cause = cause.to_string(), "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let guest = households.enter(peer.ip());
        let place = guest.zip(Arc::clone(&permits).try_acquire_owned().ok());
        match place {
            Some(place) => {
                let connection = connection(app.clone(), router.clone(), stream, peer.ip(), draining.clone(), place);
                tokio::spawn(connection);
            }
            None => {
                app.metrics.turned_away();
                if let Ok(permit) = Arc::clone(&turning_away).try_acquire_owned() {
                    tokio::spawn(turn_away(stream, permit));
                }
            }
        }
    }
    app.drain();
    drop(listener);
    tracing::info!(
        connections = max_connections as usize - permits.available_permits(),
        "stopping: requests under way are finished"
    );
    drain.send_replace(true);
    let all = permits.acquire_many(max_connections);
    if tokio::time::timeout(Duration::from_secs(app.settings.drain_s.into()), all)
        .await
        .is_err()
    {
        tracing::warn!("some requests took too long and were cut off");
    }
}

async fn connection(
    app: App,
    router: Router,
    stream: TcpStream,
    peer: IpAddr,
    mut draining: watch::Receiver<bool>,
    _place: (Guest, OwnedSemaphorePermit),
) {
    let _connected = app.metrics.connected();
    // An answer is one small packet: it should not wait for another. If it cannot be set, it is only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let router = router.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let (body, watch) = Watched::new(body);
            let mut request = hyper::Request::from_parts(head, Body::new(body));
            request.extensions_mut().insert(Peer(peer));
            let mut response = router.oneshot(request).await?;
            if !watch.is_read() {
                response
                    .headers_mut()
                    .insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok(response)
        }) as Pin<Box<dyn Future<Output = Result<_, Infallible>> + Send>>
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(app.settings.idle_timeout())
        .max_buf_size(BUFFER_BYTES)
        .half_close(true)
        .serve_connection(TokioIo::new(Prompt::new(stream, app.settings.idle_timeout())), service);
    let stop = async move {
        // An error means that the service is gone, which is stopping, too.
        let _ = draining.wait_for(|draining| *draining).await;
    };
    let ended = tokio::select! {
        ended = poll_fn(|context| connection.poll_without_shutdown(context)) => Some(ended),
        () = stop => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            Pin::new(&mut connection).graceful_shutdown();
            poll_fn(|context| connection.poll_without_shutdown(context)).await
        }
    };
    if ended.is_ok() {
        linger(connection.into_parts().io.into_inner().into_inner()).await;
    }
}

/// Closes a connection so that the client reads our answer even if it is still sending: closing at once would send a
/// reset, which throws away what the client has not read yet.
async fn linger(mut stream: TcpStream) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let mut dropped = 0;
    let mut buffer = [0; 2048];
    let read_on = async {
        while dropped < LINGER_BYTES {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => dropped += read,
            }
        }
    };
    // Whoever sends on for longer has had its chance.
    let _ = tokio::time::timeout(LINGER, read_on).await;
}

/// Tells a client that there are too many.
async fn turn_away(mut stream: TcpStream, _permit: OwnedSemaphorePermit) {
    let body = Problem::new(Code::Busy, "keep the recording and try again soon").json();
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         retry-after: {}\r\nconnection: close\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n\r\n{body}",
        body.len(),
        jitter::between(2, 10),
    );
    // A client that is gone already needs no answer.
    let written = tokio::time::timeout(LINGER, stream.write_all(answer.as_bytes())).await;
    if matches!(written, Ok(Ok(()))) {
        linger(stream).await;
    }
}
