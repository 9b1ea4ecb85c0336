"""Codes of docx."""

from __future__ import annotations

import typing as t

from feishu_connect.codes.row import Action, Resolution
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError

if t.TYPE_CHECKING:
    from feishu_connect.codes.row import Rows


def docx() -> Rows:
    """Give the rows of this area."""
    yield (
        (1770002, 1770003),
        Resolution(
            Action.FAIL,
            "the document does not exist, or was deleted",
            "Check the link: the token of a /wiki/ link is none of a document",
            NotFoundError,
        ),
    )
    yield (
        (1770032,),
        Resolution(
            Action.FAIL,
            "the document is not shared with the app, or only for reading where more is asked",
            "Open the document, choose ... > More > Add document app, and add this app",
            AccessError,
        ),
    )
    yield (
        (1770033,),
        Resolution(
            Action.FAIL,
            "the document's text is too large to be read in one piece",
            "Split the document, or deselect the column `content`",
            shrink=True,
        ),
    )
    yield (
        (1770020,),
        Resolution(
            Action.RETRY, "the document is being copied", "Run again later", RetriesExhaustedError
        ),
    )
    yield (
        (1771001, 1771002, 1771003, 1771004, 1771005, 1771006),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
