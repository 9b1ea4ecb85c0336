from __future__ import annotations

import typing as t

import pytest

from tests.target_feishu.calendar_events.agenda import Agenda

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox import Sandbox


@pytest.fixture
def agenda(sandbox: Sandbox) -> Iterator[Agenda]:
    acts = sandbox.world.calendars
    kept = (acts.key_seconds, acts.merges_attendees)
    # The reading that is harder on a client: who is invited twice is there twice.
    acts.merges_attendees = False
    yield Agenda(sandbox)
    acts.key_seconds, acts.merges_attendees = kept
