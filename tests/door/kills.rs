//! Whatever was confirmed is there, however often the service is killed; whatever was announced can still be sent.

use super::chance::Chance;
use super::client::{ask, get};
use super::service::{Home, STUDIO, Service, quiet_port};
use super::takes::TUS;
use super::witness::{Journal, assert_whole, listed};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::{Child, Command};
use std::time::Duration;

const KILLS: u64 = 50;
/// Announced takes that are asked for after each restart.
const ASKED: usize = 20;

/// The load tool, sending as badly as it can.
struct Crowd<'a> {
    home: &'a Home,
    url: String,
    seed: u64,
    child: Child,
}

impl<'a> Crowd<'a> {
    fn start(home: &'a Home, url: String, seed: u64) -> Self {
        let report = File::create(home.path(&format!("crowd-{seed}"))).unwrap();
        let child = Command::new(STUDIO)
            .args(["load", "--url", &url, "--seed", &seed.to_string()])
            .args(["--rate", "25", "--seconds", "25", "--in-flight", "60"])
            .args(["--bytes", "200000", "--patch-bytes", "60000", "--patience-s", "240"])
            .args([
                "--drop-share",
                "0.25",
                "--duplicate-share",
                "0.25",
                "--garbage-share",
                "0.15",
                "--slow-share",
                "0.1",
            ])
            .args(["--slow-bytes-per-second", "200000"])
            .arg("--data")
            .arg(home.data())
            .arg("--journal")
            .arg(home.path("journal"))
            .stdout(report.try_clone().unwrap())
            .stderr(report)
            .spawn()
            .unwrap();
        Self { home, url, seed, child }
    }

    /// A crowd that went home content makes room for the next.
    fn keep_coming(&mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            assert!(status.success(), "{}", self.report());
            *self = Self::start(self.home, self.url.clone(), self.seed + 1);
        }
    }

    fn report(&self) -> String {
        fs::read_to_string(self.home.path(&format!("crowd-{}", self.seed))).unwrap()
    }

    fn finish(mut self) {
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{}", self.report());
    }
}

impl Drop for Crowd<'_> {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn fifty_kills_cost_no_take_that_was_confirmed() {
    let home = Home::new();
    let port = quiet_port(std::process::id() as u16);
    let mut service = home.start_at(port, &[]);
    let mut crowd = Crowd::start(&home, service.url(), 1);
    let mut chance = Chance(50);
    let mut whole = BTreeSet::new();
    let mut confirmed_before = 0;
    for kill in 0..KILLS {
        std::thread::sleep(Duration::from_millis(60 + chance.below(500)));
        crowd.keep_coming();
        service.kill();
        let journal = Journal::read(&home.path("journal"));
        service = home.start_at(port, &[]);
        look(&home, &service, &journal, &mut whole, &mut chance);
        assert!(journal.received.len() >= confirmed_before, "kill {kill}");
        confirmed_before = journal.received.len();
    }
    assert!(
        confirmed_before > 100,
        "only {confirmed_before} takes came in: the kills hit nobody"
    );
    crowd.finish();
    let journal = Journal::read(&home.path("journal"));
    whole.clear();
    look(&home, &service, &journal, &mut whole, &mut chance);
    assert!(journal.completing.len() >= whole.len());
    service.terminate();
    assert!(service.wait().success());
    let log = home.log();
    let broken = log
        .lines()
        .find(|line| line.contains("\"INTERNAL\"") || line.contains("panicked"));
    assert_eq!(broken, None);
}

/// What the crowd was told before the service was killed has to hold now.
fn look(home: &Home, service: &Service, told: &Journal, whole: &mut BTreeSet<String>, chance: &mut Chance) {
    let takes = listed(&home.data());
    let now = Journal::read(&home.path("journal"));
    for (id, audio) in &takes {
        assert!(now.completing.contains(id), "{id} is a take, but nobody asked for that");
        if whole.insert(id.clone()) {
            let sha256 = assert_whole(id, audio);
            assert!(told.received.get(id).is_none_or(|told| *told == sha256), "{id}");
        }
        assert!(fs::metadata(audio).unwrap().len() == 200_000, "{id}");
    }
    for id in told.received.keys() {
        assert!(takes.contains_key(id), "{id} was confirmed and is gone");
    }
    let open: Vec<_> = told
        .created
        .iter()
        .filter(|(id, _)| !told.received.contains_key(*id))
        .collect();
    for _ in 0..ASKED.min(open.len()) {
        let (id, upload_url) = chance.pick(&open);
        let status = get(service.address, &format!("/v1/takes/{id}"));
        assert_eq!(status.status, 200, "{id} was announced and is forgotten");
        let at = ask(service.address, "HEAD", upload_url, &[TUS], b"");
        let can_go_on = at.status == 200 && at.number("upload-offset").is_some() || at.status == 423;
        assert!(can_go_on, "{at:?}");
    }
}
