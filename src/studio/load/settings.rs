//! What the load tool may be asked for.

use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// How a crowd behaves.
#[derive(Debug, Clone, Args)]
pub(crate) struct LoadSettings {
    /// Where the service is
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub(super) url: String,
    /// Fans, each with one take
    #[arg(long, value_name = "N", default_value_t = 100, conflicts_with = "rate")]
    pub(super) fans: u32,
    /// Fans at a time; the others wait for a place
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) in_flight: u32,
    /// Size of a take
    #[arg(long, value_name = "BYTES", default_value_t = 1_400_000, value_parser = clap::value_parser!(u64).range(64..=1 << 30))]
    pub(super) bytes: u64,
    /// Greatest body of one request
    #[arg(long, value_name = "BYTES", default_value_t = 512 * 1024, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) patch_bytes: u64,
    /// Share of fans whose connections break at random bytes
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub(super) drop_share: f64,
    /// Share of fans who send what has to be refused
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub(super) garbage_share: f64,
    /// Share of fans who send every request that creates or confirms more than once
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub(super) duplicate_share: f64,
    /// Share of fans whose page says hash and consent only when it confirms
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = share)]
    pub(super) late_share: f64,
    /// Share of fans with a slow network
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub(super) slow_share: f64,
    /// How slow
    #[arg(long, value_name = "BYTES", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) slow_bytes_per_second: u64,
    /// Takes that begin every second, however many are still under way
    #[arg(long, value_name = "TAKES", value_parser = rate)]
    pub(super) rate: Option<f64>,
    /// Seconds at that rate; with `--spike`, before it and after it
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = rate, requires = "rate")]
    pub(super) seconds: f64,
    /// For some seconds in the middle, so many times the rate
    #[arg(long, value_name = "FACTOR", value_parser = rate, requires = "rate")]
    pub(super) spike: Option<f64>,
    /// How many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, value_parser = rate, requires = "spike")]
    pub(super) spike_seconds: f64,
    /// Version of the terms that fans say they saw: with a campaign, its own
    #[arg(long, value_name = "VERSION", default_value = "load")]
    pub(super) terms: String,
    /// Everything random comes from this
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// A fan who has not sent a take after so long gives up
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(super) patience_s: u32,
    /// One PUT a fan to URL/<number> instead, with the same bytes: for servers that are not this one
    #[arg(long, conflicts_with_all = ["drop_share", "garbage_share", "duplicate_share", "journal"])]
    pub(super) plain_put: bool,
    /// Folder of the service's takes, or of what was PUT: their SHA-256 is compared in the end
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// Append a line of JSON when a take is created, when it is about to be confirmed, and when it is
    #[arg(long, value_name = "FILE")]
    pub(super) journal: Option<PathBuf>,
    /// Process of the service: its greatest memory is reported
    #[arg(long, value_name = "PID")]
    pub(super) pid: Option<u32>,
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub(super) json: bool,
}

impl LoadSettings {
    /// The same, if it makes sense together.
    pub(super) fn checked(self) -> Result<Self, String> {
        if !self.url.starts_with("http://") {
            return Err(format!("use `{}`: the load tool speaks http:// only", self.url));
        }
        Ok(self)
    }

    /// `host:port` of the service.
    pub(super) fn authority(&self) -> String {
        let rest = self.url.trim_start_matches("http://");
        let authority = rest.split('/').next().unwrap_or_default();
        let has_port = authority
            .rsplit_once(':')
            .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        if has_port {
            authority.to_owned()
        } else {
            format!("{authority}:80")
        }
    }

    /// What stands before a path of ours in the URL.
    pub(super) fn base_path(&self) -> &str {
        let rest = self.url.trim_start_matches("http://");
        rest.find('/').map_or("", |at| rest[at..].trim_end_matches('/'))
    }

    pub(super) fn patience(&self) -> Duration {
        Duration::from_secs(self.patience_s.into())
    }
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a number from 0 to 1".to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| *rate > 0.0 && *rate < 1e6);
    rate.ok_or_else(|| "a number above 0".to_owned())
}
