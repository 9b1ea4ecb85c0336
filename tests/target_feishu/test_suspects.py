from __future__ import annotations

import pytest

from feishu_connect import FeishuError, NotFoundError, RejectedError
from feishu_connect.bitable import Field
from target_feishu.bitable.suspects import is_bad_value, with_suspects

FIELDS = [
    Field("fld1", "负责人", 11, "User"),
    Field("fld2", "名称", 1, "Text"),
    Field("fld3", "审批人", 11, "User"),
]


@pytest.mark.parametrize("code", [1254015, 1254060, 1254066, 1254074, 1254130])
def test_conversion_errors_are_bad_values(code):
    assert is_bad_value(RejectedError("refused", code=code))


@pytest.mark.parametrize(
    "error", [RejectedError("x", code=1254014), NotFoundError("x", code=1254066), FeishuError("x")]
)
def test_other_errors_are_not(error):
    assert not is_bad_value(error)


@pytest.mark.parametrize(
    "code,about",
    [
        (1254066, "(table `客户`, field `负责人` or `审批人`)"),
        (1254060, "(table `客户`, field `名称`)"),
        (1254015, "(table `客户`, field `负责人` or `名称` or `审批人`)"),
        (1254061, "(table `客户`)"),
    ],
)
def test_the_code_tells_which_fields_it_can_be_about(code, about):
    told = with_suspects(RejectedError("refused", code=code, log_id="l"), "客户", FIELDS)
    assert str(told).startswith(f"refused {about}")
    assert (told.code, told.log_id) == (code, "l")
    assert told.cure
