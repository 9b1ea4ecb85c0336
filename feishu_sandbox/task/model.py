"""State of tasks as plain data; times in milliseconds, 0 for "not set"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: Kinds of members.
USER, APP = "user", "app"


@dataclass(slots=True)
class Member:
    """Somebody with a role: `id` is an open_id, or the app_id of an app."""

    id: str
    type: str
    role: str


@dataclass(slots=True)
class Section:
    """A section of a task list."""

    guid: str
    name: str
    is_default: bool = False


@dataclass(slots=True)
class Tasklist:
    """A task list.

    `order` holds the guids of its tasks as people dragged them. A deleted task keeps its place
    there, which is one reason for the short and empty pages of the platform.
    """

    guid: str
    name: str
    creator: Member
    owner: Member
    created_at: int
    updated_at: int
    members: list[Member] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    order: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Comment:
    """A comment on the task `task`."""

    id: str
    task: str
    content: str
    creator: Member
    created_at: int
    updated_at: int
    reply_to: str = ""


@dataclass(slots=True)
class Task:
    """A task; `lists` maps task lists to the section in which it is there.

    `due` and `start` are `{timestamp, is_all_day}` with a number; `custom_fields`, `attachments`,
    `origin`, `custom_complete` and `dependencies` have the shapes of the API.
    """

    guid: str
    task_id: str
    summary: str
    creator: Member
    created_at: int
    updated_at: int
    description: str = ""
    parent: str = ""
    members: list[Member] = field(default_factory=list)
    lists: dict[str, str] = field(default_factory=dict)
    completed_at: int = 0
    due: dict[str, Any] | None = None
    start: dict[str, Any] | None = None
    reminder: int | None = None
    reminder_id: str = ""
    extra: str = ""
    repeat_rule: str = ""
    mode: int = 2
    source: int = 1
    is_milestone: bool = False
    origin: dict[str, Any] | None = None
    custom_complete: dict[str, Any] | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    custom_fields: list[dict[str, Any]] = field(default_factory=list)
    dependencies: list[dict[str, Any]] = field(default_factory=list)
    done_by: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class TaskState:
    """What a restart must bring back, by guid or id."""

    lists: dict[str, Tasklist] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
