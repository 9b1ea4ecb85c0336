"""The table that rows are written to: its fields of today, and what this run knows of its rows."""

from __future__ import annotations

import typing as t

from feishu_connect import FeishuError, NotFoundError
from feishu_connect.bitable import Field, FieldCodec, codec_for
from feishu_connect.bitable.base import list_fields
from target_feishu.bitable.attachments import FOREIGN_FILES, renewed
from target_feishu.bitable.made import FRESH_SECONDS, MadeRows
from target_feishu.bitable.rowkeys import RowKeys
from target_feishu.bitable.sight import Sight
from target_feishu.bitable.structure import create_field
from target_feishu.bitable.turns import write_alone
from target_feishu.idempotency import uuid4_of

if t.TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from feishu_connect import FeishuClient
    from feishu_connect.bitable.base import Table
    from feishu_connect.endpoints import Endpoint
    from target_feishu.bitable.attachments import Attachments
    from target_feishu.bitable.index import KeyIndex

#: Cells as they are written: field id -> value; None clears the cell.
Cells = dict[str, t.Any]

#: Types whose cells name options: SingleSelect and MultiSelect.
_SELECTS = (3, 4)
_ATTACHMENT = 17


class DestinationTable:
    """A handle shared by all sinks that write to the table.

    Fields are known by their id, and called by the name that they have today.
    """

    def __init__(
        self,
        client: FeishuClient,
        app_token: str,
        table: Table,
        *,
        is_fresh: bool = False,
        is_new: bool = False,
    ) -> None:
        """Read the table's fields.

        Args:
            client: The way to the API.
            app_token: The base.
            table: What the base's listing tells.
            is_fresh: It was made moments ago: replicas may not know it yet.
            is_new: It was surely made by this run: nobody else has put rows into it.
        """
        self.client = client
        self.app_token = app_token
        self.table_id = table.table_id
        self.name = table.name
        self.is_new = is_new
        self.fields: dict[str, Field] = {}
        self.made = MadeRows(client.clock)
        self.sight = Sight(self)
        #: Names of options that Feishu knows, by field id.
        self.options: dict[str, set[str]] = {}
        self.indexes: dict[tuple[str, ...], KeyIndex] = {}
        #: Whoever wants to know of rows that are made, changed or deleted.
        self.watchers: list[RowKeys] = []
        #: The files of the base.
        self.attachments: Attachments | None = None
        #: Rows that an `overwrite` found, to be deleted when all is written; None without one.
        self.leftovers: set[str] | None = None
        #: An `overwrite` is under way.
        self.is_replacing = False
        self._codecs: dict[str, FieldCodec] = {}
        self._fresh_until = client.clock.monotonic() + FRESH_SECONDS if is_fresh else 0.0
        self.read_fields()

    @property
    def path(self) -> dict[str, str]:
        """What endpoints of this table put into their address."""
        return {"app_token": self.app_token, "table_id": self.table_id}

    @property
    def is_fresh(self) -> bool:
        """Whether the table or a field of it was made moments ago."""
        return self.client.clock.monotonic() < self._fresh_until

    def read_fields(self) -> None:
        """Learn the fields' names, types and options."""
        found = list_fields(self.client, self.app_token, self.table_id, fresh=self.is_fresh)
        self.keep_fields(found)

    def keep_fields(self, fields: Iterable[Field]) -> None:
        """Take a listing of the fields as what holds from now on."""
        self.fields = {field.field_id: field for field in fields}
        self._codecs = {}
        for field in self.fields.values():
            if field.type not in _SELECTS:
                continue
            known = {str(each.get("name")) for each in field.property.get("options") or ()}
            self.options.setdefault(field.field_id, set()).update(known)

    def add_field(self, spec: dict[str, t.Any]) -> None:
        """Make a field."""
        field = create_field(self.client, self.path, spec)
        self._fresh_until = self.client.clock.monotonic() + FRESH_SECONDS
        self.keep_fields([*self.fields.values(), field])

    def field(self, field_id: str) -> Field:
        """Give a field.

        Raises:
            NotFoundError: Somebody deleted it during the run.
        """
        field = self.fields.get(field_id)
        if field is None:
            msg = f"A field of the table `{self.name}` was deleted during the run ({field_id})"
            raise NotFoundError(msg, cure="Run again: the field is matched or made anew")
        return field

    def codec(self, field_id: str) -> FieldCodec:
        """Give the codec of a field."""
        if field_id not in self._codecs:
            self._codecs[field_id] = codec_for(self.field(field_id))
        return self._codecs[field_id]

    def named(self, cells: Cells) -> dict[str, t.Any]:
        """Turn cells into the API's form, by the names of today."""
        return {self.field(field_id).name: value for field_id, value in cells.items()}

    def read(self, item: Mapping[str, t.Any], field_id: str) -> t.Any:
        """Give the cell of a row that was read, in the form in which it would be written.

        Raises:
            CellError: The cell has no such form.
        """
        codec = self.codec(field_id)
        return codec.write(codec.read((item.get("fields") or {}).get(codec.field.name)))

    def write(
        self,
        endpoint: Endpoint,
        body: dict[str, t.Any],
        *,
        client_token: str = "",
        fresh: bool | None = None,
    ) -> dict[str, t.Any]:
        """Send a write, when no other write to the base is under way.

        What is not found is tried again where it was made moments ago: by default where the table
        was. Where Feishu does not know a file any more that it had in an earlier run, the file is
        uploaded anew and the write, of which nothing was done, is sent once more.
        """
        try:
            return self._write(endpoint, body, client_token, fresh=fresh)
        except FeishuError as error:
            if error.code not in FOREIGN_FILES or not self._renew_files(body):
                raise
        # Another body needs another key.
        again = uuid4_of("files renewed", client_token) if client_token else ""
        return self._write(endpoint, body, again, fresh=fresh)

    def _write(
        self, endpoint: Endpoint, body: dict[str, t.Any], client_token: str, *, fresh: bool | None
    ) -> dict[str, t.Any]:
        params = {"user_id_type": self.client.settings.user_id_type} if endpoint.people else {}
        return write_alone(
            self.client,
            endpoint,
            self.app_token,
            path=self.path,
            params={**params, **({"client_token": client_token} if client_token else {})},
            body=body,
            fresh=self.is_fresh if fresh is None else fresh,
        )

    def _renew_files(self, body: dict[str, t.Any]) -> bool:
        if self.attachments is None:
            return False
        names = {field.name for field in self.fields.values() if field.type == _ATTACHMENT}
        rows = [each["fields"] for each in body["records"] if isinstance(each, dict)]
        cells = [value for row in rows for name, value in row.items() if name in names]
        return renewed(cells, self.attachments.renew)

    def rows_by(self, field_ids: tuple[str, ...]) -> RowKeys:
        """Give the rows by what these fields hold; knows of all rows made after the first call."""
        known = (each for each in self.watchers if each.field_ids == field_ids)
        return next(known, None) or RowKeys(self, field_ids)

    def landed(self, record_ids: Iterable[str], rows: Iterable[Cells]) -> None:
        """Take note of rows that were made."""
        for record_id, cells in zip(record_ids, rows, strict=True):
            self.made.add(record_id)
            self._learn_options(cells)
            for index in self._indexes():
                index.learn(cells, record_id)

    def changed(self, rows: Iterable[Cells]) -> None:
        """Take note of cells that were written to rows that exist."""
        touched: set[str] = set()
        for cells in rows:
            touched.update(cells)
            self._learn_options(cells)
        for index in self._indexes():
            index.forget_if(touched)

    def removed(self, record_ids: Collection[str]) -> None:
        """Take note of rows that were deleted."""
        for index in self._indexes():
            index.forget(record_ids)
        for record_id in record_ids:
            self.sight.forget(record_id)

    def _indexes(self) -> list[KeyIndex | RowKeys]:
        return [*self.indexes.values(), *self.watchers]

    def _learn_options(self, cells: Cells) -> None:
        for field_id, value in cells.items():
            if field_id in self.options:
                self.options[field_id].update(option_names(value))


def option_names(value: t.Any) -> list[str]:
    """Give the options that a written cell of a select field names."""
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
