"""Templates that keep the kinds of values, and reach any column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from target_feishu.errors import RecordError
from target_feishu.templates import FullRecord, Template, compile_all, evaluate_all, plain


def evaluate(source, **record):
    return Template(source, "field").evaluate(record)


@pytest.mark.parametrize(
    "source, value",
    [
        ("{{ names }}", ["a", "b"]),
        (" {{- names -}} ", ["a", "b"]),
        ("{{ n }}", 1),
        ("{{ n }}{{ n }}", "1.01.0"),
        ("n={{ n }}", "n=1.0"),
        ("{{ nothing }}", None),
        ("{{ yes }}", True),
        ("{{ names | map('upper') }}", ["A", "B"]),
        ("{{ names | map('upper') | list }}", ["A", "B"]),
        ("{{ {'a': n} }}", {"a": 1}),
        ("{{ gap | default(none) }}", None),
        ("{{ names | join('}}') }}", "a}}b"),
        ("text", "text"),
        ("", ""),
    ],
)
def test_one_expression_keeps_the_kind_of_its_value(source, value):
    record = {"names": ["a", "b"], "n": Decimal("1.0"), "nothing": None, "yes": True}
    assert evaluate(source, **record) == value


@pytest.mark.parametrize(
    "source",
    ["{{ gap }}", "{{ [gap] }}", "{{ x.y.z }}", "{{ names | map(attribute='a') }}", "{{ x / 0 }}"],
)
def test_what_the_record_does_not_have_is_an_error_that_names_the_template(source):
    with pytest.raises(RecordError, match="template `field`"):
        evaluate(source, x={}, names=[{}])


@pytest.mark.parametrize("name", ["self", "context", "record", "class", "订单"])
def test_columns_of_any_name_are_in_the_record(name):
    assert Template(f"{{{{ record['{name}'] }}}}", "field").evaluate({name: 1}) == 1


def test_expressions_cannot_reach_into_python():
    with pytest.raises(RecordError, match="unsafe"):
        evaluate("{{ ''.__class__.__mro__ }}")


def test_structures_are_evaluated_string_by_string():
    compiled = compile_all({"a": ["{{ n }}", 1, None], "b": {"c": "{{ n }}!"}}, "field")
    assert evaluate_all(compiled, {"n": 2}) == {"a": [2, 1, None], "b": {"c": "2!"}}


def test_numbers_become_those_of_json():
    assert plain({"a": (Decimal(3), Decimal("0.5"))}) == {"a": [3, 0.5]}


def test_columns_that_a_record_leaves_out_are_null_and_other_names_an_error():
    record = FullRecord({"id": 1}, ["id", "name"])
    assert Template("{{ name }}", "field").evaluate(record) is None
    assert Template("{{ record.name }}|{{ name | default('-') }}", "field").render(record) == "|-"
    with pytest.raises(RecordError, match="'nmae' is undefined"):
        Template("{{ nmae }}", "field").render(record)
