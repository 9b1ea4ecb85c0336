"""What the target knows of one kind of destination: its settings, its sink and its needs."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from feishu_connect.doctor.needs import Need
    from target_feishu.config import TargetSettings
    from target_feishu.sinks import FeishuSink

#: JSON Schemas of settings, each with title and description.
Properties = dict[str, dict[str, t.Any]]


def templated(title: str, description: str, *kinds: str) -> dict[str, t.Any]:
    """Make the schema of a setting that may be a template, or a value of other kinds."""
    kind = ["string", *kinds] if kinds else "string"
    return {"type": kind, "title": title, "description": description}


ON_ERROR: t.Final = ("fail", "dead_letter")

#: What every route has, whatever its kind.
COMMON_PROPERTIES: t.Final[Properties] = {
    "stream": {
        "type": "string",
        "title": "Stream",
        "description": "Glob over stream names; the first route that matches wins.",
        "minLength": 1,
    },
    "to": {
        "type": "string",
        "title": "Kind of destination",
        "description": "What the records become.",
        "default": "bitable",
    },
    "on_error": {
        "type": "string",
        "title": "Records that cannot land",
        "description": (
            "`fail` stops the run; `dead_letter` writes them to `dead_letter_path`, with the "
            "reason, and lets the others land."
        ),
        "enum": list(ON_ERROR),
        "default": "fail",
    },
}


@dataclass(frozen=True, slots=True)
class Route:
    """What all routes have; each kind adds its own."""

    stream: str
    on_error: str = "fail"


def _no_problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:  # noqa: ARG001
    return []


def _no_needs(routes: Sequence[t.Any], settings: TargetSettings) -> Iterable[Need]:  # noqa: ARG001
    return ()


def _suits_all(config: Mapping[str, t.Any]) -> list[str]:  # noqa: ARG001
    return []


@dataclass(frozen=True, slots=True)
class Kind:
    """One value of a route's `to`."""

    name: str
    #: One sentence for the docs: what a record becomes.
    summary: str
    route: type[Route]
    sink: type[FeishuSink]
    #: The settings of such a route, beside those that all have.
    properties: Properties = field(default_factory=dict)
    required: Sequence[str] = ()
    #: What is wrong with a route, given in the right shape: route as configured, setting `base`.
    problems: Callable[[Mapping[str, t.Any], t.Any], list[str]] = _no_problems
    #: Why the kind cannot be had with these settings: of the app, of the identity.
    unsuitable: Callable[[Mapping[str, t.Any]], list[str]] = _suits_all
    #: What the routes of this kind need of Feishu, for the doctor and for sign-in.
    needs: Callable[[Sequence[t.Any], TargetSettings], Iterable[Need]] = _no_needs

    @property
    def schema(self) -> dict[str, t.Any]:
        """JSON Schema of a route of this kind."""
        return {
            "required": ["stream", *self.required],
            "additionalProperties": False,
            "properties": {**COMMON_PROPERTIES, **self.properties},
        }
