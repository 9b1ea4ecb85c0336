"""Codes of sheets: seven digits in v3, five (`/ukTMukTMukTM/ugjM14COyUjL4ITN`) in v2."""

from __future__ import annotations

import typing as t

from feishu_connect.codes.row import Action, Resolution
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError

if t.TYPE_CHECKING:
    from feishu_connect.codes.row import Rows


def sheets() -> Rows:
    """Give the rows of this area."""
    yield (
        (1310214, 1310249, 90214),
        Resolution(
            Action.FAIL,
            "the spreadsheet does not exist, or was deleted",
            "Check the link: the token of a /wiki/ link is none of a spreadsheet",
            NotFoundError,
        ),
    )
    yield (
        (90215,),
        Resolution(Action.FAIL, "there is no such worksheet", "Run again", NotFoundError),
    )
    yield (
        (1310213, 90213),
        Resolution(
            Action.FAIL,
            "the spreadsheet is not shared with the app",
            "Open the spreadsheet, choose ... > More > Add document app, and add this app",
            AccessError,
        ),
    )
    yield (
        (90217,),
        Resolution(Action.WAIT, "too many requests", error=RetriesExhaustedError),
    )
    yield (
        (90228, 90235, 90242),
        Resolution(
            Action.RETRY,
            "the spreadsheet is not ready",
            "Run again later",
            RetriesExhaustedError,
        ),
    )
    yield (
        (1315201, 1315203, 1315210, 90203),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
    yield (
        (90221,),
        Resolution(Action.FAIL, "the values are too large for one answer", shrink=True),
    )
    yield (90202,), Resolution(Action.FAIL, "the range is outside the worksheet")
