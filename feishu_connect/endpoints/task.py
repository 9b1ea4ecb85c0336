"""Tasks v2: lists, sections, tasks, comments. The last page of every listing has the token ""."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import STANDARD, Rate

_DOCS = "/uAjLw4CM/ukTMukTMukTM/task-v2"
_PAGE = 100
_LISTS = ("task:tasklist:read", "task:tasklist:write")
_TASKS = ("task:task:read", "task:task:write")

TASKLIST_LIST = Endpoint(
    name="task.tasklist.list",
    method="GET",
    path="/open-apis/task/v2/tasklists",
    rate=STANDARD,
    scopes=_LISTS,
    page_size=_PAGE,
    people=True,
    docs=f"{_DOCS}/tasklist/list",
)
TASKLIST_GET = Endpoint(
    name="task.tasklist.get",
    method="GET",
    path="/open-apis/task/v2/tasklists/{tasklist_guid}",
    rate=STANDARD,
    scopes=_LISTS,
    people=True,
    docs=f"{_DOCS}/tasklist/get",
)
#: Gives summaries, without `updated_at`; empty pages with more behind them are documented.
TASKLIST_TASKS = Endpoint(
    name="task.tasklist.tasks",
    method="GET",
    path="/open-apis/task/v2/tasklists/{tasklist_guid}/tasks",
    rate=STANDARD,
    scopes=_LISTS,
    page_size=_PAGE,
    people=True,
    docs=f"{_DOCS}/tasklist/tasks",
)
SECTION_LIST = Endpoint(
    name="task.section.list",
    method="GET",
    path="/open-apis/task/v2/sections",
    rate=STANDARD,
    scopes=("task:section:read", "task:section:write"),
    page_size=_PAGE,
    people=True,
    docs=f"{_DOCS}/section/list",
)
#: The tasks of one person, for that person alone.
TASK_LIST = Endpoint(
    name="task.task.list",
    method="GET",
    path="/open-apis/task/v2/tasks",
    rate=STANDARD,
    scopes=_TASKS,
    page_size=_PAGE,
    people=True,
    identities=("user",),
    docs=f"{_DOCS}/task/list",
)
TASK_GET = Endpoint(
    name="task.task.get",
    method="GET",
    path="/open-apis/task/v2/tasks/{task_guid}",
    rate=Rate(per_second=10),
    scopes=_TASKS,
    people=True,
    docs=f"{_DOCS}/task/get",
)
SUBTASK_LIST = Endpoint(
    name="task.subtask.list",
    method="GET",
    path="/open-apis/task/v2/tasks/{task_guid}/subtasks",
    rate=STANDARD,
    scopes=_TASKS,
    page_size=_PAGE,
    people=True,
    docs=f"{_DOCS}/task-subtask/list",
)
COMMENT_LIST = Endpoint(
    name="task.comment.list",
    method="GET",
    path="/open-apis/task/v2/comments",
    rate=STANDARD,
    scopes=("task:comment:read", "task:comment:write"),
    page_size=_PAGE,
    people=True,
    docs=f"{_DOCS}/comment/list",
)
