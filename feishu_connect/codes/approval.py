"""Codes of approval."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError

_FIND_CODE = (
    "Take the code from `definitionCode=` in the address of the definition in the approval "
    "administration, https://www.feishu.cn/approval/admin/approvalList?devMode=on"
)


def approval() -> Rows:
    """Give the rows of this area."""
    yield (1390001,), Resolution(Action.FAIL, "a parameter of the approval call is not valid")
    yield (
        (1390002,),
        Resolution(
            Action.FAIL, "there is no such approval definition", _FIND_CODE, error=NotFoundError
        ),
    )
    yield (
        (1390003,),
        Resolution(Action.FAIL, "there is no such approval instance", error=NotFoundError),
    )
    yield (1390004,), Resolution(Action.FAIL, "the person is not known to approval")
    yield (1390007,), Resolution(Action.FAIL, "the subscription is in this state already")
    yield (
        (1390009,),
        Resolution(
            Action.FAIL,
            "the app may not read this approval",
            "Open the definition in the approval administration, and let the app in under the "
            "operation permissions of its process design",
            AccessError,
        ),
    )
    yield (
        (1390016,),
        Resolution(
            Action.FAIL,
            "the approval definition is deleted",
            "Take its code out of approval_codes",
            NotFoundError,
        ),
    )
    yield (
        (1395001,),
        Resolution(Action.UNSURE, "approval had an error", error=RetriesExhaustedError),
    )
