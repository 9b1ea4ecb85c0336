"""Events by the API: make, look for, change, delete."""

from __future__ import annotations

import functools
import typing as t

from feishu_connect import NotFoundError, RejectedError
from feishu_connect.endpoints import calendar as endpoints
from target_feishu.calendar_events.fields import of_new
from target_feishu.calendar_events.times import END, START, instant_of

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feishu_connect import FeishuClient

#: The event was deleted, or cancelled.
DELETED: t.Final = 193003
#: The same, or there never was one.
GONE: t.Final = frozenset({193001, DELETED})
_CALENDAR_DELETED: t.Final = 191003
#: The calendar of whoever calls: the app's, or the signed-in user's.
PRIMARY: t.Final = "primary"

_DAY: t.Final = 86_400


class Events:
    """Calls about events; each names the calendar and the event."""

    def __init__(self, client: FeishuClient) -> None:
        """Call nothing yet."""
        self._client = client
        self._ids = {"user_id_type": client.settings.user_id_type}

    def calendar_id(self, text: str) -> str:
        """Give the id of a calendar; `primary` is looked up once."""
        return self._primary if text == PRIMARY else text

    @functools.cached_property
    def _primary(self) -> str:
        data = self._client.call(endpoints.CALENDAR_PRIMARY)
        return str(data["calendars"][0]["calendar"]["calendar_id"])

    def create(
        self, calendar_id: str, fields: Mapping[str, t.Any], key: str, *, notify: bool | None
    ) -> dict[str, t.Any]:
        """Make an event, or give the one that this key has made before, as it is now.

        Raises:
            NotFoundError: That one was deleted.
        """
        data = self._client.call(
            endpoints.EVENT_CREATE,
            path={"calendar_id": calendar_id},
            params={**self._ids, "idempotency_key": key},
            body={**of_new(fields), **told(notify)},
        )
        event: dict[str, t.Any] = data["event"]
        if event.get("status") == "cancelled":
            msg = "the event that was made of this record is deleted"
            raise NotFoundError(msg, code=DELETED)
        return event

    def patch(
        self,
        place: Mapping[str, str],
        body: Mapping[str, t.Any],
        *,
        notify: bool | None,
        fresh: bool,
    ) -> None:
        """Change an event; fields that the body does not have stay.

        Raises:
            NotFoundError: It is gone.
        """
        with_notice = {**body, **told(notify)}
        self._client.call(
            endpoints.EVENT_PATCH, path=place, params=self._ids, body=with_notice, fresh=fresh
        )

    def delete(self, place: Mapping[str, str], *, notify: bool | None) -> None:
        """Delete an event; one that is gone, alone or with its calendar, is fine."""
        params = {} if notify is None else {"need_notification": str(notify).lower()}
        try:
            self._client.call(endpoints.EVENT_DELETE, path=place, params=params)
        except NotFoundError as error:
            if error.code not in {*GONE, _CALENDAR_DELETED}:
                raise

    def alike(
        self, calendar_id: str, fields: Mapping[str, t.Any], since: float
    ) -> Iterator[tuple[int, str]]:
        """Look for events that were made of these fields; give when they were made, and their ids.

        Args:
            calendar_id: Where.
            fields: What was asked for: title, times, and whether it is a series, tell.
            since: Unix seconds; older events are not meant.
        """
        anchor = max(1, instant_of(fields[START]) - _DAY)
        items = self._client.items(
            endpoints.EVENT_LIST,
            path={"calendar_id": calendar_id},
            params={**self._ids, "anchor_time": str(anchor)},
        )
        for item in items:
            made = int(item.get("create_time") or 0)
            if made >= since and _is_alike(item, calendar_id, fields):
                yield made, str(item["event_id"])


def told(notify: bool | None) -> dict[str, bool]:  # noqa: FBT001  it goes into a body as it is
    """Give the member of a body that says whether attendees are told."""
    return {} if notify is None else {"need_notification": notify}


def gone(error: NotFoundError) -> NotFoundError | RejectedError:
    """Tell an event that is gone, and can be made anew, from anything else that is not found."""
    if error.code in GONE:
        return error
    return RejectedError(
        error.message,
        cure=error.cure,
        code=error.code,
        log_id=error.log_id,
        endpoint=error.endpoint,
    )


def _is_alike(item: Mapping[str, t.Any], calendar_id: str, fields: Mapping[str, t.Any]) -> bool:
    return (
        item.get("status") != "cancelled"
        and not item.get("is_exception")
        and item.get("organizer_calendar_id") in {None, "", calendar_id}
        and (item.get("summary") or "") == (fields.get("summary") or "")
        and bool(item.get("recurrence")) == bool(fields.get("recurrence"))
        and all(_is_same(item.get(name) or {}, fields[name]) for name in (START, END))
    )


def _is_same(shown: Mapping[str, t.Any], asked: Mapping[str, t.Any]) -> bool:
    kind = "date" if "date" in asked else "timestamp"
    return str(shown.get(kind) or "") == str(asked[kind])
