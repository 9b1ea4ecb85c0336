"""Every row again after a while: formulas change without a modification time."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from tests.tap_feishu.bitable.conftest import DAY, STREAM

HOUR = 3600


@pytest.fixture
def ids(desk):
    desk.at(-DAY)
    ids = desk.rows(4)
    desk.at(0)
    return ids


def aged(state, seconds: int):
    """Let a state be older than it is."""
    older = copy.deepcopy(state)
    mark = older["bookmarks"][STREAM]
    moment = dt.datetime.fromisoformat(mark["refreshed_at"].replace("Z", "+00:00"))
    mark["refreshed_at"] = (moment - dt.timedelta(seconds=seconds)).isoformat()
    return older


def test_before_the_interval_is_over_only_changes_are_emitted(desk, ids):
    first = desk.run(full_refresh_interval=HOUR)
    assert first.ids(STREAM) == ids
    again = desk.run(state=aged(first.state, HOUR - 60), full_refresh_interval=HOUR)
    assert again.ids(STREAM) == []
    assert (
        again.state["bookmarks"][STREAM]["refreshed_at"]
        == (aged(first.state, HOUR - 60)["bookmarks"][STREAM]["refreshed_at"])
    )


def test_after_the_interval_all_rows_come_again_and_the_time_begins_anew(desk, ids):
    first = desk.run(full_refresh_interval=HOUR)
    again = desk.run(state=aged(first.state, HOUR), full_refresh_interval=HOUR)
    assert again.ids(STREAM) == ids
    third = desk.run(state=again.state, full_refresh_interval=HOUR)
    assert third.ids(STREAM) == []


def test_a_state_that_knows_no_refresh_is_refreshed(desk, ids):
    first = desk.run()
    assert desk.run(state=first.state, full_refresh_interval=HOUR).ids(STREAM) == ids


def test_a_refresh_keeps_to_the_start_date(desk, ids):
    moment = dt.datetime.now(tz=dt.timezone.utc) - dt.timedelta(hours=1)
    desk.table.edit_row(ids[1], {"名称": "改了"})
    settings = {"full_refresh_interval": HOUR, "start_date": moment.isoformat()}
    first = desk.run(**settings)
    assert first.ids(STREAM) == [ids[1]]
    assert desk.run(state=aged(first.state, HOUR), **settings).ids(STREAM) == [ids[1]]


def test_a_refresh_that_fails_is_due_again(desk, ids):
    first = desk.run(full_refresh_interval=HOUR)
    state = aged(first.state, HOUR)
    desk.sandbox.faults.add("bitable.record.search", "code", times=1, code=1254302, status=403)
    failed = desk.run(state=copy.deepcopy(state), full_refresh_interval=HOUR)
    assert "run is incomplete" in failed.error
    again = desk.run(state=failed.state or state, full_refresh_interval=HOUR)
    assert again.ids(STREAM) == ids


def test_a_refresh_reads_a_narrowed_table_whole(desk, ids):
    settings = {
        "full_refresh_interval": HOUR,
        "modified_time_columns": {desk.table.table_id: "改于"},
    }
    first = desk.run(**settings)
    assert desk.run(state=aged(first.state, HOUR), **settings).ids(STREAM) == ids
    assert all("filter" not in call.body for call in desk.searches())


def test_tombstones_come_with_a_refresh(desk, ids, tombstones):
    settings = {"full_refresh_interval": HOUR, **tombstones}
    first = desk.run(**settings)
    desk.table.remove_rows(ids[0])
    again = desk.run(state=aged(first.state, HOUR), **settings)
    assert sorted(again.ids(STREAM)) == sorted(ids)
    assert [row["_record_id"] for row in again.records[STREAM] if row["_sdc_deleted_at"]] == [
        ids[0]
    ]
