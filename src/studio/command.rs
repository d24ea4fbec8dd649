//! What `stemforge-studio` does with its command line.

use super::app::{App, OpenError};
use super::settings::{Cli, Command, Settings};
use super::{clock, document, load, log, reception, recount, routes, serve, sweep};
use clap::Parser;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Stopped as asked.
const DONE: u8 = 0;
/// Failed: a disk, a permission, a port.
const FAILED: u8 = 1;
/// Wrong usage or configuration; starting again without a change will not help.
const USAGE: u8 = 2;

/// Threads that wait for disks and for S3. Each costs some memory, and a disk has only so many hands.
const BLOCKING_THREADS: usize = 96;

/// Runs the program; the code is one of the documented ones.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { DONE });
        }
    };
    let done = match cli.command {
        None => run(cli.settings).map(|()| ExitCode::from(DONE)),
        Some(Command::Serve(settings)) => run(*settings).map(|()| ExitCode::from(DONE)),
        Some(Command::Load(settings)) => load::run(*settings),
        Some(Command::Openapi(settings)) => print_document(&settings).map(|()| ExitCode::from(DONE)),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: failed to {error}");
            ExitCode::from(match error {
                OpenError::Settings(_) => USAGE,
                _ => FAILED,
            })
        }
    }
}

fn print_document(settings: &Settings) -> Result<(), OpenError> {
    let document = document::finish(routes::api(), settings);
    let written = writeln!(std::io::stdout(), "{document}");
    match written {
        Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(OpenError::io("write to", "stdout")),
    }
}

fn run(settings: Settings) -> Result<(), OpenError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
        .map_err(OpenError::io("start", "the runtime"))?;
    let max_connections = serve::raise_file_limit(settings.max_connections);
    let (listen, port_file) = (settings.listen.clone(), settings.port_file.clone());
    let app = App::open(settings)?;
    let done = runtime.block_on(async {
        log::start();
        let started_at = clock::now();
        recount::count_uploads(&app).await;
        let stop = stop()?;
        let listener = serve::listen(&listen)?;
        let address = listener.local_addr().map_err(OpenError::io("listen on", &listen))?;
        announce(&app, address, max_connections);
        if let Some(path) = port_file {
            write_port(&path, address)?;
        }
        tokio::spawn(recount::recount(app.clone(), started_at));
        tokio::spawn(sweep::keep_sweeping(app.clone()));
        serve::serve(app, listener, max_connections, stop).await;
        tracing::info!("stopped");
        Ok(())
    });
    // Work on a disk that does not answer is not waited for: nothing of it was confirmed.
    runtime.shutdown_background();
    done
}

/// Says where the service is, to people and to programs.
fn announce(app: &App, address: SocketAddr, max_connections: u32) {
    let takes = app
        .store
        .uri(&crate::storage::Key::known(crate::storage::layout::TAKES));
    let mode = match app.reception {
        reception::Reception::Embedded(_) => "tus",
        #[cfg(feature = "s3")]
        reception::Reception::Bucket(_) => "put",
    };
    tracing::info!(
        listen = address.to_string(),
        port = address.port(),
        url = format!("http://{address}"),
        takes,
        protocol = mode,
        max_connections,
        "listening on http://{address}"
    );
    if app.site().is_some() && app.settings.public_url.is_none() && !address.ip().is_loopback() {
        tracing::warn!(
            "no `--public-url`: previews of shared links show no cover, and no page says which address is its own; \
             give the address that fans see"
        );
    }
}

/// Written aside and renamed: whoever waits for it reads all of it.
fn write_port(path: &Path, address: SocketAddr) -> Result<(), OpenError> {
    let aside = path.with_extension("part");
    std::fs::write(&aside, format!("{}\n", address.port()))
        .and_then(|()| std::fs::rename(&aside, path))
        .map_err(OpenError::io("write", path.display()))
}

/// Ends when the service is told to stop.
fn stop() -> Result<impl Future<Output = ()>, OpenError> {
    let listen = |kind| signal(kind).map_err(OpenError::io("listen for", "signals"));
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    // Reaching a file size limit ends a process, unless it listens; then the write fails, which we answer with 503.
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    let file_size = listen(SignalKind::from_raw(25))?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        drop(file_size);
    })
}
