"""Which events of a calendar there were, kept in the store from run to run.

As long as sync tokens hold, Feishu tells what was deleted. When one has expired nobody does: then
the events that were there before and are not listed any more are the deleted ones. Each run saves
the ids as a new generation before the state that names it is written, so a run that is killed in
between is repeated from the old token and the old generation, and loses no deletion.
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
        """Bring the ids of a calendar up to date.

        Args:
            calendar_id: Whose events changed.
            changes: As they were read with the cursor.
            cursor: Names the generation of the last run; None before the first.

        Returns:
            Events that are gone without Feishu having told so, and the generation for the new
            cursor; "" where the ids are not known.
        """
        generation = (cursor or {}).get("snapshot") or ""
        live, cancelled = changes.ids(cancelled=False), changes.ids(cancelled=True)
        known = self._load(calendar_id, generation)
        if changes.complete:
            before = self._before(calendar_id, known) if cursor else frozenset()
            return before - live - cancelled, self._save(calendar_id, live, generation)
        if known is None:
            return frozenset(), ""
        now = (known | live) - cancelled
        kept = generation if now == known else self._save(calendar_id, now, generation)
        return frozenset(), kept

    def _before(self, calendar_id: str, known: frozenset[str] | None) -> frozenset[str]:
        """Give the ids of the last run, or all that were ever noted where these are lost."""
        if known is not None:
            return known
        self._logger.warning(
            "The sync token of calendar %s has expired, and what it held is not in the store: "
            "deletions since the last run may stay unknown. Keep `store_url` from run to run, "
            "and let the tap write to it",
            calendar_id,
        )
        name = self._name(calendar_id)
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
