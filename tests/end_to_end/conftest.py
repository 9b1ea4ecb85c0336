"""Real processes against a sandbox with its limits on."""

from __future__ import annotations

import os
import typing as t

import pytest

from feishu_sandbox import Sandbox
from tests.end_to_end.commands import Machine
from tests.end_to_end.processes import Bench

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def bench(sandbox: Sandbox, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(sandbox, tmp_path)
    yield bench
    for pipe in bench.pipes:
        pipe.end()


@pytest.fixture
def machine(sandbox: Sandbox, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(sandbox, tmp_path, os.environ)
    yield machine
    machine.end()
