"""STATE follows the rows: during the run, never before them, also when a signal comes."""

from __future__ import annotations

import io
import json
import signal
import typing as t
from decimal import Decimal

import pytest

from feishu_connect import FeishuError
from target_feishu.interruptions import Interruptions
from target_feishu.states import state_line
from tests.target_feishu.support import (
    NUMBER,
    TEXT,
    feed,
    make_target,
    record,
    schema,
    state,
    states,
)

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox
    from target_feishu.target import TargetFeishu
    from tests.target_feishu.support import Line

CREATE = "bitable.record.batch_create"


def read(target: TargetFeishu, *lines: Line) -> None:
    """Let a target read messages that are not the end of its input."""
    target.process_lines(io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))


def test_state_waits_for_pending_rows(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    target = make_target(sandbox, base=base.app_token)
    read(target, schema("a"), record("a", id="1"), state(1))
    assert states(capsys) == []
    feed(target)
    assert states(capsys) == [1]
    assert len(base.table("a").rows()) == 1


def test_state_comes_at_once_where_nothing_is_pending(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    target = make_target(sandbox, base=base.app_token, batch_size_rows=2)
    read(target, schema("a"), record("a", id="1"), record("a", id="2"), state(1))
    assert states(capsys) == [1]


def test_state_comes_every_ten_seconds_and_writes_what_is_pending(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    target = make_target(sandbox, base=base.app_token)
    now = target._drained_at
    target.tick = lambda: now + 9.9
    read(target, schema("a"), record("a", id="1"), state(1))
    assert states(capsys) == []
    target.tick = lambda: now + 10.0
    read(target, record("a", id="2"), state(2))
    assert states(capsys) == [2]
    assert len(base.table("a").rows()) == 2


def test_the_same_state_is_printed_once(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    feed(make_target(sandbox, base=base.app_token), state(1), state(1))
    assert states(capsys) == [1]


def test_numbers_in_a_state_stay_numbers(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    feed(make_target(sandbox, base=base.app_token), state(1.5))
    assert states(capsys) == [1.5]
    assert state_line({"a": Decimal("0.10"), "b": 1}) == '{"a": 0.1, "b": 1}\n'
    with pytest.raises(TypeError, match="set is not"):
        state_line({1})


def test_a_failed_batch_leaves_the_state_of_before(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    target = make_target(sandbox, base=base.app_token, batch_size_rows=1)
    sandbox.faults.add(CREATE, "code", code=1254103, status=200, after=1)
    lines = [record("a", id="1"), state(1), record("a", id="2"), state(2)]
    with pytest.raises(FeishuError, match="1254103"):
        feed(target, schema("a"), *lines)
    assert states(capsys) == [1]


def test_older_rows_of_a_changed_schema_do_not_overtake_newer_ones(
    sandbox: Sandbox, base: BaseBuilder
):
    target = make_target(sandbox, base=base.app_token, batch_size_rows=2)
    feed(
        target,
        schema("a"),
        record("a", id="1", name="old"),
        schema("a", id=TEXT, name=TEXT, more=NUMBER),
        record("a", id="1", name="new", more=2),
        record("a", id="2", name="new", more=3),
    )
    rows = base.table("a").rows().values()
    assert sorted((row["id"][0]["text"], row["name"][0]["text"]) for row in rows) == [
        ("1", "new"),
        ("2", "new"),
    ]


def test_a_signal_while_waiting_for_input_writes_what_was_read(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    target = make_target(sandbox, base=base.app_token)
    read(target, schema("a"), record("a", id="1"), state(1))
    with pytest.raises(SystemExit) as stopped:
        signal.raise_signal(signal.SIGTERM)
    assert stopped.value.code == 128 + signal.SIGTERM
    assert states(capsys) == [1]
    assert len(base.table("a").rows()) == 1


def test_a_signal_in_the_middle_of_a_batch_waits_for_its_end(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    target = make_target(sandbox, base=base.app_token, batch_size_rows=2)
    call = target.client.call

    def interrupted(endpoint: t.Any, **parts: t.Any) -> dict[str, t.Any]:
        if endpoint.name == CREATE:
            signal.raise_signal(signal.SIGTERM)
            assert states(capsys) == [1]
        return call(endpoint, **parts)

    target.client.call = interrupted  # type: ignore[method-assign]
    first = [schema("a"), state(1), record("a", id="1"), state(2), record("a", id="2")]
    with pytest.raises(SystemExit):
        read(target, *first, record("a", id="3"))
    assert states(capsys) == [2]
    assert len(base.table("a").rows()) == 2


def test_after_a_failure_a_signal_drains_nothing():
    interruptions = Interruptions()
    with pytest.raises(ZeroDivisionError), interruptions.held_back():
        _ = 1 / 0
    with pytest.raises(SystemExit):
        interruptions.arrived(signal.SIGTERM)


def test_a_second_signal_stops_at_once():
    interruptions = Interruptions()
    with interruptions.held_back():
        assert not interruptions.arrived(signal.SIGTERM)
        with pytest.raises(SystemExit):
            interruptions.arrived(signal.SIGTERM)
