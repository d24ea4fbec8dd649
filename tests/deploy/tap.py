"""A runner for tests that share one costly stage: in the order of the file, one line of TAP each."""

import sys
import time
import traceback


class Tap:
    def __init__(self):
        self.passed = self.failed = 0

    def run(self, name, test, *arguments):
        """Runs a test; says whether it passed. What it returns, it prints as its figure."""
        started = time.monotonic()
        try:
            figure = test(*arguments)
        except Exception as error:
            self.failed += 1
            print(f"not ok {self.passed + self.failed} - {name}")
            frames = traceback.format_exc().splitlines() if not isinstance(error, AssertionError) else [
                f"{frame.filename}:{frame.lineno}: {frame.line}" for frame in traceback.extract_tb(error.__traceback__)[1:]]
            for line in [*frames, *str(error).splitlines()]:
                print(f"#   {line}")
            sys.stdout.flush()
            return False
        self.passed += 1
        print(f"ok {self.passed + self.failed} - {name} ({time.monotonic() - started:.1f} s{f', {figure}' if figure else ''})",
              flush=True)
        return True

    def run_all(self, module, *arguments):
        """Runs every `test_…` of a module; its docstring's first line is its name."""
        tests = [test for name, test in vars(module).items() if name.startswith("test_")]
        for test in tests:
            self.run(test.__doc__.strip().splitlines()[0].rstrip("."), test, *arguments)

    def end(self):
        print(f"1..{self.passed + self.failed}\n# pass {self.passed}\n# fail {self.failed}")
        return 0 if self.failed == 0 and self.passed else 1


def same(found, expected):
    """An assertion that shows both sides."""
    assert found == expected, f"found    {found!r}\nexpected {expected!r}"
