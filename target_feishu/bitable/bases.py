"""The bases and tables of a run: each looked up once, tables made where they are missing."""

from __future__ import annotations

import re
import typing as t

from feishu_connect import NotFoundError
from feishu_connect.bitable.base import Table, find_base, list_tables
from feishu_connect.links import parse_base_link
from target_feishu.bitable.attachments import Attachments
from target_feishu.bitable.links import Links
from target_feishu.bitable.structure import create_table, table_name
from target_feishu.bitable.table import DestinationTable

if t.TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feishu_connect import FeishuClient
    from target_feishu.files import Files
    from target_feishu.ledger import Ledger

_TABLE_ID = re.compile(r"tbl[A-Za-z0-9]{8,}")

#: Bodies of the fields of a table that has to be made.
Specs = list[dict[str, t.Any]]


class Bases:
    """Shared by all sinks, so that two streams into one table share its index."""

    def __init__(self, client: FeishuClient, files: Files, ledger: Callable[..., Ledger]) -> None:
        """Look nothing up yet.

        Args:
            client: The way to the API.
            files: The files that records name.
            ledger: Opens what earlier runs have written down.
        """
        self._client = client
        self._files = files
        self._ledger = ledger
        self._tokens: dict[str, str] = {}
        self._listed: dict[str, list[Table]] = {}
        self._open: dict[tuple[str, str], DestinationTable] = {}
        self._attachments: dict[str, Attachments] = {}
        #: The links of this run that wait for rows which are not there yet.
        self.links = Links()

    @property
    def is_replacing(self) -> bool:
        """Whether an `overwrite` is under way."""
        return any(table.is_replacing for table in self._open.values())

    @property
    def has_open_links(self) -> bool:
        """Whether a link that a record has asked for is not on Feishu yet."""
        return self.links.is_open

    def settle_links(self, *, final: bool = False) -> None:
        """Set the links whose rows have come meanwhile.

        Args:
            final: The input has ended: what is not there now never comes.

        Raises:
            FeishuError: A link stays unresolved and its policy is `fail`.
        """
        self.links.settle(final=final)

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
        return self._opened(app_token, found)

    def find(self, base: str, table: str) -> DestinationTable | None:
        """Give a table by id or name, None where there is none (yet)."""
        app_token = self._app_token(base)
        found = self._find(app_token, table)
        return None if found is None else self._opened(app_token, found)

    def attachments(self, app_token: str) -> Attachments:
        """Give the files of a base."""
        if app_token not in self._attachments:
            ledger = self._ledger("attachment", app_token)
            made = Attachments(self._client, self._files, ledger, app_token)
            self._attachments[app_token] = made
        return self._attachments[app_token]

    def _opened(self, app_token: str, table: Table) -> DestinationTable:
        key = (app_token, table.table_id)
        if key not in self._open:
            self._keep(DestinationTable(self._client, app_token, table))
        return self._open[key]

    def _keep(self, table: DestinationTable) -> DestinationTable:
        table.attachments = self.attachments(table.app_token)
        self._open[table.app_token, table.table_id] = table
        return table

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
        return self._keep(
            DestinationTable(self._client, app_token, table, is_fresh=True, is_new=is_new)
        )


def _names(tables: Sequence[Table]) -> str:
    return ", ".join(f"`{each.name}`" for each in tables) or "none"
