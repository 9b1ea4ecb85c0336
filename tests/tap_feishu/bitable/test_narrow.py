"""A ModifiedTime column narrows the read, as long as Feishu does what it was asked to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feishu_connect import Page
from feishu_sandbox.bitable import search
from tap_feishu.bitable.narrow import Narrow
from tap_feishu.config import tap_problems
from tests.support import FakeClock
from tests.tap_feishu.bitable.conftest import DAY, STREAM, Desk, Warehouse

HOUR_MS = 3_600_000
SINCE = 1_000 * HOUR_MS
SEARCH = "bitable.record.search"


@pytest.fixture
def narrowed(desk: Desk) -> dict:
    return {"modified_time_columns": {desk.table.table_id: "改于"}}


@pytest.fixture
def ids(desk):
    """Rows of last week, and one of now, so that the bookmark is of now."""
    desk.at(-7 * DAY)
    ids = desk.rows(5)
    desk.at(-1)
    return [*ids, *desk.rows(1)]


def narrow_searches(desk) -> list:
    return [call for call in desk.searches() if "filter" in call.body]


def test_two_changes_in_a_table_of_3000_rows_cost_one_search(desk, narrowed):
    desk.at(-7 * DAY)
    ids = desk.rows(3000)
    desk.at(-1)
    desk.rows(1)
    first = desk.run(**narrowed)
    assert len(first.ids(STREAM)) == 3001
    desk.at(5)
    for record_id in (ids[3], ids[2500]):
        desk.table.edit_row(record_id, {"名称": "改了"})
    second = desk.run(state=first.state, **narrowed)
    assert sorted(second.ids(STREAM)) == sorted([ids[3], ids[2500]])
    assert len(desk.searches()) == 1


def test_rows_of_the_last_days_end_the_read_at_the_first_old_page(desk, narrowed):
    desk.at(-DAY)
    ids = desk.rows(1200)
    desk.at(-1)
    desk.rows(1)
    first = desk.run(**narrowed)
    desk.at(5)
    desk.table.edit_row(ids[7], {"名称": "改了"})
    second = desk.run(state=first.state, **narrowed)
    assert second.ids(STREAM) == [ids[7]]
    assert len(desk.searches()) == 1
    assert desk.sandbox.calls.of("bitable.table.list")[1:] == []


def test_the_request_has_both_safeguards(desk, ids, narrowed):
    first = desk.run(**narrowed)
    desk.run(state=first.state, **narrowed)
    (call,) = desk.searches()
    modified = desk.table.data.records[ids[-1]].modified_time
    assert call.body == {
        "automatic_fields": True,
        "filter": {
            "conjunction": "and",
            "conditions": [
                {
                    "field_name": "改于",
                    "operator": "isGreater",
                    "value": ["ExactDate", str(modified - 48 * HOUR_MS)],
                }
            ],
        },
        "sort": [{"field_name": "改于", "desc": True}],
    }


@pytest.mark.usefixtures("ids")
def test_the_first_run_reads_all_of_it(desk, narrowed):
    assert len(desk.run(**narrowed).ids(STREAM)) == 6
    assert narrow_searches(desk) == []


@pytest.mark.usefixtures("ids")
def test_the_column_may_be_named_by_its_id(desk):
    column = desk.table.field("改于").field_id
    options = {"modified_time_columns": {desk.table.table_id: column}}
    first = desk.run(**options)
    desk.run(state=first.state, **options)
    assert len(narrow_searches(desk)) == 1


@pytest.mark.parametrize("name, told", [("名称", "is of another type"), ("没有", "does not exist")])
@pytest.mark.usefixtures("ids")
def test_another_column_fails_the_stream_with_the_columns_that_fit(desk, caplog, name, told):
    run = desk.run(modified_time_columns={desk.table.table_id: name})
    assert "run is incomplete" in run.error
    assert told in caplog.text
    assert "改于 (fld" in caplog.text
    assert run.records == {}


def test_a_view_is_refused_before_any_call(desk):
    config = {
        **desk.bench.config,
        "bases": [desk.view("x")],
        "modified_time_columns": {desk.table.table_id: "改于"},
    }
    (problem,) = tap_problems(config)
    assert "`bases[0]` names a view" in problem


def test_with_tombstones_the_table_is_read_whole(desk, ids, narrowed, tombstones):
    first = desk.run(**narrowed, **tombstones)
    desk.table.remove_rows(ids[0])
    second = desk.run(state=first.state, **narrowed, **tombstones)
    assert second.ids(STREAM) == [ids[0]]
    assert narrow_searches(desk) == []


def test_rows_that_change_while_pages_are_read_are_the_next_runs(desk, narrowed):
    desk.at(-30)
    ids = desk.rows(1200)
    first = desk.run(lookback=3600, **narrowed)

    def edit(_):
        desk.at(5)
        desk.table.edit_row(ids[0], {"名称": "改了"})
        desk.table.edit_row(ids[1100], {"名称": "改了"})

    desk.sandbox.faults.add(SEARCH, "callback", after=1, call=edit)
    second = desk.run(state=first.state, lookback=3600, **narrowed)
    got = second.ids(STREAM)
    assert len(got) == len(set(got))
    assert set(ids) - {ids[1100]} <= set(got)
    third = desk.run(state=second.state, **narrowed)
    assert {ids[0], ids[1100]} <= set(third.ids(STREAM))


def test_a_row_that_a_deletion_moved_to_an_earlier_page_is_read(desk, narrowed):
    desk.at(-30)
    ids = desk.rows(1200)
    first = desk.run(lookback=3600, **narrowed)
    newest = list(reversed(ids))
    desk.sandbox.faults.add(
        SEARCH, "callback", after=1, call=lambda _: desk.table.remove_rows(*ids[:3], *newest[:3])
    )
    second = desk.run(state=first.state, lookback=3600, **narrowed)
    assert set(desk.table.data.records) <= set(second.ids(STREAM))
    assert not second.error


@pytest.mark.parametrize(
    "kind, params",
    [
        ("rate_limit", {"reset": 2}),
        ("code", {"code": 1254607, "status": 400}),
        ("lost_reply", {}),
        ("truncate", {}),
        ("empty_page", {}),
        ("drop_rows", {}),
        ("has_more", {"value": False}),
    ],
)
def test_a_passing_fault_costs_nothing_but_calls(desk, narrowed, kind, params):
    desk.at(-30)
    ids = desk.rows(1200)
    first = desk.run(lookback=3600, **narrowed)
    desk.sandbox.faults.add(SEARCH, kind, after=1, times=1, **params)
    second = desk.run(state=first.state, lookback=3600, **narrowed)
    assert sorted(second.ids(STREAM)) == sorted(ids)
    assert not second.error


class Listing:
    """Rows by the value of their column, newest first, in an offset-paged listing."""

    def __init__(self, values: list[int | None], page: int = 3) -> None:
        self.rows = [(f"rec{number}", value) for number, value in enumerate(values)]
        self.page = page
        self.plan: dict[int, list] = {}
        self.served = 0
        self.born = 0

    def delete(self, position: int) -> None:
        if self.rows:
            self.rows.pop(position % len(self.rows))

    def touch(self, position: int) -> None:
        """Edit a row of the listing, which takes it to the front."""
        if self.rows:
            name, _ = self.rows.pop(position % len(self.rows))
            self.rows.insert(0, (name, SINCE + 900 * HOUR_MS + self.served))

    def enter(self, _: int) -> None:
        """Edit a row that was too old for the filter."""
        self.born += 1
        self.rows.insert(0, (f"new{self.born}", SINCE + 900 * HOUR_MS + self.served))

    def pages(self):
        offset = 0
        while True:
            part = self.rows[offset : offset + self.page]
            items = [
                {"record_id": name, "fields": {} if value is None else {"改于": value}}
                for name, value in part
            ]
            offset += self.page
            more = offset < len(self.rows)
            self.served += 1
            yield Page(items, {"total": len(self.rows), "has_more": more})
            for change in self.plan.get(self.served, []):
                change()
            if not more:
                return

    def read(self) -> tuple[list[str], bool]:
        narrow = Narrow("base / table", self.pages, "改于", SINCE, FakeClock())
        return [record["record_id"] for record in narrow.records()], narrow.settled


def test_the_read_ends_with_the_page_of_the_first_row_older_than_the_overlap():
    listing = Listing(
        [
            SINCE + 2,
            SINCE + 1,
            SINCE,
            SINCE - HOUR_MS,
            SINCE - HOUR_MS - 1,
            SINCE - 2 * HOUR_MS,
            SINCE - 3 * HOUR_MS,
        ]
    )
    got, settled = listing.read()
    assert (got, settled, listing.served) == ([f"rec{n}" for n in range(6)], True, 2)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([SINCE, SINCE + 1], id="ascending"),
        pytest.param([SINCE + 9, SINCE + 8, SINCE + 7, SINCE + 6, SINCE + 8], id="on a later page"),
        pytest.param([SINCE, None], id="a missing value"),
        pytest.param([SINCE, SINCE - 75 * HOUR_MS], id="beyond the bound"),
        pytest.param([SINCE - 2 * HOUR_MS, SINCE + 1, SINCE], id="behind an old row"),
    ],
)
def test_an_answer_that_was_not_asked_for_is_not_believed(values):
    assert Listing(values).read()[1] is False


def test_without_a_total_nothing_is_believed():
    narrow = Narrow("x", lambda: iter([Page([], {})]), "改于", SINCE, FakeClock())
    assert list(narrow.records()) == []
    assert not narrow.settled


changes = st.lists(
    st.tuples(st.sampled_from(["delete", "touch", "enter"]), st.integers(0, 20)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=500, deadline=None)
@given(
    ages=st.lists(st.integers(-40, 60), max_size=20),
    moments=st.dictionaries(st.integers(1, 12), changes, max_size=3),
)
def test_no_row_that_was_there_and_untouched_is_missed_or_repeated(ages, moments):
    """`ages` are hours before (negative) or after the bookmark."""
    listing = Listing(sorted((SINCE + age * HOUR_MS for age in ages), reverse=True))
    for page, at_once in moments.items():
        listing.plan[page] = [
            lambda kind=kind, position=position: getattr(listing, kind)(position)
            for kind, position in at_once
        ]
    changed = {name for name, value in listing.rows if value > SINCE}
    got, settled = listing.read()
    assert len(got) == len(set(got))
    untouched = {name for name, value in listing.rows if SINCE < value < SINCE + 800 * HOUR_MS}
    if settled:
        assert changed & untouched <= set(got)


@pytest.mark.parametrize("spoil", ["sort", "filter"])
def test_a_platform_that_passes_over_a_safeguard_gets_the_whole_table_read(
    desk, narrowed, monkeypatch, spoil
):
    desk.at(-7 * DAY)
    old = desk.rows(700)
    desk.at(-1)
    ids = desk.rows(40)
    first = desk.run(lookback=3600, **narrowed)
    if spoil == "sort":
        monkeypatch.setattr(search, "sort_records", lambda *_: None)
    else:
        monkeypatch.setattr(search.FilterReader, "read", lambda *_: lambda _: True)
    desk.at(5)
    desk.table.edit_row(old[0], {"名称": "改了"})
    desk.table.edit_row(ids[9], {"名称": "改了"})
    second = desk.run(state=first.state, **narrowed)
    got = second.ids(STREAM)
    assert len(got) == len(set(got))
    assert {old[0], ids[9]} <= set(got)
    assert set(got) <= {old[0], *ids}
    assert [call for call in desk.searches() if "filter" not in call.body]


@pytest.mark.parametrize("kill_after", [1, 3, 5])
def test_a_killed_run_starts_again_from_the_old_bookmark(desk, narrowed, kill_after):
    desk.at(-DAY)
    ids = desk.rows(6)
    warehouse = Warehouse()
    warehouse.load(desk.bench, **narrowed)
    desk.at(5)
    for record_id in ids[:5]:
        desk.table.edit_row(record_id, {"名称": "改了"})
    assert not warehouse.load(desk.bench, kill_after=kill_after, **narrowed)
    assert warehouse.load(desk.bench, **narrowed)
    assert [warehouse.rows[one]["名称"] for one in ids] == ["改了"] * 5 + ["第 5 行"]
