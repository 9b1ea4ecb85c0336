"""Fields of objects: from the route's templates, else from the record's own columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from target_feishu.errors import RecordError
from target_feishu.objects.fields import FieldTemplates, template_problems

KNOWN = ("summary", "due", "members")


def evaluate(given, **record):
    return FieldTemplates(given, KNOWN).evaluate(record)


def test_columns_of_a_fields_name_are_taken_where_the_route_gives_none():
    assert evaluate({}, summary="x", other=1) == {"summary": "x"}


def test_the_route_goes_before_the_record():
    assert evaluate({"summary": "{{ other }}!"}, summary="x", other="y") == {"summary": "y!"}


def test_a_setting_that_is_null_counts_as_not_given():
    assert evaluate({"summary": None}, summary="x") == {"summary": "x"}


def test_null_stays_null_and_what_is_absent_stays_absent():
    assert evaluate({"due": "{{ end }}"}, summary=None, end=None) == {"summary": None, "due": None}


def test_values_keep_their_kinds_and_numbers_are_those_of_json():
    given = {"members": [{"id": "{{ owner }}", "n": "{{ n }}", "is": True}]}
    found = evaluate(given, owner="ou_1", n=Decimal("2.0"), due={"at": Decimal("1.5")})
    assert found == {"members": [{"id": "ou_1", "n": 2, "is": True}], "due": {"at": 1.5}}


def test_a_template_that_does_not_fit_names_itself():
    with pytest.raises(RecordError, match=r"template `members\[0\].id`") as caught:
        evaluate({"members": [{"id": "{{ nobody }}"}]})
    assert caught.value.field == "members[0].id"


def test_wrong_templates_are_told_one_by_one():
    problems = template_problems({"summary": "{{ a", "due": "{{ b }}", "members": ["{% x %}"]})
    assert [each.split("`")[1] for each in problems] == ["summary", "members[0]"]
