"""One database behind two dialects: who may read and write how, and how durable it is."""

from __future__ import annotations

import contextlib
import threading
import typing as t

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import postgresql, sqlite

from feishu_connect.errors import SettingsError
from feishu_connect.store.errors import told_plainly

if t.TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Table

    from feishu_connect.store.locations import Location

    Insert: t.TypeAlias = sqlite.Insert | postgresql.Insert

#: Seconds to wait for another process that writes to the SQLite file.
_BUSY_TIMEOUT = 30
#: Seconds to wait for a PostgreSQL server to answer.
_CONNECT_TIMEOUT = "10"
#: Set for every SQLite connection. FULL and fullfsync (macOS): a commit survives a power cut.
_PRAGMAS = ("synchronous=FULL", "fullfsync=ON", "foreign_keys=ON")
#: Execution option that tells transactions that will write.
_WRITES = "feishu_writes"


def make_engine(location: Location, **options: t.Any) -> Engine:
    """Make the engine of a place; nothing is opened yet.

    Raises:
        SettingsError: The driver is not installed.
    """
    # Parameters stay out of error messages: they tell ids.
    options |= {"hide_parameters": True}
    if location.file:
        engine = create_engine(location.url, connect_args={"timeout": _BUSY_TIMEOUT}, **options)
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)
        return engine
    timeout = {"connect_timeout": _CONNECT_TIMEOUT, **location.url.query}
    try:
        return create_engine(location.url.set(query=timeout), **options)
    except ImportError:
        problem = (
            "`store_url` names a PostgreSQL database, whose driver is not installed: "
            "pip install 'singer-feishu[postgres]'"
        )
        raise SettingsError([problem]) from None


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    # Python's sqlite3 begins late, and not at all before DDL; `_begin` does so instead.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A transaction that reads and then writes would be refused at once if another had written in
    # between; taking the write lock first waits for its turn.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """Transactions of one store; safe to share between threads."""

    def __init__(self, location: Location) -> None:
        """Open nothing yet."""
        self.place = str(location)
        self._is_file = location.file is not None
        self._engine = make_engine(location, pool_pre_ping=not self._is_file)
        self._writer = self._engine.execution_options(**{_WRITES: True})
        # SQLite lets waiting writers poll; threads of one process can queue instead.
        self._turn: contextlib.AbstractContextManager[t.Any] = (
            threading.Lock() if self._is_file else contextlib.nullcontext()
        )

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Look at the store as it is now."""
        with told_plainly(self.place), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Change the store: all or nothing, and on the disk when this ends."""
        with told_plainly(self.place), self._turn, self._writer.begin() as connection:
            yield connection

    def insert(self, table: Table) -> Insert:
        """Begin an INSERT that can say what happens ON CONFLICT."""
        return sqlite.insert(table) if self._is_file else postgresql.insert(table)

    def let_readers_and_writers_meet(self) -> None:
        """Switch a SQLite file to its write-ahead log, for good; one process at a time."""
        if not self._is_file:
            return
        with told_plainly(self.place), contextlib.closing(self._engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA journal_mode=WAL").close()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
