//! How a run tells how far it is, without knowing who listens.

/// Listener to a run. Called from many threads.
pub trait Progress: Sync {
    /// A stage of `total` steps begins; the one before has ended.
    fn begin(&self, stage: &'static str, total: u64);
    /// One step is done.
    fn step(&self);
    /// Something a person should know, in one line.
    fn note(&self, message: &str);
    /// The run has ended, well or not.
    fn end(&self);
}

/// Listens to nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn begin(&self, _stage: &'static str, _total: u64) {}
    fn step(&self) {}
    fn note(&self, _message: &str) {}
    fn end(&self) {}
}
