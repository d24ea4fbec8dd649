//! What an operator may set: flags, each also an environment variable.

use super::load::LoadSettings;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

/// Takes fans' recordings in.
#[derive(Debug, Parser)]
#[command(
    name = "stemforge-studio",
    version,
    about = "Takes fans' recordings in: creates, receives, confirms and erases takes over HTTP",
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
        stemforge-studio --data campaign                        # takes go to campaign/takes\n  \
        stemforge-studio --data campaign --campaign stemforge.toml --public-url https://choir.example\n  \
        stemforge-studio --storage s3://choir/anthem            # fans send straight to the bucket\n  \
        stemforge-studio --data campaign --listen 127.0.0.1:0 --port-file port\n\n\
        Then `stemforge compile --takes campaign` makes stems of what came in.\n\
        Exit codes: 0 stopped as asked, 1 failed, 2 usage or configuration."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) settings: Settings,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the service (what happens without a command, too)
    Serve(Box<Settings>),
    /// Send takes to a running service as a crowd of fans does, and measure it
    Load(Box<LoadSettings>),
    /// Print the OpenAPI document
    Openapi(Box<Settings>),
}

/// Settings of the service.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Folder of the takes; made if it is not there
    #[arg(
        long,
        value_name = "DIR",
        env = "STEMFORGE_STUDIO_DATA",
        default_value = "studio-data"
    )]
    pub data: PathBuf,
    /// Bucket of the takes instead: fans send straight to it, and no take passes through this service
    #[arg(long, value_name = "S3_URI", env = "STEMFORGE_STUDIO_STORAGE")]
    pub storage: Option<String>,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "STEMFORGE_STUDIO_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: String,
    /// Write the port that is listened on to this file
    #[arg(long, value_name = "FILE", env = "STEMFORGE_STUDIO_PORT_FILE")]
    pub port_file: Option<PathBuf>,
    /// Campaign file whose studio is served: the page on which fans sing. Without it there is the API alone
    #[arg(long, value_name = "FILE", env = "STEMFORGE_STUDIO_CAMPAIGN")]
    pub campaign: Option<PathBuf>,
    /// Folder with the page's files, in place of those in this program
    #[arg(long, value_name = "DIR", env = "STEMFORGE_STUDIO_WEB", requires = "campaign")]
    pub web: Option<PathBuf>,
    /// Memory for covers, drawn ones and what they are drawn on
    #[arg(long, value_name = "BYTES", env = "STEMFORGE_STUDIO_COVER_MEMORY", default_value = "192MiB", value_parser = bytes)]
    pub cover_memory: u64,
    /// What links begin with; without it they are relative
    #[arg(long, value_name = "URL", env = "STEMFORGE_STUDIO_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Server key, 64 hexadecimal digits; made if it is not there [default: DATA/service.key]. With S3 the key may
    /// also be in STEMFORGE_STUDIO_KEY
    #[arg(long, value_name = "FILE", env = "STEMFORGE_STUDIO_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// File with the token for `/admin/` and `/metrics`; without it there are none
    #[arg(long, value_name = "FILE", env = "STEMFORGE_STUDIO_ADMIN_TOKEN_FILE")]
    pub admin_token_file: Option<PathBuf>,
    /// Greatest take
    #[arg(long, value_name = "BYTES", env = "STEMFORGE_STUDIO_MAX_TAKE_BYTES", default_value = "16MiB", value_parser = bytes)]
    pub max_take_bytes: u64,
    /// Longest take
    #[arg(
        long,
        value_name = "SECONDS",
        env = "STEMFORGE_STUDIO_MAX_DURATION_S",
        default_value_t = 600
    )]
    pub max_duration_s: u32,
    /// Bytes that all takes together may have [default: no limit]
    #[arg(long, value_name = "BYTES", env = "STEMFORGE_STUDIO_MAX_STORED_BYTES", value_parser = bytes)]
    pub max_stored_bytes: Option<u64>,
    /// Bytes that stay free on the disk
    #[arg(long, value_name = "BYTES", env = "STEMFORGE_STUDIO_LEAST_FREE_BYTES", default_value = "1GiB", value_parser = bytes)]
    pub least_free_bytes: u64,
    /// Uploads that are open at a time: begun, not complete, and heard of in the last minute
    #[arg(long, value_name = "N", env = "STEMFORGE_STUDIO_MAX_UPLOADS", default_value_t = 8192, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_uploads: u32,
    /// Connections that are open at a time
    #[arg(long, value_name = "N", env = "STEMFORGE_STUDIO_MAX_CONNECTIONS", default_value_t = 8192, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_connections: u32,
    /// Connections that one address (of IPv6: one /64) may have open; 0 is no limit. Not counted behind proxies
    /// [default: an eighth of the connections, 16 at least, and no limit for this machine itself]
    #[arg(long, value_name = "N", env = "STEMFORGE_STUDIO_MAX_CONNECTIONS_PER_ADDRESS")]
    pub max_connections_per_address: Option<u32>,
    /// Requests a second from one address (of IPv6: from one /64), in the long run
    #[arg(long, value_name = "N", env = "STEMFORGE_STUDIO_REQUESTS_PER_SECOND", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub requests_per_second: u32,
    /// Requests that one address may send at once
    #[arg(long, value_name = "N", env = "STEMFORGE_STUDIO_REQUEST_BURST", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    pub request_burst: u32,
    /// Proxies in front that are ours: the address before them in `X-Forwarded-For` is the client's
    #[arg(
        long,
        value_name = "N",
        env = "STEMFORGE_STUDIO_TRUST_FORWARDED",
        default_value_t = 0
    )]
    pub trust_forwarded: u8,
    /// Hours after which an upload that is not complete is dropped
    #[arg(long, value_name = "HOURS", env = "STEMFORGE_STUDIO_UPLOAD_HOURS", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=8760))]
    pub upload_hours: u32,
    /// Seconds in which at least 1 KiB has to come, and in which a request's head has to be complete
    #[arg(long, value_name = "SECONDS", env = "STEMFORGE_STUDIO_IDLE_TIMEOUT_S", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub idle_timeout_s: u32,
    /// Seconds that requests under way have when the service is told to stop
    #[arg(long, value_name = "SECONDS", env = "STEMFORGE_STUDIO_DRAIN_S", default_value_t = 25)]
    pub drain_s: u32,
    /// Page that may call from another origin, like `https://choir.example`; may be given more than once
    #[arg(
        long,
        value_name = "ORIGIN",
        env = "STEMFORGE_STUDIO_CORS_ORIGIN",
        value_delimiter = ','
    )]
    pub cors_origin: Vec<String>,
}

impl Settings {
    /// What the environment says, and defaults.
    pub fn from_environment() -> Result<Self, clap::Error> {
        Ok(Cli::try_parse_from(["stemforge-studio"])?.settings)
    }

    pub(super) fn idle_timeout(&self) -> Duration {
        Duration::from_secs(self.idle_timeout_s.into())
    }
}

/// `512`, `64KiB`, `16MiB`, `1GiB`, `2TiB`.
fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let shift = match unit.trim() {
        "" | "B" => 0,
        "KiB" => 10,
        "MiB" => 20,
        "GiB" => 30,
        "TiB" => 40,
        _ => return Err("a number of bytes, like `500`, `16MiB` or `2GiB`".to_owned()),
    };
    let number: u64 = number
        .parse()
        .map_err(|_| "a number of bytes, like `16MiB`".to_owned())?;
    number
        .checked_mul(1 << shift)
        .ok_or_else(|| "too many bytes".to_owned())
}

/// A URL without the slash at its end.
fn public_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_plain = |rest: &str| {
        !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_graphic())
            && !rest.contains(['?', '#', '"', '<', '>'])
    };
    match rest {
        Some(rest) if is_plain(rest) => Ok(text.trim_end_matches('/').to_owned()),
        _ => Err("it begins with https:// or http:// and has no query".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent_and_every_flag_has_its_variable() {
        let command = Cli::command();
        command.clone().debug_assert();
        for argument in command.get_arguments().filter(|argument| argument.get_long().is_some()) {
            let long = argument.get_long().unwrap();
            if ["help", "version"].contains(&long) {
                continue;
            }
            let variable = format!("STEMFORGE_STUDIO_{}", long.to_uppercase().replace('-', "_"));
            assert_eq!(argument.get_env().and_then(|name| name.to_str()), Some(&*variable));
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes("512"), Ok(512));
        assert_eq!(bytes("16MiB"), Ok(16 << 20));
        assert_eq!(bytes("2 GiB"), Ok(2 << 30));
        for wrong in ["", "MiB", "16MB", "-1", "99999999TiB", "1.5GiB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            public_url("https://choir.example/").as_deref(),
            Ok("https://choir.example")
        );
        for wrong in ["choir.example", "https://", "ftp://x", "https://x?y", "https://x y"] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }
}
