"""Locks that hold across processes and threads, and that end with the process that held them."""

from __future__ import annotations

import contextlib
import hashlib
import typing as t

import filelock
from sqlalchemy import NullPool, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from feishu_connect.store.database import make_engine
from feishu_connect.store.errors import LockTimeoutError, told_plainly

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from feishu_connect.store.locations import Location

_DIGEST_BYTES = 8
#: PostgreSQL's SQLSTATE lock_not_available.
_NOT_AVAILABLE = "55P03"
_MAX_MILLISECONDS = 2**31 - 1


class Locks(t.Protocol):
    """Named locks beside the data; not reentrant."""

    def hold(self, name: str, timeout: float) -> contextlib.AbstractContextManager[None]:
        """Hold a lock, or raise `LockTimeoutError` after `timeout` seconds."""


def locks_of(location: Location) -> Locks:
    """Choose the kind of locks that reaches everybody who uses the store."""
    return FileLocks(location.file) if location.file else AdvisoryLocks(location)


class FileLocks:
    """A small file beside the SQLite file for each lock, held through the operating system."""

    def __init__(self, file: Path) -> None:
        """Take the SQLite file."""
        self._file = file

    @contextlib.contextmanager
    def hold(self, name: str, timeout: float) -> Iterator[None]:
        """Hold a lock, or raise `LockTimeoutError` after `timeout` seconds."""
        path = self._file.with_name(f"{self._file.name}.{_digest(name).hex()}.lock")
        # Each holder has its own object: the same one would let its thread in twice.
        lock = filelock.FileLock(path, mode=0o600, thread_local=False)
        with told_plainly(str(path)):
            try:
                lock.acquire(timeout=max(0.0, timeout))
            except filelock.Timeout:
                raise _timed_out(name, timeout) from None
        try:
            yield
        finally:
            lock.release()


class AdvisoryLocks:
    """PostgreSQL's advisory locks, each in a transaction of its own that ends with the lock."""

    def __init__(self, location: Location) -> None:
        """Take the database; those who wait must not use up the connections of those who work."""
        self._engine = make_engine(location, poolclass=NullPool)
        self._place = str(location)

    @contextlib.contextmanager
    def hold(self, name: str, timeout: float) -> Iterator[None]:
        """Hold a lock, or raise `LockTimeoutError` after `timeout` seconds."""
        with contextlib.ExitStack() as stack:
            with told_plainly(self._place):
                connection = self._engine.connect()
                stack.callback(_end, connection)
                self._acquire(connection, name, timeout)
            yield

    def _acquire(self, connection: Connection, name: str, timeout: float) -> None:
        # 0 would wait for ever
        wait = min(max(1, int(timeout * 1000)), _MAX_MILLISECONDS)
        key = int.from_bytes(_digest(name), "big", signed=True)
        connection.execute(
            text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{wait}ms"}
        )
        try:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != _NOT_AVAILABLE:
                raise
            raise _timed_out(name, timeout) from None


def _end(connection: Connection) -> None:
    # A connection that is lost has given the lock back; the work done under it stands.
    with contextlib.suppress(SQLAlchemyError):
        connection.close()


def _digest(name: str) -> bytes:
    return hashlib.sha256(f"singer-feishu/{name}".encode()).digest()[:_DIGEST_BYTES]


def _timed_out(name: str, timeout: float) -> LockTimeoutError:
    return LockTimeoutError(
        f"Another run has held the store's lock `{name}` for {timeout:g} s",
        cure=(
            "wait until the other tap-feishu, target-feishu or feishu-connect is done, or end it, "
            "then start again; a run that has ended holds no lock"
        ),
    )
