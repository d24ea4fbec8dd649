#!/usr/bin/env python3
"""Tests of deploy/: lints it, deploys it to an emulator of AWS, uses it as a page does, destroys it. Prints TAP.

    python tests/deploy/run.py

with a Python that has tests/requirements.txt, after `npm ci` here. Needs bash, openssl, systemd-analyze and zip.
Whatever it starts, it ends."""

import pathlib
import signal
import sys
import tempfile

import deployed
import edge
import package
import permissions
import removed
import runtime
import templates
from emulator import Emulator
from stage import Stage
from tap import Tap


def main():
    # A runner that is told to stop takes down what it has put up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    tap = Tap()
    tap.run_all(templates)
    with tempfile.TemporaryDirectory(prefix="stemforge-deploy-") as folder:
        folder = pathlib.Path(folder)
        if tap.run("the function is built", package.build):
            tap.run_all(package, folder)
            with Emulator(folder / "aws") as aws:
                tap.run_all(runtime, aws, folder)
                stage = Stage(aws, folder)
                if tap.run("deploy/up deploys", stage.up):
                    for tests in (deployed, permissions, removed):
                        tap.run_all(tests, stage)
                tap.run_all(edge, Stage(aws, folder, name="edge"))
                if tap.failed:
                    print("# the emulator's last words:", *aws.last_words(), sep="\n#   ")
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
