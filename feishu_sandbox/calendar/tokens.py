"""Page tokens and sync tokens: positions in a listing and in the history of changes.

A listing shows its rows by the place where they were put in, so that nothing shifts when rows go
while pages are read. The version that a sync token continues from is taken when the first page is
read: what changes during the listing comes again in the next one.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.paging import decode_token, encode_token

if TYPE_CHECKING:
    from feishu_sandbox.operation import Incoming

EXPIRED = 190008
_BAD = 190002
_SYNC = "SyncToken_"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: changes after `since`, up to `until`, behind the row at `after`."""

    since: int
    until: int
    after: int = -1


def start(call: Incoming, listing: str) -> Place:
    """Read the tokens of a request; a page token knows the sync token of its first page.

    Raises:
        ApiError: 190002 for a token that is none or of another listing, 190008 for one that is
            too old.
    """
    page, sync = call.query.get("page_token"), call.query.get("sync_token")
    if page:
        return _open_page(call, page, listing)
    since = _open_sync(call, sync, listing) if sync else 0
    return Place(since, call.world.state.calendars.version)


def page_token(call: Incoming, listing: str, place: Place, after: int) -> str:
    """Make the token of the page behind the row at `after`."""
    parts = [listing, place.since, place.until, _serial(call)]
    return encode_token(json.dumps(parts), after)


def sync_token(call: Incoming, listing: str, place: Place) -> str:
    """Make the token that gives what changes after this listing."""
    parts = [listing, place.until, _serial(call), call.world.clock.now()]
    return _SYNC + base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def _serial(call: Incoming) -> int:
    state = call.world.state.calendars
    state.tokens_issued += 1
    return state.tokens_issued


def _open_page(call: Incoming, token: str, listing: str) -> Place:
    try:
        text, after = decode_token(token)
        made_for, since, until, serial = json.loads(text)
    except (ValueError, TypeError) as error:
        raise ApiError(_BAD) from error
    if made_for != listing:
        raise ApiError(_BAD)
    if serial <= call.world.state.calendars.void_page_tokens:
        raise ApiError(EXPIRED)
    return Place(since, until, after)


def _open_sync(call: Incoming, token: str, listing: str) -> int:
    try:
        text = base64.urlsafe_b64decode(token.removeprefix(_SYNC).encode())
        made_for, version, serial, made_at = json.loads(text)
    except (binascii.Error, ValueError, TypeError) as error:
        raise ApiError(_BAD) from error
    if made_for != listing:
        raise ApiError(_BAD)
    calendars = call.world.calendars
    age = call.world.clock.now() - made_at
    if serial <= calendars.state.void_sync_tokens or age > calendars.sync_token_seconds:
        raise ApiError(EXPIRED)
    return int(version)
