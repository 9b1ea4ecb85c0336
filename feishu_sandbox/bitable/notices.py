"""What those who subscribed a base are told of its rows.

Docs: R/drive-v1/file/events/bitable_record_changed, R/drive-v1/file/subscribe. Formulas and lookups
are left out, and so is a change of them alone.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feishu_sandbox.bitable import kinds
from feishu_sandbox.bitable.reading import CellReader
from feishu_sandbox.events.notices import ids, tell
from feishu_sandbox.people import person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.model import App, Base, Field, Json, Table
    from feishu_sandbox.world import World

_EVENT = "drive.file.bitable_record_changed_v1"
#: The app needs one of these as itself and as its users, where it subscribed as itself.
_SCOPES = ("bitable:app", "drive:drive")

#: table_id -> record_id -> stored cells.
_Rows = dict[str, "dict[str, Json]"]


@contextmanager
def noticed(world: World, base: Base, operator: str) -> Iterator[None]:
    """Tell the subscribers of a base what becomes of its rows in here: one event for each table.

    Args:
        world: Its world.
        base: The base in which something is written.
        operator: open_id of who does.
    """
    subscribers = _subscribers(world, base)
    before = _rows(base) if subscribers else {}
    yield
    if not subscribers:
        return
    after = _rows(base)
    for table in base.tables.values():
        was, now = before.get(table.table_id, {}), after[table.table_id]
        if was != now:
            for app in subscribers:
                _Teller(world, app, table).tell(base, operator, was, now)


def _subscribers(world: World, base: Base) -> list[App]:
    subscriptions = world.state.drive.subscriptions
    principals = {one.principal for one in subscriptions if one.token == base.app_token}
    apps = [app for app in world.state.apps.values() if app.app_id in principals]
    return [app for app in apps if app.granted(*_SCOPES) and any(map(app.offers, _SCOPES))]


def _rows(base: Base) -> _Rows:
    return {
        table.table_id: {one.record_id: dict(one.cells) for one in table.records.values()}
        for table in base.tables.values()
    }


class _Teller:
    """Writes the event of one table for one app."""

    def __init__(self, world: World, app: App, table: Table) -> None:
        self._world = world
        self._app = app
        self._table = table
        host = f"https://{world.state.tenant.domain}"
        self._reader = CellReader(world, table, app, "open_id", host)

    def tell(
        self, base: Base, operator: str, before: dict[str, Json], after: dict[str, Json]
    ) -> None:
        """Push it, unless nothing happened that is told of."""
        actions = [
            action
            for record_id in dict.fromkeys((*before, *after))
            if (action := self._action(record_id, before.get(record_id), after.get(record_id)))
        ]
        content: Json = {
            "file_type": "bitable",
            "file_token": base.app_token,
            "table_id": self._table.table_id,
            "revision": self._table.revision,
            "operator_id": ids(self._world, self._app, operator),
            "action_list": actions,
            "subscriber_id_list": [{"open_id": self._app.bot_open_id}],
            "update_time": int(self._world.clock.now()),
        }
        if actions:
            tell(self._world, self._app, _EVENT, content)

    def _action(self, record_id: str, was: Json | None, now: Json | None) -> Json | None:
        """Return what happened to a row, None if it is nothing that is told of."""
        old, new = was or {}, now or {}
        changed = [
            field
            for field in self._table.fields
            if field.type not in kinds.COMPUTED_TYPES
            and old.get(field.field_id) != new.get(field.field_id)
        ]
        before, after = self._values(changed, old), self._values(changed, new)
        if was is None:
            return {"record_id": record_id, "action": "record_added", "after_value": after}
        if now is None:
            return {"record_id": record_id, "action": "record_deleted", "before_value": before}
        told: Json = {"before_value": before, "after_value": after}
        return {"record_id": record_id, "action": "record_edited", **told} if changed else None

    def _values(self, fields: list[Field], cells: Json) -> list[Json]:
        return [self._value(field, cells.get(field.field_id)) for field in fields]

    def _value(self, field: Field, stored: object) -> Json:
        shown: Json = {"field_id": field.field_id, "field_value": ""}
        if stored is not None:
            cell = self._reader.cell(field, stored)
            shown["field_value"] = json.dumps(cell, ensure_ascii=False)
        if field.type in kinds.PERSON_TYPES and isinstance(stored, list):
            shown["field_identity_value"] = {"users": [self._person(one) for one in stored]}
        return shown

    def _person(self, open_id: str) -> Json:
        known = person(self._world, open_id, "open_id", self._app)
        told = {"user_id": ids(self._world, self._app, open_id)}
        names = ("name", "en_name", "avatar_url")
        return {**told, **{name: known[name] for name in names if name in known}}
