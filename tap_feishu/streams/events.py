"""What the receiver stored, in the order in which it came."""

from __future__ import annotations

import json
import typing as t

from feishu_connect.bitable import instant_text, milliseconds_of
from tap_feishu.columns import INTEGER, OBJECT, TEXT, TIME
from tap_feishu.streams.base import FixedStream

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_sdk.helpers.types import Context, Record

    from feishu_connect.endpoints import Endpoint
    from feishu_connect.store import StoredEvent
    from tap_feishu.columns import Columns

#: Events read from the store at once.
_BATCH = 1000


class Events(FixedStream):
    """Events that `feishu-connect serve` took, each once; no call is made.

    The state holds the position of the last one, and which store counted it: another store counts
    anew, so it is read from its beginning.
    """

    name = "events"
    keys = ("event_id",)
    endpoints: t.ClassVar[tuple[Endpoint, ...]] = ()
    replication = "log-based, by position in the store"
    cost = "none: read from the store"
    forced_replication_method = "LOG_BASED"
    columns: t.ClassVar[Columns] = {
        "event_id": TEXT,
        "event_type": TEXT,
        "tenant_key": TEXT,
        "created_at": TIME,
        "schema": TEXT,
        "payload": OBJECT,
        "position": INTEGER,
    }

    def get_records(self, context: Context | None) -> Iterable[Record]:  # noqa: ARG002
        """Give the events after the last position; the position moves with each row."""
        state = self.stream_state
        for position, event in self._after(self._start()):
            if self._is_ours(event):
                yield _row(position, event)
            state["position"] = position

    def _start(self) -> int:
        state, store = self.stream_state, self.run.client.store.fingerprint
        if state.get("store") not in {None, store}:
            self.logger.warning(
                "The events of the last run came from another store; this one is read from its "
                "beginning. What the other one holds beyond the last run is not read."
            )
            state.pop("position", None)
        state["store"] = store
        return int(state.get("position") or 0)

    def _after(self, position: int) -> Iterator[tuple[int, StoredEvent]]:
        while batch := self.run.client.store.events(after=position, limit=_BATCH):
            yield from batch
            position = batch[-1][0]

    def _is_ours(self, event: StoredEvent) -> bool:
        """Leave out other tenants of a store app; some events name no tenant."""
        wanted = self.run.settings.connection.tenant_key
        return not wanted or event.tenant_key in {"", wanted}


def _row(position: int, event: StoredEvent) -> Record:
    return {
        "event_id": event.event_id,
        "event_type": event.event_type,
        "tenant_key": event.tenant_key or None,
        "created_at": instant_text(milliseconds_of(event.created_at)),
        "schema": event.schema,
        "payload": _sound(event.payload),
        "position": position,
    }


def _sound(payload: dict[str, t.Any]) -> t.Any:
    """Replace halves of surrogate pairs, which people's texts may hold and UTF-8 cannot."""
    return json.loads(json.dumps(payload, ensure_ascii=False).encode(errors="replace"))


STREAMS = (Events,)
