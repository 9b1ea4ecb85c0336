"""One event per key: made once, with its attendees, changed and deleted with its record."""

from __future__ import annotations

import dataclasses
import typing as t

from feishu_connect import NotFoundError, RejectedError
from target_feishu.calendar_events.attendees import find
from target_feishu.calendar_events.completion import Completion, place_of
from target_feishu.calendar_events.events import DELETED, Events, gone
from target_feishu.calendar_events.wishes import EventWish, WishTemplates
from target_feishu.idempotency import uuid4_of
from target_feishu.ledger import Entry
from target_feishu.objects.sink import Attempt, ObjectSink, Wish

if t.TYPE_CHECKING:
    from target_feishu.calendar_events.attendees import Guests
    from target_feishu.calendar_events.route import EventRoute
    from target_feishu.ledger import Ledger
    from target_feishu.sinks import Record

#: Seconds for which an idempotency key is trusted to give the event that it has made. Feishu does
#: not tell how long it lives; this is the life of the shortest-lived key of the API, that of tasks.
KEY_SECONDS: t.Final = 300
#: Seconds by which this machine's clock may be ahead of Feishu's.
_SKEW: t.Final = 120


class CalendarEventSink(ObjectSink):
    """Makes an event, then invites its attendees, which is another call.

    The entry of an event is in the ledger as soon as its id is known, without a digest until all of
    the record is on Feishu: what a run leaves undone, the next one does as a change. Its facts:

    - `calendar_id`, and `notify`, what the last record said about notices;
    - `fields`: what was written; those that a call is about to change are left out;
    - `attendees`: who was invited for this record; `id_type`: in which ids; `unsure`: those whom
      a call is about to invite or take out.
    """

    kind = "calendar_event"

    def setup(self) -> None:
        """Compile the route's templates."""
        super().setup()
        self._templates = WishTemplates(t.cast("EventRoute", self.route))
        self._events = Events(self.target.client)

    def wish(self, record: Record) -> EventWish:
        """Tell what a record asks for.

        Raises:
            RecordError: It does not say it in a way that Feishu takes.
        """
        return self._templates.wish(record, self.key_of(record))

    def create(self, wish: Wish, attempt: Attempt) -> Entry:
        """Make the event, or find the one that an earlier attempt has made, and complete it."""
        wish = t.cast("EventWish", wish)
        guests = self._guests(wish)
        is_first = "fields" not in attempt.entry.facts
        begun = self._begun(wish, attempt) if is_first else attempt.entry
        try:
            found = None if is_first else self._found(attempt)
            entry = found or self._make(attempt.key, attempt.token, begun)
            self._check_place(wish, entry)
            new = is_first and bool(entry.facts["fields"])
            return self._complete(wish, entry, guests, new=new, fresh=True)
        except NotFoundError as error:
            if error.code not in {None, DELETED}:
                raise gone(error) from None
        # What was made under this key is there no more, and there will be no other under it.
        return self.create(wish, self._next(attempt))

    def update(self, wish: Wish, entry: Entry) -> Entry:
        """Write the fields that have changed, invite who is new, and take back who is not named.

        Raises:
            NotFoundError: Somebody deleted the event; it is made anew.
        """
        wish = t.cast("EventWish", wish)
        guests = self._guests(wish)
        self._check_place(wish, entry)
        try:
            return self._complete(wish, entry, guests)
        except NotFoundError as error:
            raise gone(error) from None

    def delete(self, entry: Entry) -> None:
        """Delete the event; one that is gone already is fine."""
        self._events.delete(place_of(entry), notify=entry.facts.get("notify"))

    def find(self, wish: Wish, attempt: Attempt) -> Entry | None:  # noqa: ARG002
        """Find an event that is to be deleted, and of which nobody knows whether it was made."""
        if "fields" not in attempt.entry.facts:
            return None
        found = self._found(attempt, look=True)
        if found is None and self.ledger.age(attempt.entry) < KEY_SECONDS:
            # It may be too new to be listed; its key gives it, or makes it, without attendees.
            return self._make(attempt.key, attempt.token, attempt.entry)
        return found

    def _guests(self, wish: EventWish) -> Guests | None:
        """Look up who is to be invited, before anything is written."""
        return None if wish.attendees is None else find(wish.attendees, self.target.people())

    def _check_place(self, wish: EventWish, entry: Entry) -> None:
        """Delete the event where the record names another calendar: an event cannot be moved.

        Raises:
            NotFoundError: Without a code; in the other calendar it is to be made anew.
        """
        if self._events.calendar_id(wish.calendar) != entry.facts["calendar_id"]:
            self.leave(wish.key, entry)
            msg = "the event is to be in another calendar"
            raise NotFoundError(msg)

    def _next(self, attempt: Attempt) -> Attempt:
        """Give the attempt at another event for the same record."""
        round_ = attempt.entry.facts.get("round", 0) + 1
        token = uuid4_of(self.kind, self.stream_name, attempt.key, round_)
        return Attempt(attempt.key, token, Entry(facts={"round": round_}), is_first=False)

    def _begun(self, wish: EventWish, attempt: Attempt) -> Entry:
        """Write down what is about to be asked for: a repeated call asks for the same."""
        facts = {
            "round": attempt.entry.facts.get("round", 0),
            "calendar_id": self._events.calendar_id(wish.calendar),
            "fields": wish.fields,
            "notify": wish.notify,
        }
        now = self.target.client.clock.now().isoformat()
        return self._put(attempt.key, Entry(begun_at=now, facts=facts))

    def _make(self, key: str, token: str, begun: Entry) -> Entry:
        """Make an event under its idempotency key, and write its id down."""
        facts = begun.facts
        try:
            event = self._events.create(
                facts["calendar_id"], facts["fields"], token, notify=facts.get("notify")
            )
        except RejectedError:
            # It was not made, and what the next record asks for may be another thing.
            self._put(key, Entry(begun_at=begun.begun_at, facts={"round": facts.get("round", 0)}))
            raise
        since = begun.begun.timestamp()
        if int(event.get("create_time") or since) < since - _SKEW:
            # An event of old, which this ledger does not know: it may hold anything.
            begun = dataclasses.replace(begun, facts={**facts, "fields": {}})
        return self._own(key, dataclasses.replace(begun, id=str(event["event_id"])))

    def _own(self, key: str, entry: Entry) -> Entry:
        """Write down whose an event is, before anything else: no other record may take it."""
        mine = Entry(id=key, facts={"stream": self.stream_name})
        self._owners(entry).put({entry.id: mine})
        return self._put(key, entry)

    def _found(self, attempt: Attempt, *, look: bool = False) -> Entry | None:
        """Look for the event of an attempt whose idempotency key may have expired."""
        begun = attempt.entry
        if not look and self.ledger.age(begun) < KEY_SECONDS:
            return None
        calendar_id, fields = begun.facts["calendar_id"], begun.facts["fields"]
        alike = sorted(self._events.alike(calendar_id, fields, begun.begun.timestamp() - _SKEW))
        owners = self._owners(begun).find(event_id for _, event_id in alike)
        mine = (attempt.key, self.stream_name)
        for _, event_id in alike:
            owner = owners.get(event_id)
            if owner is None or (owner.id, owner.facts.get("stream")) == mine:
                return self._own(attempt.key, dataclasses.replace(begun, id=event_id))
        return None

    def _owners(self, entry: Entry) -> Ledger:
        return self.target.ledger(f"{self.kind} owner", entry.facts["calendar_id"])

    def _put(self, key: str, entry: Entry) -> Entry:
        self.ledger.put({key: entry})
        return entry

    def _complete(
        self,
        wish: EventWish,
        entry: Entry,
        guests: Guests | None,
        *,
        new: bool = False,
        fresh: bool = False,
    ) -> Entry:
        """Bring an event that is there to what a record says.

        Args:
            wish: What the record asks for.
            entry: The event.
            guests: Who is to be invited; None where the record does not say.
            new: This very attempt has made it: nobody is invited yet.
            fresh: It may have been made moments ago.
        """
        facts = {**entry.facts, "notify": wish.notify}
        completion = Completion(
            self.target.client,
            wish,
            dataclasses.replace(entry, facts=facts),
            put=lambda each: self._put(wish.key, each),
            fresh=fresh,
        )
        completion.change(self._events)
        if guests is not None:
            completion.invite(guests, new=new)
        return completion.entry
