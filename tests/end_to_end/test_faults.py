"""Whatever Feishu or the network does to both ends of a pipe: every row once, and a good end."""

from __future__ import annotations

import typing as t
from collections import Counter

import pytest

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox, TableBuilder
    from tests.end_to_end.processes import Bench

#: Rows of the source: three pages to read, and with the batch size several calls to write.
ROWS = 1_100
BATCH = 300
TOKEN_REFUSED = 99991663

FAULTS: dict[str, tuple[str, dict[str, t.Any]]] = {
    "429-with-reset": ("rate_limit", {"reset": 1, "status": 429}),
    "99991400-in-400": ("code", {"code": 99991400, "status": 400}),
    "1254290-in-200": ("code", {"code": 1254290, "status": 200}),
    "1254290-in-400": ("code", {"code": 1254290, "status": 400}),
    "1254291": ("code", {"code": 1254291, "status": 200}),
    "1254607": ("code", {"code": 1254607, "status": 200}),
    "1255040-in-504": ("code", {"code": 1255040, "status": 504}),
    "502-html": ("html", {"status": 502}),
    "cut-before": ("cut", {}),
    "reply-lost-after": ("lost_reply", {}),
    "body-truncated": ("truncate", {}),
    "tokens-expired": ("expire_tokens", {}),
}


@pytest.fixture
def source(bench: Bench) -> TableBuilder:
    return bench.table("表", ({"名称": f"第 {n} 行", "数": n} for n in range(ROWS)))


def counted(table: TableBuilder) -> Counter[tuple[str, float]]:
    """Count the rows of a table by name and number."""
    return Counter((row["名称"][0]["text"], row["数"]) for row in table.rows().values())


def half_a_copy(bench: Bench, source: TableBuilder) -> TableBuilder:
    """Make the copy with every other row of the source, out of date."""
    names = {"名称": 1, "数": 2, "_record_id": 1}
    fields = [{"field_name": name, "type": kind} for name, kind in names.items()]
    copy = bench.copy.add_table("源__表", fields)
    for record_id in list(source.rows())[::2]:
        copy.add_row({"名称": "old", "数": -1, "_record_id": record_id})
    return copy


def assert_tokens_were_fetched_as_needed(sandbox: Sandbox):
    """One token for each process, and a fresh one for each call whose token was refused."""
    refused = sum(call.code == TOKEN_REFUSED for call in sandbox.calls)
    assert len(sandbox.calls.of("auth.*")) == 2 + refused


@pytest.mark.parametrize("name", FAULTS)
def test_an_upsert_survives_at_both_ends(
    bench: Bench, sandbox: Sandbox, source: TableBuilder, name: str
):
    copy = half_a_copy(bench, source)
    kind, params = FAULTS[name]
    faults = [
        sandbox.faults.add(match, kind, after=1, **params)
        for match in (
            f"*/{bench.source.app_token}/*/records/search",
            f"*/{bench.copy.app_token}/*/records/search",
            "bitable.record.batch_create",
            "bitable.record.batch_update",
        )
    ]
    bench.run(batch_size_rows=BATCH)
    assert [fault.struck for fault in faults] == [1] * 4
    assert counted(copy) == counted(source)
    assert_tokens_were_fetched_as_needed(sandbox)


@pytest.mark.parametrize("name", FAULTS)
def test_an_append_survives_at_both_ends(
    bench: Bench, sandbox: Sandbox, source: TableBuilder, name: str
):
    kind, params = FAULTS[name]
    faults = [
        sandbox.faults.add(match, kind, after=1, **params)
        for match in ("bitable.record.search", "bitable.record.batch_create")
    ]
    bench.run(route={"load_method": "append-only"}, batch_size_rows=BATCH)
    assert [fault.struck for fault in faults] == [1, 1]
    assert counted(bench.copied("表")) == counted(source)
    assert_tokens_were_fetched_as_needed(sandbox)


@pytest.mark.parametrize("load_method", ["upsert", "append-only"])
@pytest.mark.parametrize("kind", ["lost_reply", "truncate"])
def test_a_repeated_batch_that_feishu_refuses_is_found_on_the_table(
    bench: Bench, sandbox: Sandbox, source: TableBuilder, load_method: str, kind: str
):
    sandbox.behaviour.repeated_create = "1254608"
    sandbox.faults.add("bitable.record.batch_create", kind, after=1)
    bench.run(route={"load_method": load_method}, batch_size_rows=BATCH)
    assert 1254608 in {call.code for call in sandbox.calls.of("bitable.record.batch_create")}
    assert counted(bench.copied("表")) == counted(source)


@pytest.mark.parametrize("kind", ["lost_reply", "html", "cut"])
def test_preparations_survive(bench: Bench, sandbox: Sandbox, source: TableBuilder, kind: str):
    faults = [
        sandbox.faults.add(match, kind)
        for match in (
            f"GET */{bench.source.app_token}/tables",
            f"GET */{bench.copy.app_token}/tables",
            "bitable.app.get",
            "bitable.field.list",
            "bitable.table.create",
        )
    ]
    bench.run()
    assert all(fault.struck for fault in faults)
    assert [table.name for table in bench.copy.data.tables.values()] == ["源__表"]
    assert counted(bench.copied("表")) == counted(source)


def test_the_token_endpoint_may_fail_too(bench: Bench, sandbox: Sandbox, source: TableBuilder):
    for kind in ("html", "truncate", "lost_reply"):
        sandbox.faults.add("auth.*", kind)
    bench.run()
    assert counted(bench.copied("表")) == counted(source)


def test_a_platform_that_is_slow_to_show_what_was_made_is_waited_for(
    bench: Bench, sandbox: Sandbox, source: TableBuilder
):
    sandbox.behaviour.replica_lag = 2
    bench.run(batch_size_rows=BATCH)
    assert counted(bench.copied("表")) == counted(source)
