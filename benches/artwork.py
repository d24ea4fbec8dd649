#!/usr/bin/env python3
"""Measures what covers cost and writes the tables of docs/artwork.md, with the prices of benches/cost.py.

    scripts/fonts
    python benches/artwork.py measure     # into benches/artwork.json
    python benches/artwork.py write       # docs/artwork.md from it; the Python has tests/requirements.txt
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benches"))
from cost import PRICES, git, machine  # noqa: E402

MEASURED = ROOT / "benches/artwork.json"
DOCUMENT = ROOT / "docs/artwork.md"
FANS = 1_000_000
# Fonts, backgrounds and a picture at work are 200 MB. AWS gives one whole core at 1,769 MB.
MEMORY_MB = 512
CORE_SHARE = MEMORY_MB / 1769
FORMATS = {"square": "1080 × 1080", "wide": "1200 × 630", "story": "1080 × 1920"}
PRICED = ("api_request", "function_request", "function_gb_s", "vcpu_hour", "out_gb")


def measure():
    command = ["cargo", "run", "--release", "--quiet", "-p", "stemforge-artwork", "--example", "measure"]
    found = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    found |= {"load_average": round(os.getloadavg()[1]), "date": str(datetime.date.today()), "commit": git("rev-parse", "--short", "HEAD"), "machine": machine()}
    MEASURED.write_text(json.dumps(found, indent=2) + "\n")


def table(found):
    price = {name: value for name, (value, _, _) in PRICES.items()}
    formats = found["formats"]
    lines = [f"Measured {found['date']} at commit {found['commit']} on {found['machine']}, release build, CPU time of the drawing "
             "thread, JPEG included; 16 names × 24 teams, three times each; the machine was busy with other things (load average "
             f"{found['load_average']}).", "",
             "| | pixels | CPU, median | 99 % | dearest name | first of a background | JPEG, median | largest |",
             "|---|---|--:|--:|--:|--:|--:|--:|"]
    for name, pixels in FORMATS.items():
        one = formats[name]
        lines.append(f"| {name} | {pixels} | {one['then_ms']['median']:.1f} ms | {one['then_ms']['p99']:.1f} ms "
                     f"| {one['dearest_ms']:.1f} ms | {one['first_ms']['median']:.0f} ms "
                     f"| {one['bytes']['median'] / 1000:.0f} kB | {one['bytes']['max'] / 1000:.0f} kB |")
    lines += ["", "The dearest name is as many emoji as are drawn, none of them seen before. Opening fonts and teams takes "
              f"{found['open_ms']} ms; the process peaked at {found['peak_kb'] / 1024:.0f} MB with the default memory for backgrounds."]

    warm_ms = sum(formats[name]["then_ms"]["mean"] for name in FORMATS)
    cold_ms = sum(formats[name]["first_ms"]["mean"] for name in FORMATS)
    gigabytes = FANS * sum(formats[name]["bytes"]["mean"] for name in FORMATS) / 1e9
    requests = FANS * len(FORMATS)

    def function(cpu_ms):
        seconds = FANS * cpu_ms / CORE_SHARE / 1000
        return requests * price["function_request"] + seconds * MEMORY_MB / 1024 * price["function_gb_s"]

    def hours(cpu_ms):
        return FANS * cpu_ms / 1000 / 3600

    rows = [
        ("", "backgrounds at hand", "every background drawn anew"),
        ("CPU time a fan", f"{warm_ms:.0f} ms", f"{cold_ms:.0f} ms"),
        ("CPU time", f"{hours(warm_ms):.1f} h", f"{hours(cold_ms):.1f} h"),
        ("on EC2", *(f"${hours(ms) * price['vcpu_hour']:.2f}" for ms in (warm_ms, cold_ms))),
        (f"or on Lambda with {MEMORY_MB} MB", *(f"${function(ms):.2f}" for ms in (warm_ms, cold_ms))),
        ("… and its requests to the API", *[f"${requests * price['api_request']:.2f}"] * 2),
        (f"{gigabytes:.0f} GB out of AWS", *[f"${gigabytes * price['out_gb']:.2f}"] * 2),
    ]
    lines += ["", "Computed from that, a million fans who each look at all three formats once:", ""]
    lines += [f"| {' | '.join(row)} |" for row in rows[:1]] + ["|---|--:|--:|"] + [f"| {' | '.join(row)} |" for row in rows[1:]]
    lines += ["", "| price | read in |", "|---|---|"]
    lines += [f"| {what} | {source} |" for _, what, source in (PRICES[name] for name in PRICED)]
    return lines


def write():
    begin, end = "<!-- computed by benches/artwork.py -->", "<!-- end -->"
    before, rest = DOCUMENT.read_text().split(begin)
    after = rest.split(end)[1]
    DOCUMENT.write_text("\n".join([before + begin, "", *table(json.loads(MEASURED.read_text())), "", end + after]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("measure", "write"))
    {"measure": measure, "write": write}[parser.parse_args().what]()
