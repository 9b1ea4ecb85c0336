"""What was written is what is read, for every type that can be written."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feishu_connect.bitable import Field, FieldCodec, codec_for

Kind: TypeAlias = tuple[int, str]
Strings: TypeAlias = st.SearchStrategy[str]

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
NAMES = WORDS.filter(str.strip)
IDS = st.text("abcdefgh0123_", min_size=1, max_size=8)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
INTEGERS = st.integers(-(2**53), 2**53)
TIMES = st.datetimes(timezones=st.just(dt.timezone.utc)).map(
    lambda moment: moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
)


def lists(values: Strings) -> st.SearchStrategy[list[str]]:
    return st.lists(values, min_size=1, max_size=5, unique=True)


def with_id(ids: Strings, *others: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    return lists(ids).map(lambda found: [{"id": each, **dict.fromkeys(others)} for each in found])


def place(coordinates: tuple[float, float]) -> dict[str, Any]:
    names = ("name", "full_address", "address", "pname", "cityname", "adname")
    longitude, latitude = coordinates
    return {**dict.fromkeys(names), "longitude": longitude, "latitude": latitude}


VALUES = {
    (1, "Text"): WORDS,
    (1, "Email"): IDS.map("{}@example.com".format),
    (1, "Barcode"): WORDS,
    (2, "Number"): FLOATS | INTEGERS,
    (2, "Progress"): st.floats(0, 1),
    (2, "Currency"): FLOATS | INTEGERS,
    (2, "Rating"): st.integers(0, 10),
    (3, "SingleSelect"): NAMES,
    (4, "MultiSelect"): lists(NAMES),
    (5, "DateTime"): TIMES,
    (7, "Checkbox"): st.booleans(),
    (11, "User"): with_id(IDS, "name", "en_name", "email"),
    (13, "Phone"): st.from_regex(r"\+?[0-9]{1,20}", fullmatch=True),
    (15, "Url"): st.fixed_dictionaries({"text": NAMES, "link": NAMES.map("https://{}".format)}),
    (17, "Attachment"): lists(IDS),
    (18, "SingleLink"): lists(IDS),
    (21, "DuplexLink"): lists(IDS),
    (22, "Location"): st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(place),
    (23, "GroupChat"): with_id(IDS, "name"),
}
FILE_KEYS = ("file_token", "name", "type", "size", "url", "tmp_url")
CASES = st.sampled_from(sorted(VALUES)).flatmap(lambda kind: VALUES[kind].map(lambda v: (kind, v)))


def as_search_shape(number: int, ui_type: str, written: object) -> object:
    """Do what Feishu does to a written cell before records/search gives it back."""
    if written is None or (number == 7 and not written):
        return None  # an empty cell is absent
    if ui_type == "Email":
        return [{"type": "url", "text": written, "link": f"mailto:{written}"}]
    if number == 1:
        return [{"type": "text", "text": written}]
    if number in {18, 21}:
        return {"link_record_ids": written}
    if number == 22:
        return {"location": written}
    return written


def codec_of(kind: Kind) -> FieldCodec:
    number, ui_type = kind
    return codec_for(Field("fld1", "Column", number, ui_type))


def contract_value(kind: Kind, value: object) -> object:
    if kind[0] == 17 and isinstance(value, list):
        return [dict.fromkeys(FILE_KEYS) | {"file_token": token} for token in value]
    return value


@given(CASES)
def test_a_written_value_is_read_back(case: tuple[Kind, object]):
    kind, plain = case
    codec, value = codec_of(kind), contract_value(kind, plain)
    assert codec.read(as_search_shape(*kind, codec.write(value))) == value


@given(CASES)
def test_a_request_can_be_serialised(case: tuple[Kind, object]):
    kind, plain = case
    json.dumps(codec_of(kind).write(contract_value(kind, plain)), allow_nan=False).encode()


@given(CASES)
def test_a_value_kept_as_json_text_writes_the_same(case: tuple[Kind, object]):
    kind, plain = case
    codec, value = codec_of(kind), contract_value(kind, plain)
    if isinstance(value, (list, dict)):
        assert codec.write(json.dumps(value)) == codec.write(value)


@given(CASES)
def test_the_key_of_a_row_is_the_same_on_both_sides(case: tuple[Kind, object]):
    kind, plain = case
    codec, value = codec_of(kind), contract_value(kind, plain)
    cell = as_search_shape(*kind, codec.write(value))
    assert hash(codec.key(codec.write(codec.read(cell)))) == hash(codec.key(codec.write(value)))
    assert codec.key(codec.write(codec.read(cell))) == codec.key(codec.write(value))


@pytest.mark.parametrize(
    "kind,first,second",
    [
        ((2, "Number"), "5", 5.0),
        ((5, "DateTime"), "2026-01-31T08:00:00Z", 1769846400000),
        ((7, "Checkbox"), None, False),
        ((11, "User"), ["b", "a"], [{"name": "A", "id": "a"}, {"id": "b"}]),
        ((15, "Url"), "https://x", {"link": "https://x", "text": "https://x"}),
        ((1, "Text"), None, ""),
    ],
)
def test_forms_of_one_value_have_one_key(kind: Kind, first: object, second: object):
    codec = codec_of(kind)
    assert codec.key(codec.write(first)) == codec.key(codec.write(second))


@given(st.text(st.characters()))
def test_text_never_keeps_half_a_character(text: str):
    written = codec_of((1, "Text")).write(text) or ""
    assert len(written.encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass"))
    assert all(not 0xD800 <= ord(each) < 0xE000 for each in written)


@given(TIMES, st.integers(-14 * 60, 14 * 60))
def test_a_zone_changes_the_text_and_not_the_moment(text: str, minutes: int):
    codec = codec_of((5, "DateTime"))
    moment = dt.datetime.fromisoformat(text[:-1]).replace(tzinfo=dt.timezone.utc)
    try:
        elsewhere = moment.astimezone(dt.timezone(dt.timedelta(minutes=minutes)))
    except OverflowError:
        return
    assert codec.write(elsewhere) == codec.write(elsewhere.isoformat()) == codec.write(text)
