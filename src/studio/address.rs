//! Whom a request comes from, for the rate limit and for nothing else.

use super::app::App;
use super::serve::Peer;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;

/// Sends an address away that asks too often. What asks whether the service lives is never sent away, nor who loads the
/// page's own files: they come from memory, half a hundred of them for each fan, and a stadium may have one address.
pub(super) async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_free = path == "/healthz" || path.starts_with("/a/");
    if let Some(from) = client(&app, &request).filter(|_| !is_free)
        && let Err(problem) = app.limits.request(from)
    {
        return problem.into_response();
    }
    next.run(request).await
}

/// The client's address: the other end's, or what the last proxy that is not ours was told.
fn client(app: &App, request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    match app.settings.trust_forwarded {
        0 => peer,
        proxies => forwarded(request.headers(), proxies).or(peer),
    }
}

/// Each proxy appends whom it speaks with. The rightmost entries are those of our own proxies; whatever stands left of
/// them, the client may have made up.
fn forwarded(headers: &HeaderMap, proxies: u8) -> Option<IpAddr> {
    let lists = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let entries: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    let entry = entries
        .len()
        .checked_sub(proxies.into())
        .and_then(|at| entries.get(at))?;
    let unbracketed = entry.trim_start_matches('[').split(']').next().unwrap_or_default();
    let without_port = |entry: &str| entry.rsplit_once(':').and_then(|(address, _)| address.parse().ok());
    entry
        .parse()
        .ok()
        .or_else(|| unbracketed.parse().ok())
        .or_else(|| without_port(entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(lists: &[&str], proxies: u8) -> Option<String> {
        let mut headers = HeaderMap::new();
        for list in lists {
            headers.append("x-forwarded-for", list.parse().unwrap());
        }
        forwarded(&headers, proxies).map(|address| address.to_string())
    }

    #[test]
    fn only_what_our_proxies_wrote_is_believed() {
        assert_eq!(from(&["6.6.6.6, 192.0.2.1"], 1).as_deref(), Some("192.0.2.1"));
        assert_eq!(from(&["6.6.6.6, 192.0.2.1, 10.0.0.1"], 2).as_deref(), Some("192.0.2.1"));
        assert_eq!(from(&["6.6.6.6", "192.0.2.1"], 1).as_deref(), Some("192.0.2.1"));
        assert_eq!(from(&["192.0.2.1:4711"], 1).as_deref(), Some("192.0.2.1"));
        assert_eq!(from(&["[2001:db8::1]:4711"], 1).as_deref(), Some("2001:db8::1"));
        assert_eq!(from(&["2001:db8::1"], 1).as_deref(), Some("2001:db8::1"));
        assert_eq!(from(&["unknown"], 1), None);
        assert_eq!(from(&["192.0.2.1"], 2), None, "fewer entries than proxies");
        assert_eq!(from(&[], 1), None);
    }
}
