"""State of approval as plain data; times in milliseconds, people by open_id."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_Json = dict[str, Any]


@dataclass(slots=True)
class Node:
    """One step of a definition's flow; `type` AND, OR, SEQUENTIAL, AUTO_PASS or AUTO_REJECT.

    `chosen`: whoever starts an instance chooses the approvers, `several` of them or one.
    `roles` are approvers by their place in the company, as the API names them.
    """

    node_id: str
    name: str
    type: str = "AND"
    approvers: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    custom_node_id: str = ""
    chosen: bool = False
    several: bool = False
    roles: list[_Json] = field(default_factory=list)


@dataclass(slots=True)
class Definition:
    """An approval definition.

    Attributes:
        approval_code: What the API calls it by.
        approval_id: Its number inside the platform.
        name: Its name.
        form: Controls of its form.
        nodes: Its flow.
        viewers: Who may start one, as the API shows it.
        admins: open_ids of the people who manage its data.
        relation: How controls depend on each other.
        status: ACTIVE, INACTIVE or DELETED.
        group: external_id of its group.
        closed: Its operation permissions leave the app out (1390009).
        revocable: Instances may be recalled after their first node.
        revert_seconds: How long after the approval an instance may be taken back, 0 for never.
        signed: Approvers have to sign by hand, which the API cannot (1390018).
    """

    approval_code: str
    approval_id: str
    name: str
    form: list[_Json]
    nodes: list[Node]
    viewers: list[_Json]
    admins: list[str] = field(default_factory=list)
    relation: _Json | None = None
    status: str = "ACTIVE"
    group: str = ""
    closed: bool = False
    revocable: bool = True
    revert_seconds: int = 31 * 86_400
    signed: bool = False


@dataclass(slots=True)
class ApprovalTask:
    """What one approver has to decide; `approver` is "" where the platform decides itself."""

    id: str
    approver: str
    node_id: str
    type: str
    start: int
    end: int = 0
    status: str = "PENDING"


@dataclass(slots=True)
class ApprovalComment:
    """A comment on an instance."""

    id: str
    author: str
    text: str
    created: int
    files: list[_Json] = field(default_factory=list)


@dataclass(slots=True)
class Happening:
    """An entry of the timeline; `others` are the people whom a transfer or a copy went to."""

    type: str
    at: int
    actor: str
    task_id: str = ""
    node_id: str = ""
    comment: str = ""
    others: list[str] = field(default_factory=list)
    cc_ids: list[str] = field(default_factory=list)
    files: list[_Json] = field(default_factory=list)


@dataclass(slots=True)
class Instance:
    """An approval that somebody started; `end` is 0 while it goes on.

    It keeps the flow with which it was started, with the approvers that were chosen then.
    """

    instance_code: str
    approval_code: str
    serial: str
    uuid: str
    user: str
    department: str
    start: int
    form: list[_Json]
    end: int = 0
    status: str = "PENDING"
    reverted: bool = False
    modifies: str = ""
    reverts: str = ""
    step: int = 0
    title: str = ""
    unrevocable: bool = False
    nodes: list[Node] = field(default_factory=list)
    tasks: list[ApprovalTask] = field(default_factory=list)
    comments: list[ApprovalComment] = field(default_factory=list)
    timeline: list[Happening] = field(default_factory=list)


@dataclass(slots=True)
class ApprovalFile:
    """A file for a form; `kind` image or attachment."""

    code: str
    name: str
    kind: str
    content: bytes


@dataclass(slots=True)
class ApprovalState:
    """What a restart must bring back.

    `subscriptions` lists approval codes by app id, `started` counts the instances ever made.
    """

    definitions: dict[str, Definition] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    subscriptions: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, ApprovalFile] = field(default_factory=dict)
    started: int = 0
