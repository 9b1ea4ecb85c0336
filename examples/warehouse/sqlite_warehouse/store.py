"""The warehouse file: tables that follow their stream's schema, and rows upserted by key."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_warehouse.values import ANYTHING, Schema, decoder, encoder, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Where the file remembers each stream's schema and keys, for the tap and for the next load.
CATALOG = "_singer_streams"
_CREATE_CATALOG = (
    f"create table if not exists {CATALOG} "
    "(stream text primary key, properties text not null, keys text not null)"
)
_SELECT_CATALOG = f"select stream, properties, keys from {CATALOG}"
#: Seconds to wait for another process's write before giving up.
_LOCK_TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Table:
    """One loaded stream: its name, its columns' schemas and its key columns."""

    name: str
    properties: Mapping[str, Schema]
    keys: tuple[str, ...]


def quoted(name: str) -> str:
    """Quote a table or column name: every character, in every script, is allowed in SQLite."""
    return '"' + name.replace('"', '""') + '"'


class Warehouse:
    """A SQLite file with one table per stream. Each call is one transaction of its own."""

    def __init__(self, path: str) -> None:
        self.path = path

    def tables(self) -> list[Table]:
        """Return every loaded stream, by name."""
        if not any(self._read(f"select 1 from sqlite_master where name = '{CATALOG}'")):
            return []
        return [_table(row) for row in self._read(f"{_SELECT_CATALOG} order by stream")]

    def prepare(self, wanted: Table) -> Table:
        """Create the table, or add and widen columns of the one that is there; return the result.

        Columns are never dropped. A column whose kind changed keeps its old values, as JSON.
        """
        with self._transaction() as db:
            known = _known(db, wanted.name)
            if known is None:
                columns = ", ".join(quoted(name) for name in wanted.properties)
                db.execute(f"create table {quoted(wanted.name)} ({columns})")
                table = wanted
            else:
                table = Table(wanted.name, _merge(db, known, wanted), wanted.keys)
            _index_keys(db, known, table)
            db.execute(
                f"insert or replace into {CATALOG} values (?, ?, ?)",
                (table.name, json.dumps(dict(table.properties)), json.dumps(table.keys)),
            )
        return table

    def write(self, table: Table, records: Sequence[Mapping[str, Any]]) -> None:
        """Write all records or none: upserted where the table has keys, else appended."""
        encoders = {name: encoder(kind_of(schema)) for name, schema in table.properties.items()}
        rows = (
            [encode(record.get(name)) for name, encode in encoders.items()] for record in records
        )
        with self._transaction() as db:
            db.executemany(_write_statement(table), rows)

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """Yield the table's rows in the order of loading, every value as it was loaded."""
        decoders = [(name, decoder(kind_of(schema))) for name, schema in table.properties.items()]
        columns = ", ".join(quoted(name) for name, _ in decoders)
        for row in self._read(f"select {columns} from {quoted(table.name)} order by rowid"):
            yield {name: decode(cell) for (name, decode), cell in zip(decoders, row, strict=True)}

    def query(self, sql: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a select statement as they are in the file, without decoding."""
        names = self.columns(sql)
        for row in self._read(sql):
            yield dict(zip(names, row, strict=True))

    def columns(self, sql: str) -> list[str]:
        """Return the column names of a select statement.

        Raises:
            ValueError: Two columns have the same name, so one of them would be lost.
        """
        with closing(self._connect("ro")) as db:
            names = [column[0] for column in db.execute(sql).description]
        if len(set(names)) < len(names):
            msg = f"Give each column of the query a name of its own (`... as name`): {names}"
            raise ValueError(msg)
        return names

    def _read(self, sql: str) -> Iterator[tuple[Any, ...]]:
        with closing(self._connect("ro")) as db:
            yield from db.execute(sql)

    def _connect(self, mode: str) -> sqlite3.Connection:
        uri = f"{Path(self.path).absolute().as_uri()}?mode={mode}"
        return sqlite3.connect(uri, uri=True, timeout=_LOCK_TIMEOUT, isolation_level=None)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect("rwc")) as db:
            db.execute("begin immediate")
            with db:  # commits, or rolls back when the block raises
                db.execute(_CREATE_CATALOG)
                yield db


def _table(row: tuple[str, str, str]) -> Table:
    name, properties, keys = row
    return Table(name, json.loads(properties), tuple(json.loads(keys)))


def _known(db: sqlite3.Connection, name: str) -> Table | None:
    row = db.execute(f"{_SELECT_CATALOG} where stream = ?", (name,)).fetchone()
    return _table(row) if row else None


def _merge(db: sqlite3.Connection, known: Table, wanted: Table) -> dict[str, Schema]:
    merged = dict(known.properties)
    for name, schema in wanted.properties.items():
        if name not in merged:
            db.execute(f"alter table {quoted(known.name)} add column {quoted(name)}")
            merged[name] = schema
        elif kind_of(merged[name]) == kind_of(schema):
            merged[name] = schema
        else:
            _rewrite_as_json(db, known.name, name, kind_of(merged[name]))
            merged[name] = ANYTHING
    return merged


def _rewrite_as_json(db: sqlite3.Connection, table: str, column: str, kind: str) -> None:
    decode, encode = decoder(kind), encoder("json")
    cells = db.execute(f"select rowid, {quoted(column)} from {quoted(table)}").fetchall()
    db.executemany(
        f"update {quoted(table)} set {quoted(column)} = ? where rowid = ?",
        [(encode(decode(cell)), rowid) for rowid, cell in cells],
    )


def _index_keys(db: sqlite3.Connection, known: Table | None, table: Table) -> None:
    index = quoted(f"{table.name} keys")
    if known is not None and known.keys != table.keys:
        db.execute(f"drop index if exists {index}")
    if table.keys:
        keys = ", ".join(quoted(key) for key in table.keys)
        db.execute(f"create unique index if not exists {index} on {quoted(table.name)} ({keys})")


def _write_statement(table: Table) -> str:
    columns = [quoted(name) for name in table.properties]
    places = ", ".join("?" for _ in columns)
    insert = f"insert into {quoted(table.name)} ({', '.join(columns)}) values ({places})"
    if not table.keys:
        return insert
    keys = ", ".join(quoted(key) for key in table.keys)
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return f"{insert} on conflict ({keys}) do update set {updates}"
