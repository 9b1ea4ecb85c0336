"""Whatever Feishu or the network does to a call: no duplicate, no lost row, no STATE too early."""

from __future__ import annotations

import typing as t
from collections import Counter

import pytest

from feishu_connect import FeishuError
from tests.target_feishu.support import (
    NUMBER,
    TAGS,
    TEXT,
    Line,
    feed,
    make_target,
    record,
    schema,
    state,
)

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox

CREATE = "bitable.record.batch_create"
UPDATE = "bitable.record.batch_update"
SEARCH = "bitable.record.search"

FAULTS: list[tuple[str, dict[str, t.Any]]] = [
    ("rate_limit", {"reset": 2, "status": 429}),
    ("code", {"code": 99991400, "status": 400}),
    ("code", {"code": 1254290, "status": 200}),
    ("code", {"code": 1254290, "status": 400}),
    ("code", {"code": 1254291, "status": 200}),
    ("code", {"code": 1254607, "status": 200}),
    ("code", {"code": 1255040, "status": 504}),
    ("code", {"code": 1254002, "status": 200}),
    ("html", {"status": 502}),
    ("cut", {}),
    ("lost_reply", {}),
    ("truncate", {}),
    ("expire_tokens", {}),
]
IDS = [f"{kind}-{params.get('code', '')}-{params.get('status', '')}" for kind, params in FAULTS]
COLUMNS = {"id": TEXT, "name": TEXT, "n": NUMBER, "tags": TAGS}


def people(first: int, last: int, name: str = "n") -> list[Line]:
    """Make records; each tag is new in its record and known in the next one."""
    return [
        record("people", id=str(i), name=f"{name}{i}", n=i + 0.25, tags=[f"t{i // 2}"])
        for i in range(first, last)
    ]


def plain(first: int, last: int) -> list[Line]:
    """Make records that need no new options, so that a batch is one call."""
    return [record("people", id=str(i), name=f"n{i}", n=i) for i in range(first, last)]


def run(sandbox: Sandbox, base: BaseBuilder, *lines: Line, **config: t.Any) -> list[t.Any]:
    """Feed a target; give each STATE with the number of rows there when it was printed."""
    target = make_target(sandbox, base=base.app_token, batch_size_rows=4, **config)
    seen: list[t.Any] = []
    write = target._write_state_message

    def look(value: dict[str, t.Any]) -> None:
        seen.append((value["at"], len(base.table("people").rows())))
        write(value)

    target._write_state_message = look  # type: ignore[method-assign]
    feed(target, *lines)
    return seen


def names(base: BaseBuilder) -> Counter[tuple[str, str]]:
    """Count the rows of the table by id and name."""
    rows = base.table("people").rows().values()
    return Counter((row["id"][0]["text"], row["name"][0]["text"]) for row in rows)


@pytest.mark.parametrize("operation", [CREATE, UPDATE, SEARCH])
@pytest.mark.parametrize("kind, params", FAULTS, ids=IDS)
def test_upsert_survives_every_fault_on_every_call(
    sandbox: Sandbox, base: BaseBuilder, operation: str, kind: str, params: dict[str, t.Any]
):
    run(sandbox, base, schema("people", **COLUMNS), *people(0, 6))
    sandbox.faults.add(operation, kind, every=2, times=3, **params)
    seen = run(
        sandbox,
        base,
        schema("people", **COLUMNS),
        *people(3, 14, "new"),
        state("last"),
    )
    expected = Counter({(str(i), f"n{i}"): 1 for i in range(3)})
    expected += Counter({(str(i), f"new{i}"): 1 for i in range(3, 14)})
    assert names(base) == expected
    assert seen == [("last", 14)]


@pytest.mark.parametrize("kind, params", FAULTS, ids=IDS)
@pytest.mark.parametrize("replay", ["same", "1254608"])
def test_append_makes_each_row_once(
    sandbox: Sandbox, base: BaseBuilder, kind: str, params: dict[str, t.Any], replay: str
):
    sandbox.behaviour.repeated_create = replay
    sandbox.faults.add(CREATE, kind, every=2, times=3, **params)
    twice = [*people(0, 5), *people(3, 8)]
    seen = run(sandbox, base, schema("people", (), **COLUMNS), *twice, state("last"))
    assert names(base) == Counter({(str(i), f"n{i}"): 2 if i in {3, 4} else 1 for i in range(8)})
    assert seen == [("last", 10)]


def test_a_create_that_feishu_has_seen_before_is_found_by_its_key(
    sandbox: Sandbox, base: BaseBuilder
):
    sandbox.behaviour.repeated_create = "1254608"
    sandbox.faults.add(CREATE, "lost_reply", times=2)
    run(sandbox, base, schema("people", **COLUMNS), *people(0, 8), state("last"))
    assert names(base) == Counter({(str(i), f"n{i}"): 1 for i in range(8)})


def test_an_append_that_never_landed_is_sent_again_with_another_token(
    sandbox: Sandbox, base: BaseBuilder
):
    sandbox.faults.add(CREATE, "code", code=1254608, status=200)
    run(sandbox, base, schema("people", (), **COLUMNS), *people(0, 4), state("last"))
    assert names(base) == Counter({(str(i), f"n{i}"): 1 for i in range(4)})
    tokens = [call.query["client_token"][0] for call in sandbox.calls.of(CREATE)]
    assert len(set(tokens)) == len(tokens)


def test_rows_of_other_people_are_not_taken_for_a_batch_of_ours(
    sandbox: Sandbox, base: BaseBuilder
):
    run(sandbox, base, schema("people", (), **COLUMNS))

    def somebody_types(_: object) -> None:
        base.table("people").add_row({"id": "x", "name": "typed"})
        base.table("people").add_row({"id": "0", "name": "n0", "n": 0})

    sandbox.faults.add(CREATE, "callback", call=somebody_types)
    sandbox.faults.add(CREATE, "code", code=1254608, status=200)
    run(sandbox, base, schema("people", (), **COLUMNS), *plain(0, 4))
    assert names(base)[("x", "typed")] == 1
    assert names(base).total() == 6


def test_an_append_whose_fate_cannot_be_told_stops_without_state(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    run(sandbox, base, schema("people", (), **COLUMNS))

    def somebody_types(_: object) -> None:
        for i in range(4):
            base.table("people").add_row({"id": str(i), "name": "typed"})

    sandbox.faults.add(CREATE, "callback", call=somebody_types)
    sandbox.faults.add(CREATE, "code", code=1254608, status=200)
    with pytest.raises(FeishuError, match="cannot be told"):
        run(sandbox, base, schema("people", (), **COLUMNS), *plain(0, 4), state("last"))
    assert capsys.readouterr().out == ""


def test_a_batch_that_stays_too_much_is_halved(sandbox: Sandbox, base: BaseBuilder):
    sandbox.faults.add(CREATE, "code", times=8, code=1255040, status=504)
    lines = [record("people", id=str(i), name=f"n{i}") for i in range(120)]
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("people"), *lines)
    sent = [len(call.body["records"]) for call in sandbox.calls.of(CREATE) if call.applied]
    assert sent == [60, 60]
    assert names(base).total() == 120


def test_an_outage_ends_the_run_without_state_and_the_next_run_mends_it(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    fault = sandbox.faults.add(CREATE, "html", times=None, after=1)
    lines = [schema("people", **COLUMNS), *people(0, 10), state("last")]
    with pytest.raises(FeishuError, match="502"):
        run(sandbox, base, *lines)
    assert capsys.readouterr().out == ""
    fault.times = 0
    run(sandbox, base, *lines)
    assert names(base) == Counter({(str(i), f"n{i}"): 1 for i in range(10)})


def test_replica_lag_after_creation_is_waited_for(sandbox: Sandbox, base: BaseBuilder):
    sandbox.behaviour.replica_lag = 3
    run(sandbox, base, schema("people", **COLUMNS), *people(0, 6), *people(0, 6, "new"))
    assert names(base) == Counter({(str(i), f"new{i}"): 1 for i in range(6)})


@pytest.mark.parametrize("kind", ["cut", "lost_reply", "html", "truncate"])
def test_tables_and_fields_are_made_once(sandbox: Sandbox, base: BaseBuilder, kind: str):
    sandbox.faults.add("bitable.table.create", kind, times=2)
    sandbox.faults.add("bitable.field.create", kind, times=2)
    run(sandbox, base, schema("people"), *[])
    run(sandbox, base, schema("people", **COLUMNS), *people(0, 2))
    assert [table.name for table in base.data.tables.values()] == ["people"]
    assert [field.name for field in base.table("people").data.fields] == list(COLUMNS)
    assert names(base).total() == 2


def test_a_row_deleted_meanwhile_is_made_again(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, schema("people", **COLUMNS), *people(0, 3))
    table = base.table("people")

    def somebody_deletes(_: object) -> None:
        table.remove_rows(next(iter(table.rows())))

    sandbox.faults.add(UPDATE, "callback", call=somebody_deletes)
    run(sandbox, base, schema("people", **COLUMNS), *people(0, 3, "new"))
    assert names(base) == Counter({(str(i), f"new{i}"): 1 for i in range(3)})


def test_a_field_renamed_meanwhile_keeps_its_column(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, schema("people", **COLUMNS), *people(0, 2))
    table = base.table("people")

    def somebody_renames(_: object) -> None:
        table.rename_field("n", "Number")

    sandbox.faults.add(CREATE, "callback", call=somebody_renames)
    run(sandbox, base, schema("people", **COLUMNS), *people(2, 4))
    assert sorted(row["Number"] for row in table.rows().values()) == [0.25, 1.25, 2.25, 3.25]


def test_an_append_that_stays_too_much_is_looked_for_and_halved(
    sandbox: Sandbox, base: BaseBuilder
):
    sandbox.faults.add(CREATE, "code", times=8, code=1255040, status=504)
    lines = [record("people", id=str(i), name="n") for i in range(120)]
    feed(make_target(sandbox, base=base.app_token), schema("people", ()), *lines)
    sent = [len(call.body["records"]) for call in sandbox.calls.of(CREATE) if call.applied]
    assert sent == [60, 60]
    assert names(base).total() == 120


def test_a_write_back_that_stays_too_much_is_halved(sandbox: Sandbox, base: BaseBuilder):
    table = base.add_table("people", [{"field_name": "name", "type": 1}])
    ids = [table.add_row({"name": "old"}) for _ in range(120)]
    sandbox.faults.add(UPDATE, "code", times=8, code=1255040, status=504)
    origin = {"_app_token": base.app_token, "_table_id": table.table_id}
    lines = [record("people", _record_id=each, name="new", **origin) for each in ids]
    columns = {"_record_id": TEXT, "_app_token": TEXT, "_table_id": TEXT, "name": TEXT}
    feed(
        make_target(sandbox, base=base.app_token),
        schema("people", ["_record_id"], **columns),
        *lines,
    )
    sent = [len(call.body["records"]) for call in sandbox.calls.of(UPDATE) if call.applied]
    assert sent == [60, 60]
    assert {row["name"][0]["text"] for row in table.rows().values()} == {"new"}
