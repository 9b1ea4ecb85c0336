"""The Meltano project of this repository, with a run folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import typing as t
from pathlib import Path

from examples.demo.meltano import Meltano

if t.TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
MELTANO = ROOT / ".venv-meltano" / "bin" / "meltano"


def project(folder: Path, plugins: Mapping[str, Mapping[str, t.Any]]) -> Meltano:
    """Make a twin of the project that shares the installed plugins and nothing else.

    Two runs of a plugin in one project write over each other's files, and a demo may be running.

    Args:
        folder: Where the twin is made.
        plugins: Settings by plugin name.
    """
    (folder / ".meltano").mkdir()
    for shared in (".venv-meltano", ".meltano/extractors", ".meltano/loaders"):
        (folder / shared).symlink_to(ROOT / shared)
    shutil.copy(ROOT / "meltano.yml", folder)
    return Meltano(folder, folder, environment(plugins))


def environment(plugins: Mapping[str, Mapping[str, t.Any]]) -> dict[str, str]:
    """Write settings as Meltano reads them from the environment."""
    return {
        f"{plugin}_{name}".replace("-", "_").upper(): value
        if isinstance(value, str)
        else json.dumps(value)
        for plugin, settings in plugins.items()
        for name, value in settings.items()
    }


def install(plugin: str) -> None:
    """Install a plugin that `make` leaves out; with pip where uv does not reach the index."""
    command = [MELTANO, "--log-level=warning", "install", plugin]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        backend = {**os.environ, "MELTANO_VENV_BACKEND": "virtualenv"}
        subprocess.run(command, cwd=ROOT, env=backend, check=True)
