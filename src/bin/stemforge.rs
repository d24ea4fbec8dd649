//! The stemforge command line tool.

use std::process::ExitCode;

fn main() -> ExitCode {
    stemforge::cli::main()
}
