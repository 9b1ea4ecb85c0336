"""Where streams go: the setting `routes`, read once and checked before the first call."""

from __future__ import annotations

import fnmatch
import typing as t

from feishu_connect.validation import problems_of
from target_feishu.kinds import KINDS

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from target_feishu.kind import Route

_DEFAULT = "bitable"


def read_route(settings: Mapping[str, t.Any], base: str) -> Route:
    """Build one route out of settings that were found right; `base` is the default base."""
    given = {key: value for key, value in settings.items() if key != "to"}
    kind = KINDS[settings.get("to", _DEFAULT)]
    if kind.name == _DEFAULT:
        given = {"base": base, **given}
    return kind.route(**given)


def find_route(routes: Iterable[Route], stream: str) -> Route | None:
    """Give the first route whose glob fits the stream; case counts."""
    return next((each for each in routes if fnmatch.fnmatchcase(stream, each.stream)), None)


def route_problems(routes: Sequence[t.Any], config: Mapping[str, t.Any]) -> list[str]:
    """List what is wrong with the routes, one sentence each, before any call."""
    return [
        f"`routes[{number}]`: {problem}"
        for number, route in enumerate(routes)
        for problem in _problems(route, config)
    ]


def _problems(route: t.Any, config: Mapping[str, t.Any]) -> list[str]:
    if not isinstance(route, dict):
        return ["must be an object"]
    name = route.get("to", _DEFAULT)
    if not isinstance(name, str) or name not in KINDS:
        return [f"`to` must be {' or '.join(f'`{each}`' for each in KINDS)}"]
    kind = KINDS[name]
    found = problems_of(route, kind.schema)
    # An unknown key hides nothing of what else is wrong.
    known = {key: value for key, value in route.items() if key in kind.schema["properties"]}
    if not problems_of(known, kind.schema):
        found += kind.problems(known, config.get("base"))
    found += kind.unsuitable(config)
    if not config.get("dead_letter_path"):
        found += [
            f"`{each}: dead_letter` needs `dead_letter_path`: name a file"
            for each in _dead_letters(route)
        ]
    return found


def _dead_letters(route: t.Mapping[str, t.Any]) -> list[str]:
    """Name the settings of a route that put records aside."""
    links = route.get("links")
    policies = {
        "on_error": route.get("on_error"),
        **{
            f"links.{name}.unresolved": link.get("unresolved")
            for name, link in (links.items() if isinstance(links, dict) else ())
            if isinstance(link, dict)
        },
    }
    return [name for name, policy in policies.items() if policy == "dead_letter"]
