//! Whether the service takes uploads, looked up once a second however often it is asked.

use super::app::App;
use super::problem::{Code, Problem};
use crate::storage::{Key, layout};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long an answer is good for: storage is not asked more often, whoever asks us.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// The last answer.
#[derive(Debug, Default)]
pub(super) struct Readiness(Mutex<Option<(Instant, Result<(), Code>)>>);

impl Readiness {
    /// Looks, or says what the last look said. Whoever asks meanwhile waits for the same answer.
    pub(super) async fn check(&self, app: &App) -> Result<(), Problem> {
        let mut last = self.0.lock().await;
        if let Some((_, answer)) = last.filter(|(at, _)| at.elapsed() < GOOD_FOR) {
            return answer.map_err(|code| Problem::new(code, "it was so a moment ago"));
        }
        let answer = app.blocking(look).await;
        *last = Some((Instant::now(), answer.as_ref().map_err(|problem| problem.code).copied()));
        answer
    }
}

fn look(app: &App) -> Result<(), Problem> {
    match app.reception.files() {
        Some(files) => {
            files.check()?;
            app.limits.room(files.directory().root(), 0)
        }
        None => {
            // Any name will do: that it is not there is an answer, too. We have rights in our own folders only.
            let any = Key::known(format!("{}/{}", layout::TAKES, layout::COMMIT));
            app.is_there(&any).map(drop)
        }
    }
}
