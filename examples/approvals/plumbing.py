"""Runs `tap-feishu | target-feishu`, keeps what they say in a file, and picks the new code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from examples.demo.meltano import Run, RunFailedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Log lines worth showing of a failed run.
_TAIL = 30
#: How target-feishu tells the code of a definition that it has made.
_MADE = re.compile(r"Made the approval definition .*approval_code (\S+)")
COMMAND = "tap-feishu ({stream}) | target-feishu"


class Pipe:
    """A tap and a target, one after the other's output."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.log = folder / "approvals.log"

    def run(self, stream: str, tap: Mapping[str, Any], target: Mapping[str, Any]) -> Run:
        """Run both to their end, with one stream of the tap selected.

        Raises:
            RunFailedError: One of them ended with a non-zero exit code.
        """
        started = time.monotonic()
        command = COMMAND.format(stream=stream)
        with self.log.open("a+") as log:
            start = log.tell()
            reader = subprocess.Popen(  # noqa: S603 - our own command
                [*self._command("tap_feishu", tap), "--catalog", self._catalog(stream, log)],
                stdout=subprocess.PIPE,
                stderr=log,
            )
            written = subprocess.run(  # noqa: S603 - our own command
                self._command("target_feishu", target),
                stdin=reader.stdout,
                stdout=subprocess.DEVNULL,
                stderr=log,
                check=False,
            )
            if reader.stdout is not None:
                reader.stdout.close()
            if reader.wait() or written.returncode:
                log.seek(start)
                raise RunFailedError(command, "".join(log.readlines()[-_TAIL:]))
        return Run(command, time.monotonic() - started)

    def approval_code(self) -> str:
        """Find the code of the definition in what the target said."""
        return str(_MADE.findall(self.log.read_text())[-1])

    def _catalog(self, stream: str, log: TextIO) -> str:
        """Let the tap look around, and select one stream of what it finds."""
        discover = [*self._command("tap_feishu"), "--discover"]
        found = subprocess.run(discover, stdout=subprocess.PIPE, stderr=log, check=True)  # noqa: S603
        catalog = json.loads(found.stdout)
        for entry in catalog["streams"]:
            for item in entry["metadata"]:
                if not item["breadcrumb"]:
                    item["metadata"]["selected"] = entry["tap_stream_id"] == stream
        file = self._folder / "catalog.json"
        file.write_text(json.dumps(catalog, ensure_ascii=False))
        return str(file)

    def _command(self, package: str, config: Mapping[str, Any] | None = None) -> list[str]:
        """Give the command of a tap or target, with its settings or with those it has."""
        file = self._folder / f"{package}.json"
        if config is not None:
            file.write_text(json.dumps(config, ensure_ascii=False))
        return [sys.executable, "-m", package, "--config", str(file)]
