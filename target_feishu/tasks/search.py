"""Find a task by its mark, where it has to be: below its parent, or in one of its lists.

Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/{tasklist/tasks,task-subtask/list}`.
"""

from __future__ import annotations

import datetime as dt
import typing as t

from feishu_connect import AccessError, NotFoundError, ScopeError, endpoints

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feishu_connect import FeishuClient

_MARK = "singer-feishu:"
#: Seconds by which the clocks of this machine and of Feishu may differ.
_SKEW = 600
#: Seconds after which a call whose connection broke has been carried out, if it ever is.
_SETTLING = 10.0


def mark_of(token: str) -> str:
    """Make the `extra` by which a task is found again."""
    return f"{_MARK}{token}"


def is_mark(value: object) -> bool:
    """Tell a mark from an `extra` that the user gives."""
    return isinstance(value, str) and value.startswith(_MARK)


def has_place(body: Mapping[str, t.Any], parent: str) -> bool:
    """Tell whether a task can be found again."""
    return bool(parent or body.get("tasklists"))


def find_task(client: FeishuClient, body: Mapping[str, t.Any], parent: str, at: str) -> str | None:
    """Look for a task that may have been made.

    Args:
        client: The way to the API.
        body: With which it would have been made.
        parent: GUID of the task that it would be below, or "".
        at: When the attempt was made: ISO 8601.

    Returns:
        Its GUID, "" where it is not there, None where there is no place to look.
    """
    begun = dt.datetime.fromisoformat(at)
    found = _found(client, body, parent, begun)
    remaining = _SETTLING - (client.clock.now() - begun).total_seconds()
    if found == "" and remaining > 0:
        # The attempt may still be on its way.
        client.clock.sleep(remaining)
        found = _found(client, body, parent, begun)
    return found


def _found(
    client: FeishuClient, body: Mapping[str, t.Any], parent: str, begun: dt.datetime
) -> str | None:
    searches = [_below(client, parent)] if parent else []
    searches += [
        _in_list(client, each["tasklist_guid"], str(body["summary"]), begun)
        for each in body.get("tasklists", ())
    ]
    for search in searches:
        try:
            marked = (task["guid"] for task in search if task.get("extra") == body["extra"])
            return str(next(marked, ""))
        except NotFoundError:
            if parent:
                # With its parent a subtask is gone too.
                return ""
        except (AccessError, ScopeError):
            continue
    return None


def _below(client: FeishuClient, parent: str) -> Iterator[dict[str, t.Any]]:
    return client.items(endpoints.task.SUBTASK_LIST, path={"task_guid": parent})


def _in_list(
    client: FeishuClient, guid: str, summary: str, begun: dt.datetime
) -> Iterator[dict[str, t.Any]]:
    """Give the tasks of a list that were made since, in full; those with the title first."""
    since = int((begun.timestamp() - _SKEW) * 1000)
    listed = client.items(
        endpoints.task.TASKLIST_TASKS,
        path={"tasklist_guid": guid},
        params={"created_from": str(since)},
    )
    for each in sorted(listed, key=lambda task: task.get("summary") != summary):
        try:
            data = client.call(endpoints.task.TASK_GET, path={"task_guid": str(each["guid"])})
        except (NotFoundError, AccessError):
            continue
        yield data.get("task") or {}
