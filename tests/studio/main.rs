//! The upload service as fans' pages meet it: the real program, real connections, real files, a real S3 server.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bucket;
mod campaign;
#[path = "../door/chance.rs"]
mod chance;
mod covers;
mod crash;
mod erase;
mod http;
mod last_words;
mod lifecycle;
mod limits;
#[path = "../door/names.rs"]
mod names;
mod operator;
mod resume;
#[path = "../storage/server.rs"]
mod server;
mod service;
mod share;
mod site;
mod surface;
