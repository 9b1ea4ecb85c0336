"""Brings an event that is there to what a record says."""

from __future__ import annotations

import dataclasses
import typing as t

from target_feishu.calendar_events.fields import changed_names, of_change
from target_feishu.calendar_events.guests import Attendance

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feishu_connect import FeishuClient
    from target_feishu.calendar_events.attendees import Guests
    from target_feishu.calendar_events.events import Events
    from target_feishu.calendar_events.wishes import EventWish
    from target_feishu.ledger import Entry

_USER: t.Final = "user:"


class Completion:
    """The steps from an event as it was written last to a record.

    Each step is written down before it is made and after it: what a run leaves half done, the next
    one finds out. `entry` is the event as it is known now; it has no digest before all is done.
    """

    def __init__(
        self,
        client: FeishuClient,
        wish: EventWish,
        entry: Entry,
        *,
        put: Callable[[Entry], Entry],
        fresh: bool,
    ) -> None:
        """Do nothing yet.

        Args:
            client: The way to the API.
            wish: What the record asks for.
            entry: The event as the ledger has it.
            put: Writes an entry into the ledger.
            fresh: The event may have been made moments ago.
        """
        self._client = client
        self._wish = wish
        self._put = put
        self._fresh = fresh
        self.entry = dataclasses.replace(entry, digest="")

    def change(self, events: Events) -> None:
        """Write the fields that have changed."""
        known, wanted = self.entry.facts["fields"], self._wish.fields
        names = changed_names(known, wanted)
        if not names:
            return
        body = of_change(known, wanted)
        if body:
            # Whatever becomes of the call, nobody knows then what these hold.
            sure = {name: each for name, each in known.items() if name not in names}
            self._note(fields=sure)
            notify = self._wish.notify
            events.patch(place_of(self.entry), body, notify=notify, fresh=self._fresh)
        self._note(fields={**known, **wanted})

    def invite(self, wanted: Guests, *, new: bool) -> None:
        """Invite who is missing, and take back the invitations of whom the record names no more.

        Attendees whom people have added stay, and those whom people have removed are not invited
        again.

        Args:
            wanted: Who is to be there.
            new: The event was made by this very attempt: nobody is invited yet.
        """
        if self._is_invited(wanted):
            return
        attendance = Attendance(
            self._client,
            place_of(self.entry),
            notify=self._wish.notify,
            fresh=self._fresh,
        )
        present = {} if new else attendance.listed()
        ours, unsure = self._ours(wanted, present), set(self.entry.facts.get("unsure", ()))
        leaving = [guest for guest, each in ours.items() if wanted.get(guest) != each]
        if leaving:
            self._note_guests(ours, {*unsure, *leaving})
            attendance.remove(leaving, present)
        kept = {guest: each for guest, each in ours.items() if guest not in leaving}
        there = (present.keys() - set(leaving)) | (kept.keys() - unsure)
        coming = {guest: each for guest, each in wanted.items() if guest not in there}
        self._note_guests({**kept, **coming}, coming)
        attendance.add(coming.values())
        self._note_guests({**kept, **coming}, ())

    def _note_guests(self, ours: Guests, unsure: Iterable[str]) -> None:
        """Write down who is invited for this key, and whose invitations are not sure."""
        self._note(attendees=ours, unsure=sorted(unsure), id_type=self._id_type)

    @property
    def _id_type(self) -> str:
        return self._client.settings.user_id_type

    def _is_invited(self, wanted: Guests) -> bool:
        facts = self.entry.facts
        same = facts.get("id_type", self._id_type) == self._id_type
        return same and not facts.get("unsure") and wanted == facts.get("attendees", {})

    def _ours(self, wanted: Guests, present: t.Mapping[str, str]) -> Guests:
        """Give who was invited for this key, in the ids of this run."""
        ours: Guests = dict(self.entry.facts.get("attendees", {}))
        if self.entry.facts.get("id_type", self._id_type) == self._id_type:
            return ours
        # Ids of another kind tell nothing; of people who are there and wanted, we know enough.
        others = {guest: each for guest, each in ours.items() if not guest.startswith(_USER)}
        people = {
            guest: each
            for guest, each in wanted.items()
            if guest.startswith(_USER) and guest in present
        }
        return {**others, **people}

    def _note(self, **facts: t.Any) -> None:
        changed = dataclasses.replace(self.entry, facts={**self.entry.facts, **facts})
        self.entry = self._put(changed)


def place_of(entry: Entry) -> dict[str, str]:
    """Give what names an event in a call."""
    return {"calendar_id": entry.facts["calendar_id"], "event_id": entry.id}
