#!/usr/bin/env python3
"""What decoding costs by codec, beside ffmpeg on the same files in the same run.

    cargo build --release --no-default-features --bin stemforge --example decode && python3 benches/throughput.py --write

Needs ffmpeg. Both decode five minutes of synthetic singers to 32-bit float, ffmpeg with one thread; CPU time is user +
system, the least of fifteen runs taken in turn, less that of the same codec's first tenth of a second. `--write` puts the
table into benches/RESULTS.md.
"""
import argparse, datetime, os, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "benches/RESULTS.md"
TITLE = "# Results: decoding"
ROUNDS, SECONDS, START_S = 15, 300, 0.1
# Name, extension, ffmpeg's options.
CODECS = [
    ("WAV, 16 bit", "wav", "-c:a pcm_s16le"),
    ("WAV, 24 bit", "wav", "-c:a pcm_s24le"),
    ("WAV, 32-bit float", "wav", "-c:a pcm_f32le"),
    ("FLAC", "flac", "-c:a flac"),
    ("ALAC in M4A", "m4a", "-c:a alac"),
    ("AAC-LC in M4A", "m4a", "-c:a aac -b:a 128k"),
    ("AAC-LC, ADTS", "aac", "-c:a aac -b:a 128k"),
    ("MP3", "mp3", "-c:a libmp3lame -b:a 128k"),
    ("MP2", "mp2", "-c:a mp2 -b:a 192k"),
    ("Opus in WebM", "webm", "-c:a libopus -b:a 96k"),
    ("Opus in Ogg", "ogg", "-c:a libopus -b:a 96k"),
    ("Opus, 24 kbit/s, in WebM", "webm", "-c:a libopus -b:a 24k -application voip"),
    ("Vorbis in Ogg", "ogg", "-c:a libvorbis -q:a 5"),
    ("IMA ADPCM in WAV", "wav", "-c:a adpcm_ima_wav"),
    ("Microsoft ADPCM in WAV", "wav", "-c:a adpcm_ms"),
]


def cpu_s(command):
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"`{' '.join(map(str, command))}` ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


def ffmpeg(*options):
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, options)], check=True)


def singers(binary, folder):
    """-> a WAV of one singer after the other, two at a time."""
    guide = ROOT / "samples/demo/guide.csv"
    subprocess.run([binary, "synth", "--guide", guide, "--takes", "32", "--faults", "good", "--formats", "wav", "--out", folder / "choir", "--quiet"],
                   check=True, stdout=subprocess.DEVNULL)
    takes = sorted((folder / "choir/takes").glob("*.wav"))
    for index, half in enumerate((takes[::2], takes[1::2])):
        (folder / f"{index}.txt").write_text("".join(f"file '{take}'\n" for take in half))
        ffmpeg("-f", "concat", "-safe", 0, "-i", folder / f"{index}.txt", "-ar", 48000, "-ac", 1, folder / f"{index}.wav")
    ffmpeg("-i", folder / "0.wav", "-i", folder / "1.wav", "-filter_complex", "amerge", "-t", SECONDS, folder / "both.wav")
    return folder / "both.wav"


def measure(ours, source, channels, codec, folder):
    """-> CPU seconds of ours and of ffmpeg, start-up subtracted."""
    name, extension, options = codec
    commands = {}
    for length_s in (START_S, SECONDS):
        path = folder / f"{length_s}.{extension}"
        ffmpeg("-i", source, "-t", length_s, "-ac", channels, *options.split(), path)
        commands[ours, length_s] = [ours, path]
        commands["ffmpeg", length_s] = ["ffmpeg", "-v", "error", "-nostdin", "-threads", 1, "-i", path, "-c:a", "pcm_f32le", "-f", "null", "-"]
    least = dict.fromkeys(commands, float("inf"))
    for _ in range(ROUNDS):
        for key, command in commands.items():
            least[key] = min(least[key], cpu_s(command))
    return tuple(least[who, SECONDS] - least[who, START_S] for who in (ours, "ffmpeg"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--decode", type=Path, default=ROOT / "target/release/examples/decode")
    parser.add_argument("--bin", type=Path, default=ROOT / "target/release/stemforge")
    parser.add_argument("--only", default="", help="codecs with this in their name")
    parser.add_argument("--write", action="store_true", help="put the table into benches/RESULTS.md")
    arguments = parser.parse_args()
    rows, slowest = [], (0, "")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        source = singers(arguments.bin, folder)
        for codec in (codec for codec in CODECS if arguments.only in codec[0]):
            cells = []
            for channels in (1, 2):
                ours, theirs = measure(arguments.decode, source, channels, codec, folder)
                ratio = ours / theirs
                slowest = max(slowest, (ratio, f"{codec[0]}, {channels} ch"))
                cells += [f"{1000 * ours:.0f}", f"{1000 * theirs:.0f}", f"{ratio:.2f}"]
            rows.append(f"| {codec[0]} | " + " | ".join(cells) + " |")
            print(rows[-1], flush=True)
    print(f"slowest against ffmpeg: {slowest[0]:.2f} times, {slowest[1]}")
    if arguments.write:
        write(rows)
    return 0


def write(rows):
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    version = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True).stdout.split()[2]
    machine = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    section = f"""{TITLE}

Made by `benches/throughput.py` on {datetime.date.today()} at commit {commit}, on {os.cpu_count()} cores of {machine}.
CPU milliseconds for {SECONDS} s of synthetic singers at 48 kHz, decoded to 32-bit float by one thread, start-up subtracted;
ffmpeg {version} in the same run. Ratios above 1 are slower than ffmpeg.

| codec | mono, ms | ffmpeg, ms | ratio | stereo, ms | ffmpeg, ms | ratio |
|---|--:|--:|--:|--:|--:|--:|
""" + "\n".join(rows) + "\n"
    before = PAGE.read_text().partition(TITLE)[0].rstrip("\n")
    PAGE.write_text(f"{before}\n\n{section}")


if __name__ == "__main__":
    sys.exit(main())
