"""What is wrong with a `definition`, told before the first call."""

from __future__ import annotations

import typing as t

from target_feishu.approvals.spec import CONTROL_TYPES, controls_of
from target_feishu.approvals.wording import LOCALES, PREFIX

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Characters of a key (docs /uAjLw4CM/ukTMukTMukTM/reference/approval-v4/approval/create).
_KEY_LENGTH = 9
_MAX_VIEWERS = 200
_NODE_TYPES: t.Final = ("AND", "OR", "SEQUENTIAL")
_CHOICES: t.Final = ("radioV2", "checkboxV2")

Spec: t.TypeAlias = "Mapping[str, t.Any]"


def definition_problems(spec: Spec) -> list[str]:
    """List the faults of a definition, one sentence each."""
    return [f"`definition`: {problem}" for problem in _problems(spec)]


def _problems(spec: Spec) -> Iterator[str]:
    if not (spec.get("approval_name") or spec.get("name")):
        yield "`name` is missing"
    if ("nodes" in spec and not _is_objects(spec["nodes"])) or (
        "node_list" in spec and not _is_objects(spec["node_list"])
    ):
        yield "`nodes` must be a list of objects"
    elif _is_objects(spec.get("node_list") or spec.get("nodes") or []):
        yield from _node_problems(spec)
    try:
        controls = controls_of(spec)
    except ValueError:
        controls = []
    if not controls or not _is_objects(controls):
        yield "`form` must be a list of controls, each with `name` and `type`"
    else:
        yield from _control_problems(controls)
    viewers = spec.get("viewers")
    if isinstance(viewers, list) and len(viewers) > _MAX_VIEWERS:
        yield f"`viewers` takes at most {_MAX_VIEWERS}"
    yield from _wording_problems(spec)


def _control_problems(controls: list[Spec]) -> Iterator[str]:
    ids = [each["id"] for each in _flat(controls) if "id" in each]
    if len(ids) != len(set(ids)):
        yield "two controls have the same `id`"
    names = [str(each.get("name")) for each in controls if "id" not in each]
    if len(names) != len(set(names)):
        yield "two controls have the same name: give them an `id`"
    for control in _flat(controls):
        name, kind = control.get("name"), control.get("type", "input")
        if not name:
            yield "a control has no `name`"
        elif kind not in CONTROL_TYPES:
            yield (
                f"control {name!r} is of the kind {kind!r}, which the API does not put into a "
                f"form: use {', '.join(CONTROL_TYPES)}"
            )
        elif kind in _CHOICES and not any(
            control.get(each) for each in ("options", "value", "externalData")
        ):
            yield f"control {name!r} has no `options`"


def _node_problems(spec: Spec) -> Iterator[str]:
    for node in spec.get("node_list") or spec.get("nodes") or ():
        kind = node.get("node_type") or node.get("type") or "AND"
        if kind not in _NODE_TYPES:
            yield f"a step is of the kind {kind!r}: use {', '.join(_NODE_TYPES)}"
        approver = node.get("approver") or node.get("approvers") or "Free"
        given = approver if isinstance(approver, list) else [approver]
        roles = [each.get("type") if isinstance(each, dict) else each for each in given]
        if kind == "SEQUENTIAL" and any(role != "Free" for role in roles):
            yield "a step of the kind SEQUENTIAL lets the submitter choose: its approver is `Free`"


def _wording_problems(spec: Spec) -> Iterator[str]:
    resources = spec.get("i18n_resources")
    known: set[str] = set()
    if resources is not None:
        if not _is_objects(resources) or not resources:
            yield "`i18n_resources` must be a list of objects"
            return
        if any(each.get("locale") not in LOCALES for each in resources):
            yield f"a `locale` of `i18n_resources` must be {' or '.join(LOCALES)}"
        if len(resources) > 1 and sum(bool(each.get("is_default")) for each in resources) != 1:
            yield "exactly one of `i18n_resources` has `is_default`"
        for each in resources:
            texts = each.get("texts") or []
            known |= set(texts) if isinstance(texts, dict) else {one.get("key") for one in texts}
    for key in _keys(spec):
        if len(key) < _KEY_LENGTH:
            yield f"the key {key!r} has fewer than {_KEY_LENGTH} characters"
        if key not in known:
            yield f"the key {key!r} has no text in `i18n_resources`"


def _keys(spec: Spec) -> list[str]:
    """List the keys that stand where a text or a key may stand."""
    try:
        controls = [each for each in _flat(controls_of(spec)) if isinstance(each, dict)]
    except ValueError:
        controls = []
    nodes = [
        each for each in spec.get("node_list") or spec.get("nodes") or () if isinstance(each, dict)
    ]
    texts = [spec.get("approval_name"), spec.get("name"), spec.get("description")]
    texts += [each.get("name") for each in (*controls, *nodes)]
    return list(
        dict.fromkeys(each for each in texts if isinstance(each, str) and each.startswith(PREFIX))
    )


def _flat(controls: list[t.Any]) -> list[t.Any]:
    """Give the controls, with those inside tables behind them."""
    found = list(controls)
    for each in controls:
        inner = each.get("fields") or each.get("value") if isinstance(each, dict) else None
        if isinstance(inner, list) and each.get("type") == "fieldList":
            found += [one for one in inner if isinstance(one, dict)]
    return found


def _is_objects(value: t.Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)
