"""What changed in a calendar: read once a run, for the streams of events and of attendees.

A listing is read to its end before anything of it is used: only then is its `sync_token` known, and
only then can it be begun anew, when a page token expires, without rows coming twice. The next run
sends the token and gets what changed. The page of the docs lets `anchor_time` go with it, and gives
page tokens to those alone who send it; a platform that does not agree (190009) is asked again
without, and one that agrees to neither, or finds the token expired (190008), for everything.
Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event/list`.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import asdict, dataclass

from feishu_connect.endpoints import calendar as endpoints
from feishu_connect.errors import PagingError, RejectedError

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feishu_connect import FeishuClient
    from feishu_connect.paging import Page
    from tap_feishu.config import TapSettings
    from tap_feishu.spool import Spool

Item = dict[str, t.Any]

EXPIRED = 190008
_MIXED = 190009
#: How often a listing is begun whose page tokens expire.
_ATTEMPTS = 3
#: The least time that an event may have; 0 might be taken for "no anchor".
_EARLIEST = 1


@dataclass(frozen=True, slots=True)
class Changes:
    """Events, each once and as it was read last, cancelled ones among them."""

    events: list[Item]
    #: Where the next run goes on; "" where Feishu gave none, so that it reads everything.
    sync_token: str
    #: These are all events from the anchor on, not the changes of some.
    complete: bool

    def ids(self, *, cancelled: bool) -> frozenset[str]:
        """Give the ids of the cancelled events, or of the others."""
        found = (one for one in self.events if is_cancelled(one) is cancelled)
        return frozenset(str(one["event_id"]) for one in found)


def is_cancelled(event: Mapping[str, t.Any]) -> bool:
    """Tell whether an event is deleted, or is an instance that its series leaves out."""
    return event.get("status") == "cancelled"


class Agenda:
    """Reads calendars; two streams that go on from one token share a listing."""

    def __init__(self, client: FeishuClient, settings: TapSettings, spool: Spool) -> None:
        """Call nothing yet."""
        self._client = client
        self._user_id_type = settings.connection.user_id_type
        self._start_date = settings.start_date
        self._spool = spool

    def anchor(self, cursor: Mapping[str, str] | None) -> str:
        """Give the time from which a calendar is read, Unix seconds.

        It never moves: an event that ended before a later anchor would look like a deleted one.
        """
        known = (cursor or {}).get("anchor")
        if known:
            return str(known)
        start = int(self._start_date.timestamp()) if self._start_date else _EARLIEST
        return str(max(_EARLIEST, start))

    def changes(self, calendar_id: str, cursor: Mapping[str, str] | None) -> Changes:
        """Read what changed since the cursor, everything where it is None or has expired."""
        token, anchor = str((cursor or {}).get("sync_token") or ""), self.anchor(cursor)
        key = json.dumps(["calendar events", calendar_id, token, anchor])
        found = self._spool.remember(key, lambda: asdict(self._read(calendar_id, token, anchor)))
        return Changes(**found)

    def _read(self, calendar_id: str, token: str, anchor: str) -> Changes:
        anchored = {"anchor_time": anchor}
        found = self._since(calendar_id, token, anchored) if token else None
        return found or self._listing(calendar_id, anchored, complete=True)

    def _since(self, calendar_id: str, token: str, anchored: Mapping[str, str]) -> Changes | None:
        """Read the changes, None where Feishu does not give them any more, or not in this way."""
        for params in ({**anchored, "sync_token": token}, {"sync_token": token}):
            try:
                found = self._listing(calendar_id, params, complete=False)
            except RejectedError as error:
                if error.code == EXPIRED:
                    return None
                if error.code != _MIXED:
                    raise
            except PagingError:
                if "anchor_time" in params:
                    raise
                return None  # Without an anchor there are no page tokens.
            else:
                return Changes(found.events, found.sync_token or token, complete=False)
        return None

    def _listing(self, calendar_id: str, params: Mapping[str, str], *, complete: bool) -> Changes:
        """Read a listing to its end, from its beginning again where a page token expires.

        Raises:
            RejectedError: With the code 190008: the sync token itself has expired.
        """
        attempts = _ATTEMPTS
        while True:
            attempts -= 1
            found: dict[str, Item] = {}
            begun, token = False, ""
            try:
                for page in self._pages(calendar_id, params):
                    begun, token = True, str(page.data.get("sync_token") or "")
                    _merge(found, page.items)
            except RejectedError as error:
                # A first page proves the sync token: what expired behind it is a page token.
                if error.code != EXPIRED or not begun or not attempts:
                    raise
            else:
                return Changes(list(found.values()), token, complete)

    def _pages(self, calendar_id: str, params: Mapping[str, str]) -> Iterator[Page]:
        return self._client.pages(
            endpoints.EVENT_LIST,
            path={"calendar_id": calendar_id},
            params={**params, "user_id_type": self._user_id_type},
        )


def _merge(found: dict[str, Item], events: list[Item]) -> None:
    """Keep each event once, as the last page shows it."""
    for event in events:
        event_id = str(event["event_id"])
        found.pop(event_id, None)
        found[event_id] = event
