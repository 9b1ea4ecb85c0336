"""Runs Meltano as a user would, keeps its log in a file, and shows it only when a run fails."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Log lines worth showing of a failed run.
_TAIL = 40


class RunFailedError(Exception):
    """A pipeline failed; `log` is the end of what Meltano and the plugins said."""

    def __init__(self, command: str, log: str) -> None:
        super().__init__(command)
        self.command = command
        self.log = log


@dataclass(frozen=True, slots=True)
class Run:
    """A pipeline that went through."""

    command: str
    seconds: float


class Meltano:
    """The project's Meltano, with settings and state of its own."""

    def __init__(self, project: Path, folder: Path, settings: Mapping[str, str]) -> None:
        self.project = project
        self.log = folder / "meltano.log"
        self.environment = {
            **os.environ,
            "MELTANO_ENVIRONMENT": "dev",
            "MELTANO_DATABASE_URI": f"sqlite:///{folder / 'meltano.db'}",
            "MELTANO_AUTO_INSTALL": "false",
            # The settings are new in each run, so a catalog that was kept is an old one.
            "MELTANO_RUN_REFRESH_CATALOG": "true",
            "NO_COLOR": "1",
            **settings,
        }

    def run(self, *plugins: str) -> Run:
        """Run a pipeline to its end.

        Raises:
            RunFailedError: It ended with a non-zero exit code.
        """
        command = " ".join(("meltano run", *plugins))
        started = time.monotonic()
        with self.log.open("a+") as log:
            print(f"$ {command}", file=log, flush=True)
            start = log.tell()
            code = subprocess.run(  # noqa: S603 - our own command
                [self.project / ".venv-meltano" / "bin" / "meltano", "run", *plugins],
                cwd=self.project,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
            if code:
                log.seek(start)
                raise RunFailedError(command, "".join(log.readlines()[-_TAIL:]))
        return Run(command, time.monotonic() - started)
