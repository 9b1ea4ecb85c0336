"""Find or make the table of a stream and the fields of its columns, and bind the two."""

from __future__ import annotations

import typing as t

from feishu_connect import SettingsError
from target_feishu.bitable.binding import (
    ColumnMemory,
    check_links,
    link_types,
    links_of,
    resolvers_of,
)
from target_feishu.bitable.cells import Columns
from target_feishu.bitable.columns import ColumnPlan, Wanted, plan_columns
from target_feishu.bitable.compatibility import check_types
from target_feishu.bitable.structure import MAX_FIELDS, index_first, read_new_fields

if t.TYPE_CHECKING:
    from feishu_connect.bitable import Field
    from target_feishu.bitable.linking import StreamLinks
    from target_feishu.bitable.route import BitableRoute
    from target_feishu.bitable.sink import BitableSink
    from target_feishu.bitable.table import DestinationTable


class Binder:
    """What has to be there before the first record of a stream."""

    def __init__(self, sink: BitableSink, route: BitableRoute, *, is_keyed: bool) -> None:
        """Look nothing up yet.

        Args:
            sink: The stream's sink.
            route: Its route.
            is_keyed: Its rows can be found again.
        """
        self._sink = sink
        self._route = route
        self._target = sink.target
        self._links: StreamLinks | None = links_of(
            sink, route, list(sink.columns), is_keyed=is_keyed
        )
        self._told: set[str] = set()

    def open(self) -> DestinationTable:
        """Find the table, or make it with the fields that can be made at once.

        Raises:
            FeishuError: There is no such table, and none can or may be made.
        """
        made: list[str] = []

        def make(name: str) -> list[dict[str, t.Any]]:
            # A link field has to know the other table, which may be this one.
            linked = tuple(self._links.resolvers) if self._links else ()
            plan = plan_columns(self._wanted(deferred=linked), [])
            specs = index_first(plan.missing, self._sink.key_properties, name)
            made.extend(spec["field_name"] for spec in specs)
            self._sink.logger.info("Creating the table `%s` with %d fields", name, len(specs))
            return specs

        wanted = self._route.table or self._sink.stream_name
        table = self._target.bases.open(
            self._route.base, wanted, make=make if self._route.create_table else None
        )
        if wanted.strip() not in (table.name, table.table_id):
            self._sink.logger.info(
                "Feishu takes no table name like `%s`: it goes to the table `%s`",
                wanted,
                table.name,
            )
        if not {field.name for field in table.fields.values()} >= set(made):
            path = (table.app_token, table.table_id)
            table.keep_fields(read_new_fields(table.client, *path, made))
        return table

    def bind(self, table: DestinationTable, deferred: tuple[str, ...]) -> Columns:
        """Match columns with fields, and make the fields that are missing.

        Args:
            table: Where the stream goes.
            deferred: Columns that need no field yet.

        Raises:
            FeishuError: A column has no field to go to, or not one that takes its values.
        """
        memory = ColumnMemory(self._target, table, self._sink.stream_name)
        types = link_types(self._links, self._route, self._target)
        waiting = [
            name for name in (self._links.resolvers if self._links else ()) if name not in types
        ]
        known = memory.recall(list(self._sink.columns))
        wanted = self._wanted((*deferred, *waiting), known, types)
        plan = plan_columns(wanted, list(table.fields.values()))
        self._check(plan, table, types)
        if plan.missing:
            self._add_fields(plan, table)
            plan = plan_columns(wanted, list(table.fields.values()))
        for name, reason in plan.skipped.items():
            if name not in self._told:
                self._sink.logger.info("Column `%s` is left out: %s", name, reason)
        self._told.update(plan.skipped)
        memory.keep(plan.fields)
        resolvers = resolvers_of(self._target, table, plan.fields, self._links)
        keys = self._sink.key_properties
        return Columns(table, plan.fields, keys, resolvers, self._links)

    def _wanted(
        self,
        deferred: tuple[str, ...] = (),
        known: t.Mapping[str, str] | None = None,
        types: t.Mapping[str, dict[str, t.Any]] | None = None,
    ) -> Wanted:
        sink = self._sink
        keys, chosen = sink.key_properties, self._route.fields
        return Wanted(sink.columns, keys, chosen, deferred, known or {}, types or {})

    def _check(self, plan: ColumnPlan, table: DestinationTable, types: t.Any) -> None:
        bound: dict[str, Field] = {name: table.field(each) for name, each in plan.fields.items()}
        linked = self._links.resolvers if self._links else {}
        check_links(self._links, bound, types)
        check_types(self._sink.columns, bound, self._route.fields, linked)

    def _add_fields(self, plan: ColumnPlan, table: DestinationTable) -> None:
        names = ", ".join(f"`{name}`" for name in plan.missing)
        stream = self._sink.stream_name
        if not self._route.add_fields:
            problem = (
                f"table `{table.name}` has no field for {names} of stream `{stream}`: add them, "
                "name other fields with `fields`, or let `add_fields` make them"
            )
            raise SettingsError([problem])
        if len(table.fields) + len(plan.missing) > MAX_FIELDS:
            problem = (
                f"table `{table.name}` has {len(table.fields)} fields and would get "
                f"{len(plan.missing)} more for stream `{stream}`; Feishu takes {MAX_FIELDS}: leave "
                "columns out with stream_maps, or delete fields that nobody needs"
            )
            raise SettingsError([problem])
        self._sink.logger.info("Adding fields to the table `%s` for %s", table.name, names)
        for spec in plan.missing.values():
            table.add_field(spec)
