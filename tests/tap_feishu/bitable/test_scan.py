from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feishu_connect import Page
from feishu_connect.errors import IncompleteError
from tap_feishu.bitable.scan import MAX_PASSES, Scan
from tests.support import FakeClock

STARTED = 1_000_000


class LiveTable:
    """Rows in an offset-paged table that others change between pages."""

    def __init__(self, rows: int, page: int = 3) -> None:
        self.rows = [f"rec{number}" for number in range(rows)]
        self.page = page
        self.revision = 1
        self.plan: dict[int, list] = {}
        self.served = 0
        self.born: dict[str, int] = {}

    def between(self, page: int, *changes) -> LiveTable:
        """Change the table after so many pages have been served, over all passes."""
        self.plan[page] = list(changes)
        return self

    def delete(self, position: int) -> None:
        if self.rows:
            self.rows.pop(position % len(self.rows))
            self.revision += 1

    def insert(self, position: int) -> None:
        name = f"new{len(self.born)}"
        self.born[name] = STARTED + 1
        self.rows.insert(position % (len(self.rows) + 1), name)
        self.revision += 1

    def pages(self):
        offset = 0
        while True:
            names = self.rows[offset : offset + self.page]
            items = [{"record_id": n, "created_time": self.born.get(n, 1)} for n in names]
            offset += self.page
            more = offset < len(self.rows)
            self.served += 1
            yield Page(items, {"total": len(self.rows), "has_more": more})
            for change in self.plan.get(self.served, []):
                change()
            if not more:
                return


def scan(table, **more):
    return Scan(
        name="base / table",
        pages=more.get("pages", table.pages),
        revision=more.get("revision", table.revision),
        read_revision=lambda: table.revision,
        started_ms=STARTED,
        clock=FakeClock(),
    )


def read(table, **more) -> list[str]:
    return [record["record_id"] for record in scan(table, **more).records()]


@pytest.mark.parametrize("rows", [0, 1, 3, 4, 10])
def test_a_quiet_table_is_read_once(rows):
    table = LiveTable(rows)
    assert read(table) == [f"rec{number}" for number in range(rows)]
    assert table.served == max(1, -(-rows // 3))


def test_a_row_that_a_deletion_moved_to_an_earlier_page_is_read():
    table = LiveTable(9)
    table.between(1, lambda: table.delete(0))
    assert sorted(read(table)) == [f"rec{number}" for number in range(9)]


def test_a_deletion_and_an_insertion_that_keep_the_count_are_noticed():
    table = LiveTable(9)
    table.between(1, lambda: table.delete(0), lambda: table.insert(99))
    assert {f"rec{number}" for number in range(9)} <= set(read(table))


def test_a_revision_that_does_not_move_hides_nothing():
    table = LiveTable(9)

    def swap():
        table.delete(0)
        table.insert(99)
        table.revision = 1

    table.between(1, swap)
    assert {f"rec{number}" for number in range(9)} <= set(read(table))


def test_new_rows_of_a_single_page_cost_no_further_pass():
    table = LiveTable(2)
    table.insert(0)
    assert len(read(table)) == 3
    assert table.served == 1


def test_a_row_that_an_insertion_moved_to_a_later_page_is_emitted_once():
    table = LiveTable(9)
    table.between(1, lambda: table.insert(0))
    got = read(table)
    assert len(got) == len(set(got))


changes = st.lists(
    st.tuples(st.sampled_from(["delete", "insert"]), st.integers(0, 20)), min_size=1, max_size=4
)


@settings(max_examples=300, deadline=None)
@given(rows=st.integers(0, 20), moments=st.dictionaries(st.integers(1, 12), changes, max_size=2))
def test_no_row_that_was_there_all_the_time_is_missed_or_repeated(rows, moments):
    table = LiveTable(rows)
    before = set(table.rows)
    for page, at_once in moments.items():
        table.plan[page] = [
            lambda kind=kind, position=position: getattr(table, kind)(position)
            for kind, position in at_once
        ]
    got = read(table)
    assert len(got) == len(set(got))
    assert before & set(table.rows) <= set(got)


@pytest.mark.parametrize("kind", ["delete", "insert"])
def test_a_table_that_is_never_at_rest_is_read_in_the_end(kind):
    table = LiveTable(30)
    for page in range(1, 100):
        table.between(page, lambda page=page: getattr(table, kind)(page * 7))
    got = read(table)
    assert set(table.rows) - set(table.born) <= set(got)


def short(table, missing: set[str]):
    def pages():
        for page in table.pages():
            items = [item for item in page.items if item["record_id"] not in missing]
            yield Page(items, page.data)

    return pages


def test_rows_that_feishu_counts_and_does_not_send_are_an_error():
    table = LiveTable(9)
    with pytest.raises(IncompleteError, match="8 of 9 rows of base / table"):
        read(table, pages=short(table, {"rec4"}))
    assert table.served == MAX_PASSES * 3


def test_a_row_left_out_once_is_read_in_the_next_pass():
    table = LiveTable(9)
    missing = {"rec4"}

    def pages():
        yield from short(table, set(missing))()
        missing.clear()

    assert sorted(read(table, pages=pages)) == [f"rec{number}" for number in range(9)]


def test_a_listing_that_repeats_a_page_does_not_hide_the_missing_one():
    table = LiveTable(9)
    first = [True]

    def pages():
        listed = list(table.pages())
        yield from [listed[0], listed[0], listed[2]] if first.pop() else listed
        first.append(False)

    assert sorted(read(table, pages=pages)) == [f"rec{number}" for number in range(9)]


def test_without_a_total_the_pages_are_believed():
    def pages():
        yield Page([{"record_id": "rec1"}], {})

    assert read(LiveTable(5), pages=pages) == ["rec1"]
