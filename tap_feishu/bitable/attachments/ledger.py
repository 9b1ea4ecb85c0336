"""What is in the folder, and how many downloads were made today: a small file beside the files."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_NAME: t.Final = ".tap-feishu.sqlite3"
#: Feishu counts by the days of China.
_ZONE: t.Final = dt.timezone(dt.timedelta(hours=8))
_BUSY_SECONDS = 60
_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    file_token TEXT PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS downloads (
    app_id TEXT, day TEXT, calls INTEGER NOT NULL, PRIMARY KEY (app_id, day)
);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is complete; `path` is below the folder, with slashes."""

    path: str
    size: int
    sha256: str


class Ledger:
    """The account of one folder; several processes may share it."""

    def __init__(self, folder: Path) -> None:
        """Open nothing yet."""
        self._file = folder / FILE_NAME

    def find(self, file_token: str) -> Entry | None:
        """Look a file up."""
        with self._connected() as database:
            row = database.execute(
                "SELECT path, size, sha256 FROM files WHERE file_token = ?", (file_token,)
            ).fetchone()
        return Entry(*row) if row else None

    def enter(self, file_token: str, entry: Entry) -> None:
        """Take note of a file that is complete."""
        with self._connected() as database:
            database.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
                (file_token, entry.path, entry.size, entry.sha256),
            )

    def calls_of(self, app_id: str, moment: dt.datetime) -> int:
        """Tell how many downloads an app has made on the day of a moment."""
        with self._connected() as database:
            row = database.execute(
                "SELECT calls FROM downloads WHERE app_id = ? AND day = ?", (app_id, _day(moment))
            ).fetchone()
        return int(row[0]) if row else 0

    def count(self, app_id: str, moment: dt.datetime, calls: int) -> None:
        """Add downloads to the day of a moment; days before it are forgotten."""
        day = _day(moment)
        with self._connected() as database:
            database.execute("DELETE FROM downloads WHERE app_id = ? AND day < ?", (app_id, day))
            database.execute(
                "INSERT INTO downloads VALUES (?, ?, ?)"
                " ON CONFLICT (app_id, day) DO UPDATE SET calls = calls + excluded.calls",
                (app_id, day, calls),
            )

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS)) as database:
            database.executescript(_TABLES)
            with database:
                yield database


def _day(moment: dt.datetime) -> str:
    return moment.astimezone(_ZONE).date().isoformat()
