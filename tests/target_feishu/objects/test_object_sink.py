"""One object per key: made once, changed when it changes, deleted with it, whatever happens."""

from __future__ import annotations

import json
import typing as t
from unittest.mock import Mock

import pytest

from feishu_connect import RejectedError
from target_feishu.kinds import KINDS
from tests.target_feishu.objects import things
from tests.target_feishu.objects.things import THING, Interrupted, Things
from tests.target_feishu.support import TEXT, feed, make_target, record, schema, state, states

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import Sandbox
    from target_feishu.target import TargetFeishu
    from tests.target_feishu.support import Line

SCHEMA = schema("a", id=TEXT, name=TEXT, operation=TEXT, _sdc_deleted_at=TEXT)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Things:
    made = Things()
    monkeypatch.setattr(things, "THINGS", made)
    monkeypatch.setitem(KINDS, "thing", THING)
    return made


def target_of(sandbox: Sandbox, **more: t.Any) -> TargetFeishu:
    config = {key: more.pop(key) for key in ("dead_letter_path",) if key in more}
    return make_target(sandbox, routes=[{"stream": "*", "to": "thing", **more}], **config)


def run(sandbox: Sandbox, *lines: Line, **more: t.Any) -> dict[str, int]:
    """Run once and give what the summary counted."""
    target = target_of(sandbox, **more)
    feed(target, SCHEMA, *lines)
    return dict(target.summary.counts.get(("a", "things"), {}))


def row(name: str | None, key: str = "1", **more: t.Any) -> Line:
    return record("a", id=key, name=name, **more)


def gone(key: str = "1") -> Line:
    return row(None, key, _sdc_deleted_at="2026-01-31T08:00:00Z")


def test_a_record_is_made_once_changed_when_it_changes_and_deleted_with_its_tombstone(
    sandbox: Sandbox, world: Things
):
    assert run(sandbox, row("x")) == {"created": 1}
    assert run(sandbox, row("x")) == {"unchanged": 1}
    assert run(sandbox, row("y")) == {"updated": 1}
    assert world.by_id == {"thing1": {"name": "y"}}
    assert run(sandbox, gone()) == {"deleted": 1}
    assert run(sandbox, gone()) == {"unchanged": 1}
    assert (world.by_id, world.calls) == ({}, ["create", "update", "delete"])


def test_records_of_one_key_in_a_run_are_one_object(sandbox: Sandbox, world: Things):
    assert run(sandbox, row("x"), row("x"), row("y")) == {
        "created": 1,
        "unchanged": 1,
        "updated": 1,
    }
    assert list(world.by_id.values()) == [{"name": "y"}]


def test_the_operation_may_be_the_records_own(sandbox: Sandbox, world: Things):
    counts = run(sandbox, row("x"), row("x", operation="delete"), row("x", operation="delete"))
    assert counts == {"created": 1, "deleted": 1, "unchanged": 1}
    assert not world.by_id


def test_an_object_that_came_back_is_another_one(sandbox: Sandbox, world: Things):
    run(sandbox, row("x"), gone())
    assert run(sandbox, row("x")) == {"created": 1}
    assert world.by_id == {"thing2": {"name": "x"}}


def test_an_object_that_somebody_deleted_is_made_anew_under_another_token(
    sandbox: Sandbox, world: Things
):
    run(sandbox, row("x"))
    world.by_id.clear()
    assert run(sandbox, row("y")) == {"created": 1}
    assert world.by_id == {"thing2": {"name": "y"}}
    assert len(world.by_token) == 2


@pytest.mark.parametrize("call", ["create", "update", "delete"])
def test_a_run_that_died_between_a_call_and_the_ledger_is_gone_on_with(
    sandbox: Sandbox, world: Things, call: str
):
    lines = {"create": [row("x")], "update": [row("y")], "delete": [gone()]}[call]
    if call != "create":
        run(sandbox, row("x"))
    world.deadly = call
    with pytest.raises(Interrupted):
        run(sandbox, *lines)
    world.deadly = ""
    run(sandbox, *lines)
    wanted = {"create": [{"name": "x"}], "update": [{"name": "y"}], "delete": []}[call]
    assert list(world.by_id.values()) == wanted
    assert len(world.by_token) == 1


def test_a_change_that_broke_off_is_taken_back_by_the_record_of_before(
    sandbox: Sandbox, world: Things
):
    run(sandbox, row("old"))
    world.deadly = "update"
    with pytest.raises(Interrupted):
        run(sandbox, row("new"))
    world.deadly = ""
    run(sandbox, row("old"))
    assert list(world.by_id.values()) == [{"name": "old"}]
    assert run(sandbox, row("old")) == {"unchanged": 1}


def test_who_tries_again_is_told_so_and_has_the_first_attempts_token(
    sandbox: Sandbox, world: Things
):
    world.deadly = "create"
    with pytest.raises(Interrupted):
        run(sandbox, row("x"))
    world.deadly = ""
    run(sandbox, row("x"))
    first, second = world.attempts
    assert (first.is_first, second.is_first) == (True, False)
    assert first.token == second.token
    assert first.entry.begun_at == second.entry.begun_at


def test_a_tombstone_finds_what_an_interrupted_run_has_made(sandbox: Sandbox, world: Things):
    world.deadly = "create"
    with pytest.raises(Interrupted):
        run(sandbox, row("x"))
    world.deadly = ""
    assert run(sandbox, gone()) == {"deleted": 1}
    assert not world.by_id


def test_state_waits_for_the_object(
    sandbox: Sandbox, world: Things, capsys: pytest.CaptureFixture[str]
):
    world.deadly = "create"
    with pytest.raises(Interrupted):
        run(sandbox, state(1), row("x"), state(2))
    assert states(capsys) == [1]


def test_a_refused_record_stops_the_run_and_is_named(sandbox: Sandbox, world: Things):
    with pytest.raises(RejectedError, match=r"stream `a`, record id=7: bad name"):
        run(sandbox, row("bad", "7"))
    assert not world.by_id


def test_a_dead_letter_lets_the_others_land(sandbox: Sandbox, world: Things, tmp_path: Path):
    path = tmp_path / "letters.jsonl"
    counts = run(
        sandbox,
        row("x"),
        row("bad", "2"),
        row("z", "3"),
        on_error="dead_letter",
        dead_letter_path=str(path),
    )
    assert counts == {"created": 2, "dead_lettered": 1}
    (letter,) = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (letter["code"], letter["field"], letter["log_id"]) == (1, "name", "log-1")
    assert letter["record"]["id"] == "2"
    assert [each["name"] for each in world.by_id.values()] == ["x", "z"]


def test_a_record_that_was_refused_lands_when_it_is_mended(sandbox: Sandbox, world: Things):
    with pytest.raises(RejectedError):
        run(sandbox, row("bad"))
    assert run(sandbox, row("good")) == {"created": 1}
    assert list(world.by_id.values()) == [{"name": "good"}]


def test_without_keys_equal_records_are_one_object(sandbox: Sandbox, world: Things):
    target = target_of(sandbox)
    feed(
        target, schema("a", ()), *[record("a", id="1", name="x")] * 2, record("a", id="1", name="y")
    )
    assert len(world.by_id) == 2


def test_streams_do_not_share_their_keys(sandbox: Sandbox, world: Things):
    lines = [schema("a"), row("x"), schema("b"), record("b", id="1", name="x")]
    feed(target_of(sandbox), *lines)
    assert len(world.by_id) == 2


@pytest.mark.parametrize("on_error", ["fail", "dead_letter"])
def test_what_every_record_would_meet_stops_the_run_and_names_none(
    sandbox: Sandbox,
    world: Things,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    on_error: str,
):
    error = RejectedError("the company has no seat left")
    error.is_of_all = True
    monkeypatch.setattr(world, "create", Mock(side_effect=error))
    path = tmp_path / "dead.jsonl"
    with pytest.raises(RejectedError, match=r"^the company has no seat left$"):
        run(sandbox, row("x"), on_error=on_error, dead_letter_path=str(path))
    assert not path.exists()


def test_a_new_version_of_a_stream_changes_nothing_and_warns_of_nothing(
    sandbox: Sandbox, world: Things, caplog: pytest.LogCaptureFixture
):
    version = {"type": "ACTIVATE_VERSION", "stream": "a", "version": 2}
    with caplog.at_level("INFO"):
        run(sandbox, row("x"), version)
    assert world.calls == ["create"]
    assert "version 2 is here" in caplog.text
    assert all(each.levelname == "INFO" for each in caplog.records)
