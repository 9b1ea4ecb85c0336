"""What later records do to an approval: recall it, approve it, reject it. Each once."""

from __future__ import annotations

import dataclasses
import logging
import typing as t

from target_feishu.approvals.chosen import texts_of
from target_feishu.approvals.route import APPROVE, CANCEL
from target_feishu.errors import RecordError
from target_feishu.idempotency import digest_of

if t.TYPE_CHECKING:
    from target_feishu.approvals.chosen import Chooser
    from target_feishu.approvals.instances import Instance, Instances, Task
    from target_feishu.ledger import Entry, Ledger
    from target_feishu.objects.sink import Wish

logger = logging.getLogger(__name__)

#: What the summary counts.
UNCHANGED: t.Final = "unchanged"
_CANCELLED: t.Final = "cancelled"

_CANCELED_STATUS = "CANCELED"
_OUTCOMES: t.Final = {APPROVE: "APPROVED", "reject": "REJECTED", CANCEL: _CANCELED_STATUS}
_COUNTED: t.Final = {APPROVE: "approved", "reject": "rejected"}
#: Facts of an entry: digests of what was done, and what was begun.
_DONE = "done"
_BEGUN = "begun"


class Actions:
    """Carries operations out, with a note in the ledger before and after each.

    The note beforehand names the tasks that are meant. A run that ends half-way is followed by one
    that decides the rest of these tasks, and not those of the step after them.
    """

    def __init__(self, instances: Instances, chooser: Chooser, ledger: Ledger) -> None:
        """Take what the sink has."""
        self._instances = instances
        self._chooser = chooser
        self._ledger = ledger

    def is_done(self, entry: Entry, wish: Wish) -> bool:
        """Whether this very operation was carried out before."""
        return digest_of(wish.content) in entry.facts.get(_DONE, ())

    def carry_out(self, key: str, entry: Entry, instance: Instance, wish: Wish) -> str:
        """Carry out an operation on an instance as it is now; give what to count.

        Raises:
            RecordError: The instance does not wait for the people who are named.
            FeishuError: Feishu refuses.
        """
        step = _Step(key, entry, digest_of(wish.content))
        if wish.operation == CANCEL:
            return self._cancel(step, instance, wish)
        return self._decide(step, instance, wish)

    def _cancel(self, step: _Step, instance: Instance, wish: Wish) -> str:
        """Recall what is open; of what was approved this would start a revocation."""
        was_ours = step.is_resumed and instance.status == _CANCELED_STATUS
        if not instance.is_open and not was_ours:
            if instance.status == _CANCELED_STATUS:
                self._finish(step)
            return _already(instance, wish.operation)
        self._begin(step, [])
        self._instances.cancel(instance)
        comment = str(wish.content.get("comment") or "")
        if comment.strip():
            self._instances.comment(instance, comment)
        self._finish(step)
        return _CANCELLED

    def _decide(self, step: _Step, instance: Instance, wish: Wish) -> str:
        if not step.is_resumed:
            if not instance.is_open:
                self._finish(step)
                return _already(instance, wish.operation)
            tasks = self._waiting(instance, wish)
            if not tasks:
                self._finish(step)
                return UNCHANGED
            self._begin(step, [task.id for task in tasks])
        comment = str(wish.content.get("comment") or "")
        for number, task_id in enumerate(step.tasks):
            now = self._instances.get(instance.code) if number else instance
            self._instances.decide(now, task_id, wish.operation, comment)
        self._finish(step)
        return _COUNTED[wish.operation]

    def _waiting(self, instance: Instance, wish: Wish) -> list[Task]:
        """Give the tasks that are to be decided; none where these people have done so already."""
        value = wish.content.get("approvers")
        if not texts_of(value):
            return instance.pending
        self._chooser.learn(value)
        ids = set(self._chooser.ids(value, "approvers"))
        mine = [task for task in instance.tasks if ids & task.people]
        waiting = [task for task in mine if task in instance.pending]
        if waiting or any(task.status == _OUTCOMES[wish.operation] for task in mine):
            return waiting
        msg = f"the approval {instance.code} does not wait for {', '.join(sorted(ids))}"
        known = ", ".join(task.person for task in instance.pending) or "nobody"
        raise RecordError(msg, cure=f"It waits for {known}", field="approvers")

    def _begin(self, step: _Step, tasks: list[str]) -> None:
        step.note(**{_BEGUN: {"digest": step.digest, "tasks": tasks}})
        self._ledger.put({step.key: step.entry})

    def _finish(self, step: _Step) -> None:
        done = [*step.entry.facts.get(_DONE, ()), step.digest]
        step.note(**{_DONE: list(dict.fromkeys(done)), _BEGUN: None})
        self._ledger.put({step.key: step.entry})


class _Step:
    """One operation under way."""

    def __init__(self, key: str, entry: Entry, digest: str) -> None:
        self.key = key
        self.entry = entry
        self.digest = digest
        #: An earlier run has begun it.
        self.is_resumed = (entry.facts.get(_BEGUN) or {}).get("digest") == digest

    @property
    def tasks(self) -> list[str]:
        """The tasks that are meant."""
        return list((self.entry.facts.get(_BEGUN) or {}).get("tasks") or ())

    def note(self, **facts: t.Any) -> None:
        """Change facts of the entry; None takes one out."""
        merged = {**self.entry.facts, **facts}
        kept = {name: value for name, value in merged.items() if value is not None}
        self.entry = dataclasses.replace(self.entry, facts=kept)


def _already(instance: Instance, operation: str) -> str:
    """Say that an operation comes too late, loudly where the outcome is another one."""
    is_so = instance.status == _OUTCOMES[operation]
    level = logging.INFO if is_so else logging.WARNING
    status = instance.status.lower()
    logger.log(level, "Cannot %s: approval %s is %s already", operation, instance.code, status)
    return UNCHANGED
