#!/usr/bin/env python3
"""How many fans fit through the door: the upload service beside nginx taking the same bytes from the same crowd.

    cargo build --release --bin stemforge-studio && python3 benches/front_door.py --write

Needs Python 3, nginx, and some 3 GB of disk below target/. `--write` makes benches/RESULTS.md of the figures; without
it they are only printed. nginx keeps files (WebDAV PUT, two workers): it neither hashes nor looks at what came, does not
sync it to the disk, and forgets what a broken connection had sent. So it is no rival but a measure of what the machine,
the kernel and the client cost. Crowd and service share one machine's cores.
"""
import argparse, datetime, json, os, shutil, signal, socket, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "benches/RESULTS.md"

NGINX = """
daemon off; {user} worker_processes 2; worker_rlimit_nofile {files}; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/t1; fastcgi_temp_path {folder}/t2; uwsgi_temp_path {folder}/t3; scgi_temp_path {folder}/t4;
  client_max_body_size 16m; client_body_buffer_size 16k; client_body_timeout 120s;
  server {{ listen 127.0.0.1:{port} backlog=4096; root {folder}/data; location / {{ dav_methods PUT; }} }}
}}
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def peak_bytes(pid):
    """The greatest resident set of a process so far."""
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def children(pid):
    return [int(child) for child in open(f"/proc/{pid}/task/{pid}/children").read().split()]


def until(is_so, what):
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    sys.exit(f"{what} did not start")


class Server:
    """A server in a folder of its own, gone with the `with`."""

    def __enter__(self):
        (ROOT / "target").mkdir(exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=ROOT / "target"))
        self.data = self.folder / "data"
        self.start()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        shutil.rmtree(self.folder)


class Studio(Server):
    name, flags = "stemforge-studio", ()

    def start(self):
        port_file = self.folder / "port"
        log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen([
            arguments.binary, "--data", self.data, "--listen", "127.0.0.1:0", "--port-file", port_file,
            "--requests-per-second", "1000000", "--request-burst", "1000000"], stderr=log)
        until(port_file.exists, "the service")
        self.port = int(port_file.read_text())

    def peak_bytes(self):
        return peak_bytes(self.process.pid)


class Nginx(Server):
    name, flags = "nginx, PUT", ("--plain-put",)

    def start(self):
        self.data.mkdir()
        self.port = free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        conf = self.folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=self.folder, port=self.port, user=user, files=16384))
        self.process = subprocess.Popen(["nginx", "-p", self.folder, "-e", self.folder / "error.log", "-c", conf])
        until(self.answers, "nginx")

    def answers(self):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def peak_bytes(self):
        return sum(peak_bytes(pid) for pid in [self.process.pid, *children(self.process.pid)])


def load(server, *flags):
    """-> the load tool's report, with the server's peak memory and the tool's own."""
    command = [arguments.binary, "load", "--url", f"http://127.0.0.1:{server.port}", "--json", "--bytes", arguments.bytes,
               "--patch-bytes", arguments.bytes, "--data", server.data, *server.flags, *flags]
    tool = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    text = tool.stdout.read()
    _, status, used = os.wait4(tool.pid, 0)
    tool.returncode = os.waitstatus_to_exitcode(status)
    if not text:
        sys.exit("the load tool failed")
    report = json.loads(text)
    report["server_peak_rss_bytes"] = server.peak_bytes()
    report["tool_peak_rss_bytes"] = used.ru_maxrss * 1024
    return report


def measure(kind, *flags):
    with kind() as server:
        print(f"{server.name}: {' '.join(map(str, flags))}", file=sys.stderr)
        report = load(server, *flags)
    # What was just deleted is still being written back: the next run should not pay for it.
    os.sync()
    time.sleep(arguments.rest_s)
    return report


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def milliseconds(report, ask, phase, figure):
    value = report["latency"].get(ask, {}).get(phase, {}).get(figure)
    return "–" if value is None else f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def counts(report, key):
    return ", ".join(f"{count} × {what}" for what, count in report[key].items()) or "0"


def crowd_table(reports):
    def row(name, of):
        return [name, *[of(report) for report in reports.values()]]

    rows = [
        row("takes confirmed", lambda report: f"{report['takes']['confirmed']:,}"),
        row("… with the right SHA-256 on disk", lambda report: f"{report['takes']['right_sha256_on_disk']:,}"),
        row("wall, s", lambda report: f"{report['wall_s']:.1f}"),
        row("requests/s", lambda report: f"{report['requests_per_s']:,.0f}"),
        row("MB/s", lambda report: f"{report['mb_per_s']:,.0f}"),
        *[row(f"whole take {name}, ms", lambda report, figure=figure: milliseconds(report, "take", "all", figure))
          for name, figure in (("p50", "p50_ms"), ("p99", "p99_ms"), ("max", "max_ms"))],
        *[row(f"`{ask}` p50 / p99, ms", lambda report, ask=ask: " / ".join(milliseconds(report, ask, "all", figure) for figure in ("p50_ms", "p99_ms")))
          for ask in ("create", "patch", "complete", "put")],
        row("peak memory, MB", lambda report: f"{report['server_peak_rss_bytes'] / 1e6:.0f}"),
        row("told to wait", lambda report: counts(report, "told_to_wait")),
        row("errors", lambda report: counts(report, "errors")),
    ]
    return table(["", *reports], rows)


def spike_table(reports):
    head, rows = [""], []
    for name in reports:
        head += [f"{name}: before", "during", "after"]
    asks = ("create", "patch", "complete", "put", "take")
    for ask in asks:
        for name, figure in (("p50", "p50_ms"), ("p99", "p99_ms")):
            cells = [milliseconds(report, ask, phase, figure) for report in reports.values() for phase in ("before", "during", "after")]
            rows.append([f"`{ask}` {name}, ms", *cells])
    for name, key in (("told to wait", "told_to_wait"), ("errors", "errors")):
        rows.append([name, *[cell for report in reports.values() for cell in (counts(report, key), "", "")]])
    rows.append(["peak memory, MB", *[cell for report in reports.values() for cell in (f"{report['server_peak_rss_bytes'] / 1e6:.0f}", "", "")]])
    return table(head, rows)


def machine():
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal:")) / 1024 ** 2
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory"


def main():
    kinds = (Studio, Nginx)
    crowd = {kind.name: measure(kind, "--fans", arguments.fans, "--in-flight", arguments.fans) for kind in kinds}
    spike_flags = ("--rate", arguments.rate, "--seconds", arguments.seconds, "--spike", arguments.spike,
                   "--spike-seconds", arguments.spike_seconds, "--in-flight", "8000")
    spike = {kind.name: measure(kind, *spike_flags) for kind in kinds}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    tool_mb = max(report["tool_peak_rss_bytes"] for report in [*crowd.values(), *spike.values()]) / 1e6
    page = f"""# Results: the front door

Made by `benches/front_door.py` on {datetime.date.today()} at commit {commit}, on {machine()}, which the crowd shares.
A take has {int(arguments.bytes):,} bytes. The service checks size, SHA-256 and first bytes of every take and syncs it to
the disk before it confirms it; nginx (WebDAV PUT, two workers) keeps files and does none of that. It is here as the
measure of what machine, kernel and client cost. The load tool itself used {tool_mb:.0f} MB at most.

## {int(arguments.fans):,} fans at once

{crowd_table(crowd)}

## A spike: {arguments.rate} takes a second, for {arguments.spike_seconds} s {arguments.spike} times as many

Times of a whole take count from the moment its fan arrived.

{spike_table(spike)}
"""
    print(page)
    if arguments.write:
        # The page holds more results than these.
        _, title, others = PAGE.read_text().partition("\n# Results: decoding")
        PAGE.write_text(page + title + others)
    is_clean = all(report["is_clean"] for report in [*crowd.values(), *spike.values()])
    return 0 if is_clean else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=ROOT / "target/release/stemforge-studio")
    parser.add_argument("--fans", default="2000")
    parser.add_argument("--bytes", default="1400000")
    parser.add_argument("--rate", default="2")
    parser.add_argument("--seconds", default="10")
    parser.add_argument("--spike", default="100")
    parser.add_argument("--spike-seconds", default="5")
    parser.add_argument("--rest-s", type=float, default=3)
    parser.add_argument("--write", action="store_true", help="make benches/RESULTS.md")
    arguments = parser.parse_args()
    sys.exit(main())
