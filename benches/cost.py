#!/usr/bin/env python3
"""Measures what a take costs and writes the tables of docs/cost.md, with dated prices.

    cargo build --release --features lambda --bin stemforge-lambda --bin stemforge
    python benches/cost.py measure     # into benches/cost.json; the Python has tests/requirements.txt
    python benches/cost.py write       # docs/cost.md from benches/cost.json and the prices below

The function runs under AWS's own emulator of the Lambda runtime. Between it and the emulated S3 stands a proxy that
counts its requests and holds each back for a while, as a real S3 would. `compile` runs on synthetic takes of the sample
song.
"""

import argparse
import collections
import datetime
import http.client
import http.server
import json
import os
import pathlib
import re
import resource
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/deploy"))
import runtime  # noqa: E402
from door import Take, request  # noqa: E402
from emulator import Emulator  # noqa: E402

MEASURED = ROOT / "benches/cost.json"
DOCUMENT = ROOT / "docs/cost.md"
TAKE = ROOT / "samples/demo/takes/voice-0004.webm"
# What S3 takes to answer: nothing, a quiet day in the region, and what AWS's own performance guide promises.
S3_DELAYS_MS = (0, 20, 100)
ROUNDS = 20
COMPILED_TAKES = 100

# US dollars, us-east-1. Each with where it was read, and of when that is. Look them up again before you count on them.
PRICES = {
    "api_request": (1.00e-6, "API Gateway, HTTP API: $1.00 a million", "go-cloud.io, 2026"),
    "function_request": (0.20e-6, "Lambda: $0.20 a million requests", "AWS's price page as of 2026-09-20"),
    "function_gb_s": (0.0000166667, "Lambda, x86: $0.0000166667 a GB-second", "artillery's price table, 2026"),
    "s3_write": (0.005e-3, "S3 PUT, COPY, POST, LIST: $0.005 a thousand", "cloudkaramchari.com; third party"),
    "s3_read": (0.0004e-3, "S3 GET, HEAD: $0.0004 a thousand", "third party"),
    "s3_gb_month": (0.023, "S3 Standard: $0.023 a GB and month", "third party"),
    "log_gb": (0.50, "CloudWatch Logs: $0.50 a GB taken in", "factualminds.com, 2026-06-13"),
    "vcpu_hour": (0.0816 / 2, "EC2 m7g.large: $0.0816 an hour for 2 vCPU", "June 2026; third party"),
    "out_gb": (0.09, "Out of AWS: $0.09 a GB", "apigatewaycost.com, 2026"),
}
# Fixed a month: the secret, four alarms, some fifteen metrics. A dashboard is free up to the third.
FIXED = 0.40 + 4 * 0.10 + 15 * 0.30

MEMORY_MB = 512
# AWS gives one whole core at 1,769 MB.
CORE_SHARE = round(MEMORY_MB / 1769, 2)
TAKE_S, TAKE_BYTES = 30, 500_000
# Lambda's own three lines and API Gateway's one, a request.
PLATFORM_LOG_BYTES = 900

READS = {"GET", "HEAD"}


class Proxy(http.server.ThreadingHTTPServer):
    """Hands on what comes to the emulated S3, late, and counts it."""

    daemon_threads = True

    def __init__(self, aws):
        super().__init__(("127.0.0.1", 0), Handler)
        self.aws, self.delay_ms, self.seen = aws, 0, collections.Counter()
        self.url = f"http://localhost:{self.server_port}"
        self.context = ssl.create_default_context(cafile=aws.certificate)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Answers are small: they should not wait for each other.
    disable_nagle_algorithm = True

    def hand_on(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        is_list = "list-type=" in self.path
        self.server.seen["list" if is_list else self.command] += 1
        time.sleep(self.server.delay_ms / 1000)
        upstream = http.client.HTTPSConnection("localhost", self.server.aws.port, context=self.server.context)
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            upstream.putheader(name, value)
        upstream.endheaders(body)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        # The answer to HEAD names the length of what it does not bring.
        length = answer.getheader("content-length", "0") if self.command == "HEAD" else str(len(content))
        self.send_header("content-length", length)
        self.end_headers()
        self.wfile.write(content)
        upstream.close()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = hand_on

    def log_message(self, *_):
        pass


def measure(bootstrap, stemforge):
    with tempfile.TemporaryDirectory() as folder, Emulator(pathlib.Path(folder, "aws")) as aws:
        folder = pathlib.Path(folder)
        aws.client("s3").create_bucket(
            Bucket=runtime.BUCKET, CreateBucketConfiguration={"LocationConstraint": aws.region})
        proxy = Proxy(aws)
        steps = {delay: measure_function(aws, proxy, delay, bootstrap, folder) for delay in S3_DELAYS_MS}
        proxy.shutdown()
        found = {
            "date": datetime.date.today().isoformat(),
            "commit": git("rev-parse", "--short", "HEAD"),
            "machine": machine(),
            "profile": "release" if "release" in bootstrap.parts else "dev",
            "steps": steps,
            "compile": measure_compile(stemforge, folder),
        }
    MEASURED.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


def measure_function(aws, proxy, delay_ms, bootstrap, folder):
    """-> by step: billed ms, requests to S3, bytes of log."""
    proxy.delay_ms = delay_ms
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    with runtime.Runtime(aws, folder, bootstrap, AWS_ENDPOINT_URL=proxy.url) as function:
        for round in range(ROUNDS + 1):
            take = Take(None, TAKE, country="FR")

            def step(name, *call, **headers):
                proxy.seen.clear()
                lines = len(function.log.read_bytes())
                answer = function.call(*call, **headers)
                seen = dict(proxy.seen)
                said = lambda: function.log.read_bytes()[lines:].decode()
                report = wait_for(lambda: re.findall(r"\tDuration: ([\d.]+) ms", said()), said)
                said = [line for line in said().splitlines() if line.startswith("{")]
                # The first round has to start the instance.
                if round > 0:
                    found[name]["billed_ms"].append(float(report[0]))
                    found[name]["writes"].append(seen.get("PUT", 0) + seen.get("POST", 0) + seen.get("list", 0))
                    found[name]["reads"].append(sum(seen.get(method, 0) for method in READS))
                    found[name]["log_bytes"].append(sum(len(line) + 1 for line in said))
                return answer

            answer = step("create", "POST", "/v1/takes", json.dumps(take.announcement),
                          idempotency_key=str(uuid.uuid4()), content_type="application/json")
            assert answer["statusCode"] == 201, answer
            created = json.loads(answer["body"])
            headers = {name: value for name, value in created["upload"]["headers"].items() if name != "content-length"}
            request(created["upload"]["url"], "PUT", headers, take.audio).expect(200)
            answer = step("complete", "POST", f"/v1/takes/{created['take_id']}/complete",
                          authorization=f"Bearer {created['upload_token']}")
            assert answer["statusCode"] == 200, answer
        pid = int(subprocess.run(["pgrep", "-P", str(function.process.pid)], capture_output=True, text=True).stdout.split()[0])
        # In ticks of a hundredth of a second: of many calls, not of one.
        user, system = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        cpu_ms = (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK") / (ROUNDS + 1)
        peak_mb = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024
    return {
        **{name: {what: round_to(statistics.median(values)) for what, values in figures.items()} for name, figures in found.items()},
        "cpu_ms_a_take": round_to(cpu_ms), "peak_mb": round_to(peak_mb)}


def measure_compile(stemforge, folder):
    choir = folder / "choir"
    song = ROOT / "samples/demo"
    subprocess.run([stemforge, "synth", "--quiet", "--guide", song / "guide.csv", "--backing", song / "backing.flac",
                    "--takes", str(COMPILED_TAKES), "--out", choir], check=True, capture_output=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([stemforge, "compile", "--quiet", "--config", choir / "stemforge.toml"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"takes": COMPILED_TAKES, "seconds_each": 20, "cpu_s_a_take": round_to(cpu_s / COMPILED_TAKES),
            "profile": "release" if "release" in stemforge.parts else "dev"}


def table(found):
    """The lines of docs/cost.md that are computed."""
    million = 1_000_000
    price = {name: value for name, (value, _, _) in PRICES.items()}
    create, complete = found["steps"]["20"]["create"], found["steps"]["20"]["complete"]
    lines = [f"Measured {found['date']} at commit {found['commit']} on {found['machine']}, {found['profile']} build of the "
             f"function, medians of {ROUNDS}.", "",
             "| S3 answers after | create, ms | complete, ms | Lambda, a million takes |", "|--:|--:|--:|--:|"]
    for delay in map(str, S3_DELAYS_MS):
        step = found["steps"][delay]
        lines.append(f"| {delay} ms | {step['create']['billed_ms']:.0f} | {step['complete']['billed_ms']:.0f} "
                     f"| ${million * function_cost(step, price):.2f} |")
    writes = create["writes"] + complete["writes"] + 1
    reads = create["reads"] + complete["reads"]
    log_bytes = create["log_bytes"] + complete["log_bytes"] + 2 * PLATFORM_LOG_BYTES
    cpu_s = found["compile"]["cpu_s_a_take"] * TAKE_S / found["compile"]["seconds_each"]
    gigabytes = million * TAKE_BYTES / 1e9
    rows = [
        ("two requests to the API", 2 * million * price["api_request"]),
        ("two calls of the function, S3 answering after 20 ms", million * function_cost(found["steps"]["20"], price)),
        (f"{writes:.0f} writing requests to S3 (the fan's own among them)", writes * million * price["s3_write"]),
        (f"{reads:.0f} reading requests to S3", reads * million * price["s3_read"]),
        (f"logs, {log_bytes / 1000:.1f} kB a take", log_bytes * million / 1e9 * price["log_gb"]),
    ]
    door = sum(cost for _, cost in rows)
    rows += [
        ("**the door**", door),
        (f"{gigabytes:.0f} GB kept for a month", gigabytes * price["s3_gb_month"]),
        ("metrics, alarms, secret, a month", FIXED),
        ("reading the takes once from inside the region", 2 * million * price["s3_read"]),
        (f"compile, {cpu_s:.2f} CPU-seconds a take", cpu_s * million / 3600 * price["vcpu_hour"]),
    ]
    whole = sum(cost for _, cost in rows[6:]) + door
    rows += [("**the first month, compiled inside the region**", whole),
             (f"besides, if `compile` runs elsewhere: {gigabytes:.0f} GB out of AWS", gigabytes * price["out_gb"])]
    lines += ["", f"A million takes of {TAKE_S} s and {TAKE_BYTES / 1e6:.1f} MB:", "", "| what | US dollars |", "|---|--:|"]
    lines += [f"| {what} | {cost:.2f} |" for what, cost in rows]
    cpu_ms, peak_mb = (found["steps"]["20"][what] for what in ("cpu_ms_a_take", "peak_mb"))
    stretched_ms = cpu_ms / CORE_SHARE - cpu_ms
    more = million * stretched_ms / 1000 * MEMORY_MB / 1024 * price["function_gb_s"]
    lines += ["", f"Of the function's time, {cpu_ms:.0f} ms a take were computing, starting the instance included; the rest was "
              f"waiting. With {MEMORY_MB} MB it has {CORE_SHARE} of a core: {stretched_ms:.0f} ms more, ${more:.2f} a million "
              f"takes. Its memory peaked at {peak_mb:.0f} MB.", "", "| price | read in |", "|---|---|"]
    lines += [f"| {what} | {source} |" for _, what, source in PRICES.values()]
    return lines


def function_cost(step, price):
    """Of one take: two calls, billed by the millisecond."""
    seconds = (step["create"]["billed_ms"] + step["complete"]["billed_ms"]) / 1000
    return 2 * price["function_request"] + seconds * MEMORY_MB / 1024 * price["function_gb_s"]


def write():
    begin, end = "<!-- computed by benches/cost.py -->", "<!-- end -->"
    before, rest = DOCUMENT.read_text().split(begin)
    after = rest.split(end)[1]
    DOCUMENT.write_text("\n".join([before + begin, "", *table(json.loads(MEASURED.read_text())), "", end + after]))


def wait_for(look, said):
    for _ in range(200):
        if found := look():
            return found
        time.sleep(0.01)
    raise RuntimeError(f"the runtime reported nothing:\n{said()}")


def round_to(value):
    return float(f"{value:.3g}")


def git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def machine():
    names = re.findall(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores of {names[0] if names else 'unknown'}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("measure", "write"))
    parser.add_argument("--bootstrap", type=pathlib.Path, default=ROOT / "target/release/stemforge-lambda")
    parser.add_argument("--stemforge", type=pathlib.Path, default=ROOT / "target/release/stemforge")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if arguments.what == "measure":
        measure(arguments.bootstrap.resolve(), arguments.stemforge.resolve())
    else:
        write()
