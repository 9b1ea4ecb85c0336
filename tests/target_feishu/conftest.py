"""A sandbox with an empty base, and signal handlers that the SDK's plugins leave behind."""

from __future__ import annotations

import signal
import typing as t

import pytest

from feishu_sandbox import Sandbox

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox import BaseBuilder


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Iterator[Sandbox]:
    behaviour = running_sandbox.behaviour
    kept = (behaviour.repeated_create, behaviour.replica_lag)
    running_sandbox.faults.clear()
    running_sandbox.calls.clear()
    yield running_sandbox
    running_sandbox.faults.clear()
    behaviour.repeated_create, behaviour.replica_lag = kept


@pytest.fixture
def base(sandbox: Sandbox) -> BaseBuilder:
    return sandbox.world.add_base("target")
