"""Changes of a task that is there, call by call.

Every call may come again: what is there is not made twice, what is gone is not missed. Docs:
`/uAjLw4CM/ukTMukTMukTM/task-v2/task/{patch,add_members,add_reminders,add_tasklist}`.
"""

from __future__ import annotations

import contextlib
import typing as t
import uuid

from feishu_connect import AccessError, FeishuError, NotFoundError, RejectedError, endpoints
from target_feishu.errors import RecordError
from target_feishu.tasks.times import DONE, OPEN, same_second

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from feishu_connect.endpoints import Endpoint
    from target_feishu.tasks.written import Changes, Written

#: "A task has one reminder already."
_REMINDER_EXISTS = 1470613


class TaskEditor:
    """Carries out changes of one task after the other."""

    def __init__(self, client: FeishuClient) -> None:
        """Call nothing yet."""
        self._client = client
        self._people = {"user_id_type": client.settings.user_id_type}

    def carry_out(
        self, guid: str, changes: Changes, written: Written, *, fresh: bool = False
    ) -> None:
        """Make all changes of a task.

        Args:
            guid: The task.
            changes: What to do.
            written: What the target wrote before.
            fresh: The task was made moments ago, and may not be everywhere yet.

        Raises:
            NotFoundError: Somebody has deleted the task.
            RecordError: A list that the record names is gone.
        """
        editing = _Editing(self._client, guid, self._people, fresh=fresh)
        try:
            editing.carry_out(changes, written)
        except NotFoundError as error:
            if not editing.is_there():
                raise
            msg = f"what the task is to be put into does not exist: {error.message}"
            raise RecordError(
                msg, cure=error.cure, code=error.code, log_id=error.log_id, field="tasklists"
            ) from None

    def delete(self, guid: str) -> None:
        """Delete a task; one that is gone is fine."""
        with contextlib.suppress(NotFoundError):
            self._client.call(endpoints.task.TASK_DELETE, path={"task_guid": guid})


class _Editing:
    """The calls to one task."""

    def __init__(
        self, client: FeishuClient, guid: str, people: dict[str, str], *, fresh: bool
    ) -> None:
        self._client = client
        self._guid = guid
        self._people = people
        self._fresh = fresh

    def carry_out(self, changes: Changes, written: Written) -> None:
        """Keep the order that the fields ask of each other.

        A custom field belongs to a list, a reminder to the time that the task is due.
        """
        for each in changes.new_lists:
            self._call(endpoints.task.TASK_ADD_TASKLIST, each)
        if changes.reminders is not None:
            self._drop_reminders(changes.reminders, written.reminders)
        self._patch_fields(changes)
        if changes.reminders:
            self._add_reminder(changes.reminders[0])
        self._change_members(changes)
        for guid in changes.old_lists:
            self._take_out(guid)
        if changes.completed is not None:
            self._complete(changes.completed, written.completed)

    def is_there(self) -> bool:
        """Tell whether the task exists; what was not found has been waited for by now."""
        self._fresh = False
        try:
            self._task()
        except NotFoundError:
            return False
        except AccessError:
            return True
        return True

    def _patch_fields(self, changes: Changes) -> None:
        fields = dict(changes.fields)
        if "due" in fields and fields["due"] is None and fields.get("repeat_rule", "") is None:
            # A rule needs a due time, so it goes first.
            self._patch({"repeat_rule": fields.pop("repeat_rule")})
        if changes.custom_fields:
            fields["custom_fields"] = changes.custom_fields
        if fields:
            self._patch(fields)

    def _patch(self, fields: dict[str, t.Any]) -> None:
        given = {name: value for name, value in fields.items() if value is not None}
        self._call(endpoints.task.TASK_PATCH, {"task": given, "update_fields": list(fields)})

    def _change_members(self, changes: Changes) -> None:
        if changes.new_members:
            # A key of its own: what was answered five minutes ago says nothing about now.
            body = {"members": changes.new_members, "client_token": str(uuid.uuid4())}
            self._call(endpoints.task.TASK_ADD_MEMBERS, body)
        if changes.old_members:
            self._call(endpoints.task.TASK_REMOVE_MEMBERS, {"members": changes.old_members})

    def _take_out(self, tasklist_guid: str) -> None:
        try:
            self._call(endpoints.task.TASK_REMOVE_TASKLIST, {"tasklist_guid": tasklist_guid})
        except NotFoundError:
            # A task is in no list that is gone.
            if not self.is_there():
                raise

    def _drop_reminders(self, wanted: list[int], ours: list[int]) -> None:
        """Remove what is no longer asked for; one set by hand stays unless it is in the way."""
        there = self._reminders()
        gone = [
            id_ for id_, minutes in there if minutes not in wanted and (wanted or minutes in ours)
        ]
        if gone:
            self._call(endpoints.task.TASK_REMOVE_REMINDERS, {"reminder_ids": gone})

    def _add_reminder(self, minutes: int) -> None:
        if minutes in (each for _, each in self._reminders()):
            return
        body = {"reminders": [{"relative_fire_minute": minutes}]}
        try:
            self._call(endpoints.task.TASK_ADD_REMINDERS, body)
        except FeishuError as error:
            if error.code != _REMINDER_EXISTS:
                raise
            # The first attempt landed, or somebody was faster.
            self._drop_reminders([minutes], [])
            if minutes not in (each for _, each in self._reminders()):
                self._call(endpoints.task.TASK_ADD_REMINDERS, body)

    def _reminders(self) -> list[tuple[str, int]]:
        there = self._task().get("reminders") or ()
        return [(str(each["id"]), int(each["relative_fire_minute"])) for each in there]

    def _complete(self, wanted: str, ours: str) -> None:
        """Complete or reopen; a task that is completed cannot be completed again."""
        now = self._completed_at()
        if wanted == OPEN:
            if now != OPEN:
                self._patch({"completed_at": OPEN})
            return
        if now != OPEN:
            moved = wanted != DONE and not same_second(wanted, now)
            if not moved or ours == OPEN:
                # Somebody has completed it by hand, or it is what it should be.
                return
            self._patch({"completed_at": OPEN})
        self._finish(self._now() if wanted == DONE else wanted)

    def _finish(self, at: str) -> None:
        try:
            self._patch({"completed_at": at})
        except RejectedError:
            # The first attempt may have landed before its reply was lost.
            if self._completed_at() == OPEN:
                raise

    def _completed_at(self) -> str:
        return str(self._task().get("completed_at") or OPEN)

    def _now(self) -> str:
        return str(int(self._client.clock.now().timestamp() * 1000))

    def _task(self) -> dict[str, t.Any]:
        data = self._call(endpoints.task.TASK_GET)
        return data.get("task") or {}

    def _call(self, endpoint: Endpoint, body: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        path = {"task_guid": self._guid}
        return self._client.call(
            endpoint, path=path, params=self._people, body=body, fresh=self._fresh
        )
