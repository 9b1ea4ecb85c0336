"""Codes of docx."""

from __future__ import annotations

import typing as t

from feishu_connect.codes.row import Action, Resolution
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError

if t.TYPE_CHECKING:
    from feishu_connect.codes.row import Rows


_LARGE = "Split the document into several, each with a part of the content"


def docx() -> Rows:
    """Give the rows of this area."""
    # A document that was just made may not be known everywhere yet.
    for code, action in ((1770002, Action.FRESH), (1770003, Action.FAIL)):
        yield (
            (code,),
            Resolution(
                action,
                "the document does not exist, or was deleted",
                "Check the link: the token of a /wiki/ link is none of a document",
                NotFoundError,
            ),
        )
    yield from _folders()
    yield from _content()
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


def _folders() -> Rows:
    """Where documents are made."""
    yield (
        (1770036,),
        Resolution(
            Action.RETRY,
            "another document is being made in this folder",
            "Run again later, and let one run at a time write into the folder",
            RetriesExhaustedError,
        ),
    )
    yield (
        (1770037,),
        Resolution(
            Action.FAIL,
            "the folder is full",
            "Give another folder: one takes 1,500 documents",
            setting="folder_token",
        ),
    )
    yield (
        (1770039,),
        Resolution(
            Action.FAIL,
            "there is no such folder",
            "Check `folder_token`: a folder's link is .../drive/folder/...; a wiki is none",
            NotFoundError,
            setting="folder_token",
        ),
    )
    yield (
        (1770040,),
        Resolution(
            Action.FAIL,
            "the app may not make documents in this folder",
            "Put the app's bot into a group and give the group edit permission on the folder, or "
            "give a folder that the app has made",
            AccessError,
            setting="folder_token",
        ),
    )


def _content() -> Rows:
    """What Feishu refuses to put into a document."""
    yield (
        (1770004, 1770005, 1770007, 1770010, 1770011, 1770012, 1770034),
        Resolution(Action.FAIL, "the content is too large, or nested too deeply", _LARGE),
    )
    yield (
        (1770006, 1770014, 1770019, 1770028, 1770029, 1770030, 1770031, 1770041),
        Resolution(
            Action.FAIL,
            "the blocks do not fit together",
            "Simplify the content there, e.g. take a table out of a table",
        ),
    )
    yield (
        (1770008, 1770013, 1770038),
        Resolution(
            Action.FAIL,
            "a picture or file in the content cannot be taken",
            "Check that it is a picture of up to 20 MB",
        ),
    )
    yield (
        (1770001, 1770024, 1770025, 1770035),
        Resolution(Action.FAIL, "docx finds a parameter not valid"),
    )
    yield (
        (1770021,),
        Resolution(Action.FAIL, "the revision is more than 1,000 edits behind the newest"),
    )
