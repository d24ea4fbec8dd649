#!/usr/bin/env python3
"""Compiles a folder of good takes twice: alone, and with a third as many broken ones among them. No stem may differ.

    cargo build --release --no-default-features && python3 benches/broken.py            # 2,000 takes, 500 of them broken
    python3 benches/broken.py --takes 60 --bin target/debug/stemforge

A broken take is one that may not be chosen: nothing that can be decoded, no voice, no consent, nothing that can be
read. What is done to each is drawn from the seed. Prints what became of every kind; the exit code is 1 if a stem differs,
if a broken take was chosen or cost the run, or if a good one was lost.
"""
import argparse, collections, csv, hashlib, os, random, struct, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = ROOT / "tests/compile/hostile"
GUIDE = "onset_s,duration_s,midi,syllable\n" + "".join(
    f"{onset},{duration},{midi},la\n" for onset, duration, midi in
    [(0.5, 0.45, 60), (1, 0.45, 62), (1.5, 0.45, 64), (2, 0.9, 67), (3, 0.45, 65), (3.5, 0.45, 64), (4, 0.45, 62), (4.5, 0.9, 60)])
SONG_S, DEPTH = 6, 100_000
FOREIGN = {"zip": b"PK\x03\x04", "jpg.m4a": b"\xff\xd8\xff\xe0\0\x10JFIF", "amr": b"#!AMR\n", "wma": bytes.fromhex("3026b2758e66cf11"),
           "exe.wav": b"MZ\x90\0", "ape": b"MAC \x96\x0f", "gz.ogg": b"\x1f\x8b\x08", "mid.mp3": b"MThd\0\0\0\x06\0\0\0\x01\0\x60"}


def wav(samples, rate=44100, kind="f"):
    """A mono WAV file of packed samples."""
    tag, bits = (3, 32) if kind == "f" else (1, 16)
    head = struct.pack("<HHIIHH", tag, 1, rate, rate * bits // 8, bits // 8, bits)
    return b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt \x10\0\0\0" + head + b"data" + struct.pack("<I", len(samples)) + samples


def boxes(names):
    return b"\0\0\0\x10ftypM4A \0\0\0\0" + b"".join(
        struct.pack(">I", 8 * (DEPTH - level)) + names[level % len(names)] for level in range(DEPTH))


def head_of(path, chance):
    """The beginning of a real take: its header and less sound than can be judged."""
    return path.read_bytes()[:chance.randint(16, 400)]


def spoilt(path, chance):
    """A real take with every fourth kilobyte random, behind a header that is gone."""
    content = bytearray(path.read_bytes())
    content[:1024] = chance.randbytes(min(1024, len(content)))
    for start in range(4096, len(content), 4096):
        content[start:start + 1024] = chance.randbytes(len(content[start:start + 1024]))
    return bytes(content)


def file(make):
    """A way to break that makes a file's content."""
    def put(folder, name, chance, good):
        extension = chance.choice(["wav", "mp3", "m4a", "webm", "ogg", "flac", "mov", "caf", "aiff", "bin", "WAV", ""])
        (folder / f"{name}.{extension}".rstrip(".")).write_bytes(make(chance, good))
    return put


def foreign(folder, name, chance, good):
    extension, magic = chance.choice(sorted(FOREIGN.items()))
    (folder / f"{name}.{extension}").write_bytes(magic + chance.randbytes(chance.randint(100, 60_000)))


def huge(folder, name, chance, good):
    with open(folder / f"{name}.wav", "wb") as out:
        out.write(wav(b"")[:44])
        out.truncate((65 << 20) + chance.randrange(1 << 20))


def directory(folder, name, chance, good):
    (folder / f"{name}.wav").mkdir()


def pipe(folder, name, chance, good):
    os.mkfifo(folder / f"{name}.wav")


def dangling(folder, name, chance, good):
    (folder / f"{name}.wav").symlink_to("/nowhere/at/all.wav")


def without_consent(content):
    """A take that would pass, were it not for its sidecar."""
    def put(folder, name, chance, good):
        take = chance.choice(good)
        # Chunks and tags behind the sound are stepped over: the bytes are nobody else's.
        (folder / f"{name}{take.suffix}").write_bytes(take.read_bytes() + chance.randbytes(16))
        (folder / f"{name}.json").write_bytes(content(chance))
    return put


def odd_name(folder, name, chance, good):
    odd = chance.choice(["=cmd|' calc'!A1", "new\nline", "<script>alert(1)</script>", "voix\u202egnp", "🎤" * 20, "-rf", "%s%n", "a" * 200])
    (folder / f"{odd.replace('/', '')} {name}.wav").write_bytes(chance.randbytes(500))


BROKEN = {
    "empty": file(lambda chance, good: b""),
    "ten bytes of a take": file(lambda chance, good: chance.choice(good).read_bytes()[:10]),
    "header only": file(lambda chance, good: head_of(chance.choice(good), chance)),
    "random bytes": file(lambda chance, good: chance.randbytes(chance.randint(11, 200_000))),
    "zeros": file(lambda chance, good: bytes(chance.randint(1, 200_000))),
    "spoilt all over": file(lambda chance, good: spoilt(chance.choice(good), chance)),
    "foreign format": foreign,
    "page of text": file(lambda chance, good: b"<!DOCTYPE html><title>502 Bad Gateway</title>" + b"<p>sorry " * chance.randint(1, 3000)),
    "float WAV of NaN": file(lambda chance, good: wav(struct.pack("<f", float("nan")) * 44100 * SONG_S)),
    "float WAV of infinities": file(lambda chance, good: wav(struct.pack("<ff", float("inf"), float("-inf")) * 22050 * SONG_S)),
    "digital silence": file(lambda chance, good: wav(bytes(2 * 44100 * SONG_S), kind="i")),
    "white noise": file(lambda chance, good: wav(chance.randbytes(2 * 44100 * SONG_S), kind="i")),
    "half a second": file(lambda chance, good: wav(chance.randbytes(2 * 22050), kind="i")),
    "eleven minutes": file(lambda chance, good: wav(bytes(2 * 4000 * 660), rate=4000, kind="i")),
    "more bytes than are taken": huge,
    "codebooks of 4 GiB": file(lambda chance, good: (HOSTILE / "codebooks.ogg").read_bytes() + chance.randbytes(8)),
    "breaks a decoder": file(lambda chance, good: (HOSTILE / "panics.ogg").read_bytes() + chance.randbytes(8)),
    "boxes in boxes": file(lambda chance, good: boxes(chance.choice([[b"moov"], [b"moov", b"udta", b"meta"], [b"moov", b"trak", b"mdia"]]))),
    "sidecar is no JSON": without_consent(lambda chance: chance.randbytes(chance.randint(1, 2000))),
    "sidecar nested": without_consent(lambda chance: b"[" * 60_000),
    "sidecar too large": without_consent(lambda chance: b'{"fan": "' + b"a" * 70_000 + b'"}'),
    "sidecar says no": without_consent(lambda chance: b'{"consent": false}'),
    "folder named like a take": directory,
    "pipe": pipe,
    "link to nowhere": dangling,
    "name that is hard to print": odd_name,
}
# These are no takes at all: no row, no reason.
NO_TAKES = {"folder named like a take", "pipe", "link to nowhere"}


def run(*command, codes=(0,)):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode not in codes:
        sys.exit(f"`{' '.join(map(str, command))}` ended with {done.returncode}: {done.stderr[-2000:]}")
    return done


def compile(binary, folder, out):
    """-> the hash of every sound in the output, the rows, seconds."""
    began = time.monotonic()
    said = run(binary, "compile", "--config", folder / "stemforge.toml", "--out", out).stderr
    hashes = {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.rglob("*.wav"))}
    with open(out / "scores.csv", newline="") as rows:
        return hashes, {row["take_id"]: row for row in csv.DictReader(rows)}, time.monotonic() - began, said


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--takes", type=int, default=2000, help="all of them; a quarter is broken")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bin", type=Path, default=ROOT / "target/release/stemforge")
    arguments = parser.parse_args()
    broken_count = arguments.takes // 4
    good_count = arguments.takes - broken_count
    wrong = []
    with tempfile.TemporaryDirectory(dir=ROOT / "target") as folder:
        folder = Path(folder)
        (folder / "guide.csv").write_text(GUIDE)
        (folder / "stemforge.toml").write_text('[song]\nguide = "guide.csv"\n[takes]\nuri = "choir/takes"\n')
        run(arguments.bin, "synth", "--guide", folder / "guide.csv", "--out", folder / "choir", "--takes", good_count,
            "--seed", arguments.seed, "--formats", "wav,flac,opus,webm,aiff,caf", "--quiet")
        takes = folder / "choir/takes"
        good = sorted(path for path in takes.iterdir() if path.suffix != ".json")
        alone, rows_alone, alone_s, _ = compile(arguments.bin, folder, folder / "alone")

        chance = random.Random(arguments.seed)
        kinds = {}
        for index in range(broken_count):
            kind = list(BROKEN)[index] if index < len(BROKEN) else chance.choice(list(BROKEN))
            # Before, between and after the good ones.
            name = f"{chance.choice(['aaa', 'voice-0', 'zzz'])}-broken-{index:04}"
            BROKEN[kind](takes, name, chance, good)
            kinds[f"broken-{index:04}"] = kind
        together, rows, together_s, said = compile(arguments.bin, folder, folder / "together")

    became, chosen = collections.defaultdict(collections.Counter), []
    for take, row in rows.items():
        kind = next((kind for name, kind in kinds.items() if name in take), None)
        if kind:
            became[kind][row["reasons"] or row["status"]] += 1
            if row["status"] != "rejected":
                chosen.append(f"`{take}` ({kind}) was not rejected: {row['status']}")
    wrong += chosen
    wrong += [f"`{name}` differs" for name in sorted(alone.keys() | together.keys()) if alone.get(name) != together.get(name)]
    judged = lambda row: (row["status"], row["reasons"], row["total_score"])
    wrong += [f"`{take}` was judged otherwise" for take, row in rows_alone.items() if take not in rows or judged(rows[take]) != judged(row)]
    wrong += [f"no row for any take of kind `{kind}`" for kind in set(kinds.values()) - NO_TAKES - set(became)]
    told = sum("stemforge broke on it" in line for line in said.splitlines())
    expected = sum(kind == "breaks a decoder" for kind in kinds.values())
    wrong += [f"{told} defects told instead of {expected}"] if told != expected else []
    print("| broken | takes | became |\n|---|--:|---|")
    for kind in BROKEN:
        count = sum(value == kind for value in kinds.values())
        what = ", ".join(f"{reason} {number}" for reason, number in became[kind].most_common()) or "no take"
        print(f"| {kind} | {count} | {what} |")
    for line in wrong:
        print(f"wrong: {line}")
    voices = sum(row["status"] != "rejected" for row in rows_alone.values())
    print(f"{good_count:,} good takes ({voices:,} not rejected) in {alone_s:.0f} s; with {broken_count:,} broken ones in {together_s:.0f} s: "
          f"{len(alone)} sounds, {'all the same to the bit' if not wrong else f'{len(wrong)} things wrong'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
