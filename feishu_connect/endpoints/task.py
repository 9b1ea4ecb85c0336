"""Tasks v2: lists, sections, tasks, comments. The last page of every listing has the token "".

The `client_token` of a create is remembered for five minutes, and for one access token only: what
is sent again with a renewed token is new. So creates are not repeated here; who makes a task sends
it again with the same token, or looks for it.
"""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import STANDARD, Rate

_DOCS = "/uAjLw4CM/ukTMukTMukTM/task-v2"
_PAGE = 100
_LISTS = ("task:tasklist:read", "task:tasklist:write")
_TASKS = ("task:task:read", "task:task:write")
_WRITE = ("task:task:write",)
_PER_SECOND_10 = Rate(per_second=10)
_PER_MINUTE_100 = Rate(per_minute=100)

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
    rate=_PER_SECOND_10,
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
TASK_CREATE = Endpoint(
    name="task.task.create",
    method="POST",
    path="/open-apis/task/v2/tasks",
    rate=_PER_SECOND_10,
    scopes=("task:task:write", "task:task:writeonly"),
    repeat=Repeat.NEVER,
    people=True,
    docs=f"{_DOCS}/task/create",
)
SUBTASK_CREATE = Endpoint(
    name="task.subtask.create",
    method="POST",
    path="/open-apis/task/v2/tasks/{task_guid}/subtasks",
    rate=_PER_SECOND_10,
    scopes=_WRITE,
    repeat=Repeat.NEVER,
    people=True,
    docs=f"{_DOCS}/task-subtask/create",
)
#: Completing a completed task is an error, so a repetition may be refused.
TASK_PATCH = Endpoint(
    name="task.task.patch",
    method="PATCH",
    path="/open-apis/task/v2/tasks/{task_guid}",
    rate=_PER_SECOND_10,
    scopes=("task:task:write", "task:task:writeonly"),
    people=True,
    docs=f"{_DOCS}/task/patch",
)
TASK_DELETE = Endpoint(
    name="task.task.delete",
    method="DELETE",
    path="/open-apis/task/v2/tasks/{task_guid}",
    rate=_PER_SECOND_10,
    scopes=_WRITE,
    docs=f"{_DOCS}/task/delete",
)
#: Members that are there already are passed over, with and without a client_token.
TASK_ADD_MEMBERS = Endpoint(
    name="task.task.add_members",
    method="POST",
    path="/open-apis/task/v2/tasks/{task_guid}/add_members",
    rate=_PER_MINUTE_100,
    scopes=("task:task:write", "task:personnel:writeonly"),
    repeat=Repeat.KEYED,
    key="client_token",
    people=True,
    docs=f"{_DOCS}/task/add_members",
)
TASK_REMOVE_MEMBERS = Endpoint(
    name="task.task.remove_members",
    method="POST",
    path="/open-apis/task/v2/tasks/{task_guid}/remove_members",
    rate=_PER_MINUTE_100,
    scopes=_WRITE,
    people=True,
    docs=f"{_DOCS}/task/remove_members",
)
#: A second reminder is refused (1470613), which is harmless to a repetition.
TASK_ADD_REMINDERS = Endpoint(
    name="task.task.add_reminders",
    method="POST",
    path="/open-apis/task/v2/tasks/{task_guid}/add_reminders",
    rate=_PER_MINUTE_100,
    scopes=_WRITE,
    people=True,
    docs=f"{_DOCS}/task/add_reminders",
)
TASK_REMOVE_REMINDERS = Endpoint(
    name="task.task.remove_reminders",
    method="POST",
    path="/open-apis/task/v2/tasks/{task_guid}/remove_reminders",
    rate=_PER_MINUTE_100,
    scopes=_WRITE,
    people=True,
    docs=f"{_DOCS}/task/remove_reminders",
)
TASK_ADD_TASKLIST = Endpoint(
    name="task.task.add_tasklist",
    method="POST",
    path="/open-apis/task/v2/tasks/{task_guid}/add_tasklist",
    rate=STANDARD,
    scopes=_WRITE,
    people=True,
    docs=f"{_DOCS}/task/add_tasklist",
)
TASK_REMOVE_TASKLIST = Endpoint(
    name="task.task.remove_tasklist",
    method="POST",
    path="/open-apis/task/v2/tasks/{task_guid}/remove_tasklist",
    rate=STANDARD,
    scopes=_WRITE,
    people=True,
    docs=f"{_DOCS}/task/remove_tasklist",
)
