//! Progress for people: a bar with rate and time left on a terminal, a line a minute without one.

use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const LINE_EVERY: Duration = Duration::from_secs(60);

/// The listener that fits standard error.
pub(super) fn for_stderr(quiet: bool) -> Box<dyn Progress> {
    if quiet {
        Box::new(crate::pipeline::Quiet)
    } else if std::io::stderr().is_terminal() {
        Box::new(Bars { bar: Mutex::new(None) })
    } else {
        Box::new(Lines {
            stage: Mutex::new(None),
        })
    }
}

/// Standard error may be closed; a run does not fail for that.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

struct Bars {
    bar: Mutex<Option<ProgressBar>>,
}

impl Bars {
    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        if let Ok(mut bar) = self.bar.lock() {
            act(&mut bar);
        }
    }
}

impl Progress for Bars {
    fn begin(&self, stage: &'static str, total: u64) {
        self.with(|bar| {
            if let Some(done) = bar.take() {
                finish(&done);
            }
            let template = if total > 0 {
                "{prefix:>9.bold} {bar:32.cyan/dim} {pos}/{len}  {per_sec}  {eta} left {msg:.dim}"
            } else {
                "{prefix:>9.bold} {spinner:.cyan} {msg:.dim}"
            };
            let style = ProgressStyle::with_template(template).expect("invariant: the template is well-formed");
            let style = style.progress_chars("━╸─").with_key(
                "per_sec",
                |state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
                    let _ = write!(out, "{:.1}/s", state.per_sec());
                },
            );
            let target = ProgressDrawTarget::stderr_with_hz(10);
            let fresh = ProgressBar::with_draw_target(Some(total), target)
                .with_style(style)
                .with_prefix(stage);
            fresh.enable_steady_tick(Duration::from_millis(200));
            *bar = Some(fresh);
        });
    }

    fn step(&self) {
        self.with(|bar| {
            if let Some(bar) = bar {
                bar.inc(1);
            }
        });
    }

    fn note(&self, message: &str) {
        self.with(|bar| match bar {
            Some(bar) => bar.suspend(|| say(message)),
            None => say(message),
        });
    }

    fn end(&self) {
        self.with(|bar| {
            if let Some(done) = bar.take() {
                finish(&done);
            }
        });
    }
}

/// Leaves a finished stage on screen as one quiet line.
fn finish(bar: &ProgressBar) {
    let took = bar.elapsed();
    let template = if bar.length().unwrap_or(0) > 0 {
        "{prefix:>9.bold} {pos} {msg:.dim}"
    } else {
        "{prefix:>9.bold} {msg:.dim}"
    };
    bar.set_style(ProgressStyle::with_template(template).expect("invariant: the template is well-formed"));
    bar.finish_with_message(format!("in {:.1} s", took.as_secs_f64()));
}

struct Lines {
    stage: Mutex<Option<Stage>>,
}

struct Stage {
    name: &'static str,
    total: u64,
    done: u64,
    began: Instant,
    told: Instant,
}

impl Stage {
    fn ended(&self) -> String {
        if self.total == 0 {
            return format!("{}: {:.1} s", self.name, self.began.elapsed().as_secs_f64());
        }
        format!(
            "{}: {} in {:.1} s",
            self.name,
            self.done,
            self.began.elapsed().as_secs_f64()
        )
    }

    fn underway(&self) -> String {
        let rate_hz = self.done as f64 / self.began.elapsed().as_secs_f64().max(1e-3);
        let left_s = self.total.saturating_sub(self.done) as f64 / rate_hz.max(1e-9);
        format!(
            "{}: {}/{}, {rate_hz:.1}/s, {} left",
            self.name,
            self.done,
            self.total,
            clock(left_s)
        )
    }
}

fn clock(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match minutes {
        0 => "less than a minute".to_owned(),
        1..60 => format!("{minutes} min"),
        _ => format!("{} h {:02} min", minutes / 60, minutes % 60),
    }
}

impl Progress for Lines {
    fn begin(&self, stage: &'static str, total: u64) {
        self.end();
        if let Ok(mut current) = self.stage.lock() {
            let now = Instant::now();
            *current = Some(Stage {
                name: stage,
                total,
                done: 0,
                began: now,
                told: now,
            });
        }
    }

    fn step(&self) {
        if let Ok(mut current) = self.stage.lock()
            && let Some(stage) = current.as_mut()
        {
            stage.done += 1;
            if stage.told.elapsed() >= LINE_EVERY {
                stage.told = Instant::now();
                say(&stage.underway());
            }
        }
    }

    fn note(&self, message: &str) {
        say(message);
    }

    fn end(&self) {
        if let Ok(mut current) = self.stage.lock()
            && let Some(stage) = current.take()
        {
            say(&stage.ended());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_reads_well() {
        assert_eq!(clock(12.0), "less than a minute");
        assert_eq!(clock(300.0), "5 min");
        assert_eq!(clock(3_660.0), "1 h 01 min");
    }
}
