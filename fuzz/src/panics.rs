//! A panic that is a finding stops the process where it happens, while the stack still shows how it came about.

use crate::targets::foreign;

/// Replaces libfuzzer-sys's hook, to which every panic is a finding.
pub fn judge() {
    let usual = std::panic::take_hook();
    drop(usual);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let words = panic.payload_as_str().unwrap_or("a panic without words");
        if foreign::is_foreign(&place) {
            eprintln!("{place}: {words}");
            return;
        }
        eprintln!(
            "FINDING: {place}: {words}\n{}",
            std::backtrace::Backtrace::force_capture()
        );
        std::process::abort();
    }));
}
