"""A definition of its own with a frozen clock."""

from __future__ import annotations

import pytest

#: 2026-03-02 08:00 in Beijing.
NOW = 1_772_409_600_000


@pytest.fixture
def approvals(sandbox):
    sandbox.clock.freeze(NOW)
    return sandbox.world.approvals


@pytest.fixture
def definition(approvals):
    people = list(approvals.world.state.users)
    return approvals.add_definition(
        "报销",
        nodes=(
            {"name": "直属上级", "approvers": people[1:3], "custom_node_id": "manager"},
            {"name": "财务", "type": "OR", "approvers": people[3:5], "cc": people[5:6]},
        ),
        admins=people[:1],
    )
