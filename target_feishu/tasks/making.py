"""Make a task once, also where an attempt was interrupted.

Feishu remembers a `client_token` for five minutes, and for one access token only. So an attempt is
written down with its whole body before it is sent. Within the five minutes, and with the same
access token, the very same call is sent again; after that the task is looked for, by a mark in its
`extra`, where it has to be: in its list, or below its parent. Docs:
`/uAjLw4CM/ukTMukTMukTM/task-v2/overview`.
"""

from __future__ import annotations

import datetime as dt
import typing as t

from feishu_connect import (
    AccessError,
    AmbiguousWriteError,
    FeishuError,
    NotFoundError,
    RejectedError,
    endpoints,
)
from feishu_connect.replies import TokenRefusedError
from target_feishu.errors import RecordError
from target_feishu.idempotency import digest_of
from target_feishu.ledger import Entry
from target_feishu.tasks.search import find_task, has_place, mark_of
from target_feishu.tasks.times import DONE, OPEN

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feishu_connect import FeishuClient
    from target_feishu.ledger import Ledger
    from target_feishu.tasks.content import Content

#: Seconds for which an attempt is repeated; Feishu keeps its key for 300 after a success.
REPEATABLE = 240.0
#: Seconds between attempts of one call whose outcome is not known.
_WAITS: t.Final = (0.5, 1.0, 2.0, 4.0, 8.0)
#: How often a task that is known not to be there is tried again.
_ROUNDS = 3
#: "The same call is still being carried out."
_IN_FLIGHT = 1470422
#: "Internal error", passing or not.
_INTERNAL = 1470500
#: What the documentation of subtasks does not have; it is written afterwards.
_NOT_OF_SUBTASKS: t.Final = ("mode", "is_milestone", "custom_fields")


class Pending(t.TypedDict):
    """An attempt, as the ledger keeps it."""

    #: The whole body, with its `client_token`.
    body: dict[str, t.Any]
    #: GUID of the task that it is a subtask of, or "".
    parent: str
    #: Digest of the access token.
    access: str
    #: When it was first sent: ISO 8601, UTC.
    at: str


class TaskMaker:
    """Makes tasks, and settles what earlier runs have left open."""

    def __init__(
        self,
        client: FeishuClient,
        ledger: Ledger,
        when_unsure: str,
        is_new: Callable[[str], bool],
    ) -> None:
        """Call nothing yet.

        Args:
            client: The way to the API.
            ledger: Of the stream.
            when_unsure: The route's setting.
            is_new: Tells whether a task, by GUID, was made so lately that it may not be found.
        """
        self._client = client
        self._ledger = ledger
        self._when_unsure = when_unsure
        self._is_new = is_new

    def body(self, content: Content, token: str, parent: str) -> dict[str, t.Any]:
        """Make the body of the call; what it cannot hold is written afterwards."""
        given = {
            name: value
            for name, value in content.items()
            if value not in (None, [], False) and name != "parent"
        }
        if parent:
            given = {name: each for name, each in given.items() if name not in _NOT_OF_SUBTASKS}
        if "reminders" in given:
            given["reminders"] = [{"relative_fire_minute": each} for each in given["reminders"]]
        if given.get("completed_at") == OPEN:
            del given["completed_at"]
        elif given.get("completed_at") == DONE:
            given["completed_at"] = str(int(self._client.clock.now().timestamp() * 1000))
        if has_place(given, parent):
            given["extra"] = mark_of(token)
        return {**given, "client_token": token}

    def make(self, key: str, entry: Entry, body: dict[str, t.Any], parent: str) -> str:
        """Make a task, and give its GUID; nothing of the entry is left open.

        Raises:
            RecordError: Nobody can tell whether it is there.
            FeishuError: Feishu did not take it.
        """
        failure: FeishuError | None = None
        access = self._client.access_token()
        for _ in range(_ROUNDS):
            pending = self._begin(key, entry, body, parent, access)
            try:
                return self._send(pending, access)
            except TokenRefusedError as refused:
                failure, access = refused.final, self._client.access_token(access)
            except AmbiguousWriteError as unsure:
                guid = self._look(pending, unsure)
                if guid:
                    return guid
                failure, access = unsure, self._client.access_token()
                if unsure.code == _INTERNAL:
                    break
            except FeishuError:
                self._end(key, entry)
                raise
        self._end(key, entry)
        raise _final(t.cast("FeishuError", failure))

    def settle(self, pending: Pending) -> str:
        """Give the GUID of a task that an earlier run was making; "" where it is not there.

        Raises:
            RecordError: Nobody can tell.
        """
        access = self._client.access_token()
        begun = dt.datetime.fromisoformat(pending["at"])
        age = (self._client.clock.now() - begun).total_seconds()
        if pending["access"] == digest_of(access) and 0 <= age < REPEATABLE:
            try:
                return self._send(pending, access)
            except TokenRefusedError:
                return self._look(pending)
            except AmbiguousWriteError as unsure:
                return self._look(pending, unsure)
            except (AccessError, NotFoundError, RejectedError):
                # Without lists and parents nothing can have changed: it was refused before too.
                placed = has_place(pending["body"], pending["parent"])
                return self._look(pending) if placed else ""
        return self._look(pending)

    def _begin(
        self, key: str, entry: Entry, body: dict[str, t.Any], parent: str, access: str
    ) -> Pending:
        now = self._client.clock.now().isoformat()
        pending = Pending(body=body, parent=parent, access=digest_of(access), at=now)
        facts = {name: each for name, each in entry.facts.items() if name != "gone"}
        facts["pending"] = pending
        self._ledger.put({key: Entry(begun_at=entry.begun_at or now, facts=facts)})
        return pending

    def _end(self, key: str, entry: Entry) -> None:
        """Write down that nothing was made."""
        facts = {name: each for name, each in entry.facts.items() if name != "pending"}
        self._ledger.put({key: Entry(begun_at=entry.begun_at, facts=facts)})

    def _send(self, pending: Pending, access: str) -> str:
        """Send an attempt until its outcome is known, with one access token.

        Raises:
            TokenRefusedError: The token is refused, and no attempt was made.
            AmbiguousWriteError: It is not known.
            FeishuError: Feishu did not take it.
        """
        unsure: FeishuError | None = None
        for wait in (*_WAITS, None):
            try:
                return self._sent(pending, access)
            except TokenRefusedError as refused:
                if unsure is None:
                    raise
                raise _ambiguous(refused.final) from None
            except AmbiguousWriteError as error:
                unsure = error
            except FeishuError as error:
                if unsure is None and error.code != _IN_FLIGHT:
                    raise
                raise _ambiguous(error) from None
            if wait is not None:
                self._client.clock.sleep(wait)
        raise t.cast("FeishuError", unsure)

    def _sent(self, pending: Pending, access: str) -> str:
        parent = pending["parent"]
        data = self._client.call(
            endpoints.task.SUBTASK_CREATE if parent else endpoints.task.TASK_CREATE,
            path={"task_guid": parent} if parent else {},
            params={"user_id_type": self._client.settings.user_id_type},
            body=pending["body"],
            access_token=access,
            # The task above may have been made by the record before.
            fresh=self._is_new(parent),
        )
        made: Mapping[str, t.Any] = data.get("subtask" if parent else "task") or {}
        return str(made["guid"])

    def _look(self, pending: Pending, unsure: FeishuError | None = None) -> str:
        """Look for the task of an attempt; "" where it is not there.

        Raises:
            RecordError: There is no place where it would have to be.
            AmbiguousWriteError: The same, while Feishu is out of reach.
        """
        found = find_task(self._client, pending["body"], pending["parent"], pending["at"])
        if found is not None:
            return found
        if self._when_unsure == "create":
            return ""
        if unsure is not None and unsure.code is None:
            # Feishu is out of reach, which is no matter of this record.
            unsure.cure = "Run again within four minutes, when the same call may be sent again"
            raise unsure
        told = f" ({unsure.message})" if unsure else ""
        msg = f"nobody can tell whether the task was made when an attempt was interrupted{told}"
        cure = (
            "Look for it in Feishu; then delete it there, or leave it, and set `when_unsure: "
            "create` for one run. Tasks in a list (`tasklists`) and subtasks can be looked for"
        )
        code, log_id = (unsure.code, unsure.log_id) if unsure else (None, "")
        raise RecordError(msg, cure=cure, code=code, log_id=log_id)


def _ambiguous(error: FeishuError) -> AmbiguousWriteError:
    return AmbiguousWriteError(
        error.message,
        cure=error.cure,
        code=error.code,
        log_id=error.log_id,
        endpoint=error.endpoint,
    )


def _final(error: FeishuError) -> FeishuError:
    """Give the failure of a task that is known not to be there."""
    if error.code != _INTERNAL:
        return error
    # Feishu says "internal error" of wrong members and forbidden texts too: one record's failure.
    return RecordError(error.message, cure=error.cure, code=error.code, log_id=error.log_id)
