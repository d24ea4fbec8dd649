#!/usr/bin/env python3
"""Cuts and flips the evaluation's container files, and sees what `inspect` does with each piece.

    cargo build --release --no-default-features && python3 benches/damage.py [FOLDER …]

Every file is cut at 20 places and has one to eight bits flipped in each of 50 copies; the seed is its name. Each copy is
inspected by a process of its own with 1 GiB of address space and 20 s. A run is fine if it ends with 0 or 4 in time and
below 512 MiB. The last line counts; the exit code is 1 if any run was not fine.
"""
import argparse, os, random, subprocess, sys, tempfile, threading, zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared/eval/data"
FOLDERS = [DATA / name for name in ("containers_sim", "containers_real", "flac_faulty")]
NOT_AUDIO = {".tsv", ".txt", ".md"}
CUTS, FLIPS = 20, 50
ADDRESS_SPACE_KIB, MOST_RSS_MIB, MOST_S = 1 << 20, 512, 20


def damages(path):
    """-> where to cut a file (a number) and which bits to flip (a list)."""
    chance, size = random.Random(path.name), path.stat().st_size
    for index in range(CUTS):
        # The first kilobyte holds the headers: a quarter of the cuts go there.
        yield chance.randrange(min(1024, size) if index % 4 == 0 else size) if size else 0
    for _ in range(FLIPS):
        yield sorted(chance.randrange(8 * size) for _ in range(chance.randint(1, 8))) if size else []


def damaged(whole, damage):
    if isinstance(damage, int):
        return whole[:damage]
    copy = bytearray(whole)
    for bit in damage:
        copy[bit // 8] ^= 1 << bit % 8
    return bytes(copy)


def inspect(binary, path):
    """-> exit code (None: killed for time), peak MiB, what was said."""
    command = ["sh", "-c", f'ulimit -v {ADDRESS_SPACE_KIB}; exec "$@"', "sh", binary, "inspect", path, "--json"]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        late = threading.Event()
        timer = threading.Timer(MOST_S, lambda: (late.set(), process.kill()))
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return None if late.is_set() else process.returncode, used.ru_maxrss / 1024, out.read().decode(errors="replace")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=FOLDERS)
    parser.add_argument("--bin", type=Path, default=ROOT / "target/release/stemforge")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", type=Path, help="a folder for the copies that went wrong")
    arguments = parser.parse_args()
    files = sorted(path for folder in arguments.folders for path in folder.iterdir() if path.is_file() and path.suffix not in NOT_AUDIO)
    if not files or not arguments.bin.exists():
        sys.exit(f"no files in {arguments.folders}, or no {arguments.bin}")

    def one(job):
        path, damage = job
        what = f"cut at {damage}" if isinstance(damage, int) else f"bits {damage} flipped"
        content = damaged(path.read_bytes(), damage)
        with tempfile.NamedTemporaryFile(suffix=path.suffix) as copy:
            copy.write(content)
            copy.flush()
            code, peak_mib, said = inspect(arguments.bin, copy.name)
            wrong = ("hang" if code is None else "crash" if code not in (0, 4) else
                     "memory" if peak_mib > MOST_RSS_MIB else "panic, caught" if "stemforge broke on it" in said else None)
            if wrong:
                print(f"{wrong}: {path.parent.name}/{path.name}, {what}, ended with {code}, {peak_mib:.0f} MiB: {said.strip()[-200:]!r}", flush=True)
                if arguments.keep:
                    arguments.keep.mkdir(exist_ok=True)
                    (arguments.keep / f"{path.stem}-{zlib.crc32(what.encode()):08x}{path.suffix}").write_bytes(content)
            return path, code, peak_mib, wrong

    # The copies are made one by one: a child starts with the peak memory of the process it was forked from.
    jobs = ((path, damage) for path in files for damage in damages(path))
    rows, wrongs, peak, runs = {}, [], (0, None), 0
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for path, code, peak_mib, wrong in pool.map(one, jobs):
            runs += 1
            row = rows.setdefault(path.parent.name, {"runs": 0, "decoded": 0, "refused": 0, "peak": 0})
            row["runs"] += 1
            row["decoded"] += code == 0
            row["refused"] += code == 4
            row["peak"] = max(row["peak"], peak_mib)
            peak = max(peak, (peak_mib, path.name), key=lambda pair: pair[0])
            wrongs += [wrong] if wrong else []
    print("| folder | runs | decoded | refused | peak MiB |\n|---|--:|--:|--:|--:|")
    for name, row in sorted(rows.items()):
        print(f"| {name} | {row['runs']:,} | {row['decoded']:,} | {row['refused']:,} | {row['peak']:.0f} |")
    count = lambda kind: wrongs.count(kind)
    print(f"{len(files)} files, {runs:,} runs: {count('crash')} crashes, {count('hang')} hangs, {count('memory')} above "
          f"{MOST_RSS_MIB} MiB, {count('panic, caught')} panics caught; peak {peak[0]:.0f} MiB by {peak[1]}")
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
