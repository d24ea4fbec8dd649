//! The upload service under bad treatment: the built binary, real connections, a real disk.
//!
//! ```text
//! kills.rs        killed fifty times while a crowd sends
//! crowd.rs        the load tool's own mischief; a service that is asked to stop
//! words.rs        what strangers call themselves
//! connections.rs  slow, broken and crooked HTTP
//! requests.rs     lies, wrong order, wrong paths
//! full.rs         no room left
//! leftovers.rs    what crashes and bad disks leave
//! ```

#![expect(clippy::unwrap_used, reason = "a test that cannot set its service up has failed")]

mod chance;
mod client;
mod connections;
mod crowd;
mod full;
mod kills;
mod leftovers;
mod names;
mod requests;
mod service;
mod takes;
mod witness;
mod words;
