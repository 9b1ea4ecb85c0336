"""Which events of a calendar there were, kept in the store from run to run.

As long as sync tokens hold, Feishu tells what was deleted. When one has expired nobody does: then
the events that were there before and are not listed any more are the deleted ones. A run notes the
ids before their rows are emitted: as a new generation, which the state names when all rows are out,
and in the one that the state still names. So a run after a kill knows what came out before it, and
loses no deletion.
"""

from __future__ import annotations

import typing as t

from feishu_connect.errors import FeishuError

if t.TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Mapping

    from feishu_connect import FeishuClient
    from tap_feishu.calendars.agenda import Changes

T = t.TypeVar("T")


class EventIds:
    """Snapshots of the calendars; a store that cannot be used is told once, and passed over."""

    def __init__(self, client: FeishuClient, logger: logging.Logger) -> None:
        """Open nothing yet."""
        self._client = client
        self._logger = logger
        self._usable = True

    def follow(
        self, calendar_id: str, changes: Changes, cursor: Mapping[str, str] | None
    ) -> tuple[frozenset[str], str]:
        """Bring the ids of a calendar up to date; call this before the rows are emitted.

        Args:
            calendar_id: Whose events changed.
            changes: As they were read with the cursor.
            cursor: Names the generation of the last run; None before the first.

        Returns:
            Events that are gone without Feishu having told so, and the generation for the new
            cursor; "" where the ids are not known.
        """
        generation, name = (cursor or {}).get("snapshot") or "", self._name(calendar_id)
        live, cancelled = changes.ids(cancelled=False), changes.ids(cancelled=True)
        known = self._load(calendar_id, generation)
        if changes.complete:
            before = self._before(calendar_id, known, generation) if cursor else self._ever(name)
            if known is not None:
                self._tried(lambda: self._client.store.add_to_snapshot(name, generation, live))
            return before - live - cancelled, self._save(calendar_id, live, generation)
        if known is None:
            return frozenset(), ""
        now = (known | live) - cancelled
        kept = generation if now == known else self._save(calendar_id, now, generation)
        return frozenset(), kept

    def _before(
        self, calendar_id: str, known: frozenset[str] | None, generation: str
    ) -> frozenset[str]:
        """Give the ids of the last runs, or all that were ever noted where these are lost."""
        name = self._name(calendar_id)
        if known is not None:
            added = self._tried(lambda: self._client.store.snapshot_additions(name, generation))
            return known | (added or frozenset())
        self._logger.warning(
            "The sync token of calendar %s has expired, and what it held is not in the store: "
            "deletions since the last run may stay unknown. Keep `store_url` from run to run, "
            "and let the tap write to it",
            calendar_id,
        )
        return self._ever(name)

    def _ever(self, name: str) -> frozenset[str]:
        """Give all ids that are noted: without a cursor, those of a run that was killed."""
        return self._tried(lambda: self._client.store.snapshot_union(name)) or frozenset()

    def _load(self, calendar_id: str, generation: str) -> frozenset[str] | None:
        if not generation:
            return None
        name = self._name(calendar_id)
        return self._tried(lambda: self._client.store.snapshot(name, generation))

    def _save(self, calendar_id: str, ids: Iterable[str], keep: str) -> str:
        name = self._name(calendar_id)
        return self._tried(lambda: self._client.store.save_snapshot(name, ids, keep=keep)) or ""

    def _name(self, calendar_id: str) -> str:
        return f"calendar_events {self._client.settings.identity} {calendar_id}"

    def _tried(self, act: Callable[[], T]) -> T | None:
        """Use the store, and do without it from the first failure on."""
        if not self._usable:
            return None
        try:
            return act()
        except FeishuError as error:
            self._usable = False
            self._logger.warning(
                "Events of calendars are read without noting which ones there are, so deletions "
                "cannot be found after a sync token has expired: %s",
                error,
            )
            return None
