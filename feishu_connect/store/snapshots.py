"""Sets of ids that a run saw, in generations: the state of a stream names the one it goes on from.

A generation is saved before the state that names it is written, so a run that is killed in between
leaves one that nobody names. What a run makes known while it goes on is added to the generation
that it started from, so that a run after a kill knows of it too. The newest few generations stay:
the state may be a little older than the store.
"""

from __future__ import annotations

import json
import typing as t
import uuid
import zlib

from sqlalchemy import delete, select

from feishu_connect.store.tables import SNAPSHOTS

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection

    from feishu_connect.store.appdata import AppData

#: Generations of a name that stay, for states that are so many runs old.
KEPT = 8


def save(data: AppData, name: str, ids: Iterable[str], keep: str) -> str:
    """Keep a set under a new generation, and thin out the old ones."""
    generation = uuid.uuid4().hex
    with data.database.write() as connection:
        _insert(connection, data, name, generation, ids, addition=False)
        _thin_out(connection, data.app_id, name, keep)
    return generation


def add(data: AppData, name: str, generation: str, ids: Iterable[str]) -> None:
    """Add ids to a generation."""
    with data.database.write() as connection:
        _insert(connection, data, name, generation, ids, addition=True)


def load(data: AppData, name: str, generation: str) -> frozenset[str] | None:
    """Give the ids with which a generation was saved, None where it is not kept."""
    of_it = (SNAPSHOTS.c.generation == generation, SNAPSHOTS.c.addition.is_(False))
    found = _sets(data, name, *of_it)
    return found[0] if found else None


def additions(data: AppData, name: str, generation: str) -> frozenset[str]:
    """Give the ids that were added to a generation."""
    of_it = (SNAPSHOTS.c.generation == generation, SNAPSHOTS.c.addition.is_(True))
    return frozenset().union(*_sets(data, name, *of_it))


def union(data: AppData, name: str) -> frozenset[str]:
    """Give the ids of all generations that are kept, with all additions."""
    return frozenset().union(*_sets(data, name))


def _insert(  # noqa: PLR0913  a row is made of these
    connection: Connection,
    data: AppData,
    name: str,
    generation: str,
    ids: Iterable[str],
    *,
    addition: bool,
) -> None:
    text = json.dumps(sorted(set(ids)), separators=(",", ":")).encode()
    sealed = data.cipher.seal_bytes(
        zlib.compress(text), table=SNAPSHOTS.name, row=_row(name, generation)
    )
    connection.execute(
        SNAPSHOTS.insert().values(
            app_id=data.app_id,
            name=name,
            generation=generation,
            addition=addition,
            saved_at=data.now(),
            sealed=sealed,
        )
    )


def _thin_out(connection: Connection, app_id: str, name: str, keep: str) -> None:
    of_name = (SNAPSHOTS.c.app_id == app_id, SNAPSHOTS.c.name == name)
    newest = (
        select(SNAPSHOTS.c.generation)
        .where(*of_name, SNAPSHOTS.c.addition.is_(False))
        .order_by(SNAPSHOTS.c.position.desc())
        .limit(KEPT)
    )
    stay = [keep, *connection.scalars(newest)]
    connection.execute(delete(SNAPSHOTS).where(*of_name, SNAPSHOTS.c.generation.not_in(stay)))


def _sets(data: AppData, name: str, *of_it: ColumnElement[bool]) -> list[frozenset[str]]:
    query = select(SNAPSHOTS.c.generation, SNAPSHOTS.c.sealed).where(
        SNAPSHOTS.c.app_id == data.app_id, SNAPSHOTS.c.name == name, *of_it
    )
    with data.database.read() as connection:
        rows = connection.execute(query).all()
    return [_opened(data, name, row.generation, row.sealed) for row in rows]


def _opened(data: AppData, name: str, generation: str, sealed: bytes) -> frozenset[str]:
    text = data.cipher.open_bytes(sealed, table=SNAPSHOTS.name, row=_row(name, generation))
    return frozenset(json.loads(zlib.decompress(text)))


def _row(name: str, generation: str) -> str:
    return f"{generation} {name}"
