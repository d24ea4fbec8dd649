#!/usr/bin/env python3
"""Holds the upload service to its own OpenAPI document.

Requests made from the document, right and wrong ones, must get documented answers, and never a 5xx. Prints TAP, one
line an operation and phase.

    tests/api/run.py [SCHEMATHESIS_OPTION…]

    SCHEMATHESIS        the program; the one beside this Python if not given
    STEMFORGE_STUDIO    the service's binary; target/debug/stemforge-studio if not given
"""
import json, os, re, signal, subprocess, sys, tempfile, time, urllib.request
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STUDIO = Path(os.environ.get("STEMFORGE_STUDIO", ROOT / "target/debug/stemforge-studio")).absolute()
SCHEMATHESIS = Path(os.environ.get("SCHEMATHESIS", Path(sys.executable).parent / "schemathesis")).absolute()
ADMIN_TOKEN = "schemathesis-admin-token"

counts = {"pass": 0, "fail": 0}


def report(is_good, name, why=""):
    counts["pass" if is_good else "fail"] += 1
    print(f"{'ok' if is_good else 'not ok'} {sum(counts.values())} - {name}", flush=True)
    for line in why.splitlines():
        print(f"# {line}")


def start(folder):
    """-> the process, its URL. Its limits are not in the way: 429 and 503 have tests of their own."""
    (folder / "admin-token").write_text(ADMIN_TOKEN)
    port_file = folder / "port"
    process = subprocess.Popen([
        STUDIO, "--data", folder / "data", "--listen", "127.0.0.1:0", "--port-file", port_file,
        "--admin-token-file", folder / "admin-token", "--requests-per-second", "1000000", "--request-burst", "1000000",
        "--max-uploads", "1000000", "--least-free-bytes", "16MiB"], stderr=open(folder / "log", "wb"))
    begun = time.monotonic()
    while not port_file.exists():
        if process.poll() is not None or time.monotonic() - begun > 30:
            sys.exit(f"the service did not start: {(folder / 'log').read_text()}")
        time.sleep(0.05)
    return process, f"http://127.0.0.1:{port_file.read_text().strip()}"


def announce(url):
    """A take whose bytes anybody may send."""
    body = {"fan": "a-fan-of-schemathesis", "size_bytes": 1_000_000, "content_type": "audio/webm"}
    headers = {"Idempotency-Key": "a-take-for-schemathesis", "Content-Type": "application/json"}
    return json.load(urllib.request.urlopen(urllib.request.Request(f"{url}/v1/takes", json.dumps(body).encode(), headers)))


def examine(folder, url, config, *flags, **environment):
    """One run of schemathesis."""
    junit = folder / f"{config}.xml"
    done = subprocess.run(
        [SCHEMATHESIS, "--config-file", HERE / config, "run", f"{url}/openapi.json", "--checks", "all",
         "--report", "junit", "--report-junit-path", junit, *flags, *sys.argv[1:]],
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"), "ADMIN_TOKEN": ADMIN_TOKEN, **environment}, capture_output=True, text=True, cwd=folder)
    cases = list(ElementTree.parse(junit).iter("testcase")) if junit.exists() else []
    for case in cases:
        if case.find("skipped") is None:
            report(case.find("failure") is None and case.find("error") is None, f"{config}: {case.get('name')}")
    # The program's own account says what failed and how to see it again.
    report(done.returncode == 0 and bool(cases), f"{config}: schemathesis is content", "" if done.returncode == 0 else done.stdout[-20_000:] + done.stderr[-5000:])


def main():
    print("TAP version 13")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process, url = start(folder)
        try:
            examine(folder, url, "schemathesis.toml", "--max-examples", "60")
            take = announce(url)
            examine(folder, url, "uploads.toml", "--include-path-regex", "^/v1/uploads/", "--max-examples", "150",
                    TAKE_ID=take["take_id"], UPLOAD_TOKEN=take["upload_token"])
            report(process.poll() is None, "the service is still there")
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(60)
        report(code == 0, "and stops when it is asked to")
        log = (folder / "log").read_text()
        broken = [line for line in log.splitlines() if '"status":500' in line or "panicked" in line]
        report(not broken, "no defect was answered politely", "\n".join(broken))
        report(re.search(r'"method":"PATCH".*"status":204', log) is not None, "bytes got in")
    print(f"1..{sum(counts.values())}\n# pass {counts['pass']}\n# fail {counts['fail']}")
    return 1 if counts["fail"] else 0


if __name__ == "__main__":
    sys.exit(main())
