"""Codes of Bitable; they come with any HTTP status, mostly 200."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import (
    AccessError,
    NotFoundError,
    QuotaError,
    RetriesExhaustedError,
)


def bitable() -> Rows:
    """Give the rows of this area."""
    share = (
        "Open the base, choose ... > More > Add document app, and add this app "
        "(with manage permission where advanced permissions are on)"
    )
    yield (
        (1254290, 1254112),
        Resolution(Action.WAIT, "too many requests", error=RetriesExhaustedError),
    )
    yield (
        (1254291,),
        Resolution(Action.RETRY, "another write is under way", error=RetriesExhaustedError),
    )
    yield (
        (1254036,),
        Resolution(
            Action.RETRY, "the base is being copied", "Run again later", RetriesExhaustedError
        ),
    )
    yield (
        (1254607,),
        Resolution(
            Action.UNSURE, "the data is not ready", error=RetriesExhaustedError, shrink=True
        ),
    )
    yield (
        (1255040,),
        Resolution(Action.UNSURE, "Feishu timed out", error=RetriesExhaustedError, shrink=True),
    )
    yield (
        (1254200,),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
    yield (
        (1254030,),
        Resolution(
            Action.FAIL, "the response is too large, or the page token is not valid", shrink=True
        ),
    )
    yield (
        (1254002, 1255001, 1255002, 1255003, 1255004, 1255005),
        Resolution(
            Action.FEW,
            "Feishu failed without saying why",
            "Run again later; if it stays, ask Feishu's support with the log id",
            RetriesExhaustedError,
            shrink=True,
        ),
    )
    yield (1254606,), Resolution(Action.SUCCESS, "nothing had to change")
    yield (
        (1254608, 1255006),
        Resolution(Action.VERIFY, "the same request was sent before, and may have landed"),
    )
    yield (
        (1254040, 1254041, 1254042, 1254043, 1254044, 1254045),
        Resolution(
            Action.FRESH,
            "the base, table, view, record or field does not exist",
            "Check the link; run discovery again if columns were renamed",
            NotFoundError,
        ),
    )
    yield (
        (1254024,),
        Resolution(
            Action.FRESH,
            "a field that was asked for by its name does not exist",
            "Run again: somebody renamed or deleted a field of the table meanwhile",
            NotFoundError,
        ),
    )
    yield (
        (91402, 1254003),
        Resolution(
            Action.FAIL,
            "there is no such base",
            "Paste the base's whole link: a /wiki/ link holds a node token, not a base token",
            NotFoundError,
        ),
    )
    yield (
        (91403, 1254301, 1254302, 1254304, 1254305),
        Resolution(Action.FAIL, "the app may not open this document", share, AccessError),
    )
    yield (
        (1254027, 1254303),
        Resolution(
            Action.FAIL,
            "a file of an attachment cell was not uploaded for this base",
            "Give the file by path or URL, or as the tap writes it, instead of a bare file_token",
        ),
    )
    yield (
        (1254103,),
        Resolution(
            Action.FAIL,
            "the table is full",
            "Delete rows, write to another table, or use a larger plan, which allows more rows",
            QuotaError,
        ),
    )
    yield (
        (1254306,),
        Resolution(
            Action.FAIL,
            "the plan of the tenant, or of the base's owner, does not allow it",
            "Ask the administrator for a larger plan, or use another base",
            AccessError,
        ),
    )
