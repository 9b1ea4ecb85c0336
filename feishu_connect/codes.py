"""Feishu's result codes as data: what each means, and what to do about it.

Success is `code == 0` and nothing else; the HTTP status only decides where there is no JSON.
Sources: `/ukTMukTMukTM/ugjM14COyUjL4ITN` (general codes) and the code tables of the endpoints.
"""

from __future__ import annotations

import enum
import typing as t
from dataclasses import dataclass

from feishu_connect.errors import (
    AccessError,
    CredentialsError,
    FeishuError,
    NotFoundError,
    QuotaError,
    RejectedError,
    RetriesExhaustedError,
    ScopeError,
)


class Action(enum.Enum):
    """What the client does with a reply."""

    SUCCESS = "take it as done"
    WAIT = "rate limit: wait as told, then repeat; nothing was applied"
    RETRY = "passing failure, refused before it was applied: repeat"
    UNSURE = "passing failure that may have been applied: repeat only what is safe to repeat"
    FEW = "a generic failure that sometimes passes: repeat a few times"
    REFRESH = "refresh the token once, then repeat"
    FRESH = "not found: final, unless the object has just been made"
    VERIFY = "an idempotency key was seen before: look whether the write landed"
    FAIL = "final"


@dataclass(frozen=True, slots=True)
class Resolution:
    """One row of the table."""

    action: Action
    meaning: str
    cure: str = ""
    error: type[FeishuError] = RejectedError
    #: A smaller page may pass where this one did not.
    shrink: bool = False


def _rows() -> t.Iterator[tuple[tuple[int, ...], Resolution]]:
    yield from _common()
    yield from _bitable()
    yield from _contact()
    yield from _messages_and_files()


def _common() -> t.Iterator[tuple[tuple[int, ...], Resolution]]:
    gone = (
        "Check app_id and app_secret on the console's page Credentials & Basic Info, and base_url"
    )
    yield (
        (99991400, 11232, 11233, 11247),
        Resolution(Action.WAIT, "too many requests", error=RetriesExhaustedError),
    )
    yield (
        (1500, 1642, 1663, 2200, 5000, 10500, 55001),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
    yield (1002, 96002), Resolution(Action.RETRY, "conflict", error=RetriesExhaustedError)
    yield (
        (99991661, 99991663, 99991664, 99991665, 99991666, 99991668, 99991671, 99991677, 20005),
        (
            Resolution(
                Action.REFRESH,
                "the access token is refused, also after one refresh",
                "The app may be stopped, or this API does not take the app's identity",
                CredentialsError,
            )
        ),
    )
    yield (
        (10003, 10005, 10013, 10014, 10015, 99991543),
        Resolution(Action.FAIL, "app id or secret is refused", gone, CredentialsError),
    )
    yield (
        (99991662, 99991673, 11207, 11209, 11210),
        Resolution(
            Action.FAIL,
            "the app is disabled or not available in this tenant",
            "Publish a version of the app and let the tenant's administrator enable it",
            CredentialsError,
        ),
    )
    yield (
        (99991401,),
        Resolution(
            Action.FAIL,
            "this machine's IP address is not on the app's allow-list",
            "Add it on the console's page Security Settings, IP allow-list",
            CredentialsError,
        ),
    )
    yield (
        (99991403,),
        Resolution(
            Action.FAIL,
            "the tenant's monthly API quota is used up",
            "Wait for the 1st of the month, or move the tenant to a larger plan",
            QuotaError,
        ),
    )
    yield (
        (99991672, 99991679),
        Resolution(
            Action.FAIL, "the app lacks a scope", "Grant it and publish a new version", ScopeError
        ),
    )
    yield (
        (99991676, 21000, 21001),
        Resolution(Action.FAIL, "the token may not do this", "Check the app's scopes", AccessError),
    )
    yield (
        (99991201, 99991301),
        Resolution(
            Action.FAIL, "this host does not offer the API", "Check base_url", NotFoundError
        ),
    )
    yield (
        tuple(range(99992351, 99992365)),
        Resolution(
            Action.FAIL,
            "an id is not valid for this app",
            "open_ids belong to one app: use ids that this app has read, or union_id",
        ),
    )
    yield (99992402, 9499), Resolution(Action.FAIL, "a parameter is not valid")


def _bitable() -> t.Iterator[tuple[tuple[int, ...], Resolution]]:
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
            Action.FEW, "Feishu failed without saying why", error=RetriesExhaustedError, shrink=True
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
        (91402, 1254003),
        Resolution(
            Action.FAIL,
            "there is no such base",
            "Paste the base's whole link: a /wiki/ link holds a node token, not a base token",
            NotFoundError,
        ),
    )
    yield (
        (91403, 1254301, 1254302, 1254303, 1254304, 1254305),
        Resolution(Action.FAIL, "the app may not open this document", share, AccessError),
    )


def _contact() -> t.Iterator[tuple[tuple[int, ...], Resolution]]:
    yield (
        (40004, 40014, 41050, 40157, 40161),
        Resolution(
            Action.FAIL,
            "the department or user is outside the app's contact range",
            "Widen the range on the console's page Permissions, Contacts data range, and publish",
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


def _messages_and_files() -> t.Iterator[tuple[tuple[int, ...], Resolution]]:
    yield (
        (230020,),
        Resolution(Action.WAIT, "too many messages to one receiver", error=RetriesExhaustedError),
    )
    yield (
        (230049, 18121),
        Resolution(
            Action.RETRY, "the same message is still being sent", error=RetriesExhaustedError
        ),
    )
    yield (
        (230002,),
        Resolution(
            Action.FAIL,
            "the bot is not a member of the chat",
            "Add the app's bot to the chat (chat settings > Bots)",
            AccessError,
        ),
    )
    yield (
        (230006,),
        Resolution(
            Action.FAIL,
            "the app has no bot",
            "Add the Bot capability on the console, and publish a version",
            AccessError,
        ),
    )
    yield (
        (230013, 230053),
        Resolution(
            Action.FAIL,
            "the receiver is outside the app's availability range",
            "Widen the availability on the console's page Version Management, and publish",
            AccessError,
        ),
    )
    yield (
        (1061001, 1061006),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
    yield (
        (1061045,),
        Resolution(Action.RETRY, "another upload is under way", error=RetriesExhaustedError),
    )
    yield (1061003, 1061007), Resolution(Action.FAIL, "the file is gone", error=NotFoundError)
    yield (
        (1061004,),
        Resolution(
            Action.FAIL, "the app may not read this file", "Share it with the app", AccessError
        ),
    )


#: code -> what to do.
CODES: t.Final[dict[int, Resolution]] = {
    code: resolution for codes, resolution in _rows() for code in codes
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
