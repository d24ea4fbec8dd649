//! Exit codes: a contract with scripts and schedulers.

/// Done. Rejected takes are no failure.
pub(super) const DONE: u8 = 0;
/// Failed: a disk, a permission, a defect.
pub(super) const FAILED: u8 = 1;
/// Wrong usage or configuration; running again without a change will not help.
pub(super) const USAGE: u8 = 2;
/// Done, but some takes could not be read; worth another run.
pub(super) const UNREAD: u8 = 3;
/// `inspect`, `verify`: the thing itself is bad.
pub(super) const BAD: u8 = 4;
