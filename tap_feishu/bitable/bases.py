"""The bases of a run: opened once, their tables kept or left out, their streams named."""

from __future__ import annotations

import functools
import typing as t
from collections import Counter
from dataclasses import dataclass, field

from feishu_connect.bitable import Field, slug, table_streams
from feishu_connect.bitable.base import (
    Base,
    Table,
    find_base,
    get_base,
    list_field_rows,
    list_tables,
)
from feishu_connect.errors import FeishuError, NotFoundError, SettingsError

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from tap_feishu.config import BaseSetting


@dataclass
class OpenTable:
    """A table that will be a stream; its fields are listed when first asked for."""

    client: FeishuClient
    base: Base
    table: Table
    stream: str = ""
    #: Only the rows of this view, where the pasted link named one.
    view_id: str = ""

    @property
    def path(self) -> dict[str, str]:
        """Path values of every call about this table."""
        return {"app_token": self.base.app_token, "table_id": self.table.table_id}

    @functools.cached_property
    def field_rows(self) -> list[dict[str, t.Any]]:
        """The fields as the API describes them."""
        return list_field_rows(self.client, self.base.app_token, self.table.table_id)

    def list_fields(self) -> None:
        """List the fields now, so that a table that is closed to the app shows.

        Raises:
            FeishuError: They cannot be listed.
        """
        _ = self.field_rows

    @property
    def fields(self) -> list[Field]:
        """The fields in the table's order."""
        return [Field.from_api(row) for row in self.field_rows]

    def forget_fields(self) -> None:
        """List the fields anew when next asked: somebody changed them."""
        self.__dict__.pop("field_rows", None)


@dataclass
class OpenBase:
    """A base that could be opened, with the tables that are kept."""

    base: Base
    setting: BaseSetting
    #: All tables of the base: names do not depend on which are kept.
    every: list[Table]
    tables: list[OpenTable] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """Prefix of the streams' names."""
        return slug(self.setting.name or self.base.name) or self.base.app_token


def open_bases(
    client: FeishuClient, settings: t.Sequence[BaseSetting]
) -> tuple[list[OpenBase], dict[str, FeishuError]]:
    """Open all bases that can be opened; tell why the others cannot, by how they were named.

    Raises:
        FeishuError: Credentials, region or quota are wrong.
    """
    opened: dict[str, OpenBase] = {}
    refused: dict[str, FeishuError] = {}
    for setting in settings:
        try:
            _open(client, setting, opened)
        except FeishuError as error:
            if error.stops_run:
                raise
            refused[setting.said] = error
    bases = list(opened.values())
    _name_streams(bases)
    return bases, refused


def _open(client: FeishuClient, setting: BaseSetting, opened: dict[str, OpenBase]) -> None:
    app_token = find_base(client, setting.link)
    known = opened.get(app_token)
    base = known.base if known else get_base(client, app_token)
    every = list_tables(client, app_token)
    kept = _kept(setting, base, every)
    tables = [OpenTable(client, base, table, view_id=setting.link.view_id) for table in kept]
    if known is None:
        known = opened[app_token] = OpenBase(base, setting, every)
    have = {table.table.table_id for table in known.tables}
    known.tables += [table for table in tables if table.table.table_id not in have]
    known.aliases.update(setting.aliases)


def _kept(setting: BaseSetting, base: Base, every: list[Table]) -> list[Table]:
    wanted = list(setting.tables) or ([setting.link.table_id] if setting.link.table_id else [])
    names = {table.table_id for table in every} | {table.name for table in every}
    unknown = [name for name in [*wanted, *setting.aliases] if name not in names]
    if unknown:
        there = ", ".join(f"{table.name} ({table.table_id})" for table in every)
        msg = f"Base {base.name!r} has no table {', '.join(map(repr, unknown))}"
        raise NotFoundError(msg, cure=f"It has: {there or 'no tables'}")
    if not wanted:
        return every
    return [table for table in every if table.table_id in wanted or table.name in wanted]


def _name_streams(bases: list[OpenBase]) -> None:
    """Name every table's stream; bases with one slug get their app_token appended."""
    taken = Counter(base.slug for base in bases)
    for base in bases:
        prefix = base.slug if taken[base.slug] == 1 else f"{base.slug}_{base.base.app_token}"
        names = _table_names(prefix, base)
        for entry in base.tables:
            entry.stream = names[entry.table.table_id]


def _table_names(prefix: str, base: OpenBase) -> dict[str, str]:
    try:
        every = [(table.table_id, table.name) for table in base.every]
        return table_streams(prefix, every, base.aliases)
    except ValueError as error:
        raise SettingsError([f"`bases`: {error}"]) from None
