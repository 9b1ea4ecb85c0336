"""The command `feishu-connect serve` as a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import typing as t

from feishu_connect.store import Store
from tests.feishu_connect.receiver.support import APP, KEY, TOKEN

if t.TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "secret-of-the-tests"
ROOT = pathlib.Path(__file__).parents[3]


class Serving:
    """A running receiver."""

    def __init__(self, folder: pathlib.Path, process: subprocess.Popen[str], url: str) -> None:
        self.folder = folder
        self.process = process
        self.url = url

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def errors(self) -> str:
        """Give what it wrote on stderr."""
        return (self.folder / "stderr").read_text()


def write_config(folder: pathlib.Path, **more: t.Any) -> pathlib.Path:
    """Write a configuration whose store is a file in the folder."""
    config = {
        "app_id": APP,
        "app_secret": SECRET,
        "store_url": f"sqlite:///{folder}/store.db",
        "encrypt_key": KEY,
        "verification_token": TOKEN,
        **more,
    }
    path = folder / "config.json"
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))
    return path


def command(*arguments: str) -> list[str]:
    """Give the command line of `serve`."""
    code = "from feishu_connect.commands.cli import main; main()"
    return [sys.executable, "-c", code, "serve", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def serving(folder: pathlib.Path, *arguments: str, **config: t.Any) -> Iterator[Serving]:
    """Start the receiver on a free port; whatever is left of it is killed."""
    line = command("--config", str(write_config(folder, **config)), "--port", "0", *arguments)
    with (
        (folder / "stderr").open("w") as errors,
        subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment()
        ) as process,
    ):
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first.startswith("http://"), (folder / "stderr").read_text()
            yield Serving(folder, process, first.split()[0])
        finally:
            process.kill()


@contextlib.contextmanager
def opened(folder: pathlib.Path) -> Iterator[Store]:
    """Open the store that the receiver wrote."""
    store = Store.open(f"sqlite:///{folder}/store.db", app_id=APP, app_secret=SECRET)
    try:
        yield store
    finally:
        store.close()
