"""Values of a task's fields beside times and members: as the API takes them, or an error.

Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/task/create`.
"""

from __future__ import annotations

import typing as t

from feishu_connect.bitable.fields.coercion import (
    compact_json,
    describe,
    from_json_text,
    is_blank,
    scrub,
)
from feishu_connect.bitable.fields.coercion import members as flattened
from feishu_connect.links import parse_link
from target_feishu.errors import RecordError, refusal
from target_feishu.tasks.people import found_users, users_of
from target_feishu.tasks.times import moment

if t.TYPE_CHECKING:
    from target_feishu.people import People

#: Characters of the texts.
MAX_LENGTHS: t.Final = {
    "summary": 3000,
    "description": 3000,
    "extra": 65_536,
    "repeat_rule": 1000,
    "origin.href.url": 1024,
    "origin.href.title": 512,
}
_NO_REMINDER: t.Final = (
    "Tasks remind of nothing after `due`; give e.g. 30 for half an hour before, or null for none"
)
#: Reminders of a task.
MAX_REMINDERS = 1

_TRUE: t.Final = ("true", "yes", "1")
_FALSE: t.Final = ("false", "no", "0", "")
_MODES: t.Final = (1, 2)
#: The value of a custom field for people.
_PEOPLE: t.Final = "member_value"
#: Key of a value that the API takes -> whether it is text.
_CUSTOM: t.Final = (
    "number_value",
    "datetime_value",
    "single_select_value",
    "text_value",
    "multi_select_value",
    _PEOPLE,
)


def text(value: t.Any, field: str) -> str | None:
    """Read a text; None where the value clears it."""
    if is_blank(value):
        return None
    read = scrub(value) if isinstance(value, str) else compact_json(value)
    limit = MAX_LENGTHS.get(field)
    if limit and len(read) > limit:
        msg = f"`{field}` has {len(read):,} characters; Feishu takes {limit:,}"
        raise RecordError(msg, cure="Shorten it, e.g. with the filter `truncate`", field=field)
    return read


def truth(value: t.Any, field: str) -> bool:
    """Read a yes or no; null is no."""
    word = str(value if value is not None else "").strip().casefold()
    if word not in (*_TRUE, *_FALSE):
        raise refusal(value, field, "true or false")
    return word in _TRUE


def mode(value: t.Any, field: str) -> int | None:
    """Read the mode of completion."""
    if is_blank(value):
        return None
    word = str(value).strip()
    if word not in map(str, _MODES):
        raise refusal(value, field, "1 (all assignees) or 2 (any of them)")
    return int(word)


def reminders(value: t.Any, field: str) -> list[int]:
    """Read reminders as minutes before the task is due."""
    found = []
    for each in flattened(from_json_text(value)):
        minutes = each.get("relative_fire_minute") if isinstance(each, dict) else each
        word = str(minutes).strip().removesuffix(".0")
        if isinstance(minutes, bool) or not word.isdecimal():
            raise refusal(each, field, "minutes before `due`, 0 or more", _NO_REMINDER)
        found.append(int(word))
    if len(found) > MAX_REMINDERS:
        msg = f"`{field}`: a task takes one reminder, got {len(found)}"
        raise RecordError(msg, cure="Leave one", field=field)
    return found


def tasklists(value: t.Any, field: str) -> list[dict[str, str]]:
    """Read task lists, each once: `[{tasklist_guid, section_guid}]`, the latter where given."""
    found: dict[str, dict[str, str]] = {}
    for each in flattened(from_json_text(value)):
        section = str(each.get("section_guid") or "") if isinstance(each, dict) else ""
        named = each.get("tasklist_guid") if isinstance(each, dict) else each
        for link in str(named or "").replace(",", " ").split():
            guid = _guid(link, field)
            found[guid] = {"tasklist_guid": guid, **({"section_guid": section} if section else {})}
    return [found[guid] for guid in sorted(found)]


def _guid(link: str, field: str) -> str:
    try:
        return parse_link("tasklist", link).token
    except ValueError as error:
        msg = f"`{field}`: {describe(link)} {error}"
        raise RecordError(msg, field=field) from None


def origin(value: t.Any, field: str) -> dict[str, t.Any] | None:
    """Read the origin; its link has to be one."""
    read = structure(value, field)
    href = (read or {}).get("href")
    if read is None or not isinstance(href, dict):
        return read
    where = f"{field}.href.url"
    url = text(href.get("url"), where)
    if url and not url.startswith(("http://", "https://")):
        raise refusal(url, where, "an address with http:// or https://")
    title = text(href.get("title"), f"{field}.href.title")
    given = {"url": url, "title": title}
    return {**read, "href": {name: each for name, each in given.items() if each}}


def structure(value: t.Any, field: str) -> dict[str, t.Any] | None:
    """Read an object of the API, without what is null in it."""
    value = from_json_text(value)
    if is_blank(value):
        return None
    if not isinstance(value, dict):
        raise refusal(value, field, "an object")
    return t.cast("dict[str, t.Any]", _without_nulls(value)) or None


def custom_fields(value: t.Any, field: str) -> list[dict[str, t.Any]]:
    """Read values of custom fields; of what a tap read, the part that can be written.

    People are as the record names them, and not looked up yet.
    """
    return [_custom_field(each, field) for each in flattened(from_json_text(value))]


def found_custom_fields(given: list[dict[str, t.Any]], people: People) -> list[dict[str, t.Any]]:
    """Give values of custom fields with people by id."""
    return [
        {**each, _PEOPLE: found_users(each[_PEOPLE], people)} if _PEOPLE in each else each
        for each in given
    ]


def _custom_field(given: t.Any, field: str) -> dict[str, t.Any]:
    if not isinstance(given, dict) or not isinstance(given.get("guid"), str):
        raise refusal(given, field, "objects with `guid` and a value, e.g. `text_value`")
    values = {name: given[name] for name in _CUSTOM if given.get(name) is not None}
    if len(values) > 1:
        # The API gives all of them, filled or not.
        values = {name: each for name, each in values.items() if each not in ("", [])}
    shaped = {name: _custom_value(name, each) for name, each in values.items()}
    return {"guid": given["guid"], **shaped}


def _custom_value(name: str, value: t.Any) -> t.Any:
    if name == _PEOPLE:
        return users_of(value)
    if name == "multi_select_value":
        return [str(each) for each in flattened(value)]
    if name == "datetime_value":
        read = moment(value, f"custom_fields.{name}")
        return read["timestamp"] if read else ""
    return value if isinstance(value, str) else compact_json(value)


def _without_nulls(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return value
