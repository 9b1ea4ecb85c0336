"""Codes of contacts and wiki."""

from __future__ import annotations

from feishu_connect.codes.people import people
from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import (
    AccessError,
    NotFoundError,
    RetriesExhaustedError,
)


def directory() -> Rows:
    """Give the rows of this area."""
    yield from people()
    yield (
        (40004, 40014, 41050, 40157, 40161),
        Resolution(
            Action.FAIL,
            "the department or user is outside the app's contact range",
            "Widen the range on the console's page Permissions, Contacts data range, and publish",
            AccessError,
        ),
    )
    yield (
        (40008, 40015),
        Resolution(Action.FAIL, "there is no such department", error=NotFoundError),
    )
    yield (
        (42002,),
        Resolution(Action.FAIL, "there is no such user group", error=NotFoundError),
    )
    yield (
        (42009,),
        Resolution(
            Action.FAIL,
            "the user group is outside the app's contact range",
            "Add the group on the console's page Permissions, Contacts data range, and publish",
            AccessError,
        ),
    )
    yield (40162, 43010), Resolution(Action.FAIL, "the department is too large for one recursion")
    yield (
        (40003,),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
    yield (
        (131001,),
        Resolution(Action.UNSURE, "the wiki did not answer", error=RetriesExhaustedError),
    )
    yield (
        (131005,),
        Resolution(Action.FAIL, "there is no such wiki page", "Check the link", NotFoundError),
    )
    yield (
        (131006,),
        Resolution(
            Action.FAIL,
            "the app may not read this wiki page",
            "Add the app to the wiki space as a member, or share the page with it",
            AccessError,
        ),
    )
