"""The way of events into the store, the same for posts and for the long connection."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect.errors import FeishuError
from feishu_connect.receiver.lifecycle import APP_TICKET, Lifecycle
from feishu_connect.receiver.refusals import PostRefusedError, Reason
from feishu_connect.store import StoredEvent

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_connect.clock import Clock
    from feishu_connect.receiver.envelope import Envelope
    from feishu_connect.receiver.tally import Tally
    from feishu_connect.store import Store

logger = logging.getLogger(__name__)


class Intake:
    """Stores events, each once; safe to share between threads.

    Tickets are secrets: they are saved as such, and not among the events.
    """

    def __init__(self, store: Store, clock: Clock, tally: Tally) -> None:
        """Take over the store; closing it remains the caller's."""
        self._store = store
        self._clock = clock
        self._tally = tally
        self._lifecycle = Lifecycle(store)
        #: True from an attempt that failed until one that succeeds.
        self.failing = False

    def take(self, envelope: Envelope) -> None:
        """Store one event and what follows from it; when this returns it is committed.

        Raises:
            PostRefusedError: It could not be stored, or lacks what it is about.
        """
        reason = self.take_all([envelope])[0]
        if reason is not None:
            raise PostRefusedError(reason)

    def take_all(self, envelopes: Sequence[Envelope]) -> list[Reason | None]:
        """Store events in one commit, and tell for each why not, None where it is stored.

        Raises nothing: whatever goes wrong, the event is Feishu's again.
        """
        try:
            news = self._add([one for one in envelopes if one.event_type != APP_TICKET])
        except FeishuError as error:
            return [self._failed(error)] * len(envelopes)
        except Exception as error:  # noqa: BLE001  see above
            if len(envelopes) == 1:
                return [self._failed(error)]
            # One of them may be what the store stumbles over; it must not keep the others out.
            return [self.take_all([one])[0] for one in envelopes]
        return [self._follow(one, news.get(id(one))) for one in envelopes]

    def probe(self) -> bool:
        """Try a store that failed; it may be back although no event has come since."""
        try:
            self._store.app_ticket()
        except Exception:  # noqa: BLE001  whatever a database raises, it is not there
            return False
        self.failing = False
        return True

    def _add(self, envelopes: Sequence[Envelope]) -> dict[int, bool]:
        """Store events, and tell by identity which ones are new."""
        news = self._store.add_events([self._event(one) for one in envelopes])
        return {id(one): new for one, new in zip(envelopes, news, strict=True)}

    def _follow(self, envelope: Envelope, new: bool | None) -> Reason | None:  # noqa: FBT001
        """Do what an event asks for beyond being kept; `new` is None for a ticket."""
        try:
            if new is None:
                self._lifecycle.save_ticket(envelope)
            else:
                self._lifecycle.follow(envelope, new=new)
        except PostRefusedError as refusal:
            return refusal.reason
        except Exception as error:  # noqa: BLE001  the event is Feishu's again, whatever it was
            return self._failed(error)
        self.failing = False
        self._tally.keep("duplicates" if new is False else "stored")
        return None

    def _failed(self, error: Exception) -> Reason:
        self.failing = True
        # The text of unforeseen errors may hold the event, or a part of it.
        told = str(error) if isinstance(error, FeishuError) else type(error).__name__
        logger.error("Events could not be stored: %s", told)
        return Reason.STORE_UNAVAILABLE

    def _event(self, envelope: Envelope) -> StoredEvent:
        return StoredEvent(
            event_id=envelope.event_id,
            event_type=envelope.event_type,
            tenant_key=envelope.tenant_key,
            created_at=envelope.created_at or self._clock.now(),
            schema=envelope.schema,
            payload=envelope.payload,
        )
