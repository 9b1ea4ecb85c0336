"""Task lists, sections, tasks, comments."""

from __future__ import annotations

import functools
import typing as t

from feishu_connect.endpoints import task as api
from tap_feishu.columns import BOOLEAN, MILLISECONDS, TEXT
from tap_feishu.streams.units import UnitStream
from tap_feishu.tasks.columns import LATER, MEMBER, MEMBERS, SUMMARY, TASK, milliseconds
from tap_feishu.tasks.reading import moment

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.columns import Columns
    from tap_feishu.tasks.reading import Found

Item = dict[str, t.Any]


class _TasklistStream(UnitStream):
    """A stream over task lists."""

    unit = "task list"
    named_by = ("tasklist_guids",)

    def units(self) -> Iterable[str]:
        """Give the task lists of the settings, or all that the identity sees."""
        return self.run.tasks.guids

    def _earliest(self, since: int | None) -> int:
        """Tell which changes are wanted: those of all times, where nobody says otherwise."""
        return since or moment(self.run.settings.start_date)


class Tasklists(_TasklistStream):
    """Task lists that the identity owns or is a member of.

    Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/tasklist/list`.
    """

    name = "tasklists"
    keys = ("guid",)
    endpoints = (api.TASKLIST_LIST, api.TASKLIST_GET)
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        api.TASKLIST_GET: "`tasklist_guids` names task lists"
    }
    cost = "1 per 100 task lists; with `tasklist_guids` 1 a list"
    columns: t.ClassVar[Columns] = {
        "guid": TEXT,
        "name": TEXT,
        "creator": MEMBER,
        "owner": MEMBER,
        "members": MEMBERS,
        "url": TEXT,
        "created_at": MILLISECONDS,
        "updated_at": MILLISECONDS,
    }

    def read(self, unit: str, cursor: str | None) -> Generator[Item, None, None]:  # noqa: ARG002
        """Give one task list."""
        tasklist = self.run.tasks.tasklist(unit)
        if tasklist is not None:
            yield tasklist


class TaskSections(_TasklistStream):
    """Sections of task lists, in the order in which people see them.

    Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/section/list`.
    """

    name = "task_sections"
    keys = ("guid", "tasklist_guid")
    endpoints = (api.TASKLIST_LIST, api.SECTION_LIST)
    cost = "1 a task list"
    columns: t.ClassVar[Columns] = {
        "guid": TEXT,
        "tasklist_guid": TEXT,
        "name": TEXT,
        "is_default": BOOLEAN,
    }

    def read(self, unit: str, cursor: str | None) -> Generator[Item, None, None]:  # noqa: ARG002
        """Give the sections of one task list."""
        yield from self.run.tasks.sections(unit)


class Tasks(_TasklistStream):
    """Tasks of task lists and their subtasks, each once a run however many lists it is in.

    The first run reads every task of a list. Later runs ask only for those that may have changed:
    open ones, those completed up to `ended_lookback` before the last run, and those created since.
    A later change of a task that was completed before that is seen when it is reopened, or when
    the state is reset; so are its subtasks, also new ones. A task that is put into a known list
    comes with it where that moves the `updated_at` of the task, unless it was completed long ago.

    Where only `guid`, `summary`, `completed_at`, `due`, `start`, `members` and `subtask_count` are
    selected, the listing is enough: no detail is asked for, every task of the listing is emitted,
    and `updated_at` is null unless it is selected by name.

    Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/task/get`.
    """

    name = "tasks"
    keys = ("guid",)
    replication_key = "updated_at"
    replication = "incremental on `updated_at`, for open and recently completed tasks"
    endpoints = (
        api.TASKLIST_LIST,
        api.TASKLIST_TASKS,
        api.TASK_GET,
        api.SUBTASK_LIST,
    )
    cost = (
        "1 per 100 tasks of a list (twice in lists of more than 100), 1 a task at 10/s, and 1 a "
        "task with subtasks; later runs only for tasks that may have changed"
    )
    columns: t.ClassVar[Columns] = TASK

    def read(self, unit: str, cursor: str | None) -> Generator[Item, None, str]:
        """Give the tasks of a list that were changed since the cursor.

        What was emitted for another list is not emitted again; what was only looked at for another
        list is, for this list's cursor may be older.

        Returns:
            The start of the run, less `lookback`.
        """
        since = moment(cursor) or None
        for found in self.run.tasks.walk(unit, since):
            if found.guid not in self._emitted:
                task = self._row(found, self._earliest(since))
                if task is not None:
                    self._emitted.add(found.guid)
                    yield task
        return self.run.tasks.cursor

    @functools.cached_property
    def _emitted(self) -> set[str]:
        return set()

    @functools.cached_property
    def _needs_details(self) -> bool:
        """Whether a summary is too little; the SDK takes the replication key along unasked."""
        rest = TASK.keys() - SUMMARY.keys() - {self.replication_key}
        entry = self.metadata.get(("properties", self.replication_key))
        return self.wants(*rest) or bool(entry and entry.selected)

    def _row(self, found: Found, earliest: int) -> Item | None:
        """Give a task where it was changed; None where it was not, or nobody can tell."""
        if not self._needs_details:
            return found.task
        if not found.due or (found.whole and not _is_changed(found.task, earliest)):
            return None
        task = found.task if self._is_enough(found) else self.run.tasks.detail(found.guid)
        return task if task and _is_changed(task, earliest) else None

    def _is_enough(self, found: Found) -> bool:
        return found.whole and (LATER.keys() <= found.task.keys() or not self.wants(*LATER))


class MyTasks(UnitStream):
    """Tasks that the signed-in user is an assignee of, open and completed.

    Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/task/list`.
    """

    name = "my_tasks"
    keys = ("guid",)
    replication_key = "updated_at"
    replication = "incremental on `updated_at`, filtered after the listing"
    endpoints = (api.TASK_LIST,)
    cost = "1 per 100 tasks (twice above 100)"
    unit = "listing"
    columns: t.ClassVar[Columns] = TASK

    def units(self) -> Iterable[str]:
        """Give the one listing that there is."""
        return (self.name,)

    def read(self, unit: str, cursor: str | None) -> Generator[Item, None, str]:  # noqa: ARG002
        """Give the tasks that were changed since the cursor."""
        earliest = moment(cursor or self.run.settings.start_date)
        for task in self.run.tasks.mine():
            if _is_changed(task, earliest):
                yield task
        return self.run.tasks.cursor


class TaskComments(_TasklistStream):
    """Comments on the tasks that the stream `tasks` would look at, subtasks among them.

    Comments on tasks that were completed longer than `ended_lookback` before the last run are not
    asked for again.

    Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/comment/list`.
    """

    name = "task_comments"
    keys = ("id",)
    replication_key = "updated_at"
    replication = "incremental on `updated_at`, for open and recently completed tasks"
    endpoints = (
        api.TASKLIST_LIST,
        api.TASKLIST_TASKS,
        api.SUBTASK_LIST,
        api.COMMENT_LIST,
    )
    cost = "1 a task, beside the listings of `tasks`; later runs only for tasks that may have more"
    columns: t.ClassVar[Columns] = {
        "id": TEXT,
        "content": TEXT,
        "creator": MEMBER,
        "reply_to_comment_id": TEXT,
        "created_at": MILLISECONDS,
        "updated_at": MILLISECONDS,
        "resource_type": TEXT,
        "resource_id": TEXT,
    }

    def read(self, unit: str, cursor: str | None) -> Generator[Item, None, str]:
        """Give the comments on tasks of a list that were written or changed since the cursor."""
        since = moment(cursor) or None
        for found in self.run.tasks.walk(unit, since):
            if found.due:
                yield from self._comments(found.guid, self._earliest(since))
        return self.run.tasks.cursor

    @functools.cached_property
    def _emitted(self) -> dict[str, int]:
        """Task -> from which change on its comments were emitted in this run."""
        return {}

    def _comments(self, guid: str, earliest: int) -> Iterator[Item]:
        """Give what no other list has brought: its cursor may have been younger."""
        already = self._emitted.get(guid)
        if already is not None and already <= earliest:
            return
        comments = self.run.tasks.comments(guid)
        self._emitted[guid] = earliest
        for comment in comments:
            if _is_changed(comment, earliest) and (already is None or _updated(comment) < already):
                yield comment


def _updated(item: Item) -> int:
    return milliseconds(item.get("updated_at"))


def _is_changed(item: Item, earliest: int) -> bool:
    """Whether a change is wanted; what does not tell its time is emitted rather than lost."""
    return _updated(item) >= earliest or not _updated(item)


STREAMS = (Tasklists, TaskSections, Tasks, MyTasks, TaskComments)
