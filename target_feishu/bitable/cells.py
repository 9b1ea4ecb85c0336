"""A record as cells: the columns of one stream, bound to the fields of its table."""

from __future__ import annotations

import typing as t

from feishu_connect import CellError
from feishu_connect.bitable.fields.coercion import describe
from target_feishu.bitable.index import Key, key_of

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_feishu.bitable.attachments import Attachments
    from target_feishu.bitable.table import Cells, DestinationTable

_ATTACHMENT = 17

Record = dict[str, t.Any]


class Columns:
    """Turns the records of one stream into keys and cells."""

    def __init__(
        self,
        table: DestinationTable,
        fields: Mapping[str, str],
        keys: Sequence[str],
        attachments: Attachments,
    ) -> None:
        """Bind.

        Args:
            table: The destination.
            fields: Column -> field id.
            keys: Key properties of the stream; those without a field are left out.
            attachments: Brings files into the destination's base.
        """
        self.fields = dict(fields)
        self.key_ids = tuple(self.fields[name] for name in keys if name in self.fields)
        self._keys = keys
        self._table = table
        self._attachments = attachments

    def key(self, record: Record) -> Key:
        """Give the key under which a record's row is found.

        Raises:
            CellError: The key is empty, or is no value for its field.
        """
        names = [name for name, field_id in self.fields.items() if field_id in self.key_ids]
        cells = {self.fields[name]: self._write(record, name) for name in names}
        key = key_of(self._table, self.key_ids, cells)
        if key is None:
            msg = f"A record for the table `{self._table.name}` has an empty key ({self._label()})"
            raise CellError(msg, cure="Drop such records with stream_maps, or choose another key")
        return key

    def cells(self, record: Record) -> Cells:
        """Give the cells that a record has something to say about; None clears.

        Raises:
            CellError: A value does not fit its field; names table, field and record.
        """
        return {
            field_id: self._write(record, name)
            for name, field_id in self.fields.items()
            if name in record
        }

    def _write(self, record: Record, name: str) -> t.Any:
        codec = self._table.codec(self.fields[name])
        value = record.get(name)
        try:
            if codec.field.type == _ATTACHMENT:
                is_own = record.get("_app_token") == self._table.app_token
                value = value if is_own else self._attachments.bring(value, self._table.app_token)
            return codec.write(value)
        except CellError as error:
            where = f"table `{self._table.name}`, field `{codec.field.name}`"
            msg = f"{where}, record {self._which(record)}: {error.message}"
            raise CellError(msg, cure=error.cure or "Correct the value, or the field") from None

    def _which(self, record: Record) -> str:
        """Name a record in a message, by its key where it has one."""
        if not self._keys:
            return "without a key"
        return ", ".join(f"{name}={describe(record.get(name))}" for name in self._keys)

    def _label(self) -> str:
        return ", ".join(f"`{name}`" for name in self._keys)
