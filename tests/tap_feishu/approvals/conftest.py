"""A definition without instances, and runs that start when the sandbox's clock says."""

from __future__ import annotations

import pytest

from tests.tap_feishu.approvals.truth import NOW, iso
from tests.tap_feishu.conftest import PatientTap


@pytest.fixture
def office(bench, monkeypatch):
    sandbox = bench.sandbox
    sandbox.clock.freeze(NOW)
    started = property(lambda _: sandbox.clock.now_ms())
    monkeypatch.setattr(PatientTap, "initialized_at", started, raising=False)
    bench.approvals = sandbox.world.approvals
    bench.code = bench.approvals.add_definition("报销").approval_code
    bench.config |= {"bases": [], "approval_codes": [bench.code], "start_date": iso(NOW)}
    return bench


@pytest.fixture
def start(office):
    """Start instances now, some apart."""

    def instances(count=1, *, apart=60):
        made = []
        for number in range(count):
            form = [{"id": "w", "name": "事由", "type": "input", "value": f"第 {number} 次 & 更多"}]
            made.append(office.approvals.start_instance(office.code, form=form))
            office.sandbox.clock.advance(apart)
        return made

    return instances
