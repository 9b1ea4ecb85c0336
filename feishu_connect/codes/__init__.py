"""Feishu's result codes as data: what each means, and what to do about it.

Success is `code == 0` and nothing else; the HTTP status only decides where there is no JSON.
"""

from __future__ import annotations

import typing as t

from feishu_connect.codes.approval import approval
from feishu_connect.codes.bitable import bitable
from feishu_connect.codes.calendar import calendar
from feishu_connect.codes.common import common
from feishu_connect.codes.directory import directory
from feishu_connect.codes.docx import docx
from feishu_connect.codes.drive import drive
from feishu_connect.codes.media import media
from feishu_connect.codes.messages import messages
from feishu_connect.codes.oauth import oauth
from feishu_connect.codes.row import Action, Resolution
from feishu_connect.codes.sheets import sheets
from feishu_connect.codes.task import task
from feishu_connect.errors import RetriesExhaustedError

__all__ = ["CODES", "Action", "Resolution", "resolve", "resolve_status"]

#: code -> what to do.
CODES: t.Final[dict[int, Resolution]] = {
    code: resolution
    for rows in (
        common(),
        oauth(),
        bitable(),
        directory(),
        messages(),
        approval(),
        task(),
        calendar(),
        drive(),
        media(),
        docx(),
        sheets(),
    )
    for codes, resolution in rows
    for code in codes
}

_UNAVAILABLE = Resolution(Action.UNSURE, "Feishu is not available", error=RetriesExhaustedError)
_THROTTLED = Resolution(Action.WAIT, "too many requests", error=RetriesExhaustedError)
_REFUSED = Resolution(Action.FAIL, "Feishu refused the request")

_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500


def resolve(code: int, status: int) -> Resolution:
    """Find the row of a code; an unknown code is judged by the HTTP status."""
    known = CODES.get(code)
    if known is not None:
        return known
    return resolve_status(status)


def resolve_status(status: int) -> Resolution:
    """Judge a reply that has no usable code."""
    if status == _TOO_MANY_REQUESTS:
        return _THROTTLED
    if status >= _SERVER_ERROR:
        return _UNAVAILABLE
    return _REFUSED
