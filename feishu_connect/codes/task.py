"""Codes of tasks v2 (`/uAjLw4CM/ukTMukTMukTM/task-v2/faq`)."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError


def task() -> Rows:
    """Give the rows of this area."""
    yield (
        (1470400,),
        Resolution(
            Action.FAIL,
            "a parameter is not valid",
            "Check the GUIDs in tasklist_guids: a list's link holds it behind `guid=`",
        ),
    )
    yield (
        (1470403,),
        Resolution(
            Action.FAIL,
            "the task list or task is not shared with this identity",
            "Share the list with the signed-in user, or add the app as a viewer: a member of the "
            "type `app`, which the API `tasklists/:tasklist_guid/add_members` adds",
            AccessError,
        ),
    )
    yield (
        (1470404,),
        Resolution(
            Action.FAIL,
            "the task list, task or comment does not exist, or was deleted",
            "Take the list out of tasklist_guids if it is there",
            NotFoundError,
        ),
    )
    yield (
        (1470500,),
        Resolution(
            Action.UNSURE,
            "Feishu had an internal error, or the task list is too large",
            "Run again later; lists of more than about 10,000 tasks are better split",
            error=RetriesExhaustedError,
        ),
    )
