"""What the log tells of a route that does not quite fit its stream."""

from __future__ import annotations

import logging
import typing as t

import pytest

from feishu_connect import QuotaError
from tests.target_feishu.bitable.rows import CREATE, filled, people, run
from tests.target_feishu.support import feed, make_target, record, schema

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import BaseBuilder, Sandbox


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]


def test_columns_of_a_route_that_the_stream_does_not_have_are_told_once(
    sandbox: Sandbox, base: BaseBuilder, caplog: pytest.LogCaptureFixture
):
    filled(base, 0)
    link = {"table": "people", "key": "id"}
    route = {"fields": {"nmae": "name", "_sdc_deleted_at": "Gone"}, "links": {"bos": link}}
    run(sandbox, base, *people(0, 3), route=route, batch_size_rows=1)
    (told,) = warnings(caplog)
    assert "`nmae`, `bos`" in told
    assert "`id`, `name`" in told


def test_columns_that_the_stream_has_are_not_told(
    sandbox: Sandbox, base: BaseBuilder, caplog: pytest.LogCaptureFixture
):
    run(sandbox, base, *people(0, 1), route={"fields": {"name": "Name"}})
    assert warnings(caplog) == []


@pytest.mark.parametrize(
    "stream, name", [("bad/name?", "bad_name_"), ("a" * 120, "a" * 100), ("good", "")]
)
def test_a_table_name_that_had_to_be_changed_is_told(
    sandbox: Sandbox, base: BaseBuilder, caplog: pytest.LogCaptureFixture, stream: str, name: str
):
    with caplog.at_level(logging.INFO):
        feed(make_target(sandbox, base=base.app_token), schema(stream), record(stream, id="1"))
    told = [each for each in caplog.messages if "goes to the table" in each]
    assert [f"`{name}`" in each for each in told] == ([True] if name else [])


def test_a_full_table_stops_the_run_and_is_no_fault_of_a_record(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    sandbox.faults.add(CREATE, "code", code=1254103, times=None)
    path = tmp_path / "letters"
    route = {"on_error": "dead_letter"}
    with pytest.raises(QuotaError, match=r"table is full.* -> Delete rows"):
        run(sandbox, base, *people(0, 3), route=route, dead_letter_path=str(path))
    assert not path.exists()
