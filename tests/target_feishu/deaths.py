"""Runs that die somewhere, from the same beginning each time, watched at each STATE they print."""

from __future__ import annotations

import copy
import shutil
import typing as t

import pytest

from target_feishu import target
from tests.target_feishu.killing import run_until
from tests.target_feishu.picture import Picture, picture

if t.TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from feishu_sandbox import Sandbox
    from tests.target_feishu.everything import Company
    from tests.target_feishu.support import Line

#: What reads although it is no GET.
READS = frozenset(
    {
        "auth.tenant_access_token",
        "bitable.record.batch_get",
        "bitable.record.search",
        "contact.user.batch_get_id",
    }
)


class Scene:
    """A company and a store that can be brought back to where they were kept."""

    def __init__(self, company: Company, folder: Path) -> None:
        self.company = company
        self._store, self._kept = folder / "store", folder / "kept"
        self._store.mkdir()
        self.config = {**company.config, "store_url": f"sqlite:///{self._store}/store.db"}
        self.keep()

    def keep(self) -> None:
        """Remember how everything stands."""
        self._state = copy.deepcopy(self.company.sandbox.world.state)
        shutil.rmtree(self._kept, ignore_errors=True)
        shutil.copytree(self._store, self._kept)

    def bring_back(self) -> None:
        """Make everything stand as it was kept."""
        world = self.company.sandbox.world
        with world.lock:
            world.state = copy.deepcopy(self._state)
        shutil.rmtree(self._store)
        shutil.copytree(self._kept, self._store)
        self.company.sandbox.calls.clear()

    def run(self, lines: Sequence[Line], deadly: int = 0) -> Run:
        """Run a target, up to a deadly point or to the end."""
        run = Run(self.company)
        with pytest.MonkeyPatch.context() as patch:
            # Each STATE is printed, and told to the run when its turn has come.
            patch.setattr(target, "STATE_INTERVAL", 0)
            patch.setattr(target, "state_line", run.looking(target.state_line))
            run.points = run_until(self.company.sandbox, self.config, lines, deadly, patch)
        return run


class Run:
    """What was there whenever a run had printed a STATE."""

    def __init__(self, company: Company) -> None:
        self._company = company
        #: Points at which it could have died.
        self.points = 0
        self.seen: list[tuple[int, Picture]] = []

    def look(self, number: int) -> None:
        """Look at Feishu when a STATE is printed."""
        self.seen.append((number, picture(self._company)))

    def looking(self, act: t.Callable[[Line], str]) -> t.Callable[[Line], str]:
        """Look before a STATE is made a line of."""

        def looked(state: Line) -> str:
            self.look(state["at"])
            return act(state)

        return looked


def writes(sandbox: Sandbox) -> list[str]:
    """Name the calls that wrote something."""
    return [c.operation for c in sandbox.calls if c.method != "GET" and c.operation not in READS]


class Course:
    """How Feishu stood at each STATE of a run that nothing broke."""

    def __init__(self, run: Run) -> None:
        self.points = run.points
        self._seen = run.seen
        self.end = run.seen[-1][1]

    def early(self, run: Run) -> list[tuple[int, str]]:
        """List each STATE of another run that covered what was not there, with what that was.

        In a repeated run an object may be ahead of its records, but never behind. What a STATE
        does not cover yet may be in any condition.
        """
        return [
            (number, name)
            for number, there in run.seen
            for name in self._covered(number)
            if there.get(name) not in self._since(number, name)
        ]

    def _covered(self, number: int) -> set[str]:
        return {name for at, known in self._seen if at <= number for name in known}

    def _since(self, number: int, name: str) -> list[t.Any]:
        return [known.get(name) for at, known in self._seen if at >= number]
