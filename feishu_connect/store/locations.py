"""Where the store lives: the user's own file by default, or what `store_url` names."""

from __future__ import annotations

import contextlib
import os
import typing as t
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import platformdirs
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from feishu_connect.errors import SettingsError
from feishu_connect.store.errors import told_plainly

#: Schemes of `store_url` -> SQLAlchemy's name of dialect and driver.
_DRIVERS: t.Final = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_URL_PROBLEM = (
    "`store_url` must be the URL of a SQLite file or of a PostgreSQL database, such as "
    "sqlite:////srv/feishu/store.sqlite3 or postgresql://user:password@host/database"
)


@dataclass(frozen=True, slots=True, repr=False)
class Location:
    """A database, and its file where it is one."""

    url: URL
    file: Path | None = None
    #: The file lies in a folder of our own, whose access is ours to set.
    own_folder: bool = False

    def __str__(self) -> str:
        """Name the place without user, password and options."""
        if self.file:
            return str(self.file)
        return f"{self.url.host or 'PostgreSQL'}/{self.url.database or ''}"

    def prepare(self) -> None:
        """Make folder and file, readable for this user alone, before SQLite makes them for all.

        Raises:
            StoreError: The place is not writable.
        """
        if not self.file:
            return
        with told_plainly(str(self)):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Never open a file that exists: closing it would end SQLite's locks on it.
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            if self.own_folder:
                self.file.parent.chmod(0o700)
                self.file.chmod(0o600)


def locate(url: str | None, app_id: str) -> Location:
    """Find the store of an app.

    Args:
        url: SQLAlchemy URL of a SQLite file or a PostgreSQL database. None or "" is a file of
            the app's own in the user's data folder.
        app_id: Names that file.

    Raises:
        SettingsError: The URL is neither; its value is not shown, as it may hold a password.
    """
    if not url:
        folder = platformdirs.user_data_path("singer-feishu", appauthor=False)
        return _file(URL.create("sqlite"), folder / f"{quote(app_id, safe='')}.sqlite3", own=True)
    try:
        parsed = make_url(url)
        parsed = parsed.set(drivername=_DRIVERS[parsed.drivername])
    except (ArgumentError, KeyError, ValueError):
        raise SettingsError([_URL_PROBLEM]) from None
    return _of_sqlite(parsed) if parsed.drivername == "sqlite" else Location(parsed)


def _of_sqlite(url: URL) -> Location:
    name = url.database or ""
    if not name or name == ":memory:" or name.startswith("file:"):
        problem = "`store_url` must name a file: what the store keeps must outlive the run"
        raise SettingsError([problem])
    return _file(url, Path(name).expanduser().absolute())


def _file(url: URL, file: Path, *, own: bool = False) -> Location:
    return Location(url.set(database=str(file)), file, own)
