"""What a refusal's code tells of the cells that it can be about."""

from __future__ import annotations

import pytest

from feishu_connect import AccessError, FeishuError, RejectedError
from feishu_connect.bitable import Field
from target_feishu.bitable.suspects import is_bad_value, suspects

FIELDS = [
    Field("fld1", "负责人", 11, "User"),
    Field("fld2", "名称", 1, "Text"),
    Field("fld3", "审批人", 11, "User"),
]


@pytest.mark.parametrize("code", [1254015, 1254060, 1254066, 1254074, 1254130])
def test_conversion_errors_are_bad_values(code):
    assert is_bad_value(RejectedError("refused", code=code))


@pytest.mark.parametrize("code", [1254027, 1254303])
def test_files_of_another_base_are_bad_values_whatever_their_class(code):
    assert is_bad_value(AccessError("refused", code=code))


@pytest.mark.parametrize("error", [RejectedError("x", code=1254014), FeishuError("x")])
def test_other_errors_are_not(error):
    assert not is_bad_value(error)


@pytest.mark.parametrize(
    "code, names",
    [
        (1254066, ["负责人", "审批人"]),
        (1254060, ["名称"]),
        (1254015, ["负责人", "名称", "审批人"]),
        (1254061, ["负责人", "名称", "审批人"]),
    ],
)
def test_the_code_tells_which_fields_it_can_be_about(code, names):
    assert [field.name for field in suspects(code, FIELDS)] == names
