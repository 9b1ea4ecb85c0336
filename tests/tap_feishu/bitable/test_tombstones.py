"""Rows deleted at the source: found, confirmed, told once, and never swallowed."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from feishu_connect.store import Store
from tests.tap_feishu.bitable.conftest import DAY, STREAM, Warehouse

BATCH_GET = "bitable.record.batch_get"


@pytest.fixture
def ids(desk):
    desk.at(-DAY)
    ids = desk.rows(5)
    desk.at(0)
    return ids


def deleted(run) -> list[str]:
    return [row["_record_id"] for row in run.records.get(STREAM, []) if row["_sdc_deleted_at"]]


def living(run) -> list[str]:
    return [row["_record_id"] for row in run.records.get(STREAM, []) if not row["_sdc_deleted_at"]]


def test_the_column_is_there_only_with_the_setting(desk, ids, tombstones):
    assert "_sdc_deleted_at" not in desk.run().schemas[STREAM]["schema"]["properties"]
    run = desk.run(**tombstones)
    column = run.schemas[STREAM]["schema"]["properties"]["_sdc_deleted_at"]
    assert column == {"type": ["string", "null"], "format": "date-time"}
    assert {row["_sdc_deleted_at"] for row in run.records[STREAM]} == {None}
    assert living(run) == ids


@pytest.mark.usefixtures("ids")
def test_the_first_run_asks_for_no_row_by_its_id(desk, tombstones):
    desk.run(**tombstones)
    assert desk.sandbox.calls.of(BATCH_GET) == []


def test_a_deleted_row_is_a_tombstone_with_every_column_once(desk, ids, tombstones):
    first = desk.run(**tombstones)
    desk.table.remove_rows(ids[2])
    before = dt.datetime.now(tz=dt.timezone.utc)
    second = desk.run(state=first.state, **tombstones)
    (row,) = second.records[STREAM]
    assert set(row) == set(first.records[STREAM][0])
    moment = row["_sdc_deleted_at"]
    assert abs(dt.datetime.fromisoformat(moment.replace("Z", "+00:00")) - before).seconds < 60
    assert {key: value for key, value in row.items() if value is not None} == {
        "_record_id": ids[2],
        "_app_token": desk.base.app_token,
        "_table_id": desk.table.table_id,
        "_last_modified_time": moment,
        "_sdc_deleted_at": moment,
    }
    assert desk.run(state=second.state, **tombstones).records == {}


def test_the_bookmark_keeps_its_bound_after_a_tombstone(desk, ids, tombstones):
    first = desk.run(**tombstones)
    desk.table.remove_rows(ids[0])
    state = desk.run(state=first.state, lookback=600, **tombstones).state
    bookmark = state["bookmarks"][STREAM]["replication_key_value"]
    limit = dt.datetime.now(tz=dt.timezone.utc) - dt.timedelta(seconds=599)
    assert bookmark < limit.isoformat()


@pytest.mark.usefixtures("ids")
def test_ids_are_asked_for_by_the_hundred(desk, tombstones):
    more = desk.rows(245)
    first = desk.run(**tombstones)
    desk.table.remove_rows(*more)
    second = desk.run(state=first.state, **tombstones)
    assert sorted(deleted(second)) == sorted(more)
    bodies = [call.body for call in desk.sandbox.calls.of(BATCH_GET)]
    assert [len(body["record_ids"]) for body in bodies] == [100, 100, 45]
    assert {body["user_id_type"] for body in bodies} == {"open_id"}


def test_changes_and_deletions_come_in_one_run(desk, ids, tombstones):
    first = desk.run(**tombstones)
    desk.at(5)
    desk.table.edit_row(ids[0], {"名称": "改了"})
    desk.table.remove_rows(ids[1])
    new = desk.table.add_row({"名称": "新来的"})
    second = desk.run(state=first.state, **tombstones)
    assert (set(living(second)), deleted(second)) == ({ids[0], new}, [ids[1]])


def test_a_row_that_was_passed_over_is_no_tombstone(desk, ids, tombstones):
    first = desk.run(**tombstones)
    record = desk.table.data.records.pop(ids[3])
    desk.sandbox.faults.add(
        BATCH_GET, "callback", call=lambda _: desk.table.data.records.update({ids[3]: record})
    )
    second = desk.run(state=first.state, **tombstones)
    assert second.records == {}
    desk.table.remove_rows(ids[3])
    assert deleted(desk.run(state=second.state, **tombstones)) == [ids[3]]


def test_a_row_that_was_passed_over_and_changed_is_emitted(desk, ids, tombstones):
    first = desk.run(**tombstones)
    desk.at(5)
    desk.table.edit_row(ids[3], {"名称": "改了"})
    record = desk.table.data.records.pop(ids[3])
    desk.sandbox.faults.add(
        BATCH_GET, "callback", call=lambda _: desk.table.data.records.update({ids[3]: record})
    )
    second = desk.run(state=first.state, **tombstones)
    assert [row["名称"] for row in second.records[STREAM]] == ["改了"]


def test_a_restored_row_comes_again_though_its_time_is_old(desk, ids, tombstones):
    first = desk.run(**tombstones)
    record = desk.table.data.records.pop(ids[3])
    second = desk.run(state=first.state, **tombstones)
    assert deleted(second) == [ids[3]]
    desk.table.data.records[ids[3]] = record
    third = desk.run(state=second.state, **tombstones)
    assert living(third) == [ids[3]]


def close(desk) -> None:
    """Switch advanced permissions on, by which the app sees no row any more."""
    desk.base.data.is_advanced = True
    desk.base.share(desk.bench.config["app_id"], "view")


def test_rows_that_the_app_may_not_see_any_more_are_not_deleted(desk, ids, tombstones, caplog):
    first = desk.run(**tombstones)
    close(desk)
    second = desk.run(state=first.state, **tombstones)
    assert second.records == {}
    assert "run is incomplete" in second.error
    assert "manage permission" in caplog.text
    assert second.state["bookmarks"][STREAM] == first.state["bookmarks"][STREAM]
    desk.base.share(desk.bench.config["app_id"], "manage")
    desk.table.remove_rows(ids[0])
    assert deleted(desk.run(state=second.state, **tombstones)) == [ids[0]]


def test_an_empty_answer_under_advanced_permissions_is_no_emptied_table(desk, ids, tombstones):
    first = desk.run(**tombstones)
    desk.base.data.is_advanced = True
    desk.table.remove_rows(*ids)
    second = desk.run(state=first.state, **tombstones)
    assert second.records == {}
    assert "run is incomplete" in second.error
    new = desk.table.add_row({"名称": "又有"})
    third = desk.run(state=second.state, **tombstones)
    assert (living(third), sorted(deleted(third))) == ([new], sorted(ids))
    assert not third.error


def test_a_stream_taken_out_of_the_state_accepts_an_empty_table(desk, ids, tombstones):
    first = desk.run(**tombstones)
    desk.base.data.is_advanced = True
    desk.table.remove_rows(*ids)
    del first.state["bookmarks"][STREAM]
    second = desk.run(state=first.state, **tombstones)
    assert (second.records, second.error) == ({}, "")


def test_without_advanced_permissions_an_emptied_table_is_emptied(desk, ids, tombstones):
    first = desk.run(**tombstones)
    desk.table.remove_rows(*ids)
    second = desk.run(state=first.state, **tombstones)
    assert sorted(deleted(second)) == sorted(ids)
    assert not second.error


def test_a_table_that_was_empty_at_the_last_run_may_stay_so(desk, tombstones):
    desk.base.data.is_advanced = True
    first = desk.run(**tombstones)
    assert desk.run(state=first.state, **tombstones).error == ""


def test_rows_that_are_forbidden_end_the_run_after_those_that_can_be_read(
    desk, ids, tombstones, caplog
):
    first = desk.run(**tombstones)
    desk.at(5)
    desk.table.edit_row(ids[0], {"名称": "改了"})
    record = desk.table.data.records.pop(ids[3])

    def forbid(_: object) -> None:
        desk.table.data.records[ids[3]] = record
        close(desk)

    desk.sandbox.faults.add(BATCH_GET, "callback", call=forbid)
    second = desk.run(state=first.state, **tombstones)
    assert living(second) == [ids[0]]
    assert deleted(second) == []
    assert "run is incomplete" in second.error
    assert "manage permission" in caplog.text
    assert second.state["bookmarks"][STREAM] == first.state["bookmarks"][STREAM]
    desk.base.data.is_advanced = False
    desk.table.remove_rows(ids[3])
    third = desk.run(state=second.state, **tombstones)
    assert (living(third), deleted(third)) == ([ids[0]], [ids[3]])
    assert not third.error


def test_rows_of_which_feishu_says_nothing_stay_known(desk, ids, tombstones, unanswered):
    first = desk.run(**tombstones)
    desk.table.remove_rows(ids[2], ids[3])
    unanswered.add(ids[3])
    second = desk.run(state=first.state, **tombstones)
    assert deleted(second) == [ids[2]]
    assert "run is incomplete" in second.error
    unanswered.clear()
    third = desk.run(state=second.state, **tombstones)
    assert ids[3] in deleted(third)
    assert not third.error
    assert desk.run(state=third.state, **tombstones).records == {}


def test_a_row_that_leaves_the_view_is_a_tombstone_and_comes_back(desk, ids, tombstones):
    desk.at(-DAY)
    desk.table.edit_row(ids[1], {"名称": "在内"})
    desk.table.edit_row(ids[2], {"名称": "在内"})
    desk.at(0)
    link = desk.view("在内")
    first = desk.run(bases=[link], **tombstones)
    assert set(living(first)) == {ids[1], ids[2]}
    cell = desk.table.data.records[ids[1]].cells
    name = desk.table.field("名称").field_id
    kept, cell[name] = cell[name], [{"type": "text", "text": "在外"}]
    second = desk.run(state=first.state, bases=[link], **tombstones)
    assert (living(second), deleted(second)) == ([], [ids[1]])
    cell[name] = kept
    third = desk.run(state=second.state, bases=[link], **tombstones)
    assert living(third) == [ids[1]]


def test_full_table_replication_tells_of_deletions_too(desk, ids, tombstones):
    first = desk.run(**tombstones)
    catalog = desk.bench.tap(**tombstones).catalog_dict
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] == STREAM:
            entry["replication_method"] = "FULL_TABLE"
    desk.table.remove_rows(ids[0])
    second = desk.run(state=first.state, catalog=catalog, **tombstones)
    assert (living(second), deleted(second)) == (ids[1:], [ids[0]])


def test_tombstones_that_are_switched_on_later_begin_with_the_rows_of_that_run(
    desk, ids, tombstones
):
    first = desk.run()
    desk.table.remove_rows(ids[0])
    second = desk.run(state=first.state, **tombstones)
    assert second.records == {}
    desk.table.remove_rows(ids[1])
    assert deleted(desk.run(state=second.state, **tombstones)) == [ids[1]]


def test_another_store_is_told_and_starts_with_what_is_there(
    desk, ids, tombstones, tmp_path, caplog
):
    first = desk.run(**tombstones)
    desk.table.remove_rows(ids[0])
    elsewhere = {**tombstones, "store_url": f"sqlite:///{tmp_path / 'other.sqlite3'}"}
    second = desk.run(state=first.state, **elsewhere)
    assert "Rows deleted since then may be missed" in caplog.text
    assert second.records == {}
    desk.table.remove_rows(ids[1])
    assert deleted(desk.run(state=second.state, **elsewhere)) == [ids[1]]


def test_a_state_that_is_too_old_for_the_store_goes_by_all_that_the_store_knows(
    desk, ids, tombstones, caplog
):
    first = desk.run(**tombstones)
    state = copy.deepcopy(first.state)
    state["bookmarks"][STREAM]["snapshot"] = "thinned out"
    desk.table.remove_rows(ids[0])
    second = desk.run(state=state, **tombstones)
    assert "Rows deleted since then may be missed" in caplog.text
    assert (living(second), deleted(second)) == ([], [ids[0]])


@pytest.mark.usefixtures("ids")
def test_a_catalog_without_the_column_is_refused(desk, tombstones):
    catalog = desk.bench.tap().catalog_dict
    run = desk.run(catalog=catalog, **tombstones)
    assert "run is incomplete" in run.error
    assert run.records == {}
    assert desk.searches() == []


@pytest.mark.parametrize("first_run", [True, False])
@pytest.mark.parametrize("kill_after", range(1, 12))
def test_no_deletion_is_swallowed_wherever_a_run_is_killed(
    desk, ids, tombstones, kill_after, first_run
):
    warehouse = Warehouse()
    if not first_run:
        warehouse.load(desk.bench, **tombstones)
        desk.at(5)
        for record_id in ids[:2]:
            desk.table.edit_row(record_id, {"名称": "改了"})
        desk.table.remove_rows(ids[4])
        desk.rows(3)
    killed = not warehouse.load(desk.bench, kill_after=kill_after, **tombstones)
    if killed:
        # Rows that the killed run has put out, and that no finished run has seen.
        seen = [key for key in warehouse.living if key in desk.table.data.records]
        desk.table.remove_rows(*seen[-2:])
    assert warehouse.load(desk.bench, **tombstones)
    assert set(warehouse.living) == set(desk.table.data.records)


def test_a_run_killed_between_the_snapshot_and_the_state_repeats_its_tombstones(
    desk, ids, tombstones
):
    warehouse = Warehouse()
    warehouse.load(desk.bench, **tombstones)
    before = copy.deepcopy(warehouse.state)
    desk.table.remove_rows(ids[0])
    warehouse.load(desk.bench, **tombstones)
    warehouse.rows[ids[0]]["_sdc_deleted_at"] = None
    warehouse.state = before
    warehouse.load(desk.bench, **tombstones)
    assert set(warehouse.living) == set(ids[1:])


def test_runs_that_are_killed_again_and_again_forget_nothing(desk, ids, tombstones):
    warehouse = Warehouse()
    warehouse.load(desk.bench, **tombstones)
    desk.table.remove_rows(ids[0])
    state = copy.deepcopy(warehouse.state)
    for _ in range(12):
        warehouse.state = copy.deepcopy(state)
        warehouse.load(desk.bench, **tombstones)
        warehouse.rows[ids[0]]["_sdc_deleted_at"] = None
    warehouse.state = state
    warehouse.load(desk.bench, **tombstones)
    assert set(warehouse.living) == set(ids[1:])


def test_a_failed_run_does_not_move_the_snapshot(desk, ids, tombstones):
    first = desk.run(**tombstones)
    desk.table.remove_rows(ids[0])
    desk.sandbox.faults.add(BATCH_GET, "code", times=None, code=1254302, status=403)
    second = desk.run(state=copy.deepcopy(first.state), **tombstones)
    assert "run is incomplete" in second.error
    desk.sandbox.faults.clear()
    state = second.state or first.state
    assert deleted(desk.run(state=state, **tombstones)) == [ids[0]]


def test_the_state_holds_no_ids_of_rows(desk, ids, tombstones):
    state = desk.run(**tombstones).state
    assert set(state["bookmarks"][STREAM]) == {
        "replication_key",
        "replication_key_value",
        "snapshot",
    }
    store = Store.open(
        tombstones["store_url"],
        app_id=desk.bench.config["app_id"],
        app_secret=desk.bench.config["app_secret"],
    )
    name = f"bitable {desk.base.app_token} {desk.table.table_id}"
    assert store.snapshot(name, state["bookmarks"][STREAM]["snapshot"]) == set(ids)
    store.close()
