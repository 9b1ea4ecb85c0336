"""People delete and add rows while the target reads: no row is overlooked and made twice."""

from __future__ import annotations

import logging
import typing as t

import pytest

from feishu_connect import IncompleteError
from target_feishu.bitable.scan import record_ids
from tests.support import reply
from tests.target_feishu.bitable.rows import (
    CREATE,
    SEARCH,
    calls,
    expected,
    filled,
    pairs,
    people,
    run,
)
from tests.target_feishu.bitable.test_writer import page, table_of

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox, TableBuilder
    from tests.support import Step


def more(*ids: str, total: int, token: str = "next") -> Step:
    """Make a page of a search that others follow."""
    items = [{"record_id": each, "fields": {}} for each in ids]
    return reply({"items": items, "total": total, "has_more": True, "page_token": token})


def between_pages(sandbox: Sandbox, act: t.Callable[[], object], *, after: int = 1) -> None:
    """Let people act when this many pages of a search were given."""
    sandbox.faults.add(SEARCH, "callback", after=after, call=lambda _: act())


def remove_first(table: TableBuilder, rows: int) -> None:
    table.remove_rows(*list(table.rows())[:rows])


def test_a_scan_whose_total_falls_is_made_again():
    # rec3 moved to the first page when rec1 was deleted; what was seen still adds up.
    table, transport = table_of(
        more("rec1", "rec2", total=4), page("rec4", total=3), page("rec2", "rec3", "rec4", total=3)
    )
    assert record_ids(table) == {"rec1", "rec2", "rec3", "rec4"}
    assert not transport.script


def test_a_scan_whose_total_grows_is_made_again():
    whole = page("rec1", "rec2", "rec3", total=3)
    table, transport = table_of(more("rec1", total=2), page("rec2", total=3), whole)
    assert record_ids(table) == {"rec1", "rec2", "rec3"}
    assert not transport.script


def test_rows_that_only_come_do_not_stop_a_scan():
    # Who is pushed back is seen twice, never overlooked.
    script: list[Step] = []
    for number in range(4):
        rows = [f"rec{each}" for each in range(2 + number)]
        script += [more(*rows[:1], total=len(rows)), page(*rows, total=len(rows) + 1)]
    table, transport = table_of(*script)
    assert record_ids(table) == {"rec0", "rec1", "rec2", "rec3", "rec4"}
    assert not transport.script


def test_a_table_whose_rows_go_on_vanishing_is_not_taken_as_read():
    script = [
        [more("rec1", "rec2", total=9 - n), page("rec4", "rec5", "rec6", total=8 - n)]
        for n in range(4)
    ]
    table, _ = table_of(*[step for scan in script for step in scan])
    with pytest.raises(IncompleteError, match="were deleted while"):
        record_ids(table)


@pytest.mark.parametrize("known", [False, True], ids=["typed", "ours"])
@pytest.mark.parametrize("deleted", [1, 30])
def test_rows_deleted_during_a_scan_make_no_other_row_twice(
    sandbox: Sandbox, base: BaseBuilder, deleted: int, *, known: bool
):
    if known:
        run(sandbox, base, *people(0, 1200))
    table = base.table("people") if known else filled(base, 1200)
    done = len(sandbox.calls.of(SEARCH))
    between_pages(sandbox, lambda: remove_first(table, deleted))
    run(sandbox, base, *people(0, 1200, "new"))
    assert pairs(table) == expected(0, 1200, "new")
    assert len(sandbox.calls.of(SEARCH)) - done <= 9


def test_rows_deleted_while_an_overwrite_begins_leave_no_old_row(
    sandbox: Sandbox, base: BaseBuilder
):
    table = filled(base, 1200, "old")
    between_pages(sandbox, lambda: remove_first(table, 30))
    run(sandbox, base, *people(0, 100), load_method="overwrite")
    assert pairs(table) == expected(0, 100)


def test_a_row_that_moved_unseen_is_read_by_the_id_of_the_ledger(
    sandbox: Sandbox, base: BaseBuilder
):
    run(sandbox, base, *people(0, 1200))
    table = base.table("people")

    def swap() -> None:
        """One goes and one comes: Feishu's count stays as it was."""
        remove_first(table, 1)
        table.add_row({"id": "typed", "name": "typed"})

    between_pages(sandbox, swap)
    target = run(sandbox, base, *people(0, 1200, "new"))
    typed = pairs(table)
    del typed["typed", "typed"]
    assert typed == expected(0, 1200, "new")
    assert calls(target)["search"] <= 6


def test_rows_that_are_not_there_are_not_asked_for_where_one_page_shows_all(
    sandbox: Sandbox, base: BaseBuilder
):
    run(sandbox, base, *people(0, 400))
    table = base.table("people")
    remove_first(table, 150)
    target = run(sandbox, base, *people(0, 400))
    assert "batch_get" not in calls(target)
    assert pairs(table) == expected(0, 400)


def test_a_field_that_replicas_do_not_know_yet_is_waited_for_in_searches(
    sandbox: Sandbox, base: BaseBuilder
):
    filled(base, 5)
    sandbox.faults.add(SEARCH, "code", code=1254024, times=3)
    columns = {"id": {"type": "string"}, "name": {"type": "string"}, "new": {"type": "string"}}
    lines = [{**line, "record": {**line["record"], "new": "x"}} for line in people(0, 5)]
    schema = {"type": "object", "properties": columns}
    first = {"type": "SCHEMA", "stream": "people", "key_properties": ["id"], "schema": schema}
    run(sandbox, base, first, *lines)
    assert len(sandbox.calls.of(CREATE)) == 0
    assert [row["new"][0]["text"] for row in base.table("people").rows().values()] == ["x"] * 5


def test_names_of_fields_that_are_wrong_for_good_say_what_to_do(
    sandbox: Sandbox, base: BaseBuilder, caplog: pytest.LogCaptureFixture
):
    filled(base, 5)
    sandbox.faults.add(SEARCH, "code", code=1254024)
    with caplog.at_level(logging.INFO), pytest.raises(Exception, match=r"1254024.* -> Run again"):
        run(sandbox, base, *people(0, 5))
    assert "trying again" not in caplog.text
