"""Each test begins with no task of the app's."""

from __future__ import annotations

import typing as t

import pytest

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox


@pytest.fixture
def sandbox(sandbox: Sandbox) -> Sandbox:
    sandbox.world.state.tasks.tasks.clear()
    sandbox.world.state.tasks.lists.clear()
    # The same records give the same keys in every test.
    sandbox.world.state.remembered.clear()
    return sandbox
