"""What is written is what is read, through target, API and tap, for every type a record can write.

The codecs alone are tested in tests/feishu_connect/bitable/fields/test_round_trip.py; here the
sandbox decides what it takes and how it gives it back.
"""

from __future__ import annotations

import datetime as dt
import json
import typing as t
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tap_feishu.conftest import Bench
from tests.target_feishu.support import feed, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox

Value = t.Any
Rows = list[dict[str, Value]]

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
NAMES = WORDS.map(str.strip).filter(bool)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
INTEGERS = st.integers(-(2**53), 2**53)
MARKDOWN = st.sampled_from(
    ["# Titel\n\n- *a*\n- [b](https://c)", "👩‍👩‍👧 e\u0301\r\n\t<b>", "  two  "]
)
TIMES = st.datetimes(timezones=st.just(dt.timezone.utc)).map(
    lambda moment: moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
)
#: Places in the pools of people, chats, files and rows that a test's base has.
POOL = 5
PICKS = st.lists(st.integers(0, POOL - 1), min_size=1, max_size=POOL, unique=True)

#: Column -> type, ui_type, property and values.
COLUMNS: dict[str, tuple[int, str, dict[str, t.Any], st.SearchStrategy[Value]]] = {
    "text": (1, "Text", {}, WORDS | MARKDOWN),
    "email": (1, "Email", {}, st.emails()),
    "barcode": (1, "Barcode", {}, WORDS),
    "number": (2, "Number", {"formatter": "0.00"}, FLOATS | INTEGERS),
    "progress": (2, "Progress", {"formatter": "0%"}, st.floats(0, 1)),
    "currency": (2, "Currency", {"formatter": "0.00", "currency_code": "EUR"}, FLOATS),
    "rating": (2, "Rating", {"formatter": "0", "min": 0, "max": 10}, st.integers(0, 10)),
    "single": (3, "SingleSelect", {}, NAMES),
    "multi": (4, "MultiSelect", {}, st.lists(NAMES, min_size=1, max_size=5, unique=True)),
    "at": (5, "DateTime", {"date_formatter": "yyyy-MM-dd HH:mm"}, TIMES),
    "box": (7, "Checkbox", {}, st.booleans()),
    "people": (11, "User", {"multiple": True}, PICKS),
    "phone": (13, "Phone", {}, st.from_regex(r"\+?[0-9]{1,20}", fullmatch=True)),
    "url": (
        15,
        "Url",
        {},
        st.fixed_dictionaries({"text": NAMES, "link": NAMES.map("https://{}".format)}),
    ),
    "files": (17, "Attachment", {}, PICKS),
    "links": (18, "SingleLink", {"multiple": True}, PICKS),
    "duplex": (21, "DuplexLink", {"multiple": True}, PICKS),
    "place": (22, "Location", {}, st.tuples(st.floats(-180, 180), st.floats(-90, 90))),
    "chats": (23, "GroupChat", {"multiple": True}, PICKS),
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.none() | each[3] for name, each in COLUMNS.items()}),
    min_size=1,
    max_size=3,
)


@dataclass
class Pools:
    """What cells can name in one base."""

    people: list[str]
    chats: list[str]
    files: list[str]
    links: list[str]
    table_id: str

    def named(self, column: str, value: Value) -> Value:
        """Turn places in a pool, and pairs of coordinates, into what a record holds."""
        if value is None:
            return None
        if column == "place":
            return {"longitude": value[0], "latitude": value[1]}
        pool = getattr(self, "links" if column == "duplex" else column, None)
        if pool is None:
            return value
        chosen = [pool[number] for number in value]
        keys = {"people": "id", "chats": "id", "files": "file_token"}
        return [{keys[column]: each} for each in chosen] if column in keys else chosen


@pytest.fixture(scope="module")
def world(running_sandbox: Sandbox) -> dict[str, list[str]]:
    """Make people and chats."""
    people = [
        running_sandbox.world.add_user(f"Round {number}", email=f"round{number}@acme.com").open_id
        for number in range(POOL)
    ]
    chats = [running_sandbox.world.add_chat(f"Round {number}").chat_id for number in range(POOL)]
    return {"people": people, "chats": chats}


def pools(sandbox: Sandbox, base: BaseBuilder, world: dict[str, list[str]]) -> Pools:
    others = base.add_table("others", [{"field_name": "n", "type": 2}])
    files = [
        sandbox.world.add_media(base.app_token, f"{number}.txt", b"x").file_token
        for number in range(POOL)
    ]
    rows = [others.add_row({"n": number}) for number in range(POOL)]
    return Pools(world["people"], world["chats"], files, rows, others.table_id)


def specs(pools: Pools, table: str) -> dict[str, dict[str, t.Any]]:
    """Give whole specs of all fields."""
    found: dict[str, dict[str, t.Any]] = {}
    for name, (kind, ui_type, property_, _) in COLUMNS.items():
        settings_ = dict(property_)
        if kind in {18, 21}:
            settings_["table_id"] = pools.table_id
        if kind == 21:
            settings_["back_field_name"] = f"back of {table}"
        whole = {"field_name": name, "type": kind, "ui_type": ui_type}
        found[name] = {**whole, "property": settings_} if settings_ else whole
    return found


def write(
    sandbox: Sandbox, base: BaseBuilder, table: str, pools: Pools, lines: list[t.Any]
) -> None:
    route = {
        "stream": "*",
        "base": base.app_token,
        "table": table,
        "fields": specs(pools, table),
    }
    feed(make_target(sandbox, routes=[route]), *lines)


def comparable(column: str, value: Value) -> Value:
    """Reduce a value to what can be written: ids, and coordinates, whose address Feishu adds."""
    if value is None:
        return False if column == "box" else None
    if column == "place":
        return value["longitude"], value["latitude"]
    if COLUMNS[column][0] == 2:
        # A number field keeps 64-bit floats; one of them may be told as several integers.
        return float(value)
    keys = {"people": "id", "chats": "id", "files": "file_token"}
    return [each[keys[column]] for each in value] if column in keys else value


def seen(rows: Rows) -> dict[float, dict[str, Value]]:
    return {row["id"]: {name: comparable(name, row.get(name)) for name in COLUMNS} for row in rows}


@settings(
    max_examples=10,
    deadline=None,
    # Shrinking through three runs of the connectors would take minutes.
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(values=ROWS)
def test_all_values_come_back_as_they_were_written(
    running_sandbox: Sandbox, world: dict[str, list[str]], values: Rows
):
    base = running_sandbox.world.add_base("Round trip")
    known = pools(running_sandbox, base, world)
    rows = [
        {"id": number, **{name: known.named(name, each) for name, each in row.items()}}
        for number, row in enumerate(values)
    ]
    columns: dict[str, t.Any] = {"id": {"type": "number"}, **{name: {} for name in COLUMNS}}
    lines = [record("first", **json.loads(json.dumps(row))) for row in rows]
    write(running_sandbox, base, "first", known, [schema("first", **columns), *lines])
    bench = Bench(running_sandbox, "sqlite:///:memory:")
    bench.config["bases"] = [base.app_token]
    bench.config.pop("store_url")

    first = bench.run("round_trip__first")
    assert seen(first.records["round_trip__first"]) == seen(rows)

    again = [record("copy", **row) for row in first.records["round_trip__first"]]
    told = first.schemas["round_trip__first"]["schema"]["properties"]
    write(
        running_sandbox,
        base,
        "second",
        known,
        [schema("copy", **{name: told[name] for name in told}), *again],
    )
    second = bench.run("round_trip__second")
    assert seen(second.records["round_trip__second"]) == seen(rows)
