"""A record as cells: the columns of one stream, bound to the fields of its table."""

from __future__ import annotations

import typing as t

from feishu_connect import CellError, FeishuError
from feishu_connect.bitable.fields.coercion import describe
from target_feishu.bitable.index import Key, key_of
from target_feishu.bitable.resolvers import LEFT_OUT
from target_feishu.errors import RecordError, named_record

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_feishu.bitable.linking import StreamLinks
    from target_feishu.bitable.resolvers import Resolver
    from target_feishu.bitable.rowkeys import RowKeys
    from target_feishu.bitable.table import Cells, DestinationTable

Record = dict[str, t.Any]


class Columns:
    """Turns the records of one stream into keys and cells."""

    def __init__(
        self,
        table: DestinationTable,
        fields: Mapping[str, str],
        keys: Sequence[str],
        resolvers: Mapping[str, Resolver] | None = None,
        links: StreamLinks | None = None,
    ) -> None:
        """Bind.

        Args:
            table: The destination.
            fields: Column -> field id.
            keys: Key properties of the stream; those without a field are left out.
            resolvers: Column -> what its values go through before the codec.
            links: The stream's links by key; some wait for rows that are not there yet.
        """
        self.fields = dict(fields)
        self.key_ids = tuple(self.fields[name] for name in keys if name in self.fields)
        self._keys = keys
        self.table = table
        self._resolvers = {
            name: each for name, each in (resolvers or {}).items() if name in self.fields
        }
        self._links = links

    @property
    def rows(self) -> RowKeys:
        """The table's rows by the stream's key."""
        return self.table.rows_by(self.key_ids)

    def prepare(self, records: Sequence[Record]) -> list[Record]:
        """Look up in bulk what a batch needs; give the records that can be written now.

        Those left out are rows without a key that wait for the rows they link to.

        Raises:
            FeishuError: Feishu cannot be asked; no record alone is to blame.
        """
        for name, resolver in self._resolvers.items():
            resolver.learn([record[name] for record in records if record.get(name) is not None])
        return self._links.held_back(records) if self._links else list(records)

    def key(self, record: Record) -> Key:
        """Give the key under which a record's row is found.

        Raises:
            CellError: The key is empty, or is no value for its field.
        """
        names = [name for name, field_id in self.fields.items() if field_id in self.key_ids]
        cells = {self.fields[name]: self.write(record, name) for name in names}
        key = key_of(self.table, self.key_ids, cells)
        if key is None:
            msg = (
                f"A record for the table `{self.table.name}` has an empty key ({self._label()}): "
                f"{named_record(record, self._keys)}"
            )
            cure = "Drop such records with stream_maps, or choose another key"
            raise CellError(msg, cure=cure, field=self._keys[0])
        return key

    def cells(self, record: Record) -> Cells:
        """Give the cells that a record has something to say about; None clears.

        A link to a row that is not there yet is left out, and set by `Bases.settle_links`.

        Raises:
            CellError: A value does not fit its field; names table, field and record.
        """
        written = {
            field_id: self.write(record, name)
            for name, field_id in self.fields.items()
            if name in record
        }
        if self._links:
            self._links.note(self, record)
        return {field_id: value for field_id, value in written.items() if value is not LEFT_OUT}

    def write(self, record: Record, name: str) -> t.Any:
        """Give one cell, or `LEFT_OUT`.

        Raises:
            CellError: The value does not fit its field; names table, field and record.
        """
        codec = self.table.codec(self.fields[name])
        value = record.get(name)
        resolver = self._resolvers.get(name)
        try:
            if resolver is not None and value is not None:
                value = resolver.resolve(value, record)
            return value if value is LEFT_OUT else codec.write(value)
        except (CellError, RecordError) as error:
            msg = f"{self.where(record, name)}: {error.message}"
            cure = error.cure or "Correct the value, or the field"
            raise CellError(msg, cure=cure, field=codec.field.name) from None
        except FeishuError as error:
            error.field = error.field or codec.field.name
            raise

    def where(self, record: Record, name: str) -> str:
        """Name a cell in a message."""
        field_id = self.fields.get(name)
        field = self.table.field(field_id).name if field_id else name
        return f"table `{self.table.name}`, field `{field}`, record {self._which(record)}"

    def _which(self, record: Record) -> str:
        """Name a record in a message, by its key where it has one."""
        if not self._keys:
            return "without a key"
        return ", ".join(f"{name}={describe(record.get(name))}" for name in self._keys)

    def _label(self) -> str:
        return ", ".join(f"`{name}`" for name in self._keys)
