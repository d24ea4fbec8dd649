#!/usr/bin/env python3
"""Makes benches/REAL_VOICES.md: does the planted order of real singers come out, and is another song turned away?

    cargo build --release && python3 benches/real_voices.py [folder of the evaluation recordings]

Two kinds of campaign, each with the singer's own notes as guide. `resynth`: one singer's line re-voiced twelve ways, from
exact to monotone; every better-worse pair counts. `choral_singing`: one part of a choral piece, sung by a soloist and by
four singers, among the soloists of the other parts, who sing something else. Python's standard library is all it needs.
"""
import csv, math, shutil, statistics, subprocess, sys, tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BINARY = HERE.parent / "target/release/stemforge"
DATA = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent.parent / "shared/eval/data"
TIERS = [["exact"], ["rubato150ms", "drift-80c", "detune+35c", "wobble40c"], ["detune-60c"], ["key+200c"], ["monotone"]]
STEP_SEMITONES, GAP_S, LEAST_S = 0.8, 0.06, 0.12


def contour(path):
    """-> [(seconds, Hz)]; 0 Hz is unvoiced."""
    lines = [line.replace(",", " ").split() for line in path.read_text().splitlines()]
    return [(float(line[0]), float(line[1])) for line in lines if line and line[0][0].isdigit()]


def notes(points):
    """A note ends at a pause or where the median of the last 100 ms steps away from the note's own."""
    hop_s = points[1][0] - points[0][0]
    half = max(1, round(0.05 / hop_s))
    midi = [69 + 12 * math.log2(hz / 440) if hz > 0 else None for _, hz in points]
    found, start, silent = [], None, 0

    def smooth(i):
        near = [m for m in midi[max(0, i - half): i + half + 1] if m is not None]
        return statistics.median(near)

    def close(end):
        pitches = [m for m in midi[start:end] if m is not None]
        if len(pitches) * hop_s >= LEAST_S:
            found.append((points[start][0], (end - start) * hop_s, statistics.median(pitches)))

    for i, pitch in enumerate(midi):
        if pitch is None:
            silent += 1
            if start is not None and silent * hop_s > GAP_S:
                close(i - silent + 1)
                start = None
            continue
        silent = 0
        if start is not None and i > start and abs(smooth(i) - statistics.median(m for m in midi[start:i] if m is not None)) > STEP_SEMITONES:
            close(i)
            start = i
        if start is None:
            start = i
    if start is not None:
        close(len(midi) - silent)
    return found


def score(guide, takes):
    """-> {take: row of scores.csv}"""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "takes").mkdir()
        for path in takes:
            shutil.copy(path, folder / "takes")
        with open(folder / "guide.csv", "w", newline="") as out:
            csv.writer(out).writerows([("onset_s", "duration_s", "midi", "syllable"), *((f"{o:.4f}", f"{d:.4f}", f"{m:.3f}", "la") for o, d, m in guide)])
        (folder / "stemforge.toml").write_text('[song]\nguide = "guide.csv"\n')
        subprocess.run([BINARY, "score", "--config", folder / "stemforge.toml", "--quiet"], check=True, stdout=subprocess.DEVNULL)
        with open(folder / "out/scores.csv", newline="") as rows:
            return {row["take_id"]: row for row in csv.DictReader(rows)}


def total(row):
    """What decides: nothing for a take that is not the song."""
    turned_away = row["status"] == "rejected" and set(row["reasons"].split()) - {"LOW_SCORE"}
    return -1.0 if turned_away or not row["total_score"] else float(row["total_score"])


def resynth():
    lines, signs = [], []
    for exact in sorted(DATA.glob("resynth/*__exact.flac")):
        voice = exact.stem.split("__")[0]
        rows = score(notes(contour(exact.with_suffix(".f0.csv"))), sorted(DATA.glob(f"resynth/{voice}__*.flac")))
        points = {name.split("__")[1].removesuffix(".flac"): total(row) for name, row in rows.items()}
        pairs = [(a, b) for i, better in enumerate(TIERS) for worse in TIERS[i + 1:] for a in better for b in worse]
        right = [(points[a] > points[b]) - (points[a] < points[b]) for a, b in pairs]
        signs += right
        wrong = ", ".join(f"{a} {points[a]:.1f} < {b} {points[b]:.1f}" for (a, b), sign in zip(pairs, right) if sign <= 0)
        lines.append(f"| {voice} | {points['exact']:.1f} | {points['detune-60c']:.1f} | {points['monotone']:.1f} | {statistics.mean(right):.3f} | {wrong or 'none'} |")
    return lines, statistics.mean(signs)


def choir():
    lines, right, of = [], 0, 0
    solos = sorted(DATA.glob("choral_singing/sol_*.flac"))
    for solo in solos:
        part, piece = solo.stem.removeprefix("sol_").split("_")
        unison = solo.with_name(f"uni_{part.rstrip('1')}_{piece}.flac")
        others = [path for path in solos if path.stem.endswith(f"_{piece}") and path != solo]
        rows = score(notes(contour(solo.with_name(solo.stem + "_CREPE.f0"))), [solo, unison, *others])
        points = {name: total(row) for name, row in rows.items()}
        best_other = max(points[path.name] for path in others)
        good = points[solo.name] > best_other and points[unison.name] > best_other
        kept = sum(rows[path.name]["status"] != "rejected" for path in others)
        right, of = right + good, of + 1
        lines.append(f"| {part}, {piece} | {points[solo.name]:.1f} | {points[unison.name]:.1f} | {'rejected' if best_other < 0 else f'{best_other:.1f}'} | {kept} of {len(others)} |")
    return lines, f"{right} of {of}"


def main():
    if not DATA.is_dir():
        sys.exit(f"no recordings at `{DATA}`: give their folder")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True).stdout.strip()
    sung, tau = resynth()
    parts, right = choir()
    text = f"""# Real voices

Made by `benches/real_voices.py` at commit {commit}. −1 stands for a take that was turned away.

## One singer, twelve ways

Kendall's tau over the planted pairs: **{tau:.3f}**.

| singer | exact | detune −60 c | monotone | tau | out of order |
|---|--:|--:|--:|--:|---|
""" + "\n".join(sung) + f"""

## One part among others

Soloist and unison above every other part: **{right}** campaigns.

| part and piece | soloist | four in unison | best other part | other parts let in |
|---|--:|--:|--:|--:|
""" + "\n".join(parts) + "\n"
    (HERE / "REAL_VOICES.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
