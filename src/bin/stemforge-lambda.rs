//! The upload service on AWS Lambda.

use std::process::ExitCode;

fn main() -> ExitCode {
    stemforge::studio::lambda_main()
}
