"""Ledgers: by key, what has become of the things that earlier runs have written."""

from __future__ import annotations

import hashlib
import typing as t
from itertools import islice

from sqlalchemy import delete, func, select

from feishu_connect.store.tables import LEDGER_ENTRIES as ENTRIES

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement

    from feishu_connect.store.appdata import AppData

#: Keys of one question; SQLite takes 999 parameters where it was built long ago.
_KEYS_AT_ONCE = 500


def load(data: AppData, ledger: str, keys: Iterable[str]) -> dict[str, t.Any]:
    """Give the values of the keys that the ledger has."""
    found: dict[str, t.Any] = {}
    for some in _slices(keys):
        by_digest = {_digest(key): key for key in some}
        query = select(ENTRIES.c.digest, ENTRIES.c.sealed).where(
            *_of(data, ledger), ENTRIES.c.digest.in_(by_digest)
        )
        with data.database.read() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            found[by_digest[row.digest]] = _opened(data, ledger, row.digest, row.sealed)
    return found


def save(data: AppData, ledger: str, values: Mapping[str, t.Any]) -> None:
    """Keep values, in one commit, in the place of those that the keys had."""
    rows = [
        {
            "app_id": data.app_id,
            "ledger": ledger,
            "digest": digest,
            "saved_at": data.now(),
            "sealed": data.cipher.seal(value, table=ENTRIES.name, row=_row(ledger, digest)),
        }
        for digest, value in ((_digest(key), value) for key, value in values.items())
    ]
    if not rows:
        return
    insert = data.database.insert(ENTRIES)
    upsert = insert.on_conflict_do_update(
        index_elements=["app_id", "ledger", "digest"],
        set_={"saved_at": insert.excluded.saved_at, "sealed": insert.excluded.sealed},
    )
    with data.database.write() as connection:
        connection.execute(upsert, rows)


def forget(data: AppData, ledger: str, keys: Iterable[str] | None) -> None:
    """Forget some keys, or all."""
    with data.database.write() as connection:
        if keys is None:
            connection.execute(delete(ENTRIES).where(*_of(data, ledger)))
            return
        for some in _slices(keys):
            digests = [_digest(key) for key in some]
            connection.execute(
                delete(ENTRIES).where(*_of(data, ledger), ENTRIES.c.digest.in_(digests))
            )


def size(data: AppData, ledger: str) -> int:
    """Count the entries of a ledger."""
    with data.database.read() as connection:
        query = select(func.count()).select_from(ENTRIES).where(*_of(data, ledger))
        return connection.execute(query).scalar() or 0


def values(data: AppData, ledger: str) -> Iterator[t.Any]:
    """Give all values of a ledger, in no order."""
    query = select(ENTRIES.c.digest, ENTRIES.c.sealed).where(*_of(data, ledger))
    with data.database.read() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        yield _opened(data, ledger, row.digest, row.sealed)


def _of(data: AppData, ledger: str) -> tuple[ColumnElement[bool], ...]:
    return (ENTRIES.c.app_id == data.app_id, ENTRIES.c.ledger == ledger)


def _opened(data: AppData, ledger: str, digest: str, sealed: bytes) -> t.Any:
    return data.cipher.open(sealed, table=ENTRIES.name, row=_row(ledger, digest))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _row(ledger: str, digest: str) -> str:
    return f"{digest} {ledger}"


def _slices(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while some := list(islice(rest, _KEYS_AT_ONCE)):
        yield some
