"""A delete whose reply was lost: "not found" afterwards means that the row is gone."""

from __future__ import annotations

import typing as t

import pytest

from feishu_connect import NotFoundError
from target_feishu.bitable.writer import Writer
from tests.support import reply
from tests.target_feishu.bitable.rows import DELETE, GET, filled, pairs, people, run
from tests.target_feishu.bitable.test_deletions import HARD, tombstone
from tests.target_feishu.bitable.test_writer import table_of

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox
    from target_feishu.bitable.table import DestinationTable
    from tests.support import Step
    from tests.target_feishu.support import SkippingClock

GONE = reply(code=1254043)


def shown(*ids: str, absent: t.Sequence[str] = ()) -> Step:
    """Make a reply of batch_get."""
    items = [{"record_id": each, "fields": {}} for each in ids]
    return reply({"records": items, "absent_record_ids": list(absent)})


def slept(table: DestinationTable) -> float:
    return sum(t.cast("SkippingClock", table.client.clock).slept)


@pytest.mark.parametrize("rows", [0, 5], ids=["new table", "old table"])
def test_a_row_of_this_run_is_deleted_once(sandbox: Sandbox, base: BaseBuilder, rows: int):
    if rows:
        filled(base, rows)
    sandbox.faults.add(DELETE, "lost_reply")
    lines = [*people(30, 32), tombstone("30")]
    target = run(sandbox, base, *lines, route=HARD, batch_size_rows=2)
    assert ("30", "n30") not in pairs(base.table("people"))
    assert len(sandbox.calls.of(DELETE)) == 2
    assert len(sandbox.calls.of(GET)) <= 2
    assert sum(t.cast("SkippingClock", target.client.clock).slept) < 15


def test_a_row_of_another_day_that_is_gone_is_looked_for_once():
    table, transport = table_of(GONE, shown(absent=["rec1"]))
    Writer(table).delete(["rec1"])
    assert not transport.script
    assert slept(table) == 0


def test_a_new_row_that_replicas_do_not_show_yet_is_deleted_when_they_do():
    table, transport = table_of(GONE, shown(absent=["rec1"]), shown("rec1"), reply({"records": []}))
    table.landed(["rec1"], [{}])
    Writer(table).delete(["rec1"])
    assert not transport.script
    assert 10 <= slept(table) <= 11


def test_a_row_that_is_shown_but_not_found_is_tried_again():
    table, transport = table_of(GONE, shown("rec1"), GONE, shown("rec1"), reply({"records": []}))
    table.landed(["rec1"], [{}])
    Writer(table).delete(["rec1"])
    assert not transport.script


def test_a_row_of_another_day_that_is_shown_but_not_found_is_an_error():
    table, _ = table_of(GONE, shown("rec1"))
    with pytest.raises(NotFoundError):
        Writer(table).delete(["rec1"])
