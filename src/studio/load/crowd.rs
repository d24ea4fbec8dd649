//! Lets fans begin: as soon as others are done, or when their time has come, whoever is still at it.

use super::audit::{self, Audit};
use super::fan::{Fan, Stage};
use super::figures::Figures;
use super::journal::Journal;
use super::memory::Watch;
use super::plan::{self, Phase, Plan};
use super::recording::Noise;
use super::report::Report;
use super::settings::LoadSettings;
use crate::studio::app::OpenError;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How long a service may take to start.
const START: Duration = Duration::from_secs(10);

/// All fans, before the first begins.
#[derive(Debug)]
pub(super) struct Crowd {
    stage: Arc<Stage>,
    plans: Vec<Plan>,
}

impl Crowd {
    /// Draws every plan, hashes included, so that the run itself does nothing but send.
    pub(super) fn new(settings: LoadSettings) -> Result<Self, OpenError> {
        let noise = Noise::new(settings.seed, settings.bytes);
        let fans = plan::fans(&settings);
        let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u32);
        let share = fans.div_ceil(threads).max(1);
        let (settings_, noise_) = (&settings, &noise);
        let plans = std::thread::scope(|scope| {
            let shares: Vec<_> = (0..threads)
                .map(|thread| {
                    let numbers = (thread * share).min(fans)..((thread + 1) * share).min(fans);
                    scope.spawn(move || numbers.map(|fan| Plan::new(settings_, noise_, fan)).collect::<Vec<_>>())
                })
                .collect();
            let joined = shares
                .into_iter()
                .flat_map(|share| share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            joined.collect()
        });
        let journal = settings.journal.as_deref().map(Journal::open).transpose()?;
        let stage = Stage {
            authority: settings.authority().into(),
            figures: Arc::default(),
            audit: Audit::default(),
            journal,
            settings,
        };
        Ok(Self {
            stage: Arc::new(stage),
            plans,
        })
    }

    /// Runs the whole load and looks at what came of it.
    pub(super) async fn run(self) -> Result<Report, OpenError> {
        let stage = self.stage;
        reachable(&stage).await?;
        let watch = stage.settings.pid.map(Watch::start);
        let fans = self.plans.len();
        let places = Arc::new(Semaphore::new(stage.settings.in_flight as usize));
        let begun = Instant::now();
        let mut performing = JoinSet::new();
        for plan in self.plans {
            match plan::arrival(&stage.settings, plan.fan) {
                Some((after, phase)) => {
                    tokio::time::sleep_until((begun + after).into()).await;
                    let fan = Fan::new(Arc::clone(&stage), plan, phase, begun + after);
                    let places = Arc::clone(&places);
                    performing.spawn(async move {
                        let _place = places.acquire_owned().await;
                        fan.perform().await;
                    });
                }
                None => {
                    let place = Arc::clone(&places).acquire_owned().await;
                    let fan = Fan::new(Arc::clone(&stage), plan, Phase::Before, Instant::now());
                    performing.spawn(async move {
                        fan.perform().await;
                        drop(place);
                    });
                }
            }
            // What is done is not kept.
            while let Some(done) = performing.try_join_next() {
                note(&stage.figures, done);
            }
        }
        while let Some(done) = performing.join_next().await {
            note(&stage.figures, done);
        }
        let took = begun.elapsed();
        // The audit's own requests are not part of the load.
        let (totals, mut counts) = (stage.figures.totals(), stage.figures.counts());
        let peak_bytes = watch.and_then(|watch| watch.peak_bytes());
        let audited = audit::audit(&stage).await;
        counts.errors = stage.figures.counts().errors;
        Ok(Report {
            fans,
            took,
            totals,
            counts,
            audited,
            peak_bytes,
            has_spike: stage.settings.spike.is_some(),
            looked_at_bytes: stage.settings.data.is_some(),
            plain_put: stage.settings.plain_put,
        })
    }
}

/// Whether there is a service at all; one that is just starting gets some time.
async fn reachable(stage: &Stage) -> Result<(), OpenError> {
    let begun = Instant::now();
    loop {
        match TcpStream::connect(&*stage.authority).await {
            Ok(_) => return Ok(()),
            Err(_) if begun.elapsed() < START => tokio::time::sleep(START / 50).await,
            Err(cause) => return Err(OpenError::io("connect to", &stage.settings.url)(cause)),
        }
    }
}

/// A fan whose task panicked is a defect of this tool, and no success.
fn note(figures: &Figures, done: Result<(), tokio::task::JoinError>) {
    if let Err(cause) = done {
        figures.error(format!("a fan broke: {cause}"));
    }
}
