//! The stemforge command line tool.

fn main() {}
