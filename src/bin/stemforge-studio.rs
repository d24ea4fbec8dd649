//! The upload service.

use std::process::ExitCode;

fn main() -> ExitCode {
    stemforge::studio::main()
}
