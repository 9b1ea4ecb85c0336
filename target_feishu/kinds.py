"""All kinds of destinations."""

from __future__ import annotations

import typing as t

from target_feishu.approvals.kind import APPROVAL
from target_feishu.bitable.kind import BITABLE
from target_feishu.calendar_events.kind import CALENDAR_EVENT
from target_feishu.documents.kind import DOCUMENT
from target_feishu.ignored import IGNORE
from target_feishu.messages.kind import MESSAGE
from target_feishu.tasks.kind import TASK
from target_feishu.users.kind import USER

if t.TYPE_CHECKING:
    from target_feishu.kind import Kind, Properties, Route

#: By the value of `to`, in the order of the docs.
KINDS: t.Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (BITABLE, MESSAGE, APPROVAL, TASK, CALENDAR_EVENT, USER, DOCUMENT, IGNORE)
}


def kind_of(route: Route) -> Kind:
    """Give the kind of a route that was read."""
    return next(kind for kind in KINDS.values() if type(route) is kind.route)


def merged_properties() -> Properties:
    """Give the settings of all kinds; those that several kinds have are told kind by kind."""
    merged: Properties = {}
    for kind in KINDS.values():
        for name, schema in kind.properties.items():
            told = f"{kind.name}: {schema['description']}"
            known = merged.get(name)
            if known is None:
                merged[name] = {**schema, "description": told}
            else:
                merged[name] = {
                    "type": _types(known, schema),
                    "title": known["title"],
                    "description": f"{known['description']} {told}",
                }
    return merged


def _types(*schemas: dict[str, t.Any]) -> list[str]:
    kinds = [each["type"] for each in schemas]
    flat = [one for each in kinds for one in (each if isinstance(each, list) else [each])]
    return list(dict.fromkeys(flat))
