"""Which rows of a table are gone: the ids of the last run, kept in the store, against today's.

The state names the generation of ids that it goes on from. Ids that come out for the first time
are added to that generation before their rows are emitted, so that a run after a kill knows of
them too.
"""

from __future__ import annotations

import logging
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from feishu_connect.store import Store

logger = logging.getLogger(__name__)

DELETED_AT: t.Final = "_sdc_deleted_at"
_STATE_KEY: t.Final = "snapshot"


class Deletions:
    """The memory of one table, from the start of a run to its end."""

    def __init__(
        self, store: Store, table: str, state: dict[str, t.Any], write_state: Callable[[], None]
    ) -> None:
        """Look nothing up yet.

        Args:
            store: Where the ids are.
            table: Under what they are kept there.
            state: The stream's part of the Singer state.
            write_state: Writes a STATE message.
        """
        self._store = store
        self._table = table
        self._state = state
        self._write_state = write_state
        #: Ids that were out when the last run ended; None where that is not known.
        self._before: frozenset[str] | None = None
        #: Ids that runs after it may have put out, this one among them.
        self._since: set[str] = set()

    def begin(self) -> None:
        """Take up the generation that the state names, or start with a first one.

        A first one is named in a STATE before any row: a run that is killed has one to go on from.
        """
        generation = self._state.get(_STATE_KEY)
        if generation is not None:
            self._before = self._store.snapshot(self._table, generation)
            if self._before is not None:
                self._since = set(self._store.snapshot_additions(self._table, generation))
                return
            self._before = self._store.snapshot_union(self._table) or None
            logger.warning(
                "The store does not know the ids of %s that the last run saw: it was another "
                "store, or the state is old. Rows deleted since then may be missed",
                self._table,
            )
        self._state[_STATE_KEY] = self._store.save_snapshot(self._table, self._before or ())
        self._write_state()

    def is_new(self, record_id: str) -> bool:
        """Tell whether a row was not there at the last run: new, restored, or back in the view."""
        return self._before is not None and record_id not in self._before

    def note(self, ids: Iterable[str]) -> None:
        """Keep ids whose rows are about to be emitted."""
        known = self._before or frozenset()
        unknown = {one for one in ids if one not in known and one not in self._since}
        if unknown:
            self._store.add_to_snapshot(self._table, self._state[_STATE_KEY], unknown)
            self._since |= unknown

    def candidates(self, seen: Collection[str]) -> list[str]:
        """List the ids that were there and were not seen today."""
        return sorted(((self._before or frozenset()) | self._since).difference(seen))

    def keep(self, ids: Iterable[str]) -> None:
        """Save what is there now, and let the state name it; call this when all rows are out."""
        before = self._state[_STATE_KEY]
        self._state[_STATE_KEY] = self._store.save_snapshot(self._table, ids, keep=before)
