"""Records of a table: complete, once each, and only what changed."""

from __future__ import annotations

import datetime as dt

import pytest

from feishu_connect.errors import CredentialsError
from tests.tap_feishu.conftest import HOUR

STREAM = "测试_base__客户"


@pytest.fixture
def table(bench):
    """A table whose rows are an hour old."""
    made = bench.table("客户")
    bench.sandbox.clock.freeze(_ago(HOUR))
    for number in range(1203):
        made.add_row({"名称": f"第 {number} 行"})
    bench.sandbox.clock.freeze(_ago(0))
    return made


def _ago(seconds: int) -> int:
    return int((dt.datetime.now(tz=dt.timezone.utc).timestamp() - seconds) * 1000)


def _later(bench, minutes: int = 5) -> None:
    """Let edits happen after the run that has just ended."""
    bench.sandbox.clock.freeze(_ago(-60 * minutes))


def _edit_between_pages(bench, *edits) -> None:
    for number, edit in enumerate(edits, start=1):
        bench.sandbox.faults.add(
            "bitable.record.search", "callback", after=number, call=lambda _, edit=edit: edit()
        )


def test_every_record_comes_exactly_once(bench, table):
    got = bench.run(STREAM)
    assert got.ids(STREAM) == list(table.data.records)
    assert not got.error


@pytest.mark.usefixtures("table")
def test_a_second_run_without_changes_emits_nothing(bench):
    first = bench.run(STREAM)
    assert bench.run(STREAM, state=first.state).ids(STREAM) == []


def test_a_second_run_emits_just_what_changed(bench, table):
    first = bench.run(STREAM)
    ids = list(table.data.records)
    _later(bench)
    table.edit_row(ids[7], {"名称": "改了"})
    new = table.add_row({"名称": "新来的"})
    table.remove_rows(ids[9])
    second = bench.run(STREAM, state=first.state)
    assert set(second.ids(STREAM)) == {ids[7], new}


def test_the_bookmark_is_never_later_than_the_start_less_the_lookback(bench, table):
    table.add_row({"名称": "eben erst"})
    state = bench.run(STREAM, lookback=600).state
    bookmark = state["bookmarks"][STREAM]["replication_key_value"]
    limit = dt.datetime.now(tz=dt.timezone.utc) - dt.timedelta(seconds=599)
    assert bookmark < limit.isoformat()


def test_rows_of_the_lookback_window_come_again(bench, table):
    recent = table.add_row({"名称": "eben erst"})
    first = bench.run(STREAM, lookback=600)
    assert bench.run(STREAM, state=first.state, lookback=600).ids(STREAM) == [recent]


def test_rows_that_change_while_pages_are_read_are_neither_lost_nor_doubled(bench, table):
    ids = list(table.data.records)
    _later(bench, minutes=1)
    _edit_between_pages(
        bench,
        lambda: table.remove_rows(*ids[:3]),
        lambda: (table.edit_row(ids[10], {"名称": "改了"}), table.add_row({"名称": "新来的"})),
    )
    first = bench.run(STREAM)
    got = first.ids(STREAM)
    assert len(got) == len(set(got))
    assert set(ids[3:]) <= set(got)

    new = next(reversed(table.data.records))
    second = bench.run(STREAM, state=first.state)
    assert set(second.ids(STREAM)) == {ids[10], new}
    assert next(r for r in second.records[STREAM] if r["_record_id"] == ids[10])["名称"] == "改了"


def test_rows_that_feishu_counts_and_does_not_send_fail_the_stream_and_keep_the_bookmark(
    bench, table
):
    first = bench.run(STREAM)
    _later(bench)
    table.edit_row(next(iter(table.data.records)), {"名称": "改了"})
    bench.sandbox.faults.add("bitable.record.search", "drop_rows", times=None, count=2)
    second = bench.run(STREAM, state=first.state)
    assert "run is incomplete" in second.error
    assert second.state["bookmarks"][STREAM] == first.state["bookmarks"][STREAM]


def test_a_row_dropped_once_is_read_again(bench, table):
    bench.sandbox.faults.add("bitable.record.search", "drop_rows", after=1)
    got = bench.run(STREAM)
    assert sorted(got.ids(STREAM)) == sorted(table.data.records)
    assert not got.error


def test_a_listing_that_ends_early_is_not_believed(bench, table):
    bench.sandbox.faults.add("bitable.record.search", "has_more", value=False)
    got = bench.run(STREAM)
    assert sorted(got.ids(STREAM)) == sorted(table.data.records)


def test_start_date_takes_its_own_moment_and_what_follows(bench, table):
    ids = list(table.data.records)
    bench.sandbox.clock.freeze(_ago(600))
    table.edit_row(ids[4], {"名称": "jünger"})
    moment = table.data.records[ids[4]].modified_time
    text = dt.datetime.fromtimestamp(moment / 1000, tz=dt.timezone.utc).isoformat()
    assert bench.run(STREAM, start_date=text).ids(STREAM) == [ids[4]]


@pytest.mark.usefixtures("table")
def test_full_table_replication_emits_all_rows_whatever_the_state(bench):
    first = bench.run(STREAM)
    catalog = bench.tap().catalog_dict
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] == STREAM:
            entry["replication_method"] = "FULL_TABLE"
    got = bench.run(STREAM, state=first.state, catalog=catalog)
    assert len(got.ids(STREAM)) == 1203


def test_an_empty_table_is_a_schema_without_records(bench):
    bench.table("空")
    got = bench.run("测试_base__空")
    assert "测试_base__空" in got.schemas
    assert got.records == {}
    assert not got.error


def test_a_field_renamed_in_mid_run_is_read_on(bench, table):
    _edit_between_pages(bench, lambda: table.rename_field("名称", "Name"))
    rows = bench.run(STREAM).records[STREAM]
    assert {row["_record_id"] for row in rows} == set(table.data.records)
    assert all(row["名称"] for row in rows)


def test_a_link_with_a_view_reads_the_rows_of_the_view(bench, table):
    condition = {"field_id": table.field("名称").field_id, "operator": "is", "value": '["第 5 行"]'}
    view = table.add_view("五", {"filter_info": {"conjunction": "and", "conditions": [condition]}})
    link = (
        f"https://acme.feishu.cn/base/{bench.base.app_token}"
        f"?table={table.table_id}&view={view.view_id}"
    )
    rows = bench.run(STREAM, bases=[link]).records[STREAM]
    assert [row["名称"] for row in rows] == ["第 5 行"]


@pytest.mark.parametrize(
    "kind,params",
    [
        ("rate_limit", {"reset": 2}),
        ("rate_limit", {"reset": 1, "status": 400}),
        ("code", {"code": 1254290}),
        ("code", {"code": 1254290, "status": 400}),
        ("code", {"code": 1254291}),
        ("code", {"code": 1254607, "status": 400}),
        ("code", {"code": 1255040, "status": 504}),
        ("code", {"code": 1254030}),
        ("html", {"status": 502}),
        ("cut", {}),
        ("lost_reply", {}),
        ("truncate", {}),
        ("expire_tokens", {}),
        ("empty_page", {}),
    ],
)
def test_a_passing_fault_costs_nothing_but_calls(bench, table, kind, params):
    bench.sandbox.faults.add("bitable.*", kind, times=6, every=2, **params)
    got = bench.run(STREAM)
    assert sorted(got.ids(STREAM)) == sorted(table.data.records)
    assert not got.error


@pytest.mark.usefixtures("table")
def test_one_token_serves_the_whole_run(bench):
    bench.run()
    calls = [call for call in bench.sandbox.calls if call.operation == "auth.tenant_access_token"]
    assert len(calls) == 1


@pytest.mark.usefixtures("table")
def test_credentials_that_end_in_mid_run_end_the_run(bench):
    bench.sandbox.faults.add("bitable.record.search", "code", times=None, code=99991673, status=400)
    with pytest.raises(CredentialsError):
        bench.run(STREAM)
