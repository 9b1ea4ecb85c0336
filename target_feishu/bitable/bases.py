"""The bases and tables of a run: each looked up once, tables made where they are missing."""

from __future__ import annotations

import re
import typing as t

from feishu_connect import NotFoundError
from feishu_connect.bitable.base import Table, find_base, list_tables
from feishu_connect.links import parse_base_link
from target_feishu.bitable.attachments import Attachments
from target_feishu.bitable.structure import create_table, table_name
from target_feishu.bitable.table import DestinationTable

if t.TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feishu_connect import FeishuClient

_TABLE_ID = re.compile(r"tbl[A-Za-z0-9]{8,}")

#: Bodies of the fields of a table that has to be made.
Specs = list[dict[str, t.Any]]


class Bases:
    """Shared by all sinks, so that two streams into one table share its index."""

    def __init__(self, client: FeishuClient) -> None:
        """Look nothing up yet."""
        self._client = client
        self._tokens: dict[str, str] = {}
        self._listed: dict[str, list[Table]] = {}
        self._open: dict[tuple[str, str], DestinationTable] = {}
        self.attachments = Attachments(client)

    @property
    def is_replacing(self) -> bool:
        """Whether an `overwrite` is under way."""
        return any(table.is_replacing for table in self._open.values())

    def open(
        self, base: str, table: str, *, make: Callable[[str], Specs] | None
    ) -> DestinationTable:
        """Find a table, or make it.

        Args:
            base: Link or app_token.
            table: Id or name.
            make: Gives the fields of a new table of that name; None where none may be made.

        Raises:
            NotFoundError: There is no such table, and none may be made.
        """
        app_token = self._app_token(base)
        found = self._find(app_token, table)
        if found is None:
            return self._make(app_token, table, make)
        key = (app_token, found.table_id)
        if key not in self._open:
            self._open[key] = DestinationTable(self._client, app_token, found)
        return self._open[key]

    def _app_token(self, base: str) -> str:
        if base not in self._tokens:
            self._tokens[base] = find_base(self._client, parse_base_link(base))
        return self._tokens[base]

    def _find(self, app_token: str, wanted: str) -> Table | None:
        if app_token not in self._listed:
            self._listed[app_token] = list_tables(self._client, app_token)
        tables = self._listed[app_token]
        by_id = (each for each in tables if each.table_id == wanted)
        by_name = (each for each in tables if each.name == table_name(wanted))
        return next(by_id, None) or next(by_name, None)

    def _make(
        self, app_token: str, wanted: str, make: Callable[[str], Specs] | None
    ) -> DestinationTable:
        if make is None or _TABLE_ID.fullmatch(wanted):
            msg = f"The base has no table `{wanted}`; it has {_names(self._listed[app_token])}"
            raise NotFoundError(msg, cure="Correct `table`, or let `create_table` make it by name")
        name = table_name(wanted)
        table_id, is_new = create_table(self._client, app_token, name, make(name))
        table = Table(table_id, name)
        self._listed[app_token].append(table)
        made = DestinationTable(self._client, app_token, table, is_fresh=True, is_new=is_new)
        self._open[app_token, table_id] = made
        return made


def _names(tables: Sequence[Table]) -> str:
    return ", ".join(f"`{each.name}`" for each in tables) or "none"
