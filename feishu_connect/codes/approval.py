"""Codes of approval; 60001 to 60014 are those of the older API, which the new one still gives."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError

_FIND_CODE = (
    "Take the code from `definitionCode=` in the address of the definition in the approval "
    "administration, https://www.feishu.cn/approval/admin/approvalList?devMode=on"
)
_FORM = (
    "Compare the values with the controls of the definition; the message names the control where "
    "Feishu tells it"
)


def approval() -> Rows:
    """Give the rows of this area."""
    yield (
        (1390001, 60001),
        Resolution(Action.FAIL, "a parameter of the approval call is not valid", _FORM),
    )
    yield (
        (1390002, 60002),
        Resolution(
            Action.FRESH,
            "there is no such approval definition",
            _FIND_CODE,
            error=NotFoundError,
            of_all=True,
        ),
    )
    yield (
        (1390003, 60003),
        Resolution(Action.FRESH, "there is no such approval instance", error=NotFoundError),
    )
    yield (
        (1390004, 60004),
        Resolution(
            Action.FAIL,
            "the person is not known to approval",
            "Give the person's e-mail, open_id or user_id; open_ids belong to one app",
        ),
    )
    yield (
        (60005,),
        Resolution(
            Action.FAIL,
            "the department is not one of the submitter's",
            "Give `department_id` in its custom form, of a department that the submitter is in, "
            "and not the root department",
        ),
    )
    yield (60006,), Resolution(Action.FAIL, "the form of the approval is not valid", _FORM)
    yield (
        (1390007, 60007, 60008),
        Resolution(Action.FAIL, "the subscription is in this state already"),
    )
    yield (
        (1390009, 60009),
        Resolution(
            Action.FAIL,
            "the app may not do this with this approval",
            "Open the definition in the approval administration, and let the app in under the "
            "operation permissions of its process design; to cancel, the definition has to allow "
            "revoking, and a task is decided by its own approver alone",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (1390010, 60010),
        Resolution(
            Action.FAIL,
            "there is no such approval task, or it is decided already",
            error=NotFoundError,
        ),
    )
    yield (
        (60011, 60013),
        Resolution(
            Action.FAIL,
            "the tenant's plan does not have this kind of approval",
            "Use another definition, or move the tenant to a larger plan",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (60012,),
        Resolution(Action.FAIL, "an approval instance with this uuid is there already"),
    )
    yield (
        (1390013,),
        Resolution(
            Action.FAIL,
            "the definition lets its submitters design the process, which the API does not take",
            "Give the definition a fixed process in the approval administration",
            of_all=True,
        ),
    )
    yield (
        (60014,),
        Resolution(
            Action.RETRY,
            "somebody else is changing the approval instance",
            error=RetriesExhaustedError,
        ),
    )
    yield (
        (1390014,),
        Resolution(
            Action.FAIL, "approval does not know the tenant", "Check tenant_key", of_all=True
        ),
    )
    yield (
        (1390015,),
        Resolution(
            Action.FAIL,
            "the approval definition is not active",
            "Enable it in the approval administration",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (1390016,),
        Resolution(
            Action.FAIL,
            "the approval definition is deleted",
            "Take its code out of approval_codes, or out of the route",
            NotFoundError,
            of_all=True,
        ),
    )
    yield (
        (1390018,),
        Resolution(
            Action.FAIL,
            "the step asks for a handwritten signature, which the API cannot give",
            "Decide it in Feishu, or take the signature out of the step",
        ),
    )
    yield (
        (1395001, 65001),
        Resolution(Action.UNSURE, "approval had an error", error=RetriesExhaustedError),
    )
