"""What people do in the task centre, for tests and seeds."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from feishu_sandbox.task.access import subtasks
from feishu_sandbox.task.model import APP, USER, Comment, Member, Section, Task, Tasklist

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feishu_sandbox.model import App, User
    from feishu_sandbox.task.model import TaskState
    from feishu_sandbox.world import World

_DAY_MS = 86_400_000


class Tasks:
    """Builders; no tokens, no limits, no access checks.

    People and apps are given as they are, or by open_id and app_id. Every change of a task or list
    moves its `updated_at`, moving a task between lists too; a comment or a subtask does not move
    that of the task above it.
    """

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world

    def add_list(
        self, name: str, owner: App | User | str, *, share: Iterable[Any] = ()
    ) -> Tasklist:
        """Create a list with its default section, and share it with viewers."""
        with self.world.lock:
            now = self.world.clock.now_ms()
            tasklist = Tasklist(
                guid=self._guid(),
                name=name,
                creator=_member(owner, "creator"),
                owner=_member(owner, "owner"),
                created_at=now,
                updated_at=now,
                sections=[Section(self._guid(), "默认分组", is_default=True)],
            )
            self._state.lists[tasklist.guid] = tasklist
            for holder in share:
                self.share(tasklist, holder)
        return tasklist

    def share(self, tasklist: Tasklist, holder: App | User | str, role: str = "viewer") -> None:
        """Make an app or a person a member of a list, as `viewer` or `editor`."""
        with self.world.lock:
            self.unshare(tasklist, holder)
            tasklist.members.append(_member(holder, role))
            tasklist.updated_at = self.world.clock.now_ms()

    def unshare(self, tasklist: Tasklist, holder: App | User | str) -> None:
        """Take an app or a person out of a list."""
        gone = _member(holder, "viewer").id
        with self.world.lock:
            tasklist.members = [member for member in tasklist.members if member.id != gone]

    def delete_list(self, tasklist: Tasklist) -> None:
        """Delete a list; its tasks stay."""
        with self.world.lock:
            del self._state.lists[tasklist.guid]

    def add_section(self, tasklist: Tasklist, name: str) -> Section:
        """Add a section to a list."""
        with self.world.lock:
            section = Section(self._guid(), name)
            tasklist.sections.append(section)
        return section

    def add_task(
        self,
        summary: str,
        *lists: Tasklist,
        by: App | User | str = "",
        assignees: Iterable[App | User | str] = (),
        parent: Task | None = None,
        **fields: Any,
    ) -> Task:
        """Create a task.

        Args:
            summary: Its title.
            lists: The lists that it is put into.
            by: Its creator, by default the first person.
            assignees: Who has to do it.
            parent: The task that it is a subtask of.
            fields: Further fields of `Task`.
        """
        with self.world.lock:
            now = self.world.clock.now_ms()
            task = Task(
                guid=self._guid(),
                task_id=self.world.new_id("task_number"),
                summary=summary,
                creator=_member(by or next(iter(self.world.state.users)), "creator"),
                created_at=now,
                updated_at=now,
                parent=parent.guid if parent else "",
                members=[_member(one, "assignee") for one in assignees],
                **fields,
            )
            self._state.tasks[task.guid] = task
            for tasklist in lists:
                self.put(task, tasklist)
        return task

    def put(self, task: Task, tasklist: Tasklist, section: Section | None = None) -> None:
        """Put a task into a list, at the end of a section (the default one where not given)."""
        with self.world.lock:
            task.lists[tasklist.guid] = (section or tasklist.sections[0]).guid
            if task.guid not in tasklist.order:
                tasklist.order.append(task.guid)
            self.edit(task)

    def take_out(self, task: Task, tasklist: Tasklist) -> None:
        """Take a task out of a list; what stands behind it there moves up."""
        with self.world.lock:
            del task.lists[tasklist.guid]
            tasklist.order.remove(task.guid)
            self.edit(task)

    def edit(self, task: Task, **fields: Any) -> None:
        """Change fields of a task."""
        with self.world.lock:
            for name, value in fields.items():
                setattr(task, name, value)
            task.updated_at = self.world.clock.now_ms()

    def plan(self, task: Task, name: str, at_ms: int, *, all_day: bool = False) -> None:
        """Set `due` or `start`: a day keeps its date alone, a moment its seconds."""
        unit = _DAY_MS if all_day else 1000
        self.edit(task, **{name: {"timestamp": at_ms - at_ms % unit, "is_all_day": all_day}})

    def complete(self, task: Task, at_ms: int = 0) -> None:
        """Complete a task now; an app may also name another time."""
        self.edit(task, completed_at=at_ms or self.world.clock.now_ms())

    def reopen(self, task: Task) -> None:
        """Take the completion back."""
        self.edit(task, completed_at=0)

    def delete_task(self, task: Task) -> None:
        """Delete a task with its subtasks and comments; nothing tells of it afterwards."""
        with self.world.lock:
            for child in subtasks(self._state, task.guid):
                self.delete_task(child)
            del self._state.tasks[task.guid]
            for comment in [one for one in self._state.comments.values() if one.task == task.guid]:
                self.delete_comment(comment)

    def comment(
        self,
        task: Task,
        content: str,
        *,
        by: App | User | str = "",
        reply_to: Comment | None = None,
    ) -> Comment:
        """Comment on a task, or answer a comment."""
        with self.world.lock:
            now = self.world.clock.now_ms()
            comment = Comment(
                id=self.world.new_id("task_comment"),
                task=task.guid,
                content=content,
                creator=_member(by or next(iter(self.world.state.users)), "creator"),
                created_at=now,
                updated_at=now,
                reply_to=reply_to.id if reply_to else "",
            )
            self._state.comments[comment.id] = comment
        return comment

    def edit_comment(self, comment: Comment, content: str) -> None:
        """Change the text of a comment."""
        with self.world.lock:
            comment.content = content
            comment.updated_at = self.world.clock.now_ms()

    def delete_comment(self, comment: Comment) -> None:
        """Delete a comment."""
        with self.world.lock:
            del self._state.comments[comment.id]

    @property
    def _state(self) -> TaskState:
        return self.world.state.tasks

    def _guid(self) -> str:
        return str(uuid.UUID(self.world.new_id("task_guid")))


def _member(holder: App | User | str, role: str) -> Member:
    """Tell apps from people by their ids."""
    identifier = holder if isinstance(holder, str) else _id(holder)
    return Member(identifier, APP if identifier.startswith("cli_") else USER, role)


def _id(holder: App | User) -> str:
    return str(getattr(holder, "open_id", "") or getattr(holder, "app_id", ""))
