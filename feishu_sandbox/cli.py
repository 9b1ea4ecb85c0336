"""The command `feishu-sandbox`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from threading import Event
from typing import TYPE_CHECKING

from feishu_sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_PORT = 8370


def parser() -> argparse.ArgumentParser:
    """Return the command's argument parser."""
    made = argparse.ArgumentParser(
        prog="feishu-sandbox",
        description="A stand-in of the Feishu Open Platform on this machine.",
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    made.add_argument("--port", type=int, default=DEFAULT_PORT, help="port, 0 for a free one")
    made.add_argument("--data-dir", help="keep the state in this directory across restarts")
    made.add_argument("--seed", type=int, default=1, help="decides ids and names (%(default)s)")
    made.add_argument(
        "--no-limits", dest="limits", action="store_false", help="switch rate limits off"
    )
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted; the first lines on stdout are the URL and a config."""
    given = parser().parse_args(arguments)
    sandbox = Sandbox(
        limits=given.limits,
        seed=given.seed,
        data_dir=given.data_dir,
        host=given.host,
        port=given.port,
    )
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    try:
        sandbox.start()
    except OSError as error:
        parser().exit(1, f"cannot listen on {given.host}:{given.port}: {error.strerror}\n")
    try:
        sys.stdout.write(f"{sandbox.url}\n")
        sys.stdout.write(json.dumps(sandbox.config, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()
        stop.wait()
    finally:
        sandbox.stop()
