"""Codes of tasks v2 (`/uAjLw4CM/ukTMukTMukTM/task-v2/overview`, and the pages of the calls)."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError


def task() -> Rows:
    """Give the rows of this area."""
    yield from _passing()
    yield from _objects()
    yield from _members()


def _passing() -> Rows:
    yield (
        (1470422,),
        Resolution(
            Action.RETRY,
            "the same call is still being carried out",
            "Run again later",
            error=RetriesExhaustedError,
        ),
    )
    yield (
        (1470500,),
        Resolution(
            Action.UNSURE,
            "Feishu had an internal error, or the task list is too large",
            "Run again later; lists of more than about 10,000 tasks are better split. Feishu also "
            "says this of members with ids of another kind or tenant, and of texts that its "
            "content check forbids",
            error=RetriesExhaustedError,
        ),
    )


def _objects() -> Rows:
    yield (
        (1470400,),
        Resolution(
            Action.FAIL,
            "a parameter is not valid",
            "Check the GUIDs in tasklist_guids, or in the route's `tasklists`: a list's link holds "
            "it behind `guid=`",
        ),
    )
    yield (
        (1470403,),
        Resolution(
            Action.FAIL,
            "the task list or task is not shared with this identity",
            "Share the list with the signed-in user, or add the app as a viewer (as an editor, "
            "where tasks are written): a member of the type `app`, which the API "
            "`tasklists/:tasklist_guid/add_members` adds",
            AccessError,
        ),
    )
    yield (
        (1470404,),
        Resolution(
            # A task that has just been made may not be everywhere yet.
            Action.FRESH,
            "the task list, task or comment does not exist, or was deleted",
            "Take the list out of tasklist_guids, or of the route's `tasklists`, if it is there",
            NotFoundError,
        ),
    )


def _members() -> Rows:
    yield (
        (1470610,),
        Resolution(Action.FAIL, "the task has no room for more assignees", "Name fewer people"),
    )
    yield (
        (1470611,),
        Resolution(Action.FAIL, "the task has no room for more followers", "Name fewer people"),
    )
    yield (
        (1470612,),
        Resolution(Action.FAIL, "the task list has no room for more members", "Name fewer people"),
    )
    yield (
        (1470613,),
        Resolution(Action.FAIL, "the task has a reminder already", "A task takes one reminder"),
    )
