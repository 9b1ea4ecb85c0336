"""What the target has written into a task, and what a record changes in it.

The ledger keeps it, so that what people change by hand stays where the record has not changed.
"""

from __future__ import annotations

import dataclasses
import typing as t

from target_feishu.idempotency import digest_of
from target_feishu.tasks.search import is_mark
from target_feishu.tasks.times import DONE, OPEN

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.tasks.content import Content
    from target_feishu.tasks.people import Member

#: What the call for updates takes; members, lists and reminders have calls of their own.
PATCHED: t.Final = (
    "summary",
    "description",
    "due",
    "start",
    "extra",
    "custom_complete",
    "repeat_rule",
    "mode",
    "is_milestone",
)
#: Those that cannot be empty.
_ALWAYS: t.Final = ("summary", "mode", "is_milestone")
_CUSTOM = "custom_fields"

#: Of a field about which nobody knows whether its call landed.
_UNKNOWN = ""
#: Beside reminders of which nobody knows whether they are there.
_DOUBT = -1


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """The state of a task as far as the target has brought it about."""

    #: Name -> digest of its value; a custom field under `custom_fields:` and its GUID.
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    members: list[Member] = dataclasses.field(default_factory=list)
    tasklists: list[dict[str, str]] = dataclasses.field(default_factory=list)
    #: Members and lists of which nobody knows whether they are there: a run ended on the way.
    maybe_members: list[Member] = dataclasses.field(default_factory=list)
    maybe_lists: list[dict[str, str]] = dataclasses.field(default_factory=list)
    #: Minutes before the task is due.
    reminders: list[int] = dataclasses.field(default_factory=list)
    #: As `completed_at` of a content.
    completed: str = OPEN

    @classmethod
    def of_facts(cls, facts: Mapping[str, t.Any]) -> Written:
        """Read what the ledger has."""
        return cls(**facts.get("written", {}))

    @property
    def facts(self) -> dict[str, t.Any]:
        """What the ledger keeps."""
        return {"written": dataclasses.asdict(self)}

    @classmethod
    def of_body(cls, body: Mapping[str, t.Any]) -> Written:
        """Tell what the making of a task has written, by the body of the call."""
        return cls(
            fields=_digests({name: each for name, each in body.items() if not is_mark(each)}),
            members=list(body.get("members", ())),
            tasklists=list(body.get("tasklists", ())),
            reminders=[each["relative_fire_minute"] for each in body.get("reminders", ())],
            completed=body.get("completed_at", OPEN),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """What a record changes."""

    #: Field -> new value; None where it is cleared.
    fields: dict[str, t.Any]
    custom_fields: list[dict[str, t.Any]]
    new_members: list[Member]
    old_members: list[Member]
    new_lists: list[dict[str, str]]
    #: GUIDs.
    old_lists: list[str]
    #: The one reminder of now, or none; None where it stays as it is.
    reminders: list[int] | None
    #: None where it stays as it is.
    completed: str | None

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        plain = dataclasses.astuple(self)
        return any(plain[:-2]) or self.reminders is not None or self.completed is not None


def changes_of(content: Content, written: Written) -> Changes:
    """Compare what a record asks for with what was written."""
    members = content.get("members", [*written.members, *written.maybe_members])
    lists = content.get("tasklists", [*written.tasklists, *written.maybe_lists])
    guids = [each["tasklist_guid"] for each in lists]
    known = [each["tasklist_guid"] for each in (*written.tasklists, *written.maybe_lists)]
    reminders = content.get("reminders", written.reminders)
    return Changes(
        fields=_fields(content, written),
        custom_fields=[
            each
            for each in content.get(_CUSTOM) or ()
            if written.fields.get(_custom_name(each)) != digest_of(each)
        ],
        new_members=[each for each in members if each not in written.members],
        old_members=[
            each for each in (*written.members, *written.maybe_members) if each not in members
        ],
        new_lists=[each for each in lists if each not in written.tasklists],
        old_lists=[each for each in dict.fromkeys(known) if each not in guids],
        reminders=None if reminders == written.reminders else reminders,
        completed=_completed(content, written),
    )


def expected(written: Written, changes: Changes) -> Written:
    """Tell what is known while changes are made: only what they do not touch is sure."""
    touched = [*changes.fields, *map(_custom_name, changes.custom_fields)]
    doubted = [] if changes.reminders is None else [*changes.reminders, _DOUBT]
    kept = [each for each in written.members if each not in changes.old_members]
    stays = [each for each in written.tasklists if each["tasklist_guid"] not in changes.old_lists]
    leaving = [each for each in written.tasklists if each not in stays]
    return Written(
        fields={**written.fields, **dict.fromkeys(touched, _UNKNOWN)},
        members=kept,
        tasklists=stays,
        maybe_members=_together(written.maybe_members, changes.old_members, changes.new_members),
        maybe_lists=_together(written.maybe_lists, leaving, changes.new_lists),
        reminders=_together(written.reminders, doubted),
        completed=written.completed if changes.completed is None else _UNKNOWN,
    )


def accomplished(content: Content, written: Written, changes: Changes) -> Written:
    """Tell what is written when all changes are made."""
    fields = {
        **written.fields,
        **{name: digest_of(value) for name, value in changes.fields.items()},
        **{_custom_name(each): digest_of(each) for each in changes.custom_fields},
    }
    if changes.completed not in (None, OPEN):
        # Feishu takes the rule away from a task that is completed.
        fields.pop("repeat_rule", None)
    return Written(
        fields=fields,
        members=content.get("members", [*written.members, *written.maybe_members]),
        tasklists=content.get("tasklists", [*written.tasklists, *written.maybe_lists]),
        reminders=content.get("reminders", written.reminders),
        completed=written.completed if changes.completed is None else changes.completed,
    )


def _fields(content: Content, written: Written) -> dict[str, t.Any]:
    changed: dict[str, t.Any] = {}
    for name in PATCHED:
        if name not in content:
            continue
        value, known = content[name], written.fields.get(name)
        if value is None and (known is None or name in _ALWAYS):
            # It was never written, or the API has nothing for "none".
            continue
        if known is None and value is False:
            # A new task is no milestone.
            continue
        if known != digest_of(value):
            changed[name] = value
    return changed


def _completed(content: Content, written: Written) -> str | None:
    wanted = content.get("completed_at")
    if wanted is None or wanted == written.completed:
        return None
    if wanted == DONE and written.completed not in (OPEN, _UNKNOWN):
        return None
    return str(wanted)


def _digests(body: Mapping[str, t.Any]) -> dict[str, str]:
    custom = {_custom_name(each): digest_of(each) for each in body.get(_CUSTOM, ())}
    return {**{name: digest_of(body[name]) for name in PATCHED if name in body}, **custom}


def _together(*lists: list[t.Any]) -> list[t.Any]:
    """Join lists, each member once."""
    joined: list[t.Any] = []
    for each in (one for many in lists for one in many):
        if each not in joined:
            joined.append(each)
    return joined


def _custom_name(given: Mapping[str, t.Any]) -> str:
    return f"{_CUSTOM}:{given['guid']}"
