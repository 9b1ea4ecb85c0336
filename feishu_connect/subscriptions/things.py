"""What can be subscribed, as settings and people name it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect.errors import SettingsError
from feishu_connect.links import ObjectKind, parse_base_link, parse_link

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Kind: t.TypeAlias = t.Literal["base", "document", "spreadsheet", "approval", "calendar"]

#: Setting of the tap -> kind of what it names.
_SETTINGS: t.Final[dict[str, Kind]] = {
    "bases": "base",
    "documents": "document",
    "spreadsheets": "spreadsheet",
    "approval_codes": "approval",
    "calendar_ids": "calendar",
}
_KINDS: t.Final[dict[str, Kind]] = {kind: kind for kind in _SETTINGS.values()}
#: Part of a link -> kind. A wiki page is a base unless somebody says otherwise.
_PATHS: t.Final[dict[str, Kind]] = {
    "/base/": "base",
    "/docx/": "document",
    "/sheets/": "spreadsheet",
    "/wiki/": "base",
    "definitionCode=": "approval",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One object; `said` is how it was named, `wiki` tells that the token is a wiki node's."""

    kind: Kind
    token: str
    said: str
    wiki: bool = False


def things_of(config: Mapping[str, t.Any]) -> list[Thing]:
    """List what the settings of a tap name.

    Raises:
        SettingsError: Some of it is not what the setting takes.
    """
    named = [
        (kind, entry["base"] if isinstance(entry, dict) else entry)
        for setting, kind in _SETTINGS.items()
        for entry in config.get(setting) or []
    ]
    return _read(named)


def read_things(texts: Iterable[str]) -> list[Thing]:
    """Read `KIND:ID` or links, as they are given on the command line.

    Raises:
        SettingsError: One of them is neither.
    """
    named, problems = [], []
    for text in texts:
        before, _, token = text.partition(":")
        if before in _KINDS:
            named.append((_KINDS[before], token))
        elif kind := next((kind for part, kind in _PATHS.items() if part in text), None):
            named.append((kind, text))
        else:
            kinds = ", ".join(sorted(_KINDS))
            problems.append(f"{text!r} must be a link, or KIND:ID with one of the kinds {kinds}")
    if problems:
        raise SettingsError(problems)
    return _read(named)


def _read(named: Iterable[tuple[Kind, str]]) -> list[Thing]:
    things: dict[tuple[Kind, str], Thing] = {}
    problems = []
    for kind, text in named:
        try:
            thing = _thing(kind, text)
        except ValueError as error:
            problems.append(f"{text!r} {error}")
            continue
        things.setdefault((thing.kind, thing.token), thing)
    if problems:
        raise SettingsError(problems)
    return list(things.values())


def _thing(kind: Kind, text: str) -> Thing:
    if kind == "base":
        base = parse_base_link(text)
        return Thing(kind, base.token, text, wiki=base.kind == "wiki")
    link = parse_link(t.cast("ObjectKind", kind), text)
    return Thing(kind, link.token, text, wiki=link.wiki)
