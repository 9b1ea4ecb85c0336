"""Which field receives which column: a plan over names, before anything is made."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from feishu_connect import SettingsError
from feishu_connect.bitable import Field, codec_for, column_names, field_spec_for

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

#: Columns in which the tap tells where and when a row was. In a copy they would mislead.
ROW_METADATA: t.Final = frozenset(
    (
        "_app_token",
        "_table_id",
        "_created_time",
        "_last_modified_time",
        "_created_by",
        "_last_modified_by",
    )
)
#: The tap's key.
RECORD_ID = "_record_id"

Schema = dict[str, t.Any]
Spec = dict[str, t.Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the stream and its route ask for."""

    #: Column -> JSON schema.
    columns: Mapping[str, Schema]
    keys: Sequence[str] = ()
    #: Column -> field name, field id or whole spec, by the route's `fields`.
    chosen: Mapping[str, str | Mapping[str, t.Any]] = field(default_factory=dict)
    #: Columns for which no field is made yet.
    deferred: Collection[str] = ()
    #: Column -> field id of an earlier run.
    known: Mapping[str, str] = field(default_factory=dict)
    #: Column -> `type` and `property` of a field to make, where the schema cannot tell.
    types: Mapping[str, Spec] = field(default_factory=dict)


@dataclass(slots=True)
class ColumnPlan:
    """The outcome: fields that are there, fields to make, columns left out and why."""

    #: Column -> field id.
    fields: dict[str, str] = field(default_factory=dict)
    missing: dict[str, Spec] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def plan_columns(wanted: Wanted, fields: Sequence[Field]) -> ColumnPlan:
    """Match columns with the fields of a table.

    The first of these wins: the route's choice; the field from which the tap read the column, by
    its id; the field of an earlier run, whatever people call it now; the field from which the tap
    read it, by its name; a field of the column's name; a field whose name gives the column's name
    when the tap (or a warehouse after it) makes a slug of it. A field goes to one column only.

    Raises:
        SettingsError: Two columns would share a field, or a key cannot be written.
    """
    plan = ColumnPlan(skipped=_row_metadata(wanted))
    open_columns = [name for name in wanted.columns if name not in plan.skipped]
    taken: dict[str, str] = {}
    for find in _ranks(wanted, fields):
        for name in open_columns:
            found = find(name) if name not in plan.fields else None
            if found is None:
                continue
            if found in taken and name in wanted.chosen:
                raise SettingsError([_shared(name, taken[found])])
            if found not in taken:
                taken[found] = name
                plan.fields[name] = found
    _leave_read_only(plan, wanted, {each.field_id: each for each in fields})
    rest = [each for each in open_columns if each not in plan.fields and each not in plan.skipped]
    _add_missing(plan, wanted, rest, [each.name for each in fields])
    return plan


def _row_metadata(wanted: Wanted) -> dict[str, str]:
    """Find the tap's own columns; a stream without `_record_id` is not the tap's."""
    if RECORD_ID not in wanted.columns:
        return {}
    return {
        name: "it tells of the row that was read, not of its content"
        for name, schema in wanted.columns.items()
        if name in ROW_METADATA
        and name not in wanted.keys
        and name not in wanted.chosen
        and "x-feishu" not in schema
    }


def _ranks(wanted: Wanted, fields: Sequence[Field]) -> list[Callable[[str], str | None]]:
    """Give the ways to find a column's field, best first; each gives a field id or None."""
    ids = {each.field_id: each.field_id for each in fields}
    names = {each.name.strip(): each.field_id for each in reversed(fields)}
    slugs = {column: field_id for field_id, column in column_names(fields).items()}

    def origin(name: str) -> Mapping[str, t.Any]:
        return wanted.columns[name].get("x-feishu") or {} if name not in wanted.chosen else {}

    def by_choice(name: str) -> str | None:
        choice = _chosen_name(wanted, name)
        return (ids.get(choice) or names.get(choice)) if choice else None

    def unchosen(table: Mapping[str, str]) -> Callable[[str], str | None]:
        return lambda name: table.get(name.strip()) if name not in wanted.chosen else None

    return [
        by_choice,
        lambda name: ids.get(origin(name).get("field_id", "")),
        lambda name: ids.get(wanted.known.get(name, "")),
        lambda name: names.get(str(origin(name).get("field_name", "")).strip()),
        unchosen(names),
        unchosen(slugs),
    ]


def _chosen_name(wanted: Wanted, name: str) -> str:
    choice = wanted.chosen.get(name, "")
    return str(choice if isinstance(choice, str) else choice["field_name"]).strip()


def _leave_read_only(plan: ColumnPlan, wanted: Wanted, fields: Mapping[str, Field]) -> None:
    for name, field_id in list(plan.fields.items()):
        found = fields[field_id]
        if codec_for(found).writable:
            continue
        if name in wanted.keys:
            problem = (
                f"key column `{name}` goes to the field `{found.name}`, which Feishu fills itself "
                f"({found.ui_type}): give it another field with the route's `fields`"
            )
            raise SettingsError([problem])
        plan.skipped[name] = f"Feishu fills the field `{found.name}` itself ({found.ui_type})"
        del plan.fields[name]


def _add_missing(
    plan: ColumnPlan, wanted: Wanted, columns: Iterable[str], existing: Iterable[str]
) -> None:
    taken: dict[str, str] = dict.fromkeys((each.strip() for each in existing), "")
    # Columns that the tap read come first: their field has a name already.
    for name in sorted(columns, key=lambda each: "x-feishu" not in wanted.columns[each]):
        if name in wanted.deferred:
            continue
        spec = _spec(wanted, name)
        if spec["field_name"] in taken and name not in wanted.chosen:
            spec["field_name"] = name.strip()
        if spec["field_name"] in taken or not spec["field_name"]:
            raise SettingsError([_shared(name, taken.get(spec["field_name"], ""))])
        taken[spec["field_name"]] = name
        plan.missing[name] = spec


def _spec(wanted: Wanted, name: str) -> Spec:
    """Make the body of a new field."""
    choice = wanted.chosen.get(name)
    told = wanted.types.get(name, {})
    if choice is not None and not isinstance(choice, str):
        settings = {**told.get("property", {}), **(choice.get("property") or {})}
        whole = {**choice, "property": settings} if settings else choice
        return {**whole, "field_name": _chosen_name(wanted, name)}
    schema = wanted.columns[name]
    origin = schema.get("x-feishu") or {}
    field_name = _chosen_name(wanted, name) or str(origin.get("field_name") or name)
    if told:
        return {"field_name": field_name.strip(), **told}
    return dict(field_spec_for(field_name, schema, origin))


def _shared(name: str, other: str) -> str:
    clash = f"column `{other}` has" if other else "is taken, or there is none"
    return (
        f"column `{name}` cannot get a field of its own: the name {clash}; "
        "give it one with the route's `fields`"
    )
