"""What can go wrong with the store, each with its cure."""

from __future__ import annotations

import contextlib
import typing as t

from sqlalchemy.exc import SQLAlchemyError

from feishu_connect.errors import FeishuError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

#: Part of a database's message, in lower case -> what to do. The first that fits is told.
_CURES: t.Final = {
    "database is locked": "let the other runs that use this store end, then start again",
    "disk is full": "free some space on the disk",
    "no space left": "free some space on the disk",
    "not a database": "the file is something else: name another one in `store_url`",
    "malformed": "the file is damaged: put a backup in its place, or move it away and start anew",
    "readonly": "let this user write to the store, or name another one in `store_url`",
    "read-only": "let this user write to the store, or name another one in `store_url`",
    "unable to open": "let this user write to the file and its folder",
    "permission denied": "let this user create and write tables there",
    "authentication failed": "correct user and password in `store_url`",
}
_USUAL_CURE = "check `store_url`, and that the database answers"


class StoreError(FeishuError):
    """The store cannot be reached, read or written."""

    stops_run = True


class LockTimeoutError(StoreError):
    """Somebody else held a lock of the store for longer than one may wait."""


class UnreadableError(StoreError):
    """A sealed value was changed, moved, or sealed under another secret."""


@contextlib.contextmanager
def told_plainly(place: str) -> Iterator[None]:
    """Turn failures of the database and of its file into a `StoreError`, one line and a cure."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _store_error(place, str(getattr(error, "orig", None) or error)) from error
    except OSError as error:
        raise _store_error(place, error.strerror or str(error)) from error


def _store_error(place: str, reason: str) -> StoreError:
    line = next(iter(reason.strip().splitlines()), "unknown reason")
    found = (cure for part, cure in _CURES.items() if part in line.lower())
    return StoreError(f"The store {place} failed: {line}", cure=next(found, _USUAL_CURE))
