"""JSON that approval keeps in strings, and entries of its timeline."""

from __future__ import annotations

import json
import typing as t

from tap_feishu.columns import INTEGER, MILLISECONDS, OBJECT, TEXT, TEXTS, Column, objects

#: Files of comments and of the timeline; the addresses stop working after hours.
FILES = objects(url=TEXT, file_size=INTEGER, title=TEXT, type=TEXT)


def parse(value: t.Any) -> t.Any:
    """Read JSON from a string; text that is none stays text, empty text is null."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except ValueError:
        return value


def _object(value: t.Any) -> t.Any:
    """Give an object; whatever else the string holds becomes its `value`."""
    parsed = parse(value)
    return parsed if parsed is None or isinstance(parsed, dict) else {"value": parsed}


def _controls(value: t.Any) -> t.Any:
    """Give a list of controls; whatever else the string holds is the `value` of one."""
    parsed = parse(value)
    if parsed is None:
        return None
    return [_object(one) for one in (parsed if isinstance(parsed, list) else [parsed])]


#: Controls with their values as the API gave them: dates with their zone, groups in their shapes.
FORM = Column({"type": ["array", "null"], "items": {"type": "object"}}, _controls)
RELATION = Column({"type": ["object", "null"]}, _object)

_ENTRY: t.Final = {
    "type": TEXT,
    "create_time": MILLISECONDS,
    "user_id": TEXT,
    "open_id": TEXT,
    "user_id_list": TEXTS,
    "open_id_list": TEXTS,
    "task_id": TEXT,
    "comment": TEXT,
    "cc_user_list": objects(user_id=TEXT, cc_id=TEXT, open_id=TEXT),
    "ext": Column(OBJECT.schema, _object),
    "node_key": TEXT,
    "files": FILES,
}


def _timeline(value: t.Any) -> t.Any:
    if not isinstance(value, list):
        return None
    return [_entry(one) for one in value if isinstance(one, dict)]


def _entry(entry: dict[str, t.Any]) -> dict[str, t.Any]:
    """Convert what is known of an entry, and keep the rest."""
    return {
        name: _ENTRY[name].read(value) if name in _ENTRY else value for name, value in entry.items()
    }


#: What happened to an instance, oldest first.
TIMELINE = Column(objects(**_ENTRY).schema, _timeline)
