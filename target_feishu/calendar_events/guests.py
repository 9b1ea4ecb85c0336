"""Attendees of an event by the API: who is there, add, remove.

Feishu does not say what becomes of an attendee who is added twice, so nobody is added without a
look, except to an event that has just been made.
Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event-attendee/introduction`.
"""

from __future__ import annotations

import typing as t

from feishu_connect import AmbiguousWriteError, NotFoundError
from feishu_connect.endpoints import calendar as endpoints
from target_feishu.calendar_events.attendees import who
from target_feishu.calendar_events.events import told

if t.TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from feishu_connect import FeishuClient
    from target_feishu.calendar_events.attendees import Attendee

#: Attendees of one call, and the rooms among them.
MOST_ADDED: t.Final = 1_000
MOST_ROOMS: t.Final = 100
MOST_REMOVED: t.Final = 500

_NOT_AN_ATTENDEE: t.Final = 194000
#: How often a call is made again whose reply was lost, after a look.
_TRIES: t.Final = 5
#: Seconds until another look, where a call whose reply was lost seems to have done nothing.
_PAUSE: t.Final = 2.0


class Attendance:
    """The attendees of one event."""

    def __init__(
        self,
        client: FeishuClient,
        place: Mapping[str, str],
        *,
        notify: bool | None,
        fresh: bool = False,
    ) -> None:
        """Call nothing yet.

        Args:
            client: The way to the API.
            place: `calendar_id` and `event_id`.
            notify: Whether attendees are told; by default as Feishu does.
            fresh: The event was made moments ago.
        """
        self._client = client
        self._place = place
        self._fresh = fresh
        self._ids = {"user_id_type": client.settings.user_id_type}
        self._told = told(notify)

    def listed(self) -> dict[str, str]:
        """Give who is invited now, with the id of each as an attendee; "" for the organizer."""
        items = self._client.items(
            endpoints.ATTENDEE_LIST, path=self._place, params=self._ids, fresh=self._fresh
        )
        return {
            who(item): "" if item.get("is_organizer") else str(item["attendee_id"])
            for item in items
            if who(item) and item.get("rsvp_status") != "removed"
        }

    def add(self, attendees: Collection[Attendee]) -> None:
        """Invite some who are not there.

        Raises:
            NotFoundError: The event is gone.
            AmbiguousWriteError: It cannot be told whether they are invited.
        """
        for some in _portions(attendees):
            self._add(some)

    def remove(self, guests: Collection[str], present: Mapping[str, str]) -> None:
        """Take invitations back; of those who are gone already nothing has to be taken back.

        Args:
            guests: Whose.
            present: As `listed` gives it.
        """
        ids = [present[guest] for guest in guests if present.get(guest)]
        for first in range(0, len(ids), MOST_REMOVED):
            self._remove(ids[first : first + MOST_REMOVED])

    def _add(self, attendees: list[Attendee]) -> None:
        rest = attendees
        for tries in range(1, _TRIES + 1):
            try:
                self._invite(rest)
            except AmbiguousWriteError:
                rest = self._missing(rest)
                if rest and tries == _TRIES:
                    raise
            else:
                return
            if not rest:
                return

    def _invite(self, attendees: list[Attendee]) -> None:
        self._client.call(
            endpoints.ATTENDEE_CREATE,
            path=self._place,
            params=self._ids,
            body={"attendees": attendees, **self._told},
            fresh=self._fresh,
        )

    def _missing(self, attendees: list[Attendee]) -> list[Attendee]:
        """Give those who are not invited yet; where all seem to be missing, look again later."""
        for _ in range(2):
            present = self.listed()
            missing = [each for each in attendees if who(each) not in present]
            if len(missing) < len(attendees):
                break
            self._client.clock.sleep(_PAUSE)
        return missing

    def _remove(self, ids: list[str]) -> None:
        try:
            self._take_out(ids)
        except NotFoundError as error:
            if error.code != _NOT_AN_ATTENDEE:
                raise
            # Somebody has taken one of them out meanwhile, or a lost reply had done so.
            still = set(self.listed().values())
            if left := [each for each in ids if each in still]:
                self._take_out(left)

    def _take_out(self, ids: list[str]) -> None:
        self._client.call(
            endpoints.ATTENDEE_BATCH_DELETE,
            path=self._place,
            params=self._ids,
            body={"attendee_ids": ids, **self._told},
        )


def _portions(attendees: Collection[Attendee]) -> Iterator[list[Attendee]]:
    """Cut a list into what one call takes."""
    some: list[Attendee] = []
    rooms = 0
    for each in attendees:
        is_room = each["type"] == "resource"
        if len(some) == MOST_ADDED or (is_room and rooms == MOST_ROOMS):
            yield some
            some, rooms = [], 0
        some.append(each)
        rooms += is_room
    if some:
        yield some
