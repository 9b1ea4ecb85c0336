"""Names of controls and steps in a route, held against its own definition before the first call.

A definition is made for ever: what is wrong with the names in `form` must not show only then.
"""

from __future__ import annotations

import json
import re
import typing as t

from target_feishu.approvals.definitions import Control, Step, find, worded
from target_feishu.approvals.spec import body_of

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Ids that Feishu gives, which nobody can know before.
_GIVEN_ID = re.compile(r"widget\d+|[0-9a-f]{32}")
_ENDS: t.Final = ("START", "END")


def name_problems(route: Mapping[str, t.Any]) -> Iterator[str]:
    """List the names that the route's definition, which is in order, does not have."""
    body = body_of(route["definition"], str)
    languages = [
        {each["key"]: each["value"] for each in resource["texts"]}
        for resource in body["i18n_resources"]
    ]
    form = json.loads(body["form"]["form_content"])
    controls = [[Control.of(each) for each in worded(form, texts)] for texts in languages]
    steps = [_steps(worded(body["node_list"], texts)) for texts in languages]
    choosing = [[step for step in some if step.is_chosen] for some in steps]
    yield from _problems("form", "control", route.get("form"), controls)
    yield from _problems("approvers", "step that lets choose", route.get("approvers"), choosing)
    yield from _problems("cc", "step", route.get("cc"), steps)


def _problems(
    setting: str, what: str, given: t.Any, languages: Sequence[Sequence[t.Any]]
) -> Iterator[str]:
    """List the names that are none, or several, in each language."""
    for name in given if isinstance(given, dict) else ():
        counts = [len(find(things, name)) for things in languages]
        if 1 in counts or _GIVEN_ID.fullmatch(name):
            continue
        if any(counts):
            yield f"`{setting}`: the definition has several of the name {name!r}: use the id"
        else:
            known = ", ".join(repr(each.name) for each in languages[0]) or "none"
            yield f"`{setting}`: the definition has no {what} {name!r}; it has {known}"


def _steps(nodes: Sequence[Mapping[str, t.Any]]) -> list[Step]:
    return [
        Step(
            id="",
            name=str(node.get("name") or ""),
            custom_id=str(node["id"]),
            kind=str(node.get("node_type") or ""),
            is_chosen=any(each.get("type") == "Free" for each in node.get("approver") or ()),
            takes_several=True,
        )
        for node in nodes
        if node["id"] not in _ENDS
    ]
