"""What stands between a stream's columns and the fields of its table."""

from __future__ import annotations

import fnmatch
import typing as t

from feishu_connect import SettingsError
from target_feishu.bitable.attachments import FilesResolver
from target_feishu.bitable.linking import Link, LinkOwner, LinkResolver, StreamLinks
from target_feishu.bitable.resolvers import PeopleResolver
from target_feishu.bitable.route import BitableRoute
from target_feishu.ledger import Entry

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feishu_connect.bitable import Field
    from target_feishu.bitable.resolvers import Resolver
    from target_feishu.bitable.rowkeys import RowKeys
    from target_feishu.bitable.table import DestinationTable
    from target_feishu.target import TargetFeishu

_USER = 11
_ATTACHMENT = 17
_LINKS = (18, 21)
_OVERWRITE = "overwrite"


def links_of(
    owner: LinkOwner, route: BitableRoute, columns: Sequence[str], *, is_keyed: bool
) -> StreamLinks | None:
    """Read what a route says of a stream's links; None where it says nothing of its columns.

    Args:
        owner: The stream's sink.
        route: Its route.
        columns: Its columns.
        is_keyed: Its rows can be found again.
    """
    target = owner.target
    resolvers = [
        LinkResolver(
            link := Link(
                name,
                each["table"],
                each["key"],
                each.get("unresolved") or route.on_error,
            ),
            target.bases.links,
            _finder(target, route.base, link),
        )
        for name, each in route.links.items()
        if name in columns
    ]
    return (
        StreamLinks(owner, resolvers, target.bases.links, is_keyed=is_keyed) if resolvers else None
    )


def _finder(target: TargetFeishu, base: str, link: Link) -> t.Callable[[], RowKeys | None]:
    """Give what finds the rows of the other table; none while there are none to link to."""

    def find() -> RowKeys | None:
        table = target.bases.find(base, link.table)
        field = _named(table, link.key) if table is not None else None
        if table is None or field is None:
            return None
        # The rows that are there now will be deleted when this run has written the new ones.
        waits = table.leftovers is None and not target.bases.links.is_final
        if waits and not target.input_complete and _is_replaced(target, table):
            return None
        return table.rows_by((field.field_id,))

    return find


def _named(table: DestinationTable, wanted: str) -> Field | None:
    fields = table.fields.values()
    by_id = (each for each in fields if each.field_id == wanted)
    by_name = (each for each in fields if each.name.strip() == wanted.strip())
    return next(by_id, None) or next(by_name, None)


def _is_replaced(target: TargetFeishu, table: DestinationTable) -> bool:
    """Tell whether a stream of this run may still begin to overwrite a table."""
    for route in target.settings.routes:
        if not isinstance(route, BitableRoute):
            continue
        method = route.load_method or target.settings.load_method
        named = route.table in (table.table_id, table.name)
        implied = not route.table and fnmatch.fnmatchcase(table.name, route.stream)
        if method == _OVERWRITE and (named or implied):
            return True
    return False


def link_types(
    links: StreamLinks | None, route: BitableRoute, target: TargetFeishu
) -> dict[str, dict[str, t.Any]]:
    """Give the types of link fields that can be made now: column -> type and property.

    A link needs to know the other table, which may be made later in the run.
    """
    types: dict[str, dict[str, t.Any]] = {}
    for name, resolver in (links.resolvers if links else {}).items():
        other = target.bases.find(route.base, resolver.link.table)
        if other is not None:
            settings = {"table_id": other.table_id, "multiple": True}
            types[name] = {"type": _LINKS[0], "ui_type": "SingleLink", "property": settings}
    return types


def check_links(
    links: StreamLinks | None, bound: Mapping[str, Field], types: Mapping[str, t.Any]
) -> None:
    """Refuse links that go into a field of another type, or to another table than the field's.

    Raises:
        SettingsError: Names column and field.
    """
    problems: list[str] = []
    for name, resolver in (links.resolvers if links else {}).items():
        field = bound.get(name)
        if field is None:
            continue
        if field.type not in _LINKS:
            problems.append(
                f"`links` speaks of column `{name}`, whose field `{field.name}` is no link but of "
                f"type {field.type} ({field.ui_type}): give it a link field with `fields`"
            )
        elif (
            name in types and field.property.get("table_id") != types[name]["property"]["table_id"]
        ):
            problems.append(
                f"`links` leads column `{name}` to the table `{resolver.link.table}`, but its "
                f"field `{field.name}` links to the table {field.property.get('table_id')}: "
                "correct `table`, or give the column another field with `fields`"
            )
    if problems:
        raise SettingsError(problems)


def resolvers_of(
    target: TargetFeishu,
    table: DestinationTable,
    fields: Mapping[str, str],
    links: StreamLinks | None,
) -> dict[str, Resolver]:
    """Give what the values of each column go through before the codec of its field."""
    resolvers: dict[str, Resolver] = dict(links.resolvers if links else {})
    for name, field_id in fields.items():
        kind = table.field(field_id).type
        if kind == _USER:
            resolvers[name] = PeopleResolver(target.people())
        elif kind == _ATTACHMENT and table.attachments is not None:
            resolvers[name] = FilesResolver(table.attachments)
    return resolvers


class ColumnMemory:
    """Which field each column of a stream went to: people rename fields between runs."""

    def __init__(self, target: TargetFeishu, table: DestinationTable, stream: str) -> None:
        """Read nothing yet."""
        self._ledger = target.ledger("columns", table.app_token, table.table_id)
        self._stream = stream
        self._known: dict[str, str] = {}

    def recall(self, columns: Sequence[str]) -> dict[str, str]:
        """Give the field ids of earlier runs."""
        found = self._ledger.find([self._key(name) for name in columns])
        self._known = {name: found[key].id for name in columns if (key := self._key(name)) in found}
        return self._known

    def keep(self, fields: Mapping[str, str]) -> None:
        """Write down what is new."""
        new = {name: each for name, each in fields.items() if self._known.get(name) != each}
        if new:
            self._ledger.put({self._key(name): Entry(id=each) for name, each in new.items()})

    def _key(self, column: str) -> str:
        return f"{self._stream}\n{column}"
