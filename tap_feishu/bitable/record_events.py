"""Changes of tables between two full reads, from the events that the receiver stored.

An event tells which rows of which table changed, not what they are now: the rows are asked for by
their ids. Feishu sends events for bases that were subscribed, and repeats an event for some hours
only; what is lost is found by the next full read, whose interval is therefore required.
Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/events/bitable_record_changed`.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import typing as t
from dataclasses import dataclass, field

from feishu_connect import endpoints
from feishu_connect.errors import FeishuError
from tap_feishu.bitable.lookups import hidden
from tap_feishu.bitable.readings import Gone

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from feishu_connect import FeishuClient
    from feishu_connect.clock import Clock
    from feishu_connect.store import StoredEvent
    from tap_feishu.bitable.lookups import Found
    from tap_feishu.bitable.readings import Change, Reading
    from tap_feishu.bitable.tombstones import Deletions

logger = logging.getLogger(__name__)

_RECORDS: t.Final = "drive.file.bitable_record_changed_v1"
_FIELDS: t.Final = "drive.file.bitable_field_changed_v1"
#: Events read from the store at once.
_BATCH = 1000
_STATE_KEY: t.Final = "record_events"
_DELETED: t.Final = "record_deleted"
#: Times that a row which should be there is looked for, and seconds in between, times the number.
_LOOKS = 3
_PAUSE = 1.0

#: app_token and table_id.
Place: t.TypeAlias = "tuple[str, str]"


@dataclass
class Log:
    """What the events after a position say."""

    position: int
    #: Id of each row that changed -> the last thing that happened to it.
    rows: dict[Place, dict[str, str]] = field(default_factory=dict)
    #: Tables whose columns changed, which changes rows without a word.
    restructured: set[Place] = field(default_factory=set)

    def take(self, position: int, event: StoredEvent) -> None:
        """Add an event."""
        self.position = position
        place = (str(event.payload.get("file_token")), str(event.payload.get("table_id")))
        if event.event_type == _FIELDS:
            self.restructured.add(place)
        elif event.event_type == _RECORDS:
            actions = event.payload.get("action_list") or []
            self.rows.setdefault(place, {}).update(
                {str(one["record_id"]): str(one.get("action")) for one in actions}
            )


class RecordEvents:
    """The events of all tables of a run, each read from the store once."""

    def __init__(self, client: FeishuClient) -> None:
        """Read nothing yet."""
        self._client = client
        self._logs: dict[int, Log] = {}

    def since(self, position: int) -> Log:
        """Read the events after a position."""
        if position not in self._logs:
            log = self._logs[position] = Log(position)
            while batch := self._client.store.events(after=log.position, limit=_BATCH):
                for number, event in batch:
                    log.take(number, event)
        return self._logs[position]

    @functools.cached_property
    def newest(self) -> int:
        """Position of the last event that there was when the run first asked."""
        return self._client.store.newest_event

    def mark(self, state: dict[str, t.Any], position: int) -> None:
        """Keep in a stream's state up to where its table knows all events."""
        state[_STATE_KEY] = {"store": self._client.store.fingerprint, "position": position}

    def marked(self, state: dict[str, t.Any]) -> int | None:
        """Give the position of a stream's state; None where this store did not count it."""
        mark = state.get(_STATE_KEY) or {}
        if mark.get("store") != self._client.store.fingerprint:
            return None
        return int(mark["position"])

    @functools.cache  # noqa: B019  one of these lives as long as its run
    def is_subscribed(self, app_token: str) -> bool:
        """Ask once a run whether Feishu sends the events of a base."""
        try:
            told = self._client.call(
                endpoints.drive.FILE_SUBSCRIPTION_GET,
                path={"file_token": app_token},
                params={"file_type": "bitable"},
            )
        except FeishuError as error:
            if error.stops_run:
                raise
            logger.warning("Cannot tell whether base %s is subscribed: %s", app_token, error)
            return False
        if not told.get("is_subscribe"):
            logger.warning(
                "Base %s is not subscribed, so its tables are read whole: "
                "run `feishu-connect subscribe`",
                app_token,
            )
        return bool(told.get("is_subscribe"))


@dataclass
class MarkedTable:
    """Another reading, after which the events up to its start are known."""

    reading: Reading
    mark: Callable[[], None]

    def changes(self) -> Iterator[Change]:
        """Give what the reading gives."""
        return self.reading.changes()

    def conclude(self) -> None:
        """Move on."""
        self.reading.conclude()
        self.mark()


@dataclass
class EventedTable:
    """The rows that events name are looked up, and nothing else is read."""

    #: Id -> last action.
    rows: Mapping[str, str]
    look_up: Callable[[Sequence[str]], Iterable[Found]]
    mark: Callable[[], None]
    #: Memory of the ids that are there, where deletions are wanted.
    deletions: Deletions | None
    clock: Clock
    #: For messages.
    name: str
    _there: set[str] = field(default_factory=set)
    _gone: set[str] = field(default_factory=set)

    def changes(self) -> Iterator[Change]:
        """Give the rows as they are now, and those that are gone.

        A row that the app may not see is passed over, unless it was there at the last run.

        Raises:
            IncompleteError: Rows were not told of, so their events have to be read again.
        """
        known, unseen = self._known(), 0
        for found in self._found():
            unseen += len(found.unanswered) + len(known.intersection(found.forbidden))
            present = [record["record_id"] for record in found.records]
            self._there.update(present)
            self._gone.update(found.absent)
            if self.deletions:
                self.deletions.note(present)
                yield from map(Gone, found.absent)
            yield from found.records
        if unseen:
            raise hidden(self.name, unseen)

    def _known(self) -> frozenset[str]:
        if self.deletions is None:
            return frozenset()
        self.deletions.begin()
        return frozenset(self.deletions.candidates(()))

    def _found(self) -> Iterator[Found]:
        """Look up all rows; slow replicas may not know yet what was just added."""
        ids = list(self.rows)
        for number in range(_LOOKS):
            self.clock.sleep(_PAUSE * number)
            late = []
            for found in self.look_up(ids):
                young = [one for one in found.absent if self.rows[one] != _DELETED]
                last = number == _LOOKS - 1
                if last:
                    yield found
                    continue
                late += young + found.unanswered
                absent = [one for one in found.absent if one not in young]
                yield dataclasses.replace(found, absent=absent, unanswered=[])
            ids = late

    def conclude(self) -> None:
        """Move on, and keep the ids of the rows that are there."""
        if self.deletions:
            known = set(self.deletions.candidates(()))
            self.deletions.keep((known - self._gone) | self._there)
        self.mark()
