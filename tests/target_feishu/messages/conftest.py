"""A sandbox of one's own, whose time stands still unless somebody waits, and a chat in it."""

from __future__ import annotations

import typing as t

import pytest

from feishu_sandbox import Sandbox

if t.TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=True) as running:
        running.clock.freeze()
        yield running


@pytest.fixture
def chat(sandbox: Sandbox) -> str:
    return sandbox.world.add_chat("alerts", bots=[sandbox.app.app_id]).chat_id
