"""The function's package."""

import hashlib
import os
import pathlib
import shutil
import stat
import subprocess
import zipfile

from tap import same
from templates import ROOT, run

TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
ARCHIVE = TARGET / "lambda-test.zip"
STEMFORGE = TARGET / "debug/stemforge"
# What AWS takes: unpacked. The zip may have 50 MB where it is sent by hand; ours goes through a bucket.
MAX_UNPACKED_BYTES = 250 << 20


def build():
    """Builds in the dev profile, as the tests before this one did, and packs."""
    subprocess.run(
        ["cargo", "build", "--quiet", "--locked", "--all-features", "--bin", "stemforge-lambda", "--bin", "stemforge"],
        cwd=ROOT, check=True)
    run(ROOT / "deploy/package", TARGET / "debug/stemforge-lambda", ARCHIVE)


def test_package(folder):
    """the package is one executable called bootstrap, and small enough"""
    with zipfile.ZipFile(ARCHIVE) as archive:
        [entry] = archive.infolist()
        same((entry.filename, stat.S_IMODE(entry.external_attr >> 16)), ("bootstrap", 0o755))
        assert entry.file_size < MAX_UNPACKED_BYTES, entry.file_size
        # What the emulators run.
        archive.extractall(folder)
    (folder / "bootstrap").chmod(0o755)
    return f"{ARCHIVE.stat().st_size / 1e6:.1f} MB, {entry.file_size / 1e6:.1f} MB unpacked"


def test_reproducible(folder):
    """the same executable makes the same package"""
    again = folder / "again.zip"
    run(ROOT / "deploy/package", TARGET / "debug/stemforge-lambda", again)
    same(hashlib.sha256(again.read_bytes()).hexdigest(), hashlib.sha256(ARCHIVE.read_bytes()).hexdigest())


def campaign(folder):
    """The sample campaign in a folder of its own."""
    folder.mkdir()
    demo = ROOT / "samples/demo"
    for file in [demo / "guide.csv", demo / "studio/backing.mp3", demo / "studio/crowd.mp3"]:
        shutil.copy(file, folder)
    (folder / "fonts").mkdir()
    # Latin is enough here: the others are 22 MB.
    subprocess.run([ROOT / "scripts/fonts", TARGET / "fonts"], check=True)
    shutil.copy(TARGET / "fonts/10-noto-sans-bold.ttf", folder / "fonts")
    (folder / "stemforge.toml").write_text("""
        [song]
        guide = "guide.csv"
        backing = "backing.mp3"
        title = "All Four Corners"
        first_bar_s = 2.0
        [studio]
        crowd = "crowd.mp3"
        fonts = "fonts"
        """)
    (folder / "takes").mkdir()
    (folder / "takes/secret.webm").write_text("a voice")
    return folder


def test_campaign(folder):
    """a campaign goes into the package with what it names, and without its takes"""
    home = campaign(folder / "campaign-of-the-tests")
    archives = [folder / "one.zip", folder / "two.zip"]
    for archive in archives:
        run(ROOT / "deploy/package", TARGET / "debug/stemforge-lambda", archive, home)
    same(*[hashlib.sha256(archive.read_bytes()).hexdigest() for archive in archives])
    with zipfile.ZipFile(archives[0]) as archive:
        names = archive.namelist()
        same(names, sorted(names))
        same(set(names), {"bootstrap", *(f"campaign/{name}" for name in (
            "stemforge.toml", "guide.csv", "backing.mp3", "crowd.mp3", "fonts/10-noto-sans-bold.ttf"))})
    refused = subprocess.run(
        [ROOT / "deploy/package", TARGET / "debug/stemforge-lambda", folder / "no.zip", folder], capture_output=True, text=True)
    same((refused.returncode, "stemforge.toml" in refused.stderr), (1, True))


def test_too_new(folder):
    """an executable that AWS Lambda's C library cannot run is refused"""
    source = folder / "new.c"
    # `__isoc23_strtol` came with glibc 2.38, `_dl_find_object` with 2.35.
    source.write_text('void *_dl_find_object(void *, void *); int main(void) { return _dl_find_object(0, 0) != 0; }')
    run("cc", "-o", folder / "new", source)
    refused = subprocess.run([ROOT / "deploy/package", folder / "new", folder / "new.zip"], capture_output=True, text=True)
    same((refused.returncode, "needs glibc 2.35" in refused.stderr), (1, True))
    assert not (folder / "new.zip").exists()
