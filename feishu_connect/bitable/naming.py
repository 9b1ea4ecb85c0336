"""Names of streams and columns, made from the names people gave their bases, tables and fields."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feishu_connect.bitable.field import Field

#: How columns are named: after the field's name, or by its id (which survives a rename).
Naming: TypeAlias = Literal["name", "id"]

_KEPT_CATEGORIES = frozenset(("Mn", "Mc"))

#: They only choose how the character before them is drawn, so they carry no name.
_VARIATION_SELECTORS = frozenset(
    (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x180E), 0x180F),
)


@lru_cache(maxsize=4096)
def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    if category[0] not in "LN" and category not in _KEPT_CATEGORIES:
        return False
    return ord(character) not in _VARIATION_SELECTORS


def slug(text: str) -> str:
    """Fold a name to letters, marks and digits of any script, joined by single underscores.

    The text is NFKC-normalised and case-folded, so variants in case or width give one slug.
    It never starts or ends with `_`, never holds `__`, and is empty when nothing is left.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "_".join("".join(char if _is_kept(char) else " " for char in folded).split())


def column_names(fields: Iterable[Field], naming: Naming = "name") -> dict[str, str]:
    """Name the column of every field: `{field_id: column}`, without a collision.

    The first field in the list keeps the plain slug, a later one that would collide gets
    `_<field_id>` appended. A name depends on earlier fields only, so a field added to the end
    of a table never renames a column. Names differ in more than case, because many warehouses
    do not tell case apart.
    """
    unique = {field.field_id: field.name for field in fields}
    if naming == "id":
        return {field_id: field_id for field_id in unique}
    taken: set[str] = set()
    return {
        field_id: _claim(slug(name) or field_id, field_id, taken)
        for field_id, name in unique.items()
    }


def table_streams(
    base_slug: str,
    tables: Iterable[tuple[str, str]],
    aliases: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Name the stream of every table of one base: `{table_id: stream}`, without a collision.

    Give all tables of the base, also those that are not read: a name then does not depend on
    which tables are selected. The name is `<base_slug>__<slug>`; tables with the same slug all
    get `_<table_id>` appended. An alias is the whole stream name.

    Args:
        base_slug: slug of the base's name, or its app_token where that is empty.
        tables: pairs of table_id and table name.
        aliases: stream names by table_id.

    Raises:
        ValueError: two tables were given the same alias.
    """
    slugs = {table_id: slug(name) or table_id for table_id, name in tables}
    chosen = {key: stream for key, stream in (aliases or {}).items() if key in slugs}
    taken = {stream.casefold() for stream in chosen.values()}
    if len(taken) < len(chosen):
        message = "two tables of one base have the same alias; stream names must differ"
        raise ValueError(message)

    shared = _repeated(slugs.values())
    streams = dict(chosen)
    # Plain names first: a table whose slug nobody shares never has to give way to a suffixed one.
    for table_id in sorted(slugs, key=lambda each: slugs[each].casefold() in shared):
        if table_id in chosen:
            continue
        suffix = f"_{table_id}" if slugs[table_id].casefold() in shared else ""
        streams[table_id] = _claim(f"{base_slug}__{slugs[table_id]}{suffix}", table_id, taken)
    return {table_id: streams[table_id] for table_id in slugs}


def _repeated(names: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    repeated: set[str] = set()
    for name in names:
        folded = name.casefold()
        (repeated if folded in seen else seen).add(folded)
    return repeated


def _claim(name: str, identifier: str, taken: set[str]) -> str:
    # A loop, not one test: a field may literally be named like another one's suffixed name.
    while name.casefold() in taken:
        name = f"{name}_{identifier}"
    taken.add(name.casefold())
    return name
