"""Names of streams and columns."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feishu_connect.bitable import Field, column_names, slug, table_streams

NAMES = st.text(max_size=12) | st.sampled_from(
    ["a", "A", "\uff41", "a!", "a fld1", "a_fld2", "!", ""]
)


def fields(*names: str) -> list[Field]:
    return [Field(f"fld{number}", name, 1, "Text") for number, name in enumerate(names, start=1)]


@pytest.mark.parametrize(
    "text,expected",
    [
        ("Amount", "amount"),
        ("Unit price (CNY)", "unit_price_cny"),
        ("  -- a -- b --  ", "a_b"),
        ("__a__b__", "a_b"),
        ("客户 名称", "客户_名称"),
        ("Straße", "strasse"),
        ("\uff21\uff22\uff23\uff11\uff12", "abc12"),
        ("Ⅷ²½", "viii21_2"),
        ("हिन्दी", "हिन्दी"),
        ("ไทย น้ำ", unicodedata.normalize("NFKC", "ไทย_น้ำ")),
        ("1️⃣ step", "1_step"),
        ("a\ufe0fb", "a_b"),
        ("a\U000e0100", "a"),
        ("a\u180bb\u180fc", "a_b_c"),
        ("❤️", ""),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_letters_marks_and_digits_of_every_script(text: str, expected: str):
    assert slug(text) == expected


@given(st.text())
def test_a_slug_has_underscores_only_single_and_inside(text: str):
    made = slug(text)
    assert "__" not in made
    assert made == made.strip("_")
    assert all(each == "_" or unicodedata.category(each)[0] in "LNM" for each in made)


@given(st.text(st.characters(codec="ascii")))
def test_variants_in_case_and_width_give_one_slug(text: str):
    wide = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)
    assert slug(text) == slug(text.upper()) == slug(text.lower()) == slug(wide)


def test_the_first_of_colliding_columns_keeps_the_plain_slug():
    assert column_names(fields("Amount", "amount", "AMOUNT!", "Note")) == {
        "fld1": "amount",
        "fld2": "amount_fld2",
        "fld3": "amount_fld3",
        "fld4": "note",
    }


def test_a_name_without_letters_becomes_the_field_id():
    assert column_names(fields("❤️", "ok")) == {"fld1": "fld1", "fld2": "ok"}


def test_a_field_named_like_a_suffixed_one_does_not_collide():
    assert column_names(fields("a fld3", "a", "a")) == {
        "fld1": "a_fld3",
        "fld2": "a",
        "fld3": "a_fld3_fld3",
    }


def test_columns_can_be_named_by_id():
    assert column_names(fields("a", "a"), "id") == {"fld1": "fld1", "fld2": "fld2"}


@given(st.lists(NAMES, max_size=12))
def test_columns_never_collide_not_even_where_case_does_not_count(names: list[str]):
    columns = column_names(fields(*names))
    assert len(columns) == len(names)
    assert len({column.casefold() for column in columns.values()}) == len(names)
    assert not any(column.startswith("_") for column in columns.values())


@given(st.lists(NAMES, max_size=8), NAMES)
def test_a_field_added_at_the_end_renames_no_column(names: list[str], added: str):
    before = column_names(fields(*names))
    after = column_names(fields(*names, added))
    assert {field_id: after[field_id] for field_id in before} == before


def test_a_stream_is_named_after_base_and_table():
    assert table_streams("crm", [("tbl1", "Orders"), ("tbl2", "🚀")]) == {
        "tbl1": "crm__orders",
        "tbl2": "crm__tbl2",
    }


def test_tables_with_one_slug_all_get_their_id():
    assert table_streams("crm", [("tbl1", "Orders"), ("tbl2", "orders!"), ("tbl3", "x")]) == {
        "tbl1": "crm__orders_tbl1",
        "tbl2": "crm__orders_tbl2",
        "tbl3": "crm__x",
    }


def test_an_alias_is_the_whole_name_and_leaves_the_others_alone():
    tables = [("tbl1", "Orders"), ("tbl2", "Orders")]
    assert table_streams("crm", tables, {"tbl1": "sales", "tbl9": "x"}) == {
        "tbl1": "sales",
        "tbl2": "crm__orders_tbl2",
    }


def test_a_table_gives_way_to_an_alias_that_took_its_name():
    assert table_streams("crm", [("tbl1", "a"), ("tbl2", "b")], {"tbl2": "crm__a"}) == {
        "tbl1": "crm__a_tbl1",
        "tbl2": "crm__a",
    }


def test_one_alias_for_two_tables_is_refused():
    with pytest.raises(ValueError, match="same alias"):
        table_streams("crm", [("tbl1", "a"), ("tbl2", "b")], {"tbl1": "x", "tbl2": "X"})


@given(st.lists(NAMES, max_size=10), st.lists(NAMES, max_size=3, unique_by=str.casefold))
def test_streams_never_collide(names: list[str], aliases: list[str]):
    tables = [(f"fld{number}", name) for number, name in enumerate(names)]
    chosen = {f"fld{number}": f"b__{alias}" for number, alias in enumerate(aliases)}
    streams = table_streams("b", tables, chosen)
    assert list(streams) == [table_id for table_id, _ in tables]
    assert len({stream.casefold() for stream in streams.values()}) == len(tables)


def test_the_order_of_tables_does_not_change_ordinary_names():
    tables = [("tbl1", "Orders"), ("tbl2", "orders"), ("tbl3", "x")]
    assert table_streams("b", tables) == table_streams("b", tables[::-1])
