"""A memo on the disk, for replies that several streams of one run need.

A first sync may ask for a hundred thousand details: too many to keep in memory, too dear to ask
for twice.
"""

from __future__ import annotations

import json
import sqlite3
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Callable

T = t.TypeVar("T")


class Spool:
    """Remembers JSON values by key until the run ends; the file has no name and goes by itself."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._opened: sqlite3.Connection | None = None

    def remember(self, key: str, make: Callable[[], T]) -> T:
        """Give what is remembered under the key, or make and remember it."""
        found = self._database.execute("SELECT value FROM memo WHERE key = ?", (key,)).fetchone()
        if found:
            return t.cast("T", json.loads(found[0]))
        value = make()
        text = json.dumps(value)
        self._database.execute("INSERT INTO memo VALUES (?, ?)", (key, text))
        return value

    def close(self) -> None:
        """Forget everything."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def _database(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = sqlite3.connect("", isolation_level=None)
            self._opened.execute("PRAGMA journal_mode = OFF")
            self._opened.execute("CREATE TABLE memo (key TEXT PRIMARY KEY, value TEXT)")
        return self._opened
