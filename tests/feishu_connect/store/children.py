"""Real processes that use a store, in step with the test through their pipes."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import typing as t
from pathlib import Path

from tests.feishu_connect.store.conftest import APP_ID, APP_SECRET

_ROOT = Path(__file__).parents[3]
_PRELUDE = f"""
import sys
from feishu_connect.store import *

def open_store():
    return Store.open(sys.argv[1], app_id={APP_ID!r}, app_secret={APP_SECRET!r})

def tell(text):
    print(text, flush=True)

def wait():
    sys.stdin.readline()
"""


class Child:
    """A process that runs a script with `open_store`, `tell` and `wait` at hand."""

    def __init__(self, script: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _PRELUDE + script, *arguments],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def heard(self) -> str:
        """Wait for what the child tells next."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def go_on(self) -> None:
        """End the child's `wait`."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> int:
        """Let the child end, and give its exit code."""
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate(timeout=60)
        return self.process.returncode


@contextlib.contextmanager
def children(count: int, script: str, *arguments: str) -> t.Iterator[list[Child]]:
    """Start processes, and leave none behind."""
    started = [Child(script, *arguments) for _ in range(count)]
    try:
        yield started
    finally:
        for child in started:
            child.process.kill()
            child.end()
