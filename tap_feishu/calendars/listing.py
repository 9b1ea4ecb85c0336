"""The calendars that a run reads, and which of them have nothing to read by their nature."""

from __future__ import annotations

import functools
import typing as t

from feishu_connect.endpoints import calendar as endpoints

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from tap_feishu.config import TapSettings

Item = dict[str, t.Any]

#: Types whose events the API does not give.
_FOREIGN = {"google", "exchange", "unknown"}
#: Sees when the owner is busy, and no event.
_BUSY_ONLY = "free_busy_reader"
_READERS = {"reader", "writer", "owner"}
_NOT_FOUND = {191000, 191001}
_NO_ROLE = 191002


class Calendars:
    """Those of `calendar_ids`, else all that the identity is subscribed to (1000 at most)."""

    def __init__(self, client: FeishuClient, settings: TapSettings) -> None:
        """Call nothing yet."""
        self._client = client
        links = settings.objects.get("calendar_ids", ())
        self._configured = list(dict.fromkeys(link.token for link in links))

    @property
    def ids(self) -> list[str]:
        """Ids of the calendars, each once."""
        return self._configured or list(self._listed)

    def get(self, calendar_id: str) -> Item:
        """Give a calendar as the API shows it.

        Raises:
            FeishuError: It was asked for by its id, and is not shared, deleted or unknown.
        """
        if not self._configured:
            return self._listed[calendar_id]
        path = {"calendar_id": calendar_id}
        shown = self._client.call(endpoints.CALENDAR_GET, path=path)
        return {"calendar_id": calendar_id, **shown}

    def why_closed(self, calendar_id: str) -> str:
        """Tell why a listed calendar has no events to read, "" where it may have some."""
        shown = {} if self._configured else self._listed[calendar_id]
        if shown.get("is_deleted"):
            return "it is deleted"
        if shown.get("type") in _FOREIGN:
            return f"the API gives no events of the type `{shown['type']}`"
        if shown.get("role") == _BUSY_ONLY:
            return "it is shared as free or busy only"
        return ""

    def is_lost(self, calendar_id: str, code: int | None) -> bool:
        """Tell whether a code says that a listed calendar went, or was never open to reading."""
        if self._configured:
            return False
        promised = self._listed[calendar_id].get("role") in _READERS
        return code in _NOT_FOUND or (code == _NO_ROLE and not promised)

    @functools.cached_property
    def _listed(self) -> dict[str, Item]:
        # Always the whole list, at most 1000 and so one call: a `sync_token` would save nothing,
        # and a list of changes would not tell which calendars there are.
        found = self._client.items(endpoints.CALENDAR_LIST)
        return {str(one["calendar_id"]): one for one in found}
