"""A run that dies at any point and is repeated leaves what one whole run leaves."""

from __future__ import annotations

import pytest

from tests.target_feishu.approvals.conftest import SPEC, change, head
from tests.target_feishu.killing import run_until

NODES = [{"id": "lead", "name": "Lead"}, {"id": "money", "name": "Money"}]
LINES = (
    head(),
    change("1"),
    change("1", "approve", comment="好"),
    change("2"),
    change("2", "cancel", comment="Not needed"),
    change("3"),
    change("3", "reject"),
)
#: More than a run passes.
POINTS = 56


def picture(office):
    """What people see, in the order of the keys."""
    shown = [
        (
            instance.form[0]["value"],
            instance.status,
            [(task.approver, task.status) for task in instance.tasks],
            [comment.text for comment in instance.comments],
            [entry.comment for entry in instance.timeline],
        )
        for instance in office.instances
    ]
    return sorted(shown)


@pytest.mark.parametrize("deadly", range(1, POINTS))
def test_a_run_may_die_anywhere(office, monkeypatch, deadly):
    spec = {**SPEC, "nodes": NODES}
    config = {"routes": [office.route(definition=spec, approvers=["bob@acme.example"])]}
    passed = run_until(office.sandbox, config, LINES, deadly, monkeypatch)
    assert run_until(office.sandbox, config, LINES, 0, monkeypatch) >= 0
    assert picture(office) == [
        (
            "Change 1",
            "PENDING",
            [(office.approver, "APPROVED"), (office.approver, "PENDING")],
            [],
            ["", "好"],
        ),
        ("Change 2", "CANCELED", [(office.approver, "DONE")], ["Not needed"], ["", ""]),
        ("Change 3", "REJECTED", [(office.approver, "REJECTED")], [], ["", ""]),
    ]
    assert len({instance.approval_code for instance in office.instances}) == 1
    assert passed < POINTS - 1
