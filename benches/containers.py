#!/usr/bin/env python3
"""Writes benches/CONTAINERS.md: what becomes of the evaluation's files, whole and damaged.

    cargo build --release --no-default-features && python3 benches/containers.py

Runs the evaluation's `containers.py` (its `setup.sh` has to have run once) and `benches/damage.py`.
"""
import argparse, json, os, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVAL = ROOT.parent / "shared/eval"
PAGE = ROOT / "benches/CONTAINERS.md"
COLUMNS = {"file": "file", "codec": "codec", "verdict": "verdict", "reasons": "reasons", "ours_s": "s", "ffmpeg_s": "ffmpeg, s",
           "at_ms": "starts at, ms", "ffmpeg_at_ms": "ffmpeg, ms", "problem": "remark"}


def run(command):
    """-> what was printed; the exit code is judged by its reader, for a finding is no failure to measure."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"`{' '.join(map(str, command))}` ended with {done.returncode}")
    return done.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=Path, default=ROOT / "target/release/stemforge")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    options = ["--bin", arguments.bin.resolve(), "--jobs", arguments.jobs]
    with tempfile.NamedTemporaryFile(suffix=".json") as figures:
        whole = run([EVAL / ".venv/bin/python", EVAL / "containers.py", *options, "--json", figures.name]).splitlines()[-1]
        rows = json.load(figures)["rows"]
    damaged = run([sys.executable, ROOT / "benches/damage.py", *options])
    commit = run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"])
    cell = lambda value: str(value).replace("+nan", "").replace("+0.00", "0").strip()
    table = "\n".join("| " + " | ".join(cell(row[key]) for key in COLUMNS) + " |" for row in rows)
    PAGE.write_text(f"""# Containers

Made by `benches/containers.py` at commit {commit}, without an external decoder. What is demanded of every kind of file to
the sample stands in [docs/formats.md](../docs/formats.md); these are the evaluation's files.

## Whole

Seconds are those that came out; the start is where the known clip begins, 0 where it should, empty where the file does not
hold it. `gap`: a codec that is refused by its name.

| {' | '.join(COLUMNS.values())} |
|{'---|' * len(COLUMNS)}
{table}

`{whole}`

## Damaged

Each cut at 20 places, and 50 times with one to eight bits flipped; a process each.

{damaged}
""")
    print(whole, damaged.splitlines()[-1], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
