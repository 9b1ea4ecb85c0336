"""Instances: opened once, looked at before anything is done to them, and then done once.

Docs: instance/{create,get,cancel}, task/{approve,reject} and instance-comment/create below
/uAjLw4CM/ukTMukTMukTM/reference/approval-v4.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from feishu_connect import (
    AccessError,
    AmbiguousWriteError,
    FeishuError,
    NotFoundError,
    RejectedError,
    endpoints,
)
from target_feishu.approvals.chosen import is_open_id
from target_feishu.approvals.route import APPROVE

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feishu_connect import FeishuClient
    from feishu_connect.endpoints import Endpoint

PENDING: t.Final = "PENDING"
#: An instance with this uuid is there.
_UUID_TAKEN = 60012
#: How often something is tried whose reply was lost, looking before each time.
_ATTEMPTS = 4
#: Refusals that may come because it is done.
_FINAL: t.Final = (AccessError, NotFoundError, RejectedError)
#: What Feishu says of a recall that the definition does not allow, among others.
_NOT_VALID: t.Final = (1390001, 60001)
_REVOKE_CURE: t.Final = (
    "The definition has to let the submitter recall an approval: switch revoking on in the "
    "approval administration, or give `settings.revert_option: 1` in `definition`"
)


@dataclass(frozen=True, slots=True)
class Task:
    """What one approver has to decide."""

    id: str
    #: By all ids that Feishu tells.
    people: frozenset[str]
    #: Whom to act as.
    person: str
    status: str


class Instance:
    """An instance as Feishu shows it at one moment."""

    def __init__(self, data: Mapping[str, t.Any]) -> None:
        """Take a reply."""
        self.code = str(data.get("instance_code") or "")
        self.approval_code = str(data.get("approval_code") or "")
        self.status = str(data.get("status") or "")
        self.submitter = _person(data)
        self.tasks = [
            Task(str(each.get("id") or ""), _people(each), _person(each), str(each.get("status")))
            for each in data.get("task_list") or ()
        ]
        self._comments = [
            (_people(each), str(each.get("comment") or ""))
            for each in data.get("comment_list") or ()
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.status == PENDING

    @property
    def pending(self) -> list[Task]:
        """The tasks that wait; those that Feishu decides by itself have nobody."""
        return [task for task in self.tasks if task.status == PENDING and task.person]

    def has_comment(self, text: str) -> bool:
        """Whether the submitter has written this under it."""
        return any(self.submitter in people and text == said for people, said in self._comments)


class Instances:
    """The calls; each leaves the same behind however often its reply is lost."""

    def __init__(self, client: FeishuClient) -> None:
        """Call nothing yet."""
        self._client = client

    def open(self, body: Mapping[str, t.Any]) -> tuple[str, bool]:
        """Open an instance, or find the one that an earlier attempt has opened.

        Give its code, and whether it was there before this call.
        """
        endpoint = endpoints.approval.INSTANCE_CREATE
        before = self._client.calls[endpoint.name]
        try:
            data = self._client.call(endpoint, body=dict(body))
        except FeishuError as error:
            if error.code != _UUID_TAKEN:
                raise
            # After a reply that was lost, it is the first request of this call that opened it.
            was_there = self._client.calls[endpoint.name] - before == 1
            return self._opened(str(body["uuid"]), error), was_there
        return str(data["instance_code"]), False

    def get(self, code: str, *, fresh: bool = True) -> Instance:
        """Ask for an instance by its code or uuid; one just opened may take a while to be seen."""
        data = self._client.call(
            endpoints.approval.INSTANCE_GET,
            path={"instance_code": code},
            params={"user_id_type": "open_id"},
            fresh=fresh,
        )
        found = Instance(data)
        found.code = found.code or code
        return found

    def find(self, code: str, *, fresh: bool = False) -> Instance | None:
        """Look for an instance, by its code or by the uuid under which it was to be opened.

        Args:
            code: Code or uuid.
            fresh: It is known to have been opened, maybe moments ago.
        """
        try:
            return self.get(code, fresh=fresh)
        except NotFoundError:
            return None

    def cancel(self, instance: Instance) -> None:
        """Recall it while it is open."""
        try:
            self._do(
                endpoints.approval.INSTANCE_CANCEL,
                instance,
                lambda now: instance.submitter if now.is_open else "",
            )
        except FeishuError as error:
            if error.code in _NOT_VALID:
                error.cure = _REVOKE_CURE
            raise

    def decide(self, instance: Instance, task_id: str, operation: str, comment: str) -> None:
        """Decide a task while it waits."""
        approving = operation == APPROVE
        endpoint = endpoints.approval.TASK_APPROVE if approving else endpoints.approval.TASK_REJECT
        said = {"comment": comment} if comment else {}
        self._do(
            endpoint,
            instance,
            lambda now: next((task.person for task in now.pending if task.id == task_id), ""),
            task_id=task_id,
            **said,
        )

    def comment(self, instance: Instance, text: str) -> None:
        """Write under it in the submitter's name, unless that is written there."""
        now, lost = instance, None
        for _ in range(_ATTEMPTS):
            if now.has_comment(text):
                return
            try:
                self._client.call(
                    endpoints.approval.COMMENT_CREATE,
                    path={"instance_code": instance.code},
                    params={"user_id": instance.submitter, **_type_of(instance.submitter)},
                    body={"content": json.dumps({"text": text, "files": []}, ensure_ascii=False)},
                )
            except AmbiguousWriteError as error:
                lost = error
                now = self.get(instance.code)
            else:
                return
        if not now.has_comment(text):
            raise t.cast("FeishuError", lost)

    def _opened(self, uuid: str, error: FeishuError) -> str:
        try:
            return self.get(uuid).code
        except NotFoundError:
            msg = f"an approval with the uuid {uuid} is there, and Feishu does not show it"
            raise AmbiguousWriteError(msg, cure="Run again later", code=error.code) from None

    def _do(
        self,
        endpoint: Endpoint,
        instance: Instance,
        actor: Callable[[Instance], str],
        **members: str,
    ) -> None:
        """Do something in somebody's name for as long as it is still to be done.

        Args:
            endpoint: What is done.
            instance: As it was when somebody looked last.
            actor: Who does it; "" where nothing is left to do.
            members: Further members of the body.

        Raises:
            FeishuError: It is still to be done, and Feishu refuses it.
        """
        now, lost = instance, None
        for _ in range(_ATTEMPTS):
            person = actor(now)
            if not person:
                return
            body = {"approval_code": now.approval_code, "instance_code": instance.code}
            try:
                self._client.call(
                    endpoint, params=_type_of(person), body={**body, "user_id": person, **members}
                )
            except AmbiguousWriteError as error:
                lost = error
            except FeishuError as error:
                # It may be done by now, by an attempt whose reply was lost or by somebody else.
                if not isinstance(error, _FINAL) or actor(self.get(instance.code)):
                    raise
                return
            else:
                return
            now = self.get(instance.code)
        if actor(now):
            raise t.cast("FeishuError", lost)


def _people(data: Mapping[str, t.Any]) -> frozenset[str]:
    return frozenset(str(data[name]) for name in ("open_id", "user_id") if data.get(name))


def _person(data: Mapping[str, t.Any]) -> str:
    return str(data.get("open_id") or data.get("user_id") or "")


def _type_of(person: str) -> dict[str, str]:
    return {"user_id_type": "open_id" if is_open_id(person) else "user_id"}
