"""What the tests of rows share: feed a stream, look at the table, count the calls."""

from __future__ import annotations

import typing as t
from collections import Counter

from tests.target_feishu.support import TEXT, Line, feed, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox, TableBuilder
    from target_feishu.target import TargetFeishu

CREATE = "bitable.record.batch_create"
UPDATE = "bitable.record.batch_update"
DELETE = "bitable.record.batch_delete"
SEARCH = "bitable.record.search"
GET = "bitable.record.batch_get"
#: What is called before the first record.
DISCOVERY = frozenset({"auth.tenant_access_token", "bitable.table.list", "bitable.field.list"})


def people(first: int, last: int, name: str = "n") -> list[Line]:
    """Make records of the stream `people`."""
    return [record("people", id=str(i), name=f"{name}{i}") for i in range(first, last)]


def run(
    sandbox: Sandbox, base: BaseBuilder, *lines: Line, route: Line | None = None, **config: t.Any
) -> TargetFeishu:
    """Feed the stream `people` to a target of its own, with a schema where none is given."""
    routes = [{"stream": "*", "base": base.app_token, **(route or {})}]
    target = make_target(sandbox, routes=routes, **config)
    has_schema = bool(lines) and lines[0]["type"] == "SCHEMA"
    feed(target, *(() if has_schema else (schema("people", id=TEXT, name=TEXT),)), *lines)
    return target


def calls(target: TargetFeishu) -> dict[str, int]:
    """Count the calls of a run beside discovery."""
    return {
        name.removeprefix("bitable.record."): count
        for name, count in target.client.calls.items()
        if name.startswith("bitable.record.")
    }


def counts(target: TargetFeishu, stream: str = "people") -> dict[str, int]:
    """Give what the summary counts of a stream."""
    found = [each for (name, _), each in target.summary.counts.items() if name == stream]
    return {what: number for each in found for what, number in each.items() if number}


def filled(base: BaseBuilder, rows: int, name: str = "n") -> TableBuilder:
    """Make the table `people` as a person would, with this many rows."""
    fields = [{"field_name": "id", "type": 1}, {"field_name": "name", "type": 1}]
    table = base.add_table("people", fields)
    for number in range(rows):
        table.add_row({"id": str(number), "name": f"{name}{number}"})
    return table


def text(row: dict[str, t.Any], name: str) -> str | None:
    """Give the words of a text cell."""
    return row[name][0]["text"] if name in row else None


def pairs(table: TableBuilder) -> Counter[tuple[str | None, str | None]]:
    """Count the rows by id and name."""
    return Counter((text(row, "id"), text(row, "name")) for row in table.rows().values())


def expected(first: int, last: int, name: str = "n") -> Counter[tuple[str | None, str | None]]:
    """Give the rows that the records of `people` become."""
    return Counter((str(i), f"{name}{i}") for i in range(first, last))
