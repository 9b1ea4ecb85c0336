"""Finding tasks: by the lists that hold them, and down to the subtasks of subtasks.

A listing of a task list gives summaries, which do not tell when a task was changed, and the detail
of a task is one call of 10 a second. So later runs look only at tasks that may have changed: those
that are open, that were completed not longer than `ended_lookback` before the last run, or that
were created since. Subtasks are listed below each of these, with all their columns.
Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/faq`.
"""

from __future__ import annotations

import datetime as dt
import functools
import typing as t
from dataclasses import dataclass

from feishu_connect import endpoints
from feishu_connect.bitable import instant_text, milliseconds_of
from feishu_connect.errors import NotFoundError
from tap_feishu.settling import settled
from tap_feishu.tasks.columns import LATER, milliseconds

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_feishu.run import Run

Item = dict[str, t.Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A task that a listing showed.

    Attributes:
        task: The task, or its summary.
        whole: It is no summary.
        due: It may have changed, or have been commented, since the last run.
    """

    task: Item
    whole: bool
    due: bool

    @property
    def guid(self) -> str:
        """The key of the task."""
        return str(self.task["guid"])


class Tasks:
    """What the streams of tasks share; every listing and every detail is asked for once a run."""

    def __init__(self, run: Run) -> None:
        """Call nothing yet."""
        self._run = run
        self._people = {"user_id_type": run.settings.connection.user_id_type}

    @functools.cached_property
    def configured(self) -> tuple[str, ...]:
        """The task lists of the settings; empty for all that the identity sees."""
        links = self._run.settings.objects["tasklist_guids"]
        return tuple(dict.fromkeys(link.token.lower() for link in links))

    @property
    def guids(self) -> list[str]:
        """The task lists to read."""
        return list(self.configured or self._listed)

    @property
    def cursor(self) -> str:
        """Where the next run goes on: changes from then on may not be in what this one read."""
        return instant_text(milliseconds_of(self._run.started - self._run.settings.lookback))

    def tasklist(self, guid: str) -> Item | None:
        """Describe a task list; None where it vanished since it was listed."""
        if guid in self.configured:
            path = {"tasklist_guid": guid}
            found: Item = self._call(endpoints.task.TASKLIST_GET, path)["tasklist"]
            return found
        return self._listed.get(guid)

    def sections(self, tasklist: str) -> list[Item]:
        """List the sections of a task list."""
        params = {"resource_type": "tasklist", "resource_id": tasklist}
        with_parent = {"tasklist_guid": tasklist}
        found = self._of_list(endpoints.task.SECTION_LIST, tasklist, params=params)
        return [{**section, **with_parent} for section in found]

    def walk(self, tasklist: str, since: int | None) -> Iterator[Found]:
        """Give the tasks of a list, and below those that are due their subtasks.

        A task may come twice: in the list, and as a subtask.

        Args:
            tasklist: The list's guid.
            since: Changes from then on are wanted, in milliseconds; None wants everything.
        """
        walked: set[str] = set()
        created: frozenset[str] | None = None
        for summary in self._summaries(tasklist):
            due = self._is_due(summary, since)
            if not due and created is None:
                created = self._created(tasklist, since)
            due = due or summary["guid"] in (created or ())
            yield Found(summary, whole=False, due=due)
            if due:
                yield from self._below(summary, since, walked)

    def detail(self, guid: str) -> Item | None:
        """Read a task; None where it was deleted since it was listed."""
        return self._run.spool.remember(f"task.detail:{guid}", lambda: self._detail(guid))

    def comments(self, guid: str) -> list[Item]:
        """List the comments of a task, none where it was deleted since it was listed."""
        params = {"resource_type": "task", "resource_id": guid}
        return self._run.spool.remember(
            f"task.comments:{guid}",
            lambda: self._of_task(endpoints.task.COMMENT_LIST, "id", params=params),
        )

    def mine(self) -> list[Item]:
        """List the tasks of the signed-in user, open and completed."""
        return self._all(endpoints.task.TASK_LIST, "guid", params={"type": "my_tasks"})

    @functools.cached_property
    def _listed(self) -> dict[str, Item]:
        """The task lists that the identity sees, by guid."""
        return {one["guid"]: one for one in self._all(endpoints.task.TASKLIST_LIST, "guid")}

    def _summaries(self, tasklist: str) -> list[Item]:
        return self._run.spool.remember(
            f"task.summaries:{tasklist}", lambda: self._tasks_of(tasklist)
        )

    def _created(self, tasklist: str, since: int | None) -> frozenset[str]:
        """List what was created and completed since, whatever time its completion names."""
        filters = {"completed": "true", "created_from": str(since)}
        tasks = self._run.spool.remember(
            f"task.created:{tasklist}:{since}", lambda: self._tasks_of(tasklist, **filters)
        )
        return frozenset(str(task["guid"]) for task in tasks)

    def _tasks_of(self, tasklist: str, **filters: str) -> list[Item]:
        path = {"tasklist_guid": tasklist}
        return self._of_list(endpoints.task.TASKLIST_TASKS, tasklist, path=path, params=filters)

    def _below(self, parent: Item, since: int | None, walked: set[str]) -> Iterator[Found]:
        guid = str(parent["guid"])
        if guid in walked or not parent.get("subtask_count"):
            return
        walked.add(guid)
        for task in self._subtasks(guid):
            self._keep(task)
            due = self._is_due(task, since)
            yield Found(task, whole=True, due=due)
            if due:
                yield from self._below(task, since, walked)

    def _subtasks(self, guid: str) -> list[Item]:
        path = {"task_guid": guid}
        return self._run.spool.remember(
            f"task.subtasks:{guid}",
            lambda: self._of_task(endpoints.task.SUBTASK_LIST, "guid", path=path),
        )

    def _keep(self, task: Item) -> None:
        """Spare the detail of a subtask that is in a list too."""
        if task.keys() >= LATER.keys():
            self._run.spool.remember(f"task.detail:{task['guid']}", lambda: task)

    def _is_due(self, task: Item, since: int | None) -> bool:
        """Whether a task may have changed; counted from the last run, however long ago it was."""
        completed = milliseconds(task.get("completed_at"))
        if since is None or not completed:
            return True
        ended_before = since - self._run.settings.ended_lookback // dt.timedelta(milliseconds=1)
        return completed >= ended_before or milliseconds(task.get("updated_at")) >= since

    def _detail(self, guid: str) -> Item | None:
        try:
            found: Item = self._call(endpoints.task.TASK_GET, {"task_guid": guid})["task"]
        except NotFoundError:
            return None
        return found

    def _of_task(self, endpoint: endpoints.Endpoint, key: str, **parts: t.Any) -> list[Item]:
        try:
            return self._all(endpoint, key, **parts)
        except NotFoundError:
            return []

    def _of_list(self, endpoint: endpoints.Endpoint, tasklist: str, **parts: t.Any) -> list[Item]:
        """List what a task list holds; one that has just been deleted holds nothing."""
        try:
            return self._all(endpoint, "guid", **parts)
        except NotFoundError:
            if tasklist in self.configured:
                raise
            return []

    def _all(
        self, endpoint: endpoints.Endpoint, key: str, *, params: t.Any = (), **parts: t.Any
    ) -> list[Item]:
        every = {**dict(params), **self._people}
        return settled(self._run.client, endpoint, key, params=every, **parts)

    def _call(self, endpoint: endpoints.Endpoint, path: dict[str, str]) -> Item:
        return self._run.client.call(endpoint, path=path, params=self._people)


def moment(value: t.Any) -> int:
    """Read a cursor or a setting, in milliseconds; 0 where there is none."""
    return milliseconds_of(value) if value else 0
