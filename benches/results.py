#!/usr/bin/env python3
"""Makes benches/COMPILE.md: what a campaign costs, beside ffmpeg on the same takes in the same run.

    cargo build --release && python3 benches/results.py

Python's standard library and ffmpeg are all it needs. CPU time is user + system of the process and its children, peak
memory the largest resident set; absolute figures move with the machine, ratios less.
"""
import os, subprocess, sys, tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BINARY = HERE.parent / "target/release/stemforge"
GUIDE, BACKING = HERE.parent / "samples/demo/guide.csv", HERE.parent / "samples/demo/backing.flac"
SIZES = (100, 1000)

# A bare interpreter between us and the command: a child starts with the peak memory of the process it was forked from.
LAUNCHER = """
import os, resource, sys, time
began = time.monotonic()
pid = os.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(pid, 0)
sys.stderr.write(f"\\n{os.waitstatus_to_exitcode(status)} {time.monotonic() - began} {used.ru_utime + used.ru_stime} {used.ru_maxrss}")
"""


def run(*command):
    """-> wall seconds, CPU seconds, peak MB of a command that must succeed."""
    done = subprocess.run([sys.executable, "-ISc", LAUNCHER, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    code, wall_s, cpu_s, peak_kb = done.stderr.rsplit("\n", 1)[1].split()
    if code != "0":
        sys.exit(f"`{' '.join(map(str, command))}` ended with {code}: {done.stderr[-500:]}")
    return float(wall_s), float(cpu_s), int(peak_kb) / 1024


def main():
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True).stdout.strip()
    machine = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown") if os.path.exists("/proc/cpuinfo") else "unknown"
    lines, peaks = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for takes in SIZES:
            choir = Path(folder) / f"choir{takes}"
            run(BINARY, "synth", "--guide", GUIDE, "--backing", BACKING, "--takes", takes, "--out", choir, "--quiet")
            for what in ("compile", "again, nothing changed"):
                wall_s, cpu_s, peak_mb = run(BINARY, "compile", "--config", choir / "stemforge.toml", "--quiet")
                lines.append(f"| {takes} takes, {what} | {wall_s:.1f} | {1000 * cpu_s / takes:.1f} | {peak_mb:.0f} |")
                peaks.setdefault(what, []).append(peak_mb)
        audio = sorted(path for path in (Path(folder) / "choir100/takes").iterdir() if path.suffix != ".json")[:40]
        ours = sum(run(BINARY, "inspect", path, "--json")[1] for path in audio if inspectable(path))
        theirs = sum(run("ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", path, "-af", "aresample=48000,ebur128=peak=true:framelog=verbose", "-f", "null", "-")[1] for path in audio if inspectable(path))
    growth = peaks["compile"][1] / peaks["compile"][0]
    (HERE / "COMPILE.md").write_text(f"""# What a campaign costs

Made by `benches/results.py` at commit {commit} on {os.cpu_count()} cores of {machine}. Takes of the sample song, 20 s each,
by `stemforge synth` with its usual faults and formats.

| run | wall s | CPU ms a take | peak MB |
|---|--:|--:|--:|
""" + "\n".join(lines) + f"""

- Peak memory with {SIZES[1]} takes is {growth:.2f} times that with {SIZES[0]}.
- `inspect` (decode, F0, loudness, true peak, noise, clipping, bandwidth) takes {ours / theirs:.2f} times the CPU of
  `ffmpeg` decoding the same takes to 48 kHz through its `ebur128` meter with true peak: {1000 * ours / len(audio):.0f} against {1000 * theirs / len(audio):.0f} ms a take,
  process start included.
""")
    print((HERE / "COMPILE.md").read_text())


def inspectable(path):
    return subprocess.run([BINARY, "inspect", path, "--json"], capture_output=True).returncode == 0


if __name__ == "__main__":
    main()
