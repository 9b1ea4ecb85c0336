"""A run that dies at any point, and the run after it: the same table, no row twice, none lost."""

from __future__ import annotations

import typing as t

import pytest

from feishu_connect import FeishuError
from feishu_connect.store import Store
from feishu_connect.store.errors import LockTimeoutError
from tests.target_feishu.bitable.rows import (
    CREATE,
    calls,
    counts,
    expected,
    filled,
    pairs,
    people,
    run,
)
from tests.target_feishu.killing import run_until
from tests.target_feishu.support import TEXT, Line, feed, make_target, record, schema, states

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox

SCHEMA = schema("people", id=TEXT, name=TEXT)
#: Points at which the runs below can die, as `run_until` counts them.
UPSERT, DELETIONS, OVERWRITE, TRUSTING = 44, 48, 16, 18


def interrupted(
    sandbox: Sandbox,
    base: BaseBuilder,
    lines: list[Line],
    deadly: int,
    patch: pytest.MonkeyPatch,
    **route: t.Any,
) -> None:
    """Run up to a deadly point, and then to the end."""
    routes = [{"stream": "*", "base": base.app_token, **route}]
    config = {"routes": routes, "batch_size_rows": 3}
    run_until(sandbox, config, [SCHEMA, *lines], deadly, patch)
    run_until(sandbox, config, [SCHEMA, *lines], 0, patch)


@pytest.mark.parametrize("deadly", range(1, UPSERT + 1))
def test_an_upsert_that_dies_is_repeated_without_a_trace(
    sandbox: Sandbox, base: BaseBuilder, deadly: int, monkeypatch: pytest.MonkeyPatch
):
    table = filled(base, 2, "old")
    lines = [*people(0, 6), *people(4, 8, "new"), {"type": "STATE", "value": {"at": 1}}]
    interrupted(sandbox, base, lines, deadly, monkeypatch)
    assert pairs(table) == expected(0, 4) + expected(4, 8, "new")


@pytest.mark.parametrize("deadly", range(1, DELETIONS + 1))
def test_deletions_that_die_are_repeated_without_a_trace(
    sandbox: Sandbox, base: BaseBuilder, deadly: int, monkeypatch: pytest.MonkeyPatch
):
    gone = record("people", id="1", name=None, _sdc_deleted_at="2026-01-31T08:00:00Z")
    lines = [{**line, "version": 1} for line in people(0, 4)]
    lines += [{"type": "ACTIVATE_VERSION", "stream": "people", "version": 1}, gone]
    lines += [{**line, "version": 2} for line in people(3, 6)]
    lines += [{"type": "ACTIVATE_VERSION", "stream": "people", "version": 2}]
    interrupted(sandbox, base, lines, deadly, monkeypatch, hard_delete=True)
    assert pairs(base.table("people")) == expected(3, 6)


@pytest.mark.parametrize("deadly", range(1, 15))
def test_rows_of_a_run_that_died_go_with_the_next_version(
    sandbox: Sandbox, base: BaseBuilder, deadly: int, monkeypatch: pytest.MonkeyPatch
):
    config = {"base": base.app_token, "hard_delete": True, "batch_size_rows": 3}
    first = [{**line, "version": 1} for line in people(0, 4)]
    second = [{**line, "version": 2} for line in people(3, 6)]
    second += [{"type": "ACTIVATE_VERSION", "stream": "people", "version": 2}]
    run_until(sandbox, config, [SCHEMA, *first], deadly, monkeypatch)
    run_until(sandbox, config, [SCHEMA, *second], 0, monkeypatch)
    assert pairs(base.table("people")) == expected(3, 6)


@pytest.mark.parametrize("deadly", range(1, OVERWRITE + 1))
def test_an_overwrite_that_dies_is_never_empty_and_its_rows_go_with_the_next(
    sandbox: Sandbox,
    base: BaseBuilder,
    deadly: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    table = filled(base, 4, "old")
    config = {"base": base.app_token, "load_method": "overwrite", "batch_size_rows": 3}
    lines = [SCHEMA, *people(0, 7), {"type": "STATE", "value": {"at": 1}}]
    run_until(sandbox, config, lines, deadly, monkeypatch)
    there = pairs(table)
    assert expected(0, 4, "old") <= there or expected(0, 7) <= there
    assert not states(capsys) or there == expected(0, 7)
    run_until(sandbox, config, lines, 0, monkeypatch)
    assert pairs(table) == expected(0, 7)


@pytest.mark.parametrize("deadly", range(1, TRUSTING + 1))
def test_trusting_runs_do_not_trust_what_a_run_that_died_has_left(
    sandbox: Sandbox, base: BaseBuilder, deadly: int, monkeypatch: pytest.MonkeyPatch
):
    run(sandbox, base, *people(0, 4))
    config = {"routes": [{"stream": "*", "base": base.app_token, "verify": False}]}
    new = [SCHEMA, *people(0, 4, "new")]
    run_until(sandbox, {**config, "batch_size_rows": 2}, new, deadly, monkeypatch)
    run_until(sandbox, config, [SCHEMA, *people(0, 4)], 0, monkeypatch)
    assert pairs(base.table("people")) == expected(0, 4)


def test_a_row_that_replicas_do_not_show_yet_is_not_made_twice(
    sandbox: Sandbox, base: BaseBuilder, monkeypatch: pytest.MonkeyPatch
):
    run(sandbox, base)
    table = base.table("people")
    lines = [SCHEMA, *people(0, 2)]
    config = {"routes": [{"stream": "*", "base": base.app_token}]}
    sandbox.faults.add(CREATE, "html", status=502)
    # It dies after the intention is written, when the request is on its way.
    deadly = next(
        point
        for point in range(1, 60)
        if run_until(sandbox, config, lines, point, monkeypatch) and sandbox.calls.of(CREATE)
    )
    assert deadly
    target = make_target(sandbox, **config)
    slept = target.client.clock.sleep
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if not table.rows():
            for line in people(0, 2):
                table.add_row(line["record"])
        slept(seconds)

    target.client.clock.sleep = sleep  # type: ignore[method-assign]
    feed(target, *lines)
    assert pairs(table) == expected(0, 2)
    assert 5 < max(waits) <= 10


def test_a_row_that_people_deleted_comes_back(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 600))
    table = base.table("people")
    table.remove_rows(*list(table.rows())[:2])
    target = run(sandbox, base, *people(0, 5))
    assert counts(target) == {"created": 2, "unchanged": 3}
    assert calls(target)["batch_get"] == 1
    assert pairs(table) == expected(0, 600)


def test_of_rows_that_people_duplicated_the_targets_own_is_written(
    sandbox: Sandbox, base: BaseBuilder, caplog: pytest.LogCaptureFixture
):
    run(sandbox, base, *people(0, 2))
    table = base.table("people")
    table.add_row({"id": "0", "name": "copy"})
    run(sandbox, base, *people(0, 2, "new"))
    assert sorted(pairs(table)) == [("0", "copy"), ("0", "new0"), ("1", "new1")]
    told = [each for each in caplog.messages if "have a key that an earlier row has" in each]
    assert told == [
        "table `people`: 1 rows have a key that an earlier row has; they are left alone"
    ]


def test_a_row_whose_key_people_changed_is_left_to_them(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 600))
    table = base.table("people")
    table.edit_row(list(table.rows())[1], {"id": "theirs"})
    run(sandbox, base, *people(1, 2, "new"))
    assert pairs(table)["theirs", "n1"] == 1
    assert pairs(table)["1", "new1"] == 1


def test_rows_that_are_hidden_from_the_app_are_not_made_again(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 600))
    base.data.is_advanced = True
    base.share(sandbox.config["app_id"], "edit")
    with pytest.raises(FeishuError):
        run(sandbox, base, *people(0, 2))
    assert len(base.table("people").rows()) == 600


def test_while_a_base_is_written_no_other_process_may(sandbox: Sandbox, base: BaseBuilder):
    config = sandbox.config
    other = Store.open(None, app_id=config["app_id"], app_secret=config["app_secret"])
    refused: list[str] = []

    def try_it(_: object) -> None:
        try:
            with other.lock(f"base:{base.app_token}", timeout=0):
                pass
        except LockTimeoutError:
            refused.append("write")

    for name in ("bitable.table.create", "bitable.field.create", CREATE):
        sandbox.faults.add(name, "callback", call=try_it)
    run(sandbox, base, *people(0, 1))
    run(sandbox, base, schema("people", id=TEXT, name=TEXT, more=TEXT))
    other.close()
    assert refused == ["write"] * 3
