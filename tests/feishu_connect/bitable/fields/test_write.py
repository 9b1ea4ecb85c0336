"""Values of records become what records/batch_create takes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from feishu_connect import CellError
from feishu_connect.bitable.fields.coercion import refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from feishu_connect.bitable import FieldCodec

    Codecs: TypeAlias = Callable[..., FieldCodec]

UTC = dt.timezone.utc
CHINA = dt.timezone(dt.timedelta(hours=8))
MOMENT = 1769846400000
READ_ONLY = {
    "Lookup",
    "Formula",
    "Stage",
    "CreatedTime",
    "ModifiedTime",
    "CreatedUser",
    "ModifiedUser",
    "AutoNumber",
    "Button",
    "Hologram",
}


def test_the_types_that_feishu_fills_are_not_writable(codec: Codecs, ui_types: tuple[str, ...]):
    assert {ui_type for ui_type in ui_types if not codec(ui_type).writable} == READ_ONLY
    for ui_type in READ_ONLY:
        with pytest.raises(CellError, match=f"{ui_type} field is filled by Feishu"):
            codec(ui_type).write(1)


def test_null_clears_every_type(codec: Codecs, ui_types: tuple[str, ...]):
    for ui_type in ui_types:
        assert codec(ui_type).write(None) is None, ui_type
        if ui_type not in READ_ONLY:
            assert codec(ui_type).write("") is None, ui_type


@pytest.mark.parametrize(
    "value,cell",
    [
        ("a", "a"),
        (" ", " "),
        (5, "5"),
        (2**60, "1152921504606846976"),
        (1.5, "1.5"),
        (1e21, "1000000000000000000000"),
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+999999"), "1E+999999"),
        (True, "true"),
        (False, "false"),
        ({"a": "é", "b": [1]}, '{"a":"é","b":[1]}'),
        ([], "[]"),
        (["a", Decimal("1.5"), dt.date(2026, 1, 31)], '["a",1.5,"2026-01-31"]'),
        (dt.datetime(2026, 1, 31, 16, tzinfo=CHINA), "2026-01-31T08:00:00.000Z"),
        (dt.datetime(2026, 1, 31, 8), "2026-01-31T08:00:00.000Z"),  # noqa: DTZ001 - naive is UTC
        ([dt.datetime(2026, 1, 31, 8, tzinfo=UTC)], '["2026-01-31T08:00:00.000Z"]'),
        (MappingProxyType({"id": UUID(int=1)}), '{"id":"00000000-0000-0000-0000-000000000001"}'),
        ({"a": MappingProxyType({"b": dt.time(8)})}, '{"a":{"b":"08:00:00"}}'),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (dt.date(2026, 1, 31), "2026-01-31"),
        (dt.time(8, 30), "08:30:00"),
        ("a\ud800b", "a\ufffdb"),
        ([{"type": "text", "text": "a"}, {"type": "url", "text": "b", "link": "https://x"}], "ab"),
    ],
)
def test_text_takes_any_value(codec: Codecs, value: object, cell: object):
    assert codec("Text").write(value) == cell


@pytest.mark.parametrize(
    "value,cell",
    [
        (5, 5),
        (0.34, 0.34),
        ("12", 12),
        (" -1.5e3 ", -1500.0),
        (Decimal(7), 7),
        (Decimal("0.1"), 0.1),
        (Decimal("1E+30"), 10**30),
        (1e30, 1e30),
        (2**53, 2**53),
        (10**18, 10**18),
    ],
)
def test_numbers_take_numbers_and_text_that_spells_one(codec: Codecs, value: object, cell: object):
    written = codec("Number").write(value)
    assert (written, type(written)) == (cell, type(cell))


@pytest.mark.parametrize(
    "value",
    [
        MOMENT,
        float(MOMENT),
        Decimal(MOMENT),
        pytest.param(str(MOMENT), id="text"),
        "2026-01-31T08:00:00.000Z",
        "2026-01-31T08:00:00Z",
        "2026-01-31T08:00:00",
        "2026-01-31 08:00",
        "2026-01-31T16:00:00+08:00",
        "2026-01-31T16:00:00.0000009+0800",
        "2026-01-31 16:00:00+08",
        "2026-01-31 08:00:00.000000 UTC",
        dt.datetime(2026, 1, 31, 8, tzinfo=UTC),
        dt.datetime(2026, 1, 31, 16, tzinfo=CHINA),
        dt.datetime(2026, 1, 31, 8),  # noqa: DTZ001 - naive is UTC
    ],
)
def test_times_take_every_usual_form(codec: Codecs, value: object):
    assert codec("DateTime").write(value) == MOMENT


@pytest.mark.parametrize("value", ["2026-01-31", dt.date(2026, 1, 31)])
def test_a_day_is_its_midnight_in_utc(codec: Codecs, value: object):
    assert codec("DateTime").write(value) == MOMENT - 8 * 3_600_000


@pytest.mark.parametrize(
    "ui_type,value,cell",
    [
        ("Rating", "4", 4),
        ("Rating", 4.0, 4),
        ("Phone", "+86 (138) 0000-00.00", "+8613800000000"),
        ("Phone", 13800000000, "13800000000"),
        ("Phone", 13800000000.0, "13800000000"),
        ("Email", "a@b.c", "a@b.c"),
        ("Barcode", 4711, "4711"),
        ("SingleSelect", ["a"], "a"),
        ("SingleSelect", True, "true"),
        ("SingleSelect", [], None),
        ("MultiSelect", ["b", "a", "b", None, ""], ["b", "a"]),
        ("MultiSelect", '["a", 2]', ["a", "2"]),
        ("MultiSelect", "a, b", ["a, b"]),
        ("MultiSelect", "[draft]", ["[draft]"]),
        ("MultiSelect", [], None),
        ("Checkbox", True, True),
        ("Checkbox", 0, False),
        ("Checkbox", Decimal(1), True),
        ("Checkbox", "Yes", True),
        ("User", [{"id": "ou_1", "name": "Ann"}, {"id": "ou_1"}], [{"id": "ou_1"}]),
        ("User", "ou_1", [{"id": "ou_1"}]),
        ("User", {"id": "ou_1"}, [{"id": "ou_1"}]),
        ("User", ["ou_1", "ou_2"], [{"id": "ou_1"}, {"id": "ou_2"}]),
        ("User", '[{"id": "ou_1", "email": null}]', [{"id": "ou_1"}]),
        ("User", 4711, [{"id": "4711"}]),
        ("User", [], None),
        ("GroupChat", [{"id": "oc_1", "name": "Team"}], [{"id": "oc_1"}]),
        ("GroupChat", "oc_1", [{"id": "oc_1"}]),
        ("Url", "https://x", {"text": "https://x", "link": "https://x"}),
        ("Url", {"text": "X", "link": "https://x"}, {"text": "X", "link": "https://x"}),
        ("Url", {"link": "https://x"}, {"text": "https://x", "link": "https://x"}),
        ("Url", '{"text": "X", "link": "https://x"}', {"text": "X", "link": "https://x"}),
        ("Url", {"text": None, "link": None}, None),
        ("Url", [], None),
        ("Attachment", [{"file_token": "b", "name": "x"}], [{"file_token": "b"}]),
        ("Attachment", "box1", [{"file_token": "box1"}]),
        ("Attachment", [], None),
        ("SingleLink", ["rec1", "rec2", "rec1"], ["rec1", "rec2"]),
        ("SingleLink", '["rec1"]', ["rec1"]),
        ("DuplexLink", {"link_record_ids": ["rec1"]}, ["rec1"]),
        ("DuplexLink", "rec1", ["rec1"]),
        ("Location", "116.397755, 39.903179", "116.397755,39.903179"),
        ("Location", {"longitude": 0.0000001, "latitude": "39"}, "0.0000001,39.0"),
        ("Location", {"location": "116,39", "name": "x"}, "116.0,39.0"),
        ("Location", '{"longitude": 116, "latitude": 39}', "116.0,39.0"),
        ("Location", [116.5, 39], "116.5,39.0"),
        ("Location", {}, None),
    ],
)
def test_each_type_writes_the_documented_shape(
    codec: Codecs, ui_type: str, value: object, cell: object
):
    assert codec(ui_type).write(value) == cell


@pytest.mark.parametrize(
    "ui_type,value,reason",
    [
        ("Number", "abc", 'expected a number, got text "abc"'),
        ("Number", "1_000", 'expected a number, got text "1_000"'),
        ("Number", True, "expected a number, got true"),
        ("Number", [1], r"expected a number, got list \[1\]"),
        ("Number", float("inf"), 'expected a finite number, got text "inf"'),
        ("Number", "1e999", 'expected a finite number, got text "inf"'),
        ("Number", Decimal("NaN"), "expected a number, got number"),
        ("Number", 2**53 + 1, "more digits than a number field keeps"),
        ("Number", 2**60, "more digits than a number field keeps"),
        ("Number", 10**400, "more digits than a number field keeps"),
        ("Rating", 6, "expected a rating from 0 to 5, got number 6"),
        ("Rating", 3.5, "expected a whole number for a rating, got number 3.5"),
        ("Phone", "call me", 'expected a phone number .+, got text "call me"'),
        ("Phone", "1" * 65, "at most 64 digits"),
        ("Phone", True, "expected a phone number, got true"),
        ("SingleSelect", ["a", "b"], r'the name of one option, got list \["a","b"\]'),
        ("MultiSelect", [{"name": "a"}], 'the name of one option, got object {"name":"a"}'),
        ("DateTime", "soon", 'expected a time, got text "soon"'),
        ("DateTime", "2026-02-30", "expected a time"),
        ("DateTime", "20260131", "expected a time"),
        ("DateTime", 1.5, "expected a time, got number 1.5"),
        ("DateTime", True, "expected a time, got true"),
        ("DateTime", dt.time(8), 'expected a time, got time "?08:00'),
        ("DateTime", 10**15, "between the years 1 and 9999"),
        ("DateTime", "0001-01-01T00:00:00+14:00", "between the years 1 and 9999"),
        ("Checkbox", "perhaps", 'expected true or false, got text "perhaps"'),
        ("Checkbox", 2, "expected true or false, got number 2"),
        ("User", [{"name": "Ann"}], 'expected a person with an id, got object {"name":"Ann"}'),
        ("GroupChat", True, "expected a chat with an id, got true"),
        ("Attachment", {"name": "x"}, "expected a file with a file_token"),
        ("SingleLink", {"text": "x"}, "expected a record id"),
        ("Url", {"link": 5}, "expected a link"),
        ("Url", ["a", "b"], "expected one link"),
        ("Url", 5, "expected a link"),
        ("Location", "here", "expected a location"),
        ("Location", {"name": "here"}, "expected a location"),
        ("Location", "39.9,116.4", "longitude within ±180 and latitude within ±90"),
        ("Location", "116", "expected a location"),
        ("Text", {1, 2}, "expected text, got set"),
        ("Text", b"x", "expected text, got bytes"),
        ("Text", float("nan"), "finite number"),
        ("Text", {"a": object()}, "no JSON form"),
        ("Text", dt.datetime.min.replace(tzinfo=CHINA), "between the years 1 and 9999"),
        ("Number", {"a": {1}}, "expected a number, got object"),
        ("Text", "x" * 100, None),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_reason(
    codec: Codecs, ui_type: str, value: object, reason: str
):
    writer = codec(ui_type, settings={"min": 0, "max": 5})
    if reason is None:
        assert writer.write(value) == value
        return
    with pytest.raises(CellError, match=reason):
        writer.write(value)


def test_a_reason_can_speak_of_nothing():
    assert str(refusal(None, "a number")) == "expected a number, got nothing"


def test_a_reason_quotes_only_the_beginning_of_a_long_value(codec: Codecs):
    with pytest.raises(CellError) as caught:
        codec("Number").write("x" * 10_000)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    "ui_type,limit,things",
    [
        ("MultiSelect", 1000, "options"),
        ("User", 1000, "people"),
        ("GroupChat", 10, "chats"),
        ("SingleLink", 500, "linked records"),
        ("Attachment", 100, "attachments"),
    ],
)
def test_a_cell_holds_only_so_many(codec: Codecs, ui_type: str, limit: int, things: str):
    members = [f"id{number}" for number in range(limit + 1)]
    assert len(codec(ui_type).write(members[:limit])) == limit
    with pytest.raises(CellError, match=f"at most {limit:,} {things}, got {limit + 1:,}"):
        codec(ui_type).write(members)


def test_a_text_cell_holds_100_000_characters(codec: Codecs):
    assert codec("Text").write("😀" * 100_000)
    with pytest.raises(CellError, match="at most 100,000 characters, got 100,001"):
        codec("Text").write("x" * 100_001)
