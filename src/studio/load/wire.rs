//! One fan's connection: it is opened when it is needed, and again when it broke.

use super::figures::{Ask, Figures};
use super::parcel::Parcel;
use super::plan::Phase;
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{HOST, RETRY_AFTER};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;

/// An answer has to be complete after so long.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(120);
/// Greatest answer that is kept.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// Greatest head of an answer, and so what a connection costs us.
const BUFFER_BYTES: usize = 16 * 1024;

/// A connection to the service.
#[derive(Debug)]
pub(super) struct Wire {
    authority: Arc<str>,
    figures: Arc<Figures>,
    /// The phase that this fan's requests count for.
    phase: Phase,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    sender: SendRequest<Parcel>,
    driver: AbortHandle,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// What the service said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) upload_offset: Option<u64>,
    pub(super) body: Bytes,
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// No connection.
    Refused,
    /// It ended too early, by our plan or not.
    Lost,
    /// It took too long.
    Timeout,
}

impl Answer {
    /// The code of a problem; empty if it is none.
    pub(super) fn code(&self) -> String {
        let problem: Option<serde_json::Value> = serde_json::from_slice(&self.body).ok();
        let code = problem.and_then(|problem| Some(problem.get("code")?.as_str()?.to_owned()));
        code.unwrap_or_default()
    }

    /// A field of the answer.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Wire {
    pub(super) fn new(authority: Arc<str>, figures: Arc<Figures>, phase: Phase) -> Self {
        Self {
            authority,
            figures,
            phase,
            open: None,
        }
    }

    /// Sends a request and reads its answer to the end. What it took is noted if there was an answer.
    pub(super) async fn ask(
        &mut self,
        ask: Ask,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Parcel,
    ) -> Result<Answer, Broken> {
        let begun = Instant::now();
        let asked = tokio::time::timeout(REQUEST_TIMEOUT, self.exchange(method, path, headers, body)).await;
        let answer = asked.unwrap_or(Err(Broken::Timeout));
        match &answer {
            Ok(answer) => {
                self.figures.answered(ask, self.phase, begun.elapsed(), answer.status);
            }
            Err(_) => self.hang_up(),
        }
        answer
    }

    /// Sends a request, and breaks the connection before its answer can be read.
    pub(super) async fn shout(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Parcel,
        patience: Duration,
    ) {
        // Whatever comes is not looked at: that is the point.
        let _ = tokio::time::timeout(patience, self.exchange(method, path, headers, body)).await;
        self.hang_up();
    }

    /// Breaks the connection.
    pub(super) fn hang_up(&mut self) {
        self.open = None;
    }

    async fn exchange(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Parcel,
    ) -> Result<Answer, Broken> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &*self.authority);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).map_err(|_| Broken::Refused)?;
        let response = self.sender().await?.send_request(request).await;
        let answer = read(response.map_err(|_| Broken::Lost)?).await?;
        Ok(answer)
    }

    async fn sender(&mut self) -> Result<&mut SendRequest<Parcel>, Broken> {
        let is_ready = match &mut self.open {
            // It may have been closed by the other end since.
            Some(open) => open.sender.ready().await.is_ok(),
            None => false,
        };
        if !is_ready {
            self.open = None;
            let begun = Instant::now();
            let open = connect(&self.authority).await?;
            self.figures.connected(self.phase, begun.elapsed());
            self.open = Some(open);
        }
        self.open.as_mut().map(|open| &mut open.sender).ok_or(Broken::Refused)
    }
}

async fn connect(authority: &str) -> Result<Open, Broken> {
    let stream = TcpStream::connect(authority).await.map_err(|_| Broken::Refused)?;
    // If it cannot be set, it is only slower.
    let _ = stream.set_nodelay(true);
    let (sender, connection) = http1::Builder::new()
        .max_buf_size(BUFFER_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| Broken::Refused)?;
    let driver = tokio::spawn(async move {
        // Its end shows in the request that is under way.
        let _ = connection.await;
    });
    Ok(Open {
        sender,
        driver: driver.abort_handle(),
    })
}

async fn read(response: Response<Incoming>) -> Result<Answer, Broken> {
    let number = |name: &str| -> Option<u64> { response.headers().get(name)?.to_str().ok()?.parse().ok() };
    let status = response.status().as_u16();
    let retry_after = number(RETRY_AFTER.as_str()).map(Duration::from_secs);
    let upload_offset = number("upload-offset");
    let limited = http_body_util::Limited::new(response.into_body(), MAX_ANSWER_BYTES);
    let body = limited.collect().await.map_err(|_| Broken::Lost)?.to_bytes();
    Ok(Answer {
        status,
        retry_after,
        upload_offset,
        body,
    })
}
